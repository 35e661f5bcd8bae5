"""Key evaluation: how many, how much, in which order, by whom (D05–D07)."""

import dataclasses
from datetime import date
from decimal import Decimal

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from config.rulebook import rulebook
from tasks.rules.key_evaluation import judge

SCENARIOS = "key_evaluation.yaml"
LEVEL, DAY = "653000", date(2023, 5, 9)
UNITS = pd.DataFrame([
    {"code": "州财政", "region_code": LEVEL, "kind": "finance"},
    {"code": "县财政", "region_code": "653022", "kind": "finance"},
    {"code": "单位", "region_code": LEVEL, "kind": "unit"},
])
WEIGHTS = "decision_weight_cp", "process_weight_cp", "output_weight_cp", "benefit_weight_cp"


def hundredths(shown, times=100):
    """Points as cp, 万元 as fen."""
    return int(Decimal(str(shown)) * times)


def projects_of(known):
    """code → budget in 万元, points, chosen."""
    if "候选" in known:
        return {code: (row["预算"], row["打分"], False) for code, row in known["候选"].items()}
    count, points = known["项目"], () if known.get("不打分") else (0, 0, 0)
    return {f"P{at:02d}": (at, points, at > count - known["选定"]) for at in range(1, count + 1)}


def parties(known, chosen):
    """The third parties of the chosen projects; what a scenario does not name is in order."""
    special = known.get("机构", {})
    rows = {code: special.get(code, {}) for code in chosen if special.get(code) != "无"}
    return {code: {
        "institution": row.get("名称", "天山咨询"), "uscc": row.get("代码", ""), "method": row.get("方式", "公开招标"),
        "contract_no": row.get("合同号", "2023-1"), "contract_on": row.get("签订", date(2023, 4, 10)),
        "independent": row.get("声明", "是") == "是",
    } for code, row in rows.items()}


def the_facts(known, number, projects):
    """The frames of one scenario but for decisions."""
    sender = {"unit_code": known.get("报送", "州财政")}
    chosen = [code for code, row in projects.items() if row[2]]
    reports = known.get("报告", {})
    reports = dict.fromkeys(chosen, reports["全部"]) if "全部" in reports else reports
    scale = {"region_code": LEVEL, "reason": known.get("说明", "")}
    scale["last_year_fen"] = hundredths(known["上年规模"], 10**6) if "上年规模" in known else pd.NA
    return {
        "units": UNITS,
        "projects": pd.DataFrame([{
            "project_id": number[code], "project_code": code, "unit_code": "单位", "region_code": LEVEL,
            "budget_fen": hundredths(row[0], 10**6)} for code, row in projects.items()]),
        "key_candidates": pd.DataFrame([sender | {"project_id": number[code], "chosen": row[2]} | dict(
            zip(("decision_cp", "coverage_cp", "attention_cp"), (points * 100 for points in row[1]), strict=True))
            for code, row in projects.items() if row[1]]),
        "key_scale": pd.DataFrame([sender | scale]),
        "verdicts@before": pd.DataFrame([
            {"milestone": "key_evaluation", "kind": "region", "subject": region, "amount_fen": known[word] * 10**6}
            for word, region in (("上年结论", LEVEL), ("外县上年结论", "653022")) if word in known]),
        "third_parties": pd.DataFrame([
            sender | {"project_id": number[code]} | row for code, row in parties(known, chosen).items()]),
        "third_party_services": pd.DataFrame([
            {"project_id": number.get(code, 99), "institution": name, "service": what, "uscc": "".join(uscc)}
            for code, name, what, *uscc in known.get("服务", [])]),
        "key_reports": pd.DataFrame([sender | {
            "project_id": number[code], "score_cp": hundredths(row["得分"]), "accepted_on": row.get("验收"),
            "accepted_by": row.get("验收人", "古丽"),
        } | dict(zip(WEIGHTS, (hundredths(weight) for weight in row.get("权重", ())), strict=False))
            for code, row in reports.items()]),
    }


def story(known, book):
    """The verdicts of a scenario; its decisions are about the proposals of a first run."""
    projects, as_of = projects_of(known), known.get("日期", date(2023, 5, 10))
    number = {code: at for at, code in enumerate(projects, start=1)}
    facts = the_facts(known, number, projects)
    first = judge(facts, book, as_of, "")
    decisions = [
        {"kind": "list", "subject": known.get("批准的是", subject), "decision": known["批准"],
         "proposal": "重点评价名单"}
        for subject in first.rows.loc[first.rows["kind"] == "list", "subject"] if "批准" in known
    ] + [{"kind": "conflict", "subject": code, "decision": answer, "proposal": "重新委托评价"}
         for word, answer in (("决定重新委托", "approved"), ("决定不重新委托", "rejected"))
         for code in known.get(word, [])]
    if not decisions:
        return first
    facts["decisions"] = pd.DataFrame(decisions).assign(milestone="key_evaluation")
    found = judge(facts, book, as_of, "")
    stable = [rows[rows["proposal"] != ""].reset_index(drop=True) for rows in (first.rows, found.rows)]
    pd.testing.assert_frame_equal(*stable)  # no decision may change what was decided
    return found


