"""The shape of the two frames that every milestone's form becomes: one row per project, one per indicator.

Money is int64 分 (`_fen`), points are int64 hundredths (`_cp`), rates are hundredths of a percent (`_bp`).
Missing numbers are `<NA>` in pandas' Int64; missing text is the empty string.
"""

PROJECT_TEXT = (
    "project_code", "project_name", "unit_code", "unit_name", "department", "secrecy", "goal", "achieved",
    "reason",  # why too little was spent
    "grade",  # 等次 as printed, where a form prints one
)
PROJECT_NUMBERS = (
    "initial_fen",  # 年初预算数
    "budget_fen",  # 全年预算数 (A), adjusted
    "executed_fen",  # 全年执行数 (B)
    "rate_bp",  # 执行率 as printed: 87.65 % = 8765
    "execution_weight_cp",  # 分值 of the funds block; <NA> where the form has none
    "execution_score_cp",  # 得分 of the funds block
    "total_cp",  # 总分 as printed
)
INDICATOR_TEXT = ("level1", "level2", "level3", "target", "relation", "actual", "reason")
INDICATOR_NUMBERS = (
    "target_value",  # with actual_value: integers in one common power of ten, so that only their ratio has a meaning
    "actual_value",
    "tier",  # 1 达成年度指标, 2 部分达成并具有一定效果, 3 未达成且效果较差; <NA> for quantitative indicators
    "weight_cp",  # 分值
    "self_score_cp",  # 得分 as filled in
)
# `reading` numbers the file in the batch, `project` the project in the file, `sheet`/`row`/`at` say where it stands.
PROJECT_COLUMNS = ("reading", "project", *PROJECT_TEXT, *PROJECT_NUMBERS, "sheet", "at")
INDICATOR_COLUMNS = ("reading", "project", *INDICATOR_TEXT, *INDICATOR_NUMBERS, "sheet", "row", "at")

AT_LEAST, AT_MOST, EQUAL, QUALITATIVE = "≥", "≤", "=", "定性"
RELATIONS = (AT_LEAST, AT_MOST, EQUAL, QUALITATIVE)


def places(at: str) -> dict[str, str]:
    """Parse `at`: "budget_fen=C5,executed_fen=D5" for a project, "target=D,weight_cp=F" (letters) for an indicator."""
    return dict(part.split("=", 1) for part in at.split(",") if part)


def cell_of(at: str, field: str, row: int | None = None) -> str:
    """The Excel address of one field, or "" when the form has no such cell."""
    letters = places(at).get(field, "")
    return f"{letters}{row}" if letters and row is not None else letters
