"""Mails as servers send them back: delivery reports by the book (RFC 3464), and what else lands in such a mailbox."""

OURS = "<" + "a" * 64 + "@czj.example>"


def report(address="jyj@x.example", message_id=OURS, action="failed", kind="message/rfc822", diagnostic=None, **more):
    """What postfix sends: a text for people, the report, the mail that came back or only its headers."""
    said = diagnostic or "smtp; 550 5.1.1 <jyj@x.example>: Recipient address rejected: User unknown"
    block = f"Final-Recipient: rfc822; {address}\r\nAction: {action}\r\nStatus: 5.1.1\r\nDiagnostic-Code: {said}\r\n"
    block = more.get("block", block)
    return f"""Return-Path: <>
From: {more.get("sender", "MAILER-DAEMON@mx.example (Mail Delivery System)")}
Subject: Undelivered Mail Returned to Sender
To: jx@czj.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Mon, 27 Mar 2023 11:00:00 +0800

{block}
--B
Content-Type: {kind}

Message-ID: {message_id}
From: jx@czj.example
Subject: x

{more.get("body", "")}
--B--
""".replace("\r\n", "\n").replace("\n", "\r\n").encode()


def nested(depth):
    """A report within a report within a report …: each opens one part more."""
    opened = "".join(f'Content-Type: multipart/report; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(depth))
    return opened.encode() + report()
