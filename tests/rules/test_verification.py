"""Verification: a frame frozen, a seed recorded afterwards, a draw anybody can repeat, and what follows (E05, E06)."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.rules.measured import gap, measured
from tasks.rules.verification import judge
from tasks.rules.verification_draw import BY_STRATUM, Terms, draw, drawn, frame_text, sha256

SCENARIOS = "verification.yaml"
VERIFIER = Path(__file__).parents[2] / "reports" / "published" / "verify_draw.py"
TERMS = Terms(1000, 5, 10, 1)
FROZEN, LEVEL = date(2023, 5, 15), "653000"
NUMBER = "03 11 19 22 27 30 05"
UNITS = pd.DataFrame([
    {"code": "州财政", "region_code": LEVEL, "kind": "finance"},
    {"code": "县财政", "region_code": "653022", "kind": "finance"},
    {"code": "单位", "region_code": LEVEL, "kind": "unit"},
])
SEED = {"number": NUMBER, "source": "双色球第2023057期", "source_on": "2023-05-20", "recorded_by": "古丽",
        "witness": "王芳", "recorded_on": "2023-05-22"}


def projects_of(known):
    """The projects of a scenario: code → department."""
    if "自评部门" in known:
        return {f"{name}{at:02d}": name for name, count in known["自评部门"].items() for at in range(count)}
    return {f"P{at:03d}": "甲局" for at in range(1, known.get("自评项目", 1) + 1)}


def library(departments, known):
    """projects and grades frames of these codes."""
    budget, spent = known.get("预算", 100), known.get("执行", 100)
    rated = known.get("自评", {})
    number = {code: int.from_bytes(code.encode()[-5:]) for code in departments}
    projects = pd.DataFrame([{
        "project_id": number[code], "project_code": code, "unit_code": "单位", "unit_name": "县交通局",
        "department_code": department, "region_code": LEVEL, "budget_fen": budget * 1_000_000,
    } for code, department in departments.items()])
    grades = pd.DataFrame([{
        "project_id": number[code], "self_score_cp": round(rated.get(code, [80, 100])[0] * 100),
        "budget_fen": budget * 1_000_000,
        "executed_fen": round(rated[code][1] * budget * 10_000) if code in rated else spent * 1_000_000,
    } for code in departments])
    return projects, grades, number


def kept(found):
    """Verdicts as the ledger hands them to the next run."""
    return found.rows.assign(milestone="verification", node="")


def seeds(known, frame_hash):
    """The seeds of a scenario as handed in; what a row does not name is in order."""
    return pd.DataFrame([{
        "region_code": LEVEL, "frame_hash": row.get("哈希", frame_hash[:row.get("哈希位数", 64)]),
        "number": row.get("号码", NUMBER), "source": "双色球第2023057期",
        "source_on": row.get("公布", date(2023, 5, 20)), "recorded_by": "古丽",
        "witness": row.get("见证", "王芳"), "unit_code": row.get("财政", "州财政"),
        "received_on": row.get("登记", date(2023, 5, 22)), "submission_id": at,
    } for at, row in enumerate(known.get("种子", []))])


def story(known, book):
    """The verdicts of a scenario on its day, after a first run on the day of the freeze."""
    as_of, departments = known.get("日期", date(2023, 6, 10)), projects_of(known)
    projects, grades, number = library(departments, known)
    facts = {"units": UNITS, "projects": projects, "grades": grades}
    first = judge(facts, book, min(as_of, FROZEN), "")
    late = {f"补{at}": "甲局" for at in range(1, known.get("冻结后补报", 0) + 1)}
    projects, grades, number = library(departments | late, known)
    gone = [number[code] for code in list(departments)[:known.get("冻结后撤回", 0)]]
    level = first.rows[(first.rows["kind"] == "level") & (first.rows["subject"] == LEVEL)].iloc[0]
    lines = [dict(zip(("level3", "reported", "checked", "conclusion", "corrected"), (name, *cells), strict=False))
             for name, cells in known.get("底稿", {}).items()]
    indicators = known.get("指标", {name: ["产出指标", 10] for name in known.get("底稿", {})})
    cover = known.get("封面", {})
    sender = {"project_id": number.get("P001"), "unit_code": known.get("财政", "州财政")}
    facts |= {
        "projects": projects, "grades": grades[~grades["project_id"].isin(gone)], "verdicts": kept(first),
        "draw_seeds": seeds(known, level["detail"]["record"].get("frame_sha256", "")),
        "audit_findings": pd.DataFrame([{"project_id": number[code]} for code in known.get("审计问题", [])]),
        "verdicts@before": pd.DataFrame([
            {"milestone": "monitoring", "kind": "light", "project_id": number[code], "verdict": light}
            for code, light in known.get("上年监控", {}).items()]),
        "self_indicators": pd.DataFrame([
            {"project_id": number["P001"], "seq": at, "level1": level1, "level3": name, "weight_cp": weight * 100}
            for at, (name, (level1, weight)) in enumerate(indicators.items())]),
        "core_indicators": pd.DataFrame([
            sender | {"level3": name, "core": True} for name in known.get("标明核心", [])]),
        "worksheets": pd.DataFrame([
            sender | line | {"corrected": line.get("corrected") == "已更正", "checked_on": date(2023, 6, 1)}
            for line in lines]),
        "worksheet_covers": pd.DataFrame([sender | {
            "project_leader": cover.get("项目负责人"), "unit_leader": cover.get("单位负责人"),
            "unspent_fen": cover["未使用"] * 1_000_000 if "未使用" in cover else pd.NA,
            "unsupported_fen": cover.get("无依据", 0) * 1_000_000}] if cover else []),
    }
    return judge(facts, book, as_of, "")


def shown(found):
    """What the verdicts say, in the words of the scenarios."""
    rows = found.rows
    kinds = {kind: rows[rows["kind"] == kind] for kind in (
        "frame", "draw", "risk", "project", "recovery", "accountability")}
    level = rows[(rows["kind"] == "level") & (rows["subject"] == LEVEL)].iloc[0]
    project, recovery = kinds["project"], kinds["recovery"]
    account = kinds["accountability"]["detail"].tolist()
    first = project[project["subject"] == "P001"]
    return {
        "状态": level["verdict"], "在册": len(kinds["frame"]), "抽中": len(kinds["draw"]),
        "种子问题": level["detail"]["seed_faults"], "号码": level["detail"]["record"].get("number"),
        "必查": kinds["risk"].loc[kinds["risk"]["verdict"] == "必查", "subject"].tolist(),
        "风险": kinds["risk"].loc[kinds["risk"]["verdict"] == "关注", "subject"].tolist(),
        "各部门至少": kinds["draw"]["subject"].str[:2].value_counts().min() if len(kinds["draw"]) else 0,
        "结论": first["verdict"].iloc[0] if len(first) else "无",
        "核心": len(first["detail"].iloc[0]["core"]) if len(first) else None,
        "建议": [one for one in rows["proposal"] if one],
        "收回": recovery["amount_fen"].iloc[0] / 1_000_000 if len(recovery) else None,
        "追究": [account[0]["project_leader"], account[0]["unit_leader"]] if account else None,
    }


def test_a_case(scenario, book):
    """The state of the level, the draw, the risk list, and what the worksheets lead to."""
    found = shown(story(scenario["已知"], book))
    assert {name: found[name] for name in scenario["结果"]} == scenario["结果"]


def frame(*departments):
    """A frame with so many projects in each department."""
    return pd.DataFrame([
        {"project_code": f"D{number}P{at:03d}", "department_code": f"D{number}"}
        for number, count in enumerate(departments) for at in range(count)
    ], columns=["project_code", "department_code"])


FRAMES = st.lists(st.integers(0, 40), min_size=1, max_size=6).map(lambda counts: frame(*counts))


@pytest.fixture(scope="module")
def verifier(tmp_path_factory):
    """The stand-alone script, run on what is published: a frame, and a record in JSON. Gives the list it prints."""
    folder = tmp_path_factory.mktemp("published")

    def run(text, record):
        (folder / "frame.csv").write_bytes(text.encode())
        (folder / "record.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
        done = subprocess.run([sys.executable, "-I", str(VERIFIER), str(folder / "frame.csv"),
                               str(folder / "record.json")], capture_output=True, encoding="utf-8", check=False)
        return done.returncode, done.stdout.splitlines()[:-1]

    return run


@pytest.mark.parametrize("departments", [(60,), (11, 11, 11, 9), (3,), (200, 40, 12, 1, 1)])
def test_the_independent_verifier_draws_the_same_list(verifier, departments):
    """From the published files alone, importing nothing of this house."""
    own = frame(*departments)
    record = draw(2023, LEVEL, own, SEED, TERMS).record
    assert verifier(frame_text(own), record) == (0, record["drawn"])


def test_the_verifier_sees_a_changed_frame_and_a_changed_list(verifier):
    """One project more in the frame is another frame; one name exchanged is another list."""
    own = frame(60)
    record = draw(2023, LEVEL, own, SEED, TERMS).record
    assert verifier(frame_text(frame(61)), record)[0] != 0
    assert verifier(frame_text(own), record | {"drawn": record["drawn"][1:]})[0] == 1
    assert verifier(frame_text(own), record | {"number": "1"})[0] == 1


def test_the_verifier_imports_nothing_of_this_house():
    """And is short enough to be read."""
    lines = VERIFIER.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith(("import", "from"))] == [
        "import hashlib", "import json", "import pathlib", "import sys"]
    assert len(lines) < 60


@given(FRAMES, st.randoms(use_true_random=False))
def test_the_draw_does_not_depend_on_the_order_of_the_rows(own, chance):
    """Shuffled, the same frame has the same text, and the same projects are drawn."""
    mixed = own.sample(frac=1, random_state=chance.randrange(2**32))
    assert frame_text(mixed) == frame_text(own)
    assert draw(2023, LEVEL, mixed, SEED, TERMS).record == draw(2023, LEVEL, own, SEED, TERMS).record


@given(FRAMES)
def test_the_draw_keeps_its_shares(own):
    """At least 10 % and 5 of a level, at least one of a large department, nobody twice, never more than there are."""
    picked = drawn(own, "seed", TERMS)
    assert picked["project_code"].is_unique and set(picked["project_code"]) <= set(own["project_code"])
    assert len(picked) >= min(max(-(-len(own) // 10), 5), len(own))
    for department, size in own["department_code"].value_counts().items():
        assert size <= 10 or (picked["department_code"] == department).sum() >= max(size // 10, 1)


@given(FRAMES, st.integers(1, 5))
def test_a_stratum_leaves_the_other_strata_alone(own, more):
    """With one seed, projects added to one department change nothing in the stratified draw of another.

    The seed itself depends on the frame's hash, and the topping-up on the whole level: both on purpose.
    """
    added = pd.concat([own, pd.DataFrame(
        [{"project_code": f"NEW{at}", "department_code": "新局"} for at in range(more)])], ignore_index=True)
    before, after = (drawn(one, "seed", TERMS) for one in (own, added))
    before, after = (one[(one["round"] == BY_STRATUM) & (one["department_code"] != "新局")] for one in (before, after))
    assert before["project_code"].tolist() == after["project_code"].tolist()


def test_only_large_departments_are_sure_of_one():
    """More than ten projects, not ten; whoever is not sure of one may still be drawn to top the level up."""
    picked = drawn(frame(10, 11), "seed", Terms(100, 0, 10, 1))
    assert picked["department_code"].tolist() == ["D1"]


def test_another_seed_year_level_or_frame_draws_others():
    """Each of the four parts counts; blanks within the number do not."""
    own = frame(200)
    base = draw(2023, LEVEL, own, SEED, TERMS).record["drawn"]
    others = [
        draw(2024, LEVEL, own, SEED, TERMS), draw(2023, "653022", own, SEED, TERMS),
        draw(2023, LEVEL, own, SEED | {"number": "1"}, TERMS), draw(2023, LEVEL, frame(201), SEED, TERMS),
    ]
    assert all(one.record["drawn"] != base for one in others)
    assert draw(2023, LEVEL, own, SEED | {"number": f" {NUMBER.replace(' ', '  ')}"}, TERMS).record["drawn"] == base


def test_a_draw_is_what_it_was():
    """The algorithm is a promise: this list was drawn when it was written, and must be drawn for ever."""
    record = draw(2023, LEVEL, frame(30, 12), SEED, TERMS).record
    assert record["frame_sha256"] == sha256(frame_text(frame(30, 12)))
    assert record["drawn"] == DRAWN_ONCE


DRAWN_ONCE = ["D0P014", "D0P016", "D0P019", "D0P020", "D1P007"]


def level_row(found):
    """The verdict on the prefecture's own level."""
    return found.rows[(found.rows["kind"] == "level") & (found.rows["subject"] == LEVEL)].iloc[0]


