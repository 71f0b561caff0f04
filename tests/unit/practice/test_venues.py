"""NXT, KRX's after-market and SOR: their paths, their orders, and the same path watched or not."""

from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import OrderState, OrderType, ReportKind, Side
from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.domain.session import Phase
from kiwoom_desk.practice.answers.names import view
from kiwoom_desk.practice.events import Event, OrderReported, SessionChanged, Traded
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.intake import Accepted, NewOrder, Refused
from kiwoom_desk.practice.opening import open_exchange
from kiwoom_desk.practice.rings import NXT
from kiwoom_desk.practice.shelf import SHELF
from kiwoom_desk.practice.side_flow import SideFlow, nxt_members
from kiwoom_desk.practice.together import VenueColumns, volume_of
from kiwoom_desk.practice.universe import Universe, default_universe
from tests.support.flows import COLUMNS, market_rules

CODE = "005930"
DAY = date(2026, 11, 20)
PHASES = frozenset({Phase.PRE_MARKET, Phase.CONTINUOUS, Phase.AFTER_MARKET})


def at(clock: str, day: date = DAY) -> datetime:
    """Return a moment of a day, by default a Friday after the change of the after-market."""
    return datetime.combine(day, datetime.strptime(clock, "%H:%M:%S").time(), KST)  # noqa: DTZ007


def opened(start: datetime, seed: int = 1) -> Exchange:
    """Return an exchange over the real path with a lot of cash."""
    universe, rules = default_universe(), market_rules()
    flow = Flow(universe, rules, seed)
    return Exchange(
        universe, rules, flow, seed=seed, start=start, cash=10**10, account_number="5000000010"
    )


def buy(
    exchange: Exchange,
    venue: Venue,
    kind: OrderType = OrderType.LIMIT,
    quantity: int = 10,
    price: int | None = None,
    trigger: int | None = None,
) -> Accepted | Refused:
    """Place a buy of the one code."""
    return exchange.place(NewOrder(CODE, venue, Side.BUY, kind, quantity, price, trigger))


def taken(answer: Accepted | Refused) -> str:
    """Return the number of an accepted order."""
    assert isinstance(answer, Accepted), answer
    return answer.order_number


def venues(events: list[Event]) -> list[str]:
    """Return the venue of each fill."""
    return [e.fill.venue.value for e in events if isinstance(e, OrderReported) and e.fill]


def kinds(events: list[Event]) -> list[ReportKind]:
    """Return what was reported."""
    return [e.kind for e in events if isinstance(e, OrderReported)]


# --- the path ------------------------------------------------------------------------------


def test_about_half_of_the_liquid_shares_are_on_nxt() -> None:
    universe = default_universe()
    members = nxt_members(universe)
    shares = [i for i in universe.listings if i.product == "share" and not i.halted]
    assert 0.3 < len(members) / len(shares) < 0.7
    assert CODE in {item.code for item in members}
    assert "069500" not in {item.code for item in members}


def test_stepping_nxt_equals_jumping_across_its_sessions() -> None:
    main = Flow(default_universe(), market_rules(), 1)
    main.start(at("08:00:00"))
    members = nxt_members(default_universe())
    stepped, jumped = (SideFlow(main, Venue.NXT, members, PHASES) for _ in range(2))
    stepped.start(at("08:49:30"))
    jumped.start(at("09:01:20"))
    moment = at("08:49:30")
    while moment < at("09:01:20"):
        moment += timedelta(seconds=1)
        stepped.advance(moment)
    for name in COLUMNS:
        assert (getattr(stepped.board, name) == getattr(jumped.board, name)).all(), name
    quiet = stepped.prints(0, at("09:00:30"), 1)[0]
    assert quiet.time_ms < (8 * 60 + 50) * 60_000


def test_nxt_follows_krx_within_a_tick_size_and_stops_with_it() -> None:
    exchange = opened(at("14:00:00"))
    nxt, main = exchange.rings.nxt, exchange.flow
    assert nxt is not None and isinstance(main, Flow)
    krx = main.board.price[nxt.names]
    tick = nxt.path.grid.size(np.arange(len(krx)), krx)
    near = np.abs(nxt.board.price - krx) <= 3 * tick
    assert near.mean() > 0.9
    assert (nxt.board.volume.sum() > 0) and (
        nxt.board.volume < 2 * main.board.volume[nxt.names] + 1000
    ).all()
    for pause in main.pauses:
        code = main.universe.listings[pause.row].code
        if code not in exchange.rings.members or pause.end > 14 * 3600:
            continue
        tape = nxt.prints(nxt.universe.by_code[code].index, at("14:00:00"), 100_000)
        assert not [p for p in tape if pause.begin * 1000 <= p.time_ms < pause.end * 1000]


