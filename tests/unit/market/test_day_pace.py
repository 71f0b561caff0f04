"""Volume so far against the day before, from each day's own opening."""

from __future__ import annotations

from decimal import Decimal

from kiwoom_desk.market.asked_rows import AskedRow
from kiwoom_desk.market.day_pace import pace
from kiwoom_desk.market.reply_tables import Cell


def minute(time: str, price: int, volume: int) -> AskedRow:
    cells = {"tm": Cell(time, time), "cur_prc": Cell(price), "acc_trde_qty": Cell(volume)}
    return AskedRow(1, time, "", cells)


def test_a_day_that_opens_an_hour_late_is_compared_from_its_own_opening() -> None:
    today = [minute("090100", 71_300, 300), minute("090000", 71_000, 100)]
    before = [minute("100100", 70_100, 400), minute("100000", 70_000, 200)]
    first, second = pace(today, before)
    assert (first.clock, first.time, first.before_time) == ("0900", "0900", "1000")
    assert (second.volume, second.before_volume, second.percent) == (300, 400, Decimal(75))
    assert (second.price, second.before_price) == (71_300, 70_100)


def test_a_minute_without_a_print_keeps_what_stood_and_the_future_is_blank() -> None:
    today = [minute("090000", 71_000, 100)]
    before = [minute("090200", 70_200, 500), minute("090000", 70_000, 200)]
    rows = pace(today, before)
    assert [row.before_volume for row in rows] == [200, 200, 500]
    assert [row.volume for row in rows] == [100, None, None]
    assert [row.clock for row in rows] == ["0900", "0901", "0902"]
    assert rows[2].percent is None


def test_without_prints_there_is_nothing_and_without_a_day_before_no_percent() -> None:
    assert pace([], []) == ()
    (row,) = pace([minute("090000", 71_000, 100)], [])
    assert (row.volume, row.percent) == (100, None)
    (row,) = pace([], [minute("100000", 70_000, 200)])
    assert (row.clock, row.volume, row.before_volume) == ("1000", None, 200)
    assert pace([minute("bad", 1, 1)], []) == ()
