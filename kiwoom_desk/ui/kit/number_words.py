"""Whole numbers in words, so that a slip of a digit is heard; refuses fractions."""

from __future__ import annotations

_DIGITS = ("", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구")
_PLACES = ("", "십", "백", "천")
_GROUPS = ("", "만", "억", "조", "경")
_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"),
    *("seventeen", "eighteen", "nineteen"),
)
_TENS = (
    *("zero", "ten", "twenty", "thirty", "forty"),
    *("fifty", "sixty", "seventy", "eighty", "ninety"),
)
_THOUSANDS = ("", "thousand", "million", "billion", "trillion", "quadrillion")


def in_words(language: str, number: int) -> str:
    """Return a whole number from 0 on in Korean or English words; beyond the words, in digits."""
    if number < 0 or number >= 10**16:
        return f"{number:,}"
    return _korean(number) if language == "ko" else _english(number)


def _korean(number: int) -> str:
    if not number:
        return "영"
    found = []
    for group in _GROUPS:
        number, rest = divmod(number, 10_000)
        if rest:
            found.append(_below_ten_thousand(rest) + group)
    return " ".join(reversed(found))


def _below_ten_thousand(number: int) -> str:
    # 일 is not said before 십, 백 and 천.
    told = ""
    for place, name in enumerate(_PLACES):
        digit = number // 10**place % 10
        if digit:
            said = "" if digit == 1 and name else _DIGITS[digit]
            told = said + name + told
    return told


def _english(number: int) -> str:
    if number < 1_000:
        return _below_thousand(number)
    found = []
    for name in _THOUSANDS:
        number, rest = divmod(number, 1_000)
        if rest:
            found.append(f"{_below_thousand(rest)} {name}".strip())
    return " ".join(reversed(found))


def _below_thousand(number: int) -> str:
    if number < 20:
        return _SMALL[number]
    if number < 100:
        tens, rest = divmod(number, 10)
        return _TENS[tens] + (f"-{_SMALL[rest]}" if rest else "")
    hundreds, rest = divmod(number, 100)
    return f"{_SMALL[hundreds]} hundred" + (f" {_below_thousand(rest)}" if rest else "")
