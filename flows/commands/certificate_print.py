"""The certificate (评级依据单) as people read it on the screen."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from config.rules import the_rules
from flows.commands.folded import folded
from tasks.rules.figures import points

SHOWN = {
    "self_cp": "自评得分", "recomputed_cp": "重算的自评得分", "audited_cp": "财政审核得分",
    "department_cp": "部门评价得分", "key_cp": "重点评价得分",
}
WORDS = {
    "score_and_grade": "得分和等次一并限", "grade_only": "只限等次", "withhold": "暂不评定", "mark": "先评定，注明待定",
}
AGAIN = "入账以后又有新的事实，请先运行 jixiao run score_table"
MOST_CHANGES = 5


def print_certificate(found: Mapping[str, Any], say: Console) -> None:
    """Heading and result, scores, steps, what is pending, what would alter the grade, and the law it rests on."""
    project = found["project"]
    say.print(f"[bold]{found['certificate']}[/]　{project['project_name']}（{project['project_code']}）")
    say.print(f"{project['unit_name']}　{found['fiscal_year']}年度　打分表{found['node']}　截至 {found['as_of']}")
    say.print(f"结果：[bold]{_result(found['final'])}[/]　（原始：{_result(found['raw'])}）")
    scores = [f"{word}{points(found['scores'][name])}" for name, word in SHOWN.items() if name in found["scores"]]
    say.print(f"各项得分：{'，'.join(scores) or '没有'}")
    say.print(_steps(found["steps"]))
    for rule, fact in found["pending"].items():
        say.print(f"[yellow]待定[/] {rule} {the_rules()[rule].title}：{fact}（尚无有权人的决定，没有计入）")
    _changes(found, say)
    say.print(_law(found["parameters"]))
    say.print(f"规则册 {found['rulebook'][:16]}，凭本单所载事实和参数重算：{_result(found['replayed'])}")
    _beside(found, say)


def _result(one: Mapping[str, Any]) -> str:
    score = "" if one["score_cp"] is None else points(one["score_cp"])
    return f"{score}{one['grade']}" or "没有得分"


def _steps(steps: list[Mapping[str, Any]]) -> Table:
    table = folded("评定过程", "序", "规则", "条款", "事实", "之前", "之后")
    for number, step in enumerate(steps, 1):
        before, after = (
            {"score_cp": step[f"{side}_cp"], "grade": step[f"{side}_grade"]} for side in ("before", "after"))
        table.add_row(str(number), step["rule"], step["clause"], step["fact"], _result(before), _result(after))
    return table


def _changes(found: Mapping[str, Any], say: Console) -> None:
    """The smallest change of one fact that would alter the grade, and the next few."""
    smallest = found["smallest_change"]
    if smallest is None:
        say.print("没有哪一件事实单独改变就会改变等次。")
        return
    say.print(f"最小的改变：若{smallest['what']}，则为{_result(smallest)}")
    for other in found["changes"][1:MOST_CHANGES]:
        say.print(f"　　另：若{other['what']}，则为{_result(other)}")


def _law(parameters: Mapping[str, Mapping[str, Any]]) -> Table:
    table = folded("所用参数", "参数", "取值", "依据", "")
    for one in parameters.values():
        value = one["value"] if isinstance(one["value"], list) else [one["value"]]
        shown = "、".join(points(each) if one["unit"] == "百分之一分" else WORDS.get(each, str(each)) for each in value)
        table.add_row(one["title"], shown, one["source"], "" if one["confirmed"] else "待确认")
    return table


def _beside(found: Mapping[str, Any], say: Console) -> None:
    """What the ledger has, and whether it is the same."""
    recorded = found["recorded"]
    if recorded is None:
        say.print("总台账里还没有这一版的结论；运行 jixiao run score_table 后入账。")
        return
    told = f"总台账：{_result(recorded)}（打分表{recorded['node']}，截至 {recorded['as_of']}）"
    same = (recorded["score_cp"], recorded["grade"]) == (found["final"]["score_cp"], found["final"]["grade"])
    say.print(f"{told}，与本单一致。" if same else f"[red]{told}，与本单不同[/]：{AGAIN}")
