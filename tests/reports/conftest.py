"""Fakes for the reading matter: a small prefecture whose every number is planted, and as large a one as is wanted."""

import random
from dataclasses import asdict
from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from config.parameters import parameters
from config.routing import routing
from reports.views import FINDING_COLUMNS, NOTICE_COLUMNS, PROJECT_COLUMNS, UNIT_COLUMNS, SelfEvaluationView
from tasks.rules.finding import finding
from tasks.rules.grading import grades

OFFICES = (
    "教育局", "卫生健康委员会", "农业农村局", "水利局", "民政局", "交通运输局", "住房和城乡建设局",
    "文化体育广播电视和旅游局", "林业和草原局", "人力资源和社会保障局", "公安局", "科学技术局", "市场监督管理局",
    "自然资源局", "生态环境局",
)
FUNDS = (
    "城乡义务教育补助经费", "基本公共卫生服务补助资金", "农业生产发展资金", "水利发展资金", "困难群众救助补助资金",
    "农村公路养护补助资金", "公共文化服务体系建设补助资金", "林业草原生态保护恢复资金", "就业补助资金",
    "学前教育发展资金", "动物防疫补助经费", "乡村振兴衔接推进资金", "城镇保障性安居工程补助资金",
)
NOTICES = (("issue", "", ""), ("reminder", "提醒", "before_3"), ("overdue", "逾期催报", "overdue_1"))
DIVISIONS = ("教科文科", "社会保障科", "农业农村科", "经济建设科", "行政政法科")


def view(units=(), projects=(), findings=(), notices=(), **changed):
    """A view of work year 2023 from rows; what a row does not say has its quiet default."""
    rows = {
        "units": [UNIT | {"unit_code": f"u{i}", "unit_name": f"单位{i}"} | row for i, row in enumerate(units)],
        "projects": [PROJECT | {"project_code": f"p{i}"} | row for i, row in enumerate(projects)],
        "findings": [dict.fromkeys(FINDING_COLUMNS, "") | row for row in findings],
        "notices": [dict.fromkeys(NOTICE_COLUMNS, "") | {"sent_at": None} | row for row in notices],
    }
    columns = (UNIT_COLUMNS, PROJECT_COLUMNS, FINDING_COLUMNS, NOTICE_COLUMNS)
    frames = {name: pd.DataFrame(rows[name], columns=list(its)) for name, its in zip(rows, columns, strict=True)}
    return SelfEvaluationView(**(STANDARD | frames | changed))


STANDARD = {
    "work_year": 2023, "fiscal_year": 2022, "as_of": date(2023, 4, 6), "title": "2022年度项目支出绩效自评",
    "deadline_written": date(2023, 3, 31), "deadline_effective": date(2023, 3, 31), "due_reason": "", "provisional": "",
    "run_id": 7, "rulebook": "ab" * 32, "unconfirmed": ["self_evaluation.score_tolerance_cp"],
}
UNIT = {
    "region_code": "653001", "region_name": "阿图什市", "department_name": "", "division_name": "教科文科",
    "projects": 1, "covered": 1, "state": "met", "first_complete_on": date(2023, 3, 20), "met_on": date(2023, 3, 20),
    "late": False, "overdue_days": 0, "returned": 0, "refused": 0, "errors": 0, "explains": 0, "missing": [],
}
PROJECT = {
    "project_name": "水利发展资金", "unit_code": "u0", "unit_name": "单位0", "region_name": "阿图什市",
    "budget_fen": 123_456_000, "executed_fen": 120_000_000, "rate_bp": 9720, "self_score_cp": 9500, "score_cp": 9500,
    "grade": "优秀",
}


@pytest.fixture
def small():
    """The builder of views from rows."""
    return view


@pytest.fixture
def prefecture():
    """The builder of whole prefectures: `prefecture(units, projects_each)`."""
    return a_prefecture


def a_prefecture(count=60, each=7, seed=7, **changed):
    """Five finance departments with `count` units of about `each` projects, in the week after the deadline."""
    draw = random.Random(seed)
    regions = list(routing().regions.items())
    units, projects, findings, notices = [], [], [], []
    for i in range(count):
        code, region = regions[i % len(regions)]
        name = f"{region.name.replace('州本级', '克州')}{OFFICES[i // 5 % len(OFFICES)]}{'' if i < 75 else i // 75 + 1}"
        own = max(1, draw.randint(each - 4, each + 4))
        covered = own if draw.random() < 0.82 else draw.randint(0, own - 1)
        met = covered == own
        day = date(2023, 3, 3) + timedelta(min(34, int(abs(draw.gauss(26, 7)))))
        late = day > date(2023, 3, 31) if met else True
        errors, explains = (0, draw.choice([0, 0, 1, 2])) if met else (draw.choice([0, 2, 5, 14]), draw.choice([0, 1]))
        names = [f"{draw.choice(FUNDS)}（{n + 1}）" for n in range(own)]
        units.append(UNIT | {
            "unit_code": f"{code[:6]}{i:04d}", "unit_name": name, "region_code": code, "region_name": region.name,
            "division_name": draw.choice(DIVISIONS), "projects": own, "covered": covered,
            "state": "met" if met else "owed", "met_on": day if met else None,
            "first_complete_on": day if met else None,
            "late": late, "overdue_days": (day - date(2023, 3, 31)).days if met and late else 4 if late else 0,
            "returned": draw.choice([0, 0, 0, 1, 2]), "refused": 0 if met else draw.choice([0, 0, 1]),
            "errors": errors, "explains": explains, "missing": names[covered:],
        })
        for n, project in enumerate(names):
            score = min(10_000, max(3_000, int(draw.gauss(8_900, 900)))) if n < covered else None
            budget = draw.randint(5, 5_000) * 1_000_000
            rate = draw.randint(6_000, 10_000)
            projects.append({
                "project_code": f"{code[:6]}{i:04d}{n:03d}", "project_name": project, "unit_code": f"{code[:6]}{i:04d}",
                "unit_name": name, "region_name": region.name, "budget_fen": budget,
                "executed_fen": budget * rate // 10_000 if score else None, "rate_bp": rate if score else None,
                "self_score_cp": score and min(10_000, score + draw.choice([0, 0, 0, 0, 50, 300, -20])),
                "score_cp": score,
            })
        for n in range(errors + explains):
            rule = ("S-HIGH" if n % 3 else "S-TOTAL") if n < errors else "S-SLOW"
            said = finding(rule, file="自评表.xlsx", sheet="绩效指标", cell=f"H{n + 5}", value="10", expected="8.5")
            findings.append({"unit_code": f"{code[:6]}{i:04d}", "unit_name": name} | asdict(said))
        for kind, title, rung in NOTICES if not met else NOTICES[:1]:
            notices.append({
                "kind": kind, "rung": rung, "title": title, "unit_name": name, "to_name": "经办人",
                "to_email": f"u{i}@x.example", "sent_at": datetime(2023, 3, 28, 10, 30), "subject": "", "reason": "",
                "state": "failed" if i == 12 and kind == "overdue" else "sent",
            })
    frame = pd.DataFrame(projects)
    frame["grade"] = grades(frame["score_cp"].astype("Int64"), parameters(2023))
    return SelfEvaluationView(**(STANDARD | {"unconfirmed": parameters(2023).unconfirmed()} | {
        "units": pd.DataFrame(units), "projects": frame, "findings": pd.DataFrame(findings),
        "notices": pd.DataFrame(notices),
    } | changed))
