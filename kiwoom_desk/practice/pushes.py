"""The rare frames: 00, 02, 04, 0H, 0J, 0s and 1h; refuses 0B, 0C and 0D, which are hot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import msgspec

from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.instrument import Market, Venue
from kiwoom_desk.domain.order import Action, OrderType, ReportKind, Side
from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.domain.session import Phase
from kiwoom_desk.practice.answers import constants
from kiwoom_desk.practice.answers.names import NameView
from kiwoom_desk.practice.events import (
    ExpectedChanged,
    InterruptionEnded,
    InterruptionStarted,
    OrderReported,
    PhaseChanged,
    PositionChanged,
    SessionChanged,
)
from kiwoom_desk.practice.indices import IndexFigure
from kiwoom_desk.practice.loans import accrued, ends_on
from kiwoom_desk.practice.records import Credit, FillRecord, OrderRecord, PositionState
from kiwoom_desk.practice.to_wire import (
    clock_text,
    directed,
    flag_of,
    ordered,
    percent,
    ratio,
    signed,
    signed_percent,
)

TYPE_NAMES = {
    OrderType.LIMIT: "보통",
    OrderType.MARKET: "시장가",
    OrderType.CONDITIONAL: "조건부지정가",
    OrderType.BEST_OPPOSITE: "최유리지정가",
    OrderType.BEST_OWN: "최우선지정가",
    OrderType.LIMIT_IOC: "보통(IOC)",
    OrderType.MARKET_IOC: "시장가(IOC)",
    OrderType.BEST_IOC: "최유리(IOC)",
    OrderType.LIMIT_FOK: "보통(FOK)",
    OrderType.MARKET_FOK: "시장가(FOK)",
    OrderType.BEST_FOK: "최유리(FOK)",
    OrderType.STOP_LIMIT: "스톱지정가",
    OrderType.MID: "중간가",
    OrderType.MID_IOC: "중간가(IOC)",
    OrderType.MID_FOK: "중간가(FOK)",
    OrderType.PRE_FIXED: "장시작전시간외",
    OrderType.SINGLE_PRICE: "시간외단일가",
    OrderType.AFTER_FIXED: "장마감후시간외",
}
NO_DATE = "00000000"
_LOAN_SALE = "33"
_REQUESTS = {Action.NEW: "", Action.AMEND: "정정", Action.CANCEL: "취소"}
VENUE_CODES = {Venue.SOR: "0", Venue.KRX: "1", Venue.NXT: "2"}
_KINDS = {"1": "정적", "2": "동적", "3": "동적+정적"}
# FID 215 by the phase entered; leaving an auction tells by what follows.
PHASE_FLAGS = {
    Phase.OPENING_AUCTION: "0",
    Phase.CONTINUOUS: "3",
    Phase.CLOSING_AUCTION: "2",
    Phase.CLOSED: "4",
}


def kind_text(order: OrderRecord) -> str:
    """Return the kind of a request with its side's sign: `+매수`, `-매도정정`."""
    side = "+매수" if order.side is Side.BUY else "-매도"
    return side + _REQUESTS[order.action]


def values_json(type_id: str, values: Mapping[str, object]) -> str:
    """Return the JSON of a row's values in the catalogue's order; raise KeyError where one lacks."""
    return msgspec.json.encode(ordered(catalogue().type(type_id).fields, values)).decode()


