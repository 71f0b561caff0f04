"""Hands each push of the stream to whoever holds its kind; refuses to stop at one that does not read."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from typing import Any

import msgspec

from kiwoom_desk.base.logs import facts
from kiwoom_desk.base.signals import Signal, Subscription
from kiwoom_desk.broker import account_rows, market_rows
from kiwoom_desk.broker.account_fields import BadRow
from kiwoom_desk.broker.link import Gap, GapKind, Notice
from kiwoom_desk.broker.market_rows import BookFrame, QuoteFrame, stream_code
from kiwoom_desk.broker.numbers import POSITIVE
from kiwoom_desk.broker.tally import StreamTally
from kiwoom_desk.catalogue.frames import Entry
from kiwoom_desk.catalogue.model import UnknownType
from kiwoom_desk.catalogue.rows import RowError
from kiwoom_desk.catalogue.values import BadNumber
from kiwoom_desk.domain.order import BalanceEvent, OrderEvent
from kiwoom_desk.domain.quote import (
    ConditionHit,
    Expected,
    IndexQuote,
    MarketPhase,
    Tick,
    VolatilityInterruption,
)

log = logging.getLogger(__name__)


class Pushed(msgspec.Struct, frozen=True):
    """One push as it came: real-time type, wire item, and the made row (`f10` is FID 10)."""

    type: str
    item: str
    row: Any


_Watcher = Callable[[Pushed], None]

_ACCOUNT_TYPES = frozenset({"00", "04"})


def _nobody(*_values: object) -> None:
    """Stand in until the market room takes a callback."""


class Pushes:
    """Callbacks for what comes many times a second, Signals for what is rare.

    The callbacks are plain attributes, called on the loop for each push. `on_quote` and `on_tick`
    get the same push of 0B, `on_quote` first; `on_best` gets code, ask and bid in won.
    """

    def __init__(self) -> None:
        self.on_quote: Callable[[QuoteFrame], None] = _nobody
        self.on_tick: Callable[[str, Tick], None] = _nobody
        self.on_book: Callable[[str, BookFrame], None] = _nobody
        self.on_best: Callable[[str, int, int], None] = _nobody
        self.on_expected: Callable[[Expected], None] = _nobody
        self.on_index: Callable[[IndexQuote], None] = _nobody
        self.order_events: Signal[OrderEvent] = Signal()
        self.balance_events: Signal[BalanceEvent] = Signal()
        self.interruptions: Signal[VolatilityInterruption] = Signal()
        self.phases: Signal[MarketPhase] = Signal()
        self.condition_hits: Signal[ConditionHit] = Signal()
        self.gaps: Signal[Gap] = Signal()
        self.notices: Signal[Notice] = Signal()
        self.account = ""
        self.tally = StreamTally()
        self._watchers: dict[str, tuple[_Watcher, ...]] = {}
        self._said: deque[VolatilityInterruption] = deque(maxlen=64)
        self._takers: dict[str, Callable[[Entry], None]] = {
            "0B": self._take_trade,
            "0D": self._take_book,
            "0C": self._take_best,
            "0H": self._take_expected,
            "0J": self._take_index,
            "00": self._take_order,
            "04": self._take_balance,
            "1h": self._take_interruption,
            "0s": self._take_phase,
            "02": self._take_hit,
        }

    def take(self, entries: list[Entry]) -> None:
        """Hand on the pushes of one frame, in order."""
        for entry in entries:
            self.tally.count(entry.type)
            if entry.type in self._watchers:
                self._show(entry)
            taker = self._takers.get(entry.type)
            if taker is None:
                log.debug("push_unused %s", entry.type)
                continue
            try:
                taker(entry)
            except (BadRow, BadNumber, RowError, UnknownType) as error:
                self._set_aside(entry.type, error)

    def watch(self, type_id: str, watcher: _Watcher) -> Subscription:
        """Hand every push of a type to a watcher as well, until the subscription is closed.

        What is pushed is a matter of registrations (see `set_subscriptions`).
        """
        self._watchers[type_id] = (*self._watchers.get(type_id, ()), watcher)
        return Subscription(lambda: self._unwatch(type_id, watcher))

    def _unwatch(self, type_id: str, watcher: _Watcher) -> None:
        left = tuple(one for one in self._watchers.get(type_id, ()) if one is not watcher)
        if left:
            self._watchers[type_id] = left
        else:
            self._watchers.pop(type_id, None)

    def _show(self, entry: Entry) -> None:
        try:
            pushed = Pushed(entry.type, entry.item, entry.row())
        except (RowError, UnknownType):
            # The taker of the type tells; one without a taker is told here.
            if entry.type not in self._takers:
                log.info("push_set_aside", extra=facts(api_id=entry.type, reason="row"))
            return
        for watcher in self._watchers[entry.type]:
            watcher(pushed)

    def _set_aside(self, type_id: str, error: Exception) -> None:
        log.info("push_set_aside", extra=facts(api_id=type_id, reason=str(error)))
        self.notices.emit(Notice("push_set_aside", {"type": type_id}))
        if type_id in _ACCOUNT_TYPES:
            self.gaps.emit(Gap(GapKind.HOLE, f"row_{type_id}"))

    def _take_trade(self, entry: Entry) -> None:
        traded = market_rows.traded(entry.item, entry.figures())
        self.on_quote(traded)
        self.on_tick(traded.code, traded)
        self._print_came(traded.time)

    def _print_came(self, time: str) -> None:
        """Judge the stream's clock by a print's time; the gateway does."""

    def _take_book(self, entry: Entry) -> None:
        code = stream_code(entry.item)
        self.on_book(code, BookFrame(code, entry))

    def _take_best(self, entry: Entry) -> None:
        row = entry.row()
        self.on_best(stream_code(entry.item), POSITIVE[row.f27], POSITIVE[row.f28])

    def _take_expected(self, entry: Entry) -> None:
        self.on_expected(market_rows.expected(stream_code(entry.item), entry.row()))

    def _take_index(self, entry: Entry) -> None:
        self.on_index(market_rows.index_quote(entry.item, entry.row()))

    def _take_order(self, entry: Entry) -> None:
        event = account_rows.order_event(entry.row())
        if self._ours(event.account, "00"):
            self.order_events.emit(event)

    def _take_balance(self, entry: Entry) -> None:
        event = account_rows.balance_event(entry.row())
        if self._ours(event.account, "04"):
            self.balance_events.emit(event)

    def _take_interruption(self, entry: Entry) -> None:
        made = market_rows.interruption(entry.row())
        # One event comes once for the code and once for its `_AL` form.
        if made not in self._said:
            self._said.append(made)
            self.interruptions.emit(made)

    def _take_phase(self, entry: Entry) -> None:
        self.phases.emit(market_rows.market_phase(entry.row()))

    def _take_hit(self, entry: Entry) -> None:
        self.condition_hits.emit(market_rows.condition_hit(entry.row()))

    def _ours(self, account: str, type_id: str) -> bool:
        # The last two of the ten digits are the product class, which some sources leave out.
        if account and self.account and account[:8] == self.account[:8]:
            return True
        log.warning("push_of_another_account", extra=facts(api_id=type_id))
        self.notices.emit(Notice("other_account", {"type": type_id}))
        return False
