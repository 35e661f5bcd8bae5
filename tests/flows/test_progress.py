"""Progress where nobody watches: a verb called as a plain function."""

from tasks.verb import progress, watched


def test_outside_a_run_nobody_is_shown_a_progress_bar():
    """No server is asked for; ticking does nothing."""
    assert not watched()
    tick = progress("self-evaluation-reading", "读取表格", 100)
    assert [tick(done) for done in (1, 50, 100)] == [None] * 3
    assert progress("nothing", "没有", 0)(1) is None
