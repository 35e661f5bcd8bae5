"""Letters as Chinese mail systems and old gateways write them when a mail comes back, and what only looks like one."""

from base64 import b64encode
from email.header import Header

from tests.mail.reports import OURS

QQ = """<html><head><style>p{{color:#333}}</style></head><body><p>尊敬的用户：</p>
<p>您好！您的邮件未能送达以下收件人：</p><p><b>{address}</b></p>
<p>退信原因：收件人邮件地址（{address}）不存在，邮件无法送达。<br>
host mx3.qq.com said: 550 Mailbox unavailable or access denied</p>
<p>如有疑问，请联系 <a href="mailto:postmaster@qq.com">postmaster@qq.com</a></p></body></html>"""
NETEASE = """抱歉，您的邮件被退回来了……

原邮件信息：
时　间：2023-03-27 11:00:05
主　题：【下发】2022年度项目支出绩效自评
收件人：{address}

退信原因：收件人邮箱账号不存在。
英文说明：550 User not found: {address}

建议解决方案：核对收件人地址后重新发送。
"""
EXCHANGE = """邮件未能送达以下收件人或组：

{address}
收件人的邮箱已满，现在无法接受邮件。请稍后重新发送，或者直接与收件人联系。

诊断信息：
服务器: mail.kz.example
#5.2.2 smtp;554 5.2.2 mailbox full

原始邮件头：
Received: from jx.czj.example (10.1.1.8) by mail.kz.example with SMTP; Mon, 27 Mar 2023 11:00:05 +0800
From: =?utf-8?b?57up5pWI5Lit5b+D?= <jx@czj.example>
To: <{address}>
Message-ID: {message_id}
Subject: x
"""
QMAIL = """Hi. This is the qmail-send program at kz.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{address}>:
10.2.2.2 does not like recipient.
Remote host said: 550 5.1.1 no such user here

--- Below this line is a copy of the message.

Return-Path: <jx@czj.example>
To: {address}
Message-ID: {message_id}
"""
VACATION = """您好，我正在休假，4月3日返回，邮件{address}暂不查看，急事请电话联系。

-----原始邮件-----
Message-ID: {message_id}
To: {address}
"""


def letter(words, subject="系统退信", sender="Postmaster@qq.com", address="jyj@x.example", message_id=OURS, **more):
    """One mail of these words; `attached`: how the mail that came back is with it; `charset` and `path` as they are."""
    charset, kind = more.get("charset", "utf-8"), "html" if words.lstrip().startswith("<html") else "plain"
    body = b64encode(words.format(address=address, message_id=message_id).encode(charset)).decode()
    text = f"Content-Type: text/{kind}; charset={charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}\r\n"
    to = more.get("to", address)
    original = f"From: jx@czj.example\r\nTo: {to}\r\nMessage-ID: {message_id}\r\nSubject: x\r\n\r\nx"
    back = {
        "": "", "whole": f"--B\r\nContent-Type: message/rfc822\r\n\r\n{original}\r\n",
        "file": '--B\r\nContent-Type: application/octet-stream; name="yuan.eml"\r\n'
                f"Content-Transfer-Encoding: base64\r\n\r\n{b64encode(original.encode()).decode()}\r\n",
    }[more.get("attached", "")]
    head = (f"Return-Path: <{more.get('path', '')}>\r\nFrom: {sender}\r\nTo: jx@czj.example\r\n"
            f"Subject: {Header(subject, 'utf-8').encode()}\r\nDate: Mon, 27 Mar 2023 11:00:09 +0800\r\n"
            f"MIME-Version: 1.0\r\n{more.get('headers', '')}")
    if not back:
        return (head + text).encode()
    return f"{head}Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n{text}{back}--B--\r\n".encode()


EXCHANGE_SENDER = "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@kz.example>"
