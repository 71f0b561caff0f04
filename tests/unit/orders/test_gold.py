"""Gold in the money room: an account and lists of its own, for which nothing else waits."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest

from kiwoom_desk.base.clock import ManualClock
from kiwoom_desk.broker.link import Gap, GapKind
from kiwoom_desk.broker.order_lane import order_api
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.instrument import Instrument, Market, Product, Venue
from kiwoom_desk.domain.order import (
    GOLD_NAMES,
    Action,
    AmendDraft,
    BalanceEvent,
    CancelDraft,
    Credit,
    OrderState,
    OrderType,
    Outcome,
    RequestState,
    Side,
)
from kiwoom_desk.domain.position import Balance, Holding
from kiwoom_desk.orders.arming import Armed
from kiwoom_desk.orders.checks import DeskState, OrderContext, Situation, cost_of
from kiwoom_desk.orders.desk import Ticket
from kiwoom_desk.orders.journal import JournalError
from kiwoom_desk.orders.positions import Mismatch, net_filled
from tests.support.order_desk import (
    CODE,
    CONTEXT,
    START,
    Exchange,
    Room,
    buy,
    quiet,
    room,
    until,
)
from tests.unit.orders.test_checks import NOW, TARGET, WISH, codes
from tests.unit.orders.test_denial_facts import facts
from tests.unit.orders.test_halt import run_down

GOLD, MINI = "M04020000", "M04020100"
KILO = Instrument(GOLD, "금 99.99_1kg", Market.GOLD, Product.GOLD)
SEEN = OrderContext(KILO, last_price=200_000, last_age=0.5, lower=140_000, upper=260_000)
WANTED = msgspec.structs.replace(WISH, code=GOLD, price=200_000)
READ = msgspec.structs.replace(NOW, wish=WANTED, context=SEEN, gold_read=True)
LISTS = {"kt50031", "kt50075", "kt50020", "kt50021"}


def grams(quantity: int) -> Holding:
    cost = 200_000 * quantity
    return Holding(GOLD, "금", quantity, quantity, 200_000, cost, 200_000, cost, 0, 0)


async def press(here: Room, quantity: int = 2, side: Side = Side.BUY) -> Ticket:
    draft = buy(quantity, 200_000, code=GOLD, side=side)
    return await here.desk.submit(draft, SEEN)


async def looked_at(here: Room) -> None:
    here.desk.gold.want()
    await until(lambda: here.desk.gold.read)
    await quiet(here)


# --- which names, which way ----------------------------------------------------------------


def test_gold_is_what_the_catalogue_takes_for_gold() -> None:
    assert {GOLD, MINI} == GOLD_NAMES
    for api_id in ("kt50000", "kt50001", "kt50002", "kt50003"):
        fields = catalogue().api(api_id).request
        assert {*next(f.choices for f in fields if f.key == "stk_cd")} == GOLD_NAMES


def test_each_request_for_gold_has_an_api_of_its_own() -> None:
    draft = buy(code=GOLD)
    assert order_api(draft) == "kt50000"
    assert order_api(msgspec.structs.replace(draft, side=Side.SELL)) == "kt50001"
    assert order_api(AmendDraft("1", GOLD, Venue.KRX, Side.BUY, 0, 200_000)) == "kt50002"
    assert order_api(CancelDraft("1", MINI, Venue.KRX, Side.SELL)) == "kt50003"
    assert order_api(CancelDraft("1", CODE, Venue.KRX, Side.SELL)) == "kt10003"


# --- rules ---------------------------------------------------------------------------------


def gold_codes(now: Situation = READ, **changed: object) -> list[str]:
    return codes(now, WANTED, **changed)


def test_gold_waits_for_its_own_lists() -> None:
    assert gold_codes() == []
    assert gold_codes(msgspec.structs.replace(READ, gold_read=False)) == ["gold_not_read"]
    # Shares do not.
    assert codes(msgspec.structs.replace(NOW, gold_read=False)) == []


def test_gold_is_not_on_credit_and_a_gold_without_orders_is_told() -> None:
    assert gold_codes(credit=Credit()) == ["not_on_credit"]
    other = msgspec.structs.replace(KILO, code="M04020200")
    seen = msgspec.structs.replace(SEEN, instrument=other)
    strange = msgspec.structs.replace(READ, context=seen)
    assert facts(strange, WANTED, code="M04020200")["gold_name"] == {"code": "M04020200"}
    assert codes(msgspec.structs.replace(NOW, context=None)) == []


@pytest.mark.parametrize("kind", OrderType)
@pytest.mark.parametrize("venue", Venue)
def test_gold_takes_three_types_on_its_venue(kind: OrderType, venue: Venue) -> None:
    price = 200_000 if kind.needs_price else None
    trigger = 200_000 if kind.needs_trigger else None
    taken = kind in (OrderType.LIMIT, OrderType.LIMIT_IOC, OrderType.LIMIT_FOK)
    found = gold_codes(order_type=kind, venue=venue, price=price, trigger=trigger)
    assert found == ([] if taken and venue is Venue.KRX else ["order_type"])


def test_gold_has_no_evening() -> None:
    evening = msgspec.structs.replace(READ, phases=("after_market",))
    assert gold_codes(evening) == ["order_type"]
    assert codes(msgspec.structs.replace(NOW, phases=("after_market",))) == []
    auction = msgspec.structs.replace(READ, phases=("opening_auction",))
    assert gold_codes(auction) == []
    assert gold_codes(auction, order_type=OrderType.LIMIT_IOC) == ["order_type"]


def test_gold_stands_on_a_tick_of_ten() -> None:
    assert gold_codes(price=200_010) == []
    assert gold_codes(price=200_005) == ["off_tick"]


def test_the_fee_of_gold_bears_a_tax() -> None:
    assert cost_of(READ, 200_000) == 2_000_000 + 6_600
    assert cost_of(NOW, 200_000) == 2_000_000 + 300
    rich = msgspec.structs.replace(READ, orderable=2_006_600)
    assert gold_codes(rich) == []
    assert gold_codes(msgspec.structs.replace(rich, orderable=2_006_599)) == ["overspend"]


# --- the account ---------------------------------------------------------------------------


def test_grams_and_shares_are_counted_apart() -> None:
    gold = msgspec.structs.replace(TARGET, code=GOLD, filled=3)
    sold = msgspec.structs.replace(gold, side=Side.SELL, filled=1)
    assert net_filled((TARGET, gold, sold)) == {CODE: 4}
    assert net_filled((TARGET, gold, sold), gold=True) == {GOLD: 2}


async def test_money_and_grams_are_reserved_where_they_are_taken_from(tmp_path: Path) -> None:
    exchange = Exchange(ManualClock(START), gold_holdings=(grams(5),), gold_orderable=1_000_000)
    async with room(tmp_path, exchange) as here:
        await looked_at(here)
        gold = here.desk.account_of(GOLD)
        assert here.desk.account_of(CODE) is here.account is not gold
        assert (gold.orderable, gold.sellable(GOLD)) == (1_000_000, 5)
        assert (await press(here)).state is RequestState.ACKED
        assert gold.orderable == 1_000_000 - 401_320
        assert (await press(here, 3, Side.SELL)).state is RequestState.ACKED
        assert gold.sellable(GOLD) == 2
        assert here.account.orderable == 10_000_000
        denied = (await press(here, 3, Side.SELL)).denied
        assert denied is not None and denied.code == "oversell"


async def test_each_account_takes_the_pushes_of_its_own(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await looked_at(here)
        for code in (GOLD, CODE):
            event = BalanceEvent(here.exchange.account, code, 4, 10, 40, 4, 11, "", "")
            here.exchange.balance_events.emit(event)
        assert [h.code for h in here.desk.gold.account.positions] == [GOLD]
        assert [h.code for h in here.account.positions] == [CODE]


# --- reading -------------------------------------------------------------------------------


async def test_nothing_is_asked_about_gold_before_somebody_looks(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        assert (await here.desk.submit(buy(), CONTEXT)).state is RequestState.ACKED
        assert await here.desk.reconcile()
        assert LISTS.isdisjoint(here.exchange.reads)
        early = await press(here)
        assert early.denied is not None and early.denied.code == "gold_not_read"
        await until(lambda: here.desk.gold.read)
        here.desk.gold.want()
        await quiet(here)
        assert [here.exchange.reads.count(one) for one in sorted(LISTS)] == [1, 1, 1, 1]
        assert (await press(here)).state is RequestState.ACKED


@pytest.mark.parametrize("missing", sorted(LISTS))
async def test_gold_that_cannot_be_read_holds_up_gold_alone(tmp_path: Path, missing: str) -> None:
    async with room(tmp_path) as here:
        here.exchange.broken.update({missing} & {"kt50020", "kt50021"})
        here.exchange.incomplete.update({missing} & {"kt50031", "kt50075"})
        here.desk.gold.want()
        await until(lambda: here.desk.gold.reason != "")
        assert not here.desk.gold.read
        assert here.desk.state is DeskState.READY
        assert (await here.desk.submit(buy(), CONTEXT)).state is RequestState.ACKED
        denied = (await press(here)).denied
        assert denied is not None and denied.code == "gold_not_read"
        told: list[None] = []
        here.desk.gold.changed.connect(told.append)
        here.exchange.broken.clear()
        here.exchange.incomplete.clear()
        await quiet(here)
        here.clock.advance(1.0)
        await until(lambda: here.desk.gold.read)
        assert here.desk.gold.reason == ""
        assert told == [None]


@pytest.mark.expected_warnings("journal_failed")
async def test_a_journal_that_fails_leaves_gold_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_given: object) -> bool:
        raise JournalError("journal_failed", "disk full")

    async with room(tmp_path) as here:
        monkeypatch.setattr(here.journal, "append", full)
        here.desk.gold.want()
        await until(lambda: here.desk.gold.reason == "journal_failed")
        assert not here.desk.gold.read


async def test_after_a_gap_gold_is_read_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with room(tmp_path) as here:
        await looked_at(here)
        balance, gaps = here.exchange.gold_balance, [Gap(GapKind.HOLE)]

        async def with_a_gap() -> Balance:
            assert not here.desk.gold.read
            while gaps:
                here.exchange.gaps.emit(gaps.pop())
            return await balance()

        monkeypatch.setattr(here.exchange, "gold_balance", with_a_gap)
        here.exchange.reads.clear()
        here.exchange.gaps.emit(Gap(GapKind.RESTORED))
        assert not here.desk.gold.read
        await until(lambda: here.desk.gold.read)
        # The gap that came meanwhile was not answered by the first reading.
        assert here.exchange.reads.count("kt50020") == 2


async def test_without_the_stream_golds_lists_are_read_each_minute(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        here.exchange.gaps.emit(Gap(GapKind.LOST))
        await quiet(here)
        here.clock.advance(60.0)
        await until(lambda: here.exchange.reads.count("ka10075") == 2)
        await quiet(here)
        assert LISTS.isdisjoint(here.exchange.reads)
        await looked_at(here)
        assert (await press(here)).state is RequestState.ACKED
        here.exchange.silent = True
        here.exchange.fill("0000001", 2, 200_000)
        await quiet(here)
        here.clock.advance(60.0)
        await until(lambda: [o.state for o in here.desk.orders] == [OrderState.FILLED])
        # The lists tell how much, not for how much.
        assert here.desk.orders[0].amount is None


async def test_a_push_about_gold_has_it_read(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        draft = msgspec.to_builtins(buy(1, 200_000, code=GOLD))
        here.exchange.take("kt50000", draft)
        await until(lambda: here.desk.gold.read)
        assert [order.code for order in here.desk.ledger.open_orders] == [GOLD]
        before = here.exchange.reads.count("kt50020")
        await quiet(here)
        here.exchange.fill("0000001", 1, 200_000)
        await quiet(here)
        here.clock.advance(10.0)
        await until(lambda: here.exchange.reads.count("kt50020") > before)


async def test_a_restart_reads_the_days_of_gold(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await looked_at(here)
        assert (await press(here)).state is RequestState.ACKED
        await quiet(here)
    exchange = here.exchange
    exchange.clock.advance(24 * 3600.0)
    exchange.reads.clear()
    async with room(tmp_path, exchange) as again:
        await until(lambda: again.desk.gold.read)
        # Yesterday's order is over by that day's own list.
        assert [order.state for order in again.desk.orders] == [OrderState.EXPIRED]
        assert exchange.reads.count("kt50031") == 2
        assert exchange.reads.count("kt50075") == 1
        # No share was open then.
        assert exchange.reads.count("kt00007") == 1


# --- doubts and HALT -----------------------------------------------------------------------


async def test_a_doubt_about_gold_is_looked_for_in_golds_lists(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await looked_at(here)
        here.exchange.silent = True
        here.exchange.outcomes.append(Outcome(RequestState.UNKNOWN, code="timeout"))
        ticket = await press(here)
        assert ticket.state is RequestState.UNKNOWN
        here.exchange.reads.clear()
        await quiet(here)
        here.clock.advance(1.0)
        await until(lambda: here.desk.ledger.request(ticket.request).state is RequestState.ACKED)
        assert here.desk.ledger.request(ticket.request).how == "exact"
        assert here.exchange.reads[:2] == ["kt50031", "kt50075"]
        assert "ka10075" not in here.exchange.reads


async def test_a_doubt_of_before_a_restart_is_read_on_its_own_day(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await looked_at(here)
        here.exchange.silent = here.exchange.ghost = True
        here.exchange.outcomes.append(Outcome(RequestState.UNKNOWN, code="timeout"))
        assert (await press(here)).state is RequestState.UNKNOWN
    exchange = here.exchange
    exchange.clock.advance(24 * 3600.0)
    exchange.reads.clear()
    async with room(tmp_path, exchange) as again:
        await until(lambda: again.desk.gold.read)
        assert exchange.reads.count("kt50031") == 2
        assert exchange.reads.count("kt00007") == 1


async def test_amends_and_cancels_of_gold_go_its_way(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await looked_at(here)
        await press(here)
        await quiet(here)
        order = here.desk.ledger.open_orders[0]
        assert (await here.desk.amend(order, 0, 199_990, SEEN)).state is RequestState.ACKED
        await quiet(here)
        child = here.desk.ledger.open_orders[0]
        assert (child.price, child.original) == (199_990, order.number)
        assert (await here.desk.cancel(child)).state is RequestState.ACKED
        await quiet(here)
        assert here.desk.ledger.open_orders == ()
        sent = [request.intent.api_id for request in here.desk.requests]
        assert sent == ["kt50000", "kt50002", "kt50003"]
        assert [r.action for r in here.desk.requests] == [Action.NEW, Action.AMEND, Action.CANCEL]


async def test_halt_cancels_gold_too_and_waits_for_its_list(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await looked_at(here)
        await press(here)
        assert (await here.desk.submit(buy(1), CONTEXT)).state is RequestState.ACKED
        await quiet(here)
        here.exchange.incomplete.add("kt50075")
        await here.desk.kill_switch.pull("button")
        await until(lambda: here.desk.kill_switch.report.unread == "timeout")
        here.exchange.incomplete.clear()
        report = await asyncio.wait_for(run_down(here), 60)
        assert (report.cancelled, report.left, report.unread) == (2, (), "")
        assert here.desk.ledger.open_orders == ()


async def test_grams_that_differ_are_told_and_disarm_their_gold(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await looked_at(here)
        assert here.desk.arming.arm(Armed(GOLD, 10, 10_000_000)) is None
        assert here.desk.arming.armed is not None
        here.exchange.gold_holdings = (grams(3),)
        for _ in range(4):
            await here.desk.gold.account.refresh()
            here.clock.advance(15.0)
            await quiet(here)
        assert here.desk.gold.account.check.mismatches == {GOLD: Mismatch(GOLD, 0, 3)}
        assert here.account.check.mismatches == {}
        assert here.desk.arming.armed is None


async def test_halt_finds_gold_of_another_channel_though_nobody_looked_at_it(
    tmp_path: Path,
) -> None:
    async with room(tmp_path) as here:
        here.exchange.take("kt50000", msgspec.to_builtins(buy(2, 200_000, code=GOLD)))
        assert not here.desk.gold.wanted
        await here.desk.kill_switch.pull("button")
        report = await run_down(here)
        assert (report.left, report.cancelled, report.unread) == ((), 1, "")


@pytest.mark.parametrize("looked", [False, True])
async def test_halt_waits_for_the_list_of_gold_only_where_gold_is_looked_at(
    tmp_path: Path, looked: bool
) -> None:
    async with room(tmp_path) as here:
        await here.desk.submit(buy(), CONTEXT)
        if looked:
            await looked_at(here)
        here.exchange.incomplete.add("kt50075")
        await here.desk.kill_switch.pull("button")
        await quiet(here)
        assert here.desk.kill_switch.report.unread == ("timeout" if looked else "")
        here.exchange.incomplete.clear()
        assert (await run_down(here)).left == ()


async def test_halt_cancels_shares_before_it_asks_about_gold_that_nobody_looked_at(
    tmp_path: Path,
) -> None:
    async with room(tmp_path) as here:
        await here.desk.submit(buy(), CONTEXT)
        await quiet(here)
        here.exchange.reads.clear()
        await here.desk.kill_switch.pull("button")
        assert (await run_down(here)).cancelled == 1
        lists = [one for one in here.exchange.reads if one in ("ka10075", "kt50075")]
        assert lists == ["ka10075", "ka10075", "kt50075"]
