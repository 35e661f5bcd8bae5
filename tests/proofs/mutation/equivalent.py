"""Breaks that change nothing anybody can see: how the break is told, without its line, and why it is the same."""

ONE_ROW = "no row is no row, from either end"
SAME: dict[str, str] = {
    "head(0): head → tail": ONE_ROW,
    "score_table_effects.py settle: at is not None and len(at): without its last condition":
        "a rule that hits nobody does nothing to nobody",
    "scoring.py share: whole > 0: Gt → GtE": "nothing of nothing is nothing, however it is divided",
    "key_evaluation_regions.py _answer: (rows['milestone'] == 'key_evaluation') & (rows['kind'] == 'list'): BitAnd →":
        "the subject of a list bears its hash: nothing else is decided under that name",
    "key_evaluation_regions.py _scale: (before['milestone'] == 'key_evaluation') & (before['kind'] == 'region'): with":
        "of last year's verdicts about a region only this kind has an amount",
    "score_table_inherited.py undecided: (rows['milestone'] == 'monitoring') & (rows['kind'] == 'project'): without":
        "only verdicts on projects are worded 不合格 or propose it",
    "outage.py _since: for rung: without “if rung.days <= 0”":
        "the earliest rung is one before the deadline, whatever comes after it",
    "outage.py _held_up: one['sent_on'] <= due: LtE → Lt":
        "what left on the very day has told them, and then nobody asks what held it up",
    "county_assessment_year.py years: december[region] or 0: without its last condition":
        "only regions that have both scores are walked through",
    "reviews.py is_review: for (name, one): without “if one.review”":
        "a milestone that nobody reviews has no form of review that a debt could have",
    "scoring.py share: int(safe.max(initial=1)) <= 2 ** 61": "the exact way gives the same, only slower",
    "tables.py _overspent: has_budget & has_executed: without its last condition":
        "what is missing is reckoned as nothing, which exceeds no budget",
    "register.py _columns: for name: without “if name in table.letters”":
        "a list of divisions has all its columns, of other files only those are asked for that are there",
    "collect.py _tables: for (_, reading): without “if reading.tables”":
        "a form that is no table is described by no table: it adds no frame",
    "collect.py _directory: for (former, heir): without “if former in names”":
        "a unit with an heir is a former one, and former ones are among the names",
    "entering.py enter: for side: without “if side.reviewing”":
        "what the calendar makes the units owe has just been made, and is made once",
    "entering.py _begin_anew: not desk.reviewing or again.empty: without its last condition":
        "where nothing is owed again there is no deadline to move",
}
