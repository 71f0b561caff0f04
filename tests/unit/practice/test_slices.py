"""What takes long is made in slices before an answer; the slices leave little and change nothing."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.request import encode
from kiwoom_desk.practice.answers.asked import Asked
from kiwoom_desk.practice.answers.loading import AnswerTable
from kiwoom_desk.practice.answers.slices import SLICES
from kiwoom_desk.practice.answers.table import ANSWERS
from kiwoom_desk.practice.house import House
from tests.support.asking import house_at
from tests.support.bodies import bodies

# One of each kind of slices.
_KINDS = ("ka10001", "ka10005", "ka10058", "ka10131", "ka52301")


@pytest.fixture(scope="module")
def names() -> House:
    """Return a house that is asked without slices, and which bodies there are."""
    return house_at()


def _asked(house: House, names: House, api_id: str) -> Asked:
    api = catalogue().api(api_id)
    return Asked(house, api, encode(api, next(bodies(names, api))))


def test_every_sliced_api_is_answered() -> None:
    assert SLICES.keys() <= ANSWERS.keys()


@pytest.mark.parametrize("api_id", _KINDS)
def test_slices_do_not_change_the_answer(names: House, api_id: str) -> None:
    sliced = house_at()
    paused = sum(1 for _ in SLICES[api_id](_asked(sliced, names, api_id)))
    assert paused > 1
    with_slices = ANSWERS[api_id](_asked(sliced, names, api_id))
    assert with_slices == ANSWERS[api_id](_asked(names, names, api_id))
    # What the slices made stands: to make it again pauses no more than a look at it takes.
    assert sum(1 for _ in SLICES[api_id](_asked(sliced, names, api_id))) <= paused


async def test_others_run_between_the_slices_of_a_call(names: House) -> None:
    table, house = AnswerTable(), house_at()
    await table.ready()
    turns, over = 0, False

    async def count() -> None:
        nonlocal turns
        while not over:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.ensure_future(count())
    await table.prepare(_asked(house, names, "ka10058"))
    over = True
    await counting
    # As many days as the list adds up, each a slice of its own.
    assert turns > 20


def test_parts_are_made_one_by_one_while_nothing_else_is_to_do() -> None:
    house = house_at()
    made = []
    while house.wake():
        made.append(set(house.__dict__))
    assert len(made) > 5
    assert all(before < after for before, after in pairwise(made))
    before = house.day_book.whole
    for _ in range(5_000):
        house.prepare()
        if house.day_book.whole:
            break
    assert not before
    assert house.day_book.whole


def test_a_tick_chart_of_an_index_adds_up_no_days(names: House) -> None:
    house = house_at()
    ticks, days = (_asked(house, names, api_id) for api_id in ("ka20004", "ka20006"))
    assert "ka20004" not in SLICES
    assert ANSWERS["ka20004"](ticks) == ANSWERS["ka20004"](_asked(names, names, "ka20004"))
    assert sum(1 for _ in SLICES["ka20006"](days)) > 0
    assert sum(1 for _ in SLICES["ka20006"](days)) == 0