def test_what_a_level_says_of_itself(book):
    """E05, E06: how many are how far, from which seed, and that an untruth concerns the veto too."""
    known = {"自评项目": 3, "种子": [{}], "指标": {"甲": ["产出指标", 10]}}
    row = level_row(story(known | {"底稿": {"甲": ["100", "100", "属实"]}}, book))
    assert (row["verdict"], row["rules"]) == ("核查未完", "E05")
    assert {name: count for name, count in row["detail"]["tally"].items() if count} == {"自评属实": 1, "核查未完": 2}
    assert row["why"].endswith("，核查未完；按双色球第2023057期抽取3个；核查未完2个、自评属实1个。")
    assert row["detail"]["record"] | SEED == row["detail"]["record"]
    row = level_row(story(known | {"底稿": {"甲": ["200", "100", "不属实"]}}, book))
    assert row["rules"] == "E05 E06" and "自评不实1个" in row["why"]
    assert level_row(story({"自评项目": 3, "日期": date(2023, 5, 14)}, book))["why"] == "克州通知三（五）：未到冻结日。"


def test_what_a_worksheet_says(book):
    """E06: the line, what the inspector concluded and whether it was corrected; a true line is no fault."""
    known = {"自评项目": 1, "种子": [{}], "指标": {"甲": ["产出指标", 10]}}
    lines = {("105公里", "100公里", "有误差", "已更正"): ["“甲”自评105公里，核实100公里，核查结论有误差，已更正"],
             ("200", "100", ""): ["“甲”自评200，核实100"], ("100", "100", "属实"): []}
    for line, faults in lines.items():
        rows = story(known | {"底稿": {"甲": list(line)}}, book).rows
        row = rows[rows["kind"] == "project"].iloc[0]
        assert row["detail"]["faults"] == faults
        assert row["rules"] == ("E05 E06" if faults else "E05")
        assert "核心指标1个（甲），已核实1个" in row["why"]
    rows = story({"自评项目": 1, "种子": [{}]}, book).rows
    assert "核心指标0个，已核实0个，核查未完" in rows[rows["kind"] == "project"].iloc[0]["why"]


