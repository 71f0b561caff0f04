"""Charts: newest first, pages without gap or double, units, signs and today's running bar."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from kiwoom_desk.base.clock import KST
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.practice.answers.charts import DAY_PAGE, MINUTE_PAGE
from kiwoom_desk.practice.refusals import Refusal
from tests.support.asking import all_rows, ask, house_at, pages, rows, still_house
from tests.support.flows import at
from tests.support.practice import TEN

CODE = "005930"
LONG = {
    "ka10081": ("stk_dt_pole_chart_qry", 1_000_000),
    "ka10082": ("stk_stk_pole_chart_qry", 1),
    "ka10083": ("stk_mth_pole_chart_qry", 1),
    "ka10094": ("stk_yr_pole_chart_qry", 1),
}
MINUTES = "stk_min_pole_chart_qry"
TICKS = "stk_tic_chart_qry"
TODAY = f"{TEN:%Y%m%d}"


def bare(text: str) -> int:
    return int(text.lstrip("+-"))


def moments(found: list[dict[str, str]]) -> list[datetime]:
    return [datetime.strptime(row["cntr_tm"], "%Y%m%d%H%M%S").replace(tzinfo=KST) for row in found]


@pytest.mark.parametrize("api_id", ["ka10079", "ka10080", *LONG])
def test_every_documented_field_in_its_order(api_id: str) -> None:
    body = {"stk_cd": CODE, "upd_stkpc_tp": "1"}
    body |= {"base_dt": TODAY} if api_id in LONG else {"tic_scope": "1"}
    found = ask(still_house(), api_id, **body)
    api = catalogue().api(api_id)
    assert list(found.values) == [field.key for field in api.response]
    listed = next(field for field in api.response if field.type == "list")
    some = rows(found, listed.key)
    assert some
    for row in some:
        assert list(row) == [field.key for field in listed.children]
        assert all(row.values())


@pytest.mark.parametrize("api_id", list(LONG))
def test_days_and_longer_end_with_todays_board(api_id: str) -> None:
    house = still_house()
    key, unit = LONG[api_id]
    found = all_rows(house, api_id, key, stk_cd=CODE, base_dt=TODAY, upd_stkpc_tp="1")
    days = [row["dt"] for row in found]
    assert days == sorted(set(days), reverse=True)
    place, board = house.exchange.universe.by_code[CODE].index, house.board
    assert found[0]["cur_prc"] == str(int(board.price[place]))
    for row in found:
        low, high = int(row["low_pric"]), int(row["high_pric"])
        assert low <= int(row["open_pric"]) <= high
        assert low <= int(row["cur_prc"]) <= high
        worth = int(row["trde_prica"]) * unit
        assert (low * int(row["trde_qty"])) - unit < worth <= high * int(row["trde_qty"])
    if api_id == "ka10081":
        assert found[0]["dt"] == TODAY
        assert found[0]["trde_qty"] == str(int(board.volume[place]))


def test_daily_pages_join_without_gap_or_double() -> None:
    house = still_house()
    key = LONG["ka10081"][0]
    body = {"stk_cd": CODE, "base_dt": TODAY, "upd_stkpc_tp": "1"}
    parts = [rows(page, key) for page in pages(house, "ka10081", **body)]
    assert len(parts) > 2
    assert all(len(part) == DAY_PAGE for part in parts[:-1])
    found = [row for part in parts for row in part]
    assert len({row["dt"] for row in found}) == len(found)
    index = house.exchange.universe.by_code[CODE].index
    bars = house.past.history.daily(index, TEN.date(), 3 * DAY_PAGE)
    assert [int(row["cur_prc"]) for row in found[: 3 * DAY_PAGE]] == bars.close[::-1].tolist()


def test_daily_rows_compare_with_the_day_before_over_the_page_edge() -> None:
    key = LONG["ka10081"][0]
    found = all_rows(still_house(), "ka10081", key, stk_cd=CODE, base_dt=TODAY, upd_stkpc_tp="1")
    shares = still_house().exchange.universe.by_code[CODE].shares
    for row, before in pairwise(found):
        change = int(row["cur_prc"]) - int(before["cur_prc"])
        assert int(row["pred_pre"]) == change
        assert row["pred_pre_sig"] == ("2" if change > 0 else "5" if change < 0 else "3")
        hundredths = int(row["trde_qty"]) * 10_000 // shares
        assert row["trde_tern_rt"] == f"{hundredths // 100}.{hundredths % 100:02d}"


def test_a_base_date_in_the_past_ends_there() -> None:
    key = LONG["ka10081"][0]
    found = rows(
        ask(still_house(), "ka10081", stk_cd=CODE, base_dt="20260301", upd_stkpc_tp="1"), key
    )
    assert found[0]["dt"] == "20260227"


@pytest.mark.parametrize("width", ["1", "3", "10", "60"])
def test_minute_pages_join_without_gap_or_double(width: str) -> None:
    house = still_house()
    index = house.exchange.universe.by_code[CODE].index
    parts = []
    for number, page in enumerate(
        pages(house, "ka10080", stk_cd=CODE, tic_scope=width, upd_stkpc_tp="1")
    ):
        parts.append(rows(page, MINUTES))
        if number == 3:
            break
    found = [row for part in parts for row in part]
    assert all(len(part) == MINUTE_PAGE for part in parts[:-1])
    bars = house.past.history.minutes(index, TEN + timedelta(days=1), len(found), int(width))
    assert [int(moment.timestamp()) for moment in moments(found)] == bars.starts[::-1].tolist()
    assert [bare(row["cur_prc"]) for row in found] == bars.close[::-1].tolist()
    assert [int(row["trde_qty"]) for row in found] == bars.volume[::-1].tolist()


def test_minute_signs_tell_the_direction_against_the_day_before() -> None:
    house = still_house()
    daily = all_rows(
        house, "ka10081", LONG["ka10081"][0], stk_cd=CODE, base_dt=TODAY, upd_stkpc_tp="1"
    )
    before = {row["dt"]: int(row["cur_prc"]) - int(row["pred_pre"]) for row in daily}
    found = rows(ask(house, "ka10080", stk_cd=CODE, tic_scope="1", upd_stkpc_tp="1"), MINUTES)
    assert len({row["cntr_tm"][:8] for row in found}) >= 2
    for row in found:
        base = before[row["cntr_tm"][:8]]
        for key in ("cur_prc", "open_pric", "high_pric", "low_pric"):
            price = bare(row[key])
            sign = "+" if price > base else "-" if price < base else ""
            assert row[key] == f"{sign}{price}"
        assert int(row["pred_pre"]) == bare(row["cur_prc"]) - base


def test_base_dt_jumps_to_a_day_and_pages_on() -> None:
    body = {"stk_cd": CODE, "tic_scope": "1", "upd_stkpc_tp": "1", "base_dt": "20261111"}
    first = ask(still_house(), "ka10080", **body)
    found = rows(first, MINUTES)
    assert found[0]["cntr_tm"][:8] == "20261111"
    older = rows(ask(still_house(), "ka10080", first.following, **body), MINUTES)
    gap = moments(found)[-1] - moments(older)[0]
    assert timedelta(0) < gap < timedelta(days=5)


def test_a_day_outside_gives_one_empty_row() -> None:
    found = ask(
        still_house(), "ka10080", stk_cd=CODE, tic_scope="1", upd_stkpc_tp="1", base_dt="20200102"
    )
    assert [set(row.values()) for row in rows(found, MINUTES)] == [{""}]
    assert not found.following


def test_the_running_minute_grows_and_the_next_page_stays() -> None:
    house = house_at(at(10, 0, 20))
    body = {"stk_cd": CODE, "tic_scope": "1", "upd_stkpc_tp": "1"}
    first = ask(house, "ka10080", **body)
    second = rows(ask(house, "ka10080", first.following, **body), MINUTES)
    house.exchange.advance_to(at(10, 2, 20))
    later = rows(ask(house, "ka10080", **body), MINUTES)
    early = rows(first, MINUTES)
    assert later[0]["cntr_tm"] == f"{TODAY}100200"
    assert early[0]["cntr_tm"] == f"{TODAY}100000"
    grown = next(row for row in later if row["cntr_tm"] == early[0]["cntr_tm"])
    assert int(grown["trde_qty"]) > int(early[0]["trde_qty"])
    assert grown["open_pric"] == early[0]["open_pric"]
    assert rows(ask(house, "ka10080", first.following, **body), MINUTES) == second
    place = house.exchange.universe.by_code[CODE].index
    today = [int(row["trde_qty"]) for row in later if row["cntr_tm"].startswith(TODAY)]
    assert sum(today) == int(house.board.volume[place])


@pytest.mark.parametrize("width", [1, 3, 30])
def test_tick_pages_hold_every_print_of_the_day_once(width: int) -> None:
    house = still_house()
    body = {"stk_cd": CODE, "tic_scope": str(width), "upd_stkpc_tp": "1"}
    found = list(pages(house, "ka10079", **body))
    every = [row for page in found for row in rows(page, TICKS)]
    place, board = house.exchange.universe.by_code[CODE].index, house.board
    trades = int(board.trades[place])
    assert len(every) == -(-trades // width)
    assert sum(int(row["trde_qty"]) for row in every) == int(board.volume[place])
    assert every[0]["cur_prc"] == str(int(board.price[place]))
    assert every[-1]["open_pric"] == str(int(board.open[place]))
    assert found[0].values["last_tic_cnt"] == str((trades - 1) % width + 1)
    assert moments(every) == sorted(moments(every), reverse=True)
    base = int(board.base[place])
    assert all(int(row["pred_pre"]) == int(row["cur_prc"]) - base for row in every)


def test_a_tick_page_that_is_going_on_meets_no_newer_prints() -> None:
    house = house_at()
    body = {"stk_cd": CODE, "tic_scope": "1", "upd_stkpc_tp": "1"}
    whole = all_rows(house, "ka10079", TICKS, **body)
    first = ask(house, "ka10079", **body)
    assert first.following
    house.exchange.advance_to(TEN + timedelta(seconds=30))
    rest = rows(ask(house, "ka10079", first.following, **body), TICKS)
    assert rest == whole[MINUTE_PAGE : MINUTE_PAGE + len(rest)]


@pytest.mark.parametrize("moment", [at(8, 0), at(20, 30), at(11, 0, day=22)])
def test_charts_outside_trading_hours(moment: datetime) -> None:
    house = still_house(moment)
    today = f"{moment:%Y%m%d}"
    minute = rows(ask(house, "ka10080", stk_cd=CODE, tic_scope="1", upd_stkpc_tp="1"), MINUTES)
    assert len(minute) == MINUTE_PAGE
    assert moments(minute)[0] <= moment
    ask(house, "ka10079", stk_cd=CODE, tic_scope="1", upd_stkpc_tp="1")
    for api_id, (key, _) in LONG.items():
        found = rows(ask(house, api_id, stk_cd=CODE, base_dt=today, upd_stkpc_tp="1"), key)
        assert found
        assert found[0]["dt"] <= today


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(Refusal, match="1902"):
        ask(still_house(), "ka10081", stk_cd="999999", base_dt=TODAY, upd_stkpc_tp="1")
