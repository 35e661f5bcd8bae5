"""One mail transaction on a standing connection: the envelope, then the mail; what a lost line means in each."""

import re
from collections.abc import Sequence
from typing import Any

from tasks.mail import faults
from tasks.mail.faults import Ambiguous, Refused

# `smtp` is the connection object that yagmail makes; it answers with (code, words) and raises OSError on a lost line.


def envelope(smtp: Any, sender: str, addressees: Sequence[str], bcc: Sequence[str], size: int) -> Refused:
    """Name sender and receivers; returns the refused ones. Raises when all `addressees` are, whatever `bcc` got, and
    when one of `bcc` is: a mail that is not in the archive would be taken for one that was never sent."""
    code, reply = smtp.mail(sender, [f"size={size}"] if smtp.has_extn("size") else [])
    if code != 250:
        raise faults.by_sender(code, reply)
    refused: Refused = {}
    for address in [*addressees, *bcc]:
        code, reply = smtp.rcpt(address)
        if code == 421:
            raise faults.by_code("服务器中断了会话", code, reply)
        if code not in (250, 251):
            refused[address] = (code, reply.decode("utf-8", "replace"))
    if all(address in refused for address in addressees):
        raise faults.by_recipients(refused)
    for address in refused.keys() & {*bcc}:
        raise faults.by_archive(address, *refused[address])
    return refused


def hand_over(smtp: Any, mail: bytes) -> None:
    """Give the mail away. Only the wait for the answer to its last line is ambiguous: before it the mail is not whole.

    Hence not the connection's own `data()`, which sends text and last line in one and cannot say where it broke.
    """
    code, reply = smtp.docmd("DATA")
    if code != 354:
        raise faults.by_code("服务器未接收邮件内容", code, reply)
    smtp.send(re.sub(rb"(?m)^\.", b"..", mail))
    try:
        code, reply = smtp.docmd(".")
    except OSError as fault:
        raise Ambiguous(f"邮件已全部交出，但未等到服务器答复：{fault}") from fault
    if code // 100 in (4, 5):
        raise faults.by_code("服务器退回了邮件内容", code, reply)
    if code // 100 != 2:
        raise Ambiguous(f"邮件已全部交出，但服务器的答复无法理解：{faults.said(code, reply)}", code)