def test_columns_of_both_venues_add_up() -> None:
    exchange = opened(at("10:00:00"))
    columns = VenueColumns(exchange)
    krx, nxt, both = (columns.of(choice) for choice in "123")
    assert (both.volume == krx.volume + nxt.volume).all()
    assert (both.value == krx.value + nxt.value).all()
    assert (both.high == np.maximum(krx.high, nxt.high)).all()
    assert columns.of("1") is exchange.board
    index = exchange.universe.by_code[CODE].index
    assert volume_of(exchange, CODE + "_AL") == int(both.volume[index])
    assert volume_of(exchange, CODE + NXT) == int(nxt.volume[index])
    book = exchange.book(CODE + "_AL")
    assert book.ask_prices[0] == min(exchange.book(c).ask_prices[0] for c in (CODE, CODE + NXT))
    levels = set(exchange.book(CODE).ask_prices) & set(book.ask_prices)
    assert levels and book.ask_total > 0


@pytest.mark.parametrize("start", ["08:10:00", "10:00:00", "17:00:00"])
def test_watching_nxt_changes_nothing(start: str) -> None:
    watched, alone = opened(at(start)), opened(at(start))
    watched.watch(CODE + NXT)
    watched.watch(CODE)
    end = at(start) + timedelta(seconds=20)
    watched.advance_to(end)
    alone.advance_to(end)
    one, other = watched.rings.nxt, alone.rings.nxt
    assert one is not None and other is not None
    for name in COLUMNS:
        assert (getattr(one.board, name) == getattr(other.board, name)).all(), name
    told = [e for e in watched.drain() if isinstance(e, Traded) and e.code == CODE + NXT]
    tape = one.prints(one.universe.by_code[CODE].index, end, 3_000)
    since = [
        p for p in tape if p.time_ms >= int((at(start) - at("00:00:00")).total_seconds()) * 1000
    ]
    assert sum(e.size for e in told) == sum(p.size for p in since) > 0


def test_the_after_market_goes_on_from_the_regular_day() -> None:
    exchange = opened(at("16:00:00"))
    index = exchange.universe.by_code[CODE].index
    exchange.watch(CODE)
    exchange.advance_to(at("16:00:30"))
    told = [e for e in exchange.drain() if isinstance(e, Traded)]
    assert {e.code for e in told} == {CODE}
    assert told[0].volume > int(exchange.board.volume[index])
    assert told[-1].high >= int(exchange.board.high[index])


# --- orders --------------------------------------------------------------------------------


def test_an_order_on_nxt_fills_there_and_nowhere_else() -> None:
    exchange = opened(at("10:00:00"))
    ask = exchange.book(CODE + NXT).ask_prices[0]
    nxt = exchange.rings.nxt
    assert nxt is not None
    index, krx = nxt.universe.by_code[CODE].index, exchange.universe.by_code[CODE].index
    before = int(nxt.board.volume[index]), int(exchange.board.volume[krx])
    taken(buy(exchange, Venue.NXT, price=ask))
    assert venues(exchange.drain()) == ["NXT"]
    after = int(nxt.board.volume[index]), int(exchange.board.volume[krx])
    assert after == (before[0] + 10, before[1])
    assert exchange.account.fills[-1].venue is Venue.NXT


def test_a_smart_order_takes_the_better_price_of_both_venues_under_one_number() -> None:
    exchange = opened(at("10:00:00"))
    books = [exchange.book(code) for code in (CODE, CODE + NXT)]
    limit = max(book.ask_prices[1] for book in books)
    size = sum(
        s for b in books for p, s in zip(b.ask_prices, b.ask_sizes, strict=True) if 0 < p <= limit
    )
    number = taken(buy(exchange, Venue.SOR, quantity=size, price=limit))
    events = exchange.drain()
    assert set(venues(events)) == {"KRX", "NXT"}
    fills = [e.fill for e in events if isinstance(e, OrderReported) and e.fill]
    assert {fill.order_number for fill in fills} == {number}
    prices = [fill.price for fill in fills]
    assert prices == sorted(prices) and exchange.account.orders[number].filled == size


