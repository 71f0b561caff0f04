"""Wire texts as whole numbers, fast and strict; refuses words, commas, underscores and other digits."""

from __future__ import annotations

from kiwoom_desk.catalogue.values import BadNumber, signed_whole, whole

_KEPT = 1 << 15


class _Positive(dict[str, int]):
    """Prices by their text: the same few hundred texts come thousands of times."""

    def __missing__(self, text: str) -> int:
        number = whole(text) or 0
        if len(self) >= _KEPT:
            self.clear()
        self[text] = number
        return number


class _Signed(dict[str, int]):
    def __missing__(self, text: str) -> int:
        number = signed_whole(text) or 0
        if len(self) >= _KEPT:
            self.clear()
        self[text] = number
        return number


class _Hundredths(dict[str, int]):
    def __missing__(self, text: str) -> int:
        number = hundredths(text)
        if len(self) >= _KEPT:
            self.clear()
        self[text] = number
        return number


POSITIVE = _Positive()
"""Price or size without its sign, blank = 0."""
SIGNED = _Signed()
"""Signed whole number, blank = 0."""
RATES = _Hundredths()
"""Rate or level in hundredths, signed, blank = 0."""


def count(text: str) -> int:
    """Return a cumulative figure, blank = 0; raise BadNumber for a negative one."""
    if text.isdecimal() and text.isascii():
        return int(text)
    number = signed_whole(text) or 0
    if number < 0:
        raise BadNumber("a count is not negative")
    return number


def hundredths(text: str) -> int:
    """Return a decimal text times a hundred, cut after two places; blank = 0, last sign counts."""
    text = text.strip().removesuffix("%").rstrip()
    digits = text.lstrip("+-")
    whole_part, _, fraction = digits.partition(".")
    if not digits:
        return 0
    both = whole_part + (fraction + "00")[:2]
    if not (both + fraction).isascii() or not (both + fraction).isdecimal():
        raise BadNumber("not a number")
    signs = len(text) - len(digits)
    return -int(both) if signs and text[signs - 1] == "-" else int(both)


def clock_time(text: str) -> str:
    """Return HHMMSS of a wire time (colons allowed), "" for what no clock shows."""
    digits = text.strip().replace(":", "")
    if len(digits) != 6 or not (digits.isascii() and digits.isdecimal()):
        return ""
    return digits if digits[:2] < "24" and digits[2:4] < "60" and digits[4:] < "60" else ""
