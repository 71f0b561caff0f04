"""What an answer is asked and what it gives back; refuses HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from kiwoom_desk.catalogue.model import Api, Field
from kiwoom_desk.domain.instrument import Venue, parse_code, wire_code
from kiwoom_desk.practice.answers.names import NameView, latest, view, view_of
from kiwoom_desk.practice.board import Board
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.readings import book_before
from kiwoom_desk.practice.rings import NXT
from kiwoom_desk.practice.to_wire import Row
from kiwoom_desk.practice.universe import Listing
from kiwoom_desk.practice.views import BookView

if TYPE_CHECKING:
    from kiwoom_desk.practice.venue_figures import VenueFigures

LIST_PAGE = 100
_CHOICES = {"1": Venue.KRX, "2": Venue.NXT, "3": Venue.SOR, "0": Venue.SOR}
_DOMESTIC = frozenset(venue.value for venue in Venue)
_TEXTS = {Venue.KRX: "KRX", Venue.NXT: "NXT", Venue.SOR: "통합"}
_COLUMNS = {Venue.KRX: "1", Venue.NXT: "2", Venue.SOR: "3"}


class Asked(msgspec.Struct, frozen=True):
    """One call: the API, its checked body, and where to go on ("" at the first page)."""

    house: House
    api: Api
    body: dict[str, str]
    position: str = ""

    @property
    def exchange(self) -> Exchange:
        """Return the exchange."""
        return self.house.exchange

    @property
    def venue(self) -> Venue:
        """Return the venue asked for: by a field of the body, else by what stands behind the code."""
        chosen = _CHOICES.get(self.body.get("stex_tp", ""))
        if chosen is None and self.body.get("dmst_stex_tp") in _DOMESTIC:
            chosen = Venue(self.body["dmst_stex_tp"])
        return chosen or self.venue_of(self.body.get("stk_cd", ""))

    @staticmethod
    def venue_of(code: str) -> Venue:
        """Return the venue that a wire code names; without a suffix KRX."""
        return parse_code(code).venue

    def columns(self, choice: str) -> Board:
        """Return the columns over all names of a choice: 1 KRX, 2 NXT, 3 both together."""
        return self.house.venues.of(choice)

    @property
    def board(self) -> Board:
        """Return the columns of the venue asked for."""
        return self.columns(_COLUMNS[self.venue])

    @property
    def there(self) -> VenueFigures:
        """Return the figures of the venue asked for: bars, prints, investors, firms, programmes."""
        return self.house.figures.at(self.venue)

    def traded(self, codes: Sequence[str]) -> tuple[str, ...]:
        """Return those of some names that the venue asked for trades."""
        if self.venue is not Venue.NXT:
            return tuple(codes)
        return tuple(code for code in codes if self.exchange.rings.has(NXT, code))

    @property
    def venue_text(self) -> str:
        """Return how rows tell the venue asked for."""
        return _TEXTS[self.venue]

    def until(self, listing: Listing) -> datetime:
        """Return until when a name's prints are told: to now where KRX's are watched, else the second."""
        exchange = self.exchange
        return latest(exchange, listing) if self.there.krx else exchange.flow_second

    def look(self, listing: Listing, venue: Venue | None = None) -> NameView:
        """Return a name as it stands at a venue, at the one asked for where none is named."""
        venue = venue or self.venue
        if venue is Venue.KRX:
            return view(self.exchange, listing)
        return view_of(self.exchange, listing, self.columns(_COLUMNS[venue]))

    def price(self, listing: Listing) -> int:
        """Return the last price at the venue asked for, that of KRX where it does not trade a name."""
        if self.venue is Venue.KRX or not self.exchange.rings.has(NXT, listing.code):
            return self.exchange.price(listing.code)
        return self.look(listing).price

    def book(self, listing: Listing, venue: Venue | None = None) -> BookView:
        """Return ten levels a side of a name at a venue, at the one asked for where none is named."""
        return self.exchange.book(self._key(listing, venue or self.venue))

    def book_before(self, listing: Listing) -> BookView:
        """Return the levels a second earlier, as planned."""
        return book_before(self.exchange, self._key(listing, self.venue))

    def _key(self, listing: Listing, venue: Venue) -> str:
        known = venue is Venue.KRX or self.exchange.rings.has(NXT, listing.code)
        return wire_code(listing.code, venue) if known else listing.code

    def rows(self, key: str) -> tuple[Field, ...]:
        """Return the documented fields of a list of the reply."""
        return next(field.children for field in self.api.response if field.key == key)


class Answered(msgspec.Struct, frozen=True):
    """The fields of the reply and, when there is more, where the next page goes on.

    `order_number` is set for accepted orders; `empty` when a list has nothing at all.
    """

    values: Row
    following: str = ""
    order_number: str = ""
    empty: bool = False


class Page(msgspec.Struct, frozen=True):
    """A part of a list and where the next part goes on."""

    first: int
    last: int
    following: str


Answer = Callable[[Asked], Answered]
# What an answer needs made before it, for which others on the loop have their turn at every pause.
Slices = Callable[[Asked], Iterator[None]]


def by_place(asked: Asked, count: int, size: int = LIST_PAGE) -> Page:
    """Cut a list of `count` entries by their places; for lists that are drawn up anew each time."""
    first = int(asked.position) if asked.position.isdecimal() else 0
    last = min(first + size, count)
    return Page(first, last, str(last) if last < count else "")


def by_mark(asked: Asked, marks: Sequence[str], falling: bool, size: int = LIST_PAGE) -> Page:
    """Cut a list after the mark of the last entry sent, whatever joined or left it since."""
    first = 0
    if asked.position:
        gone = [m >= asked.position if falling else m <= asked.position for m in marks]
        first = sum(gone)
    last = min(first + size, len(marks))
    return Page(first, last, marks[last - 1] if last < len(marks) else "")
