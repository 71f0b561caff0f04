"""Cells of rows about orders and holdings as values; refuses a blank where something must be told."""

from __future__ import annotations

import sys

from kiwoom_desk.catalogue.values import BadNumber, identity, signed_whole, whole
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import Action, ReportKind, Side

_VENUES = {
    "0": Venue.SOR,
    "1": Venue.KRX,
    "2": Venue.NXT,
    "SOR": Venue.SOR,
    "KRX": Venue.KRX,
    "NXT": Venue.NXT,
    "통합": Venue.SOR,
    "": Venue.KRX,
}
# How lists call an order on credit: 신용매수, 융자매수, 대주 ….
_CREDIT_WORDS = ("신용", "융자", "대주")


class BadRow(ValueError):
    """A row whose meaning cannot be told; names the field, never its value."""


def text(value: object) -> str:
    """Return a cell as text without blanks around it, "" for none."""
    return "" if value is None else str(value).strip()


def word(value: object) -> str:
    """Return a text that comes again with every list and report, kept once for all."""
    return sys.intern(text(value))


def amount(value: object) -> int:
    """Return won, 0 for a blank; raise BadNumber."""
    return signed_whole(text(value)) or 0


def given(value: object, name: str) -> int:
    """Return a number that must be told; raise BadRow where it is not."""
    told = signed_whole(text(value))
    if told is None:
        raise BadRow(name)
    return told


def price(value: object) -> int | None:
    """Return a price in won, None for a blank and for the 0 that lists say of an order without one."""
    return whole(text(value)) or None


def quantity(told: str) -> int | None:
    """Return shares or grams, None for a blank; raise BadNumber below zero."""
    shares = signed_whole(told)
    if shares is not None and shares < 0:
        raise BadNumber("a quantity is not negative")
    return shares


def asked(value: object) -> int:
    """Return the quantity of an order; raise BadRow for a blank."""
    shares = quantity(text(value))
    if shares is None:
        raise BadRow("ord_qty")
    return shares


def number(value: object) -> str:
    """Return an order number; raise BadRow for a blank and for zeros."""
    told = text(value)
    if not told.strip("0"):
        raise BadRow("ord_no")
    return told


def original(value: object) -> str:
    """Return the number of the original order, "" for none."""
    told = text(value)
    return told if told.strip("0") else ""


def code(told: str, name: str) -> str:
    """Return the bare code of a name; raise BadRow where there is none."""
    bare = identity(told).code
    if not bare:
        raise BadRow(name)
    return sys.intern(bare)


def venue(told: str, name: str) -> Venue:
    """Return the venue that a word or figure names; raise BadRow for others."""
    found = _VENUES.get(told.strip())
    if found is None:
        raise BadRow(name)
    return found


def side(told: str, name: str) -> Side:
    """Return the side of a 00 row; raise BadRow."""
    try:
        return Side(told.strip())
    except ValueError:
        raise BadRow(name) from None


def side_text(value: object) -> Side:
    """Return the side that a word names; raise BadRow where it names none or both."""
    told = text(value)
    sell, buy = "매도" in told, "매수" in told
    if sell == buy:
        raise BadRow("io_tp_nm")
    return Side.SELL if sell else Side.BUY


def on_credit(told: str) -> bool:
    """Tell whether a list calls the order one on credit."""
    return any(word in told for word in _CREDIT_WORDS)


def kind(told: str) -> ReportKind:
    """Return what a 00 event says; raise BadRow."""
    try:
        return ReportKind(told.strip())
    except ValueError:
        raise BadRow("913") from None


def action(told: str) -> Action:
    """Return what a request asks for, by its word."""
    if "정정" in told:
        return Action.AMEND
    return Action.CANCEL if "취소" in told else Action.NEW
