"""Leaves drawn by a seed are what the tape, the bars and the book of each name say."""

from __future__ import annotations

import os
import random
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from kiwoom_desk.base.clock import KST
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.model import Api, Field, Kind
from kiwoom_desk.catalogue.values import text_number
from kiwoom_desk.domain.instrument import Product, parse_code
from kiwoom_desk.practice.house import House
from tests.support.bodies import base, instruments
from tests.support.formulas import Figures
from tests.support.sweeping import answer, opened

TABLE = tomllib.loads(Path(__file__).with_name("formulas.toml").read_text("utf-8"))
_MOMENT = datetime(2026, 11, 20, 10, 0, tzinfo=KST)
_DRAWN, _NAMES, _PAGES, _MOST_VOLUME = 60, 14, 6, 400_000
_CODES = ("stk_cd", "code")
SEED = int(os.environ.get("KIWOOM_DESK_SEED", "20261120"))

Named = tuple[str, Mapping[str, object]]
Told = list[tuple[str, str]]


@pytest.fixture(scope="module")
def house() -> House:
    return opened(_MOMENT)


@pytest.fixture(scope="module")
def figures(house: House) -> dict[str, Mapping[str, int]]:
    """Work out the figures of some shares whose day is not too long."""
    known, volume = house.exchange.universe.by_code, house.board.volume
    some = [known[code] for code in instruments(house, catalogue().api("ka10001"), 40)]
    traded = [one for one in some if one.product is Product.SHARE and volume[one.index]]
    codes = [one.code for one in traded if volume[one.index] < _MOST_VOLUME]
    return {code: Figures(house, code).figures for code in codes[:_NAMES]}


def test_there_is_enough_to_draw_from() -> None:
    assert sum(len(leaves) for leaves in TABLE.values()) >= 2 * _DRAWN


def test_drawn_leaves_are_recomputed(
    house: House, figures: dict[str, Mapping[str, int]], capsys: pytest.CaptureFixture[str]
) -> None:
    every = [(api_id, key) for api_id, leaves in TABLE.items() for key in leaves]
    drawn = sorted(random.Random(SEED).sample(every, _DRAWN))
    with capsys.disabled():
        print(f" seed {SEED}", end="")
    wrong, silent = [], []
    for api_id in sorted({api_id for api_id, _ in drawn}):
        told = _told(house, catalogue().api(api_id), list(figures))
        for key in [key for found, key in drawn if found == api_id]:
            fields = _fields(catalogue().api(api_id))
            texts = told.get(key, [])
            if len(texts) < 3:
                silent.append((api_id, key))
            for code, text in texts:
                meant = _meant(fields[key], TABLE[api_id][key], figures[code], text)
                if meant is not None:
                    wrong.append((api_id, key, code, *meant))
    assert (wrong, silent) == ([], [])


def _meant(
    field: Field, formula: str, figures: Mapping[str, int], text: str
) -> tuple[Decimal, Decimal] | None:
    """Return what is told and what should be where they differ; a blank tells nothing."""
    number = text_number(field, text)
    if number is None:
        return None
    told, wanted = Decimal(number), Decimal(figures[formula.strip("|")])
    if field.kind is Kind.RATE:
        wanted /= 100
    if formula.startswith("|") or field.kind is Kind.SIGNED_PRICE:
        told, wanted = abs(told), abs(wanted)
    return None if told == wanted else (told, wanted)


def _fields(api: Api) -> dict[str, Field]:
    nested = [child for field in api.response for child in field.children]
    return {field.key: field for field in (*nested, *api.response)}


def _told(house: House, api: Api, codes: list[str]) -> dict[str, Told]:
    """Return what every leaf of an API says of each name: of one asked for, or in a whole list."""
    found: dict[str, Told] = {}
    first = base(house, api)
    if any(field.key == "stk_cd" and field.required for field in api.request):
        rows: Iterable[Named] = [
            (code, row) for code in codes for row in _of_name(house, api, first, code)
        ]
    else:
        rows = _of_list(house, api, first, codes)
    for code, row in rows:
        for key, text in row.items():
            if isinstance(text, str):
                found.setdefault(key, []).append((code, text))
    return found


def _of_name(
    house: House, api: Api, body: dict[str, str], code: str
) -> Iterator[Mapping[str, object]]:
    """Yield the values of an answer and the first row of its list, the newest one."""
    found = answer(house, api, {**body, "stk_cd": code})
    assert found is not None
    yield found.values
    for field in api.lists:
        rows = found.values[field.key]
        assert isinstance(rows, list)
        yield from rows[:1]


def _of_list(
    house: House, api: Api, body: dict[str, str], codes: list[str]
) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield the rows of a list, over its pages, that are of these names."""
    position = ""
    for _ in range(_PAGES):
        found = answer(house, api, body, position)
        assert found is not None
        for field in api.lists:
            rows = found.values[field.key]
            assert isinstance(rows, list)
            for row in rows:
                code = next(parse_code(row[key]).code for key in _CODES if key in row)
                if code in codes:
                    yield code, row
        position = found.following
        if not position:
            return
