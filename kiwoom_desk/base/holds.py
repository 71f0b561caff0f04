"""Names what holds the loop for too long, for those who develop the desk; refuses to run unasked.

A thread looks at the loop's own stack every two milliseconds. What stands there from one look to
the next is one turn of the loop: a callback, a step of a task, an event of the window. It costs some
hundredths of a core, so it runs where `KIWOOM_DESK_HOLDS` says from how many milliseconds on.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from types import CodeType, FrameType

import msgspec

from kiwoom_desk.base.clock import SystemClock
from kiwoom_desk.base.logs import facts
from kiwoom_desk.base.machine import thread_seconds

log = logging.getLogger(__name__)

VARIABLE = "KIWOOM_DESK_HOLDS"
LIMIT_MS = 8.0
_LOOK = 0.002
_MOST = 500
_OWN_SHARE = 0.7
_LOOPS = frozenset({"run_forever", "_run_once"})
_PLUMBING = ("asyncio", "qasync")
_WAITING = "selectors.py"
# They call whoever asked them to, and name nobody.
_CALLERS = ("signals.py", "frame.py", "frame_meter.py")
_ROOM = Path(__file__).resolve().parent.parent
_ROOT = f"{_ROOM.parent}{os.sep}"
_monotonic = SystemClock().monotonic


class Hold(msgspec.Struct, frozen=True):
    """One turn that held the loop: who, for how many ms of wall and of processor time, and where.

    `name` is the first function of ours in the turn that does not only hand on, `stack` the calls
    at its deepest look, outermost first. `processor_ms` is None where the system does not tell; far
    below `milliseconds` it was the machine that waited, not the desk that worked.
    """

    name: str
    milliseconds: float
    processor_ms: float | None
    stack: tuple[str, ...]


def _logged(hold: Hold) -> None:
    told = facts(milliseconds=hold.milliseconds, processor_ms=hold.processor_ms)
    log.warning("loop_turn_long %s\n%s", hold.name, "\n".join(hold.stack), extra=told)


class HoldWatch:
    """Watch the loop of the thread that makes this, from `start` to `close`; `holds` are the last 500.

    `told` gets each as it is found, on the watch's own thread; without it a warning is logged.

    Work of Qt's own that no Python function has called is not seen. A call in C that lets no other
    thread run is told by what is seen after it, where its processor time says that it worked.
    """

    def __init__(
        self, limit_ms: float = LIMIT_MS, told: Callable[[Hold], None] | None = None
    ) -> None:
        self._limit, self._told = limit_ms / 1000, told or _logged
        self._watched = threading.get_ident()
        self._stop = threading.Event()
        self._turn: FrameType | None = None
        self._began = self._seen = 0.0
        self._worked_at_start, self._worked = 0.0, 0.0
        self._looks: dict[str, _Looks] = {}
        self.holds: list[Hold] = []
        self._thread = threading.Thread(target=self._look_on, name="hold-watch", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def close(self) -> None:
        """End; what holds the loop at this moment is not told."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _look_on(self) -> None:
        while not self._stop.wait(_LOOK):
            self._look()
        self._turn, self._looks = None, {}

    def _look(self) -> None:
        now, worked = _monotonic(), thread_seconds(self._watched) or 0.0
        calls = _calls(sys._current_frames().get(self._watched))
        turn = calls[0] if calls else None
        if turn is not self._turn:
            self._ended()
            self._missed(now, worked, calls)
            self._turn, self._began, self._worked_at_start = turn, now, worked
            self._looks = {}
        self._seen, self._worked = now, worked
        if calls:
            name = _name(calls)
            self._looks.setdefault(name, _Looks()).take(calls)

    def _ended(self) -> None:
        # It ended between the last look that saw it and this one; only the time until then is sure.
        held = self._seen - self._began
        if self._turn is None or held < self._limit:
            return
        # Several functions may share a turn, as the panels do one paint: it goes to the longest.
        name, looks = max(self._looks.items(), key=lambda one: one[1].count)
        self._tell(name, held, self._worked - self._worked_at_start, looks.deepest)

    def _missed(self, now: float, worked: float, calls: list[FrameType]) -> None:
        spent, gap = worked - self._worked, now - self._seen
        # A busy machine keeps this thread away for many turns: then most of the time was others'.
        if self._seen and spent >= self._limit and spent >= _OWN_SHARE * gap:
            deepest = [_line(one.f_code, one.f_lineno) for one in calls]
            self._tell(f"unseen, before {_name(calls)}", gap, spent, deepest)

    def _tell(self, name: str, held: float, worked: float, stack: list[str]) -> None:
        known = thread_seconds(self._watched) is not None
        milliseconds, processor = round(held * 1000, 1), round(worked * 1000, 1)
        hold = Hold(name, milliseconds, processor if known else None, tuple(stack))
        del self.holds[:-_MOST]
        self.holds.append(hold)
        self._told(hold)