def test_an_indicator_with_an_empty_line_is_not_checked(book):
    """E06: a line without a result counts for nothing, however true the other one is."""
    known = {"自评项目": 1, "种子": [{}], "指标": {"甲": ["产出指标", 10], "乙": ["产出指标", 10]}}
    rows = story(known | {"底稿": {"甲": ["100", "100", "属实"], "乙": ["90", "", ""]}}, book).rows
    row = rows[rows["kind"] == "project"].iloc[0]
    assert row["verdict"] == "核查未完" and "已核实1个" in row["why"]


def test_who_is_not_named_on_the_worksheet_is_said_to_be_missing(book):
    """E06: without a cover, nobody is named, and the money is that of the self-evaluation."""
    known = {"自评项目": 1, "种子": [{}], "指标": {"甲": ["产出指标", 10]}, "底稿": {"甲": ["200", "100", "不属实"]}}
    found = shown(story(known | {"预算": 100, "执行": 70}, book))
    assert (found["追究"], found["收回"]) == (["（底稿未填）", "（底稿未填）"], 30)
    facts = {"units": UNITS}
    facts["projects"], facts["grades"], _ = library(projects_of(known), {})
    facts["worksheets"] = pd.DataFrame([{
        "project_id": facts["projects"]["project_id"].iloc[0], "unit_code": "州财政", "level3": "甲", "reported": "200",
        "checked": "100", "conclusion": "不属实", "corrected": False, "checked_on": date(2023, 6, 1)}])
    for gone in (("projects",), ("grades",)):
        blank = {name: facts[name].assign(budget_fen=pd.NA).astype({"budget_fen": "Int64"}) for name in gone}
        assert shown(judge(facts | blank, book, date(2023, 6, 10), ""))["收回"] == 0


