"""What a good report of a department's evaluation looks like: its weights are a whole, and mostly of results."""

from expectations.declare import Check


def weights(table: str) -> tuple[Check, ...]:
    """The checks of a table with the columns of `tasks.rules.evaluation_report.WEIGHTS` (财预〔2020〕10号)."""
    return (
        Check("R-PARTS", table, "weights_gap_cp", "between", "decision_weight_cp", low=0, high=0, value="weights_cp",
              expected=("weights_due_cp",)),
        Check("R-RESULTS", table, "results_short_cp", "between", "output_weight_cp", low=0, high=0, value="results_cp",
              expected=("results_due_cp",)),
    )


CHECKS = weights("department_reports")
