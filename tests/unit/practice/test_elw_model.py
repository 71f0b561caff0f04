"""Warrants: terms, prices near the model, volatility and greeks, what makers hold."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

import numpy as np
import pytest

from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.universe import Listing
from kiwoom_desk.practice.warrant_values import RATE, worth
from tests.support.asking import house_at, still_house

PLAIN = ["5ZK001", "5ZK002", "5ZK003", "5ZK028", "5ZK031"]


def warrant(house: House, code: str) -> Listing:
    return house.exchange.universe.by_code[code]


def test_terms_follow_one_another() -> None:
    house = still_house()
    for terms in house.warrants.terms.values():
        assert terms.listing.listed_on < terms.last_day < terms.expires < terms.paid
        assert terms.ratio > 0
        assert terms.ended == (terms.last_day < house.past.flow.day)
    assert sum(terms.ended for terms in house.warrants.terms.values()) == 2
    assert {terms.kind for terms in house.warrants.terms.values()} == set(range(1, 8))


def test_ended_warrants_do_not_trade_after_their_last_day() -> None:
    house = still_house()
    for item in house.warrants.listings:
        terms = house.warrants.terms[item.code]
        if terms.ended:
            bars = house.past.history.daily(item.index, house.past.flow.day, 250)
            last = datetime.fromtimestamp(int(bars.starts[-1]), KST).date()
            assert last == terms.last_day
            assert house.board.volume[item.index] == 0


@pytest.mark.parametrize("code", PLAIN)
def test_volatility_and_greeks_are_those_of_the_closed_form(code: str) -> None:
    house = still_house()
    item, figures = warrant(house, code), house.warrants.now()
    n, ratio = house.warrants.place(item), house.warrants.terms[code].ratio
    left = house.warrants.terms[code].expires - house.past.flow.day
    years, spot = left / timedelta(days=365), float(figures.spot[n])
    sigma, sign = float(figures.sigma[n]), 1 if item.right == "call" else -1
    columns = (np.array([spot]), item.strike, np.array([years]), np.array([sigma]))
    assert worth(item.right, "", *columns)[0] * ratio == pytest.approx(figures.price[n], rel=1e-6)
    width = sigma * math.sqrt(years)
    first = (math.log(spot / item.strike) + (RATE + sigma**2 / 2) * years) / width
    density = math.exp(-first * first / 2) / math.sqrt(2 * math.pi)
    delta = sign * 0.5 * math.erfc(-sign * first / math.sqrt(2))
    assert figures.delta[n] == pytest.approx(delta, rel=1e-3)
    assert figures.gamma[n] == pytest.approx(density / spot / width, rel=1e-2)
    vega = spot * density * math.sqrt(years) / 100 * ratio
    assert figures.vega[n] == pytest.approx(vega, rel=1e-3)


def test_theory_uses_the_volatility_of_ninety_closes() -> None:
    house = still_house()
    item = warrant(house, "5ZK001")
    share = house.exchange.universe.by_code["005930"]
    closes = house.past.history.daily(share.index, house.past.flow.day, 91).close[:-1]
    sigma = float(np.diff(np.log(closes)).std() * math.sqrt(252))
    n = house.warrants.place(item)
    assert house.warrants.past_sigmas()[n] == pytest.approx(sigma)


def test_calls_rise_and_puts_fall_with_their_underlyings() -> None:
    house = still_house()
    rows, last = {}, house.past.flow.day
    for code in ("005930", "5ZK001", "5ZK002"):
        index = house.exchange.universe.by_code[code].index
        rows[code] = np.diff(np.log(house.past.history.daily(index, last, 60).close))
    assert np.corrcoef(rows["005930"], rows["5ZK001"])[0, 1] > 0.7
    assert np.corrcoef(rows["005930"], rows["5ZK002"])[0, 1] < -0.7


def test_rights_are_worth_at_least_nearly_what_using_them_brings() -> None:
    house = still_house()
    for terms in house.rights.terms.values():
        assert terms.share.product is Product.SHARE
        price = int(house.board.price[terms.listing.index])
        assert price > 0.75 * house.rights.intrinsic(terms)


def test_a_gauge_is_what_its_words_say() -> None:
    house = still_house()
    for code in PLAIN:
        item, gauge = warrant(house, code), house.warrants.gauge(warrant(house, code))
        n, ratio = house.warrants.place(item), house.warrants.terms[code].ratio
        cost, spot = house.warrants.now().price[n] / ratio, house.warrants.now().spot[n]
        even = item.strike + cost if item.right == "call" else item.strike - cost
        assert gauge.break_even == pytest.approx(even * 100, abs=1)
        assert gauge.gearing == pytest.approx(spot / cost * 100, abs=1)
        if item.right == "call":
            # At the support point the warrant and the underlying have gained the same.
            at = gauge.support / 100
            assert (at - item.strike) / cost == pytest.approx(at / spot, rel=1e-3)


def test_holdings_today_go_from_yesterday_to_the_evening() -> None:
    morning = house_at(datetime(2026, 11, 20, 7, 0, tzinfo=KST))
    evening = house_at(datetime(2026, 11, 20, 15, 40, tzinfo=KST))
    for item in morning.warrants.listings:
        at = morning.warrants.position
        before, after = morning.warrants.held(item, np.array([at - 1, at])).tolist()
        assert morning.warrants.held_now(item) == before
        assert evening.warrants.held_now(item) == (before if item.halted else after)
        assert 0 <= after <= item.shares


def test_prices_go_with_the_underlying_within_the_day() -> None:
    house = house_at(datetime(2026, 11, 20, 15, 40, tzinfo=KST))
    warrants, flow, apart = house.warrants, house.past.flow, []
    for item in warrants.listings:
        if item.halted or item.form:
            continue
        spots = warrants.spots_so_far(item)[1:]
        price = flow.minutes.close[item.index, 1 : len(spots) + 1].astype(np.float64)
        evening = warrants.now()
        sigma = np.full(len(spots), float(evening.sigma[warrants.place(item)]))
        left = (warrants.terms[item.code].expires - flow.day) / timedelta(days=365)
        value = worth(item.right, "", spots, item.strike, np.full(len(spots), left), sigma)
        gap = np.abs(price - value * warrants.terms[item.code].ratio)
        # Half of the minutes are within a tick size of five won and three percent.
        assert np.median(gap) < 5 + 0.03 * price[-1], item.code
        apart.append(float(np.quantile(gap, 0.95)))
    assert len(apart) > 20
    assert np.mean(apart) < 10