def test_amends_and_cancels_name_the_originals_venue() -> None:
    exchange = opened(at("10:00:00"))
    low = exchange.book(CODE).bid_prices[4]
    for venue in (Venue.NXT, Venue.SOR):
        number = taken(buy(exchange, venue, price=low))
        for other in set(Venue) - {venue}:
            refusal = exchange.cancel(number, CODE, other, 0)
            assert isinstance(refusal, Refused) and refusal.code == "571412"
        child = exchange.amend(number, CODE, venue, 4, exchange.book(CODE).bid_prices[3])
        assert isinstance(child, Accepted)
        assert isinstance(exchange.cancel(number, CODE, venue, 0), Accepted)
        assert isinstance(exchange.cancel(child.order_number, CODE, venue, 0), Accepted)
    assert not exchange.account.open_orders() and not exchange.rings.stalls


def test_an_amended_smart_order_matches_at_the_better_venue() -> None:
    exchange = opened(at("10:00:00"))
    number = taken(buy(exchange, Venue.SOR, price=exchange.book(CODE).bid_prices[5]))
    exchange.drain()
    high = exchange.book(CODE).ask_prices[3]
    child = exchange.amend(number, CODE, Venue.SOR, 0, high)
    assert isinstance(child, Accepted)
    assert exchange.account.orders[child.order_number].state is OrderState.FILLED
    best = min(exchange.book(code).ask_prices[0] for code in (CODE, CODE + NXT))
    assert exchange.account.fills[-1].price <= max(best, high)


@pytest.mark.parametrize(
    ("clock", "venue", "kind", "code"),
    [
        ("08:10:00", Venue.KRX, OrderType.LIMIT, "505217"),
        ("08:10:00", Venue.NXT, OrderType.MARKET, "521790"),
        ("08:55:00", Venue.NXT, OrderType.LIMIT, "505217"),
        ("10:00:00", Venue.KRX, OrderType.AFTER_FIXED, "521790"),
        ("10:00:00", Venue.NXT, OrderType.CONDITIONAL, "521790"),
        ("16:30:00", Venue.KRX, OrderType.MARKET, "521790"),
        ("16:30:00", Venue.KRX, OrderType.SINGLE_PRICE, "521790"),
        ("20:30:00", Venue.SOR, OrderType.LIMIT, "505217"),
    ],
)
def test_what_the_order_table_refuses(clock: str, venue: Venue, kind: OrderType, code: str) -> None:
    exchange = opened(at(clock))
    price = int(exchange.board.base[0]) if kind.needs_price else None
    answer = buy(exchange, venue, kind, price=price)
    assert isinstance(answer, Refused) and answer.code == code


def test_orders_of_a_session_end_with_it() -> None:
    exchange = opened(at("08:49:50"))
    low = exchange.book(CODE + NXT).bid_prices[5]
    number = taken(buy(exchange, Venue.NXT, price=low))
    exchange.advance_to(at("08:50:00"))
    assert exchange.account.orders[number].state is OrderState.EXPIRED
    flags = [e.flag for e in exchange.drain() if isinstance(e, SessionChanged)]
    assert flags == ["Q"]


def test_the_after_market_takes_limit_orders_of_krx() -> None:
    exchange = opened(at("16:30:00"))
    ask = exchange.book(CODE).ask_prices[0]
    taken(buy(exchange, Venue.KRX, price=ask))
    assert venues(exchange.drain()) == ["KRX"]
    taken(buy(exchange, Venue.SOR, quantity=50, price=exchange.book(CODE).ask_prices[4]))
    assert len(venues(exchange.drain())) >= 1


# --- order types ---------------------------------------------------------------------------


@pytest.mark.parametrize("venue", list(Venue))
def test_mid_price_orders_fill_between_the_best(venue: Venue) -> None:
    exchange = opened(at("10:00:00"))
    number = taken(buy(exchange, venue, OrderType.MID))
    exchange.advance_to(at("10:00:20"))
    order = exchange.account.orders[number]
    assert order.state is OrderState.FILLED
    fill = exchange.account.fills[-1]
    assert fill.venue is (Venue.NXT if venue is Venue.NXT else Venue.KRX)


def test_mid_price_orders_that_may_not_wait_end_at_once() -> None:
    exchange = opened(at("10:00:00"))
    for second in range(1, 8):
        for kind in (OrderType.MID_IOC, OrderType.MID_FOK):
            order = exchange.account.orders[taken(buy(exchange, Venue.KRX, kind))]
            assert order.open == 0
        exchange.advance_to(at("10:00:00") + timedelta(seconds=second))
    told = kinds(exchange.drain())
    assert ReportKind.FILLED in told and ReportKind.CANCELED in told


