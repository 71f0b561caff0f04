"""What a request starts with, so that one press answers; refuses to start an order with anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from kiwoom_desk.catalogue.model import Api, Field, Kind
from kiwoom_desk.domain.instrument import Instrument, Market, Product
from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.domain.session import trading_day_on_or_before

CODES = frozenset({"stk_cd", "bsis_aset_cd"})
"""The keys of requests that hold the code of a name."""
_BACK = timedelta(days=30)
_BEGINNINGS = ("strt", "start", "fr_")
_GROUPS = {"ELW": Product.ELW, "ETF": Product.ETF}
_RIGHTS = frozenset({"ka10011"})
_FIRST = {
    Product.SHARE: "005930",
    Product.ETF: "069500",
    Product.GOLD: "M04020000",
}
# Numbers and codes that are asked for without a published choice, by their key.
_USUAL = {
    "tm": "5",
    "tm_tp": "5",
    "prps_cnctr_rt": "50",
    "prpscnt": "10",
    "rank_strt": "0",
    "rank_end": "100",
    "date_tp": "10",
    "skip_stk": "000000000",
    "mmcm_cd": "050",
    "etfobjt_idex_cd": "207",
    "thema_grp_cd": "100",
    "arn_grp_id": "001",
    "seq": "0",
    "tic_scope": "1",
    "uv": "10000",
}


def product_of(api: Api) -> Product | None:
    """Return the product that an API is about, None where any name may be asked for."""
    return Product.RIGHT if api.id in _RIGHTS else _GROUPS.get(api.group)


def fits(api: Api) -> Callable[[Instrument], bool]:
    """Return whether a name may be asked for with an API."""
    product = product_of(api)
    return lambda one: product is None or one.product is product


def starting_values(
    api: Api,
    rules: MarketRules,
    today: date,
    linked: Instrument | None,
    first: Callable[[Market], str],
) -> dict[str, str]:
    """Return a value for each text of a request that can be told, the linked name before others.

    `first` gives the first code of a market, "" without one. An order starts with nothing.
    """
    if api.is_order or api.is_oauth:
        return {}
    day = trading_day_on_or_before(rules, today)
    found = {}
    for field in api.request:
        if field.type == "string" and field.const is None:
            text = _value(api, field, day, linked, first)
            # A field that has to be there may still be sent blank.
            if text or field.blank:
                found[field.key] = text
    return found


def _value(
    api: Api, field: Field, day: date, linked: Instrument | None, first: Callable[[Market], str]
) -> str:
    if not field.required or field.blank:
        return ""
    if field.choices:
        return next(iter(field.choices))
    if field.kind is Kind.DATE:
        begins = field.key.startswith(_BEGINNINGS)
        return f"{day - _BACK if begins else day:%Y%m%d}"
    if field.key in CODES:
        return _code(api, linked, first)
    return _USUAL.get(field.key, "")


def _code(api: Api, linked: Instrument | None, first: Callable[[Market], str]) -> str:
    product = product_of(api)
    if linked is not None and fits(api)(linked):
        return linked.code
    if product is Product.ELW:
        return first(Market.ELW)
    return _FIRST[product or Product.SHARE]
