"""Names whose trading was interrupted today (ka10054); refuses to interrupt any."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked, by_place
from kiwoom_desk.practice.answers.names import find
from kiwoom_desk.practice.answers.ranked import MILLION, Which, of_market
from kiwoom_desk.practice.hours import second_of
from kiwoom_desk.practice.interruptions import Running
from kiwoom_desk.practice.pauses import DYNAMIC, STATIC, Pause
from kiwoom_desk.practice.standing import Standing
from kiwoom_desk.practice.to_wire import Row, clock_text, ordered, ratio, signed_percent

_BOTH = "both"
_TEXTS = {STATIC: "정적", DYNAMIC: "동적", _BOTH: "동적+정적"}
_KINDS = {"1": STATIC, "2": DYNAMIC, "3": _BOTH}
_UP, _AFTER_HOURS, _USED, _OUT = "1", "2", "1", "1"
_RUNNING = "000000"
_STATIC_PERCENT = 10


class Event(msgspec.Struct, frozen=True):
    """An interruption: seconds since midnight, won; `static` and `dynamic` are what it is measured from.

    A price that it is not measured from is 0.
    """

    row: int
    begin: int
    end: int
    trigger: int
    static: int
    dynamic: int
    count: int

    @property
    def kind(self) -> str:
        """Return which bound the trigger broke."""
        if self.static and self.dynamic:
            return _BOTH
        return STATIC if self.static else DYNAMIC

    @property
    def upward(self) -> bool:
        """Tell whether the price rose to its trigger."""
        return self.trigger > (self.dynamic or self.static)


def interrupted(asked: Asked) -> Answered:
    """Tell the interruptions of today that began until now, the newest first (ka10054).

    At single prices after hours there are none: no rule of the exchange knows them there.
    """
    found = [event for event in _events(asked) if _wanted(asked, event)]
    keep = _chosen(asked)
    found = [event for event in reversed(found) if keep[event.row]]
    page = by_place(asked, len(found))
    fields = asked.rows("motn_stk")
    rows = [ordered(fields, _row(asked, event)) for event in found[page.first : page.last]]
    return Answered({"motn_stk": rows}, page.following, empty=not found)


def _events(asked: Asked) -> list[Event]:
    """Return the day's interruptions until now by their start, with what each is measured from."""
    flow = asked.house.past.flow
    begun = [p for p in flow.pauses if p.begin <= flow.board.second]
    begun += [_as_pause(running) for running in asked.exchange.interruptions.caused]
    auctions: dict[int, int] = {}
    counts: dict[int, int] = {}
    events = []
    for pause in sorted(begun, key=lambda p: (p.begin, p.row)):
        # The last auction's price: that of the interruption before, else the day's first.
        static = auctions.get(pause.row, int(flow.board.open[pause.row]))
        auctions[pause.row] = pause.price or static
        counts[pause.row] = counts.get(pause.row, 0) + 1
        measured = pause.reference, 0
        if pause.kind == DYNAMIC:
            far = abs(pause.trigger - static) * 100 >= _STATIC_PERCENT * static > 0
            measured = (static if far else 0), pause.reference
        times = pause.begin, pause.end
        events.append(Event(pause.row, *times, pause.trigger, *measured, counts[pause.row]))
    return events


def _as_pause(running: Running) -> Pause:
    """Return an interruption of our own making like a planned one; its auction is not kept."""
    started = running.started
    times = second_of(started.time), second_of(started.ends)
    prices = started.reference_price, started.trigger_price, 0
    return Pause(running.index, STATIC, 0, *times, *prices, started.count)


def _wanted(asked: Asked, event: Event) -> bool:
    body = asked.body
    if body["bf_mkrt_tp"] == _AFTER_HOURS:
        return False
    if body["motn_tp"] in _KINDS and event.kind != _KINDS[body["motn_tp"]]:
        return False
    return body["motn_drc"] == "0" or event.upward == (body["motn_drc"] == _UP)


def _chosen(asked: Asked) -> Which:
    """Return the names of the market, code, kinds, volume and value asked for."""
    body, board = asked.body, asked.board
    keep = of_market(asked) & ~_left_out(asked.house.standing, body["skip_stk"])
    if body.get("stk_cd", ""):
        index = find(asked.exchange, body["stk_cd"]).index
        keep[:index], keep[index + 1 :] = False, False
    if body["trde_qty_tp"] == _USED:
        least, most = _number(body["min_trde_qty"]), _number(body["max_trde_qty"])
        keep &= (board.volume >= least) & ((board.volume <= most) | (most == 0))
    if body["trde_prica_tp"] == _USED:
        least, most = (_number(body[key]) for key in ("min_trde_prica", "max_trde_prica"))
        worth = board.value // MILLION
        keep &= (worth >= least) & ((worth <= most) | (most == 0))
    return keep


def _left_out(standing: Standing, mask: str) -> Which:
    """Return the names of the kinds marked 1 in a mask of nine places."""
    kinds = (
        standing.preferred, standing.supervised, standing.warning | standing.danger,
        standing.cautioned | standing.fund_caution, standing.alert, standing.overheated,
        standing.margin == 100, standing.etf, standing.etn,
    )  # fmt: skip
    out = standing.etf & ~standing.etf
    for place, kind in zip(mask, kinds, strict=False):
        if place == _OUT:
            out |= kind
    return out


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _row(asked: Asked, event: Event) -> Row:
    found = asked.look(asked.exchange.universe.listings[event.row])
    trigger, over = event.trigger, event.end <= asked.house.past.flow.board.second
    return {
        "stk_cd": found.listing.code,
        "stk_nm": found.listing.name,
        "acc_trde_qty": str(found.volume),
        "motn_pric": str(trigger),
        "dynm_dispty_rt": _off(trigger, event.dynamic),
        "trde_cntr_proc_time": _time_of(event.begin),
        "virelis_time": _time_of(event.end) if over else _RUNNING,
        "viaplc_tp": _TEXTS[event.kind],
        "dynm_stdpc": str(event.dynamic),
        "static_stdpc": str(event.static),
        "static_dispty_rt": _off(trigger, event.static),
        "open_pric_pre_flu_rt": _off(trigger, found.open),
        "vimotn_cnt": str(event.count),
        "stex_tp": asked.venue_text,
    }


def _off(price: int, reference: int) -> str:
    return signed_percent(ratio(price - reference, reference)) if reference else "0.00"


def _time_of(second: int) -> str:
    return clock_text(datetime(2000, 1, 1) + timedelta(seconds=second))  # noqa: DTZ001 - a time alone


ANSWERS: dict[str, Answer] = {"ka10054": interrupted}