def order_values(
    report: OrderReported, account: str, name: NameView, summed_fills: bool, single_price: int
) -> dict[str, object]:
    """Return a 00 row. 910 and 911 tell the order's average and sum with `summed_fills`.

    `single_price` is the last one of the single-price session, in won; 0 without one.
    """
    order, fill = report.order, report.fill
    price = order.average_fill if summed_fills else (fill.price if fill else 0)
    size = order.filled if summed_fills else (fill.quantity if fill else 0)
    told = fill is not None
    venue = fill.venue if fill else order.venue
    # A confirmed cancel leaves nothing of itself; a confirmed amend has become an order.
    return {
        "9201": account,
        "9203": order.number,
        "9205": "",
        "9001": f"A{order.code}",
        "912": "JJ",
        "913": report.kind.value,
        "302": name.listing.name,
        "900": str(order.quantity),
        "901": str(order.price or 0),
        "902": str(order.open),
        "903": str(order.filled_amount),
        "904": order.original or constants.NO_ORIGINAL,
        "905": kind_text(order),
        "906": TYPE_NAMES[order.order_type],
        "907": order.side.value,
        "908": clock_text(report.time),
        "909": fill.number if fill else "",
        "910": str(price) if told else "",
        "911": str(size) if told else "",
        "10": directed(name.price, name.base),
        "27": directed(name.ask, name.base),
        "28": directed(name.bid, name.base),
        "914": str(fill.price) if fill else "",
        "915": str(fill.quantity) if fill else "",
        "938": str(order.fee),
        "939": str(order.tax),
        "919": "0" if report.kind is not ReportKind.REJECTED else report.reason,
        "920": "",
        "921": "",
        "922": _credit_code(order),
        "923": _loan_date(order, fill),
        "10010": str(single_price),
        "2134": VENUE_CODES[venue],
        "2135": venue.value,
        "2136": "Y" if order.venue is Venue.SOR else "N",
    }


def _credit_code(order: OrderRecord) -> str:
    """Return 922: 00 cash, 03 bought with a loan, 33 a sale of one loan, 99 of all."""
    sale = order.credit is Credit.LOAN and order.side is Side.SELL
    return _LOAN_SALE if sale else order.credit.value


def _loan_date(order: OrderRecord, fill: FillRecord | None) -> str:
    day = fill.loan_date if fill else order.loan_date
    return f"{day:%Y%m%d}" if day else NO_DATE


def balance_values(
    changed: PositionChanged, account: str, name: NameView, side: Side, rules: MarketRules
) -> dict[str, object]:
    """Return a 04 row; realised figures are after fees, tax and interest, loans stand apart."""
    held: PositionState = changed.position
    rate = signed_percent(ratio(held.realised_today, held.sold_cost_today))
    won, day = signed(held.realised_today), changed.time.date()
    loan = held.loan_date
    return {
        "9201": account,
        "9001": f"A{held.code}",
        "917": constants.LOAN_KIND if loan else constants.CASH_KIND,
        "916": f"{loan:%Y%m%d}" if loan else NO_DATE,
        "302": name.listing.name,
        "10": directed(name.price, name.base),
        "930": str(held.quantity),
        "931": str(held.average_price),
        "932": str(held.cost),
        "933": str(held.sellable),
        "945": signed(held.bought_today - held.sold_today),
        "946": side.value,
        "950": signed(held.realised_today),
        "951": "0",
        "27": directed(name.ask, name.base),
        "28": directed(name.bid, name.base),
        "307": str(name.base),
        "8019": rate,
        "957": str(held.loan),
        "958": str(accrued(rules, held.loan, loan, day) if loan else 0),
        "918": f"{ends_on(rules, loan, day):%Y%m%d}" if loan else NO_DATE,
        "990": "0" if loan else won,
        "991": "0.00" if loan else rate,
        "992": won if loan else "0",
        "993": rate if loan else "0.00",
        "959": "0",
        "924": "0",
    }


def provided_book(row: Mapping[str, str], asks: Sequence[int], bids: Sequence[int]) -> str:
    """Return the JSON of a 0D row with what the liquidity provider has of each level."""
    lent = {str(621 + level): str(size) for level, size in enumerate(asks)}
    lent |= {str(631 + level): str(size) for level, size in enumerate(bids)}
    return values_json("0D", {**row, **lent})


