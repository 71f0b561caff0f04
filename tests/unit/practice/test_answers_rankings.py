"""Rankings: every choice of the request counts, rows agree with the board, pages join."""

import numpy as np
import pytest

from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.instrument import Market, Product
from kiwoom_desk.practice.board import Board
from kiwoom_desk.practice.universe import Listing
from tests.support.asking import WireRow, all_rows, ask, house_at, pages, rows, still_house

KEYS = {
    "ka10027": "pred_pre_flu_rt_upper",
    "ka10030": "tdy_trde_qty_upper",
    "ka10032": "trde_prica_upper",
}
BODIES = {
    "ka10027": {
        "mrkt_tp": "000", "sort_tp": "1", "trde_qty_cnd": "0000", "stk_cnd": "0",
        "crd_cnd": "0", "updown_incls": "1", "pric_cnd": "0", "trde_prica_cnd": "0",
        "stex_tp": "1",
    },
    "ka10030": {
        "mrkt_tp": "000", "sort_tp": "1", "mang_stk_incls": "0", "crd_tp": "0",
        "trde_qty_tp": "0", "pric_tp": "0", "trde_prica_tp": "0", "mrkt_open_tp": "0",
        "stex_tp": "1",
    },
    "ka10032": {"mrkt_tp": "000", "mang_stk_incls": "1", "stex_tp": "1"},
}  # fmt: skip
VOLUME_KINDS = "mang_stk_incls"
FUNDS = {Product.ETF, Product.ETN}


def ranked(api_id: str, **more: str) -> list[WireRow]:
    return all_rows(still_house(), api_id, KEYS[api_id], **{**BODIES[api_id], **more})


def listing(row: WireRow) -> Listing:
    return still_house().exchange.universe.by_code[row["stk_cd"]]


def column(found: list[WireRow], name: str) -> list[int]:
    values = getattr(still_house().board, name)
    return [int(values[listing(row).index]) for row in found]


def price(row: WireRow) -> int:
    return int(row["cur_prc"].lstrip("+-"))


def traded(markets: set[Market], board: Board) -> set[str]:
    listings = still_house().exchange.universe.listings
    return {item.code for item in listings if item.market in markets and board.volume[item.index]}


@pytest.mark.parametrize("api_id", list(KEYS))
def test_every_documented_field_in_its_order(api_id: str) -> None:
    found = ask(still_house(), api_id, **BODIES[api_id])
    fields = catalogue().api(api_id).response[0].children
    for row in rows(found, KEYS[api_id]):
        assert list(row) == [field.key for field in fields]
        assert all(row.values())


@pytest.mark.parametrize("api_id", ["ka10030", "ka10032"])
@pytest.mark.parametrize(
    ("choice", "markets"),
    [
        ("000", {Market.KOSPI, Market.KOSDAQ, Market.ETF, Market.ETN}),
        ("001", {Market.KOSPI, Market.ETF, Market.ETN}),
        ("101", {Market.KOSDAQ}),
    ],
)
def test_pages_hold_every_traded_name_of_the_market_once(
    api_id: str, choice: str, markets: set[Market]
) -> None:
    found = ranked(api_id, mrkt_tp=choice)
    codes = [row["stk_cd"] for row in found]
    assert len(codes) == len(set(codes))
    assert set(codes) == traded(markets, still_house().board)
    body = {**BODIES[api_id], "mrkt_tp": choice}
    sizes = [len(rows(page, KEYS[api_id])) for page in pages(still_house(), api_id, **body)]
    assert all(size == 100 for size in sizes[:-1])


@pytest.mark.parametrize(
    ("choice", "sign", "name"),
    [("1", 1, "flu_rt"), ("2", 1, "pred_pre"), ("3", -1, "flu_rt"), ("4", -1, "pred_pre")],
)
def test_rates_rank_by_rate_or_change(choice: str, sign: int, name: str) -> None:
    found = ranked("ka10027", sort_tp=choice)
    scores = [sign * float(row[name]) for row in found]
    assert scores == sorted(scores, reverse=True)
    assert min(int(row["pred_pre"]) * sign for row in found) > 0
    board = still_house().board
    everyone = traded({Market.KOSPI, Market.KOSDAQ, Market.ETF, Market.ETN}, board)
    by_code = still_house().exchange.universe.by_code
    change = board.price - board.base
    assert len(found) == sum(int(change[by_code[code].index]) * sign > 0 for code in everyone)


def test_rates_of_unchanged_names() -> None:
    found = ranked("ka10027", sort_tp="5")
    assert {row["pred_pre"] for row in found} <= {"0"}
    assert {row["pred_pre_sig"] for row in found} <= {"3"}


