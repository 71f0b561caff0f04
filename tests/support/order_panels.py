"""The context of the order panels over a real desk and the scripted exchange; knows no panel."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from kiwoom_desk.base.clock import ManualClock
from kiwoom_desk.base.settings import Chosen, Confirm, Environment, Settings
from kiwoom_desk.base.signals import Signal
from kiwoom_desk.broker.gateway import (
    Compared,
    Delayed,
    LinkState,
    Page,
    QueryError,
    StreamLink,
)
from kiwoom_desk.domain.book import Book
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.quote import Quote
from kiwoom_desk.market.age import Way
from kiwoom_desk.market.feed import Feed
from kiwoom_desk.market.state import MarketState
from kiwoom_desk.ui.kit.frame import FrameClock
from kiwoom_desk.ui.kit.tasks import TaskScope
from kiwoom_desk.ui.shell.links import Link, LinkGroups
from kiwoom_desk.ui.shell.panel import DeskContext, PanelContext, PanelMemory, TicketRequest
from kiwoom_desk.ui.shell.search import InstrumentIndex
from tests.support.order_desk import CODE, SHARE, START, Exchange, Room, quiet, room, rules
from tests.support.panels import make_instruments
from tests.unit.market.test_feed import ScriptedSource

OTHER = "005931"


class InformedExchange(Exchange):
    """The scripted exchange with the base facts of every name, and a connection that stands."""

    link = LinkState(stream=StreamLink.UP)
    last_arrival: float | None = 0.0

    def __init__(self, clock: ManualClock) -> None:
        super().__init__(clock)
        self.link_changed: Signal[LinkState] = Signal()
        self.delayed: Signal[Delayed] = Signal()
        self.compared: Signal[Compared] = Signal()

    async def instrument_info(self, code: str) -> SimpleNamespace:
        price = 61_000 if code == CODE else 0
        return SimpleNamespace(code=code, price=price, base=price, lower=42_700, upper=79_300)

    async def ask(self, api_id: str, *_asked: object) -> Page:
        """Refuse what is not scripted here, as a broker does that is out of reach."""
        raise QueryError("connect", api_id)

    async def book(self, code: str, venue: Venue) -> Book:
        """Answer a book of one level a side around the last price."""
        self._ask("ka10004")
        return Book(
            code,
            ask_prices=(61_000,),
            ask_sizes=(100,),
            bid_prices=(60_900,),
            bid_sizes=(100,),
        )


class RigDesk(SimpleNamespace):
    """What panels are given, with the settings in force at the moment of asking."""

    @property
    def settings(self) -> Settings:
        """Return the settings in force."""
        chosen: Chosen = self.chosen
        return chosen.value


@dataclass
class OrderRig:
    """A panel's context, and the room behind it."""

    room: Room
    context: PanelContext
    link: Link
    tasks: TaskScope
    state: MarketState
    asked: list[TicketRequest]

    @property
    def exchange(self) -> Exchange:
        """Return the scripted exchange."""
        return self.room.exchange

    async def seen(self) -> None:
        """Let every task run, then show what came of it in one frame."""
        await quiet(self.room)
        self.context.frame.step()


@contextlib.asynccontextmanager
async def order_rig(folder: Path, confirmation: Confirm = "never") -> AsyncIterator[OrderRig]:
    """Open a desk on practice whose panels ask before an order as `confirmation` says."""
    chosen = Chosen(
        Settings(
            language="en",
            confirm_ticket=confirmation,
            confirm_book=confirmation,
            confirm_open=confirmation,
        )
    )
    exchange = InformedExchange(ManualClock(START))
    async with room(folder, exchange) as here:
        state = MarketState()
        feed = Feed(ScriptedSource(), state, here.clock, lambda: Way(True, 0.0, 1.0, True))
        known = [SHARE, *(one for one in make_instruments() if one.code != CODE)]
        desk = RigDesk(
            environment=Environment.PRACTICE,
            chosen=chosen,
            presses=SimpleNamespace(late=0.0, watch=lambda _widget: None),
            clock=here.clock,
            rules=rules(),
            gateway=exchange,
            feed=feed,
            state=state,
            orders=here.desk,
            ledger=here.desk.ledger,
            account=here.account,
            instruments=InstrumentIndex(known),
        )
        asked: list[TicketRequest] = []
        link, tasks = Link(LinkGroups()), TaskScope()
        context = PanelContext(
            desk=cast(DeskContext, desk),
            link=link,
            frame=FrameClock(state.take_dirty),
            tasks=tasks,
            memory=PanelMemory(),
            ask_ticket=asked.append,
            say=lambda _message: None,
        )
        state.apply_quote(Quote(CODE, time="100000", price=61_000), 0.0)
        try:
            yield OrderRig(here, context, link, tasks, state, asked)
        finally:
            tasks.close()
