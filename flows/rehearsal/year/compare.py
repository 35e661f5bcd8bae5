"""Hold the year against its ground truth: every verdict, obligation and mail that the story speaks of, and no other."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, text

from config.calendar import the_calendar
from flows.rehearsal.compare import Compared
from flows.rehearsal.words import FILED, KINDS
from flows.rehearsal.year.accounts import accounted
from flows.rehearsal.year.addressed import addressed
from flows.rehearsal.year.exchanged import exchanges
from flows.rehearsal.year.filled import senders
from flows.rehearsal.year.founded import founded
from flows.rehearsal.year.office import Prefecture
from flows.rehearsal.year.ordinary import ordinary_subjects
from flows.rehearsal.year.story import Chapter, Told
from tasks.owing import ANSWERS
from tasks.store.engine import reading

_VERDICTS = """SELECT v.milestone, v.node, v.kind, v.subject, v.verdict, v.score_cp, v.amount_fen, v.rules, v.proposal,
    v.why,
    coalesce((SELECT d.decision FROM decision d JOIN verdict w ON w.id = d.verdict_id WHERE w.basis_hash = v.basis_hash
              AND w.milestone = v.milestone AND w.node = v.node ORDER BY d.id DESC LIMIT 1), '') AS decision
    FROM verdict v JOIN verdict_standing s ON s.verdict_id = v.id WHERE s.work_year = :work_year
    AND v.milestone = :milestone AND s.as_of <= :day AND NOT EXISTS (
        SELECT 1 FROM verdict_standing t WHERE t.work_year = s.work_year AND t.milestone = s.milestone
        AND t.node = s.node AND t.kind = s.kind AND t.subject = s.subject AND t.proposal = s.proposal
        AND t.as_of > s.as_of AND t.as_of <= :day)"""
_DEBTS = "SELECT milestone, node, unit_code, form, state FROM obligation WHERE work_year = :work_year"
_MAILS = """SELECT unit_code, kind FROM notice WHERE work_year = :work_year AND milestone = :milestone
    AND state = 'sent' AND kind <> 'copy' AND verdict_id IS NULL
    AND (obligation_id IS NOT NULL OR submission_id IS NULL)"""
_ANSWERS = """SELECT s.milestone, s.unit_code, s.file, s.state, coalesce((SELECT group_concat(n.kind) FROM notice n
    WHERE n.submission_id = s.id AND n.kind <> 'copy' AND n.state = 'sent'), '') AS answers
    FROM submission s WHERE s.work_year = :work_year AND s.milestone = :milestone AND s.unit_code <> ''"""
_FILES = """SELECT substr(s.received_at, 1, 10) AS day, s.unit_code AS sender, s.state, coalesce((
        SELECT group_concat(rule, ' ') FROM (SELECT DISTINCT f.rule FROM finding f WHERE f.submission_id = s.id
        AND f.tier IN ('拒收', '错误') ORDER BY f.rule)), '') AS rules
    FROM submission s WHERE s.work_year = :work_year AND s.milestone = :milestone"""
DECISIONS = {"approved": "同意", "rejected": "不同意", "": ""}
Rows = Sequence[Mapping[str, Any]]
TOLD = ("node", "kind", "subject", "verdict", "score", "amount", "rules", "proposal", "decision", "reason")
STATES = {"met": "已报", "owed": "未报", "waived": "免报"}


def compare(office: Prefecture, chapters: Sequence[Chapter]) -> list[Compared]:
    """One line for each milestone's verdicts; then debts, files, mails, exchanges, and what every verdict rests on."""
    engine = office.engine()
    with reading(engine) as conn:
        found = [_verdicts(conn, office, chapter) for chapter in chapters if chapter.truth or chapter.ordinary]
        found += [_debts(conn, office, chapters), _files(conn, office, chapters), _answers(conn, chapters),
                  _mails(conn, office, chapters), addressed(conn, office, chapters),
                  exchanges(conn, office, chapters), founded(conn), accounted(conn)]
    engine.dispose()
    return found


