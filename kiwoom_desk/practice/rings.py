"""Where names trade beside KRX's regular session: NXT and KRX's after-market; refuses orders' rules."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.session import Phase, phases_at
from kiwoom_desk.practice.costs import ENVIRONMENT
from kiwoom_desk.practice.day_figures import DayFigures
from kiwoom_desk.practice.events import BookChanged
from kiwoom_desk.practice.floor import Floor
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.hours import before, next_edge
from kiwoom_desk.practice.pit import Stall
from kiwoom_desk.practice.readings import book_before
from kiwoom_desk.practice.side_flow import SideFlow, evening_members, nxt_members
from kiwoom_desk.practice.side_hours import sessions_of
from kiwoom_desk.practice.told import told
from kiwoom_desk.practice.views import BookView, depth_view, living_view, merged_view

if TYPE_CHECKING:
    from kiwoom_desk.practice.exchange import Exchange

NXT, EVENING, BOTH = "_NX", "_KA", "_AL"
_NXT_PHASES = frozenset({Phase.PRE_MARKET, Phase.CONTINUOUS, Phase.AFTER_MARKET})
_EVENING_PHASES = frozenset({Phase.AFTER_MARKET})


def split(key: str) -> tuple[str, str]:
    """Return the bare code of a stall's key and its ring; "" for KRX's regular session."""
    return (key[:-3], key[-3:]) if key[-3:] in (NXT, EVENING, BOTH) else (key, "")


class Rings:
    """The paths and stalls of one exchange beside its main ones."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._main = exchange.flow if isinstance(exchange.flow, Flow) else None
        self.nxt: SideFlow | None = None
        self.stalls: dict[str, Stall] = {}
        self._evenings: dict[str, SideFlow] = {}
        members = nxt_members(exchange.universe) if self._main else ()
        self.members = frozenset(item.code for item in members)
        self._members = members
        self._late = frozenset(i.code for i in evening_members(exchange.universe))
        self.running: dict[Venue, tuple[Phase, ...]] = {}
        self._edge: datetime | None = None
        self.look()

    # --- what is open ----------------------------------------------------------------------

    def look(self) -> None:
        """Take note of the phases of this moment; between two edges nothing changes."""
        rules, now = self._exchange.rules, self._exchange.now
        if self._edge is not None and now < self._edge:
            return
        self._edge = next_edge(rules, now)
        self.running = {v: phases_at(rules, ENVIRONMENT, v, now) for v in Venue}

    @property
    def asleep(self) -> bool:
        """Tell whether no venue is open."""
        return all(phases == (Phase.CLOSED,) for phases in self.running.values())

    def phases(self, venue: Venue) -> tuple[Phase, ...]:
        """Return the phases of a venue now, the main one first."""
        return self.running[venue]

    def has(self, ring: str, code: str) -> bool:
        """Tell whether a ring trades a name at all."""
        if ring == EVENING:
            return self._main is not None and code in self._late
        return self.nxt is not None and code in self.members

    def is_open(self, ring: str, code: str) -> bool:
        """Tell whether a name trades in a ring now: an interruption on KRX stops NXT too."""
        if ring == EVENING:
            return Phase.AFTER_MARKET in self.running[Venue.KRX]
        if code in self._exchange.interruptions.running:
            return False
        return bool(_NXT_PHASES & set(self.running[Venue.NXT]))

    # --- days and seconds ------------------------------------------------------------------

    def open_day(self) -> None:
        """Start the day of the main path where NXT trades on it."""
        main, moment = self._main, self._exchange.flow_second
        self.look()
        self._evenings = {}
        if main is None or not self._sessions(Venue.NXT, moment.date(), _NXT_PHASES):
            self.nxt = None
            return
        if self.nxt is None:
            self.nxt = SideFlow(main, Venue.NXT, self._members, _NXT_PHASES)
            self._restore(self.nxt, NXT)
        self.nxt.start(moment)

    def advance(self) -> None:
        """Bring every path to the second of the main one."""
        moment = self._exchange.flow_second
        if self.nxt is not None:
            self.nxt.advance(moment)
        for flow in self._evenings.values():
            flow.advance(moment)

    def second(self) -> None:
        """Open and close the floors as their sessions begin and end, for the second that begins now."""
        exchange, before_now = self._exchange, self.running
        self.look()
        self._follow_watchers()
        for stall in list(self.stalls.values()):
            code, ring = split(stall.key)
            if not stall.floor.auction:
                stall.tape.rebase(stall.path.board)
            if before_now != self.running:
                self._expire(stall, ring, before_now)
            opened = self.is_open(ring, code)
            if opened and stall.floor.auction:
                stall.floor.auction = False
                exchange.pit.deal(stall, stall.floor.reopen(exchange.now), exchange.now)
            elif not opened and not stall.floor.auction:
                stall.floor.start_auction(interruption=False)
                exchange.pit.events.append(BookChanged(stall.code, exchange.now))
            else:
                stall.floor.begin(exchange.now)
            self.drop_unneeded(stall)

    def _follow_watchers(self) -> None:
        """Let the after-market of every name live that somebody watches on KRX."""
        if Phase.AFTER_MARKET in self.running[Venue.KRX]:
            for stall in self._exchange.stalls.values():
                if stall.watchers > 0 and self.has(EVENING, stall.code):
                    self.stall(stall.code + EVENING)

    def _expire(self, stall: Stall, ring: str, before_now: dict[Venue, tuple[Phase, ...]]) -> None:
        """End the orders of a session that is over: none moves on to the next one."""
        venue = Venue.NXT if ring == NXT else Venue.KRX
        phases = _NXT_PHASES if ring == NXT else _EVENING_PHASES
        ended = (set(before_now[venue]) & phases) - set(self.running[venue])
        if ended:
            for number in list(stall.floor.book.own):
                self._exchange.pit.withdraw(f"{number:07d}", self._exchange.now, "expired")
                stall.floor.book.cancel(stall.floor.book.own[number])

    def _sessions(self, venue: Venue, day: date, phases: frozenset[Phase]) -> bool:
        return bool(sessions_of(self._exchange.rules, venue, day, phases))

    # --- stalls ----------------------------------------------------------------------------

    def stall(self, key: str) -> Stall:
        """Return the stall of a key, opening its floor at the second that runs."""
        found = self.stalls.get(key)
        if found is not None:
            return found
        code, ring = split(key)
        exchange, path = self._exchange, self._path(code, ring)
        index, second = path.universe.by_code[code].index, exchange.flow_second
        floor = Floor(index, path, second)
        offset = exchange.now.microsecond // 1000
        if not self.is_open(ring, code):
            floor.start_auction(interruption=False)
        elif offset:
            floor.skip(offset)
        told, venue = (key, Venue.NXT) if ring == NXT else (code, Venue.KRX)
        tape = DayFigures(told, index, path.board)
        stall = self.stalls[key] = Stall(told, index, floor, tape, path, venue, key)
        exchange.playing.join(stall)
        return stall

    def watched(self) -> dict[str, Stall]:
        """Return the stalls that somebody watches, without orders."""
        for stall in self.stalls.values():
            for order in list(stall.floor.book.own.values()):
                stall.floor.book.cancel(order)
        return {key: stall for key, stall in self.stalls.items() if stall.watchers > 0}

    def drop_unneeded(self, stall: Stall) -> None:
        """Close a floor that nobody watches and where no own order rests."""
        code, ring = split(stall.key)
        main = self._exchange.stalls.get(code) if ring == EVENING else None
        watched = main is not None and main.watchers > 0 and self.is_open(EVENING, code)
        if stall.watchers <= 0 and not watched and not stall.floor.book.own:
            self.stalls.pop(stall.key, None)

    def _path(self, code: str, ring: str) -> SideFlow:
        if ring == NXT:
            if self.nxt is None:
                raise KeyError(code)
            return self.nxt
        found = self._evenings.get(code)
        if found is None and self._main is not None:
            listing = self._exchange.universe.by_code[code]
            found = SideFlow(self._main, Venue.KRX, (listing,), _EVENING_PHASES)
            self._restore(found, EVENING)
            found.start(self._exchange.flow_second)
            self._evenings[code] = found
        if found is None:
            raise KeyError(code)
        return found

    def _restore(self, flow: SideFlow, ring: str) -> None:
        kept = [item for item in self._exchange.pit.own_prints if split(item.code)[1] == ring]
        flow.restore_own(
            tuple(
                replace(item, code=split(item.code)[0])
                for item in kept
                if split(item.code)[0] in flow.universe.by_code
            )
        )

    # --- reading ---------------------------------------------------------------------------

    def in_both(self, code: str) -> tuple[str, ...]:
        """Return the keys of the books that a book of both venues is made of: those that trade now.

        Where neither does, that is KRX's, in a call auction or as it closed.
        """
        if not self.has(NXT, code) or not self.is_open(NXT, code):
            return (code,)
        exchange = self._exchange
        krx = exchange.phase is Phase.CONTINUOUS or (
            self.has(EVENING, code) and self.is_open(EVENING, code)
        )
        return (code, code + NXT) if krx else (code + NXT,)

    def book(self, key: str) -> BookView:
        """Return ten levels a side of NXT (`_NX`), or of NXT and KRX together (`_AL`)."""
        code, ring = split(key)
        exchange = self._exchange
        if ring == BOTH:
            return _one_of([exchange.book(one) for one in self.in_both(code)])
        stall = self.stalls.get(key)
        if stall is not None and not stall.floor.auction:
            return living_view(exchange.now, stall.floor.book)
        path = self._path(code, ring)
        index, second = path.universe.by_code[code].index, before(exchange.flow_second)
        return depth_view(told(exchange), path.depth(index, second))

    def book_before(self, key: str) -> BookView:
        """Return the levels a second earlier, as planned."""
        code, ring = split(key)
        if ring == BOTH:
            return _one_of([book_before(self._exchange, one) for one in self.in_both(code)])
        path, earlier = self._path(code, ring), before(before(self._exchange.flow_second))
        return depth_view(earlier, path.depth(path.universe.by_code[code].index, earlier))

    def evening_book(self, code: str) -> BookView | None:
        """Return a name's book in KRX's after-market, None while it does not trade there."""
        if not self.is_open(EVENING, code) or not self.has(EVENING, code):
            return None
        return self.book(code + EVENING)

    def evening(self, code: str) -> SideFlow | None:
        """Return a name's path in KRX's after-market, None where nobody looked at it today."""
        return self._evenings.get(code)

    def price(self, code: str, ring: str) -> int:
        """Return the last price of a name in a ring."""
        stall = self.stalls.get(code + ring)
        if stall is not None:
            return stall.tape.price
        path = self._path(code, ring)
        return int(path.board.price[path.universe.by_code[code].index])


def _one_of(views: list[BookView]) -> BookView:
    return views[0] if len(views) == 1 else merged_view(*views)
