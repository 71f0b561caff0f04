"""Days, minutes and books of all names as columns say what the answers of one name say."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiwoom_desk.practice.day_book import DAYS, DayBook
from kiwoom_desk.practice.draws import Ints
from kiwoom_desk.practice.history import History
from tests.support.asking import house_at, still_house
from tests.support.flows import at, started

NAMES = (0, 1, 57, 140, 200, 311, 330)


def test_the_book_of_days_holds_the_bars_of_the_history() -> None:
    flow = started(at(10, 0))
    history = History(flow)
    book = DayBook(flow, history)
    calendar = flow.path.calendar
    today = calendar.position(flow.day)
    for index in NAMES:
        bars = history.daily(index, calendar.day(today - 1), 250)
        lasting = {calendar.day(today - back): back for back in range(1, 251)}
        assert int(book.high(250)[index]) == bars.high.max()
        assert int(book.low(250)[index]) == bars.low.min()
        assert int(book.most_volume(250)[index]) == bars.volume.max()
        newest = bars.cut(slice(len(bars) - 1, None))
        back = lasting[(at(0, 0).fromtimestamp(int(newest.starts[0]), at(0, 0).tzinfo)).date()]
        assert int(book.volume(back)[index]) == newest.volume[0]
        assert int(book.value(back)[index]) == newest.value[0]
        assert int(book.close(back)[index]) == newest.close[0]


def test_days_that_pass_move_the_book_like_a_fresh_one() -> None:
    flow = started(at(10, 0, day=18))
    book = DayBook(flow, History(flow))
    assert book.volume(1).any()
    flow.start(at(10, 0, day=20))
    fresh = DayBook(flow, History(flow))
    for back in (1, 2, 3, DAYS):
        assert (book.close(back) == fresh.close(back)).all()
        assert (book.value(back) == fresh.value(back)).all()
        assert (book.move(back) == fresh.move(back)).all()


def test_a_book_grown_in_slices_is_the_same() -> None:
    flow = started(at(10, 0))
    slices, whole = (DayBook(flow, History(flow)) for _ in range(2))
    while not slices.whole:
        slices.grow(50)
    assert (slices.high(DAYS) == whole.high(DAYS)).all()
    assert (slices.low(DAYS) == whole.low(DAYS)).all()


def test_our_own_fill_of_a_day_before_counts() -> None:
    flow = started(at(10, 0, day=19))
    index = flow.universe.by_code["005930"].index
    flow.record_own(index, at(9, 59, day=19), int(flow.board.upper[index]), 77, True)
    flow.start(at(10, 0, day=20))
    history = History(flow)
    book, bars = DayBook(flow, history), history.daily(index, at(0, 0, day=19).date(), 1)
    assert int(book.volume(1)[index]) == bars.volume[-1]
    assert int(book.high(1)[index]) == bars.high[-1]
    assert int(book.value(1)[index]) == bars.value[-1]


def _runs(moves: list[int], state: int) -> int:
    """Count by hand the days in a row like a state, today included."""
    count = 1
    for move in moves:
        alike = (
            move == state
            if abs(state) == 2
            else (move > 0) - (move < 0) == (state > 0) - (state < 0)
        )
        if not alike:
            return count
        count += 1
    return count


@given(st.integers(0, 388), st.sampled_from([-2, -1, 0, 1, 2]))
@settings(max_examples=60, deadline=None)
def test_runs_count_days_alike(index: int, state: int) -> None:
    book = still_house().day_book
    states: Ints = np.full(len(book.close(1)), state)
    moves = [int(book.move(back)[index]) for back in range(1, 41)]
    assert min(int(book.runs(states)[index]), 41) == _runs(moves, state)


@given(st.sampled_from([50, 100, 300]), st.integers(1, 30))
@settings(max_examples=20, deadline=None)
def test_bands_share_the_volume_of_their_days(days: int, count: int) -> None:
    book = still_house().day_book
    low, width, volumes = book.bands(days, count)
    total = sum(book.volume(back) for back in range(1, days + 1))
    assert (volumes.sum(axis=1) == total).all()
    assert (low + width * count > book.high(days)).all()


@pytest.mark.parametrize("minutes", [(9, 1), (15, 20), (15, 31)])
def test_a_moment_is_the_board_of_that_minute(minutes: tuple[int, int]) -> None:
    moments = house_at(at(15, 40)).moments
    found = moments.at(minutes[0] * 3600 + minutes[1] * 60)
    board = started(at(*minutes)).board
    assert (found.price == board.price).all()
    assert (found.volume == board.volume).all()
    assert (found.last_buy == board.last_buy).all()


def test_no_moment_lies_ahead_or_between() -> None:
    moments = still_house().moments
    for second in (36_060, 35_999):
        with pytest.raises(ValueError, match="no moment"):
            moments.at(second)
    assert moments.ago(5).second == 35_700
    assert moments.ago(10_000).second == 0


@pytest.mark.parametrize(
    "moment", [at(8, 45), at(12, 7, 13), at(15, 0, 28), at(15, 23, 5), at(15, 40)]
)
def test_books_of_all_names_are_the_books_of_each(moment: object) -> None:
    house = house_at(moment)  # type: ignore[arg-type]
    found = house.depths.now()
    for item in house.exchange.universe.listings:
        book = house.exchange.book(item.code)
        told = (book.ask_total, book.bid_total, book.ask_prices[0], book.ask_sizes[0],
                book.bid_prices[0], book.bid_sizes[0])  # fmt: skip
        columns = (found.asks, found.bids, found.ask, found.ask_size, found.bid, found.bid_size)
        assert tuple(int(column[item.index]) for column in columns) == told


def test_a_living_book_counts() -> None:
    house = house_at()
    exchange = house.exchange
    exchange.watch("005930")
    exchange.advance_to(exchange.now + timedelta(seconds=3))
    book, found = exchange.book("005930"), house.depths.now()
    index = exchange.universe.by_code["005930"].index
    assert (int(found.asks[index]), int(found.bids[index])) == (book.ask_total, book.bid_total)
