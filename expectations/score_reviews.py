"""What a good review of self-evaluation forms looks like: a row is empty, or has a score and a name (D04, X11)."""

from expectations.declare import WORDS, Check

TABLE = "score_reviews"
CHECKS = (
    Check("R-REQ", TABLE, "audited_cp", "not_null", "audited_cp", when=("is_begun", "has_audited_cp"),
          label="财政审核得分"),
    Check("R-REQ", TABLE, "reviewed_by", "matches", "reviewed_by", pattern=WORDS, when=("is_begun", "has_reviewed_by"),
          label="审核人"),
)
