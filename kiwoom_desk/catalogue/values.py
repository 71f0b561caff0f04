"""Owns the reading of one wire text as a number, direction or code; refuses to guess."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

import msgspec

from .model import Field, Kind

Scalar = str | int | float | bool | None

_NUMBER = re.compile(r"\s*([+-]*)([0-9]+)(\.[0-9]*)?\s*%?\s*", re.ASCII)
_VENUES = frozenset({"NX", "AL"})
_PREFIXES = frozenset("AJQ")
# Codes have six characters, subscription rights eight, gold nine; a letter may stand before.
_LETTERED = (7, 9, 10)


class BadNumber(ValueError):
    """Say that a text is no number by the broker's rules; commas and words are never guessed at."""


class CodeIdentity(msgspec.Struct, frozen=True):
    """Hold a bare code and its venue suffix: "" (KRX), "NX" or "AL" (both)."""

    code: str
    venue_suffix: str


def text_number(field: Field, text: Scalar) -> int | Decimal | None:
    """Return the number in a field's unit, or None for a blank.

    The last of several leading signs counts. An integer text without a scale gives int, anything
    else Decimal. SIGNED_PRICE gives the absolute value (see `direction`). Raise BadNumber for a
    text that is no number, TypeError for a field whose kind is not numeric.
    """
    if not field.numeric:
        raise TypeError(f"{field.key} is {field.kind}, not a number")
    number = _number(text)
    if number is None:
        return None
    if field.scale is not None:
        number = number * _scale(field.scale)
    if field.kind is Kind.SIGNED_PRICE and number < 0:
        return -number
    return number


def direction(text: str) -> int:
    """Return +1, 0 or -1 for a SIGNED_PRICE text: up, unchanged (or blank) or down."""
    if not text or text.isspace():
        return 0
    number = _number(text)
    if not number:
        return 0
    if number < 0:
        return -1
    return 1 if "+" in text else 0


def whole(text: str) -> int | None:
    """Return a price or quantity without its sign, None for a blank; raise BadNumber otherwise."""
    digits = text.lstrip("+-")
    if digits.isdecimal() and digits.isascii():
        return int(digits)
    number = _whole(text)
    return None if number is None else abs(number)


def signed_whole(text: str) -> int | None:
    """Return an integer with its last sign, None for a blank; raise BadNumber otherwise."""
    digits = text.lstrip("+-")
    if digits.isdecimal() and digits.isascii():
        number = int(digits)
        signs = len(text) - len(digits)
        return -number if signs and text[signs - 1] == "-" else number
    return _whole(text)


@lru_cache(maxsize=16384)
def identity(code: str) -> CodeIdentity:
    """Split a wire code: `A005930_NX` gives 005930 and NX; unknown forms stay as they are."""
    bare, mark, suffix = code.strip().partition("_")
    if mark and suffix not in _VENUES:
        bare, suffix = code.strip(), ""
    if len(bare) in _LETTERED and bare[0] in _PREFIXES and bare.isalnum():
        bare = bare[1:]
    return CodeIdentity(bare, suffix)


@lru_cache(maxsize=32)
def _scale(text: str) -> Decimal:
    return Decimal(text)


def _whole(text: str) -> int | None:
    number = _number(text)
    if isinstance(number, Decimal):
        if number != int(number):
            raise BadNumber("a whole number was expected")
        return int(number)
    return number


def _number(text: Scalar) -> int | Decimal | None:
    if text is None:
        return None
    if isinstance(text, bool):
        raise BadNumber("a truth value is no number")
    if not isinstance(text, str):
        text = format(Decimal(repr(text)), "f")
    found = _NUMBER.fullmatch(text)
    if found is None:
        if not text or text.isspace():
            return None
        raise BadNumber("not a number")
    signs, digits, fraction = found.groups()
    number = int(digits) if fraction is None else Decimal(digits + fraction)
    # Decimal has a negative zero, which would be shown as a loss.
    return -number if number and signs.endswith("-") else number
