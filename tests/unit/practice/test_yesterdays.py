"""What today is compared with: the day before of the same venue, in frames and in answers."""

from __future__ import annotations

import numpy as np
import pytest

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.practice.backdrops import Backdrops
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.own import OwnPrint
from tests.support.asking import ask, house_at, rows, still_house
from tests.support.flows import at

MONDAY = at(10, 0, day=23)
KEYS = {"005930": "1", "005930_NX": "2", "005930_AL": "3"}


@pytest.fixture(scope="module")
def house() -> House:
    """Return an exchange that stands at ten."""
    return still_house(MONDAY)


def _day_before(house: House, key: str) -> tuple[int, int]:
    """Return volume and value in million won of the day before out of the venue's own days."""
    row = rows(ask(house, "ka10005", stk_cd=key), "stk_ddwkmm")[1]
    return int(row["trde_qty"]), int(row["trde_prica"])


@pytest.mark.parametrize("key", KEYS)
def test_frames_compare_with_the_day_before_of_their_venue(house: House, key: str) -> None:
    back = Backdrops(house).of(key)
    assert (back.before_volume, back.before_value // 1_000_000) == _day_before(house, key)


def test_both_venues_have_the_sum_of_each(house: House) -> None:
    krx, nxt, both = (Backdrops(house).of(key) for key in KEYS)
    assert both.before_volume == krx.before_volume + nxt.before_volume
    assert both.before_value == krx.before_value + nxt.before_value
    assert 0 < nxt.before_volume < krx.before_volume


@pytest.mark.parametrize("key", KEYS)
def test_answers_compare_alike(house: House, key: str) -> None:
    volume, value = _day_before(house, key)
    sheet = ask(house, "ka10007", stk_cd=key).values
    assert (sheet["pred_trde_qty"], sheet["pred_trde_prica"]) == (str(volume), str(value))
    one = rows(ask(house, "ka10095", stk_cd=key), "atn_stk_infr")[0]
    assert int(one["trde_qty"]) - int(one["pred_trde_qty_pre"]) == volume
    body = {"mrkt_tp": "000", "mang_stk_incls": "1", "stex_tp": KEYS[key]}
    ranked = rows(ask(house, "ka10032", **body), "trde_prica_upper")
    found = next(row for row in ranked if row["stk_cd"].startswith("005930"))
    assert found["pred_trde_qty"] == str(volume)


def test_columns_of_all_names_are_those_of_each(house: House) -> None:
    for venue in Venue:
        figures = house.figures.at(venue)
        volume, value = figures.yesterdays()
        assert (volume == figures.days.volume(1)).all()
        # Where a name did not trade at all the two ways round alike, too.
        assert (np.abs(value - figures.days.value(1)) <= 1).all()
        for index in range(0, len(volume), 37):
            one = figures.yesterday(index)
            assert (one.volume, one.value) == (int(volume[index]), int(value[index]))


def test_a_name_that_is_only_on_krx_has_nothing_at_nxt(house: House) -> None:
    fund = house.exchange.universe.by_code["069500"].index
    assert house.figures.at(Venue.NXT).yesterday(fund).volume == 0
    both, krx = (house.figures.at(venue).yesterday(fund) for venue in (Venue.SOR, Venue.KRX))
    assert both == krx


def test_own_fills_of_the_day_before_at_nxt_count() -> None:
    house = house_at(MONDAY)
    nxt, index = house.exchange.rings.nxt, house.exchange.universe.by_code["005930"].index
    assert nxt is not None
    before = house.figures.at(Venue.NXT).yesterday(index)
    nxt.own.add(OwnPrint("005930", at(0, 0).date(), 36_000_000, 70_000, 7, True))
    after = house.figures.at(Venue.NXT).yesterday(index)
    assert (after.volume, after.value) == (before.volume + 7, before.value + 490_000)


def test_in_the_evening_the_after_market_of_the_day_before_counts() -> None:
    house = house_at(at(15, 50, day=23))
    backs, index = Backdrops(house), house.exchange.universe.by_code["005930"].index
    then = {key: backs.of(key) for key in KEYS}
    house.exchange.advance_to(at(16, 0, 1, day=23))
    now = {key: backs.of(key) for key in KEYS}
    late = house.evenings.yesterday(index)
    assert late.volume > 0
    for key in ("005930", "005930_AL"):
        assert now[key].before_volume == then[key].before_volume + late.volume
        assert now[key].before_value == then[key].before_value + late.value
    assert now["005930_NX"] == then["005930_NX"]
