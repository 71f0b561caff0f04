"""Standing: every kind of designation is there, margins and credit go together, equal seeds agree."""

import pytest

from kiwoom_desk.domain.instrument import Market, Product
from kiwoom_desk.practice.standing import MARGINS, Standing
from kiwoom_desk.practice.universe import default_universe
from tests.support.asking import all_rows, still_house

KINDS = (
    "supervised", "delisting", "alert", "cautioned", "warning", "danger", "overheated",
    "fund_caution", "lendable", "over_limit", "preferred", "etf", "etn",
)  # fmt: skip
STRICT = ("supervised", "delisting", "alert", "warning", "danger", "preferred")


def test_every_kind_is_there_and_none_takes_all() -> None:
    standing = Standing(default_universe(), 7)
    for name in KINDS:
        column = getattr(standing, name)
        assert column.any(), name
        assert not column.all(), name


@pytest.mark.parametrize("seed", [1, 7, 99])
def test_margins_and_credit_go_together(seed: int) -> None:
    standing = Standing(default_universe(), seed)
    assert set(standing.margin.tolist()) == set(MARGINS)
    assert ((standing.margin == 100) == (standing.credit == 0)).all()
    for name in STRICT:
        assert (standing.margin[getattr(standing, name)] == 100).all()
    assert (standing.credit[standing.lendable | standing.over_limit] > 0).all()
    for place, percent in enumerate(MARGINS[:-1]):
        assert (standing.margin[standing.credit == place + 1] == percent).all()


def test_only_small_shares_are_designated_and_once() -> None:
    universe = default_universe()
    standing = Standing(universe, 3)
    worths = sorted(
        item.previous_close * item.shares
        for item in universe.listings
        if item.product is Product.SHARE and item.market is Market.KOSPI
    )
    for item in universe.listings:
        status = standing.of(item.index)
        marks = (status.supervised, status.delisting, status.cautioned, status.warning,
                 status.danger, status.overheated)  # fmt: skip
        assert sum(marks) <= 1
        if any(marks):
            assert item.product is Product.SHARE
            assert item.previous_close * item.shares < worths[len(worths) // 2]


def test_equal_seeds_agree_and_others_differ() -> None:
    universe = default_universe()
    one, same, other = (Standing(universe, seed) for seed in (5, 5, 6))
    assert (one.margin == same.margin).all()
    assert (one.margin != other.margin).any()
    assert [one.of(n) for n in range(50)] == [same.of(n) for n in range(50)]


def test_the_lists_of_names_tell_it() -> None:
    standing, universe = still_house().standing, still_house().exchange.universe
    warnings, audits = set(), set()
    for market in ("0", "10", "8"):
        for row in all_rows(still_house(), "ka10099", "list", mrkt_tp=market):
            status = standing.of(universe.by_code[row["code"]].index)
            assert row["state"].split("|")[0] == f"증거금{status.margin}%"
            assert ("관리종목" in row["state"]) == status.supervised
            assert (row["orderWarning"] == "2") == status.delisting
            assert (row["auditInfo"] == "투자경고") == status.warning
            warnings.add(row["orderWarning"])
            audits.add(row["auditInfo"])
    assert warnings == {"0", "1", "2", "3", "4", "5"}
    assert audits == {"정상", "투자주의", "투자경고", "투자위험", "투자주의환기종목"}