def test_the_heaviest_indicators_are_the_core(book):
    """E06: of seven, as many as the law says, by weight; earlier rows first among equals."""
    weights = {name: ["产出指标", weight] for name, weight in zip("甲乙丙丁戊己庚", (1, 9, 3, 9, 5, 3, 2), strict=True)}
    rows = story({"自评项目": 1, "种子": [{}], "指标": weights}, book).rows
    most = book.parameters.number("verification.core_count")
    assert set(rows[rows["kind"] == "project"].iloc[0]["detail"]["core"]) == set("乙丁戊丙己庚甲"[:most])


def test_every_finding_has_a_step_and_the_frame_has_none(book):
    """E05, E06: one step for each rule of a verdict, and why each project was drawn."""
    found = story({"自评部门": {"甲局": 20, "乙局": 9}, "种子": [{}]}, book)
    assert set(found.steps["kind"]) == {"draw", "level", "project"}
    drawn_rows = found.rows[found.rows["kind"] == "draw"]
    words = {"stratum": "按级次和部门分层抽取", "top_up": "按本级比例补足抽取"}
    for row in drawn_rows.to_dict("records"):
        assert words["stratum" if row["detail"]["round"] == BY_STRATUM else "top_up"] in row["why"]
    assert {row["detail"]["round"] == BY_STRATUM for row in drawn_rows.to_dict("records")} == {True, False}


