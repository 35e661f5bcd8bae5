"""What a good register of audit findings looks like beyond its columns: who exempts a finding, and why (E03, X11)."""

from expectations.declare import WORDS, Check

TABLE = "audit_findings"
CHECKS = (
    Check("R-REQ", TABLE, "exempt_by", "matches", "exempt_by", pattern=WORDS, when=("exempt", "has_exempt_by"),
          label="免予计入批准人"),
    Check("R-REQ", TABLE, "exempt_reason", "matches", "exempt_reason", pattern=WORDS,
          when=("exempt", "has_exempt_reason"), label="免予计入理由"),
)
