"""Whether gold's own lists and account are read; refuses to ask for them before gold is looked at."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.base.signals import Signal
from kiwoom_desk.base.tasks import TaskScope
from kiwoom_desk.domain.order import GOLD_NAMES
from kiwoom_desk.orders.account import AccountBook
from kiwoom_desk.orders.positions import net_filled
from kiwoom_desk.orders.recorder import Recorder
from kiwoom_desk.wire.durations import Durations

_RATE = frozenset({"1700", "1701", "1702", "429", "5"})


class GoldSide:
    """The account for gold beside the one for shares: many people have none, so nothing waits for it.

    It is read once somebody looks at gold or an order of it is known, and anew after every gap.
    Until then, and while it cannot be read, gold alone is refused. Where the broker refuses it and
    no order for gold is known there may be no such account: it rests until somebody looks again.
    """

    def __init__(
        self,
        *,
        account: AccountBook,
        recorder: Recorder,
        read: Callable[[str], Awaitable[str]],
        clock: Clock,
        durations: Durations,
        tasks: TaskScope,
    ) -> None:
        """Take how gold's lists of a day (YYYYMMDD) are read; it returns why not, "" when they were."""
        self.account = account
        self._recorder, self._read = recorder, read
        self._clock, self._durations, self._tasks = clock, durations, tasks
        self._asked = asyncio.Event()
        self.wanted = False
        """Whether gold is traded, or looked at, here."""
        self.read = False
        """Whether all was read since the last gap."""
        self.reason = ""
        """Why the last reading failed, "" after a good one."""
        self.rests = False
        """Whether the broker refused it, and it is read again only when somebody looks."""
        self._followed = False
        self.changed: Signal[None] = Signal()
        account.follow(lambda: net_filled(recorder.ledger.orders, gold=True))

    def start(self) -> None:
        """Begin to read where the journal knows of gold."""
        if self._known:
            self.want()

    def want(self) -> None:
        """Read gold from now on; a second call changes nothing but for one that rests."""
        if self.rests:
            self.rests = False
            self._asked.set()
        if self.wanted:
            return
        self.wanted = True
        self._asked.set()
        self._tasks.run(self._keep_read(), "gold_lists")

    def gap(self) -> None:
        """Say that something may have been missed: gold waits until it is read anew (S-15)."""
        self.read = False
        self._asked.set()

    async def _keep_read(self) -> None:
        tries = 0
        while True:
            await self._asked.wait()
            self._asked.clear()
            self.reason = await self._read_all()
            # A gap that came meanwhile is not answered by this reading.
            self.read = not self.reason and not self._asked.is_set()
            self.rests = _is_refusal(self.reason) and not self._known
            self._follow()
            self.changed.emit(None)
            if not self.reason or self.rests:
                tries = 0
                continue
            waits = self._durations.reconnect
            await self._clock.sleep(waits[min(tries, len(waits) - 1)])
            tries += 1
            self._asked.set()

    @property
    def _known(self) -> bool:
        return any(one.intent.code in GOLD_NAMES for one in self._recorder.ledger.requests) or any(
            one.code in GOLD_NAMES for one in self._recorder.ledger.open_orders
        )

    def _follow(self) -> None:
        # An account that was never read is not asked each minute.
        if not self.reason and not self._followed:
            self._followed = True
            self.account.run(self._tasks)

    async def _read_all(self) -> str:
        ledger = self._recorder.ledger
        days = {self._recorder.stamp().day}
        days |= {order.day for order in ledger.open_orders if order.code in GOLD_NAMES}
        days |= {one.day for one in ledger.unknown if one.intent.code in GOLD_NAMES}
        for day in sorted(days):
            reason = await self._read(day)
            if reason:
                return reason
        return "" if await self.account.refresh() else self.account.failed


def _is_refusal(reason: str) -> bool:
    # The broker's codes have digits, ours are words; the rate gets better by itself.
    return any(char.isdigit() for char in reason) and reason not in _RATE
