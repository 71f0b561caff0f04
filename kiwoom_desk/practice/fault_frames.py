"""Strikes frames and messages of one stream with the faults that stand; refuses to read their meaning."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

import msgspec

from kiwoom_desk.base.tasks import TaskScope
from kiwoom_desk.practice import fault_bodies, fault_edits
from kiwoom_desk.practice.fault_board import Happening, Strike
from kiwoom_desk.practice.faults import (
    Close,
    Duplicate,
    Edit,
    Fault,
    Late,
    Lose,
    Malform,
    Refuse,
    Reorder,
    Replace,
    Replay,
    Reset,
    Say,
    Silence,
    Taken,
)
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.refusals import TEXTS, refusal

TAKEN_CODE = "R10001"
TAKEN_TEXT = "같은 앱키가 다른 곳에서 접속해 연결을 끊습니다"
_LOGIN_REFUSED = 805004
_REPORTS = frozenset({"00", "04"})
_PING = "PING"


class Binary(msgspec.Struct, frozen=True):
    """A frame that says it is not text."""

    data: bytes


class Cut(msgspec.Struct, frozen=True):
    """Where in the queue the connection ends: what was sent before still goes out."""

    hard: bool


Item = bytes | Binary | Cut
"""What a stream sends: the bytes of a text frame (a fault's need not be text), or one of the others."""


class Socket(Protocol):
    """What a stream lets its faults do."""

    number: int

    def put(self, item: Item) -> None:
        """Queue a frame as it is."""

    def take(self, text: str) -> None:
        """Act on a client's message."""

    def refuse(self, trnm: str, code: int, message: str) -> None:
        """Answer with a refusal."""

    def end(self) -> None:
        """Close once everything queued is out."""

    def close_with(self, code: int, reason: str) -> None:
        """Close with a code."""

    def cut(self, hard: bool) -> None:
        """End the connection under the stream."""


class _Held:
    """A frame that waits until others went out before it: of the types struck, or any but a PING."""

    def __init__(self, item: Item, fault: Reorder) -> None:
        self.item, self.left, self._types = item, fault.behind, frozenset(fault.types)

    def count(self, item: Item) -> None:
        """Count a frame that goes out; a PING comes by the clock, and would make chance of the order."""
        names = described(item)[0] if isinstance(item, bytes) else frozenset()
        self.left -= bool(names & self._types if self._types else _PING not in names)


class _Due(msgspec.Struct, frozen=True):
    """A late frame in a queue that keeps its order, and when it goes out (monotonic seconds)."""

    at: float
    item: Item


class FrameLine:
    """The way of one stream's frames and messages through the faults."""

    def __init__(self, house: House, stream: Socket) -> None:
        self._house, self._trouble, self._stream = house, house.trouble, stream
        self._tasks = TaskScope()
        self._held: list[_Held] = []
        self._silent_until: float | None = None
        self._partial: list[Refuse] = []
        self._queue: deque[_Due] = deque()
        self._draining = self._closed = False

    async def close(self) -> None:
        """Forget what is held back, and whatever is still sent on a line that has ended."""
        self._closed = True
        self._held.clear()
        await self._tasks.close()

    # --- out -------------------------------------------------------------------------------

    def out(self, frame: bytes) -> None:
        """Send a frame, or what the faults make of it."""
        names, facts = described(frame)
        if self._partial and "REG" in names:
            frame = self._half_refused(frame, self._partial.pop(0))
        if self._trouble.board.replays and names & _REPORTS:
            self._trouble.reports.append(frame)
        happening = Happening("frame", names, self._stream.number, facts)
        strikes = self._trouble.struck_by(happening)
        item: Item = frame
        for strike in strikes:
            item = _altered(item, strike.fault)
        self._dispatch(item, strikes)
        for strike in strikes:
            self.strike(strike.fault)

    def _dispatch(self, item: Item, strikes: list[Strike]) -> None:
        if self._closed:
            return
        faults = [strike.fault for strike in strikes]
        if any(isinstance(fault, Lose) for fault in faults):
            return
        copies = 1 + sum(fault.times for fault in faults if isinstance(fault, Duplicate))
        wait = sum(
            one.fault.seconds + one.fault.jitter * one.share
            for one in strikes
            if isinstance(one.fault, Late)
        )
        reorder = next((fault for fault in faults if isinstance(fault, Reorder)), None)
        ordered = any(isinstance(fault, Late) and fault.ordered for fault in faults)
        for _ in range(copies):
            if wait and ordered:
                self._queue_up(item, wait)
            elif wait:
                self._tasks.run(self._later(wait, lambda: self._emit(item)), "fault-late")
            elif reorder is not None:
                self._hold(item, reorder)
            else:
                self._emit(item)

    def _queue_up(self, item: Item, wait: float) -> None:
        before = self._queue[-1].at if self._queue else 0.0
        self._queue.append(_Due(max(self._trouble.now().monotonic + wait, before), item))
        if not self._draining:
            self._draining = True
            self._tasks.run(self._drain(), "fault-slow-line")

    async def _drain(self) -> None:
        while self._queue:
            await self._house.clock.sleep(self._queue[0].at - self._trouble.now().monotonic)
            self._emit(self._queue.popleft().item)
        self._draining = False

    async def _later(self, seconds: float, act: Callable[[], None]) -> None:
        await self._house.clock.sleep(seconds)
        act()

    def _hold(self, item: Item, fault: Reorder) -> None:
        held = _Held(item, fault)
        self._held.append(held)
        self._tasks.run(self._later(fault.within, lambda: self._let_go(held)), "fault-reorder")

    def _let_go(self, held: _Held) -> None:
        if held in self._held:
            self._held.remove(held)
            self._emit(held.item)

    def _emit(self, item: Item) -> None:
        if self.silent:
            return
        self._stream.put(item)
        for held in self._held:
            held.count(item)
        for held in [one for one in self._held if one.left <= 0]:
            self._let_go(held)

    @property
    def silent(self) -> bool:
        """Tell whether the stream is to say nothing now."""
        if self._silent_until is None:
            return False
        if self._trouble.now().monotonic < self._silent_until:
            return True
        self._silent_until = None
        return False

    def _half_refused(self, frame: bytes, fault: Refuse) -> bytes:
        code, message = stream_refusal(fault, "REG")
        edit = Edit(on="frame", set={"return_code": code, "return_msg": message})
        return fault_edits.edited(frame, edit)

    # --- at once ---------------------------------------------------------------------------

    def strike(self, fault: Fault) -> None:
        """Do to the whole stream what a fault says; nothing for those of one frame."""
        stream = self._stream
        if isinstance(fault, Silence):
            now = self._trouble.now().monotonic
            self._silent_until = now + fault.seconds if fault.seconds is not None else float("inf")
        elif isinstance(fault, Taken):
            said = {"trnm": "SYSTEM", "code": TAKEN_CODE, "message": TAKEN_TEXT}
            self._emit(msgspec.json.encode(said))
            stream.end()
        elif isinstance(fault, Close):
            stream.close_with(fault.code, fault.reason)
        elif isinstance(fault, Reset):
            if fault.on == "frame":
                stream.put(Cut(fault.hard))
            else:
                stream.cut(fault.hard)
        elif isinstance(fault, Say):
            self._emit(fault.body.encode())
        elif isinstance(fault, Replay):
            self._replay(fault)

    def _replay(self, fault: Replay) -> None:
        wanted = frozenset(fault.again)
        again = [frame for frame in self._trouble.reports if described(frame)[0] & wanted]
        for frame in again[-fault.last :]:
            self._emit(frame)

    # --- in --------------------------------------------------------------------------------

    def come(self, text: str) -> None:
        """Take a client's message, or do to it what the faults say."""
        names, facts = described(text)
        happening = Happening("message", names, self._stream.number, facts)
        strikes = self._trouble.struck_by(happening)
        faults = [strike.fault for strike in strikes]
        ending = [fault for fault in faults if isinstance(fault, Close | Reset | Taken)]
        if ending or any(isinstance(fault, Lose) for fault in faults):
            for fault in ending:
                self.strike(fault)
            return
        for other in faults:
            if isinstance(other, Silence):
                self.strike(other)
        for other in faults:
            if isinstance(other, Refuse):
                left = self._refuse(text, other)
                if left is None:
                    return
                text = left
        self._act(text, strikes)

    def _act(self, text: str, strikes: list[Strike]) -> None:
        def act() -> None:
            self._stream.take(text)
            for strike in strikes:
                if isinstance(strike.fault, Say):
                    self.strike(strike.fault)

        wait = sum(
            one.fault.seconds + one.fault.jitter * one.share
            for one in strikes
            if isinstance(one.fault, Late)
        )
        if wait:
            self._tasks.run(self._later(wait, act), "fault-late")
        else:
            act()

    def _refuse(self, text: str, fault: Refuse) -> str | None:
        """Refuse a message, or return what is left of it when only some items are refused."""
        found = _loads(text)
        trnm = str(found.get("trnm", ""))
        left = _without(found, frozenset(fault.items)) if fault.items else None
        if left is None:
            code, message = stream_refusal(fault, trnm)
            self._stream.refuse(trnm, 0 if fault.silently else code, message)
            if trnm == "LOGIN":
                self._stream.end()
            return None
        if not fault.silently:
            self._partial.append(fault)
        return msgspec.json.encode(left).decode()


def stream_refusal(fault: Refuse, trnm: str) -> tuple[int, str]:
    """Return code and text of a refusal on a stream."""
    if fault.code in TEXTS:
        code = _LOGIN_REFUSED if trnm == "LOGIN" else 1
        return code, fault.message or refusal(fault.code).message
    code = int(fault.code) if fault.code.isdecimal() else 1
    named = f" {' '.join(fault.items)}" if fault.items else ""
    return code, fault.message or f"등록할 수 없습니다{named}"


def _without(found: dict[str, Any], refused: frozenset[str]) -> dict[str, Any] | None:
    """Return a REG message without some items; None when nothing is left."""
    kept = []
    for entry in found.get("data", []):
        items = entry.get("item", [])
        items = [items] if isinstance(items, str) else items
        items = [item for item in items if item not in refused]
        if items:
            kept.append({**entry, "item": items})
    return {**found, "data": kept} if kept else None


def _altered(item: Item, fault: Fault) -> Item:
    if isinstance(item, Cut):
        return item
    raw = item if isinstance(item, bytes) else item.data
    if isinstance(fault, Edit):
        return fault_edits.edited(raw, fault)
    if isinstance(fault, Replace):
        return fault.content
    if isinstance(fault, Malform):
        spoilt = fault_bodies.spoilt(raw, fault.kind)
        return Binary(spoilt) if fault.kind == "binary" else spoilt
    return item


def _loads(text: str | bytes) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def described(text: str | bytes) -> tuple[frozenset[str], dict[str, str]]:
    """Return the names of a frame (its trnm, the types of its rows) and what its first row says."""
    found = _loads(text)
    trnm = str(found.get("trnm", ""))
    if trnm != "REAL":
        facts = {key: value for key, value in found.items() if isinstance(value, str)}
        return frozenset({trnm}), facts
    rows = [row for row in found.get("data", []) if isinstance(row, dict)]
    names = frozenset({trnm, *(str(row.get("type", "")) for row in rows)})
    first = rows[0] if rows else {}
    values = first.get("values", {})
    return names, {**values, "item": str(first.get("item", "")), "type": str(first.get("type", ""))}
