"""Forms as the readers would hand them over, so that a story only says what is special about its own."""

import pandas as pd
import pytest

from config.parameters import parameters
from expectations.self_evaluation import examine_self_evaluation
from tasks.rules.columns import (
    INDICATOR_COLUMNS,
    INDICATOR_NUMBERS,
    INDICATOR_TEXT,
    PROJECT_COLUMNS,
    PROJECT_NUMBERS,
    PROJECT_TEXT,
)
from tasks.rules.self_evaluation import assess

WAN = 1_000_000  # fen
PROJECT_AT = (
    "project_code=A4,project_name=B4,initial_fen=C4,budget_fen=D4,executed_fen=E4,rate_bp=F4,execution_weight_cp=G4,"
    "execution_score_cp=H4,total_cp=I4,reason=J4,grade=K4"
)
INDICATOR_AT = "level1=A,level2=B,level3=C,target=D,actual=E,tier=F,weight_cp=G,self_score_cp=H,reason=I"
PROJECT = {
    "project_code": "P1", "project_name": "乡村道路养护", "unit_code": "U1", "unit_name": "交通局", "goal": "养护道路",
    "achieved": "已养护", "initial_fen": 100 * WAN, "budget_fen": 100 * WAN, "executed_fen": 95 * WAN, "rate_bp": 9500,
    "execution_weight_cp": 1000, "execution_score_cp": 950, "total_cp": 9950, "grade": "优秀", "sheet": "项目",
    "at": PROJECT_AT,
}
MEASURED = {
    "level1": "产出指标", "level2": "数量指标", "level3": "养护里程", "target": "≥100", "relation": "≥",
    "actual": "100", "target_value": 100, "actual_value": 100, "weight_cp": 5000, "self_score_cp": 5000,
    "sheet": "指标", "at": INDICATOR_AT,
}
JUDGED = MEASURED | {
    "level1": "效益指标", "level3": "出行更便利", "target": "明显", "relation": "定性",
    "actual": "达成年度指标", "target_value": None, "actual_value": None, "tier": 1,
    "weight_cp": 3000, "self_score_cp": 3000,
}
LIMITED = MEASURED | {
    "level1": "满意度指标", "level3": "投诉次数", "target": "≤10", "relation": "≤", "actual": "8", "target_value": 10,
    "actual_value": 8, "weight_cp": 1000, "self_score_cp": 1000,
}


def typed(rows, columns, numbers, texts):
    """Rows as a frame of the types that tasks.rules.columns promises."""
    frame = pd.DataFrame(rows, columns=list(columns))
    names = [*texts, "sheet", "at"]
    keys = [name for name in ("reading", "project", "row") if name in columns]
    frame = frame.assign(**{name: frame[name].astype(object).where(frame[name].notna(), "") for name in names})
    return frame.astype(dict.fromkeys(numbers, "Int64") | dict.fromkeys(names, "str") | dict.fromkeys(keys, "int64"))


class Pile:
    """A pile of forms, one file each unless `reading` says otherwise."""

    MEASURED, JUDGED, LIMITED, AT = MEASURED, JUDGED, LIMITED, PROJECT_AT

    def __init__(self):
        self.projects, self.indicators = [], []

    def add(self, first=None, rows=None, *, reading=None, **changes):
        """A good form with `changes` to its project, `first` to its first indicator, or other indicator `rows`."""
        reading = len({p["reading"] for p in self.projects}) if reading is None else reading
        project = sum(p["reading"] == reading for p in self.projects)
        here = {"reading": reading, "project": project}
        rows = [MEASURED | (first or {}), JUDGED, LIMITED] if rows is None else rows
        start = 2 + sum(i["reading"] == reading for i in self.indicators)
        self.projects.append(PROJECT | here | changes)
        self.indicators += [row | here | {"row": start + n} for n, row in enumerate(rows)]
        return self

    @property
    def frames(self):
        """Both frames as read."""
        return (
            typed(self.projects, PROJECT_COLUMNS, PROJECT_NUMBERS, PROJECT_TEXT),
            typed(self.indicators, INDICATOR_COLUMNS, INDICATOR_NUMBERS, INDICATOR_TEXT),
        )

    def assessed(self, register=None, work_year=2023):
        """Both frames with everything the checks need."""
        return assess(*self.frames, parameters(work_year), register)

    def examined(self, register=None, already=None):
        """What the real checks say, through Great Expectations."""
        projects, indicators = self.assessed(register)
        files = [f"第{n + 1}份.xlsx" for n in range(int(projects["reading"].max()) + 1)]
        return examine_self_evaluation(projects, indicators, files, already)


@pytest.fixture(scope="session")
def new_pile():
    """Makes empty piles of forms."""
    return Pile


@pytest.fixture(scope="session")
def form():
    """Makes a pile of one form."""
    return lambda *args, **changes: Pile().add(*args, **changes)
