"""A run killed with -9 at any moment: the rerun leaves what a calm run leaves, and every mail exactly once."""

import json
import subprocess
import sys

ROUNDS = 2  # `python -m tests.proofs killed_runs` has twenty


def killed(folder, rounds):
    """What a calm run leaves, what was there after each kill, and what the reruns left differently."""
    done = subprocess.run([sys.executable, "-m", "tests.flows.kill_loop", str(folder), str(rounds), "20230322"],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def stages(result):
    """At how many different points of the run's work the kills fell."""
    return len({(cut.get("judgement", 0), cut.get("mails", 0)) for cut in result["cut"]})


def test_killed_runs_end_like_a_calm_one(tmp_path):
    """The same rows, no file lost, every mail once at the sink, an unbroken ledger, wherever the kill fell."""
    result = killed(tmp_path, ROUNDS)
    calm = result["calm"]
    assert calm["broken"] == ["None"], "the ledger of a calm run holds"
    assert len(calm["submission"]) == 4 and len(calm["judgement"]) == 2 and len(calm["mails"]) >= 8
    assert result["differing"] == []
    assert len(result["cut"]) == ROUNDS and stages(result) >= 2, result["cut"]
