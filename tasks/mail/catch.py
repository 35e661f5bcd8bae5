"""The safety catch: whether a mail may leave, or stays in the sink."""

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from typing import Literal

from tasks.mail.address import valid_address

Way = Literal["live", "sink"]


def route(recipients: Iterable[str], live: bool, allow: Sequence[str]) -> Way:
    """Where a mail to all these addresses (to, cc and bcc together) goes.

    "live" only if the switch is on and every address matches a line of the allow-list: a full address or a pattern like
    `*@czj.kezhou.gov.cn`, upper and lower case alike. No list, no address, or an address that is none: "sink".
    """
    addresses = list(recipients)
    if live and addresses and all(valid_address(address) and _allowed(address, allow) for address in addresses):
        return "live"
    return "sink"


def _allowed(address: str, allow: Sequence[str]) -> bool:
    return any(_matches(address.lower(), pattern.strip().lower()) for pattern in allow)


def _matches(address: str, pattern: str) -> bool:
    """Before and after the @ apart, so that neither a lone `*` nor `*czj.cn` lets in more than its writer saw."""
    local, at, domain = address.partition("@")
    local_pattern, pattern_at, domain_pattern = pattern.partition("@")
    return bool(at and pattern_at) and fnmatchcase(local, local_pattern) and fnmatchcase(domain, domain_pattern)
