"""Which faults stand and which of them strike now; refuses time and chance of its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import msgspec

from kiwoom_desk.practice.draws import STEP, key_of, mix_one
from kiwoom_desk.practice.faults import GROUPS, Document, Fault, moment_of

_MOST_STRIKES = 10_000
_WORD = 1 << 64


class Now(msgspec.Struct, frozen=True):
    """The three clocks at one moment."""

    monotonic: float
    wall: datetime
    market: datetime


class Happening(msgspec.Struct, frozen=True):
    """Something that a fault may strike: what it is called and what it says."""

    on: str
    names: frozenset[str] = frozenset()
    connection: int = 0
    facts: Mapping[str, str] = {}
    reused: bool = False
    further: bool = False


class Strike(msgspec.Struct, frozen=True):
    """One hit of a fault; `share` is drawn from [0, 1) for its jitter."""

    fault: Fault
    share: float


class Struck(msgspec.Struct, frozen=True):
    """A line of what was struck, for GET /control/faults."""

    n: int
    fault: int
    name: str
    do: str
    on: str
    what: str
    connection: int
    wall: str
    market: str


class Standing(msgspec.Struct):
    """A fault that stands: its number, when it was set, how often it matched and struck."""

    number: int
    fault: Fault
    key: int
    since: Now
    matched: int = 0
    struck: int = 0
    due: float = 0.0


class StandingView(msgspec.Struct, frozen=True):
    """A standing fault as GET /control/faults tells it."""

    n: int
    name: str
    do: str
    on: str
    matched: int
    struck: int


class FaultView(msgspec.Struct, frozen=True):
    """The answer of GET /control/faults; `strikes` are the last ten thousand."""

    faults: list[StandingView]
    strikes: list[Struck]


class FaultBoard:
    """The faults of a running server; `requests`, `frames`… tell the hot paths whether to ask at all."""

    def __init__(self) -> None:
        self.strikes: deque[Struck] = deque(maxlen=_MOST_STRIKES)
        self._standing: list[Standing] = []
        self._set = 0
        self.hits = 0
        self._places: frozenset[str] = frozenset()
        self.replays = False

    @property
    def places(self) -> frozenset[str]:
        """Return where anything can strike."""
        return self._places

    def add(self, document: Document, now: Now) -> list[int]:
        """Set the faults of a document; return their numbers."""
        numbers = []
        for fault in document.fault:
            self._set += 1
            key = key_of(document.seed, self._set)
            due = now.monotonic + fault.after
            self._standing.append(Standing(self._set, fault, key, now, due=due))
            numbers.append(self._set)
        self._look()
        return numbers

    def clear(self) -> None:
        """Take every fault away; what was struck stays told."""
        self._standing.clear()
        self._look()

    def _look(self) -> None:
        self._places = frozenset(one.fault.on for one in self._standing)
        self.replays = any(one.fault.deed == "replay" for one in self._standing)

    def struck_by(self, happening: Happening, now: Now, early: bool = False) -> list[Strike]:
        """Return the strikes on something that happens, in the order of the document.

        `early` asks for those that strike a request before its body is read, and only for those.
        """
        found = []
        for standing in self._standing:
            fault = standing.fault
            if fault.on == happening.on and fault.early is early and _matches(fault, happening):
                if not _in_time(standing, now):
                    continue
                strike = self._draw(standing)
                if strike is not None:
                    self._note(standing, happening, now)
                    found.append(strike)
        return found

    def due(self, now: Now) -> list[Strike]:
        """Return the moments that have come; one with a period comes again after it."""
        found = []
        for standing in [one for one in self._standing if one.fault.on == "moment"]:
            fault = standing.fault
            while now.monotonic >= standing.due and _in_time(standing, now):
                period = fault.period
                standing.due = standing.due + period if period else float("inf")
                strike = self._draw(standing)
                if strike is not None:
                    self._note(standing, Happening("moment"), now)
                    found.append(strike)
        return found

    def _draw(self, standing: Standing) -> Strike | None:
        fault = standing.fault
        if fault.count is not None and standing.struck >= fault.count:
            return None
        standing.matched += 1
        after = standing.matched - fault.skip
        if after < 1 or (after - 1) % fault.every:
            return None
        word = mix_one(standing.key + STEP * standing.matched)
        if word / _WORD >= fault.probability:
            return None
        standing.struck += 1
        return Strike(fault, mix_one(word + STEP) / _WORD)

    def _note(self, standing: Standing, happening: Happening, now: Now) -> None:
        self.hits += 1
        fault = standing.fault
        what = " ".join(sorted(happening.names - GROUPS))
        self.strikes.append(
            Struck(
                self.hits, standing.number, fault.name, fault.deed, fault.on, what,
                happening.connection, now.wall.isoformat(), now.market.isoformat(),
            )
        )  # fmt: skip

    def view(self) -> FaultView:
        """Return what stands and what was struck."""
        return FaultView([_view(one) for one in self._standing], list(self.strikes))

    def __iter__(self) -> Iterator[Fault]:
        """Go over the faults that stand."""
        return (one.fault for one in self._standing)


def _view(one: Standing) -> StandingView:
    fault = one.fault
    return StandingView(one.number, fault.name, fault.deed, fault.on, one.matched, one.struck)


def _matches(fault: Fault, happening: Happening) -> bool:
    wanted: Iterable[str] = fault.apis or fault.types
    if wanted and happening.names.isdisjoint(wanted):
        return False
    if fault.connections and happening.connection not in fault.connections:
        return False
    if fault.reused is not None and fault.reused is not happening.reused:
        return False
    if fault.further is not None and fault.further is not happening.further:
        return False
    return all(happening.facts.get(key) == text for key, text in fault.where.items())


def _in_time(standing: Standing, now: Now) -> bool:
    fault = standing.fault
    passed = now.monotonic - standing.since.monotonic
    if passed < fault.after:
        return False
    if fault.lasting is not None and passed >= fault.after + fault.lasting:
        return False
    wall = _inside(now.wall, fault.wall_from, fault.wall_until)
    return wall and _inside(now.market, fault.market_from, fault.market_until)


def _inside(moment: datetime, first: str, last: str) -> bool:
    after = not first or moment >= moment_of(first, moment)
    return after and (not last or moment < moment_of(last, moment))
