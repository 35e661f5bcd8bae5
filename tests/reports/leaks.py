"""Looking for secrets in the bytes of files: unzipped to the last part, in every encoding a reader could undo."""

import html
import re
from base64 import b64encode
from io import BytesIO
from pathlib import Path
from urllib.parse import quote
from zipfile import ZipFile, is_zipfile

CODECS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030", "big5")


def leaks(folder: Path, secrets: list[str]) -> list[str]:
    """“file!part: secret” for everything found, names of files and of parts included."""
    found = []
    for path in sorted(folder.rglob("*")):
        found += [f"{path.name}: {one}" for one in secrets if one in str(path.relative_to(folder))]
        if path.is_file():
            found += _in_bytes(path.name, path.read_bytes(), secrets)
    return found


def _in_bytes(name: str, content: bytes, secrets: list[str]) -> list[str]:
    found = [f"{name}: {one}" for one in secrets if any(form in content for form in _forms(one))]
    found += [f"{name}: {one}" for one in secrets if one in _plain(content)]
    if is_zipfile(BytesIO(content)):
        with ZipFile(BytesIO(content)) as parts:
            for part in parts.namelist():
                found += [f"{name}!{part}: {one}" for one in secrets if one in part]
                found += _in_bytes(f"{name}!{part}", parts.read(part), secrets)
    return sorted(set(found))


def _forms(secret: str) -> set[bytes]:
    forms = {
        quote(secret).encode(),
        quote(secret).lower().encode(),
        html.escape(secret).encode(),
        secret.encode("unicode_escape"),
        "".join(f"&#{ord(c)};" for c in secret).encode(),
        "".join(f"&#x{ord(c):x};" for c in secret).encode(),
    }
    for codec in CODECS:
        try:
            raw = secret.encode(codec)
        except UnicodeEncodeError:
            continue
        forms.add(raw)
        # base64 of something that begins before it: without the letters that depend on its neighbours
        forms |= {b64encode(b"\0" * shift + raw)[(0, 2, 3)[shift] : -4] for shift in range(3) if len(raw) > 8}
    return {form for form in forms if len(form) > 3}


def _plain(content: bytes) -> str:
    """The text of markup, with its tags taken out and its entities undone: a secret may be cut in two by a tag."""
    text = content.decode("utf-8", "ignore")
    return html.unescape(re.sub(r"<[^>]*>", "", text))
