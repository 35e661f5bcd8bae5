"""Checks without Great Expectations, whose answers are held against the masks where that is the question."""

import numpy as np

from expectations.declare import mask


def masks_alone(checks, frame, rows):
    """What `expectations.gate.asked` answers, from the masks: it saves a third of a second for each validation."""
    return {check.name: np.flatnonzero(mask(check, frame)[rows]) for check in checks}
