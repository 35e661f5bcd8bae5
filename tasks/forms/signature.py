"""The signature of an issued form: proof that we issued it as it stands, not of who filled it in."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class FormKey:
    """One signing key. `kid` travels in the form, so that keys can be changed while old forms are still out."""

    kid: str
    secret: bytes = field(repr=False)


def canonical(meta: Mapping[str, Any], locked: Mapping[str, list[Any]]) -> bytes:
    """What is signed: the meta facts without the signature, as text, and the locked values of every project."""
    facts = {key: str(value) for key, value in meta.items() if key != "sig"}
    whole = {"m": facts, "l": dict(locked)}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sign(meta: Mapping[str, Any], locked: Mapping[str, list[Any]], key: FormKey) -> str:
    """Hex HMAC-SHA256 over `canonical`. Raises ValueError for a key without a secret or of another `kid`."""
    if not key.secret or meta.get("kid") != key.kid:
        raise ValueError(f"表单密钥“{key.kid}”为空，或与表中的密钥标识“{meta.get('kid')}”不符")
    return hmac.new(key.secret, canonical(meta, locked), hashlib.sha256).hexdigest()


def verify(meta: Mapping[str, Any], locked: Mapping[str, list[Any]], keys: Mapping[str, FormKey]) -> bool:
    """True when one of our keys (kid → key) signed exactly this; an unknown `kid` is false, never an error."""
    key = keys.get(str(meta.get("kid", "")))
    given = str(meta.get("sig", "")).encode()
    return key is not None and hmac.compare_digest(sign(meta, locked, key).encode(), given)
