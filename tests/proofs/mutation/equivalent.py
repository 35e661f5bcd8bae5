"""Breaks that change nothing anybody can see: a part of how the break is told, and why it is the same."""

SAME: dict[str, str] = {}
