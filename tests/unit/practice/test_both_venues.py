"""A book of KRX and NXT told as one: of the venues that trade, never crossed, its parts add up."""

from datetime import timedelta
from itertools import pairwise

import pytest

from kiwoom_desk.practice.events import Traded
from kiwoom_desk.practice.rings import BOTH, NXT
from kiwoom_desk.practice.together import parts, together
from kiwoom_desk.practice.views import BookView, merged_view
from tests.support.asking import house_at
from tests.support.pushing import listening
from tests.unit.practice.test_venues import CODE, at, opened

_NAMES = 80


def view(ask: int, bid: int, size: int = 10) -> BookView:
    """Return a book with one level a side; 0 for an empty side."""
    nine = (0,) * 9
    counts = (1, *nine)
    asks, bids = size if ask else 0, size if bid else 0
    return BookView(
        at("10:00:00"), (ask, *nine), (asks, *nine), counts, (bid, *nine), (bids, *nine), counts,
        asks, bids,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("clock", "venues"),
    [
        ("08:10:00", [NXT]),
        ("08:40:00", [NXT]),
        ("09:00:10", [""]),
        ("10:00:00", ["", NXT]),
        ("15:25:00", [""]),
        ("15:50:00", [NXT]),
        ("20:30:00", [""]),
    ],
)
def test_a_book_of_both_is_of_the_venues_that_trade_and_never_crossed(
    clock: str, venues: list[str]
) -> None:
    exchange = opened(at(clock))
    assert exchange.rings.in_both(CODE) == tuple(CODE + venue for venue in venues)
    for code in sorted(exchange.rings.members)[:_NAMES]:
        book = exchange.book(code + BOTH)
        asks, bids = (set(levels) - {0} for levels in (book.ask_prices, book.bid_prices))
        assert not asks or not bids or max(bids) < min(asks), code
        if len(venues) == 1:
            assert book == exchange.book(code + venues[0])
        row, _ = parts(exchange, code + BOTH, book, {})
        for first, sizes in ((6044, book.ask_sizes), (6054, book.bid_sizes)):
            told = [int(row[str(first + n)]) + int(row[str(first + 22 + n)]) for n in range(10)]
            assert told == list(sizes), code


def test_what_crosses_the_first_venue_is_left_out() -> None:
    book = merged_view(view(10_000, 9_990), view(9_990, 9_980))
    assert (book.ask_prices[0], book.ask_sizes[0]) == (10_000, 10)
    assert book.bid_prices[:2] == (9_990, 9_980)
    book = merged_view(view(10_000, 9_990), view(10_010, 10_000))
    assert book.ask_prices[:2] == (10_000, 10_010) and book.bid_prices[0] == 9_990
    # At the daily limit a side is empty, and nothing crosses it.
    assert merged_view(view(0, 13_000), view(0, 13_000)).bid_sizes[0] == 20
    assert merged_view(view(7_000, 0), view(7_000, 0)).ask_sizes[0] == 20


@pytest.mark.parametrize("start", ["10:00:00", "17:00:00"])
def test_prints_of_both_are_told_between_prices_that_do_not_cross(start: str) -> None:
    exchange = opened(at(start))
    exchange.watch(CODE + BOTH)
    seen = 0
    for second in range(1, 61):
        exchange.advance_to(at(start) + timedelta(seconds=second))
        for event in exchange.drain():
            if isinstance(event, Traded) and event.code in (CODE, CODE + NXT):
                told = together(exchange, event)
                assert not told.ask or not told.bid or told.bid < told.ask
                seen += 1
    assert seen > 20


@pytest.mark.parametrize("start", ["10:00:00", "16:00:00"])
async def test_every_print_of_both_adds_its_own_size_and_no_more(start: str) -> None:
    house = house_at(at(start))
    async with listening(house) as client:
        await client.register([CODE + BOTH], ["0B"], "1")
        # A second at once: when its prints are told, both venues have gone on.
        for second in range(1, 16):
            house.exchange.advance_to(at(start) + timedelta(seconds=second))
            await client.play(house.exchange.now + timedelta(milliseconds=50))
        rows = [row["values"] for frame in client.frames for row in frame.get("data", ())]
    told = [(int(row["13"]), abs(int(row["15"]))) for row in rows if "15" in row]
    assert len(told) > 5
    for (before, _), (volume, size) in pairwise(told):
        assert volume == before + size
