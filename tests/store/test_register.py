"""`jixiao import`: a file of the register goes in whole or not at all, and says at which cell it is wrong."""

import csv
import json
from datetime import date, datetime

import openpyxl
import pytest
from sqlalchemy import select

from config.clock import BEIJING
from config.routing import routing
from flows.commands.imports import import_files as command
from tasks.register import import_file, import_files
from tasks.rules.codes import email_valid, project_code_usual, uscc_valid
from tasks.store import directory
from tasks.store.engine import reading
from tasks.store.frames import frame
from tasks.store.models import Contact, Division, Event, Project, ProjectIndicator, Unit
from tasks.store.verify import verify

AT = datetime(2023, 2, 20, 10, tzinfo=BEIJING)
DIVISIONS = [["科室编码", "科室名称", "区划", "邮箱"], ["D1", "教科文股", "阿克陶县", "jkw@czj.example"]]
UNITS = [
    ["单位编码", "单位名称", "区划编码", "主管部门编码", "主管部门", "科室编码", "统一社会信用代码",
     "联系人", "联系邮箱", "负责人", "负责人邮箱"],
    ["022101", "阿克陶县教育局", "653022", "022", "县教育局", "D1", "11653022000000001W", "古丽", "guli@x.cn",
     "王局", "wang@x.cn"],
    ["022102", "阿克陶县第一中学", 653022, "022", "县教育局", "D1", "", "艾山", "aishan@x.cn", "", ""],
]
CODE = "65302222R000000000001"
PROJECTS = [
    ["项目编码", "项目名称", "单位编码", "年度", "年初预算数（万元）", "全年预算数(万元)", "项目类型", "密级",
     "重点项目"],
    [CODE, "校舍维修", "022102", 2022, 120.5, "1,100.00", "特定目标类", "公开", "是"],
    ["65302222T000000000002", "教师培训", "022101", "2022年", 30, "", "其他运转类", "", ""],
]
TARGETS = [
    ["项目编码", "一级", "二级", "三级", "指标性质", "指标值", "分值"],
    [CODE, "产出指标", "数量指标", "维修校舍面积", "≥", "3500平方米", 20],
    ["", "", "", "购置课桌椅", "", "≥400套", 15],
    ["", "效益指标", "社会效益指标", "改善办学条件", "定性", "明显改善", 30],
]


@pytest.fixture
def office(store):
    """A store that knows the finance departments and nothing else."""
    with store.begin() as conn:
        directory.set_regions(conn, routing().regions)
    return store


@pytest.fixture
def load(office, tmp_path):
    """Import tables given as lists of rows, each on a sheet of one workbook, or one as CSV."""
    def loading(*tables, name="导入.xlsx", at=AT):
        path = tmp_path / name
        if name.endswith(".csv"):
            with path.open("w", newline="", encoding="gb18030") as out:
                csv.writer(out).writerows(tables[0])
        else:
            book = openpyxl.Workbook()
            book.remove(book.active)
            for number, rows in enumerate(tables):
                sheet = book.create_sheet(f"表{number}")
                for row in rows:
                    sheet.append(row)
            book.save(path)
        return import_file(office, path, at)
    return loading


@pytest.fixture
def see(office):
    """Rows of a table as dicts."""
    def seeing(model, *order):
        with reading(office) as conn:
            return frame(conn, select(*model.__table__.c).order_by(*order)).to_dict("records")
    return seeing


def changed(table, row, heading, value):
    """A copy of a table with one cell changed."""
    copy = [list(cells) for cells in table]
    copy[row][copy[0].index(heading)] = value
    return copy


def told(outcome):
    """Rule and cell of every finding that asks for something; a comma in a number is put right with a hint."""
    return [(one.rule, one.cell) for one in outcome.findings if not one.rule.startswith("N-")]


