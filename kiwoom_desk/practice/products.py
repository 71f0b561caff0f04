"""ETFs, ETNs, ELWs and gold of the built-in data; refuses ELWs whose underlying is not listed."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import msgspec

from kiwoom_desk.base import resources
from kiwoom_desk.domain.instrument import Market, Product
from kiwoom_desk.practice.universe import Listing


class _Fund(msgspec.Struct, frozen=True):
    code: str
    name: str
    price: int
    volume: int
    shares: int
    follows: str = ""
    gear: float = 1.0


class _Warrant(msgspec.Struct, frozen=True):
    code: str
    underlying: str
    right: str
    percent: int
    price: int
    volume: int


class _Products(msgspec.Struct, frozen=True):
    etf: tuple[_Fund, ...]
    etn: tuple[_Fund, ...]
    gold: tuple[_Fund, ...]
    elw: tuple[_Warrant, ...]
    elw_expires_on: date
    elw_shares: int


@lru_cache(maxsize=1)
def _products() -> _Products:
    return msgspec.toml.decode(resources.read("universe/products.toml"), type=_Products)


def listed(shares: tuple[Listing, ...]) -> tuple[Listing, ...]:
    """Return the built-in products beside these shares; their index is set by the caller."""
    data = _products()
    present = {share.code: share for share in shares}
    found = [_fund(item, Market.ETF, Product.ETF) for item in data.etf]
    found += [_fund(item, Market.ETN, Product.ETN) for item in data.etn]
    found += [
        _warrant(n, item, data, present[item.underlying])
        for n, item in enumerate(data.elw, 1)
        if item.underlying in present
    ]
    found += [_fund(item, Market.GOLD, Product.GOLD) for item in data.gold]
    # A share file may hold a code of ours: the file's share stands.
    return tuple(item for item in found if item.code not in present)


def _fund(item: _Fund, market: Market, product: Product) -> Listing:
    return Listing(
        index=0,
        code=item.code,
        name=item.name,
        market=market,
        product=product,
        previous_close=item.price,
        shares=item.shares,
        typical_volume=item.volume,
        underlying=item.follows,
        gear=item.gear,
    )


def _warrant(number: int, item: _Warrant, data: _Products, share: Listing) -> Listing:
    label = "콜" if item.right == "call" else "풋"
    strike = share.previous_close * item.percent // 100
    return Listing(
        index=0,
        code=item.code,
        name=f"연습{number:02d}{share.name}{label}(연습)",
        market=Market.ELW,
        product=Product.ELW,
        previous_close=item.price,
        shares=data.elw_shares,
        typical_volume=item.volume,
        underlying=item.underlying,
        gear=5.0 if item.right == "call" else -5.0,
        strike=strike,
        expires_on=data.elw_expires_on,
        right=item.right,
    )
