"""The hub of all streams: sends each event of the exchange to who wants it; refuses to decide prices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.domain.order import Side
from kiwoom_desk.domain.session import Phase
from kiwoom_desk.practice import frames, providers, pushes
from kiwoom_desk.practice.answers.names import NameView, view
from kiwoom_desk.practice.backdrops import Backdrops
from kiwoom_desk.practice.book_lines import BookLines
from kiwoom_desk.practice.both_prints import BothPrints
from kiwoom_desk.practice.connections import Connection, Hub
from kiwoom_desk.practice.events import (
    BookChanged,
    ClockJumped,
    Event,
    ExpectedChanged,
    InterruptionEnded,
    InterruptionStarted,
    OrderReported,
    PhaseChanged,
    PositionChanged,
    SecondPassed,
    SessionChanged,
    Traded,
)
from kiwoom_desk.practice.frames import Backdrop
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.indices import IndexFigure
from kiwoom_desk.practice.interests import Interests, Wanted
from kiwoom_desk.practice.live import LIVE, LiveRows
from kiwoom_desk.practice.middles import Waiting
from kiwoom_desk.practice.quotas import stream_limits
from kiwoom_desk.practice.readings import living_stall, shown
from kiwoom_desk.practice.rings import BOTH, split
from kiwoom_desk.practice.searching import Searching
from kiwoom_desk.practice.to_wire import clock_text
from kiwoom_desk.practice.together import parts, volume_of
from kiwoom_desk.practice.told import told
from kiwoom_desk.practice.views import BookView

_BATCH = 20
_BOOKS_TURN = 0.004
_BOOKS_A_LOOK = 4
_LIVE_TURN = 0.004


class Streams(Hub):
    """All open streams. At speed 1 or below a frame holds one row, above it up to twenty."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.interests = Interests(house.exchange)
        self.searching = Searching(house)
        self._backdrops = Backdrops(house, lambda: self.interests.keys("0B"))
        self._index_volumes: dict[str, int] = {}
        self._live = LiveRows(house)
        self._both = BothPrints(house.exchange)
        self._connections: dict[int, Connection] = {}
        self._current: Connection | None = None
        self._opened = 0
        self._stale_books: dict[str, None] = {}
        self._sent_books: dict[str, BookView] = {}
        self._sent_bests: dict[str, tuple[int, int]] = {}
        self._middles: dict[str, Waiting] = {}
        self._lines: dict[str, BookLines] = {}
        self._sent_at: dict[str, float] = {}
        self._sides: dict[str, Side] = {}
        self._waiting: dict[int, list[bytes]] = {}
        books = stream_limits(house.options.quota).books_a_second
        self._book_pause = 1.0 / books if books else 0.0
        self._batch = 1 if house.options.speed <= 1 else _BATCH

    # --- connections -----------------------------------------------------------------------

    async def serve(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one connection until it ends."""
        self._opened += 1
        connection = Connection(self._opened, self._house, self.interests, self)
        self._connections[connection.number] = connection
        await connection.run(scope, receive, send)

    def logged_in(self, connection: Connection) -> None:
        """Note a LOGIN; the older stream of the one key gets R10001 and is closed."""
        older, self._current = self._current, connection
        if older is not None and older is not connection:
            older.system("R10001", "같은 앱키가 다른 곳에서 접속해 연결을 끊습니다")
            older.end()

    def forget(self, connection: Connection) -> None:
        """Drop a stream that ended, with its registrations and searches."""
        for group in connection.groups.values():
            self.interests.remove(connection, group)
        self.searching.forget(connection)
        self._connections.pop(connection.number, None)
        if self._current is connection:
            self._current = None

    def registered(self, connection: Connection, wanted: Iterable[Wanted]) -> None:
        """Send the rows of the slower types as they stand, in the order of type and item.

        While nothing trades no row of an index is due: it is told here.
        """
        asleep, indices = self._house.exchange.rings.asleep, self._house.indices
        for one in sorted(wanted, key=lambda one: (one.type, one.item)):
            if asleep and one.type == "0J" and indices.has(one.key):
                row = pushes.values_json("0J", self._index_values(indices.figure(one.key)))
                connection.push(frames.frame([frames.entry(one.type, one.item, row)]))
            if one.type in LIVE:
                text = self._live.snapshot(one.type, one.key)
                if text is not None:
                    connection.push(frames.frame([frames.entry(one.type, one.item, text)]))

    def search(
        self, connection: Connection, trnm: str, sequence: str, kind: str, next_key: str
    ) -> None:
        """Answer a condition request."""
        self.searching.answer(connection, trnm, sequence, kind, next_key)

    def tell_clock(self) -> None:
        """Send the market clock to every stream that logged in."""
        for connection in list(self._connections.values()):
            if connection.logged_in:
                connection.system("CLOCK", self._house.market_clock())

    def open_streams(self) -> list[Connection]:
        """Return the streams that are open."""
        return list(self._connections.values())

    def close(self) -> None:
        """End every stream."""
        for connection in list(self._connections.values()):
            connection.end()

    # --- events ----------------------------------------------------------------------------

    @property
    def thins(self) -> bool:
        """Tell whether a name's books are sent so often a second at most; else each change is sent."""
        return self._book_pause > 0

    def spread(self) -> bool:
        """Send what happened since the last call; tell whether books are left for the next one.

        Prints and reports are all sent. Books and the slower rows take a few milliseconds at most;
        one that waits is sent as it stands then.
        """
        stale, both = self._stale_books, self.interests.of_both
        events = self._house.exchange.drain()
        if both:
            self._both.expect(events)
        for event in events:
            if type(event) is BookChanged and not both:
                stale[event.code] = None
            else:
                self._take(event)
        left = self._send_books()
        left = self._send_live() or left
        waiting, self._waiting = self._waiting, {}
        for number, entries in waiting.items():
            connection = self._connections.get(number)
            if connection is not None:
                # A fault strikes frames: with one about, each row has a frame of its own.
                batch = 1 if self._house.trouble.on_streams else self._batch
                for first in range(0, len(entries), batch):
                    connection.push(frames.frame(entries[first : first + batch]))
        return left

    def _take(self, event: Event) -> None:
        if isinstance(event, Traded):
            self._trade(event)
        elif isinstance(event, BookChanged):
            self._stale_books[event.code] = None
            if self.interests.of_both:
                self._stale_books[split(event.code)[0] + BOTH] = None
        elif isinstance(event, ExpectedChanged):
            self._name_event(
                "0H", event.code, pushes.expected_values(event, self._name(event.code))
            )
        elif isinstance(event, OrderReported):
            self._order(event)
        elif isinstance(event, PositionChanged):
            self._position(event)
        elif isinstance(event, InterruptionStarted | InterruptionEnded):
            self._interruption(event)
        elif isinstance(event, PhaseChanged):
            self._phase(event)
        elif isinstance(event, SessionChanged):
            self._name_event("0s", "", pushes.session_values(event))
        elif isinstance(event, SecondPassed):
            self._second()
        elif isinstance(event, ClockJumped):
            self.tell_clock()

    def _name(self, code: str) -> NameView:
        exchange = self._house.exchange
        return view(exchange, exchange.universe.by_code[code])

    def _queue(self, type_id: str, key: str, values: str) -> None:
        for listener in self.interests.listeners(type_id, key):
            entry = frames.entry(type_id, listener.item, values)
            self._waiting.setdefault(listener.connection.number, []).append(entry)

    def _name_event(self, type_id: str, key: str, values: Mapping[str, object]) -> None:
        if self.interests.wants(type_id, key):
            self._queue(type_id, key, pushes.values_json(type_id, values))

    def _trade(self, event: Traded) -> None:
        if self.interests.of_both:
            both = split(event.code)[0] + BOTH
            if event.code != both:
                self._both.told(event)
                if self.interests.wants("0B", both) or self.interests.wants("0D", both):
                    self._trade(self._both.of(event))
        if self.interests.wants("0B", event.code):
            back = self._backdrops.of(event.code)
            strokes = self._backdrops.count(event)
            self._queue("0B", event.code, frames.trade_row(event, back, strokes))
        self._stale_books[event.code] = None

    def _send_books(self) -> bool:
        """Send changed books, each at most `books_a_second` often, and tell whether time ran out."""
        monotonic, wants, sent = self._house.clock.monotonic, self.interests.wants, self._sent_at
        now = monotonic()
        for place, code in enumerate(list(self._stale_books)):
            if place % _BOOKS_A_LOOK == 0 and monotonic() - now > _BOOKS_TURN:
                return True
            deep = wants("0D", code)
            if not deep and not wants("0C", code):
                del self._stale_books[code]
            elif now - sent.get(code, -1.0) >= self._book_pause:
                del self._stale_books[code]
                sent[code] = now
                self._send_book(code, deep)
        return False

    def _send_live(self) -> bool:
        """Send rows of the slower types that changed, and tell whether time ran out."""
        now = self._house.clock.monotonic()
        for type_id, key, values in self._live.changed():
            self._queue(type_id, key, values)
            if self._house.clock.monotonic() - now > _LIVE_TURN:
                break
        return self._live.waiting

    def _send_book(self, code: str, deep: bool) -> None:
        exchange, back = self._house.exchange, self._backdrops.of(code)
        lines = (self._lines.get(code) or self._lines_of(code)) if deep else None
        if lines is not None:
            best = self._send_lines(code, lines, back)
        else:
            book = shown(exchange, code)
            if deep:
                self._queue("0D", code, self._deep_row(code, book, back))
                self._sent_books[code] = book
            best = book.ask_prices[0], book.bid_prices[0]
        if best != self._sent_bests.get(code) and self.interests.wants("0C", code):
            self._sent_bests[code] = best
            self._queue("0C", code, frames.best_row(*best, back.base))

    def _send_lines(self, code: str, lines: BookLines, back: Backdrop) -> tuple[int, int]:
        """Send the row of a name that tells nothing but its own book; return the best prices."""
        exchange = self._house.exchange
        flag = pushes.PHASE_FLAGS.get(exchange.phase, "4")
        stall = living_stall(exchange, code)
        if stall is not None:
            book, volume = stall.floor.book, stall.tape.volume
            row = lines.living(book, exchange.now, back, volume, flag)
        else:
            row = lines.row(exchange.book(code), back, volume_of(exchange, code), flag)
        self._queue("0D", code, row)
        return lines.best

    def _lines_of(self, code: str) -> BookLines | None:
        """Return what writes the rows of a name whose rows tell nothing but its own book."""
        bare, ring = split(code)
        listing = self._house.exchange.universe.by_code[bare]
        if ring or listing.product in providers.PARTS:
            return None
        found = self._lines[code] = BookLines()
        return found

    def _deep_row(self, code: str, book: BookView, back: Backdrop) -> str:
        """Return the row of one venue, of both, or of a product with what its providers offer."""
        exchange, earlier = self._house.exchange, self._sent_books.get(code)
        bare, ring = split(code)
        volume = volume_of(exchange, code)
        flag = pushes.PHASE_FLAGS.get(exchange.phase, "4")
        values = frames.book_values(book, back, volume, flag, earlier)
        if ring:
            more, now = parts(exchange, code, book, self._middles.get(code, {}))
            self._middles[code] = now
            row = {**frames.BOOK_CONSTANTS, **values, **more}
            return pushes.values_json("0D", row)
        listing = exchange.universe.by_code[bare]
        key = int(self._house.past.flow.path.traits.keys[listing.index])
        asks = providers.provided(listing, key, book.ask_prices, book.ask_sizes)
        bids = providers.provided(listing, key, book.bid_prices, book.bid_sizes)
        return pushes.provided_book({**frames.BOOK_CONSTANTS, **values}, asks, bids)

    def _order(self, event: OrderReported) -> None:
        exchange = self._house.exchange
        self._sides[event.order.code] = event.order.side
        if not self.interests.wants("00"):
            return
        values = pushes.order_values(
            event,
            exchange.account.number,
            self._name(event.order.code),
            self._house.options.summed_fills,
            self._single_price(event),
        )
        self._name_event("00", "", values)

    def _single_price(self, event: OrderReported) -> int:
        """Return what ka10087 tells of the name's single price; gold has none."""
        listing = self._house.exchange.universe.by_code[event.order.code]
        if listing.product is Product.GOLD:
            return 0
        moment = self._house.exchange.flow_second
        return self._house.after_hours.single_price(listing.index, moment)

    def _position(self, event: PositionChanged) -> None:
        code = event.position.code
        side = self._sides.get(code, Side.BUY)
        exchange, name = self._house.exchange, self._name(code)
        values = pushes.balance_values(event, exchange.account.number, name, side, exchange.rules)
        self._name_event("04", "", values)

    def _interruption(self, event: InterruptionStarted | InterruptionEnded) -> None:
        values = pushes.interruption_values(event, self._name(event.code))
        for key in ("", event.code):
            self._name_event("1h", key, values)

    def _phase(self, event: PhaseChanged) -> None:
        left = timedelta()
        if event.phase is Phase.OPENING_AUCTION:
            hours = self._house.past.flow.hours
            left = timedelta(seconds=hours.open - hours.auction)
        self._name_event("0s", "", pushes.phase_values(event, left))
        self.tell_clock()

    def _second(self) -> None:
        wanted = set(self.interests.keys("0J"))
        if self._house.exchange.rings.asleep:
            # Nothing goes on: what stands was told when it was registered.
            wanted = set()
        for index in self._house.indices.figures() if wanted else ():
            if index.code in wanted:
                self._name_event("0J", index.code, self._index_values(index))
        self._live.second(self._house.exchange.now, self.interests.pairs())
        self.searching.second()

    def _index_values(self, index: IndexFigure) -> dict[str, object]:
        """Return a 0J row; it counts what was traded since the one before it."""
        last = max(index.volume - self._index_volumes.get(index.code, index.volume), 0)
        self._index_volumes[index.code] = index.volume
        before = self._house.past.index_volume_before(index.code)
        return pushes.index_values(index, clock_text(told(self._house.exchange)), last, before)
