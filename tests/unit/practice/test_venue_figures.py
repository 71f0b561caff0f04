"""The figures of NXT and of both venues: days out of minutes, and both always the sums of the two."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from kiwoom_desk.domain.instrument import Market, Venue
from kiwoom_desk.domain.order import Side
from kiwoom_desk.practice.history import day_starts
from kiwoom_desk.practice.venue_figures import VenueFigures
from tests.support.asking import ask, rows, still_house

CODE = "005930"
OPENED = date(2025, 3, 4)
VENUES = (Venue.KRX, Venue.NXT, Venue.SOR)


def figures() -> tuple[VenueFigures, VenueFigures, VenueFigures]:
    """Return the figures of KRX, of NXT and of both."""
    krx, nxt, both = (still_house().figures.at(venue) for venue in VENUES)
    return krx, nxt, both


def index_of(code: str = CODE) -> int:
    return still_house().exchange.universe.by_code[code].index


def position(back: int) -> int:
    return still_house().investors.position - back


def on_nxt() -> list[int]:
    """Return some names of NXT, spread over its list."""
    names = np.flatnonzero(still_house().venues.on_nxt)
    return [int(name) for name in names[:: len(names) // 8]]


# --- days and minutes ----------------------------------------------------------------------


def test_nxt_has_no_days_before_it_opened() -> None:
    _, nxt, _ = figures()
    today = still_house().past.flow.day
    bars = nxt.bars.daily(index_of(), today, 2000)
    calendar = still_house().past.flow.path.calendar
    first = calendar.position(OPENED)
    assert bars.starts[0] == day_starts(calendar.ordinals[first : first + 1])[0]
    assert nxt.investors.day(first - 1).volume.sum() == 0


def test_days_of_all_names_are_those_of_single_names() -> None:
    _, nxt, both = figures()
    calendar = still_house().past.flow.path.calendar
    for back in (1, 7, 40):
        day = calendar.day(position(back))
        for venue in (nxt, both):
            volume, value = venue.days.volume(back), venue.days.value(back)
            for index in on_nxt():
                bars = venue.bars.daily(index, day, 1)
                assert (int(bars.volume[-1]), int(bars.value[-1])) == (volume[index], value[index])


def test_a_day_of_nxt_is_made_of_its_minutes() -> None:
    _, nxt, _ = figures()
    flow = still_house().exchange.rings.nxt
    assert flow is not None
    today = flow.path.calendar.position(flow.day)
    for row in (0, len(flow.names) // 2):
        (now,) = flow.unfolded(row, [today])
        for name in ("open", "high", "low", "close", "volume", "bought", "prints"):
            assert (getattr(now.minutes, name)[0] == getattr(flow.minutes, name)[row]).all()
        for made in flow.unfolded(row, range(today - 30, today)):
            assert (made.minutes.volume.sum(axis=1) == made.days.volume[0]).all()
            index = int(flow.names[row])
            last = flow.path.calendar.day(made.positions[-1])
            bars = nxt.bars.daily(index, last, 1)
            traded = made.minutes.volume[-1] > 0
            assert bars.high[-1] == made.minutes.high[-1][traded].max()
            assert bars.low[-1] == made.minutes.low[-1][traded].min()
            assert bars.close[-1] == made.minutes.close[-1][traded][-1]


@pytest.mark.parametrize("period", ["daily", "weekly", "monthly", "yearly"])
def test_bars_of_both_hold_those_of_each(period: str) -> None:
    today = still_house().past.flow.day
    krx, nxt, both = (getattr(one.bars, period)(index_of(), today, 2) for one in figures())
    assert (both.volume == krx.volume + nxt.volume).all()
    assert (both.value == krx.value + nxt.value).all()
    assert (both.high == np.maximum(krx.high, nxt.high)).all()
    assert (both.low == np.minimum(krx.low, nxt.low)).all()


def test_the_tape_of_both_is_both_tapes_by_time() -> None:
    krx, nxt, both = figures()
    sums = []
    for venue in (krx, nxt, both):
        of = venue.tapes.day(index_of(), 1)
        found = venue.tapes.prints(of, 86_400_000, 400)
        times = [one.time_ms for one in found]
        assert times == sorted(times, reverse=True)
        for newer, older in pairwise(found):
            assert newer.volume - newer.size == older.volume
        sums.append(found[0].volume)
    assert sums[2] == sums[0] + sums[1]


# --- who traded ----------------------------------------------------------------------------


@pytest.mark.parametrize("back", [0, 1, 30])
def test_kinds_of_investors_trade_all_of_a_venue_s_volume(back: int) -> None:
    flows = [one.investors.day(position(back)) for one in figures()]
    for one in flows:
        assert (one.buys.sum(axis=1) == one.volume).all()
        assert (one.sells.sum(axis=1) == one.volume).all()
        assert (one.bought.sum(axis=1) == one.value).all()
        assert (one.net.sum(axis=1) == 0).all()
    krx, nxt, both = flows
    for name in ("volume", "value", "buys", "sells", "bought", "sold", "programme_buys"):
        assert (getattr(both, name) == getattr(krx, name) + getattr(nxt, name)).all()
    assert nxt.buys.min() >= 0
    assert nxt.sells.min() >= 0
    assert nxt.volume.sum() > 0


def test_single_names_agree_with_all_of_them() -> None:
    calendar = still_house().past.flow.path.calendar
    for venue in figures():
        at = np.array([position(3), position(2), position(1)], np.int64)
        bars = venue.bars.daily(index_of(), calendar.day(position(1)), 3)
        series = venue.investors.series(index_of(), at, bars)
        for place, one in enumerate(at.tolist()):
            assert (series.buys[place] == venue.investors.day(one).buys[index_of()]).all()


def test_firms_trade_all_of_a_venue_s_volume() -> None:
    first, last = position(4), position(0)
    krx, nxt, both = (one.firms.name_days(index_of(), first, last) for one in figures())
    for one in (krx, nxt, both):
        assert (one.bought.sum(axis=1) == one.volume).all()
        assert (one.sold.sum(axis=1) == one.volume).all()
    assert (both.bought == krx.bought + nxt.bought).all()
    periods = [one.firms.foreign(position(4), position(1)) for one in figures()]
    assert (periods[2].net == periods[0].net + periods[1].net).all()


def test_the_five_firms_of_both_trade_at_least_what_they_do_at_one_venue() -> None:
    krx, nxt, both = (one.firms.tables(index_of()) for one in figures())
    for side in Side:
        alone = {leader.member.code: leader.quantity for leader in krx[side].leaders}
        for leader in both[side].leaders:
            assert leader.quantity >= alone.get(leader.member.code, 0)
        assert both[side].foreign == krx[side].foreign + nxt[side].foreign


@pytest.mark.parametrize("market", [Market.KOSPI, Market.KOSDAQ])
def test_programmes_of_both_are_those_of_each(market: Market) -> None:
    days = tuple(position(back) for back in (2, 1, 0))
    krx, nxt, both = (one.programmes.days(market, days) for one in figures())
    for one, other, sums in zip(krx, nxt, both, strict=True):
        assert sums.level == one.level
        for name in ("bought", "sold", "bought_won", "sold_won"):
            pair = zip(getattr(one, name), getattr(other, name), strict=True)
            assert getattr(sums, name) == tuple(a + b for a, b in pair)
    yesterday = position(1)
    seconds = figures()[2].programmes.seconds(yesterday)
    end = [one.programmes.at(market, yesterday, seconds[-1:])[0] for one in figures()]
    assert [one.bought for one in end] == [one[1].bought for one in (krx, nxt, both)]


def test_minutes_of_investors_end_with_the_day() -> None:
    for venue in figures():
        seconds = venue.investors.seconds(position(1))
        assert seconds == sorted(set(seconds))
        course = venue.investors.course(index_of(), seconds, position(1))
        assert (np.diff(course.volume) >= 0).all()
        assert course.volume[-1] == venue.investors.day(position(1)).volume[index_of()]


def test_books_of_both_are_as_good_as_the_better_one() -> None:
    krx, nxt, both = (one.depths.now() for one in figures())
    at = on_nxt()
    assert (both.asks[at] == krx.asks[at] + nxt.asks[at]).all()
    open_here = (krx.ask[at] > 0) & (nxt.ask[at] > 0)
    assert (both.ask[at] == np.minimum(krx.ask[at], nxt.ask[at]))[open_here].all()
    assert (both.bid[at] == np.maximum(krx.bid[at], nxt.bid[at]))[open_here].all()


# --- answers -------------------------------------------------------------------------------


def test_rows_tell_the_venue_asked_for() -> None:
    for suffix, text in (("", "KRX"), ("_NX", "NXT"), ("_AL", "통합")):
        told = rows(ask(still_house(), "ka10003", stk_cd=CODE + suffix), "cntr_infr")
        assert {row["stex_tp"] for row in told} == {text}


def test_funds_are_not_on_nxt() -> None:
    body = {"txon_type": "0", "navpre": "0", "mngmcomp": "0000", "txon_yn": "0", "trace_idex": "0"}
    assert rows(ask(still_house(), "ka40004", stex_tp="2", **body), "etfall_mrpr") == []


def test_minutes_of_a_firm_at_both_are_those_of_each() -> None:
    body = {"mmcm_cd": "050", "stk_cd": CODE, "mrkt_tp": "3", "qty_tp": "0", "pric_tp": "0"}
    found = {}
    for venue in "123":
        answered = ask(still_house(), "ka10052", stex_tp=venue, **body)
        for row in rows(answered, "trde_ori_mont_trde_qty"):
            found[venue, row["tm"], row["tp"]] = int(row["mont_trde_qty"])
    newest = max(tm for venue, tm, _ in found if venue == "3")
    for kind in ("+매수", "-매도"):
        alone = [found.get((venue, newest, kind), 0) for venue in "12"]
        assert abs(found.get(("3", newest, kind), sum(alone)) - sum(alone)) < 1000
