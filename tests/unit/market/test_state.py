"""Live state: conflation, dirty sets, the tape ring, and REST never overwriting the stream."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiwoom_desk.domain.book import Book
from kiwoom_desk.domain.quote import Expected, IndexQuote, Quote, Tick, VolatilityInterruption
from kiwoom_desk.market.state import MarketState
from kiwoom_desk.market.tape import TapeRing


class LazyBook:
    def __init__(self, code: str) -> None:
        self.code, self.decoded = code, 0

    def decode(self) -> Book:
        self.decoded += 1
        return Book(self.code, bid_prices=(70000,), bid_sizes=(5,))


def test_quotes_are_conflated_and_the_dirty_set_is_swapped() -> None:
    state = MarketState()
    state.apply_quote(Quote("005930", time="100000", price=70000), 1.0)
    state.apply_quote(Quote("005930", time="100001", price=70100), 2.0)
    assert state.take_dirty() == {"005930"}
    assert state.take_dirty() == frozenset()
    quote = state.quote("005930")
    assert quote is not None and quote.price == 70100
    assert state.messages == 2


def test_a_book_is_decoded_once_and_only_when_looked_at() -> None:
    state, source = MarketState(), LazyBook("005930")
    state.apply_book("005930", source, 1.0)
    assert source.decoded == 0
    assert state.book("005930") is state.book("005930")
    assert source.decoded == 1


def test_an_asked_book_does_not_replace_a_later_streamed_one() -> None:
    state = MarketState()
    streamed = Book("005930", time="100002")
    state.apply_book("005930", streamed, 5.0)
    state.apply_asked_book("005930", Book("005930", time="100000"), 4.0)
    assert state.book("005930") is streamed
    state.apply_asked_book("005930", newer := Book("005930", time="100003"), 6.0)
    assert state.book("005930") is newer


def test_a_polled_quote_never_goes_back_in_time_and_keeps_the_strength() -> None:
    state = MarketState()
    state.apply_quote(Quote("005930", time="100005", price=70100, strength=12000), 1.0)
    state.apply_polled((Quote("005930", time="100001", price=69900),), 2.0)
    assert state.quote("005930").price == 70100  # type: ignore[union-attr]
    state.apply_polled((Quote("005930", time="100006", price=70200),), 3.0)
    quote = state.quote("005930")
    assert quote is not None and quote.price == 70200 and quote.strength == 12000
    assert state.asked("005930") == 3.0


def test_interruptions_indices_and_expected_prices_are_kept() -> None:
    state = MarketState()
    event = VolatilityInterruption("005930", "삼성전자", "1", True, 77000, 70000, "101500", False)
    state.apply_interruption(event)
    assert state.interruptions == {"005930": event}
    state.apply_interruption(VolatilityInterruption("005930", "", "1", True, 0, 0, "", True))
    assert state.interruptions == {}
    state.apply_index(IndexQuote("001", "100000", 578120, 100, 31, 1, 1))
    assert state.index("001").level == 578120  # type: ignore[union-attr]
    state.apply_expected(Expected("005930", "085900", 70000, 0, 0, 0, 10), 1.0)
    assert state.expected("005930").size == 10  # type: ignore[union-attr]
    assert state.take_dirty() == {"005930", "001"}


def test_prints_are_kept_for_followed_names_only() -> None:
    state = MarketState()
    state.apply_tick("005930", Tick("100000", 70000, 3, 1))
    ring = state.tape("005930")
    assert ring.count == 0
    state.apply_tick("005930", Tick("100001", 70100, -4, 1))
    assert ring.latest(5) == (Tick("100001", 70100, -4, 1),)
    state.unfollow("005930")
    assert state.tape("005930").count == 0


@given(st.lists(st.integers(1, 10_000), max_size=60), st.integers(1, 20))
def test_the_ring_keeps_the_newest_prints_in_order(sizes: list[int], capacity: int) -> None:
    ring = TapeRing(capacity)
    for number, size in enumerate(sizes):
        ring.append(Tick(f"{number:06d}", 1000, size, 0))
    assert [tick.size for tick in ring.latest(100)] == sizes[::-1][:capacity]
    assert ring.count == len(sizes)


def test_a_ring_takes_a_list_newest_first_and_odd_times() -> None:
    ring = TapeRing(3)
    ring.replace((Tick("100002", 3, 1, 0), Tick("", 2, 1, 0), Tick("100000", 1, 1, 0)))
    assert [tick.price for tick in ring.latest(9)] == [3, 2, 1]
    assert ring.latest(9)[1].time == ""
