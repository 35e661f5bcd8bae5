"""Codes and addresses: what a well-formed one looks like (domain §8; mail notes A1)."""

import re

_USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I, O, S, V, Z
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_PROJECT = re.compile(r"[0-9]{6}[0-9]{2}[RYT][0-9]{12}")
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,}"
)


def uscc_valid(code: str) -> bool:
    """Whether a 统一社会信用代码 has 18 signs and the right check sign. Some genuine ones have not: only a warning."""
    if len(code) != 18 or not set(code) <= set(_USCC_SIGNS):
        return False
    total = sum(_USCC_SIGNS.index(sign) * weight for sign, weight in zip(code, _USCC_WEIGHTS, strict=False))
    return _USCC_SIGNS[-total % 31] == code[17]


def project_code_usual(code: str) -> bool:
    """Whether a project code has the 21 signs of the budget system: region, year, R/Y/T, number. Only a warning."""
    return _PROJECT.fullmatch(code) is not None


def email_valid(address: str) -> bool:
    """Whether mail can be sent there: one address, ASCII only, no name, no list."""
    local = address.split("@")[0]
    return _EMAIL.fullmatch(address) is not None and not (local.startswith(".") or local.endswith(".") or ".." in local)
