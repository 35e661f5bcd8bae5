"""The points of indicators, scenario by scenario (domain §1.3, §A.15)."""

from decimal import Decimal

import numpy as np
import pandas as pd

from config.rulebook import Rulebook
from tasks.rules.scoring import AS_FILED, COMPUTED, indicator_points

SCENARIOS = "indicators.yaml"


def measured(shown):
    """A target or a result in the common power of ten the reader would choose."""
    return None if shown is None else int(Decimal(str(shown)) * 10)


def test_an_indicator(scenario, law, indicators, hundredths):
    """One indicator row: its points, how they were found, and what the self-score may be."""
    known, expected = scenario["已知"], scenario["结果"]
    row = {
        "relation": known["关系"], "tier": known.get("档次"),
        "target_value": measured(known.get("目标")), "actual_value": measured(known.get("实际")),
        "weight_cp": hundredths(known.get("分值")), "self_score_cp": hundredths(known.get("自评")),
    }
    found = indicator_points(indicators(row), law).iloc[0]
    assert found["basis"] == expected["办法"]
    if expected["得分"] == "无":
        assert pd.isna(found["score_cp"])
    else:
        assert found["score_cp"] == hundredths(expected["得分"])
    if "范围" in expected:
        assert [found["low_cp"], found["high_cp"]] == [hundredths(bound) for bound in expected["范围"]]


def test_equal_indicators_can_be_read_as_positive(book, indicators):
    """`scoring.equal_indicator: positive` lets more than the target be as good as the target."""
    file, rule = book.parameters.known["scoring.equal_indicator"]
    other = rule.model_copy(update={"values": (rule.values[0].model_copy(update={"value": "positive"}),)})
    law = Rulebook(**vars(book)).parameters
    law = type(law)(law.work_year, {**law.known, "scoring.equal_indicator": (file, other)})
    row = {"relation": "=", "target_value": 8, "actual_value": 10, "weight_cp": 1000}
    assert indicator_points(indicators(row), law)["score_cp"].tolist() == [1000]
    assert indicator_points(indicators(row), book.parameters)["score_cp"].tolist() == [750]


def test_the_answer_stands_on_the_same_rows(law, indicators):
    """The result has the index of what was asked, whatever that index is."""
    rows = indicators(*[{"relation": "≥", "target_value": 4, "actual_value": n, "weight_cp": 400} for n in range(5)])
    rows.index = [8, 6, 4, 2, 0]
    found = indicator_points(rows, law)
    assert found.index.tolist() == [8, 6, 4, 2, 0]
    assert found["score_cp"].tolist() == [0, 100, 200, 300, 400]
    assert found["score_cp"].dtype == "Int64" and found["low_cp"].dtype == np.int64


def test_no_rows_no_points(law, indicators):
    """A form without indicators is answered with an empty frame of the same columns."""
    found = indicator_points(indicators(), law)
    assert found.empty and list(found) == ["score_cp", "basis", "low_cp", "high_cp"]


def test_an_unknown_relation_is_taken_as_filed(law, indicators):
    """What has numbers but no direction cannot be computed, and is not guessed."""
    row = {"relation": "", "target_value": 10, "actual_value": 5, "weight_cp": 1000, "self_score_cp": 900}
    found = indicator_points(indicators(row), law).iloc[0]
    assert (found["basis"], found["score_cp"]) == (AS_FILED, 900)


def test_measures_with_many_digits_do_not_overflow(law, indicators):
    """A target written with eighteen digits is scored as exactly as one with two."""
    rows = [
        {"relation": relation, "target_value": target * 10**17, "actual_value": actual * 10**17, "weight_cp": 1000}
        for relation, target, actual in [("≥", 10, 8), ("≤", 8, 10), ("=", 10, 8), ("≥", 3, 2)]
    ]
    found = indicator_points(indicators(*rows), law)
    assert found["score_cp"].tolist() == [800, 800, 800, 667]
    assert set(found["basis"]) == {COMPUTED}


def test_the_smallest_target_is_a_target(law, indicators):
    """One hospital to be built and none built is nothing, and computed."""
    row = {"relation": "≥", "target_value": 1, "actual_value": 0, "weight_cp": 1000, "self_score_cp": 1000}
    found = indicator_points(indicators(row), law).iloc[0]
    assert (found["basis"], found["score_cp"]) == (COMPUTED, 0)
