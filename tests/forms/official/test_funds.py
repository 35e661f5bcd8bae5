"""The funds block in its many shapes."""

import pytest

MONEY = ("initial_fen", "budget_fen", "executed_fen")
REST = ("rate_bp", "execution_weight_cp", "execution_score_cp")


def read(forms, *rows):
    return forms.read(*forms.standard(funds=list(rows)))


def project(forms, *rows):
    return read(forms, *rows).projects[0]


def values(row, *fields):
    return tuple(row[field] for field in fields)


@pytest.mark.parametrize(
    ("headings", "figures", "money", "rest"),
    [
        (
            ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"), (100, 120, 90, 10, "75%", 7.5),
            (100, 120, 90), (7500, 1000, 750),
        ),
        (
            ("全年预算数（A）", "全年执行数（B）", "执行率（B/A）"), (120, 90, "75.00%"), (None, 120, 90),
            (7500, None, None),
        ),
        (
            ("预算数(A)", "执行数(B)", "分值", "执行率(B/A)", "得分"), (120, 90, 10, 75, 7.5), (None, 120, 90),
            (7500, 1000, 750),
        ),
        (
            ("年初预算数", "调整预算数", "全年执行数", "执行率（%）"), (100, 120, 90, 75.0), (100, 120, 90),
            (7500, None, None),
        ),
        (
            ("年初预算", "调整后预算数", "预算执行数", "预算执行率", "权重", "得分", "原因"),
            (100, 120, 90, 0.75, 10, 7.5, "工期延后"), (100, 120, 90), (7500, 1000, 750),
        ),
        (
            ("预算", "到位", "执行", "执行率", "分值", "得分"), (120, 110, 90, "75%", 10, 7.5), (None, 120, 90),
            (7500, 1000, 750),
        ),
        (
            ("年度预算数", "实际到位数", "实际支出数", "支出率"), (120, 110, 90, "75%"), (None, 120, 90),
            (7500, None, None),
        ),
        (
            ("得分", "执行率", "分值", "全年\n执行数", "全年\n预算数", "年初\n预算数"),
            (7.5, "75%", 10, 90, 120, 100), (100, 120, 90), (7500, 1000, 750),
        ),
        (
            ("年初预算数", "全年预算数", "执行数", "自评得分", "分值", "预算执行率"), (100, 120, 90, 7.5, 10, "75%"),
            (100, 120, 90), (7500, 1000, 750),
        ),
        (("年初预算数", "全年执行数", "执行率"), (120, 90, "75%"), (120, 120, 90), (7500, None, None)),
        (
            ("批复预算数", "变更后预算数", "决算数", "执行进度"), (100, 120, 90, "75%"), (100, 120, 90),
            (7500, None, None),
        ),
    ],
)
def test_columns_of_every_wording_and_order(forms, headings, figures, money, rest):
    """年初, 全年, 调整, 到位, 执行; with and without points; in any order."""
    reading = read(forms, *forms.funds(("年度资金总额", *figures), headings=headings))
    row = reading.projects[0]
    assert values(row, *MONEY) == tuple(m if m is None else m * 1_000_000 for m in money)
    assert values(row, *REST) == rest
    assert reading.findings == []


def test_sources_repeat_weight_and_score_and_are_not_added(forms):
    """Each 财政拨款 row carries 10 points again: still 10 points, and amounts of the total row."""
    row = project(
        forms,
        *forms.funds(
            ("年度资金总额", 100, 120, 90, 10, "75%", 7.5), ("其中：当年财政拨款", 80, 100, 80, 10, "80%", 8),
            ("上年结转资金", 20, 20, 10, 10, "50%", 5), ("其他资金", 0, 0, 0, 10, "", ""),
        ),
    )
    assert values(row, *MONEY, *REST) == (100_000_000, 120_000_000, 90_000_000, 7500, 1000, 750)


def test_a_total_of_0_above_filled_sources_is_put_right_and_asked_about(forms):
    """The sources count, and the unit is to correct the total: one finding for the row."""
    reading = read(
        forms,
        *forms.funds(
            ("年度资金总额：", 0, 0, 0, 10, 0, 0), ("其中：本年财政拨款", 90, 89.974, 80, "", "", ""),
            ("其他资金", 10, 0.026, "", "", "", ""),
        ),
    )
    assert values(reading.projects[0], *MONEY) == (100_000_000, 90_000_000, 80_000_000)
    assert [(f.rule, f.cell, f.value, f.expected) for f in reading.findings] == [("R-FUNDSUM", "C6", "0", "100万元")]


def test_an_empty_total_above_filled_sources_is_only_a_hint(forms):
    """Nothing contradicts itself: the sum is taken, and said."""
    reading = read(
        forms, *forms.funds(("年度资金总额", "", "", "", 10, "", 9), ("财政拨款", 100, 100, 90, "", "90%", ""))
    )
    assert values(reading.projects[0], *MONEY) == (100_000_000, 100_000_000, 90_000_000)
    assert [f.rule for f in reading.findings] == ["N-FUNDSUM"]


def test_levels_of_government_are_not_counted_beside_the_sources(forms):
    """中央 and 省级 are parts of 财政拨款: adding both would double the money."""
    reading = read(
        forms,
        *forms.funds(
            ("年度资金总额", "", "", "", 10, "", 10), ("其中：财政拨款", 100, 100, 100), ("中央资金", 60, 60, 60),
            ("省级资金", 40, 40, 40),
        ),
    )
    assert values(reading.projects[0], *MONEY) == (100_000_000,) * 3


