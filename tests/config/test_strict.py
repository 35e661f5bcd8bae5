"""A slip in any YAML is an error that names the file and the key, never a silent default."""

import pytest

from config.calendar import the_calendar
from config.findings import catalogue
from config.parameters import parameters
from config.routing import ladder, routing
from config.strict import ConfigError
from config.tellings import tellings
from config.workdays import xinjiang

LOADERS = {
    "calendar.yaml": the_calendar,
    "findings.yaml": catalogue,
    "ladder.yaml": ladder,
    "routing.yaml": routing,
    "tellings.yaml": tellings,
    "holidays/2023.yaml": xinjiang,
    "parameters/scoring.yaml": lambda: parameters(2023),
}
SLIPS = [
    # file, passage, what somebody typed instead, the key the message must name
    ("calendar.yaml", "holiday_policy:", "holiday_polcy:", "holiday_polcy"),
    ("calendar.yaml", "holiday_policy: next_workday", "holiday_policy: next_workdy", "holiday_policy"),
    ("calendar.yaml", "title: 单位自评,", "title: 单位自评, tilte: 自评,", "milestones.self_evaluation.tilte"),
    ("calendar.yaml", "title: 单位自评,", "title: 单位自评, title: 自评,", "title"),
    ("calendar.yaml", "title: 单位自评, ", "", "milestones.self_evaluation.title"),
    ("calendar.yaml", "  self_evaluation:\n", "  overall_targets:\n", "overall_targets"),
    ("calendar.yaml", "rules: [D01]", "rules: D01", "milestones.self_evaluation.rules"),
    ("calendar.yaml", "[D01], owed_by: unit", "[D01], owed_by: units", "milestones.self_evaluation.owed_by"),
    ("calendar.yaml", 'due: "03-31"', 'due: "03-32"', "milestones.self_evaluation.nodes.0.due"),
    ("calendar.yaml", 'due: "03-31"', 'due: "02-29"', "milestones.self_evaluation.nodes.0"),
    ("calendar.yaml", 'due: "03-31"', 'due: "04-31"', "milestones.self_evaluation.nodes.0"),
    ("calendar.yaml", 'due: "03-31"', 'due: "05-31"', "milestones.self_evaluation.nodes.0"),
    ("calendar.yaml", 'opens: "03-01"', 'opens: "04-01"', "milestones.self_evaluation.nodes.0"),
    ("calendar.yaml", 'cut_off: "05-31"', 'cut_off: "06-11"', "milestones.monitoring.nodes.0"),
    ("calendar.yaml", "node: august", "node: may", "milestones.monitoring"),
    ("calendar.yaml", "form: disclosure, when: on_event", "form: disclosure", "milestones.disclosure"),
    ("calendar.yaml", "offered: budget_gate", "offered: budget_gate, form: budget_gate", "milestones.budget_gate"),
    ("calendar.yaml", "form: disclosure, when", "offered: disclosure, when", "milestones.disclosure"),
    ("ladder.yaml", "rungs:", "rung:", "rung"),
    ("ladder.yaml", "days: -7", "days: week", "rungs.before_7.days"),
    ("ladder.yaml", "to: head", "to: boss", "rungs.overdue_7.to"),
    ("ladder.yaml", "cc: [division]", "copy: [division]", "rungs.overdue_1.copy"),
    ("ladder.yaml", "days: -3", "days: -8", "rungs"),
    ("ladder.yaml", "before_3:", "before_7:", "before_7"),
    ("ladder.yaml", "overdue_10: {days: 10", "overdue_10: {days: 7", "rungs"),
    ("ladder.yaml", "paper_10:   {days: 10", "paper_10:   {days: -1", "rungs"),
    ("tellings.yaml", "recovery, decided: approved", "recovery, decided: aproved", "tellings.recovered.decided"),
    ("tellings.yaml", "监控亮{verdict}", "监控亮{verdikt}", "tellings.light.headline"),
    ("tellings.yaml", "to: contact, cc: [division]", "to: boss, cc: [division]", "tellings.light.to"),
    ("routing.yaml", "bureau:", "burau:", "burau"),
    ("routing.yaml", "level: prefecture", "level: province", "regions.653000-0.level"),
    ("routing.yaml", '"653001":', "653001:", "regions.653001"),
    ("routing.yaml", '"10:00", "14:00", "16:00"', '"10:00", "14:00", "26:00"', "office_hours.summer.hours.2"),
    ("routing.yaml", '"10:00", "14:00", "16:00"', '"10:00", "16:00", "14:00"', "office_hours.summer"),
    ("routing.yaml", "summer:", "sumer:", "office_hours.sumer"),
    ("routing.yaml", "finance: 阿图什市财政局, ", "", "regions.653001.finance"),
    ("holidays/2023.yaml", "days_off:", "day_off:", "day_off"),
    ("holidays/2023.yaml", "2023-04-21: 肉孜节", "2023-04-31: 肉孜节", "2023.yaml"),
    ("holidays/2023.yaml", "2023-04-21: 肉孜节", "2022-04-21: 肉孜节", "2022-04-21"),
    ("holidays/2023.yaml", "2023-04-21: 肉孜节", "2023-04-21: 肉孜节, 2023-04-21: 肉孜节", "2023-04-21"),
    ("holidays/2023.yaml", "confirmed: true", "confirmed: 大概", "confirmed"),
    ("holidays/2023.yaml", "confirmed: true\n", "confirmed: true\ndays_worked: {2023-04-21: 调休}\n", "2023-04-21"),
    ("parameters/scoring.yaml", "value: 10000", "value: 100.5", "scoring.total_cp.values.0.value"),
    ("parameters/scoring.yaml", "value: 10000", "value: yes", "scoring.total_cp.values.0.value"),
    ("parameters/scoring.yaml", "[8000, 6000, 0]", "[8000, 六十, 0]", "scoring.tier_floors_bp.values.0.value"),
    ("parameters/scoring.yaml", "value: two_sided", "value: two_side", "scoring.equal_indicator"),
    ("parameters/scoring.yaml", "scoring.execution_weight_cp:", "scoring.total_cp:", "scoring.total_cp"),
    ("parameters/scoring.yaml", "source: 财预〔2020〕10号, confirmed", "confirmed", "scoring.total_cp.values.0.source"),
    ("parameters/scoring.yaml", "from: 2018, value: 1000", "form: 2018, value: 1000", "scoring.total_cp.values.0.form"),
    ("parameters/scoring.yaml", "scoring.total_cp:", "grading.labels:", "grading.labels"),
    ("findings.yaml", "F-EMPTY:   {tier: 拒收", "F-EMPTY:   {tier: 拒绝", "F-EMPTY.tier"),
    ("findings.yaml", "F-EMPTY:   {tier: 拒收", "F-EMPTY:   {teir: 拒收", "F-EMPTY.teir"),
    ("findings.yaml", "F-SIZE:", "F-EMPTY:", "F-EMPTY"),
    ("findings.yaml", "says: \"文件是空的（0 字节）\"", "says: \"\"", "F-EMPTY.says"),
    ("findings.yaml", "says: \"文件是空的（0 字节）\"", "says: \"文件是空的。\"", "F-EMPTY.says"),
    ("findings.yaml", "says: \"文件有 {value}，", "says: \"文件有 {value，", "F-SIZE.says"),
    ("findings.yaml", "says: \"文件有 {value}，", "says: \"文件有 {value:.1f}，", "F-SIZE.says"),
    ("findings.yaml", "says: \"文件有 {value}，", "says: \"文件有 {}，", "F-SIZE.says"),
]


