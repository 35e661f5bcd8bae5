"""The words of one part of a mail that somebody else wrote: decoded as far as it goes, without its markup."""

import re
from email.message import Message
from html import unescape

MOST = 50_000  # characters of one part
_UNSEEN = re.compile(r"<(style|script|head|title)\b.*?</\1\s*>|<!--.*?-->", re.I | re.S)
_LINES = re.compile(r"<(br|/p|/div|/tr|/li|/h\d)\b[^>]*>", re.I)
_TAG = re.compile(r"<[a-z/!][^>]*>", re.I)
OLD_CHINESE = {"gb2312", "gbk", "gb_2312-80", "x-gbk", "936"}  # all of them within gb18030


def plain_words(part: Message) -> str:
    """The text of a text part; "" of any other."""
    data = part.get_payload(decode=True)
    if part.get_content_type() not in ("text/plain", "text/html") or not isinstance(data, bytes):
        return ""
    words = _decoded(data, str(part.get_content_charset() or "utf-8").lower())[:MOST].replace("\r\n", "\n")
    return _bare(words) if part.get_content_type() == "text/html" else words


def _decoded(data: bytes, charset: str) -> str:
    """By the charset it names, by that of old Chinese systems where it is wrong, with gaps where nothing fits."""
    for name in ("gb18030" if charset in OLD_CHINESE else charset, "utf-8", "gb18030"):
        try:
            return data.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("utf-8", "replace")


def _bare(html: str) -> str:
    return unescape(_TAG.sub(" ", _LINES.sub("\n", _UNSEEN.sub(" ", html))))