def test_a_row_says_what_the_board_says() -> None:
    house, board = still_house(), still_house().board
    for row in ranked("ka10027", sort_tp="3")[:20]:
        at = listing(row).index
        assert price(row) == board.price[at]
        assert row["cur_prc"].startswith("-")
        assert row["pred_pre_sig"] in "45"
        assert int(row["pred_pre"]) == board.price[at] - board.base[at]
        assert float(row["flu_rt"]) * 100 == pytest.approx(int(board.rate[at]))
        assert int(row["now_trde_qty"]) == board.volume[at]
        assert float(row["cntr_str"]) * 100 == pytest.approx(int(board.strength[at]))
        book = house.exchange.book(row["stk_cd"])
        assert (row["sel_req"], row["buy_req"]) == (str(book.ask_sizes[0]), str(book.bid_sizes[0]))


@pytest.mark.parametrize(
    ("choice", "least"), [("0010", 10_000), ("0100", 100_000), ("1000", 10**6)]
)
def test_rates_of_names_with_a_volume(choice: str, least: int) -> None:
    found, every = ranked("ka10027", trde_qty_cnd=choice), ranked("ka10027")
    assert found == [row for row in every if int(row["now_trde_qty"]) >= least]
    assert 0 < len(found) < len(every)


@pytest.mark.parametrize(
    ("api_id", "field", "choice", "least"),
    [
        ("ka10027", "trde_prica_cnd", "100", 10**9),
        ("ka10027", "trde_prica_cnd", "5000", 5 * 10**10),
        ("ka10030", "trde_prica_tp", "1", 10**7),
        ("ka10030", "trde_prica_tp", "4", 5 * 10**7),
        ("ka10030", "trde_prica_tp", "1000", 10**10),
    ],
)
def test_names_with_a_value_traded(api_id: str, field: str, choice: str, least: int) -> None:
    hours = {"mrkt_open_tp": "1"} if api_id == "ka10030" else {}
    every = ranked(api_id, **hours)
    worth = column(every, "value")
    expected = [row for row, value in zip(every, worth, strict=True) if value >= least]
    assert ranked(api_id, **hours, **{field: choice}) == expected
    assert expected


@pytest.mark.parametrize(
    ("api_id", "field", "choice", "low", "high"),
    [
        ("ka10027", "pric_cnd", "3", 2_000, 5_000),
        ("ka10027", "pric_cnd", "5", 10_000, 10**9),
        ("ka10027", "pric_cnd", "8", 1_000, 10**9),
        ("ka10027", "pric_cnd", "10", 0, 10_000),
        ("ka10030", "pric_tp", "4", 2_000, 5_000),
        ("ka10030", "pric_tp", "6", 5_000, 10_000),
        ("ka10030", "pric_tp", "9", 100_000, 10**9),
    ],
)
def test_names_of_a_price_band(api_id: str, field: str, choice: str, low: int, high: int) -> None:
    found = ranked(api_id, **{field: choice})
    assert found == [row for row in ranked(api_id) if low <= price(row) < high]
    assert found


@pytest.mark.parametrize(
    ("api_id", "field"), [("ka10027", "stk_cnd"), ("ka10030", "mang_stk_incls")]
)
def test_kinds_left_out(api_id: str, field: str) -> None:
    every = ranked(api_id)
    assert {listing(row).product for row in every} >= {Product.SHARE, Product.ETF}
    for choice, gone in [("14", {Product.ETF}), ("16", FUNDS)]:
        kept = [row for row in every if listing(row).product not in gone]
        assert ranked(api_id, **{field: choice}) == kept
    common = [row for row in every if row["stk_cd"] != "005935"]
    assert ranked(api_id, **{field: "3"}) == common


@pytest.mark.parametrize(
    ("api_id", "field"), [("ka10027", "stk_cnd"), ("ka10030", "mang_stk_incls")]
)
def test_kinds_of_margin_and_designation(api_id: str, field: str) -> None:
    standing, every = still_house().standing, ranked(api_id)
    for choice, margin in [("6", 100), ("7", 40), ("8", 30), ("9", 20), ("12", 50), ("13", 60)]:
        kept = [row for row in every if standing.of(listing(row).index).margin == margin]
        assert ranked(api_id, **{field: choice}) == kept
        assert 0 < len(kept) < len(every)
    whole = [row for row in every if standing.of(listing(row).index).margin < 100]
    assert ranked(api_id, **{field: "5"}) == whole
    for choice, name in [("1", "supervised"), ("11", "delisting")]:
        kept = [row for row in every if not getattr(standing.of(listing(row).index), name)]
        assert ranked(api_id, **{field: choice}) == kept
        # The list of risen names may hold none of them; all together do.
        assert len(ranked("ka10030", **{VOLUME_KINDS: choice})) < len(ranked("ka10030"))


