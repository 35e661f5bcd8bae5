"""A regular expression as a configured value: checked when the file is loaded."""

import re
from typing import Annotated

from pydantic import AfterValidator


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as wrong:
        raise ValueError(f"“{pattern}”不是有效的正则表达式：{wrong}") from None
    if re.compile(pattern).groupindex:
        raise ValueError(f"“{pattern}”不得含有命名分组")
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]
