"""The watch-list groups that the practice account's holder keeps elsewhere; refuses changes of them."""

from __future__ import annotations

import msgspec

from kiwoom_desk.domain.instrument import Market
from kiwoom_desk.practice.draws import key_of, mix_one
from kiwoom_desk.practice.universe import Universe

_SECTORS, _MOST = 5, 20
# The catalogue grants a name two letters.
_NAME_LENGTH = 2
_COLOURS = 7


class Watched(msgspec.Struct, frozen=True):
    """One name of a group; `colour` is 0 without a bookmark, else 1 to 6."""

    code: str
    colour: int


class WatchGroup(msgspec.Struct, frozen=True):
    """A named group in its order."""

    code: str
    name: str
    members: tuple[Watched, ...]


def watch_groups(universe: Universe, seed: int) -> tuple[WatchGroup, ...]:
    """Return the groups of a universe and seed: the largest of each market and some sectors."""
    listings = sorted(universe.listings, key=lambda x: (-x.previous_close * x.shares, x.code))
    heads = (
        ("대형", Market.KOSPI, 20),
        ("성장", Market.KOSDAQ, 15),
        ("펀드", Market.ETF, 12),
    )
    found = [
        (name, [x.code for x in listings if x.market is market][:count])
        for name, market, count in heads
    ]
    key = key_of(seed, "watch groups")
    sectors = sorted({x.sector_name for x in listings if len(x.sector_name) == _NAME_LENGTH})
    sectors.sort(key=lambda name: mix_one(key ^ key_of(name)))
    found += [
        (name, [x.code for x in listings if x.sector_name == name][:_MOST])
        for name in sectors[:_SECTORS]
    ]
    return tuple(
        WatchGroup(f"{place:03d}", name, tuple(Watched(code, _colour(key, code)) for code in codes))
        for place, (name, codes) in enumerate(found, 1)
        if codes
    )


def _colour(key: int, code: str) -> int:
    """Return a bookmark's colour; about half the names have none."""
    drawn = mix_one(key ^ key_of(code)) % (2 * _COLOURS)
    return drawn if drawn < _COLOURS else 0
