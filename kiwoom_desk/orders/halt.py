"""The kill switch: blocks new orders, cancels what is open, ends by a typed word; never gives up quietly."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import msgspec

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.base.signals import Signal
from kiwoom_desk.base.tasks import TaskScope
from kiwoom_desk.domain.order import Action, RequestState
from kiwoom_desk.orders.confirm import RELEASE_WORDS
from kiwoom_desk.orders.drafts import Denied
from kiwoom_desk.orders.entries import Halted, Resumed, RowListed, Stamp
from kiwoom_desk.orders.gateway import OrderGateway
from kiwoom_desk.orders.journal import JournalError
from kiwoom_desk.orders.recorder import DeskEvent, Recorder
from kiwoom_desk.orders.requests import Order, RequestChanged
from kiwoom_desk.wire.durations import Durations

log = logging.getLogger(__name__)

ROUNDS = 3
HALT = "HALT"
"""The name of the file in the profile's folder."""


class HaltFile:
    """An empty file in the profile's folder that says HALT to every process (S-20)."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def exists(self) -> bool:
        """Tell whether it is there."""
        return self._path.exists()

    def make(self) -> bool:
        """Make it (0600, O_EXCL); False where it was there already. Raise OSError."""
        try:
            os.close(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            return False
        return True

    def remove(self) -> None:
        """Take it away; raise OSError."""
        self._path.unlink(missing_ok=True)


class StillOpen(msgspec.Struct, frozen=True):
    """An order that HALT has not cancelled yet: what its last cancel got, "" before the first."""

    number: str
    code: str
    open_quantity: int
    reason: str = ""
    message: str = ""


class HaltReport(msgspec.Struct, frozen=True):
    """How far HALT is: None in `since` = not halted.

    `busy` while orders are being cancelled, with the round, the orders still open, the number
    cancelled and the seconds the rest will take (None = not known); `unread` is why the list of
    open orders could not be read.
    """

    since: Stamp | None = None
    by: str = ""
    busy: bool = False
    round: int = 0
    left: tuple[StillOpen, ...] = ()
    cancelled: int = 0
    seconds: float | None = None
    unread: str = ""


Cancel = Callable[[Order, str], Awaitable[tuple[str, str, str]]]
"""Sends one cancel for an order, superseding a request; returns its id, code and message."""


class KillSwitch:
    """HALT of one account; `report` is what a person sees, `changed` tells every change of it."""

    def __init__(
        self,
        *,
        gateway: OrderGateway,
        recorder: Recorder,
        file: HaltFile,
        clock: Clock,
        durations: Durations,
        tasks: TaskScope,
        cancel: Cancel,
        gold: Callable[[], bool] = lambda: False,
    ) -> None:
        """Take whether there may be orders for gold, which stand in a list of their own."""
        self._gateway, self._recorder, self._file = gateway, recorder, file
        self._clock, self._durations, self._tasks = clock, durations, tasks
        self._cancel, self._gold = cancel, gold
        self._last: dict[str, tuple[str, str, str]] = {}
        self._again = False
        self.report = HaltReport()
        self.changed: Signal[HaltReport] = Signal()
        recorder.changed.connect(self._heard)

    @property
    def active(self) -> bool:
        """Tell whether HALT stands."""
        return self._recorder.ledger.halted is not None

    async def start(self) -> None:
        """Take up a HALT of the last run, or of another process; it blocks, it cancels nothing."""
        await self.look()
        self._follow()

    def found(self) -> bool:
        """Tell whether HALT stands or its file is there; on the writer thread, before a commit (S-20)."""
        try:
            return self.active or self._file.exists()
        except OSError as error:
            log.error("halt_file_failed %s", error)
            return False

    async def look(self) -> bool:
        """Tell whether HALT stands, journaling a file that another process made."""
        if not self.active and await self._recorder.beside(self._file.exists):
            await self._recorder.keep(Halted(self._recorder.stamp(), "file"))
            self._follow()
        return self.active

    async def pull(self, by: str) -> None:
        """Journal HALT, block new orders, begin to cancel all that is open (S-20).

        Works in every state of the desk; again while it stands: cancels what is open now.
        """
        if not self.active:
            await self._recorder.keep(Halted(self._recorder.stamp(), by))
        self._follow()
        await self._recorder.beside(self._file.make)
        self._sweep_unless_busy()

    async def release(self, word: str) -> Denied | None:
        """End HALT by a word of RELEASE_WORDS; the file goes first, so that no later look finds it."""
        if word.strip().lower() not in RELEASE_WORDS:
            return Denied("release_word")
        if not await self._recorder.beside(self._remove):
            return Denied("halt_file")
        try:
            await self._recorder.record((Resumed(self._recorder.stamp(), word.strip()),))
        except JournalError:
            return Denied("halt_journal")
        self._follow()
        return None

    def _remove(self) -> bool:
        self._file.remove()
        return True

    def _follow(self) -> None:
        halted = self._recorder.ledger.halted
        self._gateway.halted = halted is not None
        if halted is None:
            self._last = {}
            self._tell(HaltReport())
        elif self.report.since != halted.at:
            self._tell(HaltReport(halted.at, halted.by))

    def _tell(self, report: HaltReport) -> None:
        if report != self.report:
            self.report = report
            self.changed.emit(report)

    def _heard(self, event: DeskEvent) -> None:
        # What was on its way at the pull, or whose fate was unknown, is cancelled like the others.
        if not self.active or not isinstance(event, RequestChanged):
            return
        request = event.request
        stands = request.state is RequestState.ACKED and request.number != ""
        if stands and request.action is not Action.CANCEL:
            self._sweep_unless_busy()

    def _sweep_unless_busy(self) -> None:
        self._again = self.report.busy
        if not self.report.busy:
            self._change(busy=True, round=0, left=(), cancelled=0, seconds=None, unread="")
            self._tasks.run(self._sweep(), "halt")

    def _change(self, **changes: object) -> None:
        self._tell(msgspec.structs.replace(self.report, **changes))

    async def _sweep(self) -> None:
        """Cancel round after round; a further cancel only after a complete list shows the order (S-3 a)."""
        # A HALT released and pulled again has a sweep of its own.
        since, rounds, gold = self.report.since, 0, False
        try:
            while self.report.since == since:
                gold = gold or self._gold()
                found = await self._open_orders(gold)
                if found is not None:
                    self._change(left=self._still_open(found), seconds=self._seconds(found))
                    again, self._again = self._again, False
                    rounds = 0 if again else rounds
                    if (not found and not again) or rounds == ROUNDS:
                        if gold or not await self._gold_stands():
                            break
                        gold, rounds = True, 0
                        continue
                    rounds += 1
                await self._cancel_all(self._never_asked() if found is None else found, rounds)
                await self._clock.sleep(self._durations.halt_pause)
        finally:
            if self.report.since == since:
                self._change(busy=False, seconds=None)

    def _never_asked(self) -> tuple[Order, ...]:
        # Without a complete list only a first cancel may go out.
        known = self._known_open()
        return tuple(o for o in known if o.number not in self._last and o.pending != Action.CANCEL)

    def _known_open(self) -> tuple[Order, ...]:
        today = self._recorder.stamp().day
        return tuple(o for o in self._recorder.ledger.open_orders if o.day == today)

    async def _gold_stands(self) -> bool:
        """Tell whether kt50075 shows gold that nobody looked at here.

        Shares never wait for it: most people have no account for gold, and it may be refused.
        """
        listing = await self._gateway.gold_open_orders(self._recorder.stamp().market.date())
        return listing.complete and bool(listing.rows)

    async def _open_orders(self, gold: bool) -> tuple[Order, ...] | None:
        """Return what ka10075, and kt50075 with `gold`, show open; None when a page is missing."""
        listings = [await self._gateway.open_orders()]
        stamp = self._recorder.stamp()
        if gold:
            listings.append(await self._gateway.gold_open_orders(stamp.market.date()))
        missing = next((one for one in listings if not one.complete), None)
        if missing is not None:
            self._change(unread=missing.reason or "incomplete")
            return None
        self._change(unread="")
        rows = [row for listing in listings for row in listing.rows]
        for row in rows:
            await self._recorder.keep(RowListed(stamp, stamp.day, row))
        numbers = {row.number for row in rows}
        return tuple(order for order in self._known_open() if order.number in numbers)

    async def _cancel_all(self, orders: tuple[Order, ...], number: int) -> None:
        waiting = list(orders)
        self._change(round=number, left=self._still_open(orders), seconds=self._seconds(waiting))

        async def one(order: Order) -> None:
            supersedes = self._last.get(order.number, ("", "", ""))[0]
            self._last[order.number] = await self._cancel(order, supersedes)
            waiting.remove(order)
            gone = 1 if not self._last[order.number][1] else 0
            self._change(
                cancelled=self.report.cancelled + gone,
                left=self._still_open(orders, {o.number for o in waiting}),
                seconds=self._seconds(waiting),
            )

        async with asyncio.TaskGroup() as group:
            for order in orders:
                group.create_task(one(order))

    def _seconds(self, waiting: Sequence[Order]) -> float:
        return len(waiting) * self._gateway.cancel_seconds

    def _still_open(
        self, orders: tuple[Order, ...], waiting: set[str] | None = None
    ) -> tuple[StillOpen, ...]:
        """Return the orders but for those whose cancel was taken; all of them at the list's word."""
        found = []
        for order in orders:
            _, reason, message = self._last.get(order.number, ("", "", ""))
            asked = waiting is not None and order.number not in waiting
            if asked and not reason:
                continue
            found.append(StillOpen(order.number, order.code, order.open_quantity, reason, message))
        return tuple(found)
