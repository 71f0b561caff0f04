"""However long a page is, the pages of a list are the list: no row is lost between two, none comes twice."""

from __future__ import annotations

import sys

import msgspec
import pytest

from kiwoom_desk.catalogue.model import Api
from kiwoom_desk.practice.answers import asked as paging
from kiwoom_desk.practice.house import House
from tests.support.bodies import Body, asked, base
from tests.support.sweeping import answer, house_in

# How many rows a page is tried with, by the name of the constant that says how many it has.
TRIED = {"LIST_PAGE": 7, "MINUTE_PAGE": 37, "DAY_PAGE": 11}
ANSWERS = "kiwoom_desk.practice.answers."
PAGES, MOST_ROWS = 9, 4_000


class Read(msgspec.Struct, frozen=True):
    """Rows of some pages of a list, how many pages those were, and whether something follows."""

    rows: list[bytes]
    pages: int
    more: bool


def read(house: House, api: Api, body: Body, key: str) -> Read:
    found: list[bytes] = []
    position, count = "", 0
    while count < PAGES and len(found) < MOST_ROWS:
        page = answer(house, api, body, position)
        assert page is not None or not count, f"{api.id} refuses the key it gave"
        if page is None:
            break
        some = page.values.get(key, [])
        assert isinstance(some, list)
        found += [msgspec.json.encode(row) for row in some]
        count += 1
        assert page.following != position or not position, f"{api.id} stands still"
        position = page.following
        if not position:
            break
    return Read(found, count, bool(position))


def lists(house: House) -> dict[str, Read]:
    """Read the list of every API that has one."""
    found: dict[str, Read] = {}
    for api in asked():
        key = next((field.key for field in api.response if field.children), None)
        if key is not None:
            found[api.id] = read(house, api, base(house, api), key)
    return found


def test_pages_of_any_length_are_the_same_list(monkeypatch: pytest.MonkeyPatch) -> None:
    house = house_in("continuous")
    usual = lists(house)
    for name, module in list(sys.modules.items()):
        for constant, size in TRIED.items():
            if name.startswith(ANSWERS) and hasattr(module, constant):
                monkeypatch.setattr(module, constant, size)
    for cut in (paging.by_place, paging.by_mark):
        monkeypatch.setattr(cut, "__defaults__", (TRIED["LIST_PAGE"],))
    short = lists(house)
    paged = 0
    for api_id, one in short.items():
        other = usual[api_id]
        both = min(len(one.rows), len(other.rows))
        assert one.rows[:both] == other.rows[:both], api_id
        if not one.more and not other.more:
            assert len(one.rows) == len(other.rows), api_id
        paged += one.pages > 1
    assert paged > 100, "short pages are not paged"
