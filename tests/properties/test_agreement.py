"""Answers agree with each other: an account to the won, days with names, funds and lists with prices."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import cast

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kiwoom_desk.base.clock import KST, SystemClock
from kiwoom_desk.domain.instrument import Product, Venue
from kiwoom_desk.domain.order import OrderType, Side
from kiwoom_desk.practice.answers.names import view
from kiwoom_desk.practice.events import PositionChanged
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.intake import NewOrder
from kiwoom_desk.practice.options import Quota, ServerOptions
from kiwoom_desk.practice.pushes import balance_values
from kiwoom_desk.practice.server import build_house
from tests.support.asking import WireRow, all_rows, ask, house_at, rows
from tests.support.practice import TEN

# A house costs a second: a failure is reported as found, not made smaller.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
CODES = ("005930", "000660", "035720", "069500", "005380")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(CODES), st.booleans(), st.booleans(), st.integers(1, 40), st.booleans()
    ),
    min_size=3,
    max_size=9,
)


def number(text: object) -> int:
    return int(str(text).replace(",", ""))


def with_a_past(seed: int, days: int) -> House:
    options = ServerOptions(at=TEN, seed=seed, history=days, quota=Quota.NONE)
    return build_house(options, SystemClock())


def trade(house: House, steps: list[tuple[str, bool, bool, int, bool]]) -> dict[str, WireRow]:
    """Buy and sell; return the last 04 row of each position by its code and date of the loan."""
    exchange = house.exchange
    for code, buy, market, size, wait in steps:
        held = exchange.account.position(code)
        side = Side.BUY if buy or not held.sellable else Side.SELL
        size = size if side is Side.BUY else min(size, held.sellable)
        book = exchange.book(code)
        price = None if market else book.bid_prices[1] if side is Side.BUY else book.ask_prices[1]
        kind = OrderType.MARKET if market else OrderType.LIMIT
        exchange.place(NewOrder(code, Venue.KRX, side, kind, size, price))
        if wait:
            exchange.advance_to(exchange.now + timedelta(seconds=2))
    pushed: dict[str, WireRow] = {}
    for event in exchange.drain():
        if isinstance(event, PositionChanged):
            name = view(exchange, exchange.universe.by_code[event.position.code])
            number_of, rules = exchange.account.number, exchange.rules
            row = balance_values(event, number_of, name, Side.BUY, rules)
            pushed[event.position.key] = {key: str(value) for key, value in row.items()}
    return pushed


def holdings(found: list[WireRow], loan: str, shares: str) -> dict[tuple[str, str], int]:
    """Return the shares of each line by code and date of the loan, lines without any left out."""
    every = {(row["stk_cd"].removeprefix("A"), row[loan]): number(row[shares]) for row in found}
    return {key: count for key, count in every.items() if count}


@settings(max_examples=5, deadline=None, phases=PHASES)
@given(seed=st.integers(0, 2**40), days=st.integers(2, 40), steps=STEPS)
def test_every_answer_about_the_account_agrees_to_the_won(
    seed: int, days: int, steps: list[tuple[str, bool, bool, int, bool]]
) -> None:
    house = with_a_past(seed, days)
    pushed = trade(house, steps)
    account = house.exchange.account
    deposit = ask(house, "kt00001", qry_tp="3").values
    status = ask(house, "kt00004", qry_tp="0", dmst_stex_tp="KRX").values
    held = ask(house, "kt00005", dmst_stex_tp="KRX").values
    balance = ask(house, "kt00018", qry_tp="2", dmst_stex_tp="KRX").values
    returns = all_rows(house, "ka10085", "acnt_prft_rt", stex_tp="0")
    assert {number(one["entr"]) for one in (deposit, status, held)} == {account.cash}
    second = account.deposits.second_day
    told = deposit["d2_entra"], status["d2_entra"], held["entr_d2"]
    assert {number(one) for one in told} == {second}
    assert number(deposit["ord_alow_amt"]) == number(held["ord_alowa"]) == account.orderable
    totals = status["tot_pur_amt"], held["stk_buy_tot_amt"], balance["tot_pur_amt"]
    cost = sum(one.cost for one in account.positions.values())
    assert {number(one) for one in totals} == {cost}
    assert sum(number(row["pur_amt"]) for row in returns) == cost
    lines = (
        holdings(
            cast(list[WireRow], balance["acnt_evlt_remn_indv_tot"]), "crd_loan_dt", "rmnd_qty"
        ),
        holdings(cast(list[WireRow], status["stk_acnt_evlt_prst"]), "loan_dt", "rmnd_qty"),
        holdings(cast(list[WireRow], held["stk_cntr_remn"]), "loan_dt", "cur_qty"),
        holdings(returns, "loan_dt", "rmnd_qty"),
    )
    assert lines[0] == lines[1] == lines[2] == lines[3]
    assert sum(number(row["tdy_sel_pl"]) for row in returns) == account.realised_today
    by_key = {row["stk_cd"]: row for row in returns if not row["loan_dt"].strip("0")}
    for key, row in pushed.items():
        if key not in by_key:
            continue
        line = by_key[key]
        assert (row["930"], row["931"], row["932"]) == (
            line["rmnd_qty"], line["pur_pric"], line["pur_amt"],
        )  # fmt: skip
        assert number(row["950"]) == number(line["tdy_sel_pl"])


@lru_cache(maxsize=1)
def old_account() -> House:
    house = with_a_past(11, 250)
    trade(house, [(code, True, True, 5, True) for code in CODES])
    trade(house, [(code, False, True, 2, True) for code in CODES[:3]])
    return house


@settings(max_examples=12, deadline=None, phases=PHASES)
@given(first=st.integers(0, 360), length=st.integers(0, 360))
def test_profits_of_days_add_up_to_those_of_names(first: int, length: int) -> None:
    house = old_account()
    begin = house.exchange.day - timedelta(days=first)
    end = min(begin + timedelta(days=length), house.exchange.day)
    span = {"strt_dt": f"{begin:%Y%m%d}", "end_dt": f"{end:%Y%m%d}"}
    total = ask(house, "ka10074", **span).values
    by_day = all_rows(house, "ka10074", "dt_rlzt_pl", **span)
    by_name = all_rows(house, "ka10073", "dt_stk_rlzt_pl", stk_cd="", **span)
    for key, total_key in (
        ("tdy_sel_pl", "rlzt_pl"), ("tdy_trde_cmsn", "trde_cmsn"), ("tdy_trde_tax", "trde_tax"),
    ):  # fmt: skip
        days = sum(number(row[key]) for row in by_day)
        assert days == sum(number(row[key]) for row in by_name) == number(total[total_key])
    keys = [(row["dt"], row["stk_cd"], row["loan_dt"]) for row in by_name]
    assert len(keys) == len(set(keys))
    assert all(span["strt_dt"] <= day <= span["end_dt"] for day, _, _ in keys)


@settings(max_examples=3, deadline=None, phases=PHASES)
@given(minute=st.integers(2, 389), second=st.integers(0, 59))
def test_themes_sectors_and_funds_follow_from_the_same_prices(minute: int, second: int) -> None:
    start = datetime(2026, 11, 20, 9, 0, tzinfo=KST)
    house = house_at(start + timedelta(minutes=minute, seconds=second))
    board, universe = house.board, house.exchange.universe
    gone = (board.price - board.base) / np.maximum(board.base, 1)
    for row in all_rows(
        house, "ka90001", "thema_grp",
        qry_tp="0", stk_cd="", date_tp="1", thema_nm="", flu_pl_amt_tp="3", stex_tp="1",
    ):  # fmt: skip
        theme = next(one for one in universe.themes if one.code == row["thema_grp_cd"])
        places = [universe.by_code[code].index for code in theme.members]
        assert float(row["flu_rt"]) / 100 == pytest.approx(gone[places].mean(), abs=1.5e-4)
        assert int(row["rising_stk_num"]) == int((gone[places] > 0).sum())
        assert int(row["fall_stk_num"]) == int((gone[places] < 0).sum())
    sectors = rows(ask(house, "ka20003", inds_cd="001"), "all_inds_idex")
    assert len(sectors) > 10
    for row in sectors:
        spec = next(one for one in universe.indices if one.code == row["stk_cd"])
        places = [universe.by_code[code].index for code in spec.members]
        assert int(row["rising"]) + int(row["upl"]) == int((gone[places] > 0).sum())
        assert int(row["trde_qty"]) == int(board.volume[places].sum()) // 1_000
    _check_funds(house)


def _check_funds(house: House) -> None:
    """Recompute what shares of index funds are worth from their constituents."""
    universe, board = house.exchange.universe, house.board
    closes, checked = house.past.closes_before(1), 0
    for item in universe.listings:
        spec = next((one for one in universe.indices if one.code == item.basket), None)
        if item.product is not Product.ETF or spec is None:
            continue
        places = np.array([universe.by_code[code].index for code in spec.members])
        shares = np.array([universe.listings[place].shares for place in places.tolist()])
        moved = float((board.price[places] * shares).sum()) / float((closes[places] * shares).sum())
        found = house.funds.now(item)
        expected = found.before * (1 + item.gear * (moved - 1) + found.missed / 10_000)
        assert found.value == pytest.approx(expected, rel=6e-5), item.name
        checked += 1
    assert checked > 10
