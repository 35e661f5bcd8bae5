"""The numbers of the law: dated, sourced, consistent, and an error outside their years."""

import pytest

from config.parameters import ParameterFile, parameters
from config.rulebook import rulebook
from config.strict import CONFIG, ConfigError, load

KNOWN = parameters(2023)


@pytest.mark.parametrize("name", KNOWN.known)
def test_a_parameter_before_its_first_year_names_the_file(name):
    """A law that did not exist yet is not guessed: the message names parameter, year and file."""
    file, parameter = KNOWN.known[name]
    before = parameter.values[0].since - 1
    with pytest.raises(ConfigError) as error:
        parameters(before).dated(name)
    assert all(part in str(error.value) for part in (f"parameters/{file}", name, str(before), "依据"))


def test_a_parameter_after_its_last_year_names_the_file(amend):
    """A value with an end is not stretched beyond it, and the whole rulebook of such a year is refused."""
    amend("parameters/scoring.yaml", "{from: 2018, value: 10000", "{from: 2018, until: 2024, value: 10000")
    assert parameters(2024).number("scoring.total_cp") == 10_000
    with pytest.raises(ConfigError, match=r"parameters/scoring\.yaml：“scoring\.total_cp”（满分）没有 2025 年的取值"):
        rulebook(2025)


def test_a_value_may_hold_for_one_year(amend):
    """From and until the same year is a year, not a contradiction."""
    amend("parameters/scoring.yaml", "{from: 2018, value: 10000", "{from: 2018, until: 2018, value: 10000")
    assert parameters(2018).number("scoring.total_cp") == 10_000


def test_a_rulebook_before_the_law_is_refused():
    """Work year 2017 lies before every parameter."""
    with pytest.raises(ConfigError, match=r"parameters/.*没有 2017 年的取值"):
        rulebook(2017)


def test_a_new_value_holds_from_its_year_on(amend):
    """An amendment is a new line: the years before it keep the old value, and both keep their sources."""
    amend("parameters/scoring.yaml", "value: 10000, source: 财预〔2020〕10号, confirmed: true}",
          "value: 10000, source: 旧, confirmed: true}\n    - {from: 2025, value: 12000, source: 新, confirmed: false}")
    worth = {year: parameters(year).number("scoring.total_cp") for year in (2018, 2024, 2025, 2030)}
    assert worth == {2018: 10_000, 2024: 10_000, 2025: 12_000, 2030: 12_000}
    assert parameters(2024).dated("scoring.total_cp").source == "旧"
    assert "scoring.total_cp" in parameters(2025).unconfirmed()
    assert "scoring.total_cp" not in parameters(2024).unconfirmed()


@pytest.mark.parametrize(("second", "why"), [
    ("{from: 2018, value: 1, source: 新, confirmed: true}", "不得重叠：2018 与 2018"),
    ("{from: 2017, value: 1, source: 新, confirmed: true}", "不得重叠：2018 与 2017"),
    ("{from: 2025, until: 2024, value: 1, source: 新, confirmed: true}", "止年 2024 早于起年 2025"),
])
def test_values_that_contradict_each_other_are_refused(amend, second, why):
    """Two values for one year are an error, not a race."""
    amend("parameters/scoring.yaml", "value: 10000, source: 财预〔2020〕10号, confirmed: true}",
          f"value: 10000, source: 旧, confirmed: true}}\n    - {second}")
    with pytest.raises(ConfigError, match=why):
        parameters(2023)


def test_a_name_in_two_files_names_both(law):
    """A parameter has one home."""
    (law / "parameters" / "zz.yaml").write_bytes((law / "parameters" / "scoring.yaml").read_bytes())
    with pytest.raises(ConfigError, match=r"在 scoring\.yaml 和 zz\.yaml 里各写了一次"):
        parameters(2023)


@pytest.mark.parametrize(("ask", "name", "wanted"), [
    ("number", "grading.cut_offs_cp", "一个整数"), ("number", "scoring.equal_indicator", "一个整数"),
    ("numbers", "scoring.total_cp", "一列整数"), ("numbers", "grading.labels", "一列整数"),
    ("word", "scoring.total_cp", "一个名称"), ("word", "grading.labels", "一个名称"),
    ("words", "scoring.equal_indicator", "一列名称"), ("words", "grading.cut_offs_cp", "一列名称"),
])
def test_asking_for_the_wrong_kind_names_the_file(ask, name, wanted):
    """A number where words stand is an error of the law, not a conversion."""
    with pytest.raises(ConfigError, match=rf"parameters/.*“{name}”应为{wanted}"):
        getattr(KNOWN, ask)(name)


def test_a_quoted_number_is_no_number(amend):
    """"10000" in quotes is a word, and found out when it is asked for."""
    amend("parameters/scoring.yaml", "value: 10000", 'value: "10000"')
    with pytest.raises(ConfigError, match=r"scoring\.yaml：“scoring\.total_cp”应为一个整数，现为 '10000'"):
        parameters(2023).number("scoring.total_cp")


def test_an_unknown_parameter_is_named():
    """A name that nobody wrote down."""
    with pytest.raises(ConfigError, match=r"没有参数“scoring\.toatl_cp”"):
        KNOWN.number("scoring.toatl_cp")


def test_every_value_has_a_source():
    """No number without somebody who says so; what nobody has confirmed is listed."""
    for path in sorted((CONFIG / "parameters").glob("*.yaml")):
        for name, parameter in load(ParameterFile, path).root.items():
            assert all(value.source.strip() for value in parameter.values), name
    assert "scoring.equal_indicator" in KNOWN.unconfirmed()
    assert "grading.cut_offs_cp" not in KNOWN.unconfirmed()


@pytest.mark.parametrize("work_year", range(2018, 2031))
def test_the_numbers_agree_with_each_other(work_year):
    """Parts make up the whole, bands fall, and there is one name more than there are cut-offs."""
    law = rulebook(work_year).parameters
    assert law.number("scoring.execution_weight_cp") + sum(law.numbers("scoring.part_weights_cp")) \
        == law.number("scoring.total_cp")
    cut_offs, floors = law.numbers("grading.cut_offs_cp"), law.numbers("scoring.tier_floors_bp")
    assert list(cut_offs) == sorted(set(cut_offs), reverse=True) and cut_offs[0] <= law.number("scoring.total_cp")
    assert len(law.words("grading.labels")) == len(cut_offs) + 1
    assert len(floors) == 3 and list(floors) == sorted(set(floors), reverse=True) and floors[-1] == 0
