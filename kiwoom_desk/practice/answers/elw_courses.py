"""One ELW: greeks by day and minute, its maker's holding, its terms (ka10048, ka10050, ka30003, ka30012)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np

from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.practice.answers.asked import Answer, Answered, Asked, Page, by_mark
from kiwoom_desk.practice.answers.elws import KIND_NAMES, makers, warrant
from kiwoom_desk.practice.answers.etfs import trend
from kiwoom_desk.practice.answers.names import find, view
from kiwoom_desk.practice.draws import Floats, Ints
from kiwoom_desk.practice.elw_model import Figures
from kiwoom_desk.practice.history import Bars
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.refusals import refusal
from kiwoom_desk.practice.to_wire import (
    Row,
    clock_text,
    directed,
    ordered,
    percent,
    ratio,
    signed,
    signed_percent,
)
from kiwoom_desk.practice.told import told
from kiwoom_desk.practice.universe import Listing
from kiwoom_desk.practice.warrant_values import RATE, SPREAD_WIDTH

_MICRO, _MILLION = 1_000_000, 1_000_000
_MOST_DAYS, _MINUTES = 250, 400
_TICK = 5.0
# A warrant is judged by its underlying's mean over the last five closes.
_JUDGED_DAYS = 5
_CASH, _EUROPEAN = "현금결제", "유럽형"
_MODEL = "블랙-숄즈(무위험 {}%, 배당 0, 역사적 변동성 90일 {}%)"
_AGENT = "한국예탁결제원"


def _day(start: int) -> date:
    return datetime.fromtimestamp(start, KST).date()


def _greeks(figures: Figures, n: int) -> Row:
    """Return volatilities in hundredths of a percent and greeks in millionths."""
    columns = {
        "delta": figures.delta, "gam": figures.gamma, "theta": figures.theta,
        "vega": figures.vega, "law": figures.rho,
    }  # fmt: skip
    return {
        "iv": str(round(float(figures.sigma[n]) * 10_000)),
        **{key: signed(round(float(column[n]) * _MICRO)) for key, column in columns.items()},
        "lp": str(round(float(figures.maker_sigma[n]) * 10_000)),
    }


# --- by day ----------------------------------------------------------------------------------


def by_day(asked: Asked) -> Answered:
    """Tell volatility and greeks at each close, today's now, newest first (ka10048)."""
    listing, house = warrant(asked), asked.house
    bars = house.past.history.daily(listing.index, house.past.flow.day, _MOST_DAYS)
    bars = bars.cut(slice(int(np.searchsorted(bars.starts, _first(house))), None))
    marks = [f"{_day(start):%Y%m%d}" for start in bars.starts.tolist()][::-1]
    page = by_mark(asked, marks, falling=True)
    part = bars.cut(slice(len(bars) - page.last, len(bars) - page.first))
    figures = _on_days(house, listing, part)
    fields = asked.rows("elwdaly_snst_ix")
    rows = []
    for n in reversed(range(len(part))):
        day = _day(int(part.starts[n]))
        today = day == house.past.flow.day
        greeks = (
            _greeks(house.warrants.now(), house.warrants.place(listing))
            if today
            else _greeks(figures, n)
        )
        rows.append(ordered(fields, {"dt": f"{day:%Y%m%d}", **greeks}))
    return Answered({"elwdaly_snst_ix": rows}, page.following, empty=not rows)


def _first(house: House) -> float:
    day = house.past.flow.path.calendar.day(house.warrants.first_day)
    return datetime(day.year, day.month, day.day, tzinfo=KST).timestamp()


def _positions(house: House, bars: Bars) -> Ints:
    calendar = house.past.flow.path.calendar
    return np.array([calendar.position(_day(s)) for s in bars.starts.tolist()], np.int64)


def _on_days(house: House, listing: Listing, bars: Bars) -> Figures:
    close: Floats = bars.close.astype(np.float64)
    bid = np.maximum(close - _TICK, _TICK)
    return house.warrants.on_days(listing, _positions(house, bars), close, bid)


