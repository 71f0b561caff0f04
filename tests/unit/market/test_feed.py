"""Leases: ranks within the item limit, polling of the rest, snapshots, ages."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

import pytest

from kiwoom_desk.base.clock import KST, ManualClock
from kiwoom_desk.domain.book import Book
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.quote import Quote, Tick
from kiwoom_desk.market.age import Age, AgeKind, Heard, Way, polled_age, streamed_age
from kiwoom_desk.market.feed import Feed, Rank, Want, WantedItem
from kiwoom_desk.market.state import MarketState

UP = Way(True, 0.0, 1.0, True)
DOWN = Way(False, 0.0, 1.0, True)


class ScriptedSource:
    """A source that acknowledges everything and answers every name."""

    def __init__(self) -> None:
        self.wanted: tuple[WantedItem, ...] = ()
        self.asked: list[tuple[str, ...]] = []
        self.books: list[str] = []
        self.refuse = False
        self.error: Exception = ConnectionError("down")

    def set_subscriptions(self, wanted: Sequence[WantedItem]) -> None:
        self.wanted = tuple(wanted)

    def is_registered(self, item: str, type: str) -> bool:
        return any(w.item == item and w.type == type for w in self.wanted)

    async def quotes(self, codes: Sequence[str]) -> tuple[Quote, ...]:
        self.asked.append(tuple(codes))
        if self.refuse:
            raise self.error
        return tuple(Quote(code, time="100000", price=1000) for code in codes)

    async def book(self, code: str, venue: Venue) -> Book:
        self.books.append(code)
        if self.refuse:
            raise self.error
        return Book(code)

    async def recent_ticks(self, code: str) -> tuple[Tick, ...]:
        if self.refuse:
            raise self.error
        return (Tick("100000", 1000, 1, 0),)


class Rig:
    def __init__(self, limit: int) -> None:
        self.clock = ManualClock(datetime(2026, 11, 20, 10, tzinfo=KST))
        self.source, self.state, self.way = ScriptedSource(), MarketState(), UP
        self.feed = Feed(self.source, self.state, self.clock, lambda: self.way, limit)

    async def turn(self, seconds: float = 0.5) -> None:
        """Let the feed run until it sleeps, then move the clock."""
        while not self.clock.sleeping:
            await asyncio.sleep(0)
        self.clock.advance(seconds)
        for _ in range(20):
            await asyncio.sleep(0)


@pytest.fixture
async def rig():
    rig = Rig(limit=6)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(rig.feed.run())
        yield rig
        task.cancel()


async def test_the_stream_goes_to_the_highest_ranks_and_the_rest_is_polled(rig: Rig) -> None:
    index = rig.feed.acquire("001", Want.INDEX)
    rows = [rig.feed.acquire(f"{n:06d}", Want.QUOTE, Rank.HIDDEN) for n in range(1, 8)]
    rows[6].set_rank(Rank.LINKED)
    await rig.turn()
    await rig.turn()
    streamed = rig.feed.streamed
    assert len(streamed) == 4 and "000007" in streamed
    items = {item.item for item in rig.source.wanted if item.item}
    assert items == streamed | {"001"}
    assert {item.type for item in rig.source.wanted if not item.item} == {"00", "04", "0s", "1h"}
    assert set(rig.feed.polled) == {f"{n:06d}" for n in range(1, 8)} - streamed
    for code in rig.feed.polled:
        assert rig.feed.age(code).kind is AgeKind.POLLED
    index.close()


async def test_closing_the_last_lease_takes_the_name_off_the_stream(rig: Rig) -> None:
    first = rig.feed.acquire("005930", Want.QUOTE)
    second = rig.feed.acquire("005930", Want.QUOTE)
    await rig.turn()
    first.close()
    first.close()
    await rig.turn()
    assert rig.feed.streamed == {"005930"}
    second.close()
    await rig.turn()
    await rig.turn()
    assert rig.feed.streamed == frozenset()


async def test_books_and_tapes_are_asked_once_at_first(rig: Rig) -> None:
    rig.feed.acquire("005930", Want.BOOK, Rank.LINKED)
    rig.feed.follow_tape("005930")
    await rig.turn()
    await rig.turn()
    assert rig.source.books == ["005930"]
    assert rig.state.tape("005930").count == 1
    rig.feed.reset_snapshots()
    await rig.turn()
    await rig.turn()
    assert rig.source.books == ["005930", "005930"]


async def test_a_broken_stream_means_polling_and_a_failure_is_told(rig: Rig) -> None:
    failures: list[Exception] = []
    rig.feed.failed.connect(failures.append)
    rig.feed.acquire("005930", Want.QUOTE)
    await rig.turn()
    rig.way = DOWN
    assert rig.feed.polled == ("005930",)
    rig.source.refuse = True
    rig.feed.acquire("000660", Want.BOOK)
    rig.feed.follow_tape("000660")
    for _ in range(5):
        await rig.turn()
    assert {str(error) for error in failures} == {"down"}
    rig.clock.advance(60)
    assert rig.feed.age("005930").kind is AgeKind.STALE


async def test_a_suspect_name_is_asked_once(rig: Rig) -> None:
    rig.feed.acquire("005930", Want.QUOTE)
    await rig.turn()
    for _ in range(60):
        rig.state.apply_quote(Quote("005930", time="100000"), rig.clock.monotonic())
        rig.clock.advance(0.2)
    rig.clock.advance(15)
    assert rig.feed.age("005930").kind is AgeKind.SUSPECT
    for _ in range(8):
        await rig.turn()
    assert rig.source.books == ["005930"]


async def test_names_that_fall_silent_together_are_asked_a_few_at_a_time() -> None:
    """What a new name needs is not behind a call for each of them; the most wanted go first."""
    rig = Rig(limit=100)
    codes = [f"{n:06d}" for n in range(1, 21)]
    async with asyncio.TaskGroup() as group:
        task = group.create_task(rig.feed.run())
        for code in codes:
            rig.feed.acquire(code, Want.QUOTE, Rank.HIDDEN if code < "000018" else Rank.LINKED)
        await rig.turn()
        for _ in range(60):
            for code in codes:
                rig.state.apply_quote(Quote(code, time="100000"), rig.clock.monotonic())
            rig.clock.advance(0.2)
        rig.clock.advance(15)
        while not rig.source.books:
            await rig.turn()
        assert rig.source.books == ["000018", "000019", "000020"]
        rig.feed.acquire("005930", Want.QUOTE)
        while rig.source.asked[-1] != ("005930",):
            assert len(rig.source.books) < len(codes)
            await rig.turn()
        while len(rig.source.books) < len(codes):
            await rig.turn()
        assert sorted(rig.source.books) == codes
        task.cancel()


def test_ages_follow_the_way_not_the_name() -> None:
    heard = Heard(0.0)
    assert streamed_age(heard, UP, True, 5.0) == Age(AgeKind.FRESH, 5.0)
    assert streamed_age(heard, UP, True, 20.0).kind is AgeKind.QUIET
    assert streamed_age(heard, UP, False, 5.0).kind is AgeKind.STALE
    assert streamed_age(None, DOWN, True, 5.0).kind is AgeKind.NONE
    assert streamed_age(None, UP, True, 5.0).kind is AgeKind.QUIET
    assert Way(True, 31.0, 1.0, True).fresh is False
    assert Way(True, 31.0, 20.0, True).fresh is True
    assert polled_age(None, 2.0, 9.0).kind is AgeKind.NONE
    assert polled_age(1.0, 2.0, 4.0).kind is AgeKind.POLLED
    assert polled_age(1.0, 2.0, 6.0).kind is AgeKind.STALE


async def test_first_quotes_that_failed_are_asked_again(rig: Rig) -> None:
    rig.source.refuse = True
    rig.feed.acquire("005930", Want.QUOTE)
    failures: list[Exception] = []
    rig.feed.failed.connect(failures.append)
    for _ in range(3):
        await rig.turn()
    assert len(failures) == 1 and rig.state.quote("005930") is None
    rig.source.refuse = False
    for _ in range(4):
        await rig.turn()
    assert rig.state.quote("005930") is not None


async def test_a_watch_registers_any_type_and_takes_a_place(rig: Rig) -> None:
    for number in range(1, 8):
        rig.feed.acquire(f"{number:06d}", Want.QUOTE, Rank.HIDDEN)
    member = rig.feed.watch("005930_NX", "0F", Rank.LINKED)
    session = rig.feed.watch("", "0s")
    await rig.turn()
    assert WantedItem("005930_NX", "0F", Rank.LINKED) in rig.source.wanted
    assert len(rig.feed.streamed) == 4
    member.close()
    member.close()
    session.close()
    await rig.turn()
    assert not any(item.item == "005930_NX" for item in rig.source.wanted)
    assert len(rig.feed.streamed) == 5
    assert "0s" in {item.type for item in rig.source.wanted}


async def test_a_first_book_and_tape_that_failed_are_asked_again_while_wanted(rig: Rig) -> None:
    rig.source.refuse = True
    wanted = rig.feed.acquire("005930", Want.BOOK, Rank.LINKED)
    rig.feed.follow_tape("005930")
    dropped = rig.feed.acquire("000660", Want.BOOK)
    dropped.close()
    for _ in range(3):
        await rig.turn()
    assert sorted(rig.source.books) == ["000660", "005930"]
    rig.source.refuse = False
    for _ in range(6):
        await rig.turn()
    assert sorted(rig.source.books) == ["000660", "005930", "005930"]
    assert rig.state.book("005930") is not None
    assert rig.state.tape("005930").count == 1
    wanted.close()


class Refusal(Exception):
    """An answer that will be the same next time."""

    retry = False


async def test_a_refused_book_is_not_asked_again(rig: Rig) -> None:
    rig.source.error = Refusal()
    rig.source.refuse = True
    rig.feed.acquire("005930", Want.BOOK, Rank.LINKED)
    for _ in range(9):
        await rig.turn()
    assert rig.source.books == ["005930"]
