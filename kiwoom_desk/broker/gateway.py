"""The one door to the broker: queries, pushes, orders and the state of both ways; refuses Qt and memory."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from typing import Protocol

import msgspec

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.base.logs import register_account
from kiwoom_desk.base.settings import Environment
from kiwoom_desk.base.signals import Signal
from kiwoom_desk.base.tasks import TaskScope
from kiwoom_desk.broker.conditions import Conditions, SavedCondition
from kiwoom_desk.broker.credentials import Keys, TokenDesk
from kiwoom_desk.broker.failures import QueryError
from kiwoom_desk.broker.gate import Haste, Turn
from kiwoom_desk.broker.hosts import Host
from kiwoom_desk.broker.link import (
    Compared,
    Delayed,
    Gap,
    GapKind,
    LinkState,
    Notice,
    RestState,
    StreamLink,
)
from kiwoom_desk.broker.market_replies import InstrumentInfo
from kiwoom_desk.broker.market_rows import BookFrame
from kiwoom_desk.broker.order_lane import (
    AnyDraft,
    OrderLane,
    WireFigures,
    order_api,
    read_back,
)
from kiwoom_desk.broker.order_post import OrderClient
from kiwoom_desk.broker.pushes import Pushed, Pushes
from kiwoom_desk.broker.queries import BarPage, Queries
from kiwoom_desk.broker.questions import Questions
from kiwoom_desk.broker.reading import HttpAnswer, OrderRefusedHere, ReadClient
from kiwoom_desk.broker.rest import Cursor, Page, RestReader
from kiwoom_desk.broker.streaming import Streaming
from kiwoom_desk.catalogue.model import Catalogue
from kiwoom_desk.domain.order import Outcome
from kiwoom_desk.wire.clocks import SKEW_WARNS, StreamLag, parse_market_clock, skew
from kiwoom_desk.wire.durations import Durations
from kiwoom_desk.wire.limits import Budget, LimitProfile
from kiwoom_desk.wire.stream import (
    Anomaly,
    ClockNotice,
    LoginRefused,
    Rows,
    StreamEvent,
    StreamProtocol,
    SystemNotice,
)
from kiwoom_desk.wire.subscriptions import Answered, Key, Subscriptions, Wanted

__all__ = [
    "BarPage",
    "BookFrame",
    "Compared",
    "Cursor",
    "Delayed",
    "Gap",
    "GapKind",
    "Gateway",
    "Haste",
    "InstrumentInfo",
    "Keys",
    "LinkState",
    "Notice",
    "OrderRefusedHere",
    "Page",
    "Pushed",
    "QueryError",
    "RestState",
    "SavedCondition",
    "StreamLimits",
    "StreamLink",
    "Turn",
]

_ACCOUNT_KEYS = (Wanted("", "00"), Wanted("", "04"))
_ORDERS_KEY = Key("", "00")
_CLOCK_SLACK = 0.5


class Subscription(Protocol):
    """What one wanted registration has to tell: wire item, real-time type, rank (0 first)."""

    @property
    def item(self) -> str:
        """The item in its wire form."""
        ...

    @property
    def type(self) -> str:
        """The real-time type."""
        ...

    @property
    def rank(self) -> int:
        """Who goes first when the stream is full."""
        ...


class StreamLimits(msgspec.Struct, frozen=True):
    """The settings of the stream (protocol.md §6): items, group size, largest REAL frame."""

    items: int = 200
    request_items: int = 100
    alternative_forms_count: bool = True
    frame_bytes: int = 1 << 20
    frame_rows: int = 500


class Gateway(Questions, Pushes):
    """Own the token, both HTTP clients and the stream of one environment.

    `open` gets a token and the account; `connect` starts the stream, which then keeps itself up;
    `close` ends all. Queries raise QueryError, orders never raise for wire trouble.
    """

    def __init__(
        self,
        *,
        environment: Environment,
        host: Host,
        keys: Keys,
        clock: Clock,
        catalogue: Catalogue,
        limits: LimitProfile,
        durations: Durations,
        tls: ssl.SSLContext | None,
        stream: StreamLimits | None = None,
        seed: int = 0,
    ) -> None:
        stream = stream or StreamLimits()
        self.environment, self.clock, self.durations = environment, clock, durations
        self._catalogue = catalogue
        self.budget = Budget(limits)
        self.link = LinkState()
        self.link_changed: Signal[LinkState] = Signal()
        self.registered_changed: Signal[frozenset[Key]] = Signal()
        self.clock_skew: float | None = None
        self.stream_lag: float | None = None
        """Seconds by which prints come late, of the last ten seconds; None while not measured."""
        self._stream_lag = StreamLag()
        self._next_print = 0.0
        self._speed = 1.0
        self._restored_once = False
        self._tasks = TaskScope()
        self._reads = ReadClient(host, tls, clock, durations, self._heard, self._unheard)
        self._orders = OrderClient(host, tls, durations)
        self._tokens = TokenDesk(keys, self._reads, catalogue, clock, durations)
        self._tokens.failed.connect(self._token_failed)
        rest = RestReader(self._reads, self._tokens, catalogue, self.budget, clock, durations)
        Queries.__init__(self, rest, clock, environment)
        Pushes.__init__(self)
        self._lane = OrderLane(
            client=self._orders,
            tokens=self._tokens,
            catalogue=catalogue,
            budget=self.budget,
            clock=clock,
            durations=durations,
            skew=self._order_skew,
        )
        self._subscriptions = Subscriptions(
            stream.items, stream.request_items, stream.alternative_forms_count
        )
        self._subscriptions.want(_ACCOUNT_KEYS)
        self._conditions = Conditions(catalogue, durations, lambda: self._streaming.nudge())
        self._streaming = Streaming(
            host=host,
            tls=tls,
            clock=clock,
            durations=durations,
            tokens=self._tokens,
            subscriptions=self._subscriptions,
            make_protocol=lambda: StreamProtocol(stream.frame_bytes, stream.frame_rows),
            event=self._on_event,
            link=self._on_stream,
            answered=self._on_answered,
            conditions=self._conditions,
            seed=seed,
            tally=self.tally,
        )

    async def sign_in(self) -> None:
        """Get a token (au10001), with which queries may go; raise QueryError and stay usable."""
        await self._tokens.ready()

    async def open(self) -> None:
        """Get a token and the account number (ka00001); raise QueryError and stay usable."""
        await self.sign_in()
        page = await self._rest.page("ka00001", {})
        account = page.body.acctNo
        if not isinstance(account, str) or not account.strip():
            raise QueryError("no_account", "ka00001")
        self.account = account.strip()
        register_account(self.account)

    def connect(self) -> None:
        """Start the stream and the renewal of the token; both run until `close`."""
        self._tasks.run(self._tokens.keep(), "token")
        self._tasks.run(self._streaming.run(), "stream")

    async def close(self) -> None:
        """End stream, renewal and connections; the token is left to die by itself."""
        await self._tasks.close()
        await self._reads.close()
        await self._orders.close()

    def replace_keys(self, keys: Keys) -> None:
        """Go on with other keys: a practice exchange that was started anew has new ones."""
        self._tokens.replace_keys(keys)

    def take_over(self) -> None:
        """Take the session back after R10001; the other one will be thrown out."""
        self._streaming.take_over()

    @property
    def account_tail(self) -> str:
        """Return the last three digits of the account, which may be shown."""
        return self.account[-3:]

    @property
    def last_arrival(self) -> float | None:
        """Return the monotonic second of the stream's last frame."""
        return self._streaming.protocol.last_arrival

    @property
    def longest_gap(self) -> float:
        """Return the longest silence of this session in seconds."""
        return self._streaming.protocol.longest_gap

    @property
    def round_trip_ms(self) -> int:
        """Return how long the last query took."""
        return self.link.delay_ms

    @property
    def halted(self) -> bool:
        """Tell whether cancels have the whole order bucket; new orders are NOT_SENT meanwhile."""
        return self.budget.halted

    @halted.setter
    def halted(self, halted: bool) -> None:
        self.budget.halted = halted

    @property
    def cancel_seconds(self) -> float:
        """Return how long one cancel takes of the order bucket, 0.0 without a limit."""
        profile = self.budget.profile
        return profile.second / profile.order_calls if profile.order_calls else 0.0

    def set_subscriptions(self, wanted: Iterable[Subscription]) -> None:
        """Replace all that is wanted of the stream; the account's 00 and 04 always come first."""
        self._subscriptions.want(
            (*_ACCOUNT_KEYS, *(Wanted(one.item, one.type, one.rank) for one in wanted))
        )
        self._streaming.nudge()

    @property
    def registered(self) -> frozenset[Key]:
        """Return the registrations acknowledged on this connection."""
        return self._subscriptions.registered

    @property
    def refused_registrations(self) -> dict[Key, str]:
        """Return what was refused on this connection, with its code (P8)."""
        return dict(self._subscriptions.refused)

    def is_registered(self, item: str, type: str) -> bool:
        """Tell whether a registration was acknowledged on this connection."""
        return Key(item, type) in self._subscriptions.registered

    def order_body(self, draft: AnyDraft) -> bytes:
        """Return the exact body of a draft, to be journaled; raise RequestError."""
        return self._lane.body(draft)

    def read_back(self, body: bytes) -> WireFigures:
        """Return quantity and price as a body says them; raise ValueError."""
        return read_back(body)

    def order_api(self, draft: AnyDraft) -> str:
        """Return the API id that sends a draft."""
        return order_api(draft)

    async def send_order(self, api_id: str, body: bytes) -> Outcome:
        """Send a journaled body once and judge it (S-6); wire trouble is an Outcome."""
        return await self._lane.send(api_id, body)

    def _on_event(self, event: StreamEvent) -> None:
        if isinstance(event, Rows):
            self.take(event.entries)
        elif isinstance(event, ClockNotice):
            self._market_clock(event.text)
        elif isinstance(event, SystemNotice):
            self.notices.emit(Notice("system", {"code": event.code}, event.message))
        elif isinstance(event, LoginRefused):
            self.notices.emit(Notice("login_refused", {"code": event.code}, event.message))
        elif isinstance(event, Anomaly):
            self.notices.emit(Notice(event.code, {"detail": event.detail}))
            if event.gap:
                self.gaps.emit(Gap(GapKind.HOLE, event.code))

    def _on_stream(self, state: StreamLink, code: str, message: str) -> None:
        before = self.link.stream
        since = self.clock.monotonic() if state is not before else self.link.since
        self._set_link(stream=state, since=since, code=code, message=message)
        if before is StreamLink.UP and state is not StreamLink.UP:
            self.registered_changed.emit(self.registered)
            self.gaps.emit(Gap(GapKind.LOST, code))

    def _on_answered(self, answered: Answered) -> None:
        if answered.refused:
            items = ", ".join(sorted({f"{key.item} {key.type}" for key in answered.refused})[:10])
            facts = {"count": str(len(answered.refused)), "items": items}
            self.notices.emit(Notice("not_registered", facts))
        self.registered_changed.emit(self.registered)
        if _ORDERS_KEY in answered.registered:
            first, self._restored_once = not self._restored_once, True
            self.gaps.emit(Gap(GapKind.RESTORED, first=first))

    def _heard(self, answer: HttpAnswer) -> None:
        delay = round(answer.seconds * 1000)
        self.link = msgspec.structs.replace(self.link, delay_ms=delay)
        if self.link.rest is not RestState.UP and self._tokens.current() is not None:
            self._set_link(rest=RestState.UP)
        measured = skew(answer.header("date"), answer.sent, answer.received)
        if measured is not None:
            self._measure_skew(measured)
        self._market_clock(answer.header("x-market-clock"))

    def _unheard(self, code: str) -> None:
        self._set_link(rest=RestState.DOWN, code=code, message="")

    def _token_failed(self, error: QueryError) -> None:
        if not error.retry:
            self._set_link(rest=RestState.AUTH, code=error.code, message=error.message)

    def _measure_skew(self, measured: float) -> None:
        before = abs(self.clock_skew or 0.0) > SKEW_WARNS
        self.clock_skew = measured
        if abs(measured) > SKEW_WARNS and not before:
            self.notices.emit(Notice("clock_skew", {"seconds": f"{measured:.0f}"}))

    def _print_came(self, time: str) -> None:
        now = self.clock.monotonic()
        # One print a second is enough, and a market that runs faster is not judged.
        if now < self._next_print or self._speed != 1.0:
            return
        self._next_print = now + 1.0
        lag = self._stream_lag.take(time, self.clock.market(), now)
        if lag is None:
            return
        before = abs(self.stream_lag or 0.0) > SKEW_WARNS
        self.stream_lag = lag
        if abs(lag) > SKEW_WARNS and not before:
            self.notices.emit(Notice("stream_lag", {"seconds": f"{lag:.0f}"}))

    def _order_skew(self) -> float | None:
        # On practice market time is a game's; there a late stream only warns (S-22).
        if self.environment is Environment.PRACTICE or self.stream_lag is None:
            return self.clock_skew
        return max(self.clock_skew or 0.0, self.stream_lag, key=abs)

    def _market_clock(self, text: str) -> None:
        # Only the practice exchange has a market time of its own.
        if not text or self.environment is not Environment.PRACTICE:
            return
        told = parse_market_clock(text)
        if told is None:
            return
        apart = abs((told.market - self.clock.market()).total_seconds())
        if apart > _CLOCK_SLACK * max(told.speed, 1.0) or told.speed != self._speed:
            self._speed = told.speed
            self.clock.rebase(told.market, told.speed)

    def _set_link(self, **changes: object) -> None:
        changed = msgspec.structs.replace(self.link, **changes)
        if changed != self.link:
            self.link = changed
            self.link_changed.emit(changed)
