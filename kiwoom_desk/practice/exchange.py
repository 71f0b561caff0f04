"""The practice exchange: market time, phases, books and one account; refuses sockets, clocks and texts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.domain.session import Phase, is_trading_day, trading_day_on_or_before
from kiwoom_desk.practice import halts, readings, sessions
from kiwoom_desk.practice.accounts import Account
from kiwoom_desk.practice.beginning import Beginning, Keeping
from kiwoom_desk.practice.costs import CostBook
from kiwoom_desk.practice.counter import Counter
from kiwoom_desk.practice.day_figures import DayFigures
from kiwoom_desk.practice.engine import OrderBook
from kiwoom_desk.practice.events import (
    BookChanged,
    ClockJumped,
    Event,
    ExpectedChanged,
    PhaseChanged,
    SecondPassed,
)
from kiwoom_desk.practice.floor import STEP_MS, Floor
from kiwoom_desk.practice.hours import next_edge, regular_phase
from kiwoom_desk.practice.intake import Accepted, NewOrder, PriceBand, Refused
from kiwoom_desk.practice.interruptions import Interruptions
from kiwoom_desk.practice.ledgers import Ledgers, gold_account
from kiwoom_desk.practice.pit import Pit, Stall
from kiwoom_desk.practice.rings import BOTH, NXT, Rings, split
from kiwoom_desk.practice.running_step import RunningStep, never
from kiwoom_desk.practice.shelf import FIXED, KINDS, SHELF, Shelf
from kiwoom_desk.practice.sources import BoardColumns, PricePath
from kiwoom_desk.practice.universe import Universe
from kiwoom_desk.practice.views import BookView

STEP = timedelta(milliseconds=STEP_MS)
SLICE = timedelta(milliseconds=250)
SECOND = timedelta(seconds=1)
_LATE = time(23, 59, 59)


class Exchange:
    """The façade of the practice exchange; every moment is market time with its zone."""

    def __init__(
        self,
        universe: Universe,
        rules: MarketRules,
        flow: PricePath,
        *,
        seed: int,
        start: datetime,
        cash: int,
        account_number: str,
        beginning: Beginning | None = None,
        keeper: Keeping | None = None,
    ) -> None:
        """Open at `start` with a fresh account, or with a `beginning` that was kept."""
        markets = {listing.code: listing.market for listing in universe.listings}
        if beginning is None:
            account = Account(account_number, cash, CostBook(rules, markets), start.date())
            beginning = Beginning(account, start)
        self.universe = universe
        self.rules = rules
        self.flow = flow
        self.seed = seed
        self.now = _on_grid(beginning.start)
        self.phase = regular_phase(rules, self.now)
        self._edge = self.now
        self.account = beginning.account
        costs, day = self.account.costs, self.account.day
        gold = beginning.gold or gold_account(account_number, cash, costs, day)
        self.ledgers = Ledgers(self.account, gold, markets)
        self.pit = Pit(self.ledgers, beginning.order_counter, beginning.fill_counter)
        self.interruptions = Interruptions(universe, rules)
        self.stalls: dict[str, Stall] = {}
        self.playing = RunningStep(self)
        self.places: dict[str, str] = {}
        self._keeper = keeper
        self.ledgers.post(self.now)
        self._flow_day = trading_day_on_or_before(rules, self.now.date())
        flow.restore_own(tuple(p for p in beginning.own_prints if not split(p.code)[1]))
        flow.start(self.flow_second)
        self.pit.own_prints = list(beginning.own_prints)
        self.interruptions.start_day(flow, self.flow_second, missed=True)
        self.rings, self.shelf, self.counter = Rings(self), Shelf(self), Counter(self)
        self.rings.open_day()
        if self.rings.asleep:
            self._end_day()
        for order in self.ledgers.open_orders():
            self.counter.rejoin(order)
        self._save()

    # --- what stands -----------------------------------------------------------------------

    @property
    def board(self) -> BoardColumns:
        """Return the columns over all names, by listing index."""
        return self.flow.board

    @property
    def day(self) -> date:
        """Return the market's day."""
        return self.now.date()

    @property
    def flow_second(self) -> datetime:
        """Return the second the path stands at: now, or late on the last day it played."""
        second = _second(self.now)
        if second.date() == self._flow_day:
            return second
        return datetime.combine(self._flow_day, _LATE, tzinfo=self.now.tzinfo)

    def price(self, code: str) -> int:
        """Return the last price: of the last print when watched, else of the last second."""
        stall = self.stalls.get(code)
        index = self.universe.by_code[code].index
        return stall.tape.price if stall else int(self.board.price[index])

    def band(self, code: str) -> PriceBand:
        """Return the day's price limits."""
        index = self.universe.by_code[code].index
        return PriceBand(int(self.board.lower[index]), int(self.board.upper[index]))

    def phase_of(self, code: str) -> Phase:
        """Return the phase as this name feels it: an interruption is a call auction."""
        return Phase.OPENING_AUCTION if code in self.interruptions.running else self.phase

    def in_auction(self, code: str) -> bool:
        """Tell whether a call auction runs for this name."""
        return self.phase_of(code) in readings.AUCTIONS

    def book(self, code: str) -> BookView:
        """Return ten levels a side: the living book where there is one, else the planned depth.

        `_NX` behind the code names NXT, `_AL` both venues.
        """
        return self.rings.book(code) if split(code)[1] else readings.book(self, code)

    def expected(self, code: str) -> tuple[int, int]:
        """Return expected price and size of a running call auction, zeros when none would match."""
        return readings.expected(self, code)

    def queue_ahead(self, number: str) -> int | None:
        """Return the shares before an own order on its level; None when it does not rest."""
        book = self.stall_at(self.places[number]).floor.book if number in self.places else None
        return book.ahead(int(number)) if book and int(number) in book.own else None

    # --- who looks -------------------------------------------------------------------------

    def watch(self, code: str) -> None:
        """Let a name live print by print; watchers are counted. Raise KeyError for unknown codes.

        `_NX` behind the code names NXT, `_AL` both venues.
        """
        for stall in self._watched(code):
            stall.watchers += 1

    def unwatch(self, code: str) -> None:
        """Take one watcher off a name."""
        for stall in self._watched(code):
            stall.watchers -= 1
            self.drop_unneeded(stall)

    def _watched(self, code: str) -> list[Stall]:
        bare, ring = split(code)
        found = [self.stall(bare)] if ring != NXT else []
        if ring in (NXT, BOTH) and self.rings.has(NXT, bare):
            found.append(self.rings.stall(bare + NXT))
        return found

    def drain(self) -> list[Event]:
        """Return the events since the last call, in the order they happened."""
        events, self.pit.events = self.pit.events, []
        return events

    # --- orders ----------------------------------------------------------------------------

    def place(self, order: NewOrder) -> Accepted | Refused:
        """Take a new order or refuse it (kt10000, kt10001); its events are ready for `drain`."""
        return self._kept(self.counter.place(order))

    def amend(
        self, original: str, code: str, venue: Venue, quantity: int, price: int,
        trigger: int | None = None, on_credit: bool = False,
    ) -> Accepted | Refused:  # fmt: skip
        """Move `quantity` shares (0 = all left) of an order to a new price (kt10002, kt10008)."""
        asked = original, code, venue, quantity, price, trigger, on_credit
        return self._kept(self.counter.amend(*asked))

    def cancel(
        self, original: str, code: str, venue: Venue, quantity: int, on_credit: bool = False
    ) -> Accepted | Refused:
        """Cancel `quantity` shares (0 = all left) of an order (kt10003, kt10009)."""
        return self._kept(self.counter.cancel(original, code, venue, quantity, on_credit))

    def close(self) -> None:
        """Keep everything on a clean end."""
        if self._keeper is not None:
            self._keeper.close(self)

    # --- time ------------------------------------------------------------------------------

    def advance_to(self, moment: datetime) -> None:
        """Play the market up to the last step of the 50 ms grid not after that moment."""
        while not self.step(moment):
            pass

    def step(self, moment: datetime, enough: Callable[[], bool] = never) -> bool:
        """Play at most 250 ms of open market towards a moment; tell whether it is reached.

        Once `enough` says so it stops between two names. Closed hours are leapt over in one step.
        """
        if self.rings.asleep:
            self._leap(moment)
            return self.now + STEP > moment
        until = min(moment, self.now + SLICE)
        while self.now + STEP <= until and self._tick(until, enough):
            pass
        self._save()
        return self.now + STEP > moment

    def _tick(self, until: datetime, enough: Callable[[], bool]) -> bool:
        if not self.playing.play(enough):
            return False
        following, idle = _second(self.now) + SECOND, not (self.stalls or self.rings.stalls)
        self.now = min(following, _on_grid(until)) if idle else self.now + STEP
        if self.now == following:
            self._second_passed()
        return True

    def _second_passed(self) -> None:
        self.flow.advance(self.now)
        self.rings.advance()
        self.ledgers.post(self.now)
        for stall in self.stalls.values():
            if not stall.floor.auction:
                stall.tape.rebase(self.board)
            stall.floor.withhold(self.now - SECOND)
        self._change_phase()
        if self.phase is Phase.CONTINUOUS:
            halts.look(self)
        for stall in list(self.stalls.values()):
            stall.floor.begin(self.now)
            self._say_expected(stall)
            self.drop_unneeded(stall)
        self._other_venues()
        self.pit.events.append(SecondPassed(self.now))
        if self._keeper is not None:
            self._keeper.tick(self)

    def _other_venues(self) -> None:
        before = self.rings.running
        self.rings.second()
        self.shelf.second()
        if self.rings.running != before:
            self.pit.events += sessions.changes(before, self.rings.running, self.now)
            if self.rings.asleep:
                self._end_day()

    def _change_phase(self) -> None:
        if self.now < self._edge:
            return
        self._edge = next_edge(self.rules, self.now) or self.now
        before, self.phase = self.phase, regular_phase(self.rules, self.now)
        if before is self.phase:
            return
        if self.phase in readings.AUCTIONS:
            for running in list(self.interruptions.running.values()):
                halts.end(self, running)
            for stall in self.stalls.values():
                if self.phase is Phase.CLOSING_AUCTION:
                    self.pit.turn_market(stall)
                stall.floor.start_auction(interruption=False)
        elif before in readings.AUCTIONS:
            for stall in self.stalls.values():
                self.pit.uncross(stall, self.now, stall.tape.price)
        if self.phase is Phase.CONTINUOUS:
            self.interruptions.start_day(self.flow, self.flow_second, missed=False)
            for stall in self.stalls.values():
                self.reopen(stall)
        self.pit.events.append(PhaseChanged(self.phase, before, self.now))
        if self.phase is Phase.CLOSED:
            self._end_day()

    def reopen(self, stall: Stall) -> None:
        """Let continuous trading begin on a floor after an auction."""
        self.pit.deal(stall, stall.floor.reopen(self.now), self.now)
        self.pit.release_market_orders(stall, self.now)

    def _end_day(self) -> None:
        """End the orders of the regular session, and when every venue sleeps all of them."""
        if not self.rings.asleep:
            self.shelf.expire(KINDS - FIXED)
        for order in self.ledgers.open_orders():
            if self.rings.asleep or self.places.get(order.number) == order.code:
                self.pit.withdraw(order.number, self.now, "expired")
        for stall in self.stalls.values():
            stall.floor.book = OrderBook()
            stall.floor.start_auction(interruption=False)
        if self.rings.asleep:
            self.shelf.stalls, self.rings.stalls, self.places = {}, self.rings.watched(), {}
        self.stalls = {code: stall for code, stall in self.stalls.items() if stall.watchers}
        self._save()

    def _leap(self, moment: datetime) -> None:
        """Pass closed hours at once, up to the next phase or to the moment."""
        target = min(_on_grid(moment), next_edge(self.rules, self.now) or _on_grid(moment))
        if target <= self.now:
            return
        before, self.now = self.now, target
        if target.date() != before.date() and is_trading_day(self.rules, target.date()):
            self.ledgers.open_day(target.date())
            self._flow_day = target.date()
            self.flow.start(self.flow_second)
            self.interruptions.start_day(self.flow, self.flow_second, missed=False)
            self.rings.open_day()
        else:
            self.flow.advance(self.flow_second)
            self.rings.advance()
        self.ledgers.post(self.now)
        if target - before > 300 * SECOND:  # What passes at a pace, however quick, is no jump.
            self.pit.events.append(ClockJumped(before, target))
        self._change_phase()
        self._other_venues()
        if _second(target) != _second(before):
            for stall in self.stalls.values():
                stall.tape.rebase(self.board)
            self.pit.events.append(SecondPassed(_second(target)))
        self._save()

    # --- inside ----------------------------------------------------------------------------

    def stall(self, code: str) -> Stall:
        """Return the stall of a name, opening its floor at the second that runs."""
        found = self.stalls.get(code)
        if found is not None:
            return found
        listing = self.universe.by_code[code]
        second = self.flow_second
        floor = Floor(listing.index, self.flow, second)
        if self.in_auction(code) or self.phase is Phase.CLOSED:
            interruption = self.interruptions.running.get(code)
            unplanned = interruption is not None and not interruption.planned
            floor.start_auction(unplanned)
            passed = interruption.started.time if interruption and unplanned else second
            while passed < second:
                floor.withhold(passed)
                passed += SECOND
        elif offset := self.now.microsecond // 1000:
            floor.skip(offset)
        tape = DayFigures(code, listing.index, self.board)
        stall = self.stalls[code] = Stall(code, listing.index, floor, tape, self.flow)
        self.playing.join(stall)
        return stall

    def stall_at(self, key: str) -> Stall:
        """Return the stall of a key: of KRX's regular session, of another ring, or a shelf."""
        if key.endswith(SHELF):
            return self.shelf.stall(key.removesuffix(SHELF))
        return self.rings.stall(key) if split(key)[1] else self.stall(key)

    def drop_unneeded(self, stall: Stall) -> None:
        """Close a floor that nobody watches and where no own order rests."""
        if stall.watchers <= 0 and not stall.floor.book.own:
            self.stalls.pop(stall.key, None)
            if split(stall.key)[1]:
                self.rings.drop_unneeded(stall)

    def _say_expected(self, stall: Stall) -> None:
        if not stall.floor.auction or self.phase is Phase.CLOSED:
            return
        expected = self.expected(stall.code)
        if expected != stall.expected:
            stall.expected = expected
            self.pit.events.append(ExpectedChanged(stall.code, self.now, *expected))
            self.pit.events.append(BookChanged(stall.code, self.now))

    def _kept(self, answer: Accepted | Refused) -> Accepted | Refused:
        self._save()
        return answer

    def _save(self) -> None:
        if self._keeper is not None:
            self._keeper.save(self)
        else:
            self.account.take_changes()
            self.ledgers.gold.take_changes()


def _second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def _on_grid(moment: datetime) -> datetime:
    grid = STEP_MS * 1000
    return moment.replace(microsecond=moment.microsecond // grid * grid)