def shown(found):
    """What the verdicts say, in the words of the scenarios."""
    rows = found.rows
    kinds = {kind: rows[rows["kind"] == kind] for kind in ("project", "region", "list", "conflict", "procurement")}
    region = kinds["region"][kinds["region"]["subject"] == LEVEL].iloc[0]
    projects, detail = kinds["project"].set_index("subject"), region["detail"]
    last = detail["last_year_fen"]
    return {
        "财政": region["verdict"], "至少": detail["need"], "选定": detail["chosen"],
        "规模下降": last is not None and detail["amount_fen"] < last, "报批": len(kinds["list"]),
        "次序": sorted(projects.index, key=lambda code: projects.loc[code, "detail"]["place"]),
        "综合": {code: row["rank_cp"] / 100 for code, row in projects["detail"].items()},
        "建议": int((projects["verdict"] == "建议选定").sum()), "项目": projects["verdict"].to_dict(),
        "重新委托": kinds["conflict"]["subject"].tolist(),
        "得分": {code: "无" if pd.isna(score) else score / 100 for code, score in projects["score_cp"].items()},
        "已评资金": region["amount_fen"] / 10**6,
        "采购": kinds["procurement"].set_index("subject").loc[LEVEL, "verdict"],
    }


def test_a_case(scenario, book):
    """Count and scale, order, evaluators, reports."""
    found = shown(story(scenario["已知"], book))
    for name, expected in scenario["结果"].items():
        if name in ("项目", "得分"):
            assert {code: found[name][code] for code in expected} == expected, name
        else:
            assert found[name] == expected, name


def with_value(book, name, value):
    """The rulebook with another value of one parameter."""
    file, parameter = book.parameters.known[name]
    dated = parameter.values[0].model_copy(update={"value": value})
    known = dict(book.parameters.known) | {name: (file, parameter.model_copy(update={"values": (dated,)}))}
    return dataclasses.replace(book, parameters=dataclasses.replace(book.parameters, known=known))


def test_ten_may_be_counted_over_the_whole_prefecture(book):
    """The knob: 9 of the prefecture's own and one of a county are ten in all."""
    known = {"项目": 30, "选定": 9, "批准": "approved"}
    projects = projects_of(known)
    facts = the_facts(known, {code: at for at, code in enumerate(projects, start=1)}, projects)
    county = {"project_id": 900, "project_code": "C", "unit_code": "单位", "region_code": "653022", "budget_fen": 100}
    facts["projects"] = pd.concat([facts["projects"], pd.DataFrame([county])])
    facts["key_candidates"] = pd.concat([facts["key_candidates"], pd.DataFrame([
        {"project_id": 900, "unit_code": "县财政", "chosen": True}])])
    total = with_value(book, "key_evaluation.count_scope", "total")
    words = [judge(facts, one, date(2023, 5, 10), "").rows.query("kind == 'region'").set_index("subject")["verdict"]
             for one in (book, total)]
    assert words[0].to_dict() == {LEVEL: "数量不足", "653022": "名单待批"}
    assert words[1].to_dict() == {LEVEL: "名单待批", "653022": "名单待批"}


def test_the_weights_are_a_knob(book):
    """All weight on the amount: the largest comes first, whatever its points."""
    known = {"候选": {"甲": {"预算": 10, "打分": [100, 100, 100]}, "乙": {"预算": 999, "打分": [0, 0, 0]}}}
    assert shown(story(known, with_value(book, "key_evaluation.weights", (0, 0, 0, 1))))["次序"] == ["乙", "甲"]


def test_among_equals_the_larger_amount_comes_first(book):
    """Where the amount has no weight of its own, it still decides between equal points."""
    known = {"候选": {"甲": {"预算": 10, "打分": [50, 0, 0]}, "乙": {"预算": 9, "打分": [50, 0, 0]}}}
    assert shown(story(known, with_value(book, "key_evaluation.weights", (1, 0, 0, 0))))["次序"] == ["甲", "乙"]


def test_another_levels_finance_is_not_listened_to(book):
    """X01: scale, evaluator and report of the prefecture's projects, handed in by a county, are none."""
    known = {"项目": 10, "选定": 10, "批准": "approved", "上年规模": 55, "报告": {"P10": {"得分": 80, "验收": DAY}}}
    projects = projects_of(known)
    facts = the_facts(known, {code: at for at, code in enumerate(projects, start=1)}, projects)
    for name in ("key_scale", "third_parties", "key_reports"):
        facts[name] = facts[name].assign(unit_code="县财政")
    found = shown(judge(facts, book, date(2023, 5, 10), ""))
    assert (found["规模下降"], found["项目"]["P10"], found["得分"]["P10"]) == (False, "机构未定", "无")
    told = {"unit_code": "县财政", "region_code": LEVEL, "last_year_fen": hundredths(99, 10**6), "reason": ""}
    facts["key_scale"] = pd.DataFrame([told])
    assert shown(judge(facts, book, date(2023, 5, 10), ""))["规模下降"] is False


