"""One turn for journal, ledger and listeners, and the desk's state; refuses to skip the journal."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.base.signals import Signal
from kiwoom_desk.orders.checks import DeskState
from kiwoom_desk.orders.entries import Anomaly, Entry, Stamp
from kiwoom_desk.orders.journal import Journal, JournalError
from kiwoom_desk.orders.ledger import Change, Ledger
from kiwoom_desk.orders.requests import Doubt

log = logging.getLogger(__name__)
T = TypeVar("T")


class DeskChanged(msgspec.Struct, frozen=True):
    """The desk takes more or less than before; `reason` is a code, "" when READY."""

    state: DeskState
    reason: str = ""


class DoubtChanged(msgspec.Struct, frozen=True):
    """More is known of an UNKNOWN request; `alarm` = a released one was found after all (S-9)."""

    doubt: Doubt
    alarm: bool = False


DeskEvent = Change | DeskChanged | DoubtChanged


class Recorder:
    """Journal first, then ledger, then listeners; one entry after the other."""

    def __init__(self, journal: Journal, ledger: Ledger, clock: Clock) -> None:
        self._journal, self._clock = journal, clock
        self.ledger = ledger
        self.changed: Signal[DeskEvent] = Signal()
        self.state, self.reason = DeskState.RECONCILING, "start"
        self.frozen: frozenset[str] = frozenset()
        self.broken = ""
        self._account = ""
        self._turn = asyncio.Lock()
        self._told: set[Anomaly] = set()

    async def open(self, account: str) -> None:
        """Replay the journal; where it cannot be read the desk is READ_ONLY."""
        self._account = account
        try:
            entries = await self._journal.open(account)
        except JournalError as error:
            self._break(error)
            return
        for entry in entries:
            self._take(entry)

    async def close(self) -> None:
        """Close the journal."""
        await self._journal.close()

    def stamp(self) -> Stamp:
        """Return this moment on both clocks."""
        return Stamp(self._clock.wall(), self._clock.market())

    async def record(
        self, entries: Sequence[Entry], unless: Callable[[], bool] | None = None
    ) -> bool:
        """Commit the entries, then apply and tell them; raise JournalError and apply nothing.

        False, and nothing done, where `unless` says yes right before the commit.
        """
        async with self._turn:
            try:
                written = await self._journal.append(self._account, entries, unless)
            except JournalError as error:
                self._break(error)
                raise
            for entry in entries if written else ():
                self._take(entry)
        return written

    async def keep(self, entry: Entry) -> None:
        """Record what has already happened: it is applied even where the journal fails.

        The next start then finds the request half-way, which is never taken for harmless.
        """
        try:
            await self.record((entry,))
        except JournalError:
            self._take(entry)

    async def beside(self, work: Callable[[], T]) -> T | None:
        """Run file work in its turn on the writer thread; None where it fails, which is logged."""
        try:
            return await self._journal.beside(work)
        except JournalError as error:
            log.error("halt_file_failed %s", error)
            return None

    def thaw(self) -> None:
        """Let instruments with an anomaly trade again; whatever still holds freezes them anew."""
        self.frozen = frozenset()

    def set_state(self, state: DeskState, reason: str = "") -> None:
        """Change what the desk takes; with a broken journal it stays READ_ONLY."""
        if self.broken:
            state, reason = DeskState.READ_ONLY, self.broken
        if (state, reason) != (self.state, self.reason):
            self.state, self.reason = state, reason
            self.changed.emit(DeskChanged(state, reason))

    def _break(self, error: JournalError) -> None:
        log.error("journal_failed %s", error)
        self.broken = error.code
        self.set_state(DeskState.READ_ONLY)

    def _take(self, entry: Entry) -> None:
        for change in self.ledger.apply(entry):
            if isinstance(change, Anomaly):
                self.frozen |= {change.instrument}
                if change in self._told:
                    continue
                self._told.add(change)
            self.changed.emit(change)
