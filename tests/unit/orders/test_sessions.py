"""Which phase the money room goes by: the broker's word while fresh, and what it asks then."""

from __future__ import annotations

from pathlib import Path

import msgspec

from kiwoom_desk.base.clock import ManualClock
from kiwoom_desk.broker.link import Gap, GapKind
from kiwoom_desk.domain.announced import Standing
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.quote import MarketPhase
from kiwoom_desk.domain.session import Phase
from kiwoom_desk.orders.sessions import KEPT, Sessions
from tests.support.order_desk import CONTEXT, START, Exchange, buy, room, rules

TABLE = Standing((Phase.CONTINUOUS,))
CLOSING = Standing((Phase.CLOSING_AUCTION,), announced=True)


def listening() -> tuple[Sessions, Exchange, ManualClock]:
    clock = ManualClock(START)
    exchange = Exchange(clock)
    return Sessions(rules(), "practice", clock, exchange), exchange, clock


def test_a_word_is_taken_for_the_venues_it_speaks_of() -> None:
    sessions, exchange, _ = listening()
    assert sessions.standing(Venue.KRX) == TABLE
    exchange.phases.emit(MarketPhase("2", "100000", ""))
    assert sessions.standing(Venue.KRX) == sessions.standing(Venue.SOR) == CLOSING
    assert sessions.standing(Venue.NXT) == TABLE
    exchange.phases.emit(MarketPhase("S", "100000", ""))
    assert sessions.standing(Venue.NXT).phases == (Phase.CLOSED,)
    assert sessions.standing(Venue.KRX) == CLOSING
    exchange.phases.emit(MarketPhase("3", "100000", ""))
    assert sessions.standing(Venue.KRX) == TABLE


def test_a_word_without_a_time_is_of_this_moment() -> None:
    sessions, exchange, clock = listening()
    exchange.phases.emit(MarketPhase("2", "", ""))
    assert sessions.standing(Venue.KRX) == CLOSING
    clock.advance(899)
    assert sessions.standing(Venue.KRX) == CLOSING
    clock.advance(1)
    assert sessions.standing(Venue.KRX) == TABLE


def test_a_gap_of_the_stream_makes_every_word_old() -> None:
    for kind, kept in ((GapKind.LOST, TABLE), (GapKind.HOLE, TABLE), (GapKind.RESTORED, CLOSING)):
        sessions, exchange, _ = listening()
        exchange.phases.emit(MarketPhase("2", "100000", ""))
        exchange.gaps.emit(Gap(kind))
        assert sessions.standing(Venue.KRX) == kept


def test_a_word_of_yesterday_is_not_taken_for_today_s() -> None:
    sessions, exchange, clock = listening()
    exchange.phases.emit(MarketPhase("9", "100000", ""))
    assert sessions.standing(Venue.KRX).phases == (Phase.CLOSED,)
    clock.advance(KEPT)
    clock.rebase(START, 1.0)
    assert sessions.standing(Venue.KRX) == TABLE


async def test_a_market_order_asks_and_a_type_is_refused_by_the_word(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        market, context = buy(10, None), msgspec.structs.replace(CONTEXT, quantity_chosen=True)
        assert here.desk.questions(market, context) == ()
        assert here.desk.denials(market, context) == ()
        here.exchange.phases.emit(MarketPhase("2", "100000", ""))
        assert [one.code for one in here.desk.questions(market, context)] == ["market_in_auction"]
        refused = (await here.desk.submit(market, context)).denied
        assert refused is not None and refused.code == "market_in_auction"
        here.exchange.phases.emit(MarketPhase("9", "100000", ""))
        assert [one.code for one in here.desk.denials(market, context)] == ["order_type"]
        here.exchange.gaps.emit(Gap(GapKind.LOST))
        assert here.desk.denials(market, context) == ()
        assert here.exchange.posts == []