def holdings(asked: Asked) -> Answered:
    """Tell by day what makers hold, newest first, up to a day (ka30003).

    The code is an ELW's, or an underlying share's: then the sum over its ELWs.
    """
    listing, house = find(asked.exchange, asked.body["bsis_aset_cd"]), asked.house
    held = [listing] if listing.product is Product.ELW else _followers(house, listing)
    if not held:
        raise refusal("1902", listing.code)
    text = asked.body["base_dt"]
    end = min(date(int(text[:4]), int(text[4:6]), int(text[6:])), house.past.flow.day)
    bars = house.past.history.daily(listing.index, end, _MOST_DAYS)
    marks = [f"{_day(start):%Y%m%d}" for start in bars.starts.tolist()][::-1]
    page = by_mark(asked, marks, falling=True)
    rows = _holding_rows(asked, held, bars, marks, page)
    return Answered({"elwlpposs_daly_trnsn": rows}, page.following, empty=not rows)


def _followers(house: House, listing: Listing) -> list[Listing]:
    return [item for item in house.warrants.listings if item.underlying == listing.code]


def _holding_rows(
    asked: Asked, held: list[Listing], bars: Bars, marks: list[str], page: Page
) -> list[Row]:
    house, fields = asked.house, asked.rows("elwlpposs_daly_trnsn")
    positions = _positions(house, bars)
    total = sum((house.warrants.held(x, positions) for x in held), np.zeros_like(positions))
    before = sum((house.warrants.held(x, positions - 1) for x in held), np.zeros_like(positions))
    shares = sum(item.shares for item in held)
    closes = [0, *bars.close.tolist()]
    rows = []
    for place in range(page.first, page.last):
        n = len(bars) - 1 - place
        close, last = int(bars.close[n]), closes[n]
        now = int(total[n])
        if marks[place] == f"{house.past.flow.day:%Y%m%d}":
            now = sum(house.warrants.held_now(item) for item in held)
        row: Row = {
            "dt": marks[place],
            "cur_prc": directed(close, last),
            "pre_tp": trend(close - last),
            "pred_pre": signed(close - last if last else 0),
            "flu_rt": signed_percent(ratio(close - last, last)),
            "trde_qty": str(int(bars.volume[n])),
            "trde_prica": str(int(bars.value[n]) // _MILLION),
            "chg_qty": str(abs(now - int(before[n]))),
            "lprmnd_qty": str(now),
            "wght": percent(ratio(now, shares)),
        }
        rows.append(ordered(fields, row))
    return rows


# --- by minute -------------------------------------------------------------------------------


def by_minute(asked: Asked) -> Answered:
    """Tell price, theory, volatility and greeks by the minute, newest first (ka10050)."""
    listing, house = warrant(asked), asked.house
    flow = house.past.flow
    bars = house.past.history.minutes(
        listing.index, asked.exchange.now + timedelta(days=1), _MINUTES, 1
    )
    starts = [datetime.fromtimestamp(at, KST) for at in bars.starts.tolist()]
    first = sum(start.date() != flow.day for start in starts)
    starts, close = starts[first:], bars.close[first:].astype(np.float64)
    page = by_mark(asked, [clock_text(start) for start in starts[::-1]], falling=True)
    cut = slice(len(starts) - page.last, len(starts) - page.first)
    starts, close = starts[cut], close[cut]
    course = house.warrants.spots_so_far(listing)
    spots = [_spot(house, listing, start, course) for start in starts]
    figures = house.warrants.at_moments(
        listing, close, np.maximum(close - _TICK, _TICK), np.array(spots, np.float64)
    )
    fields = asked.rows("elwsnst_ix_array")
    rows = [
        ordered(
            fields,
            {
                "cntr_tm": clock_text(starts[n]),
                "cur_prc": str(int(close[n])),
                "elwtheory_pric": str(round(float(figures.theory[n]) * 100)),
                **_greeks(figures, n),
            },
        )
        for n in reversed(range(len(starts)))
    ]
    return Answered({"elwsnst_ix_array": rows}, page.following, empty=not rows)


def _spot(house: House, listing: Listing, start: datetime, course: Floats) -> float:
    slot = house.past.flow.hours.slot_of(start.hour * 3600 + start.minute * 60)
    return float(course[slot]) if slot < len(course) else house.warrants.spot(listing)


# --- terms -----------------------------------------------------------------------------------


def details(asked: Asked) -> Answered:
    """Tell everything about one ELW (ka30012)."""
    listing = warrant(asked)
    values = {
        **_details_now(asked, listing),
        **_details_terms(asked, listing),
        **_details_end(asked, listing),
        **_NO_MIXTURE,
    }
    return Answered(ordered(asked.api.response, values))


def _details_now(asked: Asked, listing: Listing) -> Row:
    warrants, found = asked.house.warrants, view(asked.exchange, listing)
    figures, n, gauge = warrants.now(), warrants.place(listing), warrants.gauge(listing)
    held = warrants.held_now(listing)
    return {
        "cur_prc": directed(found.price, found.base),
        "pred_pre_sig": found.flag,
        "pred_pre": signed(found.change),
        "flu_rt": signed_percent(found.rate),
        "elwtheory_pric": str(round(float(figures.theory[n]) * 100)),
        "dispty_rt": signed_percent(warrants.disparity(listing)),
        "elwinnr_vltl": str(round(float(figures.sigma[n]) * 10_000)),
        "iv": percent(round(float(figures.sigma[n]) * 10_000)),
        "exp_rght_pric": percent(gauge.intrinsic),
        "elwpl_qutr_rt": signed_percent(gauge.break_even_rate),
        "elwprty": percent(gauge.parity),
        "elwgear": percent(gauge.gearing),
        "elwspread": str(found.ask - found.bid if found.ask and found.bid else 0),
        "lpposs_rt": percent(ratio(held, listing.shares)),
        "lprmnd_qty": str(held),
        "elwsrvive_dys": str(warrants.days_left(listing)),
    }


def _details_terms(asked: Asked, listing: Listing) -> Row:
    terms = asked.house.warrants.terms[listing.code]
    warrants = asked.house.warrants
    past = round(float(warrants.past_sigmas()[warrants.place(listing)]) * 10_000)
    capped = listing.form == "spread"
    barrier = listing.form == "knock_out"
    return {
        "aset_cd": listing.underlying,
        **makers(asked, listing),
        "elwrght_cntn": KIND_NAMES[terms.kind],
        "elwexec_pric": str(listing.strike),
        "elwcnvt_rt": f"{terms.ratio:.4f}",
        "elwcmpn_rt": percent(round((1 + SPREAD_WIDTH) * 10_000)) if capped else "",
        "elwpric_rising_part_rt": percent(10_000) if listing.right == "call" else "0.00",
        "elwrght_type": str(terms.kind),
        "stkcnt": str(listing.shares // 1000),
        "elwlpord_pos": "0" if terms.ended else "1",
        "elwflo_dt": f"{listing.listed_on:%Y%m%d}" if listing.listed_on else "",
        "elwfin_trde_dt": f"{terms.last_day:%Y%m%d}",
        "expr_dt": f"{terms.expires:%Y%m%d}",
        "exec_dt": f"{terms.expires:%Y%m%d}",
        "lpsuply_end_dt": f"{terms.last_day:%Y%m%d}",
        "elwpay_dt": f"{terms.paid:%Y%m%d}",
        "elwinvt_ix_comput": _MODEL.format(percent(round(RATE * 10_000)), percent(past)),
        "elwpay_agnt": _AGENT,
        "elwappr_way": _CASH,
        "elwrght_exec_way": _EUROPEAN,
        "elwpblicte_orgn": terms.issuer,
        "kobarr": str(listing.strike) if barrier else "",
        "bsis_aset_1": terms.underlying_name,
        "bsis_aset_comp_rt_1": percent(10_000),
    }


def _details_end(asked: Asked, listing: Listing) -> Row:
    """Return how the warrant is judged at its end, and what a knock-out watches."""
    house, terms = asked.house, asked.house.warrants.terms[listing.code]
    calendar = house.past.flow.path.calendar
    last = calendar.position(terms.last_day)
    judged = house.warrants.judged(listing) if terms.ended else 0.0
    paid = (
        max((judged - listing.strike) * (1 if listing.right == "call" else -1), 0.0) * terms.ratio
    )
    high, low = house.warrants.extremes(listing) if listing.form == "knock_out" else (0.0, 0.0)
    return {
        "elwexpr_evlt_pric": _points(judged) if terms.ended else "",
        "evlt_pric": _points(judged) if terms.ended else "",
        "dcsn_pay_amt": percent(round(paid * 100)) if terms.ended else "",
        "evlt_fnsh_yn": "Y" if terms.ended else "N",
        "clsprd_end_elwocr": "N" if listing.form == "knock_out" else "",
        "fr_dt": f"{calendar.day(last - _JUDGED_DAYS + 1):%Y%m%d}",
        "to_dt": f"{terms.last_day:%Y%m%d}",
        "fr_tm": "090000" if listing.form == "knock_out" else "",
        "evlt_end_tm": "153000" if listing.form == "knock_out" else "",
        "all_hgst_pric": _points(high) if high else "",
        "all_lwst_pric": _points(low) if low else "",
    }


def _points(number: float) -> str:
    """Return won whole, points of an index with their decimals."""
    return percent(round(number * 100)) if number % 1 else str(int(number))


# No warrant here mixes underlyings, and none has been knocked out.
_NO_MIXTURE: Row = {
    **{f"bsis_aset_{n}": "" for n in range(2, 6)},
    **{f"bsis_aset_comp_rt_{n}": "" for n in range(2, 6)},
    **dict.fromkeys(("imaf_hgst_pric", "imaf_lwst_pric"), ""),
    **dict.fromkeys(("sndhalf_mrkt_hgst_pric", "sndhalf_mrkt_lwst_pric"), ""),
}


# --- real time -------------------------------------------------------------------------------


def _warrant_of(house: House, code: str) -> Listing | None:
    listing = house.exchange.universe.by_code.get(code)
    return listing if listing is not None and listing.product is Product.ELW else None


def live_theory(house: House, code: str) -> Row | None:
    """Return the row of 0m for an ELW, None for other names."""
    listing = _warrant_of(house, code)
    if listing is None:
        return None
    figures, n = house.warrants.now(), house.warrants.place(listing)
    columns, at = house.board, listing.index
    greeks = (figures.delta, figures.gamma, figures.theta, figures.vega, figures.rho)
    return {
        "20": clock_text(told(house.exchange)),
        "10": directed(int(columns.price[at]), int(columns.base[at])),
        "670": percent(round(float(figures.theory[n]) * 100)),
        "671": _plus(float(figures.sigma[n]) * 100, 2),
        **{str(672 + k): _plus(float(column[n]), 6) for k, column in enumerate(greeks)},
        "706": _plus(float(figures.maker_sigma[n]) * 100, 2),
    }


def _plus(number: float, places: int) -> str:
    text = f"{number:+.{places}f}"
    return text if float(text) else f"{0:.{places}f}"


def live_gauge(house: House, code: str) -> Row | None:
    """Return the row of 0u for an ELW, None for other names."""
    listing = _warrant_of(house, code)
    if listing is None:
        return None
    gauge = house.warrants.gauge(listing)
    return {
        "20": clock_text(told(house.exchange)),
        "666": percent(gauge.parity),
        "1211": signed_percent(gauge.premium),
        "667": percent(gauge.gearing),
        "668": signed_percent(gauge.break_even_rate),
        "669": percent(gauge.support),
    }


ANSWERS: dict[str, Answer] = {
    "ka10048": by_day,
    "ka10050": by_minute,
    "ka30003": holdings,
    "ka30012": details,
}