def _verdicts(conn: Connection, office: Prefecture, chapter: Chapter) -> Compared:
    """The verdicts in force of one milestone: of planted subjects one by one, of all others as the story says."""
    planted = [_planted(office, chapter, told) for told in chapter.truth if "当日" not in told]
    named, unread = {_about(told) for told in planted}, {one["种类"] for one in chapter.unread}
    rows = _rows(conn, _VERDICTS, chapter)
    wrong = _matched(planted, _quoted([row for row in rows if _about(row) in named], planted), TOLD)
    others = [row for row in rows if _about(row) not in named and row["kind"] not in unread]
    wanted = [one for told in chapter.ordinary for one in _ordinary(office, chapter, told, named)]
    wrong += [*_matched(wanted, others, ("node", "kind", "subject", "verdict")), *_then(conn, office, chapter)]
    title = the_calendar().milestone(chapter.milestone).title
    return Compared(f"{title} {chapter.work_year}", len(chapter.truth) + len(wanted), tuple(wrong))


def _then(conn: Connection, office: Prefecture, chapter: Chapter) -> Iterator[str]:
    """What stood on a day of the year otherwise than the story says: of the kinds that it tells of, all of them."""
    for day in dict.fromkeys(told["当日"] for told in chapter.truth if "当日" in told):
        planted = [_planted(office, chapter, told) for told in chapter.truth if told.get("当日") == day]
        rows, kinds = _rows(conn, _VERDICTS, chapter, f"{chapter.work_year}-{day}"), {one["kind"] for one in planted}
        mine = _quoted([row for row in rows if row["kind"] in kinds], planted)
        yield from (f"{day}当日{one}" for one in _matched(planted, mine, TOLD))


