"""Checks without Great Expectations, whose answers are held against the masks where that is the question."""

import numpy as np

from expectations.declare import mask


def masks_alone(checks, frame, rows):
    """What `expectations.gate.asked` answers, from the masks: it saves a third of a second for each validation."""
    return {check.name: np.flatnonzero(mask(check, frame)[rows]) for check in checks}


def masks_side_by_side(checks, frames, rows):
    """What `expectations.gate.side_by_side` answers, from the masks."""
    seen = [(rows[check.frame], mask(check, frames[check.frame])) for check in checks]
    return [own[np.flatnonzero(wrong[own])] for own, wrong in seen]


def without_great_expectations(patch):
    """The masks alone answer, wherever a suite is asked."""
    patch.setattr("expectations.gate.asked", masks_alone)
    patch.setattr("expectations.gate.side_by_side", masks_side_by_side)
