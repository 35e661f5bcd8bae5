"""A run killed with -9 at any moment: the rerun leaves what a calm run leaves, and every mail exactly once."""

import json
import subprocess
import sys

ROUNDS = 20


def test_twenty_killed_runs_end_like_a_calm_one(tmp_path):
    """The same rows, no file lost, every mail once at the sink, an unbroken ledger: twenty random moments."""
    done = subprocess.run([sys.executable, "-m", "tests.flows.kill_loop", str(tmp_path), str(ROUNDS), "20230322"],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)

    calm = result["calm"]
    assert calm["broken"] == ["None"], "the ledger of a calm run holds"
    assert len(calm["submission"]) == 4 and len(calm["judgement"]) == 2 and len(calm["mails"]) >= 8
    assert result["differing"] == []
    assert len(result["cut"]) == ROUNDS
    stages = {(cut.get("judgement", 0), len(range(cut.get("mails", 0)))) for cut in result["cut"]}
    assert len(stages) >= 3, f"the kills fell on different moments of the run: {stages}"
