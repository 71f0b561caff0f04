"""Scans: every line fits its API, rows in whole numbers, pages, refresh, what a bad row does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from kiwoom_desk.broker.gateway import Haste, Turn
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.reply import reply_type
from kiwoom_desk.catalogue.request import encode
from kiwoom_desk.market.scans import (
    MOST_PAGES,
    THEME_MEMBERS,
    THEMES,
    Scan,
    ScanSpec,
    scan_choices,
    scan_columns,
)

GAINERS = ScanSpec(
    id="gainers",
    api_id="ka10027",
    title="Top gainers",
    values={
        "mrkt_tp": "000",
        "sort_tp": "1",
        "trde_qty_cnd": "0000",
        "stk_cnd": "0",
        "crd_cnd": "0",
        "updown_incls": "1",
        "pric_cnd": "0",
        "trde_prica_cnd": "0",
        "stex_tp": "1",
    },
    shown=("stk_nm", "cur_prc", "flu_rt", "now_trde_qty"),
)
ALL = (GAINERS, THEMES, THEME_MEMBERS)


class Page(msgspec.Struct, frozen=True):
    body: Any
    cursor: int | None
    raw: bytes = b""


class Pages:
    """Answers pages of rows, decoded by the catalogue; counts what was asked."""

    def __init__(self, *pages: list[dict[str, str]]) -> None:
        self.pages = list(pages)
        self.asked: list[tuple[dict[str, str], int]] = []
        self.turns: list[Turn | None] = []
        self.fails_at = -1

    async def run(
        self,
        api_id: str,
        values: Mapping[str, str],
        cursor: Any = None,
        turn: Turn | None = None,
    ) -> Page:
        self.turns.append(turn)
        api = catalogue().api(api_id)
        number = cursor or 0
        self.asked.append((encode(api, values), number))
        if number == self.fails_at:
            raise ConnectionError("down")
        body = {api.lists[0].key: self.pages[number]}
        made = reply_type(api).decode(msgspec.json.encode(body))
        return Page(made, number + 1 if number + 1 < len(self.pages) else None)


def row(code: str, **cells: str) -> dict[str, str]:
    return {"stk_cd": code, "stk_nm": "삼성전자", "cur_prc": "-71300", "flu_rt": "-0.42", **cells}


def codes(scan: Scan) -> list[str]:
    return [one.key for one in scan.rows]


@pytest.mark.parametrize("spec", ALL, ids=lambda spec: spec.id)
def test_every_scan_fits_its_api(spec: ScanSpec) -> None:
    api = catalogue().api(spec.api_id)
    chosen = {key: "140" for key in spec.filters if key == "thema_grp_cd"}
    body = encode(api, spec.values | chosen)
    for key, value in spec.values.items():
        assert body[key] == value
    assert {field.key for field in api.request} >= set(spec.filters)
    assert [one.key for one in scan_columns(catalogue(), spec)][: len(spec.shown)] == list(
        spec.shown
    )


def test_titles_and_ids_are_different() -> None:
    assert len({spec.id for spec in ALL}) == len({spec.title for spec in ALL}) == len(ALL)


def test_choices_of_a_filter_are_the_published_ones() -> None:
    found = scan_choices(catalogue(), GAINERS, "mrkt_tp")
    assert found == {"000": "전체", "001": "코스피", "101": "코스닥"}


def test_a_column_that_the_api_does_not_have_is_refused() -> None:
    wrong = msgspec.structs.replace(GAINERS, shown=("stk_nm", "nothing"))
    with pytest.raises(ValueError, match="nothing"):
        scan_columns(catalogue(), wrong)


def test_a_filter_that_the_scan_does_not_offer_is_refused() -> None:
    with pytest.raises(ValueError, match="sort_tp"):
        Scan(Pages([]), catalogue(), GAINERS, {"sort_tp": "2"})


async def test_rows_are_whole_numbers_and_bare_codes() -> None:
    source = Pages([row("A005930_AL", pred_pre="-300", now_trde_qty="1234567", cntr_str="98.7")])
    scan = Scan(source, catalogue(), GAINERS, {"mrkt_tp": "101"})
    await scan.refresh()
    (first,) = scan.rows
    assert (first.place, first.key) == (1, "005930")
    figures = first.figures
    assert (figures["cur_prc"], figures["pred_pre"], figures["flu_rt"]) == (71_300, -300, -42)
    assert (figures["now_trde_qty"], figures["cntr_str"]) == (1_234_567, 9_870)
    assert figures["sel_req"] is None
    assert source.asked[0][0]["mrkt_tp"] == "101"


async def test_pages_go_on_and_a_refresh_asks_as_many_again() -> None:
    source = Pages([row("000001"), row("000002")], [row("000002"), row("000003")], [row("000004")])
    scan = Scan(source, catalogue(), GAINERS)
    await scan.refresh()
    assert codes(scan) == ["000001", "000002"] and not scan.complete
    await scan.more()
    assert codes(scan) == ["000001", "000002", "000003"] and scan.pages == 2
    assert [one.place for one in scan.rows] == [1, 2, 3]
    source.asked.clear()
    await scan.refresh()
    assert [number for _, number in source.asked] == [0, 1]
    await scan.more()
    assert scan.complete and codes(scan)[-1] == "000004"
    await scan.more()
    assert scan.pages == 3


async def test_a_list_that_became_shorter_is_complete() -> None:
    source = Pages([row("000001")], [row("000002")])
    scan = Scan(source, catalogue(), GAINERS)
    await scan.read_all()
    assert scan.pages == 2 and scan.complete
    source.pages.pop()
    await scan.refresh()
    assert codes(scan) == ["000001"] and scan.pages == 1 and scan.complete


async def test_a_failed_refresh_leaves_the_old_rows() -> None:
    source = Pages([row("000001")], [row("000002")])
    scan = Scan(source, catalogue(), GAINERS)
    await scan.read_all()
    source.fails_at = 1
    with pytest.raises(ConnectionError):
        await scan.refresh()
    assert codes(scan) == ["000001", "000002"] and scan.pages == 2


async def test_endless_pages_end() -> None:
    scan = Scan(Pages(*([row(f"{n:06d}")] for n in range(50))), catalogue(), GAINERS)
    await scan.read_all()
    assert scan.pages == MOST_PAGES and scan.complete


async def test_rows_that_cannot_be_read_are_set_aside() -> None:
    source = Pages([row("000001", cur_prc="1,000"), row(""), row("000003")])
    scan = Scan(source, catalogue(), GAINERS)
    await scan.refresh()
    assert [(one.place, one.key) for one in scan.rows] == [(1, "000003")]


async def test_themes_are_told_apart_by_their_code() -> None:
    group = {"thema_grp_cd": "140", "thema_nm": "2차전지", "dt_prft_rt": "+12.34", "stk_num": "9"}
    scan = Scan(Pages([group]), catalogue(), THEMES, {"date_tp": "20"})
    await scan.read_all()
    assert scan.rows[0].key == "140" and scan.rows[0].figures["dt_prft_rt"] == 1_234


async def test_every_page_stands_in_line_as_its_caller_says() -> None:
    pages = Pages([row("005930")], [row("000660")])
    scan = Scan(pages, catalogue(), GAINERS)
    timed, clicked = Turn(Haste.TIMED), Turn(Haste.CLICKED)
    await scan.refresh(timed)
    await scan.more(clicked)
    await scan.refresh(timed)
    assert pages.turns == [timed, clicked, timed, timed]
