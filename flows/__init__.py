"""The nouns of the calendar: one file per milestone, each a short paragraph of verbs."""