def expected_values(event: ExpectedChanged, name: NameView) -> dict[str, object]:
    """Return a 0H row; nothing expected is price 0 with no change."""
    change = event.price - name.base if event.price else 0
    flag = flag_of(event.price, name.base, name.lower, name.upper) if event.price else "3"
    return {
        "20": clock_text(event.time),
        "10": directed(event.price, name.base),
        "11": signed(change),
        "12": signed_percent(ratio(change, name.base)),
        "15": signed(event.size),
        "13": str(name.volume),
        "25": flag,
    }


def phase_values(event: PhaseChanged, until_open: timedelta) -> dict[str, object]:
    """Return a 0s row; before the open 214 tells the time that is left."""
    flag = PHASE_FLAGS[event.phase]
    if event.phase is Phase.CLOSED and event.before is not Phase.CLOSING_AUCTION:
        flag = "9"
    seconds = max(int(until_open.total_seconds()), 0)
    left = f"{seconds // 3600:02d}{seconds // 60 % 60:02d}{seconds % 60:02d}"
    return {"215": flag, "20": clock_text(event.time), "214": left}


def session_values(event: SessionChanged) -> dict[str, object]:
    """Return a 0s row for a session beside KRX's regular one."""
    return {"215": event.flag, "20": clock_text(event.time), "214": "000000"}


def index_values(
    index: IndexFigure, time: str, last_volume: int, before_volume: int
) -> dict[str, object]:
    """Return a 0J row: volumes in thousands, `last_volume` in shares since the row before.

    An index has no limits, so its flag is 2, 3 or 5.
    """
    base = index.previous
    flag = "2" if index.change > 0 else "5" if index.change < 0 else "3"
    return {
        "20": time,
        "10": _level(index.level, base),
        "11": signed_percent(index.change),
        "12": signed_percent(index.rate),
        "15": str(last_volume // 1000),
        "13": str(index.volume // 1000),
        "14": str(index.value // 1_000_000),
        "16": _level(index.open, base),
        "17": _level(index.high, base),
        "18": _level(index.low, base),
        "25": flag,
        "26": signed((index.volume - before_volume) // 1000),
    }


def _level(level: int, base: int) -> str:
    text = percent(level)
    return text if level == base or not level else f"+{text}" if level > base else f"-{text}"


def interruption_values(
    event: InterruptionStarted | InterruptionEnded, name: NameView
) -> dict[str, object]:
    """Return a 1h row: 1224 is `000000` when it starts, the time when it ends."""
    started = event.started if isinstance(event, InterruptionEnded) else event
    ended = clock_text(event.time) if isinstance(event, InterruptionEnded) else "000000"
    trigger, reference = started.trigger_price, started.reference_price
    static = started.auction_price if started.dynamic else reference
    dynamic = reference if started.dynamic else 0
    kind = "3" if static and dynamic else "2" if dynamic else "1"
    market = name.listing.market
    return {
        "9001": name.listing.code,
        "302": name.listing.name,
        "13": str(name.volume),
        "14": str(name.value // 1_000_000),
        "9068": kind,
        "9008": "101" if market in (Market.KOSDAQ, Market.KONEX) else "001",
        "9075": "1",
        "1221": str(started.trigger_price),
        "1223": clock_text(started.time),
        "1224": ended,
        "1225": _KINDS[kind],
        "1236": str(static),
        "1237": str(dynamic),
        "1238": _off(trigger, static),
        "1239": _off(trigger, dynamic),
        "1489": signed_percent(ratio(started.trigger_price - name.base, name.base)),
        "1490": str(started.count),
        "9069": "1" if started.upward else "2",
        "1279": "",
    }


def _off(price: int, reference: int) -> str:
    return signed_percent(ratio(price - reference, reference)) if reference else "0.00"


def hit_values(
    sequence: str, code: str, entered: bool, time: str, rising: bool
) -> dict[str, object]:
    """Return a 02 row; codes carry their letter as in the lists."""
    return {
        "841": sequence,
        "9001": code,
        "843": "I" if entered else "D",
        "20": time,
        "907": "2" if rising else "1",
    }
