"""What a good form looks like: suites for Great Expectations, one per form, and the gate every form passes."""
