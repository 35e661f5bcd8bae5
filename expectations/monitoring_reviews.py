"""What a good review of monitoring looks like: a row is empty, or has a verdict (C03, X11)."""

from expectations.declare import WORDS, Check

TABLE = "monitoring_reviews"
CHECKS = (
    Check("R-REQ", TABLE, "verdict", "matches", "verdict", pattern=WORDS, when=("is_begun", "has_verdict"),
          label="审核结果"),
)