class _Looks:
    """How often one function was seen in a turn, and where it was deepest."""

    __slots__ = ("count", "deepest")

    def __init__(self) -> None:
        self.count = 0
        self.deepest: list[str] = []

    def take(self, calls: list[FrameType]) -> None:
        self.count += 1
        if len(calls) >= len(self.deepest):
            self.deepest = [_line(one.f_code, one.f_lineno) for one in calls]


class Culprit(msgspec.Struct, frozen=True):
    """All holds of one name: how often, and the longest in ms of wall and of processor time."""

    name: str
    count: int
    longest_ms: float
    processor_ms: float | None
    stack: tuple[str, ...]


def culprits(holds: Iterable[Hold]) -> tuple[Culprit, ...]:
    """Return who held the loop, the most of processor time first."""
    by_name: dict[str, list[Hold]] = {}
    for hold in holds:
        by_name.setdefault(hold.name, []).append(hold)
    found = [_culprit(name, some) for name, some in by_name.items()]
    return tuple(sorted(found, key=_worked, reverse=True))


def asked_limit() -> float | None:
    """Return the limit in ms that KIWOOM_DESK_HOLDS asks for, None where it is not set or no number."""
    try:
        limit = float(os.environ.get(VARIABLE, ""))
    except ValueError:
        return None
    return limit if limit > 0 else None


def _worked(one: Hold | Culprit) -> float:
    if one.processor_ms is not None:
        return one.processor_ms
    return one.milliseconds if isinstance(one, Hold) else one.longest_ms


def _culprit(name: str, holds: list[Hold]) -> Culprit:
    worst = max(holds, key=_worked)
    longest = max(one.milliseconds for one in holds)
    return Culprit(name, len(holds), longest, worst.processor_ms, worst.stack)


def _calls(frame: FrameType | None) -> list[FrameType]:
    """Return the frames of the turn under way, outermost first; none while the loop waits."""
    calls: list[FrameType] = []
    while frame is not None:
        if frame.f_code.co_name in _LOOPS and _plumbing(frame.f_code):
            waits = calls and calls[-1].f_code.co_filename.endswith(_WAITING)
            return [] if waits else calls[::-1]
        calls.append(frame)
        frame = frame.f_back
    return []


def _plumbing(code: CodeType) -> bool:
    return any(f"{os.sep}{name}{os.sep}" in code.co_filename for name in _PLUMBING)


def _name(calls: list[FrameType]) -> str:
    ours = [one.f_code for one in calls if one.f_code.co_filename.startswith(str(_ROOM))]
    asked = [code for code in ours if not code.co_filename.endswith(_CALLERS)] or ours
    code = asked[0] if asked else calls[0].f_code if calls else None
    return "?" if code is None else f"{_file(code)} {code.co_qualname}"


def _line(code: CodeType, line: int) -> str:
    return f"{_file(code)}:{line} {code.co_qualname}"


def _file(code: CodeType) -> str:
    return code.co_filename.removeprefix(_ROOT).rsplit("site-packages" + os.sep, 1)[-1]
