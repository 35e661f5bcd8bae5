"""Bounces: what a server says of a mail it could not deliver (RFC 3464), read out of whatever lands in the mailbox."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from tasks.mail.address import valid_address
from tasks.mail.header import clean

MOST_PARTS = 50  # of one mail, and of recipients in one report
LONGEST = 300  # characters of a server's words
MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,200}>")  # plain ASCII, as we write them


@dataclass(frozen=True, slots=True)
class Bounce:
    """One address that one mail did not reach: `words` are the server's, with the status code first."""

    message_id: str  # of our mail
    address: str
    words: str
    plain: bool = False  # read from a letter in plain words, not from a report


def bounces(raw: bytes) -> list[Bounce]:
    """The failures that a mail reports, one per address; [] for every other mail, whatever it is.

    A delay is no failure. Nothing here is trusted: who it claims to be from is not even looked at, and whoever asks
    holds id and address against a mail that was really sent.
    """
    try:
        mail = message_from_bytes(raw)
        if mail.get_content_type() != "multipart/report":
            return []
        parts = _parts(mail)
        ours = _original(parts)
        return [Bounce(ours, address, words) for address, words in _failures(parts)] if ours else []
    except Exception:  # MIME is a language one can write anything in: what cannot be read is no bounce
        return []


def _parts(mail: Message) -> list[Message]:
    """What it is made of, one level down: the mail that came back may hold another report."""
    payload = mail.get_payload()
    return [part for part in payload[:MOST_PARTS] if isinstance(part, Message)] if isinstance(payload, list) else []


def original(part: Message) -> Message | None:
    """The mail that came back, as far as a part holds it: whole, or its headers."""
    kind, inside = part.get_content_type(), part.get_payload()
    if kind == "message/rfc822" and isinstance(inside, list) and inside and isinstance(inside[0], Message):
        return inside[0]
    data = part.get_payload(decode=True) if kind == "text/rfc822-headers" else None
    return message_from_bytes(data) if isinstance(data, bytes) else None


def _original(parts: list[Message]) -> str:
    """The Message-ID of the mail that came back: its whole, its headers, or ""."""
    mails = [mail for part in parts if (mail := original(part)) is not None]
    found = (MESSAGE_ID.search(str(mail.get("Message-ID", ""))) for mail in mails)
    return next((one[0] for one in found if one), "")


def _failures(parts: list[Message]) -> Iterator[tuple[str, str]]:
    """(address, words) of each recipient that failed, each once."""
    told = set()
    for part in parts:
        for block in _parts(part) if part.get_content_type() == "message/delivery-status" else []:
            address = _address(block)
            if address and address not in told and str(block.get("Action", "")).strip().lower() == "failed":
                told.add(address)
                yield address, _words(block)


def _address(block: Message) -> str:
    """`Final-Recipient: rfc822; a@x`, or the address it was first sent to where that one is an alias inside."""
    for name in ("Original-Recipient", "Final-Recipient"):
        address = str(block.get(name, "")).rpartition(";")[2].strip().strip("<>").lower()
        if valid_address(address):
            return address
    return ""


def _words(block: Message) -> str:
    said = clean(str(block.get("Diagnostic-Code", "")).partition(";")[2])
    return clean(f"{block.get('Status', '')} {said}")[:LONGEST]
