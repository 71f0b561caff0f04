"""What an answer is asked and what it gives back; refuses HTTP."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from kiwoom_desk.catalogue.model import Api, Field
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.to_wire import Row

LIST_PAGE = 100


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
