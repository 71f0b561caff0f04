"""A panel's context over the real market rooms, with scripted answers of the broker."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from types import SimpleNamespace
from typing import Any, TypeVar, cast

import msgspec
from PySide6 import QtWidgets

from kiwoom_desk.base import resources
from kiwoom_desk.base.clock import KST, ManualClock
from kiwoom_desk.base.settings import Environment, Settings
from kiwoom_desk.base.signals import Signal
from kiwoom_desk.broker.gateway import (
    Compared,
    Delayed,
    Gap,
    Haste,
    LinkState,
    Page,
    QueryError,
    SavedCondition,
    Turn,
)
from kiwoom_desk.broker.rest import Cursor
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.reply import reply_type
from kiwoom_desk.catalogue.request import encode
from kiwoom_desk.domain.instrument import Instrument, Market, Product
from kiwoom_desk.domain.quote import ConditionHit, Quote, Tick
from kiwoom_desk.domain.rules import MarketRules, parse_rules
from kiwoom_desk.market.age import Way
from kiwoom_desk.market.feed import Feed, Rank, Want
from kiwoom_desk.market.state import MarketState
from kiwoom_desk.ui.kit.frame import FrameClock
from kiwoom_desk.ui.kit.tasks import TaskScope
from kiwoom_desk.ui.shell.links import Link, LinkGroups
from kiwoom_desk.ui.shell.panel import (
    Completes,
    DeskContext,
    Message,
    PanelContext,
    PanelMemory,
    PanelSpec,
    TicketRequest,
)
from kiwoom_desk.ui.shell.search import InstrumentIndex
from kiwoom_desk.ui.shell.sounds import Beeps
from tests.unit.market.test_feed import ScriptedSource

NOW = datetime(2026, 11, 20, 10, 23, 11, tzinfo=KST)
NAMES = (
    "삼성전자",
    "SK하이닉스",
    "현대차",
    "NAVER",
    "카카오",
    "셀트리온",
    "삼성바이오로직스",
    "기아",
)
Row = dict[str, str]
W = TypeVar("W", bound=QtWidgets.QWidget)


@cache
def rules() -> MarketRules:
    """Return the market rules that are shipped."""
    return parse_rules(resources.read("market/rules.toml"))


def instruments(count: int = 400) -> tuple[Instrument, ...]:
    """Return that many shares; the first ones have names that people know."""
    return tuple(
        Instrument(
            code=f"{place:06d}",
            name=NAMES[place] if place < len(NAMES) else f"연습종목{place}",
            market=Market.KOSPI,
            product=Product.SHARE,
        )
        for place in range(count)
    )


def quote(code: str, price: int = 71_300, change: int = 300, time: str = "102311") -> Quote:
    """Return a quote whose figures belong together."""
    before = price - change
    return Quote(
        code=code,
        time=time,
        price=price,
        direction=(change > 0) - (change < 0),
        change=change,
        rate=round(change * 10_000 / before),
        volume=1_234_567,
        value=88_012,
        strength=10_412,
        previous_close=before,
    )


class ScriptedAnswers:
    """The gateway as panels see it: pages of rows by API id, conditions, and their signals.

    Rows are decoded and values checked by the real catalogue. While `hold` is set answers wait.
    """

    def __init__(self) -> None:
        self.link = LinkState()
        self.link_changed: Signal[LinkState] = Signal()
        self.delayed: Signal[Delayed] = Signal()
        self.compared: Signal[Compared] = Signal()
        self.gaps: Signal[Gap] = Signal()
        self.condition_hits: Signal[ConditionHit] = Signal()
        self.pages: dict[str, list[list[Row]]] = {}
        self.asked: list[tuple[str, dict[str, str], int]] = []
        self.hastes: list[Haste] = []
        self.failing: QueryError | None = None
        self.saved: tuple[SavedCondition, ...] = ()
        self.members: dict[str, tuple[str, ...]] = {}
        self.started: list[str] = []
        self.stopped: list[str] = []
        self.hold: asyncio.Event | None = None

    async def run(
        self,
        api_id: str,
        values: Mapping[str, str],
        cursor: Any = None,
        turn: Turn | None = None,
    ) -> Page:
        """Answer one page."""
        self.hastes.append(Turn().haste if turn is None else turn.haste)
        api = catalogue().api(api_id)
        number = 0 if cursor is None else int(cursor.key)
        body = encode(api, values)
        self.asked.append((api_id, body, number))
        await self._wait()
        pages = self.pages.get(api_id, [[]])
        reply = {api.lists[0].key: pages[number], "return_code": 0, "return_msg": ""}
        made = reply_type(api).decode(msgspec.json.encode(reply))
        last = number + 1 >= len(pages)
        sent = msgspec.json.encode(body)
        return Page(api_id, made, None if last else Cursor(api_id, sent, str(number + 1)))

    async def conditions(self) -> tuple[SavedCondition, ...]:
        """Answer the saved conditions."""
        await self._wait()
        return self.saved

    async def start_condition(self, sequence: str) -> tuple[str, ...]:
        """Answer who is in a condition."""
        self.started.append(sequence)
        await self._wait()
        return self.members.get(sequence, ())

    async def search_condition(self, sequence: str) -> tuple[str, ...]:
        """Answer who is in a condition, which is not run."""
        await self._wait()
        return self.members.get(sequence, ())

    async def stop_condition(self, sequence: str) -> None:
        """Note that a condition was ended."""
        self.stopped.append(sequence)
        await self._wait()

    async def _wait(self) -> None:
        await asyncio.sleep(0)
        if self.hold is not None:
            await self.hold.wait()
        if self.failing is not None:
            raise self.failing


class PanelDesk:
    """Everything a market panel is given; `way` decides whether the stream can be believed."""

    def __init__(self, item_limit: int = 200, memory: PanelMemory | None = None) -> None:
        self.clock = ManualClock(NOW)
        self.source = ScriptedSource()
        self.state = MarketState()
        self.way = Way(True, 0.0, 1.0, True)
        self.feed = Feed(self.source, self.state, self.clock, lambda: self.way, item_limit)
        self.gateway = ScriptedAnswers()
        self.index = InstrumentIndex(instruments())
        self.link, self.tasks = Link(LinkGroups()), TaskScope()
        self.memory = memory or PanelMemory()
        self.frame = FrameClock(self.state.take_dirty)
        self.environment = Environment.DEMO
        self.said: list[Message] = []
        self.beeps: list[Beeps] = []
        self.sounds = SimpleNamespace(sound=self.beeps.append)
        self.tickets: list[TicketRequest] = []

    def context(self) -> PanelContext:
        """Return what a panel is made with."""
        desk = SimpleNamespace(
            clock=self.clock,
            settings=Settings(),
            environment=self.environment,
            rules=rules(),
            feed=self.feed,
            state=self.state,
            gateway=self.gateway,
            instruments=self.index,
            sounds=self.sounds,
        )
        return PanelContext(
            desk=cast(DeskContext, desk),
            link=self.link,
            frame=self.frame,
            tasks=self.tasks,
            memory=self.memory,
            ask_ticket=self.tickets.append,
            say=self.said.append,
        )

    def make(self, spec: PanelSpec, kind: type[W], width: int = 400, height: int = 420) -> W:
        """Return a panel of its opening size, shown; the test closes it."""
        made = spec.make(self.context())
        assert isinstance(made, kind)
        if isinstance(made, Completes):
            made.complete()
        made.setObjectName("panel")
        made.resize(width, height)
        made.show()
        return made

    def stream(self, *quotes: Quote) -> None:
        """Let the stream tell quotes, and paint a frame."""
        for one in quotes:
            self.state.apply_quote(one, self.clock.monotonic())
        self.frame.step()

    def ranks(self) -> dict[str, Rank]:
        """Return the rank of every lease on quotes, by code."""
        return {lease.code: lease.rank for lease in self.feed._leases if lease.want is Want.QUOTE}

    async def feed_turns(self, turns: int) -> None:
        """Let the feed rank and poll that often."""
        async with asyncio.TaskGroup() as group:
            running = group.create_task(self.feed.run())
            for _ in range(turns):
                while not self.clock.sleeping:
                    await asyncio.sleep(0)
                self.clock.advance(0.5)
                for _ in range(20):
                    await asyncio.sleep(0)
            running.cancel()
        self.frame.step()


def tick(price: int, size: int = 10, time: str = "102311") -> Tick:
    """Return a print; a positive size means that the buyer was the aggressor."""
    return Tick(time, price, size, 1)
