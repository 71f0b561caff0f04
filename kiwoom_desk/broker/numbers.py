"""Wire texts as whole numbers, fast and strict; refuses words, commas, underscores and other digits."""

from __future__ import annotations

from collections.abc import Callable

from kiwoom_desk.catalogue.values import BadNumber, signed_whole, whole

_KEPT = 1 << 16


class _Known(dict[str, int]):
    """Numbers by their text, read strictly once: the same texts come thousands of times."""

    def __init__(self, read: Callable[[str], int]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> int:
        number = self._read(text)
        if len(self) >= _KEPT:
            self.clear()
        self[text] = number
        return number


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
    if not text:
        return 0
    digits = text.lstrip("+-")
    whole_part, _, fraction = digits.partition(".")
    both = whole_part + (fraction + "00")[:2]
    given = whole_part + fraction
    if not given.isascii() or not given.isdecimal():
        raise BadNumber("not a number")
    signs = len(text) - len(digits)
    return -int(both) if signs and text[signs - 1] == "-" else int(both)


POSITIVE = _Known(lambda text: whole(text) or 0)
"""Price or size without its sign, blank = 0."""
SIGNED = _Known(lambda text: signed_whole(text) or 0)
"""Signed whole number, blank = 0."""
RATES = _Known(hundredths)
"""Rate or level in hundredths, signed, blank = 0."""


def growing(text: str) -> int:
    """Return a figure that grows all day, so that keeping its texts would save nothing; blank = 0.

    Raise BadNumber.
    """
    return int(text) if text.isdecimal() and text.isascii() else SIGNED[text]


def clock_time(text: str) -> str:
    """Return HHMMSS of a wire time (colons allowed), "" for what no clock shows."""
    digits = text.strip().replace(":", "")
    if len(digits) != 6 or not (digits.isascii() and digits.isdecimal()):
        return ""
    return digits if digits[:2] < "24" and digits[2:4] < "60" and digits[4:] < "60" else ""
