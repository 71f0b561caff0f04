"""ETFs, ETNs, ELWs, rights and gold of the built-in data; refuses those whose underlying is absent."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import msgspec

from kiwoom_desk.base import resources
from kiwoom_desk.domain.instrument import Market, Product
from kiwoom_desk.practice.universe import Listing

INDEX_UNDERLYINGS = {"201": "KOSPI200", "150": "KOSDAQ150"}
_WORDS = {
    ("call", ""): "콜", ("put", ""): "풋", ("call", "digital"): "DC", ("put", "digital"): "DP",
    ("call", "spread"): "EX", ("call", "knock_out"): "조기종료콜",
    ("put", "knock_out"): "조기종료풋",
}  # fmt: skip
# ELWs are issued in sizes of the data and so many steps more.
_ISSUE_SIZES, _ISSUE_STEP = 4, 2_000_000
# Subscription prices are cut to whole tens.
_TEN = 10


class BasketEntry(msgspec.Struct, frozen=True):
    """What funds follow, as the data says: an index, a theme, a product of paths, or its own path.

    `deviation` is a day's, in hundredths of a percent; `level` the level at the close before the
    first practice day, in hundredths of a point.
    """

    code: str
    name: str
    index: str = ""
    theme: str = ""
    factors: tuple[str, ...] = ()
    deviation: int = 100
    level: int = 100_000


class _Fund(msgspec.Struct, frozen=True):
    code: str
    name: str
    price: int
    volume: int
    shares: int
    basket: str
    follows: str = ""
    gear: float = 1.0


class _Warrant(msgspec.Struct, frozen=True):
    code: str
    underlying: str
    right: str
    percent: int
    price: int
    volume: int
    issuer: str
    maker: str
    listed_on: date
    form: str = ""
    expires_on: date | None = None
    ended: bool = False


class _Right(msgspec.Struct, frozen=True):
    code: str
    kind: str
    underlying: str
    discount: int
    volume: int
    shares: int
    series: int
    expires_on: date
    listed_on: date


class _Products(msgspec.Struct, frozen=True):
    etf: tuple[_Fund, ...]
    etn: tuple[_Fund, ...]
    gold: tuple[_Fund, ...]
    elw: tuple[_Warrant, ...]
    rights: tuple[_Right, ...]
    baskets: tuple[BasketEntry, ...]
    elw_shares: int


@lru_cache(maxsize=1)
def _products() -> _Products:
    return msgspec.toml.decode(resources.read("universe/products.toml"), type=_Products)


def basket_entries() -> tuple[BasketEntry, ...]:
    """Return what funds, notes and gold follow."""
    return _products().baskets


def listed(shares: tuple[Listing, ...]) -> tuple[Listing, ...]:
    """Return the built-in products beside these shares; their index is set by the caller."""
    data = _products()
    present = {share.code: share for share in shares}
    markets = {share.market for share in shares}
    found = [_fund(item, Market.ETF, Product.ETF) for item in data.etf]
    found += [_fund(item, Market.ETN, Product.ETN) for item in data.etn]
    found += [
        _warrant(n, item, data, present)
        for n, item in enumerate(data.elw, 1)
        if item.underlying in present or _index_market(item.underlying) in markets
    ]
    found += [
        _right(item, present[item.underlying]) for item in data.rights if item.underlying in present
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
        basket=item.basket,
    )


def _warrant(number: int, item: _Warrant, data: _Products, present: dict[str, Listing]) -> Listing:
    share = present.get(item.underlying)
    name = share.name if share else INDEX_UNDERLYINGS[item.underlying]
    level = share.previous_close if share else _index_level(item.underlying)
    return Listing(
        index=0,
        code=item.code,
        name=f"연습{number:02d}{name}{_WORDS[item.right, item.form]}(연습)",
        market=Market.ELW,
        product=Product.ELW,
        previous_close=item.price,
        shares=data.elw_shares + number % _ISSUE_SIZES * _ISSUE_STEP,
        typical_volume=item.volume,
        listed_on=item.listed_on,
        halted=item.ended,
        underlying=item.underlying,
        gear=5.0 if item.right == "call" else -5.0,
        strike=level * item.percent // 100,
        expires_on=item.expires_on,
        right=item.right,
        form=item.form,
        issuer=item.issuer,
        maker=item.maker,
        series=number,
    )


def _index_market(code: str) -> Market | None:
    return {"201": Market.KOSPI, "150": Market.KOSDAQ}.get(code)


def _index_level(code: str) -> int:
    """Return the level of an index at the close before the first practice day, in whole points."""
    from kiwoom_desk.practice.groups import headline_level

    return headline_level(code) // 100


def _right(item: _Right, share: Listing) -> Listing:
    strike = share.previous_close * (100 - item.discount) // 100 // _TEN * _TEN
    deed = item.kind == "deed"
    return Listing(
        index=0,
        code=item.code,
        name=f"{share.name} {item.series}{'R' if deed else 'WR'}(연습)",
        market=Market.RIGHT,
        product=Product.RIGHT,
        previous_close=max((share.previous_close - strike) // _TEN * _TEN, _TEN),
        shares=item.shares,
        typical_volume=item.volume,
        listed_on=item.listed_on,
        underlying=item.underlying,
        gear=3.0,
        strike=strike,
        expires_on=item.expires_on,
        right="call",
        form=item.kind,
        series=item.series,
    )
