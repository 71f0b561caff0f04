"""Sectors: breadth, what is asked, and bars of an index."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from kiwoom_desk.base.clock import KST
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.request import encode
from kiwoom_desk.domain.bar import Period, Unit
from kiwoom_desk.market.asked_rows import AskedRow, asked_columns
from kiwoom_desk.market.reply_tables import Cell
from kiwoom_desk.market.sectors import (
    BOARD,
    CHARTS,
    DAYS,
    INVESTORS,
    MEMBERS,
    TODAY,
    Breadth,
    breadth,
    chart_values,
    index_bars,
    market_of,
)

DAY = date(2026, 11, 20)


def row(**told: object) -> AskedRow:
    cells = {
        key: Cell(value, str(value)) for key, value in told.items() if isinstance(value, int | str)
    } | {key: Cell(value, str(value)) for key, value in told.items() if isinstance(value, Decimal)}
    return AskedRow(1, "1", "", cells)


def bar(time: str, close: str, key: str = "cntr_tm") -> SimpleNamespace:
    told = {"open_pric": close, "high_pric": close, "low_pric": close, "cur_prc": close}
    return SimpleNamespace(**{key: time, "trde_qty": "5", **told})


def test_breadth_counts_names_and_the_share_of_rising_ones() -> None:
    found = breadth(row(upl=3, rising=85, stdns=10, fall=73, lst=0))
    assert (found.upper, found.counted, found.lower) == (3, 168, 0)
    assert found.percent == Decimal(8_500) / 168
    assert Breadth().percent is None
    assert breadth(row()) == Breadth()


@pytest.mark.parametrize(
    ("code", "market"), [("001", "0"), ("013", "0"), ("101", "1"), ("201", "2"), ("701", "0")]
)
def test_the_market_is_the_first_digit_of_a_sector(code: str, market: str) -> None:
    assert market_of(code) == market


@pytest.mark.parametrize("unit", list(Unit))
def test_every_period_is_a_request_that_the_catalogue_takes(unit: Unit) -> None:
    values = chart_values("001", Period(unit, 5), DAY)
    assert encode(catalogue().api(CHARTS[unit]), values)["inds_cd"] == "001"


def test_the_lists_name_fields_of_their_apis() -> None:
    for spec in (BOARD, MEMBERS, TODAY, DAYS, INVESTORS):
        assert asked_columns(catalogue(), spec)[0].key == spec.shown[0]


def test_bars_come_oldest_first_in_hundredths() -> None:
    first, second = index_bars([bar("20261120100500", "+583367"), bar("20261120100000", "-583010")])
    assert datetime.fromtimestamp(first.start, KST).strftime("%H:%M") == "10:00"
    assert (first.close, second.close, second.low, second.volume) == (583_010, 583_367, 583_367, 5)


def test_of_one_second_the_latest_stays_and_what_does_not_read_is_left_out() -> None:
    blank = bar("20261120095900", "")
    nothing = SimpleNamespace(cntr_tm=None, trde_qty=None)
    found = index_bars(
        [
            bar("20261120100000", "+200"),
            bar("20261120100000", "+100"),
            bar("20261399", "+100", "dt"),
            bar("20261119", "+300", "dt"),
            blank,
            nothing,
            bar("x", "+100"),
        ]
    )
    assert [one.close for one in found] == [300, 200]
