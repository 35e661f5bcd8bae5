"""The front page as text: tables that fold, bars as long as the window allows, words beside every colour."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from reports.formats import clip, percent, points, short_day, wan
from reports.site.front import FrontView
from reports.site.owing import Tally
from reports.site.records import Debt
from reports.site.shelf import Shelf
from reports.site.words import BAD, FILES, IDLE, NOTICES, OK, WARN

MOST_LATE = 30
BAR = 12  # characters
COLOURS = {BAD: "red", WARN: "yellow", OK: "green", IDLE: "dim"}
NAME = 60  # characters of a name


def print_status(say: Console, shelf: Shelf, view: FrontView) -> None:
    """Everything that the front page says, the most urgent first."""
    total = view.total
    say.print(Text(f"{view.work_year} 年预算绩效管理总台账　{view.as_of}", style="bold"))
    rates = [percent(rate) for rate in (total.complete_bp, total.timely_bp)]
    say.print(f"应报 {total.total} 项，已报齐 {total.met} 项（{rates[0]}），按时率 {rates[1]}")
    say.print(f"逾期未报 {total.overdue} 项；待决定的建议 {view.waiting} 条")
    _work(say, view)
    _year(say, view)
    _counties(say, view)
    _late(say, shelf)
    _waiting(say, view)
    _mails(say, shelf, view)


def still_owed(shelf: Shelf) -> list[Debt]:
    """What is owed, the latest first."""
    return sorted((debt for debt in shelf.debts if debt.state == "owed"), key=lambda debt: (-debt.late, debt.unit_code))


def _table(title: str, *headings: str) -> Table:
    """Narrow: no frame, cells fold; foreign text is never markup (Text)."""
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, expand=False)
    for heading in headings:
        table.add_column(heading, overflow="fold", header_style="dim")
    return table


def _add(table: Table, *cells: Any) -> None:
    table.add_row(*(Text(clip(cell, 300)) if isinstance(cell, str) else cell for cell in cells))


def _tone(words: str, tone: str) -> Text:
    return Text(words, style=COLOURS[tone])


def _work(say: Console, view: FrontView) -> None:
    """Piece by piece, each command on a line of its own that can be copied."""
    say.print()
    say.print(Text("今天的工作" if view.work else "今天没有要办的事。", style="bold"))
    for number, one in enumerate(view.work, 1):
        first = "、".join(f"{who.name}{f'（{who.about}）' if who.about else ''}" for who in one.first[:3])
        say.print(_tone(f"{number:>2} {one.matter} {one.many}{one.measure}", one.tone))
        for line in (first, f"{one.do}。{one.follows}。"):
            say.print(Padding(Text(clip(line, 160)), (0, 0, 0, 3)))
        say.print(Text(f"   $ {one.rerun}", style="dim"), soft_wrap=True)


def _year(say: Console, view: FrontView) -> None:
    say.print()
    table = _table("全年", "节点", "期限", "", "报齐", "现状")
    for bar in view.bars:
        told = f"{bar.tally.met}/{bar.tally.total}" if bar.tally.total else ""
        _add(table, bar.matter, short_day(bar.due), _bar(bar.tally), told, _tone(bar.word, bar.tone))
    say.print(table)


def _bar(tally: Tally) -> Any:
    if not tally.total:
        return ""
    done = COLOURS[BAD] if tally.overdue else COLOURS[OK]
    return ProgressBar(total=tally.total, completed=tally.met, width=BAR, complete_style=done, finished_style="green")


def _counties(say: Console, view: FrontView) -> None:
    say.print()
    table = _table("各级财政", "区划", "单位", "应报", "报齐率", "按时率", "逾期", "考核得分", "待决定")
    for one in view.counties:
        mine = one.tally
        late = _tone(str(mine.overdue), BAD) if mine.overdue else ""
        _add(table, one.name, str(one.units), str(mine.total), percent(mine.complete_bp), percent(mine.timely_bp), late,
             points(one.score_cp, fixed=True), str(one.waiting or ""))
    say.print(table)


def _late(say: Console, shelf: Shelf) -> None:
    late = [debt for debt in still_owed(shelf) if debt.late]
    if not late:
        return
    say.print()
    table = _table(f"逾期未报齐 {len(late)} 项", "单位", "事项", "期限", "逾期工作日", "最近一份表")
    for debt in late[:MOST_LATE]:
        unit = shelf.units.get(debt.unit_code)
        last = shelf.newest.get((debt.unit_code, debt.milestone, debt.node))
        _add(table, clip(unit.name if unit else debt.unit_code, NAME), shelf.matter(*debt.key),
             short_day(debt.effective), str(debt.late), FILES[last.state][0] if last else "未收到")
    say.print(table)
    _more(say, len(late), MOST_LATE, "见情况页或 --json")


def _waiting(say: Console, view: FrontView) -> None:
    if view.money:
        say.print()
        table = _table("建议和金额（万元）", "建议", "待决定", "同意", "不同意")
        for one in view.money:
            _add(table, one.what, *_each(one.counts, one.fen))
        say.print(table)
    if view.proposals:
        say.print()
        table = _table(f"待决定的建议 {view.waiting} 条（jixiao approve）", "编号", "建议", "对象", "金额（万元）")
        for due in view.proposals:
            _add(table, due.number, due.what, clip(due.name, NAME), wan(due.amount_fen) if due.amount_fen else "")
        say.print(table)
        _more(say, view.waiting, len(view.proposals), "见 jixiao approve")


def _each(counts: Sequence[int], fen: Sequence[int]) -> list[str]:
    return [f"{many}条{f' {wan(amount)}' if amount else ''}" if many else "" for many, amount in zip(
        counts, fen, strict=True)]


def _mails(say: Console, shelf: Shelf, view: FrontView) -> None:
    say.print()
    states = [one.state for one in shelf.notices]
    told = "，".join(f"{word} {states.count(state)}" for state, (word, _) in NOTICES.items() if state in states)
    say.print(f"通知：{told or '还没有'}")
    for name, _, mail in view.lost:
        say.print(Text(f"  没有送到：{clip(name, NAME)}　{mail.state}　{clip(mail.why, NAME)}", style="red"))
    if view.held:
        say.print(f"待放行的正式通知 {len(view.held)} 件，见 jixiao notices")


def _more(say: Console, many: int, shown: int, where: str) -> None:
    if many > shown:
        say.print(f"……另有 {many - shown} 项，{where}")
