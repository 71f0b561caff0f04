"""Where and until when an order will live, said only as far as the dated rules know it."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.announced import standing
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import OrderType
from kiwoom_desk.domain.quote import MarketPhase
from kiwoom_desk.domain.session import Phase
from kiwoom_desk.orders.lifetime import Kept, Lifetime, lifetime
from tests.support.order_desk import rules

RULES = rules()


def life(
    at: str,
    kind: OrderType = OrderType.LIMIT,
    venue: Venue = Venue.KRX,
    place: str = "live",
    word: MarketPhase | None = None,
) -> Lifetime:
    moment = datetime.combine(date(2026, 11, 20), time.fromisoformat(at), KST)
    now = standing(RULES, place, venue, moment, word)
    return lifetime(RULES, place, venue, kind, moment, now)


@pytest.mark.parametrize(
    ("at", "phase"),
    [
        ("08:45", Phase.OPENING_AUCTION),
        ("10:00", Phase.CONTINUOUS),
        ("15:25", Phase.CLOSING_AUCTION),
    ],
)
def test_a_day_order_of_the_main_market_lives_until_its_close(at: str, phase: Phase) -> None:
    told = life(at)
    assert (told.phase, told.kept, told.unsure) == (phase, Kept.DAY, False)
    assert told.until is not None and f"{told.until:%H:%M}" == "15:30"


def test_an_order_at_once_does_not_stay() -> None:
    for kind in (OrderType.LIMIT_IOC, OrderType.MARKET_FOK):
        told = life("10:00", kind)
        assert (told.kept, told.until) == (Kept.AT_ONCE, None)


def test_after_hours_end_by_themselves() -> None:
    told = life("17:00", place="practice")
    assert told.phase is Phase.AFTER_MARKET
    assert told.kept is Kept.DAY and told.until is not None
    assert f"{told.until:%H:%M}" == "20:00"


def test_a_closed_market_tells_when_it_opens() -> None:
    told = life("22:00")
    assert (told.kept, told.phase) == (Kept.CLOSED, Phase.CLOSED)
    assert told.until is not None and f"{told.until:%m-%d %H:%M}" == "11-23 08:30"


def test_a_type_that_is_not_taken_now_is_told_as_such() -> None:
    told = life("10:00", OrderType.AFTER_FIXED)
    assert told.kept is Kept.CLOSED and told.phase is Phase.CONTINUOUS


def test_some_type_is_marked_unsure_where_the_table_says_so() -> None:
    hours = ("08:35", "08:45", "10:00", "15:25", "15:45", "17:00")
    told = {life(at, kind, venue).unsure for at in hours for kind in OrderType for venue in Venue}
    assert told == {False, True}


def test_the_broker_s_word_against_the_table_says_no_hour_of_the_table() -> None:
    late = MarketPhase("0", "093000", "")
    told = life("09:31", word=late)
    assert (told.phase, told.kept, told.until) == (Phase.OPENING_AUCTION, Kept.DAY, None)
    assert told.announced
    told = life("09:31", OrderType.LIMIT_IOC, word=late)
    assert told.kept is Kept.CLOSED and told.until is None and told.announced
    told = life("09:31", OrderType.LIMIT_IOC, word=MarketPhase("0", "093000", "003000"))
    assert told.until is not None and f"{told.until:%H:%M}" == "10:00"
    told = life("10:00", word=MarketPhase("9", "095900", ""))
    assert (told.kept, told.phase, told.until) == (Kept.CLOSED, Phase.CLOSED, None)
    told = life("15:25", OrderType.LIMIT_IOC, word=MarketPhase("3", "090000", ""))
    assert told.kept is Kept.AT_ONCE and told.announced


def test_a_word_that_agrees_with_the_table_leaves_its_hours() -> None:
    told = life("10:00", word=MarketPhase("3", "090000", "000000"))
    assert not told.announced and told.until is not None and f"{told.until:%H:%M}" == "15:30"
