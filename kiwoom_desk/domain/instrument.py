"""What can be traded, and where; refuses to guess a product from a code's look alone."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Venue(StrEnum):
    """Where an order or a quote lives; the wire's `dmst_stex_tp`."""

    KRX = "KRX"
    NXT = "NXT"
    SOR = "SOR"


class Market(StrEnum):
    """Market of a listing, by the choices of ka10099 `mrkt_tp`."""

    KOSPI = "0"
    KOSDAQ = "10"
    KONEX = "50"
    ETF = "8"
    ELW = "3"
    ETN = "60"
    GOLD = "80"
    RIGHT = "5"


class Product(StrEnum):
    """Kind of instrument; decides tick sizes, limits and tax."""

    SHARE = "share"
    ETF = "etf"
    ETN = "etn"
    ELW = "elw"
    GOLD = "gold"
    RIGHT = "right"


class Instrument(msgspec.Struct, frozen=True, gc=False):
    """One name of the broker's list (ka10099).

    `code` is the bare six-character form (gold: nine); prices in won; `shares` listed shares.
    """

    code: str
    name: str
    market: Market
    product: Product
    sector: str = ""
    shares: int = 0
    previous_close: int = 0
    listed_on: str = ""
    state: str = ""
    warning: str = ""
    nxt: bool = False
    halted: bool = False


_SUFFIXES = {"_NX": Venue.NXT, "_AL": Venue.SOR}
# Codes have six characters, subscription rights eight, gold nine; a letter may stand before.
_LETTERED = (7, 9, 10)
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"


class Listed(msgspec.Struct, frozen=True):
    """A wire code taken apart: bare code and the venue its suffix names (none = KRX)."""

    code: str
    venue: Venue


def parse_code(text: str) -> Listed:
    """Split a wire code: `A005930`, `005930_NX`, `005930_AL` are one instrument.

    The letters A, J and Q are dropped only before six further characters (protocol.md §7), the
    eight of a subscription right or the nine of gold.
    """
    text = text.strip()
    venue = _SUFFIXES.get(text[-3:])
    bare = text[:-3] if venue else text
    if len(bare) in _LETTERED and bare[0] in "AJQ":
        bare = bare[1:]
    return Listed(bare, venue or Venue.KRX)


def wire_code(code: str, venue: Venue) -> str:
    """Return the form the wire wants for quotes: bare, `_NX` or `_AL`."""
    if venue is Venue.NXT:
        return code + "_NX"
    return code + "_AL" if venue is Venue.SOR else code


def initials(name: str) -> str:
    """Return the initial consonants of Hangul syllables, other characters upper-cased as they are."""
    letters: list[str] = []
    for char in name:
        index = ord(char) - 0xAC00
        letters.append(_INITIALS[index // 588] if 0 <= index < 11172 else char.upper())
    return "".join(letters)
