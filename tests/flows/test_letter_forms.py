"""What the form in a letter is called: by its own title, with the node it is for."""

from types import SimpleNamespace

import pytest

from config.calendar import the_calendar
from tasks.letter_forms import Forms


@pytest.mark.parametrize(("milestone", "node", "form", "name"), [
    ("self_evaluation", "", "self_evaluation", "2022年度项目支出绩效自评表-6530.xlsx"),
    ("score_table", "v1", "score_reviews", "2022年度绩效自评表和评价报告审核得分表（第一版）-6530.xlsx"),
    ("monitoring", "may", "monitoring", "2022年度项目支出绩效目标执行监控表（5月监控）-6530.xlsx"),
    ("overall_targets", "", "submission_reviews", "2022年度报送件审核表-6530.xlsx"),
])
def test_a_form_is_called_by_its_title_and_never_表_twice(milestone, node, form, name):
    """…评价打分表（第一版）表 was no name for a form."""
    calendar = the_calendar().milestone(milestone)
    desk = SimpleNamespace(form=form, fiscal_year=2022, calendar=calendar, dates=calendar.node(node))
    assert Forms(desk, {}, {}, {}).name("6530") == name
