"""What a good report of a key evaluation looks like: its weights add up, and who accepted it is named (D07)."""

from expectations.declare import WORDS, Check
from expectations.department_evaluation import weights

CHECKS = (
    *weights("key_reports"),
    Check("R-REQ", "key_reports", "accepted_by", "matches", "accepted_by", pattern=WORDS, label="验收人",
          when=("accepted_on_given", "has_accepted_by")),
)
