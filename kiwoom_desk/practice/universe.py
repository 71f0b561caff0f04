"""The names the practice exchange lists, with themes, indices and conditions; refuses incomplete files."""

from __future__ import annotations

from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

import msgspec
import numpy as np

from kiwoom_desk.base import resources
from kiwoom_desk.domain.instrument import Market, Product
from kiwoom_desk.practice.draws import Ints


class UniverseError(ValueError):
    """A universe file that does not load: `row` is its line (1 = heads, 0 = the file), `column` a head."""

    def __init__(self, row: int, column: str, facts: str) -> None:
        super().__init__(f"row {row}, column {column or '-'}: {facts}")
        self.row = row
        self.column = column
        self.facts = facts


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """One listed name; prices in won, shares and volume in shares.

    `previous_close` is the close before the first practice day; `typical_volume` a usual day's
    volume; `first_day` marks a name whose listing day is the file's own day, `issue_price` its
    price then. `underlying` and `gear` tell what a product's minutes follow and how many times,
    `basket` what its value follows day by day. `strike`, `expires_on`, `right` (call, put),
    `form`, `issuer`, `maker` (its liquidity provider) and `series` belong to ELWs and
    subscription rights.
    """

    index: int
    code: str
    name: str
    market: Market
    product: Product
    previous_close: int
    shares: int
    typical_volume: int
    segment: str = ""
    industry: str = ""
    sector_code: str = ""
    sector_name: str = ""
    listed_on: date | None = None
    settle_month: str = ""
    halted: bool = False
    first_day: bool = False
    issue_price: int = 0
    underlying: str = ""
    gear: float = 1.0
    strike: int = 0
    expires_on: date | None = None
    right: str = ""
    form: str = ""
    issuer: str = ""
    maker: str = ""
    series: int = 0
    basket: str = ""


class Theme(msgspec.Struct, frozen=True):
    """A named group of listed codes."""

    code: str
    name: str
    members: tuple[str, ...]


class SavedCondition(msgspec.Struct, frozen=True):
    """A condition search: `expression` is data, read by `conditions`."""

    sequence: str
    name: str
    expression: str


class IndexSpec(msgspec.Struct, frozen=True):
    """An index: `base` is its level at the close before the first practice day, in hundredths."""

    code: str
    name: str
    market: Market
    base: int
    members: tuple[str, ...]


class Universe(msgspec.Struct, frozen=True, dict=True):
    """Everything listed, by rising index; made by `default_universe` or `load_universe`."""

    listings: tuple[Listing, ...]
    themes: tuple[Theme, ...]
    conditions: tuple[SavedCondition, ...]
    indices: tuple[IndexSpec, ...]

    @cached_property
    def by_code(self) -> dict[str, Listing]:
        """Find a listing by its code."""
        return {listing.code: listing for listing in self.listings}

    @cached_property
    def shares_by_market(self) -> dict[Market, tuple[Ints, Ints]]:
        """Find the indices of a market's names and how many shares each has issued."""
        found: dict[Market, tuple[list[int], list[int]]] = {}
        for listing in self.listings:
            rows, shares = found.setdefault(listing.market, ([], []))
            rows.append(listing.index)
            shares.append(listing.shares)
        return {market: (np.array(a), np.array(b)) for market, (a, b) in found.items()}


@lru_cache(maxsize=1)
def default_universe() -> Universe:
    """Return the built-in universe: real shares and ETFs, practice ETNs and ELWs, gold, indices."""
    from kiwoom_desk.practice.listing_file import read_shares

    return assemble(read_shares(resources.read("universe/shares.csv")))


def load_universe(path: Path) -> Universe:
    """Return the universe whose shares come from a CSV file; the rest stays built in.

    Raise UniverseError with row and column where the file is missing or malformed.
    """
    from kiwoom_desk.practice.listing_file import read_shares

    try:
        data = path.read_bytes()
    except OSError as error:
        raise UniverseError(0, "", f"cannot be read: {error.strerror or error}") from error
    return assemble(read_shares(data))


def assemble(shares: tuple[Listing, ...]) -> Universe:
    """Join shares with the built-in products and draw themes and index members from them."""
    from kiwoom_desk.practice import groups, products

    listings = [*shares, *products.listed(shares)]
    numbered = tuple(msgspec.structs.replace(item, index=n) for n, item in enumerate(listings))
    return Universe(
        listings=numbered,
        themes=groups.themes(numbered),
        conditions=groups.conditions(),
        indices=groups.indices(numbered),
    )
