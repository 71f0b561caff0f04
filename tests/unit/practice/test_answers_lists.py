"""Lists of names, sectors and members: all of a market once, padded figures, one name alike."""

import pytest

from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.instrument import Market
from kiwoom_desk.practice.answers import listings
from kiwoom_desk.practice.refusals import Refusal
from tests.support.asking import all_rows, ask, rows, still_house

MARKETS = ["0", "10", "30", "50", "60", "70", "80", "90", "2", "3", "4", "5", "6", "7", "8", "9"]
CODE = "005930"


def test_all_markets_together_are_the_universe() -> None:
    universe = still_house().exchange.universe
    found = [row for m in MARKETS for row in all_rows(still_house(), "ka10099", "list", mrkt_tp=m)]
    codes = [row["code"] for row in found]
    assert sorted(codes) == sorted(universe.by_code)
    for row in found:
        item = universe.by_code[row["code"]]
        assert (row["name"], row["marketCode"]) == (item.name, item.market.value)
        assert (len(row["listCount"]), int(row["listCount"])) == (16, item.shares)
        base = int(still_house().board.base[item.index])
        assert (len(row["lastPrice"]), int(row["lastPrice"])) == (8, base)
        assert row["regDay"] == (f"{item.listed_on:%Y%m%d}" if item.listed_on else "")
        assert ("거래정지" in row["state"]) == item.halted


def test_names_in_their_order_of_fields() -> None:
    fields = [field.key for field in catalogue().api("ka10099").response[0].children]
    for row in all_rows(still_house(), "ka10099", "list", mrkt_tp="10"):
        assert list(row) == fields


def test_pages_join_without_gap_or_double(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = all_rows(still_house(), "ka10099", "list", mrkt_tp="0")
    monkeypatch.setattr(listings, "PAGE", 50)
    first = ask(still_house(), "ka10099", mrkt_tp="0")
    assert len(rows(first, "list")) == 50
    assert first.following
    assert all_rows(still_house(), "ka10099", "list", mrkt_tp="0") == whole


def test_a_market_without_names_is_empty() -> None:
    found = ask(still_house(), "ka10099", mrkt_tp="30")
    assert (rows(found, "list"), found.empty, found.following) == ([], True, "")


def test_one_name_is_told_as_in_the_list() -> None:
    found = ask(still_house(), "ka10100", stk_cd=CODE).values
    assert list(found) == [field.key for field in catalogue().api("ka10100").response]
    listed = all_rows(still_house(), "ka10099", "list", mrkt_tp="0")
    assert found == next(row for row in listed if row["code"] == CODE)
    assert found["upSizeName"] == "대형주"
    with pytest.raises(Refusal, match="1902"):
        ask(still_house(), "ka10100", stk_cd="999999")


@pytest.mark.parametrize(
    ("choice", "market", "head"), [("0", Market.KOSPI, "001"), ("1", Market.KOSDAQ, "101")]
)
def test_sectors_of_a_market(choice: str, market: Market, head: str) -> None:
    indices = still_house().exchange.universe.indices
    found = all_rows(still_house(), "ka10101", "list", mrkt_tp=choice)
    fields = [field.key for field in catalogue().api("ka10101").response[0].children]
    assert all(list(row) == fields for row in found)
    told = {row["code"]: row["name"] for row in found}
    others = ("201", "701")
    assert told == {i.code: i.name for i in indices if i.market is market and i.code not in others}
    assert head in told
    assert len(told) > 10


@pytest.mark.parametrize(("choice", "code"), [("2", "201"), ("7", "701")])
def test_sectors_of_an_index(choice: str, code: str) -> None:
    found = all_rows(still_house(), "ka10101", "list", mrkt_tp=choice)
    assert [row["code"] for row in found] == [code]


def test_member_firms_have_codes_of_their_own() -> None:
    found = all_rows(still_house(), "ka10102", "list")
    fields = [field.key for field in catalogue().api("ka10102").response[0].children]
    assert all(list(row) == fields for row in found)
    assert len({row["code"] for row in found}) == len(found) > 0
