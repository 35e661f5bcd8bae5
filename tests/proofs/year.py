"""The rehearsed year, whole: it comes out as its story says, and four of its grades are explained and replayed.

About three minutes. `jixiao explain` is asked as anybody would ask it, in the workspace that the demo leaves behind.
"""

import json
from pathlib import Path

from flows.commands.demo_year import PROJECTS, UNITS
from flows.rehearsal.year.office import Prefecture
from tasks.rules.certificate import replay
from tests.rehearsed import jixiao, played

FOUR = (  # what happened to it, which project, the rules that fired, the grade, the smallest change, where that leads
    ("capped by C05", "克州教育局/1", ["X03", "C05"], "一般", "监控整改完成并核实销号", "优秀"),
    ("put down by E04", "克州农业农村局/1", ["X03", "E04", "E03"], "较差", "的问题改定为一般", "一般"),
    ("vetoed by E06", "阿克陶县水利局/1", ["X03", "E06"], "较差", "对“一票否决”的建议改为不同意", "优秀"),
    ("untouched", "克州教育局/2", ["X03"], "优秀", "财政审核得分由92.00分降到89.99分", "良好"),
)
Shown = tuple[str, str, bool]


def prove() -> list[Shown]:
    """Play the year once, in a process of its own, and ask about four of its projects."""
    workspace, done, seconds = played()
    lines = [line for line in done.stdout.splitlines() if line.startswith(("✓", "✗"))]
    wrong = [line for line in lines if line.startswith("✗")]
    shown: list[Shown] = [(
        "the year comes out as its story says", f"{len(lines)} comparisons, {seconds:.0f} s"
        + "".join(f"; {line}" for line in wrong), done.returncode == 0 and not wrong and len(lines) > 20)]
    told = next((line for line in lines if "总台账：" in line), "no such line")
    shown.append(("every obligation is accounted for at the year's end", told, told.startswith("✓")))
    office = Prefecture(workspace, UNITS, PROJECTS)
    return shown + [_explained(office, workspace, *one) for one in FOUR]


def _explained(office, workspace: Path, what: str, project: str, rules: list[str], grade: str, change: str,
               then: str) -> Shown:
    """Its certificate: rules, grade, smallest change; replayed from its JSON, and not the same without its facts."""
    asked = ("explain", office.code(project, 2022), "--work-year", "2023", "--json")
    done = jixiao(*asked, "--workspace", str(workspace))
    if done.returncode:
        return f"explained: {what}", done.stderr[-200:] or "not what the ledger has", False
    found = json.loads(done.stdout)
    nearest, last = found["smallest_change"], (found["final"]["score_cp"], found["final"]["grade"])
    bare = {**found, "facts": {**found["facts"], "failed_twice": [], "audit_findings": [], "decisions": []}}
    holds = (
        found["rules"] == rules and last[1] == grade == found["recorded"]["grade"] and replay(found) == last
        and (replay(bare) == last) == (what == "untouched") and change in nearest["what"] and nearest["grade"] == then)
    return f"explained: {what}", f"{project} {grade}；若{nearest['what']}，为{nearest['grade']}", holds