def test_a_stop_waits_for_its_trigger_and_is_a_limit_order_then() -> None:
    exchange = opened(at("10:00:00"))
    price = exchange.price(CODE)
    far = exchange.band(CODE).upper
    waiting = taken(buy(exchange, Venue.KRX, OrderType.STOP_LIMIT, 5, far, far))
    assert kinds(exchange.drain()) == [ReportKind.RECEIVED]
    child = exchange.amend(waiting, CODE, Venue.KRX, 0, far, price)
    assert isinstance(child, Accepted)
    exchange.advance_to(at("10:00:02"))
    assert exchange.account.orders[child.order_number].state is OrderState.FILLED
    assert exchange.account.fills[-1].price < far


def test_fixed_prices_before_and_after_the_session() -> None:
    early = opened(at("08:31:00"))
    base = int(early.board.base[early.universe.by_code[CODE].index])
    number = taken(buy(early, Venue.KRX, OrderType.PRE_FIXED))
    early.advance_to(at("08:33:00"))
    order = early.account.orders[number]
    assert (order.state, order.average_fill) == (OrderState.FILLED, base)
    late = opened(at("15:39:55"))
    close = late.price(CODE)
    number = taken(buy(late, Venue.KRX, OrderType.AFTER_FIXED))
    gone = taken(buy(late, Venue.KRX, OrderType.AFTER_FIXED, 7))
    assert isinstance(late.cancel(gone, CODE, Venue.KRX, 0), Accepted)
    late.advance_to(at("15:41:00"))
    order = late.account.orders[number]
    assert (order.state, order.average_fill) == (OrderState.FILLED, close)


def test_the_single_price_market_before_it_ended() -> None:
    day = date(2026, 9, 10)
    exchange = opened(at("16:09:50", day))
    close = exchange.price(CODE)
    refusal = buy(exchange, Venue.KRX, OrderType.SINGLE_PRICE, price=close * 12 // 10 // 500 * 500)
    assert isinstance(refusal, Refused) and refusal.code == "RC4027"
    number = taken(
        buy(exchange, Venue.KRX, OrderType.SINGLE_PRICE, price=close * 105 // 100 // 500 * 500)
    )
    assert exchange.account.orders[number].state is OrderState.OPEN
    exchange.advance_to(at("16:10:01", day))
    order = exchange.account.orders[number]
    assert order.state is OrderState.FILLED
    assert abs(order.average_fill - close) * 10 <= close


def test_before_nxt_opened_there_is_none() -> None:
    exchange = opened(at("10:00:00", date(2025, 2, 20)))
    assert exchange.rings.nxt is None
    refusal = buy(exchange, Venue.NXT, price=exchange.price(CODE))
    assert isinstance(refusal, Refused)
    assert isinstance(buy(exchange, Venue.KRX, price=exchange.price(CODE)), Accepted)


def test_a_restart_finds_orders_and_fills_of_every_venue(tmp_path: Path) -> None:
    def make(universe: Universe, rules: MarketRules, seed: int, anchor: date | None) -> Flow:
        return Flow(universe, rules, seed, anchor)

    def reopened(start: datetime | None) -> Exchange:
        return open_exchange(
            default_universe(), market_rules(), make, seed=1, wall=at("10:00:00"), at=start,
            cash=10**9, account_number="5000000010", state_dir=tmp_path,
        ).exchange  # fmt: skip

    first = reopened(at("10:00:00"))
    low, far = first.book(CODE).bid_prices[6], first.band(CODE).upper
    taken(buy(first, Venue.NXT, OrderType.MARKET))
    waiting = {
        taken(buy(first, Venue.NXT, price=low)): CODE + NXT,
        taken(buy(first, Venue.SOR, price=low)): CODE,
        taken(buy(first, Venue.KRX, OrderType.STOP_LIMIT, 5, far, far)): CODE + SHELF,
    }
    before = volume_of(first, CODE + NXT)
    first.close()
    second = reopened(None)
    assert {order.number for order in second.account.open_orders()} == set(waiting)
    assert {number: second.places[number] for number in waiting} == waiting
    assert volume_of(second, CODE + NXT) == before
    assert second.account.fills[-1].venue is Venue.NXT
    for number in waiting:
        venue = second.account.orders[number].venue
        assert isinstance(second.cancel(number, CODE, venue, 0), Accepted)
    assert not second.account.open_orders()


def test_watching_in_the_evening_changes_no_figure_of_the_day() -> None:
    watched, alone = opened(at("16:30:00")), opened(at("16:30:00"))
    watched.watch(CODE)
    for exchange in (watched, alone):
        exchange.advance_to(at("16:30:10"))
    listing = watched.universe.by_code[CODE]
    assert view(watched, listing) == view(alone, listing)
    assert watched.book(CODE).ask_prices == alone.book(CODE).ask_prices
