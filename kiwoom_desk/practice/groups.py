"""Sectors, themes, indices and saved conditions out of their data; refuses groups of absent names."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate

import msgspec

from kiwoom_desk.base import resources
from kiwoom_desk.domain.instrument import Market, Product
from kiwoom_desk.practice.universe import IndexSpec, Listing, SavedCondition, Theme

_THEME_LEAST, _THEME_MOST = 5, 40
_INDUSTRY_THEMES = 60
_LARGE, _MIDDLE = 100, 300


class Sector(msgspec.Struct, frozen=True):
    """A sector of the exchange: codes on the two markets, words that an industry's name contains."""

    name: str
    kospi: str
    kosdaq: str
    words: tuple[str, ...]


class SectorOf(msgspec.Struct, frozen=True):
    """The sector index a share belongs to on its market."""

    code: str
    name: str


class _Headline(msgspec.Struct, frozen=True):
    code: str
    name: str
    market: Market
    base: int
    largest: int = 0
    size: str = ""
    beside: Market | None = None


class _ThemeEntry(msgspec.Struct, frozen=True):
    name: str
    words: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


class _Groups(msgspec.Struct, frozen=True):
    sectors: tuple[Sector, ...]
    headlines: tuple[_Headline, ...]
    themes: tuple[_ThemeEntry, ...]
    conditions: tuple[SavedCondition, ...]


@lru_cache(maxsize=1)
def _groups() -> _Groups:
    return msgspec.toml.decode(resources.read("universe/groups.toml"), type=_Groups)


@lru_cache(maxsize=1024)
def _sector(industry: str) -> Sector:
    sectors = _groups().sectors
    return next((s for s in sectors if any(word in industry for word in s.words)), sectors[-1])


def sector_of(industry: str, name: str, market: Market) -> SectorOf:
    """Return the sector of an industry on that market; names without an industry fall to the last."""
    sector = _sector(industry or name)
    code = sector.kospi if market is Market.KOSPI else sector.kosdaq
    return SectorOf(code if market is not Market.KONEX else "", sector.name)


def headline_level(code: str) -> int:
    """Return the level of a main index before the first practice day, in hundredths of a point."""
    return next(head.base for head in _groups().headlines if head.code == code)


def conditions() -> tuple[SavedCondition, ...]:
    """Return the saved conditions in their order."""
    return _groups().conditions


def themes(listings: tuple[Listing, ...]) -> tuple[Theme, ...]:
    """Return the themes that keep at least five names, the largest forty of each."""
    shares = [item for item in listings if item.product is Product.SHARE]
    shares.sort(key=lambda item: (-item.previous_close * item.shares, item.code))
    place = _Places(shares)
    found: list[Theme] = []
    for number, entry in enumerate(_groups().themes):
        members = tuple(shares[n].code for n in place.of(entry)[:_THEME_MOST])
        if len(members) >= _THEME_LEAST:
            found.append(Theme(f"{100 + number}", entry.name, members))
    return tuple(found)


class _Places:
    """Tells at which places of some shares the members of a theme stand."""

    def __init__(self, shares: list[Listing]) -> None:
        self._industries: dict[str, list[int]] = {}
        self._names: dict[str, list[int]] = {}
        for place, item in enumerate(shares):
            self._industries.setdefault(item.industry, []).append(place)
            self._names.setdefault(item.name, []).append(place)
        # One text of all names is searched far quicker than each of them.
        self._text = "\n".join(item.name for item in shares)
        self._ends = list(accumulate(len(item.name) + 1 for item in shares))

    def of(self, entry: _ThemeEntry) -> list[int]:
        """Return the places, rising: named, of a fitting industry, or with a fitting word in its name."""
        found = {place for name in entry.names for place in self._names.get(name, ())}
        for industry, places in self._industries.items():
            if any(word in industry for word in entry.industries):
                found.update(places)
        for word in entry.words:
            found.update(self._with(word))
        return sorted(found)

    def _with(self, word: str) -> Iterator[int]:
        at = self._text.find(word)
        while at >= 0:
            place = bisect_right(self._ends, at)
            yield place
            at = self._text.find(word, self._ends[place])


def size_places(count: int, size: str) -> slice:
    """Return the places of a size class (대형주, 중형주, 소형주) among `count` shares, largest first.

    The first hundred are large and the next two hundred middle; a smaller market is cut in like parts.
    """
    large = min(_LARGE, count * 2 // 5)
    middle = min(_MIDDLE, count * 3 // 4)
    return {"대형주": slice(large), "중형주": slice(large, middle)}.get(size, slice(middle, count))


def indices(listings: tuple[Listing, ...]) -> tuple[IndexSpec, ...]:
    """Return main and sector indices with the members present, the main ones first."""
    shares = [item for item in listings if item.product is Product.SHARE]
    shares.sort(key=lambda item: (-item.previous_close * item.shares, item.code))
    found: list[IndexSpec] = []
    for head in _groups().headlines:
        markets = (head.market, head.beside or head.market)
        members = tuple(item.code for item in shares if item.market in markets)
        members = members[: head.largest] if head.largest else members
        members = members[size_places(len(members), head.size)] if head.size else members
        found.append(IndexSpec(head.code, head.name, head.market, head.base, members))
    for sector in _groups().sectors:
        for market, code in ((Market.KOSPI, sector.kospi), (Market.KOSDAQ, sector.kosdaq)):
            members = tuple(s.code for s in shares if s.market is market and s.sector_code == code)
            if code and members and all(code != spec.code for spec in found):
                # Sector levels are not published in our data: each starts at 1,000 points.
                found.append(IndexSpec(code, sector.name, market, 100_000, members))
    return tuple(found)
