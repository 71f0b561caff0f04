"""What is wanted from the stream against what it gives; refuses more items than the connection takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from kiwoom_desk.catalogue.values import identity

_ACCOUNT_GROUP = 1
_SPLITS = 24


class Wanted(msgspec.Struct, frozen=True):
    """One registration wanted: wire item ("" for the account's types), type, rank (0 first)."""

    item: str
    type: str
    rank: int = 0


class Key(msgspec.Struct, frozen=True, order=True):
    """One registration: an item in its wire form and a real-time type."""

    item: str
    type: str


class Request(msgspec.Struct, frozen=True):
    """One REG or REMOVE frame and the registrations it is about."""

    trnm: str
    keys: tuple[Key, ...]
    frame: bytes


class Answered(msgspec.Struct, frozen=True):
    """What a reply decided: registrations acknowledged, given back, or refused for good."""

    registered: frozenset[Key] = frozenset()
    removed: frozenset[Key] = frozenset()
    refused: frozenset[Key] = frozenset()


class Subscriptions:
    """Bring the connection from what it holds to what is wanted, one frame after the other.

    An item counts once whatever its types; at most `item_limit` a connection and `request_items`
    a group and request, the best ranks first (design.md, "A tick"). The next frame is given only
    after the reply to the last: replies name no group and are matched by their order.
    """

    def __init__(
        self, item_limit: int = 200, request_items: int = 100, alternative_forms_count: bool = True
    ) -> None:
        self._item_limit, self._request_items = item_limit, request_items
        self._forms_count = alternative_forms_count
        self._wanted: dict[Key, int] = {}
        self._held: set[Key] = set()
        self._groups: dict[str, int] = {}
        self._waiting: Request | None = None
        self._pieces: list[tuple[Key, ...]] = []
        self._splits = _SPLITS
        self.registered: frozenset[Key] = frozenset()
        self.refused: dict[Key, str] = {}
        self.left_out: frozenset[str] = frozenset()

    def want(self, wanted: Iterable[Wanted]) -> None:
        """Replace the whole set wanted; what does not fit is in `left_out`, the worst ranks first."""
        places: set[str] = set()
        chosen: dict[Key, int] = {}
        left_out: set[str] = set()
        for one in sorted(wanted, key=lambda one: one.rank):
            place = self._place(one.item)
            if place not in places and len(places) >= self._item_limit:
                left_out.add(one.item)
                continue
            places.add(place)
            chosen.setdefault(Key(one.item, one.type), one.rank)
        self._wanted, self.left_out = chosen, frozenset(left_out)
        self.refused = {key: code for key, code in self.refused.items() if key in chosen}
        kept = {key.item for key in (*chosen, *self._held)}
        self._groups = {item: group for item, group in self._groups.items() if item in kept}
        self._splits = _SPLITS

    def reset(self) -> None:
        """Forget what the connection held: registrations die with it (K8)."""
        self._held.clear()
        self._groups.clear()
        self._pieces.clear()
        self._waiting = None
        self._splits = _SPLITS
        self.registered = frozenset()
        self.refused = {}

    @property
    def waiting(self) -> Request | None:
        """Return the request whose reply is awaited."""
        return self._waiting

    def next_request(self) -> Request | None:
        """Return the next frame to send, or None while a reply is awaited or all is done."""
        if self._waiting is not None:
            return None
        request = self._waiting = self._removal() or self._registration()
        if request is not None and request.trnm == "REMOVE":
            self.registered -= frozenset(request.keys)
        return request

    def answered(self, trnm: str, code: int | None) -> Answered | None:
        """Match a reply to the request awaited; None when it answers nothing we sent."""
        request = self._waiting
        if request is None or request.trnm != trnm:
            return None
        self._waiting = None
        keys = frozenset(request.keys)
        if trnm == "REMOVE":
            self._let_go(keys)
            return Answered(removed=keys)
        if code == 0:
            self._held |= keys
            self.registered |= keys
            return Answered(registered=keys)
        return self._refuse(request, "no_code" if code is None else str(code))

    def unanswered(self) -> Answered:
        """Give up the reply awaited: what was asked counts as refused."""
        request = self._waiting
        self._waiting = None
        if request is None:
            return Answered()
        if request.trnm == "REMOVE":
            self._let_go(frozenset(request.keys))
            return Answered(removed=frozenset(request.keys))
        self._splits = 0
        return self._refuse(request, "unanswered")

    def _place(self, item: str) -> str:
        return item if self._forms_count else identity(item).code

    def _removal(self) -> Request | None:
        surplus = [key for key in self._held if key not in self._wanted]
        return self._request("REMOVE", surplus) if surplus else None

    def _registration(self) -> Request | None:
        while self._pieces:
            piece = [key for key in self._pieces.pop() if key in self._wanted]
            if piece:
                return self._request("REG", piece)
        missing = [key for key in self._wanted if key not in self._held and key not in self.refused]
        return self._request("REG", missing) if missing else None

    def _request(self, trnm: str, keys: Sequence[Key]) -> Request:
        # One group a frame: the best rank decides which; the rest comes with the next frame.
        group = self._group(keys[0].item)
        items: dict[str, list[str]] = {}
        for key in keys:
            if self._group(key.item) == group and (
                key.item in items or len(items) < self._request_items
            ):
                items.setdefault(key.item, []).append(key.type)
        chosen = tuple(Key(item, type_) for item, types in items.items() for type_ in types)
        return Request(trnm, chosen, _frame(trnm, group, items))

    def _group(self, item: str) -> int:
        if item == "":
            return _ACCOUNT_GROUP
        group = self._groups.get(item)
        if group is None:
            sizes = Counter(self._groups.values())
            group = _ACCOUNT_GROUP + 1
            while sizes[group] >= self._request_items:
                group += 1
            self._groups[item] = group
        return group

    def _let_go(self, keys: frozenset[Key]) -> None:
        self._held -= keys
        self.registered -= keys
        still = {key.item for key in (*self._held, *self._wanted)}
        self._groups = {item: group for item, group in self._groups.items() if item in still}

    def _refuse(self, request: Request, code: str) -> Answered:
        # One bad item must not cost its neighbours their data: halve until it stands alone.
        if len(request.keys) > 1 and self._splits > 0:
            self._splits -= 1
            keys = sorted(request.keys)
            middle = len(keys) // 2
            self._pieces += [tuple(keys[middle:]), tuple(keys[:middle])]
            return Answered()
        self.refused.update(dict.fromkeys(request.keys, code))
        return Answered(refused=frozenset(request.keys))


def _frame(trnm: str, group: int, items: dict[str, list[str]]) -> bytes:
    by_types: dict[tuple[str, ...], list[str]] = {}
    for item, types in items.items():
        by_types.setdefault(tuple(sorted(types)), []).append(item)
    frame: dict[str, object] = {"trnm": trnm, "grp_no": str(group)}
    if trnm == "REG":
        frame["refresh"] = "1"
    frame["data"] = [{"item": names, "type": list(types)} for types, names in by_types.items()]
    return msgspec.json.encode(frame)