def test_of_two_rows_of_one_candidate_the_chosen_one_counts(book):
    """D06: a candidate written down twice is chosen when one of them says so."""
    known = {"项目": 10, "选定": 10}
    projects = projects_of(known)
    facts = the_facts(known, {code: at for at, code in enumerate(projects, start=1)}, projects)
    again = facts["key_candidates"].assign(chosen=False)
    facts["key_candidates"] = pd.concat([again, facts["key_candidates"]], ignore_index=True)
    assert shown(judge(facts, book, date(2023, 5, 10), ""))["选定"] == 10


def test_the_reasons_name_scale_and_procurement(book):
    """D05, D07: lower than last year and why, or that nobody said why; whether anybody has been procured."""
    stories = ((60, "一次性工程", "规模低于上年；说明：一次性工程。"), (60, "", "规模低于上年；没有书面说明原因。"),
               (50, "", "上年评价资金50.00万元。"))
    for last, said, wanted in stories:
        known = {"项目": 10, "选定": 10, "批准": "approved", "上年规模": last, "说明": said}
        rows = story(known, book).rows.set_index(["kind", "subject"])
        assert rows.loc[("region", LEVEL), "why"].endswith(wanted)
        assert rows.loc[("procurement", LEVEL), "why"].endswith("已有项目确定第三方机构。")
    nobody = {f"P{at:02d}": "无" for at in range(1, 11)}
    rows = story({"项目": 10, "选定": 10, "机构": nobody}, book).rows.set_index(["kind", "subject"])
    assert rows.loc[("procurement", LEVEL), "why"].endswith("还没有项目确定第三方机构。")


def test_a_fault_of_the_procurement_is_a_matter_of_its_rule(book):
    """D06 for every chosen project, D07 where the evaluator is at fault; one step for each in order."""
    known = {"项目": 10, "选定": 10, "批准": "approved", "机构": {"P10": {"声明": "否"}}}
    found = story(known, book)
    rules = found.rows[found.rows["kind"] == "project"].set_index("subject")["rules"]
    assert (rules["P09"], rules["P10"]) == ("D06", "D06 D07")
    steps = found.steps[(found.steps["kind"] == "project") & (found.steps["subject"] == "P10")]
    assert steps[["seq", "rule"]].values.tolist() == [[1, "D06"], [2, "D07"]]


def test_nothing_at_all_is_judged_too(book):
    """Empty frames give empty verdicts; a finance department without projects is told so."""
    assert judge({}, book, date(2023, 5, 10), "").rows.empty
    rows = judge({"units": UNITS}, book, date(2023, 5, 10), "").rows
    assert set(rows.loc[rows["kind"] == "region", "verdict"]) == {"无项目"}


CANDIDATES = st.lists(st.tuples(st.integers(0, 10**14), st.integers(0, 10_000), st.booleans()), min_size=1, max_size=14)


def small_world(rows):
    """Projects and candidates from tuples of budget, points, chosen."""
    projects = pd.DataFrame([
        {"project_id": at, "project_code": f"P{at:02d}", "unit_code": "单位", "region_code": LEVEL,
         "budget_fen": budget}
        for at, (budget, _, _) in enumerate(rows)])
    candidates = pd.DataFrame([
        {"project_id": at, "unit_code": "州财政", "decision_cp": cp, "coverage_cp": cp, "attention_cp": cp,
         "chosen": yes}
        for at, (_, cp, yes) in enumerate(rows)])
    return {"units": UNITS, "projects": projects, "key_candidates": candidates}


@given(CANDIDATES, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_never_matters(rows, chance):
    """Shuffled projects and candidates give the same verdicts, and no rank is above 100."""
    facts = small_world(rows)
    mixed = {name: frame.sample(frac=1, random_state=chance.randrange(2**32)) for name, frame in facts.items()}
    one, other = (judge(some, rulebook(2023), date(2023, 5, 10), "").rows for some in (facts, mixed))
    pd.testing.assert_frame_equal(one, other)
    assert all(detail["rank_cp"] <= 10_000 for detail in one.loc[one["kind"] == "project", "detail"])


@given(CANDIDATES, st.data())
def test_more_points_never_rank_lower(rows, data):
    """A project that gains points keeps its place or rises."""
    at = data.draw(st.integers(0, len(rows) - 1))
    better = [*rows]
    better[at] = (rows[at][0], min(rows[at][1] + 500, 10_000), rows[at][2])
    places = []
    for some in (rows, better):
        found = judge(small_world(some), rulebook(2023), date(2023, 5, 10), "").rows
        own = found[(found["kind"] == "project") & (found["subject"] == f"P{at:02d}")]
        places.append([detail["place"] for detail in own["detail"]])
    assert places[1] <= places[0]
