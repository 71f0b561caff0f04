"""Who wants which pushes, by type and item, and the names kept alive for them; refuses sockets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.instrument import Venue, parse_code, wire_code
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.live import LIVE
from kiwoom_desk.practice.rings import BOTH, NXT

if TYPE_CHECKING:
    from kiwoom_desk.practice.connections import Connection

# Types whose item is a listed name, and which keep its book alive.
NAME_TYPES = frozenset({"0B", "0C", "0D", "0H"})
# Slower rows that are told of one venue, or of both.
_VENUE_TYPES = NAME_TYPES | {"0F", "0w"}
ACCOUNT_TYPES = frozenset({"00", "04"})
TYPES = NAME_TYPES | ACCOUNT_TYPES | {"0J", "0s", "1h"}
# What the catalogue says a registration names; of the others the item is not looked at: one
# registration, whatever was written.
_NAMED = frozenset({"stock", "etf", "elw", "stock_or_all"})
_ITEMS = _NAMED | {"sector", "gold"}


def _item_kind(type_id: str) -> str:
    """Return what an item of a type names; nothing for a type that nobody knows."""
    known = catalogue().types.get(type_id)
    return known.item if known else ""


class Wanted(msgspec.Struct, frozen=True):
    """One registration as it counts: the item as the client wrote it, and the type."""

    item: str
    type: str

    @property
    def key(self) -> str:
        """Return what events are looked up by: the code, the sector, or nothing.

        Prints, books, firms and programmes are told apart by venue: `_NX` and `_AL` stay behind the code.
        """
        kind = _item_kind(self.type)
        if kind in _NAMED:
            named = parse_code(self.item)
            return wire_code(named.code, named.venue) if self.type in _VENUE_TYPES else named.code
        return self.item if kind in _ITEMS else ""


class Listener(msgspec.Struct, frozen=True):
    """A connection and the item it wants to read in its frames."""

    connection: Connection
    item: str


class Interests:
    """All registrations of all streams, looked up by what happened.

    `of_both` tells whether anybody wants a name of KRX and NXT together.
    """

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._listeners: dict[tuple[str, str], dict[tuple[int, str], Listener]] = {}
        self._indices = {spec.code for spec in exchange.universe.indices}
        self.of_both = False

    def fault(self, wanted: Wanted) -> str | None:
        """Return why an item cannot be registered, or None."""
        if wanted.type not in TYPES and wanted.type not in LIVE:
            return f"연습 거래소가 보내지 않는 실시간 항목입니다. type={wanted.type[:4]}"
        kind = _item_kind(wanted.type)
        if kind == "sector":
            known = wanted.item in self._indices
            return None if known else f"업종을 찾을 수 없습니다. item={wanted.item[:20]}"
        if kind in _NAMED and (wanted.item or kind != "stock_or_all"):
            named = parse_code(wanted.item)
            if named.code not in self._exchange.universe.by_code:
                return f"종목을 찾을 수 없습니다. item={wanted.item[:20]}"
            if named.venue is Venue.NXT and not self._exchange.rings.has(NXT, named.code):
                return f"NXT에서 거래되지 않는 종목입니다. item={wanted.item[:20]}"
        return None

    def add(self, connection: Connection, wanted: Iterable[Wanted]) -> None:
        """Register; what is registered already stays as it is."""
        for one in wanted:
            found = self._listeners.setdefault((one.type, one.key), {})
            if (connection.number, one.item) in found:
                continue
            found[connection.number, one.item] = Listener(connection, one.item)
            self.of_both = self.of_both or one.key.endswith(BOTH)
            if one.type in NAME_TYPES:
                self._exchange.watch(one.key)

    def remove(self, connection: Connection, wanted: Iterable[Wanted]) -> None:
        """Take registrations off; unknown ones are ignored."""
        for one in wanted:
            key = (one.type, one.key)
            if self._listeners.get(key, {}).pop((connection.number, one.item), None) is None:
                continue
            if not self._listeners[key]:
                del self._listeners[key]
                if self.of_both:
                    self.of_both = any(kept.endswith(BOTH) for _, kept in self._listeners)
            if one.type in NAME_TYPES:
                self._exchange.unwatch(one.key)

    def listeners(self, type_id: str, key: str = "") -> Iterable[Listener]:
        """Return who wants this type of this key."""
        return self._listeners.get((type_id, key), {}).values()

    def wants(self, type_id: str, key: str = "") -> bool:
        """Tell whether anybody wants this type of this key."""
        return (type_id, key) in self._listeners

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return every type and key that is wanted."""
        return tuple(self._listeners)

    def keys(self, type_id: str) -> Iterator[str]:
        """Yield the keys for which a type is wanted."""
        yield from [key for found, key in self._listeners if found == type_id]