def test_what_is_only_worth_watching_is_not_checked(book):
    """E05: of projects apart from the draw only 必查 must be checked on the spot."""
    known = {"自评项目": 30, "自评": {"P002": [95, 50]}, "日期": FROZEN}
    found = story(known, book)
    assert shown(found)["风险"] == ["P002"] and level_row(found)["detail"]["checks"] == 0


def test_a_project_without_its_spending_is_not_low(book):
    """E05: a high score is a sign together with little spent, not with nothing told."""
    facts = {"units": UNITS}
    facts["projects"], facts["grades"], _ = library(projects_of({"自评项目": 1}), {"自评": {"P001": [95, 50]}})
    assert shown(judge(facts, book, FROZEN, ""))["风险"] == ["P001"]
    facts["grades"] = facts["grades"].assign(executed_fen=pd.NA).astype({"executed_fen": "Int64"})
    assert shown(judge(facts, book, FROZEN, ""))["风险"] == []


def test_a_unit_without_a_department_is_its_own(book):
    """E05: it is a stratum by itself, not one with all the others that have none."""
    facts = {"units": UNITS}
    facts["projects"], facts["grades"], _ = library(projects_of({"自评项目": 2}), {})
    facts["projects"] = facts["projects"].assign(department_code=["", "乙局"])
    rows = judge(facts, book, FROZEN, "").rows
    frame_rows = rows[rows["kind"] == "frame"].set_index("subject")["detail"]
    assert [frame_rows[code]["department"] for code in ("P001", "P002")] == ["单位", "乙局"]


