"""Facts of projects, from words a lawyer can read, as the frames that the score table's rules take."""

from datetime import date

import pandas as pd

FISCAL_YEAR = 2022
UNIT = {"unit_code": "653022001", "unit_name": "阿克陶县教育局", "region_code": "653022", "division_code": "教科文科"}
UNITS = [
    {"code": "653022", "name": "阿克陶县财政局", "region_code": "653022", "level": "county", "kind": "finance"},
    {"code": "653023", "name": "阿合奇县财政局", "region_code": "653023", "level": "county", "kind": "finance"},
    {"code": "653022001", "name": "阿克陶县教育局", "region_code": "653022", "level": "county", "kind": "unit"},
]
EVALUATIONS = {"部门评价": "department_evaluation", "重点评价": "key_evaluation"}
ANSWERS = {"同意": "approved", "不同意": "rejected"}
FRAMES = ("projects", "grades", "score_reviews", "audit_findings", "audit_findings@before", "verdicts", "decisions",
          "failed_twice")


def cp(shown):
    """79.99 points as 7999; None stays None."""
    return None if shown is None else round(float(shown) * 100)


def facts_of(*cases):
    """The frames of so many projects, numbered from 1, from what is known (已知) of each."""
    rows = {name: [] for name in FRAMES}
    for number, known in enumerate(cases, 1):
        for name, found in rows_of(known, number).items():
            rows[name] += found
    return {"units": pd.DataFrame(UNITS)} | {name: _frame(found) for name, found in rows.items()}


def _frame(rows):
    frame = pd.DataFrame(rows)
    numbers = [name for name in frame if name.endswith(("_cp", "_fen", "_id"))]
    return frame.astype(dict.fromkeys(numbers, "Int64"))


def rows_of(known, number):
    """The rows of one project, by frame."""
    code = known.get("项目编码", f"65302222T00000100{number:04d}")
    key = {"project_id": number, "project_code": code}
    own = {"node": "", "subject": code}
    verdicts = [
        {**own, "milestone": milestone, "kind": "project", "project_id": number, "proposal": "", "verdict": "评价完成",
         "score_cp": cp(known[word])} for word, milestone in EVALUATIONS.items() if word in known
    ]
    decisions = []
    if "核查" in known:
        asked = {**own, "milestone": "verification", "kind": "project", "proposal": "一票否决"}
        verdicts.append({**asked, "project_id": number, "verdict": "自评不实", "score_cp": None})
        decisions += _decision(asked, known["核查"])
    if "重大认定" in known:
        asked = {**own, "milestone": "score_table", "kind": "serious", "proposal": "列入较差"}
        decisions += _decision(asked, known["重大认定"])
    if "上一版" in known:
        last = known["上一版"]
        verdicts.append({"milestone": "score_table", "node": "v1", "kind": "project", "subject": code, "proposal": "",
                         "project_id": number, "verdict": last["等次"], "score_cp": cp(last.get("得分"))})
    graded = {"self_score_cp": cp(known.get("自评填报", known.get("自评"))), "final_cp": cp(known.get("自评"))}
    waits = known.get("监控待定", False)
    return {
        "projects": [{**key, **UNIT, "project_name": "项目", "evaluated": not known.get("不评价", False)}],
        "grades": [{**key, **graded}] if "自评" in known else [],
        "score_reviews": [_review(key, known)] if "审核" in known else [],
        "audit_findings": _findings(key, known.get("审计", [])),
        "audit_findings@before": _findings(key, known.get("上年登记的审计", [])),
        "failed_twice": [{**key, "fact": fact, "pending": waits} for fact in known.get("监控", [])],
        "verdicts": verdicts, "decisions": decisions,
    }


def _review(key, known):
    return {
        **key, "unit_code": known.get("审核单位", "653022"), "audited_cp": cp(known["审核"]), "submission_id": 1,
        "reviewed_by": known.get("审核人", "古丽"), "received_on": _day(known.get("审核日期", "2023-05-20")),
    }


def _findings(key, found):
    return [_finding(key, one, row) for row, one in enumerate(found, 1)]


def _finding(key, one, row):
    return {
        **key, "document_no": one.get("文号", "审〔2023〕1号"), "item_no": str(row), "source": one.get("来源", "审计"),
        "fiscal_year": one.get("年度", FISCAL_YEAR), "problem": one.get("问题", "未按规定支付"), "amount_fen": 10**6,
        "severity": one.get("性质", "一般"), "serious_by": one.get("认定人", ""), "status": one.get("状态", "未整改"),
        "exempt": one.get("免予计入", False), "exempt_by": one.get("批准人", ""), "exempt_reason": one.get("理由", ""),
        "received_on": _day(one.get("登记日期", "2023-05-10")),
    }


def _decision(asked, word):
    if word not in ANSWERS:
        return []
    return [{**asked, "decision": ANSWERS[word], "decided_by": "马局长", "decided_on": _day("2023-05-25"),
             "reason": "核查组报告属实"}]


def _day(shown):
    return date.fromisoformat(shown)
