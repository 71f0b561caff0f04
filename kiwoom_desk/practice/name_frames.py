"""Slower pushed rows of one name or index (0A, 0E, 0g, 0U); refuses what each print or book sends."""

from __future__ import annotations

import numpy as np

from kiwoom_desk.practice.answers.listings import state_text
from kiwoom_desk.practice.answers.names import NameView, view
from kiwoom_desk.practice.answers.sectors import flag_of_change, level_text
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.to_wire import (
    Row,
    clock_text,
    directed,
    percent,
    ratio,
    signed,
    signed_percent,
)
from kiwoom_desk.practice.told import told

_MILLION, _EOK, _THOUSAND = 1_000_000, 100_000_000, 1000
_NEVER = "000000"
_PAUSED = "VI발동"
_WON = "KRW"


def standing_row(house: House, code: str) -> Row | None:
    """Return a 0A row: a name's figures without its prints; None for an unknown name."""
    found = _found(house, code)
    if found is None:
        return None
    at, base = found.listing.index, found.base
    before = house.past.yesterday(at)
    more = found.volume - before.volume
    share = ratio(found.volume, before.volume)
    board = house.board
    return {
        "10": directed(found.price, base),
        "11": signed(found.change),
        "12": signed_percent(found.rate),
        "27": directed(found.ask, base),
        "28": directed(found.bid, base),
        "13": str(found.volume),
        "14": str(found.value // _MILLION),
        "16": directed(found.open, base),
        "17": directed(found.high, base),
        "18": directed(found.low, base),
        "25": found.flag,
        "26": signed(more),
        "29": signed(found.value - before.value),
        "30": signed_percent(share if more >= 0 else -share),
        "31": percent(ratio(found.volume, found.listing.shares)),
        "32": str(found.price * house.cost_of(code) // 100_000),
        "311": str(found.price * found.listing.shares // _EOK),
        "567": _first_slot(house, house.past.flow.minutes.high[at], int(board.upper[at]), True),
        "568": _first_slot(house, house.past.flow.minutes.low[at], int(board.lower[at]), False),
    }


def _first_slot(house: House, prices: Ints, limit: int, above: bool) -> str:
    """Return the minute in which a limit was first met today, six zeros before that."""
    hours = house.past.flow.hours
    passed = prices[: hours.slots_before(house.board.second)]
    met = np.flatnonzero(passed >= limit if above else (passed <= limit) & (passed > 0))
    if not len(met):
        return _NEVER
    second = hours.slot_start(int(met[0]))
    return f"{second // 3600:02d}{second // 60 % 60:02d}00"


def outside_row(house: House, code: str) -> Row | None:
    """Return a 0E row: what waits at fixed prices, and how it changed; None for an unknown name."""
    listing = house.exchange.universe.by_code.get(code)
    if listing is None:
        return None
    moment = house.exchange.flow_second
    waits = house.after_hours.waiting(listing.index, moment)
    waited = house.after_hours.waiting_before(listing.index, moment)
    return {
        "21": clock_text(told(house.exchange)),
        "131": str(waits.asks),
        "132": signed(waits.asks - waited.asks),
        "135": str(waits.bids),
        "136": signed(waits.bids - waited.bids),
    }


def terms_row(house: House, code: str) -> Row | None:
    """Return a 0g row: limits, base, margin and state; None for an unknown name."""
    found = _found(house, code)
    if found is None:
        return None
    status = house.standing.of(found.listing.index)
    return {
        "297": _PAUSED if code in house.exchange.interruptions.running else "",
        "592": "",
        "593": "",
        "305": directed(found.upper, found.base),
        "306": directed(found.lower, found.base),
        "307": str(found.base),
        "689": "",
        "594": _WON,
        "382": f"증거금{status.margin}%",
        "370": state_text(found.listing, status),
    }


def breadth_row(house: House, code: str) -> Row | None:
    """Return a 0U row: an index with its members by their change; None for an unknown index."""
    found = next((one for one in house.indices.figures() if one.code == code), None)
    if found is None:
        return None
    return {
        "20": clock_text(told(house.exchange)),
        "252": str(found.up - found.upper),
        "251": str(found.upper),
        "253": str(found.flat),
        "255": str(found.down - found.lower),
        "254": str(found.lower),
        "13": str(found.volume // _THOUSAND),
        "14": str(found.value // _MILLION),
        "10": level_text(found.level, found.previous),
        "11": signed_percent(found.change),
        "12": signed_percent(ratio(found.change, found.previous)),
        "256": str(found.traded),
        "257": percent(ratio(found.traded, found.members)),
        "25": flag_of_change(found.change),
    }


def _found(house: House, code: str) -> NameView | None:
    listing = house.exchange.universe.by_code.get(code)
    return view(house.exchange, listing) if listing else None
