"""Sectors and indices: what is asked for them, their breadth and their bars; refuses to ask by itself."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec

from kiwoom_desk.base.clock import KST
from kiwoom_desk.base.logs import facts
from kiwoom_desk.domain.bar import Bar, Period, Unit
from kiwoom_desk.market.asked_rows import AskedRow, AskedSpec

log = logging.getLogger(__name__)

BOARD = AskedSpec(
    id="sectors", api_id="ka20003", shown=("stk_nm", "wght", "trde_prica"), keys=("stk_cd",)
)
MEMBERS = AskedSpec(
    id="sector-members",
    api_id="ka20002",
    shown=("stk_nm", "cur_prc", "pred_pre", "flu_rt", "now_trde_qty"),
    keys=("stk_cd",),
    code="stk_cd",
    live=("cur_prc", "pred_pre", "flu_rt", "now_trde_qty", "sel_bid", "buy_bid"),
)
TODAY = AskedSpec(
    id="sector-today",
    api_id="ka20001",
    shown=("tm_n", "cur_prc_n", "pred_pre_n", "flu_rt_n", "trde_qty_n", "acc_trde_qty_n"),
    keys=("tm_n",),
)
DAYS = AskedSpec(
    id="sector-days",
    api_id="ka20009",
    shown=("dt_n", "cur_prc_n", "pred_pre_n", "flu_rt_n", "acc_trde_qty_n"),
    keys=("dt_n",),
)
INVESTORS = AskedSpec(
    id="sector-investors",
    api_id="ka10051",
    shown=(
        "inds_nm",
        "flu_rt",
        "ind_netprps",
        "frgnr_netprps",
        "orgn_netprps",
        "sc_netprps",
        "invtrt_netprps",
        "endw_netprps",
        "samo_fund_netprps",
        "etc_corp_netprps",
    ),
    keys=("inds_cd",),
)
CHARTS = {
    Unit.TICK: "ka20004",
    Unit.MINUTE: "ka20005",
    Unit.DAY: "ka20006",
    Unit.WEEK: "ka20007",
    Unit.MONTH: "ka20008",
    Unit.YEAR: "ka20019",
}
"""The API of an index's bars by their unit."""
_LEVELS = ("open_pric", "high_pric", "low_pric", "cur_prc")
_SCOPED = frozenset({Unit.TICK, Unit.MINUTE})


class Breadth(msgspec.Struct, frozen=True):
    """How many names of a sector stand where: at the upper limit, up, flat, down, at the lower."""

    upper: int = 0
    up: int = 0
    flat: int = 0
    down: int = 0
    lower: int = 0

    @property
    def counted(self) -> int:
        """Return how many names are counted; those at a limit are among those up or down."""
        return self.up + self.flat + self.down

    @property
    def percent(self) -> Decimal | None:
        """Return the share of rising names in percent, None where nothing is counted."""
        return Decimal(self.up) * 100 / self.counted if self.counted else None


def breadth(row: AskedRow) -> Breadth:
    """Return the breadth of a row of ka20003."""
    return Breadth(
        *(int(row.number(key) or 0) for key in ("upl", "rising", "stdns", "fall", "lst"))
    )


def market_of(code: str) -> str:
    """Return the wire's market of a sector: 0 KOSPI, 1 KOSDAQ, 2 KOSPI200."""
    return code[:1] if code[:1] in ("0", "1", "2") else "0"


def chart_values(code: str, period: Period, today: date) -> dict[str, str]:
    """Return what an index's bars are asked with."""
    if period.unit in _SCOPED:
        return {"inds_cd": code, "tic_scope": str(period.count)}
    return {"inds_cd": code, "base_dt": f"{today:%Y%m%d}"}


def index_bars(rows: Iterable[Any]) -> tuple[Bar, ...]:
    """Return bars of made rows given latest first, oldest first; levels in hundredths of a point.

    The wire has them in hundredths already. Of bars that start in the same second the latest
    stays; a row without a time or a level is left out and counted in the log.
    """
    found: dict[int, Bar] = {}
    set_aside = 0
    for row in rows:
        try:
            start = bar_start(getattr(row, "cntr_tm", None) or getattr(row, "dt", None) or "")
            levels = [abs(int(getattr(row, key))) for key in _LEVELS]
            volume = abs(int(row.trde_qty or 0))
        except (TypeError, ValueError):
            set_aside += 1
            continue
        opened, high, low, close = levels
        found.setdefault(start, Bar(start, opened, high, low, close, volume))
    if set_aside:
        log.info("row_set_aside", extra=facts(rows=set_aside, reason="bar"))
    return tuple(found[start] for start in sorted(found))


def bar_start(text: str) -> int:
    """Return the epoch second of YYYYMMDD with or without HHMMSS in Korean time; raise ValueError."""
    if len(text) not in (8, 14):
        raise ValueError("no time")
    seconds = int(text[8:10]) * 3600 + int(text[10:12]) * 60 + int(text[12:]) if text[8:] else 0
    return _midnight(text[:8]) + seconds


@lru_cache(maxsize=4096)
def _midnight(text: str) -> int:
    # A page has hundreds of bars of a few days, and a moment with a zone is dear.
    return int(datetime(int(text[:4]), int(text[4:6]), int(text[6:]), tzinfo=KST).timestamp())