def test_four_files_make_a_register(load, see, office):
    """Divisions, units with people, projects and targets go in; money and names as written; the ledger knows."""
    for table in (DIVISIONS, UNITS, PROJECTS, TARGETS):
        outcome = load(table)
        assert not outcome.refused, outcome.findings
    assert [row["region_code"] for row in see(Unit, Unit.code)] == ["653022", "653022"]
    assert see(Division)[0]["email"] == "jkw@czj.example"
    assert [(p["initial_fen"], p["budget_fen"], p["is_key"]) for p in see(Project, Project.code)] == [
        (120_500_000, 1_100_000_000, True), (30_000_000, 30_000_000, False),
    ]
    targets = see(ProjectIndicator, ProjectIndicator.seq)
    assert [(t["level1"], t["level3"], t["relation"], t["weight_cp"]) for t in targets] == [
        ("产出指标", "维修校舍面积", "≥", 2000), ("产出指标", "购置课桌椅", "≥", 1500),
        ("效益指标", "改善办学条件", "定性", 3000),
    ]
    assert [(c["unit_code"], c["role"], c["email"]) for c in see(Contact, Contact.id)] == [
        ("022101", "contact", "guli@x.cn"), ("022101", "head", "wang@x.cn"), ("022102", "contact", "aishan@x.cn"),
    ]
    with reading(office) as conn:
        assert len(conn.execute(select(Event.seq).where(Event.kind == "register.import")).all()) == 4
        assert verify(conn) is None


def test_one_workbook_may_hold_them_all_in_any_order(load):
    """Each sheet is known by its headings; what refers to another sheet finds it."""
    outcome = load(TARGETS, PROJECTS, [["说明"], ["请勿改动"]], UNITS, DIVISIONS)
    assert not outcome.refused, outcome.findings
    assert outcome.rows == {"divisions": 1, "units": 2, "projects": 2, "targets": 3}


def test_files_may_be_named_in_any_order(load, office, tmp_path):
    """Projects named before units and divisions still find them; one that never does says so, the others are in."""
    for name, table in (("4.csv", TARGETS), ("3.csv", changed(PROJECTS, 2, "单位编码", "999")), ("2.csv", UNITS)):
        with (tmp_path / name).open("w", newline="") as out:
            csv.writer(out).writerows(table)
    load(DIVISIONS)
    names = ("4.csv", "3.csv", "2.csv")
    outcomes = import_files(office, [tmp_path / name for name in names], AT)
    assert [one.refused for one in outcomes] == [True, True, False]
    assert [told(one) for one in outcomes] == [[("G-PROJECT", f"A{n}") for n in (2, 3, 4)], [("G-UNIT", "C3")], []]
    with (tmp_path / "3.csv").open("w", newline="") as out:
        csv.writer(out).writerows(PROJECTS)
    outcomes = import_files(office, [tmp_path / name for name in names], AT)
    assert not any(one.refused for one in outcomes)


def test_files_wait_for_each_other_as_long_as_one_goes_in(office, tmp_path):
    """Named in the worst order, each needs the next one: tried again until nothing more can be done."""
    for number, table in enumerate((TARGETS, PROJECTS, UNITS, DIVISIONS)):
        with (tmp_path / f"{number}.csv").open("w", newline="") as out:
            csv.writer(out).writerows(table)
    outcomes = import_files(office, [tmp_path / f"{number}.csv" for number in range(4)], AT)
    assert [told(one) for one in outcomes] == [[]] * 4


def test_the_same_file_again_writes_nothing(load, see):
    """A second import changes no row and leaves no event."""
    tables = (DIVISIONS, UNITS, PROJECTS, TARGETS)
    load(*tables)
    events = len(see(Event, Event.seq))
    outcome = load(*tables)
    assert set(outcome.written.values()) == {0} and not outcome.refused
    assert len(see(Event, Event.seq)) == events


