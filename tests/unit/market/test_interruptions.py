"""Interruptions: what runs, the time left, the order of the list, what the next one counts from."""

from __future__ import annotations

from datetime import datetime

from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.quote import VolatilityInterruption
from kiwoom_desk.market.asked_rows import AskedRow
from kiwoom_desk.market.interruptions import (
    auction_price,
    last_release,
    reference,
    running_first,
    runs,
    seconds_left,
    upward,
)
from kiwoom_desk.market.reply_tables import Cell


def row(
    code: str, start: str, end: str = "000000", trigger: int = 110, static: int = 100
) -> AskedRow:
    cells = {
        "trde_cntr_proc_time": Cell(start, start),
        "virelis_time": Cell(end, end),
        "motn_pric": Cell(trigger),
        "static_stdpc": Cell(static),
        "dynm_stdpc": Cell(90),
    }
    return AskedRow(1, f"{code}|{start}", code, cells)


def pushed(code: str, start: str) -> dict[str, VolatilityInterruption]:
    return {code: VolatilityInterruption(code, "", "1", True, 110, 100, start, False)}


def print_at(time: str, price: int) -> AskedRow:
    return AskedRow(1, time, "", {"tm": Cell(time, time), "cur_prc": Cell(price)})


def test_one_runs_until_a_release_is_told() -> None:
    assert runs(row("005930", "100000"), {})
    assert not runs(row("005930", "100000", "100200"), pushed("005930", "100000"))
    assert runs(row("005930", "100000"), pushed("005930", "100000"))
    # A later one of the same name has begun, so this one cannot run any more.
    assert not runs(row("005930", "095000"), pushed("005930", "101000"))


def test_the_time_left_never_goes_below_zero() -> None:
    now = datetime(2026, 11, 20, 10, 1, 0, 500_000, tzinfo=KST)
    assert seconds_left("100000", 120, now) == 60
    assert seconds_left("095000", 120, now) == 0


def test_running_ones_come_first_then_the_latest() -> None:
    rows = [row("1", "090000", "090200"), row("2", "095900"), row("3", "093000", "093200")]
    assert [one.code for one in running_first(rows, {})] == ["2", "3", "1"]


def test_direction_is_told_by_the_static_reference_or_the_dynamic_one() -> None:
    assert upward(row("1", "090000", trigger=110))
    assert not upward(row("1", "090000", trigger=90))
    assert reference(row("1", "090000", static=0)) == 90


def test_the_next_one_counts_from_the_first_print_after_the_last_release() -> None:
    rows = [
        row("1", "090000", "090200"),
        row("1", "094000", "094200"),
        row("2", "100000", "100200"),
    ]
    assert last_release(rows, "1") == "094200"
    assert last_release(rows, "9") == ""
    prints = [print_at("094230", 103), print_at("094201", 102), print_at("094159", 101)]
    assert auction_price(prints, "094200") == 102
    assert auction_price([], "094200") is None
