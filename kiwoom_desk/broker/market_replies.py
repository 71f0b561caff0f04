"""Replies about the market as domain values; refuses rows that do not read, never the rest."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import msgspec

from kiwoom_desk.base.clock import KST
from kiwoom_desk.broker.failures import QueryError
from kiwoom_desk.broker.numbers import POSITIVE, RATES, SIGNED, clock_time, count
from kiwoom_desk.catalogue.values import BadNumber, direction, identity
from kiwoom_desk.domain.bar import Bar, Period, Unit
from kiwoom_desk.domain.book import Book
from kiwoom_desk.domain.instrument import Instrument, Market, Product, Venue, wire_code
from kiwoom_desk.domain.quote import Quote, Tick

log = logging.getLogger(__name__)

T = TypeVar("T")

MARKETS = {
    Market.KOSPI: Product.SHARE,
    Market.KOSDAQ: Product.SHARE,
    Market.KONEX: Product.SHARE,
    Market.ETF: Product.ETF,
    Market.ETN: Product.ETN,
    Market.ELW: Product.ELW,
    Market.GOLD: Product.GOLD,
    Market.RIGHT: Product.RIGHT,
}
"""What stands in the lists of ka10099."""
LISTS = (*((market.value, market) for market in MARKETS), ("7", Market.RIGHT))
"""The lists of ka10099 by their choices, deeds of rights (7) beside the rights cut from bonds.

A later list knows a name better than an earlier.
"""
_HALTED = "거래정지"
_NORMAL_WARNING = "0"


class InstrumentInfo(msgspec.Struct, frozen=True):
    """The base facts of a name (ka10001); won and shares, 0 = not given, ratios as the broker's text.

    `upper`, `lower` are the day's price limits, `base` the price they were made from.
    """

    code: str
    name: str
    price: int
    base: int
    upper: int
    lower: int
    open: int
    high: int
    low: int
    volume: int
    expected_price: int
    expected_size: int
    year_high: int
    year_low: int
    market_value: int
    """In 100 million won."""
    per: str
    pbr: str
    roe: str
    eps: str
    foreign_rate: str
    credit_rate: str


class ChartApi(msgspec.Struct, frozen=True):
    """Which API gives the bars of a unit, and the key of its list."""

    api_id: str
    rows: str
    scoped: bool = False


CHARTS = {
    Unit.TICK: ChartApi("ka10079", "stk_tic_chart_qry", scoped=True),
    Unit.MINUTE: ChartApi("ka10080", "stk_min_pole_chart_qry", scoped=True),
    Unit.DAY: ChartApi("ka10081", "stk_dt_pole_chart_qry"),
    Unit.WEEK: ChartApi("ka10082", "stk_stk_pole_chart_qry"),
    Unit.MONTH: ChartApi("ka10083", "stk_mth_pole_chart_qry"),
    Unit.YEAR: ChartApi("ka10094", "stk_yr_pole_chart_qry"),
}


def chart_values(code: str, period: Period, today: date) -> dict[str, str]:
    """Return the request of a chart; `today` is the market's day, which the newest bar stands for."""
    values = {"stk_cd": code, "upd_stkpc_tp": "1"}
    if CHARTS[period.unit].scoped:
        return {**values, "tic_scope": str(period.count)}
    return {**values, "base_dt": f"{today:%Y%m%d}"}


def bars(period: Period, body: Any) -> tuple[tuple[Bar, ...], int]:
    """Make the bars of a chart reply, oldest first, and count the rows that do not read.

    All-blank rows are no bars.
    """
    chart = CHARTS[period.unit]
    rows = getattr(body, chart.rows) or ()
    made = read_rows(chart.api_id, rows, lambda row: _bar(period.unit, row))
    return tuple(bar for bar in reversed(made) if bar is not None), len(rows) - len(made)


def quotes(body: Any) -> tuple[Quote, ...]:
    """Make quotes of ka10095."""
    return tuple(read_rows("ka10095", body.atn_stk_infr or (), _quote))


def recent_ticks(body: Any) -> tuple[Tick, ...]:
    """Make the prints of ka10003, newest first."""
    return tuple(read_rows("ka10003", body.cntr_infr or (), _tick))


def instruments(market: Market, body: Any) -> tuple[Instrument, ...]:
    """Make the names of one list of ka10099."""
    rows = body.list or ()
    made = read_rows("ka10099", rows, lambda row: _instrument(market, row))
    return tuple(one for one in made if one.code)