def test_a_csv_of_the_old_days_is_read(load, see):
    """GB18030, codes with leading zeros, columns in another order."""
    rows = [[row[i] for i in (1, 0, 2, 8, 7)] for row in UNITS]
    outcome = load(rows, name="名录.csv")
    assert [one.rule for one in outcome.findings] == ["N-ENCODING"]
    assert [row["code"] for row in see(Unit, Unit.code)] == ["022101", "022102"]


@pytest.mark.parametrize("table, row, heading, value, rule, cell", [
    (DIVISIONS, 1, "区划", "喀什市", "G-REGION", "C2"),
    (DIVISIONS, 1, "邮箱", "张三@财政局", "G-EMAIL", "D2"),
    (UNITS, 1, "区划编码", "653000", "G-REGION", "C2"),
    (UNITS, 2, "单位编码", "022101", "G-DUP", "A3"),
    (UNITS, 2, "单位编码", 22102, "R-CODE", "A3"),
    (UNITS, 1, "科室编码", "D9", "G-DIVISION", "F2"),
    (UNITS, 1, "联系邮箱", "", "R-REQ", "I2"),
    (UNITS, 1, "联系邮箱", "a@x.cn;b@x.cn", "G-EMAIL", "I2"),
    (UNITS, 1, "单位名称", "无", "R-REQ", "B2"),
    (PROJECTS, 1, "单位编码", "999", "G-UNIT", "C2"),
    (PROJECTS, 1, "年初预算数（万元）", "约100", "R-NUM", "E2"),
    (PROJECTS, 1, "年初预算数（万元）", -5, "R-NEG", "E2"),
    (PROJECTS, 2, "项目编码", CODE, "G-DUP", "A3"),
    (PROJECTS, 1, "年度", "去年", "R-NUM", "D2"),
    (PROJECTS, 1, "年度", 1022, "R-RANGE", "D2"),
    (PROJECTS, 1, "重点项目", "也许", "R-TYPE", "I2"),
    (TARGETS, 1, "项目编码", "65302222R000000000009", "G-PROJECT", "A2"),
    (TARGETS, 3, "分值", "三十多", "R-NUM", "G4"),
])
def test_one_wrong_cell_keeps_the_whole_file_out(load, see, table, row, heading, value, rule, cell):
    """The finding names rule and cell, and not a row of the file is written."""
    before = [one for one in (DIVISIONS, UNITS, PROJECTS, TARGETS) if one is not table]
    load(*before[:[DIVISIONS, UNITS, PROJECTS, TARGETS].index(table)]) if table is not DIVISIONS else None
    counts = [len(see(model)) for model in (Division, Unit, Project, ProjectIndicator, Contact, Event)]
    outcome = load(changed(table, row, heading, value))
    assert outcome.refused and (rule, cell) in told(outcome)
    assert outcome.written == {}
    assert [len(see(model)) for model in (Division, Unit, Project, ProjectIndicator, Contact, Event)] == counts


def test_a_warning_lets_the_file_in(load, see):
    """A genuine credit code that fails the check, a local project code: in, with a word about it."""
    load(DIVISIONS)
    outcome = load(changed(UNITS, 1, "统一社会信用代码", "91350211M0000XUF46"))
    assert told(outcome) == [("G-USCC", "G2")] and len(see(Unit)) == 2
    outcome = load(changed(PROJECTS, 1, "项目编码", "XM-001"))
    assert told(outcome) == [("G-PCODE", "A2")] and len(see(Project)) == 2


def test_secret_rows_are_counted_and_nothing_of_them_is_kept(load, see):
    """Two marked rows, one of them wrong as well: the others go in; no code, no name and no finding of them stays."""
    load(DIVISIONS, UNITS)
    secret = ["65302222R000000000077", "某专项", "不存在的单位", "坏", "坏", "坏", "", "秘密★10年", ""]
    outcome = load([*PROJECTS, secret, [*secret[:7], "内部", ""]])
    assert (outcome.withheld, outcome.rows["projects"], told(outcome)) == (2, 2, [("G-SECRET", "")])
    assert "2 行" in outcome.findings[-1].message
    everything = repr(see(Project)) + repr(see(Event)) + repr(outcome)
    assert "某专项" not in everything and "000077" not in everything


