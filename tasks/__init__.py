"""The verbs every milestone shares, and the rooms they use."""
