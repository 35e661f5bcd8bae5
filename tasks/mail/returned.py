"""What a mail in the return mailbox is: a delivery report, a mail system's letter in plain words, or neither.

Chinese providers and old gateways write no report that a machine can read (系统退信). Their letter counts when all of
it agrees: a mail system wrote it, its subject says that a mail came back, our own Message-ID stands in the mail that it
returns, and one address is named. What says that a mail came back and does not say so much is for a person. Nothing
else is looked at: no answer and no 自动回复 is ever taken for a return, whatever it quotes.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parseaddr
from typing import NamedTuple

from tasks.mail.address import valid_address
from tasks.mail.bounces import LONGEST, MESSAGE_ID, MOST_PARTS, Bounce, bounces, original
from tasks.mail.header import clean
from tasks.mail.plain_words import plain_words

SHOWN = 60  # characters of a subject or a sender in what a person is told
_SYSTEM = re.compile(r"(mailer-?daemon|mail-?daemon|postmaster|mdaemon|microsoftexchange[0-9a-f]{32})@.+", re.I)
_BACK = re.compile(
    r"退信|被退回|未送达|未能送达|无法送达|无法投递|投递失败|发送失败|undeliver|returned to sender|returned mail"
    r"|failure notice|delivery (status notification \(failure\)|has failed|failure|failed)|n.t be delivered", re.I)
_REPLY = re.compile(
    r"\s*((re|aw|fwd?|auto(matic)?[ -]?(reply|response)|out of office)\b|(自动)?(回复|答复|应答)|转发)", re.I)
_LATER = re.compile(
    r"延迟|延误|(仍|将|会)(在|继续)?(重试|尝试)|无需重(新|复)发|delay|still being retried|need to resend"
    r"|will be retried|(continue|keep) (to try|trying)", re.I)
_ADDRESS = re.compile(r"[A-Za-z0-9._%+=-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
_QUOTED_ID = re.compile(rf"^[>\s|]*Message-ID:\s*({MESSAGE_ID.pattern})", re.I | re.M)
_ORIGINAL = re.compile(r"^[>\s|]*(Received|Return-Path|Message-ID|From|Date|Subject|To):\s", re.I | re.M)
_TO = re.compile(r"^[>\s|]*(?:To|Cc):(.*(?:\n[ \t]+.*)*)", re.I | re.M)
_CODE = re.compile(r"\b5\d\d[ -]|\b5\.\d{1,3}\.\d{1,3}\b")
_REASON = re.compile(r"原因|reason|不存在|被拒|拒收|rejected|unknown|not exist|full", re.I)


class Returned(NamedTuple):
    """What one mail says: which mails did not reach whom, and what a person must look at himself ("" for nothing)."""

    bounces: list[Bounce]
    unclear: str


NOTHING = Returned([], "")


def returned(raw: bytes) -> Returned:
    """Read one mail. Nothing in it is trusted: whoever asks holds id and address against what was really sent."""
    if found := bounces(raw):
        return Returned(found, "")
    try:
        return _read(message_from_bytes(raw))
    except Exception:  # MIME is a language one can write anything in: what cannot be read is no return
        return NOTHING


def _read(mail: Message) -> Returned:
    subject, sender = _header(mail, "Subject"), parseaddr(_header(mail, "From"))[1]
    path = str(mail.get("Return-Path", "")).strip().strip("<>")
    by_system = bool(_SYSTEM.fullmatch(sender)) and (not path or bool(_SYSTEM.fullmatch(path)))
    by_nobody = "Return-Path" in mail and not path
    if not _BACK.search(subject) or _REPLY.match(subject) or not (by_system or by_nobody):
        return NOTHING
    parts = list(_flat(mail))
    words = "\n".join(filter(None, map(plain_words, parts)))
    told = _ORIGINAL.split(words, maxsplit=1)[0]
    if _LATER.search(subject) or _only_delayed(parts):
        return NOTHING
    ids, receivers = _originals(parts, words)
    for one in ids:
        told = told.replace(one, " ")
    named = {one.lower().rstrip(".") for one in _named(mail, told)} - _addressed(mail)
    named = {one for one in named if valid_address(one) and not _SYSTEM.fullmatch(one)}
    failed = named & receivers if receivers else named
    if by_system and len(ids) == 1 and len(failed) == 1 and not _LATER.search(told):
        return Returned([Bounce(ids.pop(), failed.pop(), _why(told, subject), plain=True)], "")
    return Returned([], f"{clean(_header(mail, 'Date'))[:SHOWN]} {clean(sender)[:SHOWN]}《{clean(subject)[:SHOWN]}》")


def _header(mail: Message, name: str) -> str:
    try:
        return str(make_header(decode_header(str(mail.get(name, "")))))
    except (LookupError, ValueError):
        return str(mail.get(name, ""))


def _addressed(mail: Message) -> set[str]:
    """To whom a mail says that it went."""
    return {address.lower() for _, address in getaddresses([_header(mail, "To"), _header(mail, "Cc")]) if address}


def _flat(mail: Message) -> Iterator[Message]:
    """Its parts, those of its alternatives too; a mail inside it is one part and is not gone into."""
    todo, seen = [mail], 0
    while todo and seen < MOST_PARTS:
        part, seen = todo.pop(0), seen + 1
        inside = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inside, list):
            todo += [one for one in inside if isinstance(one, Message)]
        else:
            yield part


def _only_delayed(parts: list[Message]) -> bool:
    """Whether there is a report, and it says of nobody that his mail has failed."""
    blocks = [block for part in parts if part.get_content_type() == "message/delivery-status"
              for block in part.get_payload() if isinstance(block, Message)]
    actions = [str(block["Action"]).strip().lower() for block in blocks if "Action" in block]
    return bool(actions) and "failed" not in actions


def _originals(parts: list[Message], words: str) -> tuple[set[str], set[str]]:
    """The Message-IDs and the receivers of the mail that came back: attached whole, as headers, or quoted."""
    ids, receivers = set(_QUOTED_ID.findall(words)), set[str]()
    for one in filter(None, map(_attached, parts)):
        ids |= set(MESSAGE_ID.findall(str(one.get("Message-ID", ""))))
        receivers |= _addressed(one)
    if not receivers and (start := _ORIGINAL.search(words)):
        quoted = words[start.start():]
        receivers = {one.lower() for line in _TO.findall(quoted) for one in _ADDRESS.findall(line)}
    return ids, receivers


def _attached(part: Message) -> Message | None:
    """The mail that a part is: one that came back whole, its headers, or a file called 原邮件.eml."""
    if (whole := original(part)) is not None or not str(part.get_filename() or "").lower().endswith(".eml"):
        return whole
    data = part.get_payload(decode=True)
    return message_from_bytes(data) if isinstance(data, bytes) else None


def _named(mail: Message, told: str) -> list[str]:
    """The addresses that the mail system names as failed: in its header, else in its own words."""
    listed = [address for _, address in getaddresses([str(mail.get("X-Failed-Recipients", ""))]) if address]
    return listed or _ADDRESS.findall(told)


def _why(told: str, subject: str) -> str:
    """The line that says why: with a server's code, else with a reason, else the subject."""
    lines = [clean(line) for line in told.splitlines()]
    for wanted in (_CODE, _REASON):
        if found := next((line for line in lines if wanted.search(line)), ""):
            return found[:LONGEST]
    return clean(subject)[:LONGEST]
