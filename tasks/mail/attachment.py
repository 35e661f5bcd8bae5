"""One attachment as a MIME part, the same on every machine."""

from base64 import encodebytes
from email.header import Header
from email.message import Message
from pathlib import PurePosixPath
from unicodedata import category
from urllib.parse import quote

from tasks.mail.header import UNPRINTABLE

_OFFICE = "application/vnd.openxmlformats-officedocument"
# Not Python's `mimetypes`: it reads /etc/mime.types, which a slim image does not have and which no machine has for WPS
# and OFD files, and yagmail then writes `Content-Type: None/None`.
TYPES = {
    ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    ".docx": f"{_OFFICE}.wordprocessingml.document",
    ".pptx": f"{_OFFICE}.presentationml.presentation",
    ".xls": "application/vnd.ms-excel",
    ".doc": "application/msword",
    ".et": "application/wps-office.et",
    ".wps": "application/wps-office.wps",
    ".ofd": "application/ofd",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".html": "text/html",
    ".json": "application/json",
    ".ics": "text/calendar",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".svg": "image/svg+xml",
}
UNKNOWN = "application/octet-stream"
_LONGEST = 60  # characters: as %XX of UTF-8 still one line of 998


def attachment(name: str, data: bytes) -> Message:
    """The part for a file. Its name stands once as `filename*=` (RFC 2231), once as RFC 2047 words for older clients.

    Python's own `add_attachment` splits a Chinese name into `filename*0*=`, `filename*1*=`; some clients never join it.
    """
    shown = safe_name(name)
    twin = shown if shown.isascii() else Header(shown, "utf-8", maxlinelen=70).encode()
    part = Message()
    part["Content-Type"] = f'{TYPES.get(PurePosixPath(shown).suffix.lower(), UNKNOWN)};\n name="{twin}"'
    part["Content-Transfer-Encoding"] = "base64"
    part["Content-Disposition"] = f"attachment;\n filename*=utf-8''{quote(shown, safe='')}"
    part.set_payload(encodebytes(data).decode("ascii"))
    return part


def safe_name(name: str) -> str:
    """A file name fit for every system: no folder, nothing unprintable, nothing Windows forbids, at most 60 long."""
    flat = "".join("_" if category(c) in UNPRINTABLE or c in '\\/:*?"<>|' else c for c in name).strip(" .")
    stem, dot, suffix = flat.rpartition(".")
    if not dot or len(suffix) > 8:
        return flat[:_LONGEST].rstrip(" .") or "附件"
    return f"{stem[: _LONGEST - len(suffix) - 1]}.{suffix}"
