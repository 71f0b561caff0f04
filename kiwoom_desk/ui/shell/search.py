"""Finds instruments by code, name and 초성; refuses Qt and the network."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.domain.instrument import Instrument, Product, initials

_RECENT = 20
CONSONANTS = frozenset("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ")
# Shares before funds and warrants of the same rank: they are looked for most.
_PRODUCTS = {Product.SHARE: 0, Product.ETF: 1, Product.GOLD: 2, Product.ETN: 3, Product.RIGHT: 4}
_LAST_PRODUCT = 5


class _Entry(msgspec.Struct, frozen=True, gc=False):
    instrument: Instrument
    name: str
    first: str
    words: str
    """Code and name in one, so that most entries are passed over with one look."""
    order: int


class InstrumentIndex:
    """All names of the broker's list, ranked: exact, beginning, inside; recents first within each.

    A query of consonants only (`ㅅㅅㅈㅈ`) is held against the initials of the names, one of
    digits against codes, anything else against names without case and spaces.
    """

    def __init__(self, instruments: Iterable[Instrument] = ()) -> None:
        self._entries: tuple[_Entry, ...] = ()
        self._by_code: dict[str, Instrument] = {}
        self._recent: list[str] = []
        self.loaded: Signal[None] = Signal()
        """Emitted when names are known, or others than before."""
        self.load(instruments)

    def load(self, instruments: Iterable[Instrument]) -> None:
        """Replace the list; recents that are still listed stay."""
        entries = []
        for instrument in instruments:
            name = _plain(instrument.name)
            product = _PRODUCTS.get(instrument.product, _LAST_PRODUCT)
            words = f"{instrument.code}\n{name}"
            entries.append(_Entry(instrument, name, initials(name), words, product))
        self._entries = tuple(entries)
        self._by_code = {entry.instrument.code: entry.instrument for entry in entries}
        self._recent = [code for code in self._recent if code in self._by_code]
        self.loaded.emit(None)

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, code: str) -> Instrument | None:
        """Return the instrument of a bare code."""
        return self._by_code.get(code)

    def name(self, code: str) -> str:
        """Return the name of a bare code, or the code while the list is not known."""
        found = self._by_code.get(code)
        return found.name if found is not None else code

    def title(self, code: str) -> str:
        """Return name and code for a panel's head, or the code while the list is not known."""
        found = self._by_code.get(code)
        return f"{found.name}  {code}" if found is not None else code

    def all(self) -> tuple[Instrument, ...]:
        """Return the whole list in the broker's order."""
        return tuple(entry.instrument for entry in self._entries)

    def used(self, code: str) -> None:
        """Remember that a person chose this one."""
        if code in self._by_code:
            self._recent = [code, *(one for one in self._recent if one != code)][:_RECENT]

    @property
    def recent(self) -> tuple[str, ...]:
        """Return the codes chosen last, newest first."""
        return tuple(self._recent)

    def search(self, query: str, limit: int = 30) -> tuple[Instrument, ...]:
        """Return the best matches in order; the recents for an empty query."""
        sought = _plain(query)
        if not sought:
            return tuple(self._by_code[code] for code in self._recent[:limit])
        by_initials = all(char in CONSONANTS for char in sought)
        half = sought[-1] in CONSONANTS
        recent = {code: place for place, code in enumerate(self._recent)}
        found: list[tuple[int, int, int, int, int, Instrument]] = []
        for index, entry in enumerate(self._entries):
            if not half and sought not in entry.words:
                continue
            code = entry.instrument.code
            rank = _rank(entry.first, sought) if by_initials else _rank_words(entry, code, sought)
            if rank is not None:
                place = recent.get(code, _RECENT)
                found.append((rank, place, entry.order, len(entry.name), index, entry.instrument))
        found.sort(key=lambda one: one[:5])
        return tuple(one[5] for one in found[:limit])


def _rank_words(entry: _Entry, code: str, sought: str) -> int | None:
    ranks = [rank for rank in (_rank(code, sought), _rank(entry.name, sought)) if rank is not None]
    if ranks:
        return min(ranks)
    return begun(entry.name, entry.first, sought)


def begun(name: str, first: str, sought: str) -> int | None:
    """Rank syllables typed so far and one consonant of the next, 삼성ㅈ: 1 begins, 2 inside.

    `first` are the initials of `name`; None where the name does not go on like that.
    """
    if sought[-1] in CONSONANTS and len(sought) > 1:
        place = name.find(sought[:-1])
        after = place + len(sought) - 1
        if place >= 0 and first[after : after + 1] == sought[-1]:
            return 1 if place == 0 else 2
    return None


def _rank(text: str, sought: str) -> int | None:
    if text == sought:
        return 0
    place = text.find(sought)
    return None if place < 0 else 1 if place == 0 else 2


def _plain(text: str) -> str:
    return "".join(text.split()).upper()
