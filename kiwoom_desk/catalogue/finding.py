"""Finds APIs by id, Korean or English name, and the names of their fields; refuses to rank by use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from .model import Api, Catalogue, Field

_EXACT, _BEGINS, _NAMED, _GROUPED, _FIELD = range(5)


class Hit(msgspec.Struct, frozen=True):
    """One API found; `field` is the label of the field that a word was found in, else ""."""

    api: Api
    field: str = ""


class _Entry(msgspec.Struct, frozen=True, gc=False):
    api: Api
    id: str
    names: str
    group: str
    fields: tuple[tuple[str, str], ...]


class ApiFinder:
    """All APIs of a catalogue, ranked: id, beginning of an id, name, group, field.

    Every word of a query has to be found somewhere in an API; case and spaces do not count.
    `said` returns a published word in the language of who looks: both are found. The words of
    all fields take ten milliseconds to learn: before the first search, or bit by bit with `learn`.
    """

    def __init__(self, described: Catalogue, said: Callable[[str], str] = str) -> None:
        self._apis, self._said = tuple(described.apis.values()), said
        self._entries: list[_Entry] = []

    def learn(self, count: int) -> bool:
        """Learn the words of so many further APIs; return whether some are left."""
        first = len(self._entries)
        self._entries += [_entry(api, self._said) for api in self._apis[first : first + count]]
        return len(self._entries) < len(self._apis)

    def find(self, query: str) -> tuple[Hit, ...]:
        """Return the APIs that hold every word, best first; all, as published, for no word."""
        words = [_plain(word) for word in query.split()]
        if not words:
            return tuple(Hit(api) for api in self._apis)
        self.learn(len(self._apis))
        found: list[tuple[int, int, Hit]] = []
        for place, entry in enumerate(self._entries):
            ranks = [_rank(entry, word) for word in words]
            if all(rank is not None for rank in ranks):
                told = [rank for rank in ranks if rank is not None]
                hit = Hit(entry.api, next((label for _, label in told if label), ""))
                found.append((sum(rank for rank, _ in told), place, hit))
        found.sort(key=lambda one: one[:2])
        return tuple(hit for _, _, hit in found)


def _rank(entry: _Entry, word: str) -> tuple[int, str] | None:
    if word == entry.id:
        return _EXACT, ""
    if entry.id.startswith(word):
        return _BEGINS, ""
    if word in entry.names:
        return _NAMED, ""
    if word in entry.group:
        return _GROUPED, ""
    return next(((_FIELD, label) for text, label in entry.fields if word in text), None)


def _entry(api: Api, said: Callable[[str], str]) -> _Entry:
    names = _plain_words(api.name, api.english, api.alias or "")
    fields = {
        _plain_words(field.key, field.label, said(field.label)): said(field.label)
        for field in _fields((*api.request, *api.response, *api.push))
    }
    group = _plain_words(api.group, said(api.group))
    return _Entry(api, _plain(api.id), names, group, tuple(fields.items()))


def _fields(fields: Iterable[Field]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from _fields(field.children)


def _plain_words(*words: str) -> str:
    return "\n".join(dict.fromkeys(_plain(word) for word in words))


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()
