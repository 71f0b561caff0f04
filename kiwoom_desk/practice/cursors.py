"""Opaque keys of further pages, bound to the call they continue; refuses keys of another body."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

from kiwoom_desk.practice.refusals import refusal

_DIGEST = 9


def make(api_id: str, body: Mapping[str, str], position: str) -> str:
    """Return the key that continues this call at `position`; at most 50 characters."""
    raw = _digest(api_id, body) + position.encode("ascii")
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def read(api_id: str, body: Mapping[str, str], key: str) -> str:
    """Return the position of a key; refuse (1517) one that was not made for this call."""
    try:
        raw = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
        position = raw[_DIGEST:].decode("ascii")
    except ValueError:
        raise refusal("1517", "next-key") from None
    if not position or raw[:_DIGEST] != _digest(api_id, body):
        raise refusal("1517", "next-key")
    return position


def _digest(api_id: str, body: Mapping[str, str]) -> bytes:
    text = "\x1f".join([api_id, *(f"{key}\x1e{body[key]}" for key in sorted(body))])
    return hashlib.blake2b(text.encode(), digest_size=_DIGEST).digest()
