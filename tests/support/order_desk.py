"""An exchange in a few lines for tests of the money room: real drafts in, reports and lists out."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

import msgspec

from kiwoom_desk.base import resources
from kiwoom_desk.base.clock import KST, ManualClock
from kiwoom_desk.base.signals import Signal
from kiwoom_desk.broker.failures import QueryError
from kiwoom_desk.broker.link import Gap
from kiwoom_desk.broker.order_lane import WireFigures, order_api
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.request import RequestError
from kiwoom_desk.domain.instrument import Instrument, Market, Product, Venue
from kiwoom_desk.domain.order import (
    GOLD_NAMES,
    Action,
    BalanceEvent,
    FillRow,
    Listing,
    OrderDraft,
    OrderEvent,
    OrderRow,
    OrderType,
    Outcome,
    ReportKind,
    RequestState,
    Side,
)
from kiwoom_desk.domain.position import AccountStatus, Balance, Deposit, Holding
from kiwoom_desk.domain.quote import MarketPhase
from kiwoom_desk.domain.rules import MarketRules, parse_rules
from kiwoom_desk.orders.account import AccountBook
from kiwoom_desk.orders.checks import OrderContext
from kiwoom_desk.orders.desk import OrderDesk
from kiwoom_desk.orders.drafts import Draft
from kiwoom_desk.orders.halt import HaltFile
from kiwoom_desk.orders.journal import Journal, JournalError
from kiwoom_desk.orders.matching import type_words
from kiwoom_desk.wire.durations import Durations

START = datetime(2026, 11, 20, 10, 0, tzinfo=KST)
ACCOUNT = "8012345611"
CODE = "005930"
SHARE = Instrument(CODE, "삼성전자", Market.KOSPI, Product.SHARE)
CONTEXT = OrderContext(SHARE, last_price=61_000, last_age=0.5, lower=42_700, upper=79_300)
WORDS = {"0": "보통", "3": "시장가"}
_ACTIONS = {
    "kt10002": Action.AMEND,
    "kt10003": Action.CANCEL,
    "kt10008": Action.AMEND,
    "kt10009": Action.CANCEL,
    "kt50002": Action.AMEND,
    "kt50003": Action.CANCEL,
}


def rules() -> MarketRules:
    """Return the rules that the program ships."""
    return parse_rules(resources.read("market/rules.toml"))


def buy(quantity: int = 10, price: int | None = 61_000, **more: object) -> OrderDraft:
    """Return a limit buy, or a market buy without a price."""
    kind = OrderType.MARKET if price is None else OrderType.LIMIT
    draft = OrderDraft(CODE, Venue.KRX, Side.BUY, kind, quantity, price)
    return msgspec.structs.replace(draft, **more)


def sell(quantity: int = 10, price: int | None = 61_000) -> OrderDraft:
    """Return a limit sell, or a market sell without a price."""
    return msgspec.structs.replace(buy(quantity, price), side=Side.SELL)


def _all(_row: object) -> bool:
    return True


@dataclass(frozen=True)
class Held:
    """One order, amend or cancel as the exchange holds it."""

    number: str
    action: Action
    code: str
    venue: Venue
    side: Side
    type_text: str
    quantity: int
    price: int
    time: str
    original: str = ""
    left: int = 0
    filled: int = 0
    paid: int = 0
    day: str = "20261120"


@dataclass
class Exchange:
    """Accept everything, unless the next of `outcomes` says otherwise; `lost` counts POSTs it took.

    An outcome in `outcomes` that is UNKNOWN is said after the order was taken; others before.
    Sources in `incomplete` lose a page; codes in `broken` make a query fail.
    """

    clock: ManualClock
    account: str = ACCOUNT
    clock_skew: float | None = 0.0
    halted: bool = False
    cancel_seconds: float = 0.2
    order_events: Signal[OrderEvent] = field(default_factory=Signal)
    balance_events: Signal[BalanceEvent] = field(default_factory=Signal)
    gaps: Signal[Gap] = field(default_factory=Signal)
    phases: Signal[MarketPhase] = field(default_factory=Signal)
    outcomes: deque[Outcome | Exception] = field(default_factory=deque)
    incomplete: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    holdings: tuple[Holding, ...] = ()
    orderable: int = 10_000_000
    gold_holdings: tuple[Holding, ...] = ()
    gold_orderable: int = 2_000_000
    posts: list[bytes] = field(default_factory=list)
    held: dict[str, Held] = field(default_factory=dict)
    fills: list[FillRow] = field(default_factory=list)
    events: list[OrderEvent] = field(default_factory=list)
    gate: asyncio.Event | None = None
    silent: bool = False
    ghost: bool = False
    body_fault: RequestError | None = None
    reads: list[str] = field(default_factory=list)

    # --- what OrderGateway asks for -------------------------------------------------------

    def order_body(self, draft: Draft) -> bytes:
        if self.body_fault is not None:
            raise self.body_fault
        kind = order_api(draft)
        return msgspec.json.encode({"api": kind, "draft": draft})

    def read_back(self, body: bytes) -> WireFigures:
        draft = msgspec.json.decode(body)["draft"]
        return WireFigures(draft["quantity"], draft.get("price"))

    def order_api(self, draft: Draft) -> str:
        return order_api(draft)

    async def send_order(self, api_id: str, body: bytes) -> Outcome:
        self.posts.append(body)
        if self.gate is not None:
            await self.gate.wait()
        told = self.outcomes.popleft() if self.outcomes else None
        if isinstance(told, Exception):
            raise told
        if told is not None and (told.state is not RequestState.UNKNOWN or self.ghost):
            return told
        number = self.take(api_id, msgspec.json.decode(body)["draft"])
        return told or Outcome(RequestState.ACKED, number)

    async def open_orders(self, wanted: Callable[[OrderRow], bool] = _all) -> Listing:
        return self._listing("ka10075", [h for h in self._of(False) if h.left], wanted)

    async def gold_open_orders(
        self, day: date, wanted: Callable[[OrderRow], bool] = _all
    ) -> Listing:
        still = [h for h in self._of(True) if h.left and h.day == f"{day:%Y%m%d}"]
        return self._listing("kt50075", still, wanted)

    async def gold_orders(self, day: date, wanted: Callable[[OrderRow], bool] = _all) -> Listing:
        of_day = [h for h in self._of(True) if h.day == f"{day:%Y%m%d}"]
        return self._listing("kt50031", of_day, wanted)

    async def filled_orders(self, wanted: Callable[[OrderRow], bool] = _all) -> Listing:
        return self._listing("ka10076", [h for h in self._of(False) if h.filled], wanted)

    async def day_orders(self, day: date, wanted: Callable[[OrderRow], bool] = _all) -> Listing:
        of_day = [h for h in self._of(False) if h.day == f"{day:%Y%m%d}"]
        return self._listing("kt00007", of_day, wanted)

    async def day_fills(
        self, day: date, wanted: Callable[[FillRow], bool] = _all
    ) -> tuple[FillRow, ...]:
        self._ask("kt00009")
        mine = {h.number for h in self._of(False) if h.day == f"{day:%Y%m%d}"}
        return tuple(fill for fill in self.fills if fill.number in mine and wanted(fill))

    async def balance(self) -> Balance:
        self._ask("kt00018")
        return Balance(0, 0, 0, 0, 0, self.holdings)

    async def deposit(self) -> Deposit:
        self._ask("kt00001")
        return Deposit(self.orderable, self.orderable, self.orderable, 0, 0)

    async def gold_balance(self) -> Balance:
        self._ask("kt50020")
        return Balance(0, 0, 0, 0, 0, self.gold_holdings)

    async def gold_deposit(self) -> Deposit:
        self._ask("kt50021")
        return Deposit(self.gold_orderable, self.gold_orderable, self.gold_orderable, 0, 0)

    async def account_status(self) -> AccountStatus:
        self._ask("kt00004")
        return AccountStatus("연습계좌", self.orderable, 0, self.orderable, 0, 0, -1_234, 0)

    # --- what happens there ---------------------------------------------------------------

    def take(self, api_id: str, draft: dict[str, object]) -> str:
        """Number a draft and report it; amends and cancels change their original."""
        number = f"{len(self.held) + 1:07d}"
        original = str(draft.get("original", ""))
        parent = self.held.get(original)
        action = _ACTIONS.get(api_id, Action.NEW)
        quantity = int(str(draft["quantity"]))
        if parent is not None:
            quantity = min(quantity or parent.left, parent.left)
        price = int(str(draft.get("price") or 0))
        kind = str(draft.get("order_type", "0"))
        held = Held(
            number,
            action,
            str(draft["code"]),
            Venue(str(draft["venue"])),
            Side(str(draft["side"])),
            parent.type_text if parent else WORDS[kind],
            quantity,
            price,
            f"{self.clock.market():%H%M%S}",
            original,
            0 if action is Action.CANCEL else quantity,
            day=f"{self.clock.market():%Y%m%d}",
        )
        self.held[number] = held
        self.report(number, ReportKind.RECEIVED)
        if parent is not None:
            self.held[original] = replace(parent, left=parent.left - quantity)
            self.report(number, ReportKind.CONFIRMED)
        return number

    def fill(self, number: str, quantity: int, price: int = 61_000, *, blank: bool = False) -> None:
        """Fill part of an order and report it; `blank` leaves FID 909 empty."""
        held = self.held[number]
        self.held[number] = replace(
            held,
            left=held.left - quantity,
            filled=held.filled + quantity,
            paid=held.paid + quantity * price,
        )
        name = f"{len(self.fills) + 1:07d}"
        time = f"{self.clock.market():%H%M%S}"
        self.fills.append(FillRow(number, name, held.code, held.side, price, quantity, time))
        self.report(number, ReportKind.FILLED, "" if blank else name, price, quantity)

    def drop(self, number: str) -> None:
        """Take the rest of an order out of the book, as an IOC's (취소)."""
        self.held[number] = replace(self.held[number], left=0)
        self.report(number, ReportKind.CANCELED)

    def report(
        self,
        number: str,
        kind: ReportKind,
        fill: str = "",
        price: int | None = None,
        quantity: int | None = None,
        reason: str = "",
    ) -> None:
        """Push a 00 event of an order as it now stands; kept in `events`, unsent while `silent`."""
        held = self.held[number]
        event = OrderEvent(
            account=self.account,
            number=number,
            original=held.original,
            code=held.code,
            venue=held.venue,
            smart=False,
            side=held.side,
            kind=kind,
            action=held.action,
            quantity=held.quantity,
            open_quantity=held.left,
            price=held.price,
            filled_amount=held.paid,
            fill_number=fill,
            fill_price=price,
            fill_quantity=quantity,
            type_text=held.type_text,
            time=f"{self.clock.market():%H%M%S}",
            reason=reason,
            fee=0,
            tax=0,
        )
        self.events.append(event)
        if not self.silent:
            self.order_events.emit(event)

    def _of(self, gold: bool) -> list[Held]:
        """Return what is held of gold, or of shares: each has lists of its own."""
        return [held for held in self.held.values() if (held.code in GOLD_NAMES) is gold]

    def rows(self, source: str) -> list[OrderRow]:
        """Return the rows of one list over everything held."""
        return [self._row(source, held) for held in self.held.values()]

    def _listing(
        self, source: str, held: list[Held], wanted: Callable[[OrderRow], bool] = _all
    ) -> Listing:
        self._ask(source)
        whole = source not in self.incomplete
        rows = tuple(row for row in (self._row(source, one) for one in held) if wanted(row))
        reason = "" if whole else "timeout"
        return Listing(source, whole, rows if whole else (), self.clock.market(), reason)

    def _ask(self, api_id: str) -> None:
        self.reads.append(api_id)
        if api_id in self.broken:
            raise QueryError("timeout", api_id, retry=True)

    @staticmethod
    def _row(source: str, held: Held) -> OrderRow:
        return OrderRow(
            source=source,
            number=held.number,
            original=held.original,
            code=held.code,
            name="삼성전자",
            venue=held.venue,
            smart=False,
            side=held.side,
            state_text="",
            type_text=held.type_text,
            quantity=held.quantity,
            price=held.price or None,
            open_quantity=held.left,
            filled_quantity=None if source in ("ka10075", "kt50075") else held.filled,
            filled_amount=held.paid if source == "ka10075" else None,
            fill_price=None,
            time="" if source == "kt50075" else held.time,
            action=held.action,
        )


