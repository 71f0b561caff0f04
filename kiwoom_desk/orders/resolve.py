"""Keeps the ledger true to the exchange: pushes, gaps, doubts; refuses to decide on an incomplete list."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from datetime import timedelta

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.base.tasks import TaskScope
from kiwoom_desk.broker.link import Gap, GapKind
from kiwoom_desk.domain.order import GOLD_NAMES, OrderEvent, ReportKind, RequestState
from kiwoom_desk.orders.account import AccountBook
from kiwoom_desk.orders.checks import DeskState
from kiwoom_desk.orders.confirm import DISOWN_WORDS, RELEASE_WORDS
from kiwoom_desk.orders.drafts import Denied
from kiwoom_desk.orders.entries import Disowned, Matched, Released, Reported
from kiwoom_desk.orders.gateway import OrderGateway
from kiwoom_desk.orders.gold import GoldSide
from kiwoom_desk.orders.journal import JournalError
from kiwoom_desk.orders.matching import Verdict, judge
from kiwoom_desk.orders.reconcile import endings, read_day, read_fills
from kiwoom_desk.orders.recorder import DoubtChanged, Recorder
from kiwoom_desk.orders.requests import Doubt, Request
from kiwoom_desk.wire.durations import Durations

_ENOUGH_PASSES = 3


class Resolver:
    """Apply pushes in order, reconcile after gaps (S-15), run the passes of each doubt (S-8)."""

    def __init__(
        self,
        *,
        gateway: OrderGateway,
        recorder: Recorder,
        account: AccountBook,
        gold: AccountBook,
        environment: str,
        clock: Clock,
        durations: Durations,
        type_words: Mapping[str, str],
        tasks: TaskScope,
    ) -> None:
        self._gateway, self._recorder, self._account = gateway, recorder, account
        self._clock, self._durations, self._tasks = clock, durations, tasks
        self._practice = environment == "practice"
        self._type_words = type_words
        self._doubts: dict[str, Doubt] = {}
        self._searched: set[str] = set()
        self._arrived: deque[Reported] = deque()
        self._news = asyncio.Event()
        self._flow = asyncio.Event()
        self._asked = asyncio.Event()
        self._reading, self._whole = asyncio.Lock(), asyncio.Lock()
        self._stream_lost = False
        self.gold = GoldSide(
            account=gold,
            recorder=recorder,
            read=self._gold_lists,
            clock=clock,
            durations=durations,
            tasks=tasks,
        )
        gateway.order_events.connect(self._reported)
        gateway.gaps.connect(self._gap)

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """Return what is known of each UNKNOWN request."""
        return tuple(self._doubts.values())

    async def start(self) -> None:
        """Reconcile in full, then keep up with pushes, gaps and doubts (S-14)."""
        for request in self._recorder.ledger.unknown:
            self.doubt(request.id)
        await self.reconcile()
        self.gold.start()
        self._tasks.run(self._keep_reconciled(), "reconcile")
        self._tasks.run(self._take_reports(), "reports")
        self._tasks.run(self._each_minute(), "lists_each_minute")

    async def reconcile(self) -> bool:
        """Read every list of every day in question; True when the desk is READY afterwards.

        Pushes wait meanwhile and are applied afterwards (S-15). What fails is tried again.
        """
        async with self._whole:
            reason = await self._read_until_no_gap()
            self._recorder.set_state(DeskState.READ_ONLY if reason else DeskState.READY, reason)
            if reason:
                self._asked.set()
            return not self._recorder.reason

    async def _read_until_no_gap(self) -> str:
        """Return why the lists could not be read, "" when they were and no gap came meanwhile."""
        try:
            while True:
                # One reading answers every gap before it.
                self._asked.clear()
                self._flow.clear()
                self._recorder.set_state(DeskState.RECONCILING, self._recorder.reason or "gap")
                self._recorder.thaw()
                reason = await self._read_all()
                if reason or not self._asked.is_set():
                    return reason
        except JournalError as error:
            return error.code
        finally:
            self._flow.set()

    def doubt(self, request: str) -> None:
        """Begin the passes for a request that became UNKNOWN."""
        self._doubts[request] = Doubt(request)
        self._searched.discard(request)
        self._tasks.run(self._passes(request), f"doubt_{request}")

    def answered(self, request: str, state: RequestState) -> None:
        """Take note of what became of a POST: a new doubt, or news for the older ones."""
        if state is RequestState.UNKNOWN:
            self.doubt(request)
        elif self._recorder.ledger.undecided:
            self._news.set()

    def forget(self, request: str) -> None:
        """Drop what was known of a request that is no doubt any more."""
        self._doubts.pop(request, None)
        self._searched.discard(request)

    async def pick(self, request: str, number: str) -> bool:
        """Match a doubt with one of its candidates; False when it has none of that number."""
        doubt = self._doubts.get(request)
        if doubt is None or number not in {c.number for c in doubt.candidates}:
            return False
        await self._match(request, Verdict(RequestState.ACKED, number, "person"))
        return True

    async def disown(self, request: str, numbers: tuple[str, ...], word: str) -> Denied | None:
        """Take candidates away that the person says are not the request, a word of DISOWN_WORDS typed.

        What is left is judged as if they were not there, so that no doubt is a dead end (S-8).
        """
        doubt = self._doubts.get(request)
        left = {c.number for c in doubt.candidates} if doubt is not None else set()
        if doubt is None or not numbers or not left.issuperset(numbers):
            return Denied("not_a_candidate")
        if word.strip().lower() not in DISOWN_WORDS:
            return Denied("disown_word")
        at = self._recorder.stamp()
        await self._recorder.keep(Disowned(at, request, numbers, word.strip()))
        await self._decide(request, doubt.passes, request in self._searched)
        return None

    async def release(self, request: str, word: str) -> Denied | None:
        """Give up a doubt that was not found, with one of RELEASE_WORDS typed (S-9)."""
        doubt = self._doubts.get(request)
        if doubt is None or not doubt.not_found:
            return Denied("not_releasable")
        if word.strip().lower() not in RELEASE_WORDS:
            return Denied("release_word")
        await self._recorder.keep(Released(self._recorder.stamp(), request, word.strip()))
        self.forget(request)
        return None

    # --- pushes and gaps ------------------------------------------------------------------

    def _reported(self, event: OrderEvent) -> None:
        at = self._recorder.stamp()
        self._arrived.append(Reported(at, at.day, event))
        self._news.set()

    def _gap(self, gap: Gap) -> None:
        self._stream_lost = gap.kind is GapKind.LOST
        if self._stream_lost:
            return
        # Whatever comes from here on waits until the lists are read, a press too.
        self._flow.clear()
        self._recorder.set_state(DeskState.RECONCILING, self._recorder.reason or "gap")
        self._asked.set()
        self.gold.gap()

    async def _take_reports(self) -> None:
        while True:
            await self._news.wait()
            await self._flow.wait()
            self._news.clear()
            entries = tuple(self._arrived)
            self._arrived.clear()
            await self._apply(entries)

    async def _apply(self, entries: tuple[Reported, ...]) -> None:
        known = len(self._recorder.ledger.anomalies)
        try:
            await self._recorder.record(entries)
        except JournalError:
            # Nothing is lost: the next start reads the lists.
            return
        if len(self._recorder.ledger.anomalies) > known:
            self._asked.set()
        for entry in entries:
            if entry.event.code in GOLD_NAMES:
                self.gold.want()
            if entry.event.kind is not ReportKind.RECEIVED:
                self._touch(entry.event.code)
        await self._look_again()

    async def _keep_reconciled(self) -> None:
        tries = 0
        while True:
            await self._asked.wait()
            if await self.reconcile():
                tries = 0
                self._account.touch()
                continue
            waits = self._durations.reconnect
            await self._clock.sleep(waits[min(tries, len(waits) - 1)])
            tries += 1

    async def _each_minute(self) -> None:
        # Without pushes the lists are all there is; a frozen instrument may have been cleared up.
        while True:
            await self._clock.sleep(self._durations.position_check)
            if self._stream_lost:
                await self._try_lists(self._recorder.stamp().day)
                if self.gold.wanted:
                    await self._try_lists(self._recorder.stamp().day, gold=True)
            if self._recorder.frozen:
                self._asked.set()

    # --- lists ----------------------------------------------------------------------------

    async def _read_all(self) -> str:
        ledger = self._recorder.ledger
        today = self._recorder.stamp().day
        open_days = {o.day for o in ledger.open_orders if o.code not in GOLD_NAMES}
        unknown_days = {r.day for r in ledger.unknown if r.intent.code not in GOLD_NAMES}
        for day in sorted({today, *open_days, *unknown_days}):
            reason = await self._read_lists(day)
            fills = await read_fills(self._gateway, ledger, day, self._recorder.stamp)
            await self._recorder.record(fills.entries)
            if reason or not fills.complete:
                return reason or fills.reason
        await self._look_again()
        return "" if await self._account.refresh() else self._account.failed

    async def _gold_lists(self, day: str) -> str:
        try:
            return await self._read_lists(day, gold=True)
        except JournalError as error:
            return error.code

    async def _read_lists(self, day: str, gold: bool = False) -> str:
        async with self._reading:
            ledger, stamp = self._recorder.ledger, self._recorder.stamp
            reading = await read_day(self._gateway, ledger, day, stamp, gold)
            await self._recorder.record(reading.entries)
            if reading.complete:
                ended = endings(ledger, reading, stamp())
                await self._recorder.record(ended)
            return reading.reason

    async def _try_lists(self, day: str, gold: bool = False) -> bool:
        try:
            return not await self._read_lists(day, gold)
        except JournalError:
            return False

    # --- doubts ---------------------------------------------------------------------------

    async def _passes(self, request: str) -> None:
        waits = self._durations.resolve_passes
        started, passes, number = self._clock.monotonic(), 0, 0
        while request in self._doubts:
            last = waits[-1] - waits[-2]
            pause = (
                waits[number] - (waits[number - 1] if number else 0.0)
                if number < len(waits)
                else last
            )
            number += 1
            await self._clock.sleep(pause)
            healthy = not self._stream_lost
            asked = self._recorder.ledger.request(request)
            complete = await self._try_lists(asked.day, asked.intent.code in GOLD_NAMES)
            passes = passes + 1 if complete and healthy and not self._stream_lost else 0
            if not complete or request not in self._doubts:
                continue
            long_enough = self._clock.monotonic() - started >= waits[-1]
            await self._decide(request, passes, long_enough and passes >= _ENOUGH_PASSES)
            if self._doubts.get(request, Doubt(request)).not_found:
                return

    async def _decide(self, request: str, passes: int, enough: bool) -> None:
        verdict = self._judge(self._recorder.ledger.request(request))
        if verdict.state is not None:
            await self._match(request, verdict)
            return
        if enough:
            self._searched.add(request)
        none = enough and not verdict.candidates
        self._know(Doubt(request, passes, verdict.candidates, none))

    async def _look_again(self) -> None:
        # After pushes and gaps: a doubt searched for long enough, and what the person released (S-9).
        for request in self._recorder.ledger.undecided:
            doubt = self._doubts.get(request.id)
            released = request.state is RequestState.RELEASED
            if not released and request.id not in self._searched:
                continue
            verdict = self._judge(request)
            found = verdict.state is RequestState.ACKED and verdict.number
            if found or (verdict.state is not None and not released):
                await self._match(request.id, verdict, alarm=released)
            elif doubt is not None:
                none = not verdict.candidates
                self._know(Doubt(request.id, doubt.passes, verdict.candidates, none))

    def _judge(self, request: Request) -> Verdict:
        skew = self._gateway.clock_skew
        lacks = timedelta() if self._practice else None
        if not self._practice and skew is not None:
            lacks = timedelta(seconds=skew)
        return judge(self._recorder.ledger, request, lacks, self._type_words)

    async def _match(self, request: str, verdict: Verdict, alarm: bool = False) -> None:
        assert verdict.state is not None
        how = "late" if alarm else verdict.how
        at = self._recorder.stamp()
        await self._recorder.keep(Matched(at, request, verdict.state, verdict.number, how))
        self.forget(request)
        self._touch(self._recorder.ledger.request(request).intent.code)
        if alarm:
            self._recorder.changed.emit(DoubtChanged(Doubt(request), alarm=True))

    def _touch(self, code: str) -> None:
        (self.gold.account if code in GOLD_NAMES else self._account).touch()

    def _know(self, doubt: Doubt) -> None:
        before = self._doubts.get(doubt.request)
        self._doubts[doubt.request] = doubt
        if before != doubt:
            self._recorder.changed.emit(DoubtChanged(doubt))
