"""Views: lines and running sums, numbered and turned fields, columns worked out, pushes as rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from kiwoom_desk.base import resources
from kiwoom_desk.catalogue.columns import columns
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.reply import reply_type
from kiwoom_desk.domain.rules import parse_rules
from kiwoom_desk.market.reply_tables import Cell, ReplyTables, reply_tables
from kiwoom_desk.market.views import (
    Derived,
    Follow,
    Gathered,
    ViewSpec,
    chart,
    day_values,
    figures,
    numbered,
    pushed_row,
    span_values,
    turned,
    with_derived,
    with_push,
    with_singles,
)


def reply(api_id: str, body: dict[str, Any]) -> ReplyTables:
    raw = msgspec.json.encode({"return_code": 0, "return_msg": "", **body})
    api = catalogue().api(api_id)
    return reply_tables(api, reply_type(api).decode(raw), raw)


def days(*rows: dict[str, str]) -> ReplyTables:
    return reply("ka10059", {"stk_invsr_orgn": list(rows)})


TWO_DAYS = days(
    {"dt": "20261120", "cur_prc": "+71300", "ind_invsr": "-200", "orgn": "+150"},
    {"dt": "20261119", "cur_prc": "-71000", "ind_invsr": "+50", "orgn": ""},
)
LINES = ViewSpec(
    id="lines",
    api_id="ka10059",
    title="",
    curves=("ind_invsr", "orgn"),
    price="cur_prc",
    across="dt",
)


def test_lines_begin_with_the_oldest_moment() -> None:
    made = chart(TWO_DAYS.tables[0], LINES)
    assert made is not None
    assert made.moments == ("20261119", "20261120")
    own, houses, price = made.lines
    assert own.values == (50, -200) and houses.values == (None, 150)
    assert price.alone and price.values == (71000, 71300)
    assert own.signed and not price.signed


def test_sums_run_over_a_blank_and_leave_the_price() -> None:
    made = chart(TWO_DAYS.tables[0], msgspec.structs.replace(LINES, sums=True))
    assert made is not None
    assert made.lines[0].values == (50, -150) and made.lines[1].values == (0, 150)
    assert made.lines[2].values == (71000, 71300)


def test_one_moment_is_no_line() -> None:
    one = days({"dt": "20261120", "ind_invsr": "1"})
    assert chart(one.tables[0], LINES) is None
    assert chart(TWO_DAYS.tables[0], msgspec.structs.replace(LINES, across="tm")) is None


def test_numbered_fields_become_rows() -> None:
    body = {
        f"{side}_trde_{what}_{place}": f"{side}{place}" if "nm" in what else str(place * 100)
        for side in ("sel", "buy")
        for what in ("ori_nm", "qty")
        for place in range(1, 6)
    }
    stems = ("sel_trde_ori_nm", "sel_trde_qty", "buy_trde_ori_nm", "buy_trde_qty")
    made = numbered(reply("ka10002", body), stems)
    assert made is not None and len(made.rows) == 5
    assert [cell.value for cell in made.rows[1].cells] == ["sel2", 200, "buy2", 200]
    assert made.columns[0].label == "매도거래원명"
    assert numbered(TWO_DAYS, stems) is None


def test_the_only_row_is_turned() -> None:
    body = {"stk_invsr_orgn_tot": [{"ind_invsr": "-5", "orgn": "+7"}]}
    made = turned(reply("ka10061", body).tables[0])
    told = {row.cells[0].value: row.cells[1].value for row in made.rows}
    assert told["개인투자자"] == -5 and told["기관계"] == 7
    empty = turned(reply("ka10061", {"stk_invsr_orgn_tot": []}).tables[0])
    assert empty.rows == ()


def test_turned_fields_of_several_units_tell_their_own() -> None:
    body = {"etfprft_rt_lst": [{"etfprft_rt": "+8.28", "for_netprps_qty": "+667628"}]}
    made = turned(reply("ka40001", body).tables[0])
    told = {row.cells[0].value: row.cells[1].value for row in made.rows}
    assert told["ETF수익률 (%)"] == Decimal("8.28") and told["외인순매수수량"] == 667628
    assert made.columns[1].unit is None


def test_a_column_is_worked_out_of_each_row() -> None:
    double = Derived(key="double", label="두 배", of=lambda row: _double(row.get("ind_invsr")))
    made = with_derived(TWO_DAYS.tables[0], (double,))
    assert [figures(made, row)["double"] for row in made.rows] == [Decimal(-400), Decimal(100)]
    assert made.columns[-1].signed and made.columns[-1].unit == "%"
    assert with_derived(TWO_DAYS.tables[0], ()) is TWO_DAYS.tables[0]


def _double(value: object) -> Decimal | None:
    return Decimal(value) * 2 if isinstance(value, int) else None


FOLLOW = Follow(type="0w", at="dt", cells={"dt": "20", "ind_invsr": "210"})


def test_a_push_comes_on_top_or_replaces_its_own_moment() -> None:
    table = TWO_DAYS.tables[0]
    new = {"20": Cell("20261121", "20261121"), "210": Cell(9, "+9")}
    made = with_push(table, FOLLOW, pushed_row(table, FOLLOW, new), 3)
    assert [row.place for row in made.rows] == [1, 2, 3]
    assert figures(made, made.rows[0])["ind_invsr"] == 9
    assert figures(made, made.rows[0])["cur_prc"] is None
    again = {"20": Cell("20261121", "20261121"), "210": Cell(11, "+11")}
    made = with_push(made, FOLLOW, pushed_row(made, FOLLOW, again), 3)
    assert len(made.rows) == 3 and figures(made, made.rows[0])["ind_invsr"] == 11
    later = {"20": Cell("20261122", "20261122"), "210": Cell(1, "+1")}
    made = with_push(made, FOLLOW, pushed_row(made, FOLLOW, later), 3)
    assert [row.cells[0].text for row in made.rows] == ["20261122", "20261121", "20261120"]


def test_a_push_keeps_what_it_does_not_tell_of_its_moment() -> None:
    table = TWO_DAYS.tables[0]
    same = {"20": Cell("20261120", "20261120"), "210": Cell(3, "+3")}
    made = with_push(table, FOLLOW, pushed_row(table, FOLLOW, same), 3)
    told = figures(made, made.rows[0])
    assert told["ind_invsr"] == 3 and told["cur_prc"] == 71300


def test_single_values_follow_a_push() -> None:
    singles = reply("ka10009", {"orgn_dt_acc": "+100", "date": "20261120"}).singles
    follow = Follow(type="0w", cells={"orgn_dt_acc": "210"})
    made = {
        one.column.key: one.cell.value for one in with_singles(singles, follow, {"210": Cell(5)})
    }
    assert made["orgn_dt_acc"] == 5 and made["date"] == "20261120"


def test_a_span_goes_back_from_today() -> None:
    today = date(2026, 11, 20)
    found = span_values(catalogue().api("ka10045"), 30, today)
    assert found == {"strt_dt": "20261021", "end_dt": "20261120"}
    assert span_values(catalogue().api("ka10008"), 30, today) == {}


def test_one_day_is_trading_days_back() -> None:
    monday, rules = date(2026, 11, 23), parse_rules(resources.read("market/rules.toml"))
    orders = catalogue().api("kt50030")
    assert day_values(orders, 0, monday, rules) == {"ord_dt": "20261123"}
    assert day_values(orders, 1, monday, rules) == {"ord_dt": "20261120"}
    assert day_values(catalogue().api("kt50032"), 1, monday, rules) == {}
    assert span_values(orders, 1, monday) == {}


def test_prints_of_one_second_stay_apart_by_the_day_s_volume() -> None:
    first = {"tm": "100014", "trde_qty": "70", "cntr_trde_qty": "+60"}
    table = reply("ka50010", {"gold_cntr": [first]}).tables[0]
    follow = Follow(
        type="0B", at="trde_qty", cells={"tm": "20", "trde_qty": "13", "cntr_trde_qty": "15"}
    )
    same_second = {"20": Cell("100014", "100014"), "13": Cell(78, "78"), "15": Cell(-8, "-8")}
    for _ in range(2):
        # The same print once more is no second one.
        table = with_push(table, follow, pushed_row(table, follow, same_second), 5)
    assert [figures(table, row)["cntr_trde_qty"] for row in table.rows] == [-8, 60]


def test_pushes_are_gathered_into_lines() -> None:
    described = columns(catalogue().type("0F").fields)
    made = Gathered(described, ("267", "261"))
    made.take("100000", {"261": Cell(-5, "-5"), "267": Cell(3, "+3")})
    assert made.chart() is None
    made.take("100001", {"261": Cell(-6, "-6"), "267": Cell(None, "")})
    made.take("100001", {"261": Cell(-7, "-7"), "267": Cell(4, "+4")})
    lines = made.chart()
    assert lines is not None and lines.moments == ("100000", "100001")
    assert [line.values for line in lines.lines] == [(-5, -7), (3, 4)]
    made.clear()
    assert made.chart() is None
    assert Gathered(described, ()).chart() is None
