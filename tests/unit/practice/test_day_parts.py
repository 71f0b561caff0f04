"""The hours beside the session: KRX's after-market as its floors play it, NXT's as parts of its day."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.practice.hours import second_of
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.own import OwnPrint
from kiwoom_desk.practice.rings import EVENING
from tests.support.asking import all_rows, ask, house_at, rows
from tests.support.flows import at

CODES = ("005930", "000660", "035720")
MONDAY = at(10, 0, day=23)
ALL = {
    "mrkt_tp": "000", "sort_tp": "1", "mang_stk_incls": "0", "crd_tp": "0", "trde_qty_tp": "0",
    "pric_tp": "0", "trde_prica_tp": "0", "mrkt_open_tp": "0", "stex_tp": "1",
}  # fmt: skip


def _second(house: House) -> int:
    return second_of(house.exchange.flow_second)


def _floor(house: House, code: str) -> tuple[int, int]:
    """Return what the floor of a name's after-market has traded, by its own board."""
    house.exchange.rings.book(code + EVENING)
    found, main = house.exchange.rings.evening(code), house.board
    assert found is not None
    index = house.exchange.universe.by_code[code].index
    volume = int(found.board.volume[0]) - int(main.volume[index])
    return volume, int(found.board.value[0]) - int(main.value[index])


@pytest.mark.parametrize("moment", [at(16, 0), at(16, 17, 43), at(19, 59, 59), at(20, 1)])
def test_the_evening_of_all_names_is_what_their_floors_play(moment: datetime) -> None:
    house = house_at(moment)
    second = _second(house)
    found = house.evenings.now(second)
    for code in CODES:
        index = house.exchange.universe.by_code[code].index
        floor = _floor(house, code)
        assert (int(found.volume[index]), int(found.value[index])) == floor
        assert house.evenings.name_now(index, second) == floor
        assert (floor[0] > 0) == (moment != at(16, 0))
    fund = house.exchange.universe.by_code["069500"].index
    assert int(found.volume[fund]) == 0


def test_an_evening_that_is_over_is_told_alike_the_day_after() -> None:
    house = house_at(at(20, 30))
    found = house.evenings.now(_second(house))
    house.past.flow.advance(MONDAY)
    for code in CODES:
        index = house.exchange.universe.by_code[code].index
        then = house.evenings.yesterday(index)
        assert (then.volume, then.value) == (int(found.volume[index]), int(found.value[index]))
    krx = house.past.yesterday_volumes()
    assert (house.evenings.volumes_before(krx) == found.volume).all()


def test_before_the_after_market_existed_there_was_none() -> None:
    house = house_at(at(18, 0).replace(month=9, day=11))
    assert not house.evenings.now(_second(house)).volume.any()
    assert house.evenings.yesterday(0).volume == 0


def test_own_fills_of_an_evening_count() -> None:
    house = house_at(at(17, 0))
    second, index = _second(house), house.exchange.universe.by_code["005930"].index
    volume, value = house.evenings.name_now(index, second)
    own = OwnPrint("005930" + EVENING, house.exchange.day, 60_000_000, 70_000, 11, True)
    house.exchange.pit.own_prints.append(own)
    assert house.evenings.name_now(index, second) == (volume + 11, value + 770_000)
    assert int(house.evenings.now(second).volume[index]) == volume + 11
    house.past.flow.advance(MONDAY)
    with_own = house.evenings.yesterday(index)
    house.exchange.pit.own_prints.clear()
    plain = house.evenings.yesterday(index)
    assert (with_own.volume, with_own.value) == (plain.volume + 11, plain.value + 770_000)


def test_lists_tell_the_after_market() -> None:
    house = house_at(at(18, 30, 7))
    second, fixed = _second(house), house.after_hours.late(house.exchange.day, _second(house))
    evening = house.evenings.now(second)
    for row in all_rows(house, "ka10030", "tdy_trde_qty_upper", **ALL):
        index = house.exchange.universe.by_code[row["stk_cd"]].index
        late = int(fixed[index]) + int(evening.volume[index])
        assert int(row["af_mkrt_trde_qty"]) == late
        session, early = int(row["opmr_trde_qty"]), int(row["bf_mkrt_trde_qty"])
        assert session == int(house.board.volume[index])
        assert int(row["trde_qty"]) == session + early + late
    body = {"stk_cd": "005930", "strt_dt": "20261120"}
    day = rows(ask(house, "ka10015", **body), "daly_trde_dtl")[0]
    ranked = next(
        row
        for row in all_rows(house, "ka10030", "tdy_trde_qty_upper", **ALL)
        if row["stk_cd"] == "005930"
    )
    for part in ("bf_mkrt", "opmr", "af_mkrt"):
        assert day[f"{part}_trde_qty"] == ranked[f"{part}_trde_qty"]
        assert day[f"{part}_trde_prica"] == ranked[f"{part}_trde_amt"]


@pytest.mark.parametrize("suffix", ["", "_NX", "_AL"])
def test_days_keep_their_parts_when_they_are_over(suffix: str) -> None:
    body = {"stk_cd": "005930" + suffix, "strt_dt": "20261123"}
    evening, morning = house_at(at(20, 30)), house_at(MONDAY)
    today = rows(ask(evening, "ka10015", **body), "daly_trde_dtl")[0]
    then = rows(ask(morning, "ka10015", **body), "daly_trde_dtl")[1]
    assert today["dt"] == then["dt"] == "20261120"
    for key in ("trde_qty", "bf_mkrt_trde_qty", "opmr_trde_qty", "af_mkrt_trde_qty"):
        assert today[key] == then[key] != "0"


@pytest.mark.parametrize("moment", [at(8, 30), at(10, 0), at(15, 45), at(18, 0), at(20, 5)])
def test_the_parts_of_nxt_make_its_day_and_both_are_the_sums(moment: datetime) -> None:
    house = house_at(moment)
    parts, nxt = house.day_parts, house.exchange.rings.nxt
    assert nxt is not None
    board = {v: house.venues.of(n) for v, n in zip(Venue, "123", strict=True)}
    found = {v: parts.now(v).volumes(board[v].volume) for v in Venue}
    worth = {v: parts.now(v).values(board[v].value) for v in Venue}
    assert (found[Venue.NXT].sum(axis=0) == board[Venue.NXT].volume).all()
    assert (worth[Venue.NXT].sum(axis=0) == board[Venue.NXT].value).all()
    assert (found[Venue.KRX] + found[Venue.NXT] == found[Venue.SOR]).all()
    assert (worth[Venue.KRX] + worth[Venue.NXT] == worth[Venue.SOR]).all()
    for one in (*found.values(), *worth.values()):
        assert (one >= 0).all()
    early, session, late = found[Venue.NXT][:, nxt.names].sum(axis=1).tolist()
    hour = moment.hour
    assert (early > 0, session > 0, late > 0) == (True, hour > 8, hour > 14)


def test_the_day_before_agrees_with_single_names() -> None:
    house = house_at(MONDAY)
    place = house.past.flow.path.calendar.position(house.past.flow.day) - 1
    for venue in Venue:
        figures = house.figures.at(venue)
        every = house.day_parts.yesterday(venue).volumes(figures.yesterdays()[0])
        for code in CODES:
            index = house.exchange.universe.by_code[code].index
            day = np.array([figures.yesterday(index).volume])
            alone = house.day_parts.name_days(venue, index, [place]).volumes(day)[:, 0]
            assert alone.tolist() == every[:, index].tolist()