def test_a_money_column_must_name_its_unit(load):
    """Neither 万元 nor 元 in the heading: nobody guesses."""
    load(DIVISIONS, UNITS)
    table = changed(PROJECTS, 0, "全年预算数(万元)", "全年预算数")
    outcome = load(table)
    assert outcome.refused and told(outcome) == [("G-MONEY", "F1")]


def test_yuan_columns_are_yuan(load, see):
    """(元) in the heading is taken at its word."""
    load(DIVISIONS, UNITS)
    load(changed(PROJECTS, 0, "年初预算数（万元）", "年初预算数（元）"))
    assert see(Project, Project.code)[0]["initial_fen"] == 12050


def test_a_file_that_is_none_of_them_says_what_it_lacks(load):
    """The nearest kind is named with the headings that are missing."""
    outcome = load([["单位编码", "单位名称", "电话"], ["1", "甲", "2"]])
    assert outcome.refused and told(outcome) == [("G-TABLE", "")]
    assert "单位名录" in outcome.findings[0].message and "联系邮箱" in outcome.findings[0].message


def test_a_heading_written_twice_is_told(load):
    """Which of the two columns counts is not for us to say."""
    load(DIVISIONS)
    twice = [[*row, extra] for row, extra in zip(UNITS, ["联系邮箱", "a@x.cn", "b@x.cn"], strict=True)]
    assert ("G-TWICE", "L1") in told(load(twice))


def test_a_hostile_or_broken_file_is_refused_at_the_door(office, tmp_path):
    """The guard answers; nothing is read."""
    path = tmp_path / "名录.xlsx"
    path.write_bytes(b"%PDF-1.7")
    outcome = import_file(office, path, AT)
    assert outcome.refused and [one.rule for one in outcome.findings] == ["F-PDF"]


def test_a_new_contact_takes_over_and_the_old_one_stays_on_record(load, see, office):
    """From the day of the import on mail goes to the new one; for earlier days the old one is known."""
    load(DIVISIONS, UNITS)
    later = datetime(2023, 3, 15, 9, tzinfo=BEIJING)
    moved = changed(changed(UNITS, 1, "联系人", "阿依"), 1, "联系邮箱", "ayi@x.cn")
    assert load(moved, at=later).written["units"] == 1
    with reading(office) as conn:
        for day, address in ((date(2023, 3, 14), "guli@x.cn"), (date(2023, 3, 15), "ayi@x.cn")):
            people = directory.addressees(conn, day)
            row = people[(people["unit_code"] == "022101") & (people["role"] == "contact")]
            assert row["email"].tolist() == [address]


def test_a_renamed_unit_answers_to_both_names(load, office):
    """The former name stays known."""
    load(DIVISIONS, UNITS)
    load(changed(UNITS, 1, "单位名称", "阿克陶县教育和科技局"))
    with reading(office) as conn:
        names = directory.aliases(conn, date(2023, 3, 1))
    assert set(names.loc[names["unit_code"] == "022101", "name"]) == {"阿克陶县教育局", "阿克陶县教育和科技局"}


def test_columns_a_file_does_not_have_stay_as_they_are(load, see):
    """A short list of new contacts does not blank out credit codes and departments."""
    load(DIVISIONS, UNITS)
    load([[row[i] for i in (0, 1, 2, 7, 8)] for row in UNITS])
    row = see(Unit, Unit.code)[0]
    assert (row["uscc"], row["department_name"], row["division_code"]) == ("11653022000000001W", "县教育局", "D1")


