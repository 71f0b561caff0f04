"""Which days a request names; refuses dates that no calendar has."""

from __future__ import annotations

from datetime import date

import msgspec

from kiwoom_desk.practice.answers.asked import Asked
from kiwoom_desk.practice.refusals import refusal

# No account was open before, none is asked about after.
_EARLIEST, _LATEST = date(1980, 1, 1), date(2100, 1, 1)
_DIGITS = 12


class Span(msgspec.Struct, frozen=True):
    """Two days, both included; the first may lie after the last, then no day is between."""

    first: date
    last: date


def day_asked(asked: Asked, key: str) -> date:
    """Return the day of a field, today for an empty one; refuse (1517) what is no date."""
    text = asked.body.get(key, "")
    if not text:
        return asked.exchange.account.day
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:8])) if len(text) == 8 else _none()
    except ValueError:
        raise refusal("1517", key) from None
    return min(max(day, _EARLIEST), _LATEST)


def number_asked(asked: Asked, key: str) -> int:
    """Return the whole number of a field, 0 for an empty one; refuse (1517) what is none."""
    text = asked.body.get(key, "").strip()
    if not text:
        return 0
    if not text.isascii() or not text.isdecimal() or len(text) > _DIGITS:
        raise refusal("1517", key)
    return int(text)


def span_asked(asked: Asked, first: str, last: str) -> Span:
    """Return the days of two fields."""
    return Span(day_asked(asked, first), day_asked(asked, last))


def code_asked(asked: Asked, key: str = "stk_cd") -> str:
    """Return the code of a field without the `A` that some answers put before it; "" for all."""
    text = asked.body.get(key, "").strip()
    return text.removeprefix("A") if len(text) == 7 else text


def day_text(day: date) -> str:
    """Return a day as YYYYMMDD."""
    return f"{day:%Y%m%d}"


def _none() -> date:
    raise ValueError("no date")
