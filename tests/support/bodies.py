"""Bodies that a sweep over the whole catalogue asks with, made from what each request documents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.model import Api, Field, Kind
from kiwoom_desk.domain.instrument import Market
from kiwoom_desk.domain.session import shift_trading_days
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.members import MEMBERS
from kiwoom_desk.practice.universe import Universe

Body = dict[str, str]

SHARE, FUND = "005930", "069500"
# What free fields are asked with, by their key; days are those of `_days`.
_TEXTS = {
    "stk_cd": SHARE, "mmcm_cd": "050", "ord_no": "0000001", "thema_grp_cd": "100",
    "arn_grp_id": "001", "tm": "5", "tm_tp": "5", "date_tp": "10", "rank_strt": "1",
    "rank_end": "100", "prps_cnctr_rt": "0", "prpscnt": "10", "skip_stk": "000000000",
    "min_trde_qty": "", "max_trde_qty": "", "min_trde_prica": "", "max_trde_prica": "",
    "etfobjt_idex_cd": "207", "uv": "200000", "bsis_aset_cd": SHARE,
}  # fmt: skip
_FIRST_DAYS = {"strt_dt": "month", "start_dt": "year", "fr_dt": "month", "ord_dt": "yesterday"}
_SENT_ANYWAY = frozenset({"stk_cd", "strt_dt", "end_dt", "uv", "ord_dt"})
_ALL_OF_THEM = {"stk_cnd": "0", "crd_cnd": "0", "pric_cnd": "0", "mang_stk_incls": "0"}
# Where the first choices ask for little or nothing; words of `_days` stand for days.
_OWN: dict[str, Body] = {
    "ka10072": {"stk_cd": "", "strt_dt": "yesterday"},
    "ka10073": {"stk_cd": "", "strt_dt": "year"},
    "ka10074": {"strt_dt": "year"},
    "ka10170": {"base_dt": "yesterday"},
    "ka10075": {"stk_cd": ""},
    "ka10076": {"stk_cd": ""},
    "kt00007": {"stk_cd": ""},
    "kt00009": {"stk_cd": ""},
    "kt00010": {"trde_qty": "10"},
    "kt50075": {"ord_dt": "today"},
    "kt00015": {"strt_dt": "year", "stk_cd": ""},
    "kt50032": {"strt_dt": "year", "stk_cd": ""},
    "ka10054": {"stk_cd": ""},
    "ka10052": {"stk_cd": ""},
    "kt20016": {"stk_cd": ""},
    "ka20002": {"inds_cd": "001"},
    "ka90001": {"stk_cd": "", "thema_nm": ""},
}
_WARRANTS = frozenset({"ka10048", "ka10050", "ka30011", "ka30012"})
_FUNDS = frozenset({f"ka4000{place}" for place in (1, 2, 3, 6, 7, 8, 9)} | {"ka40010"})
# Orders change the state and tokens belong to connections: both have sweeps of their own.
APART = frozenset({"au10001", "au10002"})


def asked() -> tuple[Api, ...]:
    """Return the REST APIs that a sweep may ask as often as it likes."""
    known = catalogue().apis.values()
    return tuple(
        api for api in known if api.transport == "rest" and not api.is_order and api.id not in APART
    )


def bodies(house: House, api: Api) -> Iterator[Body]:
    """Yield everything that a sweep asks of one API: each switch, then many instruments."""
    first = base(house, api)
    yield first
    for field in api.request:
        for value in switches(house, field):
            if first.get(field.key) != value:
                yield {**first, field.key: value}
    yield from _elsewhere(house, api, first)
    for named in api.request:
        codes = () if named.choices else _MANY.get(named.key, _none)(house, api)
        for code in codes:
            # Codes of rights are longer than the field of some APIs.
            if named.length is None or len(code) <= named.length:
                yield {**first, named.key: code}


def _elsewhere(house: House, api: Api, first: Body) -> Iterator[Body]:
    """Yield a share asked for at NXT and at both venues, where the field has room for that."""
    named = next((field for field in api.request if field.key == "stk_cd"), None)
    if named is None or first.get("stk_cd") != SHARE:
        return
    for venue in ("_NX", "_AL"):
        if named.length is None or len(SHARE + venue) <= named.length:
            yield {**first, "stk_cd": SHARE + venue}


def base(house: House, api: Api) -> Body:
    """Return one body that asks for much."""
    days, own = _days(house), _OWN.get(api.id, {})
    found = {field.key: own.get(field.key, _text(api, field)) for field in api.request}
    return {key: days.get(text, text) for key, text in found.items() if text is not None}


def _text(api: Api, field: Field) -> str | None:
    if field.const is not None:
        return field.const
    if field.choices:
        wide = _ALL_OF_THEM.get(field.key, "")
        return wide if wide in field.choices else next(iter(field.choices))
    if not field.required and field.key not in _SENT_ANYWAY:
        return None
    if field.kind is Kind.DATE:
        return _FIRST_DAYS.get(field.key, "today")
    return FUND if field.key == "stk_cd" and api.id in _FUNDS else _TEXTS[field.key]


def switches(house: House, field: Field) -> tuple[str, ...]:
    """Return the values that a field can be switched to: its choices, or days apart."""
    if field.choices and field.const is None:
        return tuple(field.choices)
    days = _days(house)
    return (days["today"], days["yesterday"], days["month"]) if field.kind is Kind.DATE else ()


def _days(house: House) -> dict[str, str]:
    today = house.exchange.day
    before = shift_trading_days(house.exchange.rules, today, -1)
    found: dict[str, date] = {"today": today, "yesterday": before}
    found |= {"month": today - timedelta(days=29), "year": today - timedelta(days=364)}
    return {word: f"{day:%Y%m%d}" for word, day in found.items()}


def instruments(house: House, api: Api, count: int = 50) -> tuple[str, ...]:
    """Return the names that an API is asked for: of the kind it is about, otherwise of many kinds.

    An account is asked for what it traded.
    """
    universe = house.exchange.universe
    if api.path.endswith("/acnt"):
        return _traded(house)[:count]
    if api.id in _WARRANTS:
        return spread(universe, count, Market.ELW)
    if api.id in _FUNDS:
        return spread(universe, count - 8, Market.ETF) + spread(universe, 8, Market.ETN)
    kinds = ((Market.KOSPI, count - 26), (Market.KOSDAQ, 10), (Market.ETF, 6), (Market.ETN, 2))
    found = [spread(universe, some, market) for market, some in kinds]
    found += [spread(universe, 6, Market.ELW), spread(universe, 2, Market.RIGHT)]
    found += [_marked(house)]
    # One kind after another, so that the first dozen holds several of each.
    places = sorted(
        (place / len(codes), code) for codes in found for place, code in enumerate(codes)
    )
    return tuple(code for _, code in places)


def _marked(house: House) -> tuple[str, ...]:
    """Return a few names that stand out: warned of, or at a limit."""
    board, listings = house.board, house.exchange.universe.listings
    at_limit = [one.code for one in listings if board.price[one.index] == board.upper[one.index]]
    warned = [one.code for one in listings if house.standing.of(one.index).warning]
    return (*at_limit[:2], *warned[:2])


def _traded(house: House) -> tuple[str, ...]:
    chronicle = house.chronicle
    trades = chronicle.trades(chronicle.first_day, chronicle.today)
    return tuple(dict.fromkeys(one.code for one in reversed(trades)))


def spread(universe: Universe, count: int, market: Market) -> tuple[str, ...]:
    """Return names spread over a market."""
    listed = [item for item in universe.listings if item.market is market]
    step = max(len(listed) // count, 1)
    return tuple(item.code for item in listed[::step][:count])


def _orders(house: House, api: Api) -> tuple[str, ...]:
    return tuple(house.exchange.account.orders)


def _firms(house: House, api: Api) -> tuple[str, ...]:
    return tuple(firm.code for firm in MEMBERS)


def _groups(house: House, api: Api) -> tuple[str, ...]:
    return tuple(group.code for group in house.watch_groups)


def _none(house: House, api: Api) -> tuple[str, ...]:
    return ()


def _prices(house: House, api: Api) -> tuple[str, ...]:
    return ("90000", "310000")


_MANY = {
    "uv": _prices,
    "arn_grp_id": _groups,
    "stk_cd": instruments,
    "ord_no": _orders,
    "mmcm_cd": _firms,
}


# Further bases from which switches of some APIs are seen, laid over the first.
_FURTHER: dict[str, tuple[Body, ...]] = {
    "ka10170": ({"base_dt": "today"}, {"base_dt": "today", "ottks_tp": "2"}),
    "kt00015": ({"strt_dt": "month"}, {"tp": "3"}),
    "ka10060": ({"amt_qty_tp": "2"},),
    "ka10059": ({"amt_qty_tp": "2"},),
    "ka10061": ({"amt_qty_tp": "2"},),
    "ka10064": ({"stk_cd": "247540"},),
    "ka10131": ({"dt": "0", "strt_dt": "month", "end_dt": "today"},),
    "ka10043": ({"qry_dt_tp": "1"}, {"strt_dt": "month"}),
    "ka10042": ({"qry_dt_tp": "1", "strt_dt": "month", "end_dt": "today"}, {"dt": "20"}),
    "ka10038": ({"strt_dt": "", "end_dt": ""},),
    "ka10014": ({"strt_dt": "year", "end_dt": "yesterday"}, {"tm_tp": "1"}),
    "ka10016": ({"dt": "5"}, {"ntl_tp": "2", "dt": "5"}),
    "ka90009": ({"qry_dt_tp": "1", "date": "yesterday"},),
    "ka90012": ({"dt": "yesterday"}, {"dt": "month"}),
    "ka20001": ({"mrkt_tp": "1", "inds_cd": "101"}, {"mrkt_tp": "2", "inds_cd": "201"}),
    "ka20002": ({"mrkt_tp": "1", "inds_cd": "101"}, {"mrkt_tp": "2", "inds_cd": "201"}),
    "ka20009": ({"mrkt_tp": "1", "inds_cd": "101"}, {"mrkt_tp": "2", "inds_cd": "201"}),
    "ka90001": ({"stk_cd": SHARE, "thema_nm": "반도체"},),
    "ka10054": (
        {"min_trde_qty": "100", "max_trde_qty": "100000", "trde_prica_tp": "0"},
        {"min_trde_prica": "10", "max_trde_prica": "1000"},
    ),
    "ka10017": ({"updown_tp": "2"}, {"updown_tp": "5"}),
    "ka10052": ({"stk_cd": SHARE},),
    "kt00007": ({"ord_dt": "today"},),
    "kt00009": ({"ord_dt": "today"},),
    "kt50030": ({"ord_dt": "today"},),
    "kt50031": ({"ord_dt": "today"},),
    "kt00012": ({"uv": ""},),
}  # fmt: skip


def bases(house: House, api: Api) -> Iterator[Body]:
    """Yield the bodies from which a field is switched."""
    first, days = base(house, api), _days(house)
    yield first
    for more in _FURTHER.get(api.id, ()):
        yield {**first, **{key: days.get(text, text) for key, text in more.items()}}
