"""A whole run killed with -9 at twenty random moments, and rerun each time."""

import tempfile
from pathlib import Path

from tests.flows.test_kill import killed, stages

ROUNDS = 20


def prove() -> list[tuple[str, str, bool]]:
    """The same rows and mails as after a calm run, every time; and the kills fell on different stages of the run."""
    with tempfile.TemporaryDirectory() as folder:
        result = killed(Path(folder), ROUNDS)
    calm, differing, points = result["calm"], result["differing"], stages(result)
    return [(
        f"{ROUNDS} runs killed with -9 and rerun",
        "; ".join(differing)[:400] or f"{len(calm['mails'])} mails once each, the same rows; {points} different stages",
        not differing and calm["broken"] == ["None"] and len(result["cut"]) == ROUNDS and points >= 3,
    )]
