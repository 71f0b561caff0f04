"""A whole desk without a window for the proof: any instrument, scaled waits; knows no fault and no judge."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from kiwoom_desk.base import resources
from kiwoom_desk.base.clock import SystemClock
from kiwoom_desk.base.settings import Environment
from kiwoom_desk.base.vault import Secret
from kiwoom_desk.broker.gateway import Gateway, Keys
from kiwoom_desk.broker.hosts import Host
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.instrument import Instrument, Market, Product, Venue
from kiwoom_desk.domain.order import OrderDraft, OrderType, Side
from kiwoom_desk.domain.rules import parse_rules, step_price
from kiwoom_desk.orders.account import AccountBook
from kiwoom_desk.orders.checks import DeskState, OrderContext
from kiwoom_desk.orders.desk import OrderDesk, Ticket
from kiwoom_desk.orders.drafts import Denied
from kiwoom_desk.orders.halt import HaltFile
from kiwoom_desk.orders.journal import Journal
from kiwoom_desk.orders.limits import HIGHEST
from kiwoom_desk.orders.matching import type_words
from kiwoom_desk.orders.requests import Order
from kiwoom_desk.orders.slips import Answers, Question
from kiwoom_desk.wire.durations import Durations
from kiwoom_desk.wire.limits import UNLIMITED, LimitProfile
from tests.support.loopback import until
from tests.support.practice import Practice

RULES = parse_rules(resources.read("market/rules.toml"))
# Waits of ours are a fiftieth; what bounds the other side stays long enough for a busy machine.
SCALED = msgspec.structs.replace(
    Durations().scaled(50),
    order_deadline=1.0,
    read_deadline=10.0,
    stream_open=10.0,
    control_reply=5.0,
    silence=10.0,
    order_hold=2.0,
    cancel_hold=5.0,
    login_window=0.2,
    same_order=1.0,
)
PATIENCE = 60.0
"""Seconds after which a condition that has not come never will."""

CODES = (
    "005930", "000660", "035420", "005380", "051910", "006400", "035720", "000270",
    "068270", "105560", "055550", "012330", "066570", "003550", "015760", "017670",
)  # fmt: skip


class ServerAddress(msgspec.Struct, frozen=True):
    """Where a server is and the keys of its account; can be handed to another process."""

    rest: str
    websocket: str
    appkey: str
    secretkey: str


def address_of(server: Practice, rest: str = "") -> ServerAddress:
    """Return the address of a server, or of a proxy before its REST side."""
    return ServerAddress(rest or server.rest, server.websocket, server.appkey, server.secretkey)


_READING = Denied("desk_not_ready", {"state": DeskState.RECONCILING})


class ProofDesk:
    """Everything below the window, on one server, with its journal in one folder."""

    def __init__(
        self,
        address: ServerAddress,
        folder: Path,
        *,
        waits: Durations = SCALED,
        limits: LimitProfile = UNLIMITED,
        journal: type[Journal] = Journal,
    ) -> None:
        clock = SystemClock()
        self.gateway = Gateway(
            environment=Environment.PRACTICE,
            host=Host(address.rest, address.websocket),
            keys=Keys(Secret(address.appkey), Secret(address.secretkey)),
            clock=clock,
            catalogue=catalogue(),
            limits=limits,
            durations=waits,
            tls=None,
        )
        self.clock, self.folder = clock, folder
        self.account = AccountBook(self.gateway, RULES, "practice", clock, waits)
        self.orders = OrderDesk(
            gateway=self.gateway,
            journal=journal(folder / "orders.sqlite"),
            account=self.account,
            rules=RULES,
            environment="practice",
            clock=clock,
            durations=waits,
            type_words=type_words(catalogue()),
            halt_file=HaltFile(folder / "HALT"),
        )
        self.orders.limits = HIGHEST
        self._contexts: dict[str, OrderContext] = {}

    async def open(self, ready: bool = True) -> None:
        """Get a token, replay, reconcile, open the stream; wait until orders are taken."""
        await self.gateway.open()
        await self.orders.start()
        self.gateway.connect()
        if ready:
            await until(lambda: self.gateway.is_registered("", "00"), PATIENCE)
            await until(lambda: self.orders.state is DeskState.READY, PATIENCE)

    async def close(self) -> None:
        """Close the journal and every connection."""
        await self.orders.close()
        await self.gateway.close()

    async def context(self, code: str) -> OrderContext:
        """Return what a ticket knows of an instrument; asked once, fresh by its own word."""
        known = self._contexts.get(code)
        if known is None:
            info = await self.gateway.instrument_info(code)
            share = Instrument(code, code, Market.KOSPI, Product.SHARE)
            known = OrderContext(share, info.price, 0.0, info.lower, info.upper)
            self._contexts[code] = known
        return known

    def forget_prices(self) -> None:
        """Ask for the last price anew at the next use."""
        self._contexts.clear()

    async def price(self, code: str, steps: int) -> int:
        """Return the price so many tick sizes away from the last one."""
        last = (await self.context(code)).last_price
        assert last is not None
        day = self.clock.market().date()
        return step_price(RULES, Product.SHARE, last, steps, day)

    async def send(self, code: str, side: Side, quantity: int, price: int | None = None) -> Ticket:
        """Hand in a new order; at the market without a price. Every question gets a yes.

        It is pressed again where the desk was reading lists.
        """
        kind = OrderType.MARKET if price is None else OrderType.LIMIT
        draft = OrderDraft(code, Venue.KRX, side, kind, quantity, price)
        context = await self.context(code)
        said: set[str] = set()
        while True:
            answers = Answers(frozenset(said), price)
            ticket = await self.orders.submit(draft, context, answers)
            asked = ticket.denied
            if asked == _READING:
                await seen(lambda: self.orders.state is not DeskState.RECONCILING)
            elif not isinstance(asked, Question) or asked.code in said:
                return ticket
            else:
                said.add(asked.code)

    async def buy(self, code: str, quantity: int, price: int | None = None) -> Ticket:
        """Buy at a price, or at the market."""
        return await self.send(code, Side.BUY, quantity, price)

    async def rest(self, code: str, quantity: int, steps: int = -40) -> Ticket:
        """Buy below the book, where nothing fills."""
        lower = (await self.context(code)).lower
        assert lower is not None
        return await self.buy(code, quantity, max(await self.price(code, steps), lower))

    async def amend(self, order: Order, quantity: int, price: int) -> Ticket:
        """Amend, saying yes to every question."""
        context = await self.context(order.code)
        said: set[str] = set()
        while True:
            answers = Answers(frozenset(said), price)
            ticket = await self.orders.amend(order, quantity, price, context, answers)
            asked = ticket.denied
            if not isinstance(asked, Question) or asked.code in said:
                return ticket
            said.add(asked.code)

    def order(self, number: str) -> Order | None:
        """Return today's order of that number."""
        return self.orders.ledger.order(self.clock.market().strftime("%Y%m%d"), number)


@asynccontextmanager
async def proof_desk(
    server: Practice,
    folder: Path,
    *,
    rest: str = "",
    waits: Durations = SCALED,
    limits: LimitProfile = UNLIMITED,
    ready: bool = True,
    journal: type[Journal] = Journal,
) -> AsyncIterator[ProofDesk]:
    """Open a desk on a server, or through a proxy, and close it."""
    folder.mkdir(parents=True, exist_ok=True)
    made = ProofDesk(address_of(server, rest), folder, waits=waits, limits=limits, journal=journal)
    try:
        await made.open(ready)
        yield made
    finally:
        await made.close()


async def seen(condition: Callable[[], bool]) -> None:
    """Wait for a condition with the patience of a proof."""
    await until(condition, PATIENCE)
