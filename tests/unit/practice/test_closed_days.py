"""A day without trading tells the last trading moment everywhere and adds nothing to any course."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice

import msgspec
import pytest

from kiwoom_desk.base.clock import KST
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.model import Api
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.live import LIVE
from kiwoom_desk.practice.told import told
from tests.support.asking import house_at
from tests.support.bodies import asked, bodies
from tests.support.pushing import Frame, listening
from tests.support.sweeping import answer, opened

SATURDAY = datetime(2026, 11, 21, 11, 0, tzinfo=KST)
EVENING = datetime(2026, 11, 20, 21, 0, tzinfo=KST)
ENDED = datetime(2026, 11, 20, 20, 0, tzinfo=KST)
BODIES = 1
# Item and types of a registration, and the field in which a row of a type has its time.
WATCHED = {
    "005930": ("0A", "0B", "0D", "0E", "0F", "0g", "0w"),
    "069500": ("0A", "0G", "0w"),
    "005930_AL": ("0w",),
    "001": ("0J", "0U"),
    "5ZK001": ("0m", "0u"),
    "MGD": ("0I",),
}
TIMES = {"0E": "21", "0G": "20", "0J": "20", "0U": "20", "0m": "20", "0u": "20", "0w": "20"}


@lru_cache(maxsize=2)
def stood(moment: datetime) -> House:
    return opened(moment)


def of_account(api: Api) -> bool:
    return api.path.endswith("/acnt") or api.id.startswith("kt")


def texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from texts(one)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 11, 20, 10, 0, 0, 250_000, tzinfo=KST), None),
        (datetime(2026, 11, 20, 19, 59, 59, tzinfo=KST), None),
        (datetime(2026, 11, 20, 7, 0, tzinfo=KST), None),
        (EVENING, ENDED),
        (SATURDAY, ENDED),
        (datetime(2026, 11, 22, 23, 0, tzinfo=KST), ENDED),
        (datetime(2026, 12, 25, 9, 30, tzinfo=KST), datetime(2026, 12, 24, 20, 0, tzinfo=KST)),
        # Before NXT opened the evening ended with KRX's single prices.
        (datetime(2025, 2, 22, 9, 30, tzinfo=KST), datetime(2025, 2, 21, 18, 0, tzinfo=KST)),
    ],
)
def test_figures_tell_now_or_when_trading_ended(
    moment: datetime, expected: datetime | None
) -> None:
    assert told(house_at(moment).exchange) == (expected or moment)


def test_a_saturday_answers_as_the_evening_before() -> None:
    evening, saturday, count = stood(EVENING), stood(SATURDAY), 0
    for api in asked():
        if of_account(api):
            continue
        for body in islice(bodies(evening, api), BODIES):
            early, late = answer(evening, api, body), answer(saturday, api, body)
            assert (early is None) == (late is None), (api.id, body)
            if early is not None and late is not None:
                assert early.values == late.values, (api.id, body)
                count += 1
    assert count > 120


def test_the_account_has_no_day_without_trading() -> None:
    house, day, count = stood(SATURDAY), f"{SATURDAY:%Y%m%d}", 0
    for api in asked():
        if not of_account(api):
            continue
        for body in islice(bodies(house, api), BODIES):
            found = answer(house, api, body)
            if found is not None:
                told_texts = list(texts(msgspec.to_builtins(found.values)))
                assert not [text for text in told_texts if text.startswith(day)], api.id
                count += len(told_texts)
    assert count > 500


def test_an_account_opened_on_a_saturday_is_told_that_day() -> None:
    house = house_at(SATURDAY)
    day = f"{SATURDAY:%Y%m%d}"
    api = catalogue().api("kt00002")
    found = answer(house, api, {"start_dt": day, "end_dt": day})
    assert found is not None and day in list(texts(msgspec.to_builtins(found.values)))


def rows_of(frames: list[Frame]) -> Iterator[tuple[str, str, dict[str, str]]]:
    for frame in frames:
        for row in frame["data"] if frame["trnm"] == "REAL" else ():
            yield row["type"], row["item"], row["values"]


async def pushed(moment: datetime, seconds: int) -> list[tuple[str, str, dict[str, str]]]:
    house = stood(moment)
    async with listening(house) as client:
        for group, (item, types) in enumerate(WATCHED.items(), 1):
            await client.register([item], types, str(group))
        await client.play(house.exchange.now + timedelta(seconds=seconds))
        return list(rows_of(client.frames))


def test_every_type_carries_the_last_trading_moment_once() -> None:
    evening = asyncio.run(pushed(EVENING, 12))
    saturday = asyncio.run(pushed(SATURDAY, 12))
    assert saturday == evening
    told_pairs = [(type_id, item) for type_id, item, _ in saturday]
    assert len(told_pairs) == len(set(told_pairs)), "a row that says nothing new adds a point"
    expected = {(t, i) for i, types in WATCHED.items() for t in types if t in LIVE or t == "0J"}
    assert set(told_pairs) == expected
    for type_id, _, values in saturday:
        if type_id in TIMES:
            assert values[TIMES[type_id]] == f"{ENDED:%H%M%S}", type_id


def test_an_index_is_told_every_second_while_something_trades() -> None:
    async def run() -> list[str]:
        house = house_at(datetime(2026, 11, 20, 10, 0, tzinfo=KST))
        async with listening(house) as client:
            await client.register(["001"], ["0J"], "1")
            await client.play(house.exchange.now + timedelta(seconds=4))
            return [values["20"] for _, _, values in rows_of(client.frames)]

    assert asyncio.run(run()) == ["100001", "100002", "100003", "100004"]
