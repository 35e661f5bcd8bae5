"""What counts as a mail address: plain ASCII, so that no server of the last thirty years refuses it."""

import re

# No quoted local parts, no `张三@…`, no 中文域名: yagmail's own pattern lets them through (`\w` is Unicode there) and
# the connection then dies in UnicodeEncodeError. Wildcards are not letters here, so an address is never a pattern.
_LOCAL = r"[A-Za-z0-9_%+=-]+(?:\.[A-Za-z0-9_%+=-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?=.{{1,64}}@)(?=.{{1,254}}\Z){_LOCAL}@{_LABEL}(?:\.{_LABEL})+")


def valid_address(text: str) -> bool:
    """Whether `text` is exactly one mailable address: nothing around it, ASCII only, at most 254 characters."""
    return _ADDRESS.fullmatch(text) is not None
