"""Leases on live data: what is wanted, what is streamed, what is polled; refuses a second registrar."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from enum import IntEnum, StrEnum
from typing import Protocol

import msgspec

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.base.signals import Signal
from kiwoom_desk.domain.book import Book
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.quote import Quote, Tick
from kiwoom_desk.market.age import Age, AgeKind, Way, polled_age, streamed_age
from kiwoom_desk.market.state import MarketState

RANK_EVERY = 0.5
POLL_EVERY = 1.5
CODES_A_CALL = 100
SUSPECTS_A_TURN = 3
"""Of names that fell silent together: each is a call, and whoever waits for first figures waits for it."""


class Want(StrEnum):
    """What a lease asks for, by its real-time type."""

    QUOTE = "0B"
    BOOK = "0D"
    EXPECTED = "0H"
    INDEX = "0J"


class Rank(IntEnum):
    """Who gets the stream first when it is full."""

    ORDERS = 0
    LINKED = 1
    ALERTS = 2
    VISIBLE = 3
    HIDDEN = 4


class WantedItem(msgspec.Struct, frozen=True):
    """One registration the feed wants: wire item, real-time type and rank."""

    item: str
    type: str
    rank: int


class Source(Protocol):
    """What the feed needs of the gateway."""

    def set_subscriptions(self, wanted: Sequence[WantedItem]) -> None:
        """Replace the full set of wanted registrations."""
        ...

    def is_registered(self, item: str, type: str) -> bool:
        """Tell whether the broker acknowledged that registration on this connection."""
        ...

    async def quotes(self, codes: Sequence[str]) -> tuple[Quote, ...]:
        """Ask ka10095."""
        ...

    async def book(self, code: str, venue: Venue) -> Book:
        """Ask ka10004."""
        ...

    async def recent_ticks(self, code: str) -> tuple[Tick, ...]:
        """Ask ka10003."""
        ...


class Lease:
    """A panel's claim on one kind of data of one name; closing it twice is harmless."""

    def __init__(self, feed: Feed, code: str, want: Want, rank: Rank) -> None:
        self._feed: Feed | None = feed
        self.code, self.want, self.rank = code, want, rank

    def set_rank(self, rank: Rank) -> None:
        """Change who goes first, e.g. when a row scrolls out of sight."""
        if self._feed is not None and rank is not self.rank:
            self.rank = rank
            self._feed.changed()

    def close(self) -> None:
        """Give the claim back."""
        feed, self._feed = self._feed, None
        if feed is not None:
            feed.drop(self)


class Watch:
    """A claim on one real-time type of one wire item, whatever it is; the pushes come as they are."""

    def __init__(self, feed: Feed, wanted: WantedItem) -> None:
        self._feed: Feed | None = feed
        self.wanted = wanted

    def close(self) -> None:
        """Give the claim back; closing it twice is harmless."""
        feed, self._feed = self._feed, None
        if feed is not None:
            feed.unwatch(self)