def instrument_info(code: str, body: Any) -> InstrumentInfo:
    """Make the base facts of ka10001; raise QueryError where they do not read."""
    price = _price
    try:
        return InstrumentInfo(
            code,
            _text(body.stk_nm),
            price(body.cur_prc),
            price(body.base_pric),
            price(body.upl_pric),
            price(body.lst_pric),
            price(body.open_pric),
            price(body.high_pric),
            price(body.low_pric),
            price(body.trde_qty),
            price(body.exp_cntr_pric),
            price(body.exp_cntr_qty),
            price(body.oyr_hgst),
            price(body.oyr_lwst),
            price(body.mac),
            _text(body.per),
            _text(body.pbr),
            _text(body.roe),
            _text(body.eps),
            _text(body.for_exh_rt),
            _text(body.crd_rt),
        )
    except BadNumber:
        raise QueryError("row", "ka10001") from None


def asked_book(code: str, venue: Venue, body: Any) -> Book:
    """Make the book of ka10004; raise QueryError where it does not read."""
    try:
        return Book(
            code if venue is Venue.KRX else wire_code(code, venue),
            clock_time(_text(body.bid_req_base_tm)),
            (_price(body.sel_fpr_bid), *_levels(body, "sel_{}th_pre_bid")),
            (_price(body.sel_fpr_req), *_levels(body, "sel_{}th_pre_req")),
            (_price(body.buy_fpr_bid), *_levels(body, "buy_{}th_pre_bid")),
            (_price(body.buy_fpr_req), *_levels(body, "buy_{}th_pre_req")),
            _price(body.tot_sel_req),
            _price(body.tot_buy_req),
            after_ask_total=_price(body.ovt_sel_req),
            after_bid_total=_price(body.ovt_buy_req),
        )
    except BadNumber:
        raise QueryError("row", "ka10004") from None


def read_rows(api_id: str, rows: Iterable[Any], read: Callable[[Any], T]) -> list[T]:
    """Read row after row; those that do not read are left out and logged with the API id."""
    made: list[T] = []
    bad = 0
    for row in rows:
        try:
            made.append(read(row))
        except BadNumber:
            bad += 1
    if bad:
        log.info("%s: set aside %d rows", api_id, bad)
    return made


def _levels(body: Any, pattern: str) -> list[int]:
    return [_price(getattr(body, pattern.format(level))) for level in range(2, 11)]


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _price(value: object) -> int:
    return POSITIVE[_text(value)]


def _bar(unit: Unit, row: Any) -> Bar | None:
    close = _price(row.cur_prc)
    text = _text(row.cntr_tm if unit in (Unit.TICK, Unit.MINUTE) else row.dt)
    if not text and not close:
        return None
    return Bar(
        _start(unit, text),
        _price(row.open_pric),
        _price(row.high_pric),
        _price(row.low_pric),
        close,
        count(_text(row.trde_qty).lstrip("+-")),
    )


def _start(unit: Unit, text: str) -> int:
    # Nine hundred of these come in a page: strptime would hold the loop for a frame.
    wanted = 14 if unit in (Unit.TICK, Unit.MINUTE) else 8
    if len(text) != wanted or not (text.isascii() and text.isdigit()):
        raise BadNumber("not a moment")
    try:
        moment = datetime.fromisoformat(f"{text[:8]}T{text[8:] or '00'}").replace(tzinfo=KST)
    except ValueError:
        raise BadNumber("not a moment") from None
    if unit is Unit.WEEK:
        moment -= timedelta(days=moment.weekday())
    elif unit is Unit.MONTH:
        moment = moment.replace(day=1)
    elif unit is Unit.YEAR:
        moment = moment.replace(month=1, day=1)
    return int(moment.timestamp())


def _quote(row: Any) -> Quote:
    price = _text(row.cur_prc)
    change = SIGNED[_text(row.pred_pre)]
    return Quote(
        identity(_text(row.stk_cd)).code,
        clock_time(_text(row.cntr_tm)),
        POSITIVE[price],
        direction(price) or (change > 0) - (change < 0),
        change,
        RATES[_text(row.flu_rt)],
        SIGNED[_text(row.cntr_qty)],
        count(_text(row.trde_qty)),
        count(_text(row.trde_prica)),
        _price(row.open_pric),
        _price(row.high_pric),
        _price(row.low_pric),
        _price(row.sel_bid),
        _price(row.buy_bid),
        RATES[_text(row.cntr_str)],
        POSITIVE[price] - change if _text(row.pred_pre) else 0,
    )


def _tick(row: Any) -> Tick:
    price = _text(row.cur_prc)
    return Tick(
        clock_time(_text(row.tm)),
        POSITIVE[price],
        SIGNED[_text(row.cntr_trde_qty)],
        direction(price),
    )


def _instrument(market: Market, row: Any) -> Instrument:
    state, warning = _text(row.state), _text(row.orderWarning)
    return Instrument(
        identity(_text(row.code)).code,
        _text(row.name),
        market,
        MARKETS[market],
        _text(row.upName),
        count(_text(row.listCount)),
        _price(row.lastPrice),
        _text(row.regDay),
        state,
        "" if warning == _NORMAL_WARNING else warning,
        _text(row.nxtEnable) == "Y",
        _HALTED in state,
    )
