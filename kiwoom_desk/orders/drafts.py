"""From a draft to what is recorded and sent: numbers, ids, fingerprints; refuses to read a blank as zero."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import msgspec

from kiwoom_desk.domain.order import Action, AmendDraft, CancelDraft, OrderDraft

Draft = OrderDraft | AmendDraft | CancelDraft

_WHOLE = re.compile(r"[0-9]{1,3}(,[0-9]{3})+|[0-9]+", re.ASCII)
_LONGEST = 12


class Denied(msgspec.Struct, frozen=True):
    """Our own no, before anything is sent: a code of `resources/texts` with its facts as text."""

    code: str
    facts: dict[str, str] = {}


def read_whole(text: str) -> int | Denied:
    """Read won or shares as typed: ASCII digits, commas only where they group; else Denied."""
    text = text.strip()
    if not text:
        return Denied("blank")
    if not _WHOLE.fullmatch(text):
        return Denied("not_a_number", {"text": text[:20]})
    digits = text.replace(",", "")
    return int(digits) if len(digits) <= _LONGEST else Denied("too_long", {"text": text[:20]})


def action_of(draft: Draft) -> Action:
    """Return what a draft asks for."""
    if isinstance(draft, OrderDraft):
        return Action.NEW
    return Action.AMEND if isinstance(draft, AmendDraft) else Action.CANCEL


def fingerprint(environment: str, account: str, api_id: str, body: bytes) -> str:
    """Return what makes two requests the same one: place, account, API and final body (S-7)."""
    told = "\n".join((environment, account, api_id)).encode() + b"\n" + body
    return hashlib.blake2b(told, digest_size=16).hexdigest()


def request_id(moment: datetime, random: Callable[[int], bytes]) -> str:
    """Make a UUIDv7: milliseconds of the moment, then random bits."""
    milliseconds = int(moment.timestamp() * 1000)
    value = (milliseconds << 80) | int.from_bytes(random(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(UUID(int=value))