class Feed:
    """Count leases, drive registrations by rank within the item limit, and poll the rest.

    `account_items` are the registrations that no panel asks for (00, 04, 0s, 1h).
    """

    def __init__(
        self,
        source: Source,
        state: MarketState,
        clock: Clock,
        way: Callable[[], Way],
        item_limit: int = 200,
    ) -> None:
        self._source, self._state, self._clock, self._way = source, state, clock, way
        self._limit = item_limit
        # In order of asking, so that equal ranks do not change places on the stream.
        self._leases: dict[Lease, None] = {}
        self._watches: dict[Watch, None] = {}
        self._streamed: frozenset[str] = frozenset()
        self._polled: tuple[bool, tuple[str, ...]] | None = None
        self._dirty = True
        self._unseen: set[str] = set()
        self._fill_again = 0.0
        self._unseen_books: set[str] = set()
        self._unseen_tapes: set[str] = set()
        self._missed: list[tuple[float, set[str], str]] = []
        self._asked_suspect: dict[str, float] = {}
        self.failed: Signal[Exception] = Signal()

    def acquire(self, code: str, want: Want, rank: Rank = Rank.VISIBLE) -> Lease:
        """Return a lease; the data come as soon as stream and budget allow."""
        lease = Lease(self, code, want, rank)
        self._leases[lease] = None
        if want is Want.QUOTE and self._state.quote(code) is None:
            self._unseen.add(code)
        if want is Want.BOOK:
            self._unseen_books.add(code)
        self.changed()
        return lease

    def watch(self, item: str, type_id: str, rank: Rank = Rank.VISIBLE) -> Watch:
        """Register a type for a wire item ("" for what has none) while somebody watches it.

        It takes a place on the stream beside the leases; `Gateway.watch` brings what is pushed.
        """
        made = Watch(self, WantedItem(item, type_id, rank))
        self._watches[made] = None
        self.changed()
        return made

    def unwatch(self, watch: Watch) -> None:
        """Forget a watch; used by Watch.close."""
        self._watches.pop(watch, None)
        self.changed()

    def follow_tape(self, code: str) -> None:
        """Fill the ring of a name with the prints so far (ka10003)."""
        self._state.tape(code)
        self._unseen_tapes.add(code)

    def drop(self, lease: Lease) -> None:
        """Forget a lease; used by Lease.close."""
        self._leases.pop(lease, None)
        self.changed()

    def changed(self) -> None:
        """Rank anew at the next turn."""
        self._dirty, self._polled = True, None

    def reset_snapshots(self) -> None:
        """Ask every leased name anew, after a gap in the stream."""
        self._unseen.update(lease.code for lease in self._leases if lease.want is Want.QUOTE)
        self._unseen_books.update(lease.code for lease in self._leases if lease.want is Want.BOOK)
        self._dirty = True

    @property
    def streamed(self) -> frozenset[str]:
        """Return the codes that hold a place on the stream."""
        return self._streamed

    @property
    def polled(self) -> tuple[str, ...]:
        """Return the codes that are asked by REST instead, the most wanted first."""
        up = self._way().fresh
        # Each row painted may ask for its age by it, whatever number of names is leased.
        if self._polled is None or self._polled[0] is not up:
            best = self._best_ranks()
            codes = sorted(best, key=best.__getitem__)
            left = tuple(code for code in codes if not (up and code in self._streamed))
            self._polled = up, left
        return self._polled[1]

    def age(self, code: str) -> Age:
        """Judge how far the figures of a name can be believed (S-18)."""
        now = self._clock.monotonic()
        way = self._way()
        if code in self._streamed and way.fresh:
            age = streamed_age(self._state.heard(code), way, self._registered(code), now)
            if age.kind is not AgeKind.NONE and age.kind is not AgeKind.STALE:
                return age
        asked, heard = self._state.asked(code), self._state.heard(code)
        if asked is not None and (heard is None or asked >= heard.last):
            return polled_age(asked, self.poll_interval, now)
        return streamed_age(heard, way, False, now)

    @property
    def poll_interval(self) -> float:
        """Return the seconds in which every polled name is asked once."""
        calls = -(-len(self.polled) // CODES_A_CALL)
        return POLL_EVERY * max(calls, 1) + 1.0

    async def run(self) -> None:
        """Rank, fill and poll until cancelled."""
        # What is to be polled shows once the stream has had time to come up.
        next_poll = self._clock.monotonic() + POLL_EVERY
        while True:
            self._rank()
            await self._fill()
            if self._clock.monotonic() >= next_poll:
                await self._poll()
                next_poll = self._clock.monotonic() + POLL_EVERY
            await self._clock.sleep(RANK_EVERY)

    def _rank(self) -> None:
        if not self._dirty:
            return
        self._dirty = False
        best = self._best_ranks()
        indices = {lease.code for lease in self._leases if lease.want is Want.INDEX}
        # A watched item that has a lease as well is counted once too often, never too seldom.
        watched = {watch.wanted.item for watch in self._watches} - indices - {""}
        room = self._limit - len(indices) - len(watched) - 1
        self._polled = None
        self._streamed = frozenset(sorted(best, key=best.__getitem__)[: max(room, 0)])
        wanted = {WantedItem("", kind, 0) for kind in ("00", "04", "0s", "1h")}
        wanted.update(watch.wanted for watch in self._watches)
        for lease in self._leases:
            if lease.want is Want.INDEX:
                wanted.add(WantedItem(lease.code, Want.INDEX.value, Rank.LINKED))
            elif lease.code in self._streamed:
                wanted.add(WantedItem(lease.code, lease.want.value, best[lease.code]))
        self._source.set_subscriptions(
            sorted(wanted, key=lambda item: (item.rank, item.item, item.type))
        )

    def _best_ranks(self) -> dict[str, int]:
        best: dict[str, int] = {}
        for lease in self._leases:
            if lease.want is not Want.INDEX:
                best[lease.code] = min(best.get(lease.code, Rank.HIDDEN), lease.rank)
        return best

    def _registered(self, code: str) -> bool:
        return any(self._source.is_registered(code, want) for want in (Want.QUOTE, Want.BOOK))

    async def _fill(self) -> None:
        best = self._best_ranks()
        # One call fills a whole list, so quotes come before the book and the tape of one name.
        codes = sorted((c for c in self._unseen if c in best), key=best.__getitem__)[:CODES_A_CALL]
        if codes and self._clock.monotonic() >= self._fill_again:
            self._unseen.difference_update(codes)
            if not await self._ask(codes):
                self._unseen.update(codes)
                self._fill_again = self._clock.monotonic() + POLL_EVERY
        self._look_for_missed(best)
        for unseen, ask in (
            (self._unseen_books, self._ask_book),
            (self._unseen_tapes, self._ask_tape),
        ):
            while unseen:
                code = unseen.pop()
                if not await ask(code):
                    self._missed.append((self._clock.monotonic() + POLL_EVERY, unseen, code))

    def _look_for_missed(self, wanted: Container[str]) -> None:
        """Ask again, a while later, for what failed in passing and is still wanted."""
        now, missed = self._clock.monotonic(), self._missed
        self._missed = [one for one in missed if one[0] > now]
        for due, unseen, code in missed:
            if due <= now and code in wanted:
                unseen.add(code)

    async def _poll(self) -> None:
        codes = list(self.polled)
        codes.sort(key=lambda code: self._state.asked(code) or 0.0)
        if codes:
            await self._ask(codes[:CODES_A_CALL])
        for code in self._suspects()[:SUSPECTS_A_TURN]:
            self._asked_suspect[code] = self._last_heard(code)
            await self._ask_book(code)

    def _suspects(self) -> list[str]:
        """Return names that fell silent and were not asked since, the most wanted first."""
        found = [
            code
            for code in self._streamed
            if self._asked_suspect.get(code) != self._last_heard(code)
            and self.age(code).kind is AgeKind.SUSPECT
        ]
        best = self._best_ranks() if found else {}
        return sorted(found, key=lambda code: (best.get(code, Rank.HIDDEN), code))

    def _last_heard(self, code: str) -> float:
        heard = self._state.heard(code)
        return heard.last if heard else 0.0

    async def _ask(self, codes: Sequence[str]) -> bool:
        try:
            self._state.apply_polled(await self._source.quotes(codes), self._clock.monotonic())
        except Exception as error:
            self.failed.emit(error)
            return False
        return True

    async def _ask_book(self, code: str) -> bool:
        asked = self._clock.monotonic()
        try:
            book = await self._source.book(code, Venue.KRX)
        except Exception as error:
            return self._fail(error)
        self._state.apply_asked_book(code, book, asked)
        return True

    async def _ask_tape(self, code: str) -> bool:
        try:
            self._state.tape(code).replace(await self._source.recent_ticks(code))
        except Exception as error:
            return self._fail(error)
        self._state.touch(code)
        return True

    def _fail(self, error: Exception) -> bool:
        """Tell a failure; True where asking again would bring nothing else."""
        self.failed.emit(error)
        return not getattr(error, "retry", True)
