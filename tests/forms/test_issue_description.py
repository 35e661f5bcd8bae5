"""The descriptions of issued forms: each speaks of columns that exist, and a new one needs no new code."""

import re
from io import BytesIO

import openpyxl
import pytest

from config.forms_issued import HELPERS, IssuedForm, issued_forms
from config.strict import ConfigError, validated
from tasks.forms.layout import expand
from tasks.rules.columns import INDICATOR_COLUMNS, PROJECT_COLUMNS

FORMS = list(issued_forms().values())
KNOWN = {"project": PROJECT_COLUMNS, "indicator": (*INDICATOR_COLUMNS, "project_code")}

MONITORING = {
    "form": "monitoring", "version": "1", "title": "绩效监控表（{fiscal_year}年度）", "money_unit": "元",
    "sheets": [{"name": "监控", "rows": "project", "columns": [
        {"title": "项目代码", "field": "project_code", "kind": "code", "width": 24, "locked": True},
        {"title": "项目名称", "field": "project_name", "kind": "text", "width": 24, "signed": True},
        {"title": "预算数（元）", "field": "budget_fen", "kind": "money", "width": 14, "signed": True},
        {"title": "执行数（元）", "field": "executed_fen", "kind": "money", "width": 14, "required": True},
        {"title": "执行率", "field": "rate_bp", "kind": "percent", "width": 10, "least": 0, "most": 1},
        {"title": "等次", "field": "grade", "kind": "choice", "width": 10, "choices": ["红", "黄", "绿"]},
    ]}],
}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.form)
def test_every_column_is_known_to_the_rules(form):
    """A field that the frames do not have would be read and lost."""
    for sheet in form.sheets:
        fields = {c.field for c in sheet.columns if c.kind not in (*HELPERS, "measure")}
        assert fields <= set(KNOWN[sheet.rows]), sheet.name
        assert not form.waived_if_zero or form.projects.column(form.waived_if_zero)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.form)
def test_every_formula_finds_its_places(form):
    """No formula or flag speaks of a column that is not there."""
    for sheet in form.sheets:
        for formula in [c.formula for c in sheet.columns if c.formula] + [flag.when for flag in sheet.flags]:
            assert not re.search("[{}]", expand(formula, form, sheet, 4))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.form)
def test_notes_fit_the_messages_of_excel(form):
    """Excel takes 255 characters of message and 32 of title."""
    for column in (column for sheet in form.sheets for column in sheet.columns):
        assert len(column.note) <= 200 and len(column.title) <= 32


def changed(path, value):
    """The monitoring form with one thing changed."""
    form = {**MONITORING, "sheets": [{**MONITORING["sheets"][0]}]}
    sheet = form["sheets"][0]
    sheet["columns"] = [dict(column) for column in sheet["columns"]]
    target, key = (sheet["columns"][path[0]], path[1]) if isinstance(path, tuple) else (sheet, path)
    target[key] = value
    return form


@pytest.mark.parametrize(("path", "value", "says"), [
    ((3, "requried"), True, "requried"),
    ((3, "kind"), "date", "kind"),
    ((5, "choices"), [], "choices"),
    ((4, "field"), "executed_fen", "重复"),
    ((0, "kind"), "text", "code"),
    ("flags", [{"mark": "total_cp", "when": "TRUE", "tier": "错误"}], "total_cp"),
    ("rows", "indicator", "project"),
])
def test_a_slip_in_a_description_is_named(path, value, says):
    """A typo in a YAML is an error with file and key, never a silent default."""
    with pytest.raises(ConfigError, match=says):
        validated(IssuedForm, changed(path, value), "issued.yaml")


def test_another_milestone_is_only_another_description(office, clerk):
    """A made-up monitoring form in 元, issued, filled in and read back by the same code."""
    form = validated(IssuedForm, MONITORING, "monitoring")
    filled = clerk(office.issue(form=form, indicators=[]))
    assert [s.title for s in filled.book][1:2] == ["监控"]
    assert filled.cell("监控", 4, "预算数（元）").value == 12_345_678.9
    for row, spent, light in ((4, "12,345,678.90", "绿"), (5, 100, "紫")):
        filled.type("监控", row, "执行数（元）", spent).type("监控", row, "等次", light)
    filled.cell("监控", 5, "执行率").value = 1.5
    reading = filled.read({"monitoring": form})
    assert [(p["executed_fen"], p["rate_bp"], p["grade"]) for p in reading.projects] == [
        (1_234_567_890, None, "绿"), (10_000, 15_000, "")]
    assert [(f.rule, f.cell) for f in reading.findings] == [("N-TEXTNUM", "D4"), ("R-RANGE", "E5"), ("R-RANGE", "F5")]
    assert openpyxl.load_workbook(BytesIO(filled.save()))["监控"]["A1"].value == "绩效监控表（2022年度）"
