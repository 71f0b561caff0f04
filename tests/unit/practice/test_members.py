"""Member firms: every share has one firm on each side, at every moment and on every day."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiwoom_desk.domain.order import Side
from kiwoom_desk.practice.leaders import FIVE
from kiwoom_desk.practice.member_flow import OWN_PLACE, MemberFlow
from kiwoom_desk.practice.members import FOREIGN, HOME, MEMBERS, OWN_CODE, place_of
from tests.support.asking import house_at, still_house
from tests.support.practice import TEN

ABROAD = slice(len(HOME), None)


def members() -> MemberFlow:
    return still_house().members


def rows() -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.arange(len(still_house().exchange.universe.listings))


def today() -> int:
    flow = still_house().past.flow
    return flow.path.calendar.position(flow.day)


def test_table_has_each_firm_once_and_our_own() -> None:
    codes = [member.code for member in MEMBERS]
    assert len(set(codes)) == len(codes) == len({member.name for member in MEMBERS})
    assert all(member.foreign for member in FOREIGN)
    assert not any(member.foreign for member in HOME)
    assert MEMBERS[OWN_PLACE].name == "키움증권"
    assert place_of("50") == place_of(OWN_CODE) == OWN_PLACE
    assert place_of("999") is None


def test_each_side_sums_to_the_board() -> None:
    found = members().at(rows(), members().planned_now())
    volume = still_house().board.volume
    assert volume.sum() > 0
    assert (found.bought.sum(axis=1) == volume).all()
    assert (found.sold.sum(axis=1) == volume).all()
    assert (found.bought >= 0).all()


@pytest.mark.parametrize("place", [0, OWN_PLACE, len(HOME) - 1, len(HOME), len(MEMBERS) - 1])
def test_one_firm_alone_is_what_it_is_among_all(place: int) -> None:
    planned = members().planned_now()
    every, alone = members().at(rows(), planned), members().firm_at(place, rows(), planned)
    assert (alone.bought == every.bought[:, place]).all()
    assert (alone.sold == every.sold[:, place]).all()


def test_foreign_firms_together_are_their_sum() -> None:
    planned = members().planned_now()
    every, foreign = members().at(rows(), planned), members().foreign_at(rows(), planned)
    assert (foreign.bought == every.bought[:, ABROAD].sum(axis=1)).all()
    assert (foreign.sold == every.sold[:, ABROAD].sum(axis=1)).all()


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 300), st.lists(st.integers(0, 1_000), min_size=2, max_size=12))
def test_no_firm_ever_gives_back_what_it_traded(index: int, parts: list[int]) -> None:
    whole = int(still_house().past.flow.played.columns.volume[index, 0])
    planned = np.array(sorted(whole * part // 1_000 for part in parts))
    found = members().at(np.full(len(planned), index), planned)
    for side in (found.bought, found.sold):
        assert (side.sum(axis=1) == planned).all()
        assert (np.diff(side, axis=0) >= 0).all()


@pytest.mark.parametrize("index", [0, 7, 100, 300])
def test_days_of_a_name_agree_with_periods_of_all_names(index: int) -> None:
    first, last = today() - 19, today()
    days = members().name_days(index, first, last)
    assert (days.bought.sum(axis=1) == days.volume).all()
    assert (days.sold.sum(axis=1) == days.volume).all()
    for place in (1, OWN_PLACE, len(HOME) + 2):
        period = members().firm(place, first, last)
        assert period.bought[index] == days.bought[:, place].sum()
        assert period.sold[index] == days.sold[:, place].sum()
        assert period.volume[index] == days.volume.sum()
    foreign = members().foreign(first, last)
    assert foreign.bought[index] == days.bought[:, ABROAD].sum()
    assert foreign.sold[index] == days.sold[:, ABROAD].sum()


def test_foreign_firms_lean_as_foreigners_do() -> None:
    net = still_house().investors.foreign.net
    signs = []
    for day in range(today() - 20, today()):
        foreigners, firms = net(rows(), np.full(len(rows()), day)), members().foreign(day, day).net
        moved = foreigners != 0
        signs.append((np.sign(foreigners) == np.sign(firms))[moved].mean())
    assert np.mean(signs) > 0.65


def test_equal_seeds_make_equal_firms() -> None:
    other = house_at().members
    planned = members().planned_now()
    assert (other.at(rows(), planned).bought == members().at(rows(), planned).bought).all()


def test_our_own_prints_are_our_firm_on_both_sides() -> None:
    house = house_at()
    index, flow = 5, house.past.flow
    before = house.leaders.tables(index)
    position = flow.path.calendar.position(flow.day)
    period = house.members.firm(OWN_PLACE, position, position)
    flow.record_own(index, TEN - timedelta(seconds=2), int(house.board.price[index]), 777_000, True)
    days = house.members.name_days(index, position, position)
    assert days.bought.sum() == days.sold.sum() == house.board.volume[index]
    after = house.members.firm(OWN_PLACE, position, position)
    assert after.bought[index] == period.bought[index] + 777_000
    assert after.sold[index] == period.sold[index] + 777_000
    tables = house.leaders.tables(index)
    for side in (Side.BUY, Side.SELL):
        assert tables[side].foreign == before[side].foreign
        assert any(leader.member.code == OWN_CODE for leader in tables[side].leaders)


@pytest.mark.parametrize("index", [0, 7, 100, 300])
def test_five_of_a_side_are_its_largest_firms(index: int) -> None:
    tables = still_house().leaders.tables(index)
    days = members().name_days(index, today(), today())
    for side, shares in ((Side.BUY, days.bought[0]), (Side.SELL, days.sold[0])):
        table = tables[side]
        largest = sorted((int(n) for n in shares if n), reverse=True)[:FIVE]
        assert [leader.quantity for leader in table.leaders] == largest
        assert all(0 <= leader.change <= leader.quantity for leader in table.leaders)
        assert table.foreign == shares[ABROAD].sum()
        assert 0 <= table.foreign_change <= table.foreign


def test_a_leaver_was_among_the_five_and_is_not() -> None:
    house, seen = still_house(), 0
    flow = house.past.flow
    for index in range(40):
        for side in (Side.BUY, Side.SELL):
            for left in house.leaders.leavers(index, side):
                slot = flow.hours.slot_of(left.second)
                volume = np.cumsum(flow.minutes.volume[index, : slot + 1], dtype=np.int64)[-2:]
                found = house.members.at(np.array([index, index]), volume)
                shares = found.bought if side is Side.BUY else found.sold
                place = MEMBERS.index(left.member)
                order = np.argsort(-shares, axis=1, kind="stable")[:, :FIVE]
                assert place in order[0]
                assert place not in order[1]
                assert shares[1, place] == left.quantity
                seen += 1
    assert seen > 40


def test_looking_changes_nothing() -> None:
    house = house_at()
    first = house.leaders.leavers(3, Side.BUY), house.leaders.tables(3)
    house.members.foreign(today() - 9, today())
    assert (house.leaders.leavers(3, Side.BUY), house.leaders.tables(3)) == first
