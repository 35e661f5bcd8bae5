"""All slips by name, each with the findings it must lead to, none more and none fewer."""

from flows.rehearsal import slips_funds, slips_points, slips_writing

SLIPS = {**slips_funds.SLIPS, **slips_writing.SLIPS, **slips_points.SLIPS}
