"""The universe: what loads, what is refused with its place, what stays beside another share file."""

from pathlib import Path

import pytest

from kiwoom_desk.domain.instrument import Market, Product
from kiwoom_desk.practice.listing_file import read_shares
from kiwoom_desk.practice.products import INDEX_UNDERLYINGS
from kiwoom_desk.practice.universe import UniverseError, default_universe, load_universe
from tests.support.market_files import (
    LISTING,
    ROWS,
    large_universe,
    market_file,
    synthetic_listing,
)

HEADS = "code,name,market,segment,industry,listed_on,settle_month,close,prev_close,volume,shares"
GOOD = "005930,삼성전자,KOSPI,,통신 및 방송 장비 제조업,1975-06-11,12,199400,200500,35279762,5919637922"


def _count(product: Product) -> int:
    return sum(item.product is product for item in default_universe().listings)


def test_default_universe_is_large_enough() -> None:
    universe = default_universe()
    shares = [item for item in universe.listings if item.product is Product.SHARE]
    assert len(shares) >= 250
    assert {item.market for item in shares} == {Market.KOSPI, Market.KOSDAQ}
    assert _count(Product.ETF) >= 25
    assert _count(Product.ELW) >= 25
    assert _count(Product.RIGHT) >= 5
    assert _count(Product.ETN) >= 5
    assert {i.code for i in universe.listings if i.product is Product.GOLD} == {
        "M04020000",
        "M04020100",
    }
    assert len(universe.conditions) >= 12
    assert {"001", "101", "201", "150"} <= {spec.code for spec in universe.indices}
    assert [item.index for item in universe.listings] == list(range(len(universe.listings)))


def test_invented_products_say_so() -> None:
    universe = default_universe()
    for item in universe.listings:
        if item.product in (Product.ETN, Product.ELW, Product.RIGHT):
            assert item.name.endswith("(연습)")
        if item.product is Product.ELW:
            if item.underlying not in INDEX_UNDERLYINGS:
                assert universe.by_code[item.underlying].product is Product.SHARE
            assert item.strike > 0 and item.right in ("call", "put")


@pytest.mark.parametrize("make", [default_universe, large_universe], ids=["default", "large"])
def test_codes_are_unique_and_groups_hold_listed_names(make) -> None:
    universe = make()
    assert len(universe.by_code) == len(universe.listings)
    for theme in universe.themes:
        assert 5 <= len(theme.members) <= 40
        assert all(code in universe.by_code for code in theme.members)
    for spec in universe.indices:
        # The index over both markets (701) is listed with the first one.
        markets = {spec.market} if spec.code != "701" else {Market.KOSPI, Market.KOSDAQ}
        assert {universe.by_code[code].market for code in spec.members} == markets


def test_forty_themes_of_the_default_universe() -> None:
    assert len(default_universe().themes) >= 40


def test_default_shares_stand_in_the_listing() -> None:
    path = market_file(LISTING)
    if path is None:
        # Without the listing the default file is still held against its own form.
        print("universe: no listing at hand, default shares checked alone")
        assert all(i.previous_close > 0 and i.shares > 0 for i in default_universe().listings)
        return
    listed = load_universe(path).by_code
    for share in default_universe().listings:
        if share.product is Product.SHARE:
            real = listed[share.code]
            same = (
                "name",
                "market",
                "industry",
                "listed_on",
                "previous_close",
                "shares",
                "typical_volume",
            )
            assert [getattr(share, f) for f in same] == [getattr(real, f) for f in same]


@pytest.mark.scale
def test_every_row_of_the_listing_loads() -> None:
    universe = large_universe()
    shares = [item for item in universe.listings if item.product is Product.SHARE]
    assert len(shares) == ROWS
    assert any(not item.code.isdigit() for item in shares)
    assert sum(item.market is Market.KONEX for item in shares) == 110
    assert sum(item.halted for item in shares) > 50
    assert not any(item.halted and item.market is Market.KONEX for item in shares)
    assert sum(not item.industry for item in shares) > 100
    first = [item for item in shares if item.first_day]
    assert [(item.previous_close, item.issue_price) for item in first] == [(104_000, 26_000)]
    assert sum(item.previous_close == 2_037 for item in shares) >= 1


@pytest.mark.scale
def test_a_share_file_replaces_shares_only() -> None:
    universe, built_in = large_universe(), default_universe()
    for product in (Product.ETF, Product.ETN, Product.GOLD):
        codes = {item.code for item in built_in.listings if item.product is product}
        assert codes == {item.code for item in universe.listings if item.product is product}
    assert universe.conditions == built_in.conditions


def test_elws_need_their_underlying() -> None:
    universe = load(f"{HEADS}\n{GOOD}\n")
    elws = [item for item in universe if item.product is Product.ELW]
    assert elws and {item.underlying for item in elws} == {"005930", "201"}


def load(text: str):
    from kiwoom_desk.practice.universe import assemble

    return assemble(read_shares(text.encode())).listings


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        ("", 1, "code"),
        (f"{HEADS}\n", 2, "code"),
        (f"{HEADS.replace('volume', 'vol')}\n{GOOD}\n", 1, "volume"),
        (f"{HEADS}\n{GOOD}\n{GOOD}\n", 3, "code"),
        (f"{HEADS}\n{GOOD.replace('005930', '5930')}\n", 2, "code"),
        (f"{HEADS}\n{GOOD.replace('삼성전자', '')}\n", 2, "name"),
        (f"{HEADS}\n{GOOD.replace('KOSPI', 'NYSE')}\n", 2, "market"),
        (f"{HEADS}\n{GOOD.replace('199400', '0')}\n", 2, "close"),
        (f"{HEADS}\n{GOOD.replace('199400', '199400.5')}\n", 2, "close"),
        (f"{HEADS}\n{GOOD.replace('199400', '１９９４００')}\n", 2, "close"),
        (f"{HEADS}\n{GOOD.replace('35279762', '-1')}\n", 2, "volume"),
        (f"{HEADS}\n{GOOD.replace('1975-06-11', '1975-13-11')}\n", 2, "listed_on"),
        (f"{HEADS}\n{GOOD.rsplit(',', 1)[0]}\n", 2, "shares"),
        (f"{HEADS}\n{GOOD},1\n", 2, "shares"),
    ],
)
def test_a_wrong_cell_is_named(text: str, row: int, column: str) -> None:
    with pytest.raises(UniverseError) as caught:
        read_shares(text.encode())
    assert (caught.value.row, caught.value.column) == (row, column)


def test_wrong_bytes_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UniverseError) as caught:
        read_shares(f"{HEADS}\n".encode() + b"\xff\xfe")
    assert caught.value.row == 2
    with pytest.raises(UniverseError) as caught:
        load_universe(tmp_path / "none.csv")
    assert caught.value.row == 0


def test_the_synthetic_listing_has_the_oddities() -> None:
    shares = read_shares(synthetic_listing())
    assert len(shares) == ROWS
    assert sum(item.first_day for item in shares) == 1
    assert sum(item.market is Market.KONEX for item in shares) == 110