def test_a_merged_unit_names_its_successor(load, office):
    """停用日期 and 并入单位编码: its obligations have an heir; a unit cannot be its own."""
    load(DIVISIONS, UNITS)
    table = [[*UNITS[0], "停用日期", "并入单位编码"], [*UNITS[1], "", ""], [*UNITS[2], "2023-01-31", "022101"]]
    assert not load(table).refused
    with reading(office) as conn:
        assert directory.successors(conn, date(2023, 3, 1)) == {"022102": "022101"}
    table[2][-1] = "022102"
    assert ("G-SELF", "M3") in told(load(table))


def test_targets_are_replaced_as_a_whole(load, see):
    """A corrected list of indicators takes the place of the old one; the project's proof follows."""
    load(DIVISIONS, UNITS, PROJECTS, TARGETS)
    assert load(TARGETS[:3]).written["targets"] == 1
    assert [row["level3"] for row in see(ProjectIndicator, ProjectIndicator.seq)] == ["维修校舍面积", "购置课桌椅"]


def test_credit_codes_of_the_brief():
    """Domain §8: three generated codes are valid, a changed last sign is not, a genuine one fails."""
    for code in ("116530000100000000", "12653001MB0000000E", "11653022000000001W"):
        assert uscc_valid(code)
        assert not any(uscc_valid(code[:-1] + sign) for sign in "0123456789ABCDEFGHJKLMNPQRTUWXY" if sign != code[-1])
    assert not uscc_valid("91350211M0000XUF46")
    assert not uscc_valid("1165302200000000IW") and not uscc_valid("")


def test_project_codes_and_addresses():
    """21 signs of the budget system; one ASCII address without a name."""
    assert project_code_usual("51000021R000000019951")
    assert not project_code_usual("51000021X000000019951") and not project_code_usual("５1000021R000000019951")
    assert email_valid("jx-1@cz.gov.cn")
    for wrong in ("张三@x.cn", "a@x", "a@x.cn,b@x.cn", "张三 <a@x.cn>", "a@x.cn\n", ".a@x.cn", "a..b@x.cn", "a@-x.cn"):
        assert not email_valid(wrong)


def test_the_command_says_what_became_of_each_file(tmp_path, capsys):
    """0 and a line for what went in, 1 and the cell for what did not; --json for machines."""
    for name, table in (("科室.csv", DIVISIONS), ("名录.csv", changed(UNITS, 1, "联系邮箱", "坏"))):
        with (tmp_path / name).open("w", newline="") as out:
            csv.writer(out).writerows(table)
    assert command([tmp_path / "科室.csv"], tmp_path / "w", False) == 0
    assert "已导入，新增或更改 1 处" in capsys.readouterr().out
    assert command([tmp_path / "名录.csv"], tmp_path / "w", False) == 1
    assert "一行未动" in (said := capsys.readouterr().out) and "G-EMAIL" in said and "I2" in said
    assert command([tmp_path / "名录.csv"], tmp_path / "w", True) == 1
    report = json.loads(capsys.readouterr().out)[0]
    assert report["refused"] and report["findings"][0]["cell"] == "I2"


def test_offices_and_natures_of_funds_come_in_the_same_way(office, load):
    """A finance department and the centre are entered as what they are; whoever says nothing is a budget unit."""
    bureau = ["653022-CZ", "阿克陶县财政局", "653022", "", "", "", "", "古丽", "czj@x.cn", "", "", "财政部门"]
    units = [[*UNITS[0], "机构类别"], *[[*row, ""] for row in UNITS[1:]], bureau]
    projects = [[*PROJECTS[0], "资金性质"], *[[*row, "直达资金、衔接资金"] for row in PROJECTS[1:]]]
    outcome = load(units, DIVISIONS, projects)
    assert not outcome.refused, outcome.findings
    with reading(office) as conn:
        kinds = dict(conn.execute(select(Unit.code, Unit.kind)).tuples().all())
        funds = set(conn.execute(select(Project.funds)).scalars())
    assert kinds == {"022101": "unit", "022102": "unit", "653022-CZ": "finance"}
    assert funds == {"直达资金、衔接资金"}
