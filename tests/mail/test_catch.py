"""The safety catch: nothing leaves that the switch and the list do not both let out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.mail.catch import route

HOME = "czj.kezhou.gov.cn"
local = st.from_regex(r"[a-z][a-z0-9]{0,6}", fullmatch=True)
domain = st.sampled_from([HOME, "jyj.kezhou.gov.cn", "evil-czj.kezhou.gov.cn", "czj.kezhou.gov.cn.evil.com", "qq.com"])
address = st.builds("{}@{}".format, local, domain)
addresses = st.lists(address, min_size=1, max_size=4)
pattern = address | st.builds("*@{}".format, domain)
patterns = st.lists(pattern, max_size=4)


def spelled_out(one, allow):
    """What a list means, said another way: the address itself or its whole domain is on it."""
    return one in allow or f"*@{one.partition('@')[2]}" in allow


@given(addresses, st.booleans(), patterns)
def test_live_means_switch_on_and_everybody_on_the_list(to, live, allow):
    """The definition."""
    expected = live and all(spelled_out(one, allow) for one in to)
    assert route(to, live, allow) == ("live" if expected else "sink")


@given(addresses, patterns)
def test_without_the_switch_nothing_leaves(to, allow):
    """No list is long enough."""
    assert route(to, False, [*allow, "*@*"]) == "sink"


@given(addresses)
def test_an_empty_list_lets_nobody_out(to):
    """The switch alone does nothing."""
    assert route(to, True, []) == "sink"


@given(addresses, st.lists(st.text(max_size=30), max_size=3))
def test_a_receiver_more_never_opens_the_catch(to, more):
    """One wrong address in copy keeps the whole mail in, whatever it looks like."""
    if route(to, True, [f"*@{HOME}"]) == "sink":
        assert route([*to, *more], True, [f"*@{HOME}"]) == "sink"


@given(addresses, patterns, patterns)
def test_a_longer_list_never_closes_the_catch(to, allow, more):
    """Adding a line lets out as much as before, or more."""
    if route(to, True, allow) == "live":
        assert route(to, True, [*allow, *more]) == "live"


@given(addresses, patterns, st.randoms())
def test_case_and_order_do_not_matter(to, allow, chance):
    """Mail addresses are written as people like."""
    shuffled = chance.sample(to, len(to))
    loud = [one.upper() for one in chance.sample(allow, len(allow))]
    assert route([one.title() for one in shuffled], True, loud) == route(to, True, allow)


@given(st.text(max_size=40))
def test_whatever_is_no_address_stays_in(text):
    """Two addresses in one string, a name around it, a look-alike letter: not even `*@*` lets it out."""
    for one in (f"{text}@evil.com,a@{HOME}", f"{text} <a@{HOME}>", f"a@{HOME}\n", "a@czj.\u212aezhou.gov.cn"):
        assert route([one], True, ["*@*"]) == "sink"


def test_a_mail_to_nobody_stays_in():
    """`all([])` is true; a mail to nobody still is not meant to leave."""
    assert route([], True, ["*@*"]) == "sink"


@pytest.mark.parametrize("careless", ["*", "*kezhou.gov.cn", "", " ", "@", HOME])
def test_a_careless_pattern_lets_nobody_out(careless):
    """A pattern says both sides of the @, or it says nothing."""
    assert route([f"a@{HOME}"], True, [careless]) == "sink"


def test_everybody_has_to_be_meant():
    """`*@*` is how to say it on purpose."""
    assert route(["a@qq.com"], True, ["*@*"]) == "live"