@pytest.mark.parametrize(("api_id", "field"), [("ka10027", "crd_cnd"), ("ka10030", "crd_tp")])
def test_groups_of_credit_part_the_names_bought_on_credit(api_id: str, field: str) -> None:
    standing, every = still_house().standing, ranked(api_id)
    groups = {"1": "A", "2": "B", "3": "C", "4": "D"}
    for choice, letter in groups.items():
        kept = [row for row in every if standing.of(listing(row).index).credit == letter]
        assert ranked(api_id, **{field: choice}) == kept
        assert kept
    on_credit = [row for row in every if standing.of(listing(row).index).credit]
    assert ranked(api_id, **{field: "9"}) == on_credit
    assert len(on_credit) < len(every)


@pytest.mark.parametrize("api_id", list(KEYS))
def test_the_other_venue_ranks_its_own_names(api_id: str) -> None:
    on_nxt = still_house().venues.on_nxt
    own = ranked(api_id, stex_tp="2")
    assert own
    assert all(on_nxt[listing(row).index] for row in own)
    main, both = ranked(api_id), ranked(api_id, stex_tp="3")
    assert any(not on_nxt[listing(row).index] for row in both)
    assert own != main != both != own


def test_names_at_their_limits_can_be_left_out() -> None:
    house = house_at()
    board = house.board
    up = house.exchange.universe.by_code["005930"].index
    board.price[up] = board.upper[up]
    body = BODIES["ka10027"]
    with_limits = all_rows(house, "ka10027", KEYS["ka10027"], **body)
    without = all_rows(house, "ka10027", KEYS["ka10027"], **{**body, "updown_incls": "0"})
    first = next(row for row in with_limits if row["stk_cd"] == "005930")
    assert first["pred_pre_sig"] == "1"
    assert [row for row in with_limits if row["pred_pre_sig"] != "1"] == without


@pytest.mark.parametrize("choice", ["1", "2", "3"])
def test_volumes_rank_by_volume_turnover_or_value(choice: str) -> None:
    found = ranked("ka10030", sort_tp=choice, mrkt_open_tp="1")
    volume, value = column(found, "volume"), column(found, "value")
    shares = [listing(row).shares for row in found]
    turnover = [v * 1_000_000 // s for v, s in zip(volume, shares, strict=True)]
    score = {"1": volume, "2": turnover, "3": value}[choice]
    assert score == sorted(score, reverse=True)
    assert [row["trde_amt"] for row in found] == [str(one // 1_000_000) for one in value]
    assert [row["trde_qty"] for row in found] == [str(one) for one in volume]


def test_hours_beside_the_session_rank_by_their_own_volume() -> None:
    early = ranked("ka10030", mrkt_open_tp="2")
    told = [int(row["bf_mkrt_trde_qty"]) for row in early]
    assert told == sorted(told, reverse=True)
    assert min(told) > 0
    house = still_house()
    traded_early = house.after_hours.early(house.past.flow.day, 36_000)
    assert told == [int(traded_early[listing(row).index]) for row in early]
    # At ten o'clock nobody has traded after the close yet.
    assert ranked("ka10030", mrkt_open_tp="3") == []
    day, every = house.past.flow.day, ranked("ka10030")
    total = house.board.volume + traded_early + house.after_hours.late(day, 36_000)
    scores = [int(total[listing(row).index]) for row in every]
    assert scores == sorted(scores, reverse=True)
    regular = ranked("ka10030", mrkt_open_tp="1")
    assert {row["stk_cd"] for row in regular} == {row["stk_cd"] for row in every}
    assert [int(str(row["trde_qty"])) for row in every] == scores
    assert [row["trde_qty"] for row in regular] == [row["opmr_trde_qty"] for row in regular]


@pytest.mark.parametrize(("kind", "name"), [("1", "volume"), ("2", "value")])
def test_yesterdays_rank_between_two_places(kind: str, name: str) -> None:
    body = {"mrkt_tp": "000", "qry_tp": kind, "stex_tp": "1"}
    key = "pred_trde_qty_upper"
    found = all_rows(still_house(), "ka10031", key, rank_strt="0", rank_end="100", **body)
    assert len(found) == 100
    before = [still_house().past.yesterday(listing(row).index) for row in found]
    scores = [getattr(one, name) for one in before]
    assert scores == sorted(scores, reverse=True)
    assert [row["trde_qty"] for row in found] == [str(one.volume) for one in before]
    some = all_rows(still_house(), "ka10031", key, rank_strt="11", rank_end="20", **body)
    assert some == found[10:20]


def test_values_rank_with_yesterdays_places() -> None:
    found = ranked("ka10032")
    worth = column(found, "value")
    assert worth == sorted(worth, reverse=True)
    assert [row["now_rank"] for row in found] == [str(n + 1) for n in range(len(found))]
    before = [int(row["pred_rank"]) for row in found]
    assert len(set(before)) == len(before)
    past = still_house().past
    for row in found[:10]:
        yesterday = past.yesterday(listing(row).index)
        assert row["pred_trde_qty"] == str(yesterday.volume)
    first = found[int(np.argmin(before))]
    most = max(past.yesterday(listing(row).index).value for row in found)
    assert past.yesterday(listing(first).index).value == most
