"""Kept state: nothing of an account is lost, damage is set aside, the clock never goes back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import OrderState, OrderType, Side
from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.practice.intake import Accepted, NewOrder
from kiwoom_desk.practice.keep import NAME, load
from kiwoom_desk.practice.opening import (
    ClockWouldGoBack,
    Opened,
    UnknownHoldings,
    open_exchange,
    start_moment,
)
from kiwoom_desk.practice.universe import Universe
from tests.support.scripted_flow import (
    OPEN,
    ScriptedFlow,
    ScriptedPrint,
    market_rules,
    small_universe,
)

CODE = "005930"
RULES = market_rules()


def make_flow(
    universe: Universe, rules: MarketRules, seed: int, anchor: date | None
) -> ScriptedFlow:
    flow = ScriptedFlow(universe, rules, anchor=anchor or date(2026, 11, 20))
    flow.prints[0, OPEN + timedelta(seconds=3)] = [ScriptedPrint(0, 69_900, 105, False)]
    return flow


def reopen(
    folder: Path,
    at: datetime | None = None,
    wall: datetime = OPEN,
    universe: Universe | None = None,
) -> Opened:
    return open_exchange(
        universe or small_universe(),
        RULES,
        make_flow,
        seed=5,
        wall=wall,
        at=at,
        cash=10_000_000,
        account_number="5000000010",
        state_dir=folder,
    )


def place(opened: Opened, **changes: object) -> str:
    order = NewOrder(CODE, Venue.KRX, Side.BUY, OrderType.LIMIT, 10, 69_900)
    asked = {field: getattr(order, field) for field in order.__struct_fields__} | changes
    answer = opened.exchange.place(NewOrder(**asked))
    assert isinstance(answer, Accepted)
    return answer.order_number


def account_of(opened: Opened) -> tuple[object, ...]:
    account = opened.exchange.account
    return (
        account.number,
        account.cash,
        account.orderable,
        account.held,
        sorted(account.dues, key=lambda due: due.day),
        account.positions,
        account.orders,
        account.fills,
        account.day,
    )


def test_killed_exchange_finds_every_order_and_fill_again(tmp_path: Path) -> None:
    first = reopen(tmp_path)
    resting = place(first)
    place(first, order_type=OrderType.MARKET, price=None, quantity=3)
    first.exchange.cancel(resting, CODE, Venue.KRX, 4)
    # No close: what stands in the folder now is what a kill leaves.
    second = reopen(tmp_path)
    assert second.kept
    assert account_of(second) == account_of(first)
    assert second.exchange.seed == 5
    assert int(second.exchange.board.volume[0]) == 3
    number = place(second)
    assert number not in first.exchange.account.orders


def test_kept_open_order_fills_in_the_next_run(tmp_path: Path) -> None:
    first = reopen(tmp_path)
    number = place(first)
    first.exchange.advance_to(OPEN + timedelta(seconds=2))
    second = reopen(tmp_path)
    assert second.exchange.now == OPEN + timedelta(seconds=2)
    second.exchange.advance_to(OPEN + timedelta(seconds=4))
    assert second.exchange.account.orders[number].filled == 5
    third = reopen(tmp_path)
    assert account_of(third) == account_of(second)
    assert third.exchange.now == OPEN + timedelta(seconds=4)


def test_kill_loses_at_most_the_last_second(tmp_path: Path) -> None:
    first = reopen(tmp_path)
    first.exchange.advance_to(OPEN + timedelta(seconds=7, milliseconds=900))
    assert reopen(tmp_path).exchange.now == OPEN + timedelta(seconds=7)


def test_clean_end_keeps_the_very_moment(tmp_path: Path) -> None:
    first = reopen(tmp_path)
    place(first)
    first.exchange.advance_to(OPEN + timedelta(seconds=1, milliseconds=650))
    first.exchange.close()
    content = (tmp_path / NAME).read_bytes()
    assert content.count(b"\n") == 1
    second = reopen(tmp_path)
    assert second.exchange.now == first.exchange.now
    assert account_of(second) == account_of(first)


@pytest.mark.parametrize("torn", [1, 20, 200])
def test_torn_last_line_is_dropped(tmp_path: Path, torn: int) -> None:
    first = reopen(tmp_path)
    kept = place(first)
    whole = (tmp_path / NAME).read_bytes()
    lost = place(first)
    content = (tmp_path / NAME).read_bytes()
    assert len(content) - torn > len(whole)
    (tmp_path / NAME).write_bytes(content[:-torn])
    orders = reopen(tmp_path).exchange.account.orders
    assert kept in orders
    assert lost not in orders


@pytest.mark.parametrize(
    "content", [b"", b"{}\n", b"\xff\xfe\n", b'{"clock":1}\n', b"null\n", b"[" * 5_000 + b"\n"]
)
def test_broken_file_is_set_aside_and_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    opened = reopen(tmp_path)
    assert not opened.kept
    assert opened.set_aside is not None
    assert opened.set_aside.read_bytes() == content
    assert load(tmp_path).kept is not None


def test_damage_inside_sets_the_file_aside(tmp_path: Path) -> None:
    first = reopen(tmp_path)
    place(first)
    place(first)
    lines = (tmp_path / NAME).read_bytes().splitlines(keepends=True)
    lines[1] = b'{"clock":"nonsense"}\n'
    (tmp_path / NAME).write_bytes(b"".join(lines))
    assert reopen(tmp_path).set_aside is not None


def test_next_day_expires_orders_and_settles(tmp_path: Path) -> None:
    first = reopen(tmp_path)
    resting = place(first)
    place(first, order_type=OrderType.MARKET, price=None, quantity=3)
    spent = 10_000_000 - first.exchange.account.deposits.second_day
    later = reopen(tmp_path, wall=OPEN + timedelta(days=5))
    assert later.exchange.now == OPEN + timedelta(days=5)
    account = later.exchange.account
    assert account.orders[resting].state is OrderState.EXPIRED
    assert (account.held, account.dues) == (0, [])
    assert account.cash == 10_000_000 - spent
    position = account.position(CODE)
    assert (position.quantity, position.opened_quantity, position.bought_today) == (3, 3, 0)
    assert account_of(reopen(tmp_path, wall=OPEN + timedelta(days=5))) == account_of(later)


def test_holdings_that_are_not_listed_refuse_the_start(tmp_path: Path) -> None:
    place(reopen(tmp_path), order_type=OrderType.MARKET, price=None)
    whole = small_universe()
    smaller = Universe(tuple(item for item in whole.listings if item.code != CODE), (), (), ())
    with pytest.raises(UnknownHoldings, match=CODE):
        reopen(tmp_path, universe=smaller)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=KST)


@pytest.mark.parametrize(
    ("wall", "at", "kept", "start"),
    [
        # Fresh: ten o'clock of today, or of the last trading day.
        ("2026-11-20T08:00", None, None, "2026-11-20T10:00"),
        ("2026-11-21T18:00", None, None, "2026-11-20T10:00"),
        ("2026-11-21T18:00", "2026-11-18T15:25", None, "2026-11-18T15:25"),
        # Kept: resumes, or leaps ahead when asked to.
        ("2026-11-20T18:00", None, "2026-11-20T13:13", "2026-11-20T13:13"),
        ("2026-11-20T18:00", "2026-11-20T14:00", "2026-11-20T13:13", "2026-11-20T14:00"),
        # The kept day is before the last trading day.
        ("2026-11-22T18:00", None, "2026-11-19T13:13", "2026-11-20T10:00"),
        # Past the continuous session: the next trading day, even in the future.
        ("2026-11-20T18:00", None, "2026-11-20T15:20", "2026-11-23T10:00"),
        ("2026-11-20T18:00", None, "2026-11-23T15:31", "2026-11-24T10:00"),
        ("2026-11-20T18:00", None, "2026-11-23T11:00", "2026-11-23T11:00"),
        ("2026-11-20T18:00", "2026-11-20T15:25", "2026-11-20T15:20", "2026-11-20T15:25"),
    ],
)
def test_where_the_market_starts(wall: str, at: str | None, kept: str | None, start: str) -> None:
    found = start_moment(
        RULES, moment(wall), moment(at) if at else None, moment(kept) if kept else None
    )
    assert found == moment(start)


def test_earlier_moment_is_refused_with_a_sentence() -> None:
    with pytest.raises(ClockWouldGoBack, match="2026-11-20 13:13:00"):
        start_moment(RULES, OPEN, OPEN, moment("2026-11-20T13:13"))
