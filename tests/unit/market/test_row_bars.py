"""Rows of charts as bars: oldest first, whichever keys an API has; rows that are none stay out."""

from __future__ import annotations

from kiwoom_desk.catalogue.columns import columns
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.bar import Bar
from kiwoom_desk.market.reply_tables import ReplyTable, TableRow, row_cells
from kiwoom_desk.market.row_bars import row_bars
from kiwoom_desk.market.sectors import bar_start


def table(api_id: str, *rows: dict[str, str]) -> ReplyTable:
    (listed,) = catalogue().api(api_id).lists
    described = columns(listed.children)

    class Row:
        def __init__(self, told: dict[str, str]) -> None:
            for column in described:
                setattr(self, column.key, told.get(column.key, ""))

    made = tuple(TableRow(n, row_cells(described, Row(row))) for n, row in enumerate(rows, 1))
    return ReplyTable(listed.key, listed.label, described, made)


def bar(time: str, close: str, **more: str) -> dict[str, str]:
    prices = {"open_pric": "+201000", "high_pric": "+202000", "low_pric": "-199000"}
    return prices | {"cntr_tm": time, "cur_prc": close, "trde_qty": "12"} | more


def test_bars_come_oldest_first_and_without_signs() -> None:
    found = row_bars(
        table("ka50080", bar("20261120100500", "-200500"), bar("20261120100000", "+200900"))
    )
    first, second = (bar_start(f"2026112010{minute}00") for minute in ("00", "05"))
    assert found == (
        Bar(first, 201_000, 202_000, 199_000, 200_900, 12),
        Bar(second, 201_000, 202_000, 199_000, 200_500, 12),
    )


def test_days_take_their_sum_of_volume_and_prints_their_price() -> None:
    (day,) = row_bars(table("ka50081", bar("", "200500", dt="20261120", acc_trde_qty="345")))
    assert (day.start, day.volume) == (bar_start("20261120"), 345)
    tick = bar("20261120100001", "", cntr_pric="200700")
    assert row_bars(table("ka50091", tick))[0].close == 200_700


def test_the_latest_of_a_second_stays_and_what_is_no_bar_is_left_out() -> None:
    found = row_bars(
        table(
            "ka50079",
            bar("20261120100001", "200600"),
            bar("20261120100001", "200500"),
            bar("", "200400"),
            bar("1000", "200400"),
            bar("20261120100000", "0"),
        )
    )
    assert [one.close for one in found] == [200_600]
