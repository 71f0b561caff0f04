"""Interruptions of the day (ka10054): every planned one until now, parted by every filter."""

from datetime import timedelta
from functools import lru_cache

import numpy as np
import pytest

from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.pauses import STATIC
from tests.support.asking import WireRow, all_rows, house_at
from tests.support.flows import at

BODY = {
    "mrkt_tp": "000", "bf_mkrt_tp": "0", "stk_cd": "", "motn_tp": "0", "skip_stk": "000000000",
    "trde_qty_tp": "0", "min_trde_qty": "0", "max_trde_qty": "0", "trde_prica_tp": "0",
    "min_trde_prica": "0", "max_trde_prica": "0", "motn_drc": "0", "stex_tp": "1",
}  # fmt: skip


@lru_cache(maxsize=1)
def closed() -> House:
    return house_at(at(15, 35, day=18))


def told(house: House | None = None, **more: str) -> list[WireRow]:
    return all_rows(house or closed(), "ka10054", "motn_stk", **{**BODY, **more})


def _row(code: str) -> int:
    return closed().exchange.universe.by_code[code].index


def test_the_planned_ones_until_now_are_told_newest_first() -> None:
    found = told()
    flow = closed().past.flow
    markets = closed().standing.markets["000"]
    planned = [pause for pause in flow.pauses if markets[pause.row]]
    assert len(found) == len(planned) > 3
    times = [row["trde_cntr_proc_time"] for row in found]
    assert times == sorted(times, reverse=True)
    by_name = {(pause.row, pause.trigger): pause for pause in planned}
    for row in found:
        pause = by_name[_row(row["stk_cd"]), int(row["motn_pric"])]
        static = pause.kind == STATIC
        assert row["viaplc_tp"] in (("정적",) if static else ("동적", "동적+정적"))
        assert int(row["static_stdpc"] if static else row["dynm_stdpc"]) == pause.reference
        off = (pause.trigger - pause.reference) * 100 / pause.reference
        rate = row["static_dispty_rt"] if static else row["dynm_dispty_rt"]
        assert float(rate) == pytest.approx(off, abs=0.01)
        assert row["acc_trde_qty"] == str(int(closed().board.volume[pause.row]))


def test_an_earlier_market_tells_the_earlier_ones() -> None:
    early = told(house_at(at(11, 0, day=18)))
    whole = {(row["stk_cd"], row["trde_cntr_proc_time"]) for row in told()}
    some = {(row["stk_cd"], row["trde_cntr_proc_time"]) for row in early}
    assert some <= whole
    assert all(time <= "110000" for _, time in some)
    assert {pair for pair in whole if pair[1] <= "110000"} == some


def test_filters_part_the_list() -> None:
    every = told()
    for field, choices in {"mrkt_tp": "001 101", "motn_drc": "1 2", "motn_tp": "1 2 3"}.items():
        parts = [row for choice in choices.split() for row in told(**{field: choice})]
        assert sorted(map(str, parts)) == sorted(map(str, every)), field
    assert told(bf_mkrt_tp="2") == []
    assert told(bf_mkrt_tp="1") == every
    first = every[0]
    assert told(stk_cd=first["stk_cd"]) == [r for r in every if r["stk_cd"] == first["stk_cd"]]


def test_masks_and_bounds_leave_names_out() -> None:
    every, standing = told(), closed().standing
    full = told(skip_stk="000000100")
    assert full == [row for row in every if standing.margin[_row(row["stk_cd"])] < 100]
    volumes = sorted(int(row["acc_trde_qty"]) for row in every)
    least = str(volumes[len(volumes) // 2])
    kept = told(trde_qty_tp="1", min_trde_qty=least)
    assert kept == [row for row in every if int(row["acc_trde_qty"]) >= int(least)]
    assert 0 < len(kept) < len(every)
    # Bounds count only where they are switched on.
    assert told(min_trde_qty=least) == every


def test_one_that_our_own_prints_caused_is_told_too() -> None:
    house = house_at(at(10, 0, day=18))
    exchange, flow = house.exchange, house.past.flow
    planned = {pause.row for pause in flow.pauses}
    board = house.board
    standing, trades = house.standing, house.board.trades
    able = standing.share & standing.markets["000"] & (board.volume > 0)
    able[list(planned)] = False
    # A name that prints seldom: nothing of the plan follows our print at once.
    index = int(np.where(able, trades, trades.max() + 1).argmin())
    before = len(told(house))
    flow.record_own(index, exchange.now, int(board.upper[index]), 1, True)
    exchange.advance_to(exchange.now + timedelta(seconds=2))
    found = told(house)
    assert len(found) > before
    row = next(r for r in found if r["stk_cd"] == exchange.universe.listings[index].code)
    assert (row["viaplc_tp"], row["virelis_time"]) == ("정적", "000000")