async def until(met: Callable[[], bool], patience: float = 30.0) -> None:
    """Let other tasks and the journal's thread run until a condition holds."""
    loop = asyncio.get_running_loop()
    last = loop.time() + patience
    while not met():
        if loop.time() > last:
            raise AssertionError("the condition never held")
        await asyncio.sleep(0)


@dataclass
class Room:
    """A desk over an Exchange, with the journal in a folder."""

    exchange: Exchange
    clock: ManualClock
    desk: OrderDesk
    account: AccountBook
    journal: Journal
    heard: list[object]


@contextlib.asynccontextmanager
async def room(
    folder: Path,
    exchange: Exchange | None = None,
    *,
    environment: str = "practice",
    started: bool = True,
    unlocked: bool = True,
) -> AsyncIterator[Room]:
    """Open a desk in a folder; the same folder and exchange again is a restart.

    `unlocked` = the person has typed what a live desk asks for at its start.
    """
    clock = exchange.clock if exchange is not None else ManualClock(START)
    exchange = exchange or Exchange(clock)
    # A restart loses whoever listened before.
    exchange.order_events, exchange.balance_events, exchange.gaps = Signal(), Signal(), Signal()
    exchange.phases = Signal()
    durations, known = Durations(), rules()
    journal = Journal(folder / "orders.sqlite")
    account = AccountBook(exchange, known, environment, clock, durations)
    desk = OrderDesk(
        gateway=exchange,
        journal=journal,
        account=account,
        rules=known,
        environment=environment,
        clock=clock,
        durations=durations,
        type_words=type_words(catalogue()),
        halt_file=HaltFile(folder / "HALT"),
    )
    heard: list[object] = []
    desk.changed.connect(heard.append)
    if unlocked:
        assert desk.lock.open(ACCOUNT, ACCOUNT[-3:]) is None
    if started:
        await desk.start()
    try:
        yield Room(exchange, clock, desk, account, journal, heard)
    finally:
        await desk.close()


async def quiet(here: Room) -> None:
    """Let every task run until all of them wait for the clock, for news or for the exchange."""
    for _ in range(20):
        # The writer thread works in turn, so whatever was handed to it before is done now.
        with contextlib.suppress(JournalError):
            await here.journal.append(here.exchange.account, ())
        for _ in range(20):
            await asyncio.sleep(0)