@pytest.mark.parametrize(("file", "passage", "slip", "key"), SLIPS, ids=[f"{s[0]}: {s[2]!r}" for s in SLIPS])
def test_a_slip_is_an_error_that_names_file_and_key(amend, file, passage, slip, key):
    """A typo, a doubled key, an unknown key, a missing key or a wrong type stops the load where it stands."""
    LOADERS[file]()
    amend(file, passage, slip)
    with pytest.raises(ConfigError) as error:
        LOADERS[file]()
    assert file.rpartition("/")[2] in str(error.value) and key in str(error.value)
    assert "Value error" not in str(error.value)


@pytest.mark.parametrize("file", LOADERS)
def test_a_file_that_is_not_yaml_is_named(law, file):
    """A broken file says which one it is, and where it breaks."""
    (law / file).write_text("a: [1, 2\nb: }", encoding="utf-8")
    with pytest.raises(ConfigError, match=rf"{file.rpartition('/')[2]}：第 2 行：不是有效的 YAML") as error:
        LOADERS[file]()
    assert error.value.__cause__ is None


@pytest.mark.parametrize("file", LOADERS)
def test_an_empty_file_is_named(law, file):
    """Emptying a file is no way of switching it off."""
    (law / file).write_text("# nothing\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=file.rpartition("/")[2]):
        LOADERS[file]()


def test_a_file_saved_as_gbk_says_what_to_do(law):
    """The editor of an office machine saves Chinese as GBK: the message says how to put it right."""
    (law / "ladder.yaml").write_bytes((law / "ladder.yaml").read_bytes().decode().encode("gbk", "ignore"))
    with pytest.raises(ConfigError, match=r"ladder\.yaml：不是 UTF-8 编码，请用编辑器另存为 UTF-8"):
        ladder()


def test_a_byte_order_mark_does_no_harm(law):
    """Notepad's UTF-8 with a mark in front is read like any other."""
    whole = ladder()
    (law / "ladder.yaml").write_bytes(b"\xef\xbb\xbf" + (law / "ladder.yaml").read_bytes())
    ladder.cache_clear()
    assert ladder() == whole


def test_a_list_for_a_key_is_an_error_too(law):
    """YAML allows a list as a key; we do not."""
    (law / "ladder.yaml").write_text("{[1, 2]: 3}", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"ladder\.yaml"):
        ladder()


@pytest.mark.parametrize("file", ["calendar.yaml", "findings.yaml", "ladder.yaml", "routing.yaml"])
def test_a_missing_file_is_named(law, file):
    """A file that is gone is named with its folder."""
    (law / file).unlink()
    with pytest.raises(ConfigError, match=f"缺少配置文件 config/{file}"):
        LOADERS[file]()


@pytest.mark.parametrize("name", ["2023 - 副本.yaml", "2027.yml", "新疆.yaml"])
def test_a_stray_holiday_file_is_not_silently_ignored(law, name):
    """A copy or a misnamed year would otherwise never be read, or be read in place of the right one."""
    (law / "holidays" / name).write_bytes((law / "holidays" / "2023.yaml").read_bytes())
    with pytest.raises(ConfigError, match=name):
        xinjiang()


def test_every_wrong_key_is_named_at_once(amend):
    """Two slips in one file cost one round, not two."""
    amend("routing.yaml", "bureau:", "burau:")
    amend("routing.yaml", "centre:", "center:")
    with pytest.raises(ConfigError) as error:
        routing()
    assert all(key in str(error.value) for key in ("burau", "bureau", "center", "centre"))


def test_what_was_loaded_does_not_change():
    """The law in memory is frozen."""
    with pytest.raises(ValueError, match="frozen"):
        the_calendar().holiday_policy = "as_written"
