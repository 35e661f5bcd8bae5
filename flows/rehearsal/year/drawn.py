"""What anybody can learn of the draw from the files the run has published: the hash of the frame, and who was drawn."""

import json
import subprocess
import sys
from pathlib import Path

from flows.rehearsal.year.story import Chapter


def _folder(workspace: Path, chapter: Chapter) -> Path:
    return workspace / "reports" / str(chapter.work_year) / chapter.milestone


def frame_hash(workspace: Path, chapter: Chapter, region: str) -> str:
    """The hash that was published with the frozen frame of a finance department."""
    record = json.loads((_folder(workspace, chapter) / f"抽样记录-{region}.json").read_text("utf-8"))
    return str(record["frame_sha256"])


def drawn_of(workspace: Path, chapter: Chapter, region: str) -> set[str]:
    """The projects drawn, by the published verifier run on the published files alone (E05).

    Raises CalledProcessError when it does not come to the same list as the run.
    """
    done = subprocess.run(  # noqa: S603  (our own Python on our own files)
        [sys.executable, "-I", "verify_draw.py", f"抽查总体-{region}.csv", f"抽样记录-{region}.json"],
        cwd=_folder(workspace, chapter), capture_output=True, encoding="utf-8", check=True)
    return {word for word in done.stdout.split() if word[:1].isdigit()}