def test_once_frozen_the_same_day_changes_nothing(book):
    """E05: run again on the very day of the freeze, what came in since is not in the frame."""
    projects, grades, _ = library(projects_of({"自评项目": 31}), {})
    facts = {"units": UNITS, "projects": projects, "grades": grades.iloc[:30]}
    facts["verdicts"] = kept(judge(facts, book, FROZEN, ""))
    assert shown(judge(facts | {"grades": grades}, book, FROZEN, ""))["在册"] == 30


def test_a_frozen_frame_says_the_same_on_every_later_day(book):
    """So that a rerun writes no verdict, whatever came in meanwhile."""
    projects, grades, _ = library(projects_of({"自评项目": 30}), {})
    facts = {"units": UNITS, "projects": projects, "grades": grades}
    first = judge(facts, book, FROZEN, "").rows
    later = judge(facts | {
        "grades": grades.iloc[5:], "projects": projects.assign(department_code="并入的局"),
        "verdicts": first.assign(milestone="verification"),
    }, book, date(2023, 6, 1), "").rows
    one, other = (rows[rows["kind"].isin(["frame", "level"])].reset_index(drop=True) for rows in (first, later))
    pd.testing.assert_frame_equal(one, other)


def test_a_past_day_knows_no_later_freeze(book):
    """Run again as of a day before the freeze, nothing is frozen, whatever stands in the ledger by now."""
    projects, grades, _ = library(projects_of({"自评项目": 30}), {})
    facts = {"units": UNITS, "projects": projects, "grades": grades}
    facts["verdicts"] = kept(judge(facts, book, FROZEN, ""))
    assert "frame" not in set(judge(facts, book, date(2023, 5, 12), "").rows["kind"])


def test_nothing_at_all_is_judged_too(book):
    """Empty frames give empty verdicts; a finance department without self-evaluations is told so."""
    assert judge({}, book, date(2023, 6, 1), "").rows.empty
    assert judge({"units": UNITS}, book, date(2023, 6, 1), "").rows["verdict"].tolist() == ["无自评项目"] * 2


@pytest.mark.parametrize("line", [
    ["100公里", "100公里", "不属实"], ["105公里", "100公里", "有误差"], ["3", "30", "属实"], ["好", "差", ""],
])
def test_a_worse_line_never_improves_the_outcome(book, line):
    """Monotone: whatever is added to worksheets, the outcome is the same or worse, 未核完 aside."""
    order = ["自评属实", "更正后认可", "待更正", "自评不实"]
    base = {"指标": {"甲": ["产出指标", 10]}, "日期": date(2023, 6, 10)}
    for one in (["100", "100", "属实"], ["105", "100", "有误差", "已更正"], ["200", "100", "不属实"]):
        alone = shown(story(base | {"底稿": {"甲": one}}, book))["结论"]
        both = shown(story(base | {"底稿": {"甲": one, "乙": line}}, book))["结论"]
        assert order.index(both) >= order.index(alone)


@pytest.mark.parametrize(("text", "value"), [
    ("100公里", (100, "公里")), ("≥1,200.5 公里", (1200.5, "公里")), ("９５％", (95, "%")), ("-3", (-3, "")),
    ("2022-11-30", None), ("10—20公里", None), ("已完成", None), ("", None), ("3公里5米", None),
])
def test_what_is_a_number_with_a_unit(text, value):
    """Dates, ranges and words are none."""
    found = measured(text)
    assert (None if found is None else (float(found[0]), found[1])) == value


def test_words_that_are_equal_have_no_gap():
    """Nothing written on either side is no agreement."""
    assert gap("已完成", "已 完成") == (0, 0) and gap("", "") is None and gap("已完成", "未完成") is None
