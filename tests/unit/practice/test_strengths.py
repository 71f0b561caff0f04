"""What buyers took agrees with the board at any second and with the minutes of past days."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.practice.after_hours import AfterHours
from kiwoom_desk.practice.groups import size_places
from kiwoom_desk.practice.providers import provided
from kiwoom_desk.practice.strengths import Strengths, strengths
from kiwoom_desk.practice.universe import default_universe
from kiwoom_desk.practice.views import orders_in
from kiwoom_desk.practice.watch_groups import watch_groups
from tests.support.flows import at, started

UNIVERSE = default_universe()


def test_today_is_the_boards_and_stays_when_it_is_over() -> None:
    flow = started(at(15, 40))
    place = flow.path.calendar.position(flow.day)
    now = Strengths(flow).bought(0, np.array([place, place - 1]))
    assert now[0] == flow.board.buy_volume[0]
    flow.advance(at(9, 30, day=23))
    later = Strengths(flow).bought(0, np.array([place + 1, place, place - 1]))
    assert later[1:].tolist() == now.tolist()


def test_slots_that_are_over_add_up_to_the_board() -> None:
    flow = started(at(10, 30))
    for index in (0, 5, 200):
        volume, bought = Strengths(flow).until(index, 10 * 3600 + 30 * 60)
        assert volume == flow.board.volume[index]
        assert bought == flow.board.buy_volume[index]
    assert Strengths(flow).until(0, 8 * 3600) == (0, 0)


def test_strength_is_a_ratio_with_a_ceiling() -> None:
    found = strengths(np.array([150, 5, 10**9]), np.array([100, 0, 1]))
    assert found.tolist() == [15_000, 50_000, 99_999]


def test_what_waits_at_fixed_prices_ends_with_its_session() -> None:
    flow = started(at(15, 45))
    hours = AfterHours(flow)
    assert hours.waiting(0, at(9, 0)) == hours.waiting(0, at(15, 29))
    assert hours.waiting(0, at(17, 0)) == hours.waiting(0, at(19, 0))
    moments = {hours.waiting(0, at(15, 41, second)) for second in range(0, 60, 5)}
    assert len(moments) > 3
    elw = next(x.index for x in UNIVERSE.listings if x.product is Product.ELW)
    assert hours.waiting(elw, at(15, 45)).asks == 0


def test_volume_outside_the_session_is_one_figure_by_both_ways() -> None:
    flow = started(at(15, 40))
    hours = AfterHours(flow)
    calendar = flow.path.calendar
    place = calendar.position(flow.day) - 1
    day = calendar.day(place)
    columns = flow.path.columns(np.array([3]), place, place)
    early, late = hours.whole_days(3, np.array([day.toordinal()]), columns.volume[0])
    assert early[0] == hours.early(day, 86_399)[3]
    assert late[0] == hours.late(day, 86_399)[3]


@given(st.integers(0, 10**7), st.integers(1, 10**6))
@settings(max_examples=50, deadline=None)
def test_a_provider_never_has_more_than_the_level(size: int, price: int) -> None:
    for product in Product:
        listing = next((x for x in UNIVERSE.listings if x.product is product), None)
        if listing is not None:
            found = provided(listing, 99, [price], [size])[0]
            assert 0 <= found <= size
            assert found == 0 or product is not Product.SHARE


@given(st.integers(1, 10**8))
def test_a_level_counts_at_least_one_order_and_at_most_its_shares(size: int) -> None:
    assert 1 <= orders_in(size) <= size


@given(st.integers(3, 3_000))
def test_size_classes_part_a_market(count: int) -> None:
    places = [
        list(range(count))[size_places(count, name)] for name in ("대형주", "중형주", "소형주")
    ]
    assert [place for part in places for place in part] == list(range(count))
    assert all(places)
    assert len(places[0]) <= 100


def test_watch_groups_hold_known_names_and_follow_the_seed() -> None:
    groups = watch_groups(UNIVERSE, 7)
    assert len({group.code for group in groups}) == len(groups) >= 5
    assert len({group.name for group in groups}) == len(groups)
    for group in groups:
        assert len(group.members) >= 2
        assert all(one.code in UNIVERSE.by_code for one in group.members)
    assert watch_groups(UNIVERSE, 7) == groups
    assert watch_groups(UNIVERSE, 8) != groups
