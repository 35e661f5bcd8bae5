"""Today's work of the operator, ranked by consequence: what it is, how many, who first, what follows, how to do it."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from reports.formats import clip, wan
from reports.site.group import Proposal
from reports.site.places import PROPOSALS, project_page, run_form, unit_page
from reports.site.records import Verdict
from reports.site.shelf import Shelf, grouped
from reports.site.words import BAD, IDLE, NOTICES, UNDELIVERED, WARN
from tasks.rules.deadlines import deadline, opens, runs_until

FIRST = 5  # named in one piece of work
SOON = 7  # calendar days before the deadline from which what is owed is work for today
NAMES = 40  # characters of a name


class First(NamedTuple):
    """Somebody named in a piece of work."""

    name: str
    page: str
    about: str


class Work(NamedTuple):
    """One piece of work. `follows`: what happens if nobody does it; `rerun`: the command, `link`: the Prefect UI."""

    weight: tuple[int, int, int]
    matter: str
    page: str
    many: int
    measure: str
    tone: str
    first: Sequence[First]
    follows: str
    do: str
    rerun: str
    link: str


def todays_work(shelf: Shelf, proposals: Sequence[Proposal]) -> list[Work]:
    """The ranked list; pieces nobody needs to do are left out."""
    found = [*_cut_off(shelf), *_never_run(shelf), *_undelivered(shelf), *_inherited(shelf),
             *_waiting(shelf, proposals), *_held(shelf), *_overdue(shelf), *_sent_back(shelf), *_broken(shelf),
             *_soon(shelf)]
    return sorted((one for one in found if one.many), key=lambda one: one.weight)


def _work(
    shelf: Shelf, weight: tuple[int, int, int], matter: str, many: int, measure: str, tone: str,
    first: Sequence[First], follows: str, do: str, rerun: str, milestone: str = "", node: str = "", page: str = "",
) -> Work:
    command = rerun.replace("{W}", str(shelf.work_year))
    named = list(dict.fromkeys(first))
    return Work(weight, matter, page, many, measure, tone, named[:FIRST], follows, do, command,
                run_form(shelf.reruns.get(milestone, ""), shelf.work_year, node))


def _cut_off(shelf: Shelf) -> list[Work]:
    """Runs that began and never ended, where no later one of the same milestone has."""
    broken = [run for run in shelf.latest.values()
              if run.ended_at is None and run.started_at.date() < shelf.as_of]  # one of today may still be at work
    return [
        _work(shelf, (0, 0, -1), f"{shelf.matter(run.milestone, run.node)}的运行没有完成", 1, "次", BAD,
              [First(f"第{run.id}次运行", "", f"{run.as_of}，{clip(run.operator, NAMES) or '无操作人'}")],
              "这一天的收表、评定和通知没有做完", "再运行一次即可，不会重复",
              _again(run.milestone, run.node), run.milestone, run.node)
        for run in broken
    ]


def _never_run(shelf: Shelf) -> list[Work]:
    """Nodes whose days have begun and are not over, and that were never run; nothing before there are units."""
    if not shelf.units:
        return []
    now = [(name, node) for name, entry in shelf.book.calendar.milestones.items() for node in entry.nodes
           if (name, node.node) not in shelf.latest
           and opens(node, shelf.book) <= shelf.as_of <= runs_until(node, shelf.book)]
    return [
        _work(shelf, (0, 1, 0), f"{shelf.matter(name, node.node)}还没有运行过", 1, "个", BAD,
              [First("期限", "", f"{deadline(node, shelf.book).effective:%m-%d}")], "没有运行就没有下发，也不会催报",
              "运行一次", _again(name, node.node), name, node.node)
        for name, node in now
    ]


def _undelivered(shelf: Shelf) -> list[Work]:
    lost = [one for one in shelf.notices if one.state in UNDELIVERED]
    first = [_unit(shelf, one.unit_code, f"{NOTICES[one.state][0]}（{clip(one.to_email, NAMES)}）") for one in lost]
    return [_work(shelf, (0, 0, -len(lost)), "通知没有送到", len(lost), "封", BAD, first,
                  "没有被通知的单位不知道要报什么", "核对邮箱地址后重发，或改用电话通知并登记",
                  "jixiao resend --work-year {W}")]


def _inherited(shelf: Shelf) -> list[Work]:
    asked = inherited(shelf)
    first = [First(clip(one.why, NAMES), "", "") for one in asked]
    return [_work(shelf, (1, 0, -len(asked)), "上年遗留事项待决定", len(asked), "项", BAD, first,
                  "没有决定完，有关项目不评定", "逐项决定并写明理由", "jixiao approve --work-year {W}", "opening")]


def inherited(shelf: Shelf) -> list[Verdict]:
    """The questions of the last work year that nobody has decided."""
    return [v for v in shelf.verdicts if v.milestone == "opening" and v.work_year == shelf.work_year
            and v.verdict == "待决定" and shelf.decision(v) is None]


def _waiting(shelf: Shelf, proposals: Sequence[Proposal]) -> list[Work]:
    waiting = grouped((one for one in proposals if one.decision is None), lambda one: one.what)
    found = []
    for what, mine in waiting.items():
        money = sum(one.amount_fen or 0 for one in mine)
        first = [First(clip(one.name, NAMES), one.page, f"{wan(one.amount_fen)}万元" if one.amount_fen else
                       f"{one.since:%m-%d}提出") for one in mine]
        found.append(_work(
            shelf, (2, -money, -len(mine)), f"建议“{what}”待决定", len(mine), "条", WARN, first,
            f"涉及{wan(money)}万元，决定以前不生效" if money else "决定以前不生效",
            "由有权的人决定并写明理由", "jixiao approve --work-year {W}", page=PROPOSALS))
    return found


def _held(shelf: Shelf) -> list[Work]:
    held = [one for one in shelf.notices if one.state == "held"]
    first = [_unit(shelf, one.unit_code, shelf.matter(one.milestone, "")) for one in held]
    return [_work(shelf, (2, 0, -len(held)), "正式通知待放行", len(held), "件", WARN, first,
                  "放行以前不发出", "核对后放行，或注明不发的理由", "jixiao approve --work-year {W}")]


def _overdue(shelf: Shelf) -> list[Work]:
    late = grouped((d for d in shelf.debts if d.state == "owed" and d.late), lambda d: d.key)
    found = []
    for (milestone, node, review), mine in late.items():
        mine.sort(key=lambda debt: (-debt.late, debt.unit_code))
        found.append(_work(
            shelf, (3, -sum(debt.late for debt in mine), -len(mine)),
            f"{shelf.matter(milestone, node, review)}逾期未报齐", len(mine), "家", BAD,
            [_unit(shelf, debt.unit_code, f"逾期{debt.late}个工作日") for debt in mine],
            "计入县市考核；开展不力的，提出追责意见（通知四（四））", "逐家电话催办，逾期最久的先办；收到后运行一次",
            _again(milestone, node), milestone, node, shelf.milestone_pages.get((milestone, node), "")))
    return found


def _sent_back(shelf: Shelf) -> list[Work]:
    """Units whose last file went back and who still owe, but are not late yet."""
    open_ = [d for d in shelf.debts if d.state == "owed" and not d.late]
    back = [d for d in open_ if (file := shelf.newest.get((d.unit_code, d.milestone, d.node))) and not file.counts]
    first = [_unit(shelf, d.unit_code, shelf.matter(*d.key)) for d in back]
    return [_work(shelf, (4, 0, -len(back)), "退回或拒收后还没有重报", len(back), "家", WARN, first,
                  "到期仍未重报的算逾期", "问清哪里不会改，帮助改正后重报", "jixiao status --work-year {W}")]


def _broken(shelf: Shelf) -> list[Work]:
    """Projects whose chain lacks a link whose day has passed (P04)."""
    gaps = [v for v in shelf.verdicts if (v.milestone, v.kind) == ("daily", "chain") and v.project_id]
    named = [(shelf.project(v.project_id), v) for v in gaps]
    first = [First(clip(p.name, NAMES), project_page(p), clip(v.why.partition("缺")[2].rstrip("。"), NAMES))
             for p, v in named if p]
    return [_work(shelf, (5, 0, -len(gaps)), "全过程断链", len(gaps), "个", WARN, [
        First(one.name, one.page, f"缺{one.about}" if one.about else "") for one in first],
        "目标、监控、评价、应用缺一环，管理没有闭环（通知二）", "补齐缺的一环，或登记原因",
        "jixiao run daily --work-year {W}", "daily")]


def _soon(shelf: Shelf) -> list[Work]:
    near = grouped(
        (d for d in shelf.debts if d.state == "owed" and shelf.as_of <= d.effective <= shelf.as_of + timedelta(SOON)),
        lambda d: d.key)
    found = []
    for (milestone, node, review), mine in near.items():
        days = min((debt.effective - shelf.as_of).days for debt in mine)
        regions = Counter(shelf.units[d.unit_code].region_name for d in mine if d.unit_code in shelf.units)
        first = [First(name, "", f"{number}家") for name, number in regions.most_common()]
        when = f"{days}天后到期" if days else "今天到期"
        found.append(_work(shelf, (6, days, -len(mine)), f"{shelf.matter(milestone, node, review)}{when}、还没有报齐",
                           len(mine), "家", IDLE, first, "到期未报的算逾期，并催报", "确认是否收到表格、能否按期报齐",
                           "jixiao status --work-year {W}", milestone, node))
    return found


def _unit(shelf: Shelf, code: str, about: str) -> First:
    """A unit, with its page where it has one."""
    unit = shelf.units.get(code)
    return First(clip(unit.name, NAMES), unit_page(code), about) if unit else First(code or "未知单位", "", about)


def _again(milestone: str, node: str) -> str:
    return f"jixiao run {milestone} --work-year {{W}}" + (f" --node {node}" if node else "")
