"""Questions to a practice house that stands still: no server, no clock that runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import cast

from kiwoom_desk.base.clock import SystemClock
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.request import encode
from kiwoom_desk.practice.answers.asked import Answered, Asked
from kiwoom_desk.practice.answers.table import ANSWERS
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.options import ServerOptions
from kiwoom_desk.practice.server import build_house
from tests.support.practice import TEN

_MOST_PAGES = 200
WireRow = dict[str, str]


def house_at(moment: datetime = TEN) -> House:
    """Return a fresh house at a moment; for tests that move it."""
    return build_house(ServerOptions(at=moment, seed=7), SystemClock())


@lru_cache(maxsize=2)
def still_house(moment: datetime = TEN) -> House:
    """Return a shared house that no test moves."""
    return house_at(moment)


def ask(house: House, api_id: str, position: str = "", **body: str) -> Answered:
    """Ask once; the body is checked like one of the wire."""
    api = catalogue().api(api_id)
    return ANSWERS[api_id](Asked(house, api, encode(api, body), position))


def pages(house: House, api_id: str, **body: str) -> Iterator[Answered]:
    """Ask on until nothing follows."""
    position = ""
    for _ in range(_MOST_PAGES):
        found = ask(house, api_id, position, **body)
        yield found
        position = found.following
        if not position:
            return
    raise AssertionError(f"{api_id} never ends")


def rows(answered: Answered, key: str) -> list[WireRow]:
    """Return the rows of a list."""
    return cast(list[WireRow], answered.values[key])


def all_rows(house: House, api_id: str, key: str, **body: str) -> list[WireRow]:
    """Return the rows of all pages."""
    return [row for page in pages(house, api_id, **body) for row in rows(page, key)]
