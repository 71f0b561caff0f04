"""Volatility interruptions of the day: which run, how long still, and from what price the next counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from kiwoom_desk.domain.quote import VolatilityInterruption
from kiwoom_desk.market.asked_rows import AskedRow, AskedSpec
from kiwoom_desk.market.history import moment_of

INTERRUPTIONS = AskedSpec(
    id="interruptions",
    api_id="ka10054",
    shown=("stk_nm", "viaplc_tp", "motn_pric"),
    keys=("stk_cd", "trde_cntr_proc_time"),
    code="stk_cd",
)
EVERYTHING = {
    "mrkt_tp": "000",
    "bf_mkrt_tp": "0",
    "stk_cd": "",
    "motn_tp": "0",
    "skip_stk": "000000000",
    "trde_qty_tp": "0",
    "min_trde_qty": "0",
    "max_trde_qty": "0",
    "trde_prica_tp": "0",
    "min_trde_prica": "0",
    "max_trde_prica": "0",
    "motn_drc": "0",
    "stex_tp": "1",
}
"""What ka10054 is asked for every interruption of the day on KRX."""
_NOT_YET = frozenset({"", "000000"})
_STARTED, _RELEASED = "trde_cntr_proc_time", "virelis_time"


def started(row: AskedRow) -> str:
    """Return HHMMSS of the trigger."""
    return row.text(_STARTED)


def released(row: AskedRow) -> str:
    """Return HHMMSS of the release, "" while it runs."""
    text = row.text(_RELEASED)
    return "" if text in _NOT_YET else text


def reference(row: AskedRow) -> int:
    """Return the price that the trigger was counted from, in won; 0 where none is told."""
    return int(row.number("static_stdpc") or 0) or int(row.number("dynm_stdpc") or 0)


def upward(row: AskedRow) -> bool:
    """Tell whether the price had risen."""
    return int(row.number("motn_pric") or 0) >= reference(row)


def runs(row: AskedRow, pushed: Mapping[str, VolatilityInterruption]) -> bool:
    """Tell whether it runs: the stream's word (1h) goes before the list's, which is older."""
    if released(row):
        return False
    push = pushed.get(row.code)
    return push is None or push.started_at <= started(row)


def seconds_left(time: str, seconds: int, now: datetime) -> int:
    """Return the seconds until one that started at HHMMSS is released, 0 when that is due.

    The auction that ends it may take up to half a minute more.
    """
    end = moment_of(time, now) + timedelta(seconds=seconds)
    return max(-(-(end - now) // timedelta(seconds=1)), 0)


def running_first(
    rows: Iterable[AskedRow], pushed: Mapping[str, VolatilityInterruption]
) -> tuple[AskedRow, ...]:
    """Return the rows as a trader wants them: running ones, then the latest."""
    latest = sorted(rows, key=started, reverse=True)
    return tuple(sorted(latest, key=lambda row: not runs(row, pushed)))


def last_release(rows: Sequence[AskedRow], code: str) -> str:
    """Return HHMMSS of the latest release of a name, "" where it had none."""
    return max((released(row) for row in rows if row.code == code), default="")


def auction_price(prints: Iterable[AskedRow], time: str) -> int | None:
    """Return the price of the auction that ended an interruption: the first print from then on.

    `prints` are rows of ka10084, latest first. A static interruption counts from it.
    """
    found = None
    for row in prints:
        if row.text("tm") < time:
            break
        price = row.number("cur_prc")
        found = found if price is None else int(price)
    return found