def _about(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return row["node"], row["kind"], row["subject"]


def _quoted(rows: Rows, planted: Rows) -> list[dict[str, Any]]:
    """The rows with, as their reason, the words that the story quotes of it, or else all of it."""
    words = {_about(told): told["reason"] for told in planted}
    return [{**row, "reason": said if (said := words.get(_about(row), "")) in row["why"] else row["why"]}
            for row in rows]


def _planted(office: Prefecture, chapter: Chapter, told: Told) -> dict[str, Any]:
    return {
        "node": str(told.get("节点", "")), "kind": told["种类"],
        "subject": office.code(str(told["对象"]), told.get("年度", chapter.fiscal_year)),
        "verdict": told["结论"], "score": told.get("得分"), "amount": told.get("金额"),
        "rules": str(told.get("规则", "")), "proposal": told.get("建议", ""), "decision": told.get("决定", ""),
        "reason": told.get("理由", ""),
    }


def _ordinary(
    office: Prefecture, chapter: Chapter, told: Told, planted: set[tuple[str, str, str]],
) -> Iterator[dict[str, Any]]:
    for subject in ordinary_subjects(office, chapter, told):
        for node in told["节点"] if isinstance(told.get("节点"), list) else [told.get("节点", "")]:
            if (node, told["种类"], subject) not in planted:
                yield {"node": str(node), "kind": told["种类"], "subject": subject, "verdict": told["结论"]}


def _debts(conn: Connection, office: Prefecture, chapters: Sequence[Chapter]) -> Compared:
    """Every obligation of the year: met by everybody unless the story says otherwise (where it says, of one form)."""
    wrong: list[str] = []
    planted = 0
    for chapter in chapters:
        rows = [row for row in _rows(conn, _DEBTS, chapter) if row["milestone"] == chapter.milestone]
        told = {(str(one.get("节点", "")), sender.code, str(one.get("表", ""))): one["状态"]
                for one in chapter.owed if one["谁"] != "其余" for sender in senders(office, one)}
        rest = {str(one.get("节点", "")): one["状态"] for one in chapter.owed if one["谁"] == "其余"}
        planted += len(rows)
        for row in rows:
            keys = [(row["node"], row["unit_code"], form) for form in (row["form"], "")]
            wanted = next((told.pop(key) for key in keys if key in told), rest.get(row["node"], "已报"))
            if (is_ := STATES[row["state"]]) != wanted:
                wrong.append(f"{row['milestone']} {row['node']} {row['unit_code']}：{is_}，应为{wanted}")
        wrong += [f"没有：{chapter.milestone} {node} {unit} {form}" for node, unit, form in told]
    return Compared("年末应报事项", planted, tuple(wrong))


def _files(conn: Connection, office: Prefecture, chapters: Sequence[Chapter]) -> Compared:
    """Every file that came in: accepted, but for those that a chapter names, with what was wrong with them."""
    wrong: list[str] = []
    planted = 0
    for chapter in chapters:
        rows = _rows(conn, _FILES, chapter)
        planted += len(rows)
        wanted = [{"day": str(chapter.day(told)), "sender": office.names[told["谁"]], "state": told["状态"],
                   "rules": str(told["问题"])} for told in chapter.files]
        found = [{**row, "state": FILED[row["state"]]} for row in rows if row["state"] != "accepted"]
        wrong += _matched(wanted, found, ("day", "sender", "state", "rules"))
    return Compared("收表", planted, tuple(wrong))


def _answers(conn: Connection, chapters: Sequence[Chapter]) -> Compared:
    """Every file that came in got one answer, that of what became of it (`_files` holds this against the story)."""
    rows = [row for chapter in chapters for row in _rows(conn, _ANSWERS, chapter)]
    wrong = [f"{row['milestone']} {row['unit_code']} {row['file']}：{row['answers'] or '没有答复'}，应为{wanted}"
             for row in rows if row["answers"] != (wanted := ANSWERS[row["state"]])]
    return Compared("答复", len(rows), tuple(wrong))


def _mails(conn: Connection, office: Prefecture, chapters: Sequence[Chapter]) -> Compared:
    """What everybody was sent about forms, owed or offered, by kind, where a chapter says so; 其余: all others."""
    wrong: list[str] = []
    planted = 0
    for chapter in (one for one in chapters if one.mails):
        told = {sender.code: sorted(one["种类"]) for one in chapter.mails if one["谁"] != "其余"
                for sender in senders(office, one)}
        rest = next(sorted(one["种类"]) for one in chapter.mails if one["谁"] == "其余")
        everybody = dict.fromkeys([*told, *(str(row["unit_code"]) for row in _rows(conn, _DEBTS, chapter)
                                            if row["milestone"] == chapter.milestone)])
        sent: dict[str, list[str]] = {unit: [] for unit in everybody}
        for row in _rows(conn, _MAILS, chapter):
            sent.setdefault(str(row["unit_code"]), []).append(KINDS[row["kind"]])
        planted += sum(len(told.get(unit, rest)) for unit in sent)
        wrong += [f"{chapter.milestone} {unit}：{'、'.join(found) or '没有信件'}，应为{'、'.join(told.get(unit, rest))}"
                  for unit, kinds in sent.items() if (found := sorted(kinds)) != told.get(unit, rest)]
    return Compared("信件", planted, tuple(wrong))


def _matched(wanted: Rows, found: Rows, names: tuple[str, ...]) -> list[str]:
    """Two bags of rows, as sentences about what is in only one of them."""
    expected, there = (Counter(tuple(row[name] for name in names) for row in rows) for rows in (wanted, found))
    return [*(f"没有：{_said(one)}" for one in sorted((expected - there).elements(), key=str)),
            *(f"多出：{_said(one)}" for one in sorted((there - expected).elements(), key=str))]


def _said(one: Sequence[Any]) -> str:
    return "，".join("—" if part in (None, "") else str(part) for part in one)


def _rows(conn: Connection, query: str, chapter: Chapter, day: str = "9999-12-31") -> list[dict[str, Any]]:
    about = {"work_year": chapter.work_year, "milestone": chapter.milestone, "day": day}
    found = [dict(row) for row in conn.execute(text(query), about).mappings()]
    for row in found:
        if "score_cp" in row:
            row["score"] = None if row["score_cp"] is None else _plain(row["score_cp"] / 100)
            row["amount"] = None if row["amount_fen"] is None else _plain(row["amount_fen"] / 1_000_000)
            row["decision"] = DECISIONS[row["decision"]] if row["proposal"] else ""
    return found


def _plain(value: float) -> float | int:
    """92 rather than 92.0, as the story has it."""
    return int(value) if value == int(value) else value