def test_only_sources_and_no_total_row(forms):
    """A single row 财政拨款 is the total."""
    reading = read(forms, *forms.funds(("财政拨款", 100, 120, 90, 10, "75%", 7.5)))
    assert values(reading.projects[0], *MONEY, *REST) == (100_000_000, 120_000_000, 90_000_000, 7500, 1000, 750)
    assert reading.findings == []


def test_a_row_without_a_label(forms):
    """One row of figures under the headings is the total."""
    row = project(forms, *forms.funds(("", 100, 120, 90, 10, "75%", 7.5)))
    assert values(row, *MONEY) == (100_000_000, 120_000_000, 90_000_000)


@pytest.mark.parametrize(
    "rows",
    [
        [["年初预算数（万元）", None, 100, "全年预算数（万元）", None, 120, "全年执行数（万元）", None, 90]],
        [["年初预算数（万元）", None, 100], ["全年预算数（万元）", None, 120], ["全年执行数（万元）", None, 90]],
        [["项目资金（万元）", "年初预算数：100"], [None, "全年预算数：120"], [None, "全年执行数：90"]],
        [
            ["项目资金\n（万元）", "项目", "年度资金总额", "财政拨款", "其他资金"], [None, "年初预算数", 100, 80, 20],
            [None, "全年预算数", 120, 100, 20], [None, "全年执行数", 90, 80, 10],
        ],
        [["项目资金", "年初预算数100万元，全年预算数为120万元，全年执行数90万元，执行率75%。"]],
        [["资金情况", "年初预算100万元，调整后预算120万元，实际支出共计90万元"]],
        [["项目资金：年初预算数1,000,000元；全年预算数1200000.00元；全年执行数为900000元。"]],
    ],
)
def test_labels_with_amounts_beside_or_behind_them(forms, rows):
    """Transposed blocks, one cell per amount, or one sentence."""
    reading = read(forms, *rows)
    assert values(reading.projects[0], *MONEY) == (100_000_000, 120_000_000, 90_000_000)
    assert reading.findings == []


def test_a_sentence_that_names_two_executed_amounts_is_not_guessed_at(forms):
    """财政执行 60 and 其他执行 30: nobody knows which is meant."""
    row = project(forms, ["项目资金", "全年预算数120万元，财政资金执行60万元，其他资金执行30万元。"])
    assert values(row, *MONEY) == (None, 120_000_000, None)


@pytest.mark.parametrize(
    ("label", "headings", "fen"),
    [
        ("项目资金（万元）", ("年初预算数", "全年预算数", "全年执行数"), 100_000_000),
        ("项目资金（元）", ("年初预算数", "全年预算数", "全年执行数"), 10_000),
        ("项目资金", ("年初预算数(元)", "全年预算数(元)", "全年执行数(元)"), 10_000),
        ("项目资金", ("年初预算数", "全年预算数", "全年执行数"), 100_000_000),
    ],
)
def test_the_unit_is_the_one_that_is_printed(forms, label, headings, fen):
    """In the block's label, in a heading, or the regulation's 万元."""
    assert (
        project(forms, *forms.funds(("年度资金总额", 100, 100, 100), headings=headings, label=label))["budget_fen"]
        == fen
    )


def test_a_unit_above_the_form_counts_when_the_block_names_none(forms):
    """单位：元 under the title."""
    reading = forms.read(
        *forms.standard(
            head=[*forms.head(), [None, None, None, None, None, None, None, "单位：元"]],
            funds=forms.funds(
                ("年度资金总额", 100, 100, 100), label="项目资金", headings=("年初预算数", "全年预算数", "全年执行数")
            ),
        )
    )
    assert reading.projects[0]["budget_fen"] == 10_000


def test_project_totals_beside_those_of_the_year(forms):
    """A head of two lines: only the year's figures count."""
    row = project(
        forms,
        [
            forms.merged("资金情况（万元）", 3), None, forms.merged("项目总资金", 1, 2), None,
            forms.merged("年度资金", 1, 3),
        ],
        [None, None, "预算数", "累计执行数", "年初预算数", "预算数", "执行数"],
        [None, "资金总额", 900, 700, 100, 120, 90],
    )
    assert values(row, *MONEY) == (100_000_000, 120_000_000, 90_000_000)


def test_no_funds_block_at_all(forms):
    """A form without money is still a form."""
    row = project(forms)
    assert values(row, *MONEY, *REST) == (None,) * 6
    assert row["total_cp"] == 9975


def test_the_reason_of_a_slow_project(forms):
    """原因 in the funds block, or behind a label of its own below the table."""
    headings = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分", "偏差原因")
    row = project(
        forms, *forms.funds(("年度资金总额", 100, 100, 50, 10, "50%", 5, "合同未到付款期"), headings=headings)
    )
    assert row["reason"] == "合同未到付款期"
    reading = forms.read(*forms.standard(), ["预算执行率低的原因", None, "合同未到付款期"])
    assert reading.projects[0]["reason"] == "合同未到付款期"
    assert reading.indicators[0]["reason"] == ""  # the table has a column of its own for that
