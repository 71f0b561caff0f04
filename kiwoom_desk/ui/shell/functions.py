"""Finds documented APIs and functions by the names traders know; refuses Qt and the network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from kiwoom_desk.base import resources
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.model import Catalogue
from kiwoom_desk.domain.instrument import initials
from kiwoom_desk.ui.shell.search import CONSONANTS, begun

EXPLORER = "explorer"
_SIGNS = re.compile(r"[\W_]+")
_RESOURCE = "catalogue/functions.json"
# A shorter piece of an id is met by half of them.
_SHORTEST_ID = 3
EXACT, _BEGINS, _BY_ID, _INSIDE, _BY_WORDS = range(5)


class Function(msgspec.Struct, frozen=True, kw_only=True):
    """What can be opened by its name: `api_id` in `view` of `panel`.

    `told` is the code of the sentence (texts/*.toml) that says what the broker does not offer,
    "" for none; of what is not `published` at all the nearest thing is opened.
    """

    id: str
    name: str
    english: str
    api_id: str
    panel: str = EXPLORER
    view: str = ""
    told: str = ""
    published: bool = True
    documented: bool = False
    """It is an API under its own name and id."""


class Listed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of the resource; without `opens` it is the API of the same id under this name."""

    id: str
    name: str
    english: str = ""
    opens: str = ""
    told: str = ""
    published: bool = True


class Listing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The resource: functions by name, and the place (`panel` or `panel/view`) of each API."""

    functions: tuple[Listed, ...]
    places: dict[str, str]


class _Entry(msgspec.Struct, frozen=True, gc=False):
    function: Function
    own: tuple[str, ...]
    ids: tuple[str, ...]
    names: tuple[str, ...]
    first: tuple[str, ...]


@lru_cache(maxsize=1)
def listing() -> Listing:
    """Return the resource; raise msgspec.ValidationError for one that is wrong."""
    return msgspec.json.decode(resources.read(_RESOURCE), type=Listing)


class FunctionIndex:
    """Functions and APIs, ranked: exact, beginning, id, inside, every word somewhere.

    Case, spaces and signs do not count; consonants for syllables are held against the 초성.
    Nothing is read before the first search, the empty one of an opened box: start-up pays nothing.
    """

    def __init__(self) -> None:
        self._kept: tuple[_Entry, ...] = ()

    def all(self) -> tuple[Function, ...]:
        """Return every function and API in the order of the resource and of the catalogue."""
        return tuple(entry.function for entry in self._entries)

    def search(self, query: str, limit: int = 8) -> tuple[Function, ...]:
        """Return the best matches in order; none for an empty query."""
        return tuple(function for _, function in self.ranked(query)[:limit])

    def ranked(self, query: str) -> list[tuple[int, Function]]:
        """Return every match with its rank, EXACT for the whole name or id, best first.

        Among equals what the broker does not offer comes last, then longer names.
        """
        entries = self._entries
        sought, words = _plain(query), [_plain(word) for word in query.split()]
        if not sought:
            return []
        by_initials = _by_initials(sought)
        found: list[tuple[int, bool, int, int, Function]] = []
        for place, entry in enumerate(entries):
            texts = entry.first if by_initials else entry.names
            rank = _rank(entry, texts, sought, words)
            if rank is not None:
                one = entry.function
                behind = (rank == _BY_ID and not one.documented) or not one.published
                length = len(texts[0])
                found.append((rank, behind, length, place, one))
        found.sort(key=lambda one: one[:4])
        return [(rank, function) for rank, *_, function in found]

    @property
    def _entries(self) -> tuple[_Entry, ...]:
        if not self._kept:
            self._kept = tuple(_made(catalogue(), listing()))
        return self._kept


def _made(known: Catalogue, listed: Listing) -> Iterator[_Entry]:
    same: dict[str, list[Listed]] = {}
    for row in listed.functions:
        api = known.api(row.opens or row.id)
        if not row.opens or _plain(row.name) == _plain(api.name):
            same.setdefault(api.id, []).append(row)
        else:
            yield _entry(_function(known, listed, row), (row.id,), (row.name, row.english))
    for api in known.apis.values():
        row = Listed(api.id, api.name, api.english, api.id)
        made = msgspec.structs.replace(_function(known, listed, row), documented=True)
        also = same.get(api.id, ())
        names = (api.name, api.english, api.alias or "", *(one.name for one in also))
        yield _entry(made, (api.id, *(one.id for one in also)), names)


def _function(known: Catalogue, listed: Listing, row: Listed) -> Function:
    api = known.api(row.opens)
    panel, _, view = listed.places.get(api.id, f"{EXPLORER}/{api.id}").partition("/")
    return Function(
        id=row.id,
        name=row.name,
        english=row.english,
        api_id=api.id,
        panel=panel,
        view=view,
        told=row.told,
        published=row.published,
    )


def _entry(function: Function, ids: tuple[str, ...], names: tuple[str, ...]) -> _Entry:
    plain = tuple(dict.fromkeys(_plain(name) for name in names if name))
    # An id that the broker gave to another function finds that one alone.
    known = catalogue().apis
    own = [_plain(one) for one in ids if one == function.api_id or one not in known]
    return _Entry(
        function=function,
        own=tuple(own),
        ids=tuple(dict.fromkeys((*own, _plain(function.api_id)))),
        names=plain,
        first=tuple(map(initials, plain)),
    )


def _rank(entry: _Entry, texts: tuple[str, ...], sought: str, words: list[str]) -> int | None:
    long = len(sought) >= _SHORTEST_ID
    if sought in texts or (long and sought in entry.own):
        return EXACT
    if any(text.startswith(sought) for text in texts):
        return _BEGINS
    if sought in entry.own or (long and any(sought in id_ for id_ in entry.ids)):
        return _BY_ID
    if any(sought in text for text in texts) or begun(entry.names[0], entry.first[0], sought):
        return _INSIDE
    told = "\n".join(texts)
    return _BY_WORDS if len(words) > 1 and all(word in told for word in words) else None


def _by_initials(sought: str) -> bool:
    """Tell whether a query has consonants for syllables, whatever else it has: ㄱㅈPERㅇㅊ."""
    syllable = any("가" <= char <= "힣" for char in sought)
    return not syllable and any(char in CONSONANTS for char in sought)


def _plain(text: str) -> str:
    return _SIGNS.sub("", text.upper())
