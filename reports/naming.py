"""What a code is called: subjects of verdicts in words."""

import re
from collections.abc import Mapping


def called(subject: str, names: Mapping[str, str]) -> str:
    """The subject in words: a code by its name, `what|unit|project` part by part; "" where there is nothing to say."""
    parts = [part for part in re.split(r"[|/]", subject) if part]
    return "·".join(names.get(part, part) for part in parts) if len(parts) > 1 else names.get(subject, "")
