"""Header values that nobody can inject into and every client can read."""

from email.header import Header
from email.utils import formataddr
from textwrap import wrap
from unicodedata import category

# Controls, direction marks, lone surrogates, line and paragraph ends. Private-use characters stay: rare family names
# still arrive as such from old systems.
UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def clean(text: str) -> str:
    """One line of text: whatever cannot be printed becomes a blank, blanks become one.

    yagmail lets an ASCII subject `"s\\n\\n<b>"` through, which ends the header block and starts the body.
    """
    line = " ".join(text.split())
    if line.isprintable():
        return line
    return " ".join("".join(" " if category(c) in UNPRINTABLE else c for c in line).split())


def encoded(text: str, header: str = "") -> str:
    """A cleaned value, folded; as RFC 2047 words where it is not plain ASCII or could be taken for such words."""
    line = clean(text)
    if not line.isascii() or "=?" in line or max(map(len, line.split()), default=0) > 200:
        return Header(line, "utf-8", maxlinelen=76, header_name=header).encode()
    # Not `Header`: it puts a long Message-ID on the second line and leaves the first one empty.
    return "\n ".join(wrap(line, 74 - len(header), break_long_words=False, break_on_hyphens=False))


def mailbox(address: str, name: str) -> str:
    """`张三 <a@x>` with the name encoded and the address in clear (stock yagmail drops the address)."""
    shown = clean(name)
    if shown.isascii() and "=?" not in shown and len(shown) <= 60:
        return formataddr((shown, address))
    return f"{Header(shown, 'utf-8', maxlinelen=70).encode()}\n <{address}>"
