"""Slower pushed rows: at registration, at their second, only when changed, in the catalogue's form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache

import msgspec
import pytest

from kiwoom_desk.base.clock import ManualClock
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.practice import live, name_frames
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.live import LIVE, LiveFrame, LiveRows
from kiwoom_desk.practice.options import ServerOptions
from kiwoom_desk.practice.server import build_house
from kiwoom_desk.practice.to_wire import Row
from tests.support.flows import at
from tests.support.forms import faults

MOMENT = at(10, 0)
FRAMES = {
    "0A": name_frames.standing_row,
    "0E": name_frames.outside_row,
    "0g": name_frames.terms_row,
    "0U": name_frames.breadth_row,
}


@lru_cache(maxsize=4)
def _house(hour: int = 10, minute: int = 0) -> House:
    moment = at(hour, minute)
    return build_house(ServerOptions(at=moment), ManualClock(moment))


def _with(
    monkeypatch: pytest.MonkeyPatch, seconds: int, values: Callable[[House, str], Row | None]
) -> None:
    """Give rows of type 0C from a function of the test."""
    monkeypatch.setattr(name_frames, "row_of_the_test", values, raising=False)
    frame = LiveFrame(seconds, "name_frames", "row_of_the_test")
    monkeypatch.setitem(live.LIVE, "0C", frame)


def _due(rows: LiveRows) -> bool:
    return rows.waiting


@pytest.mark.parametrize("hour", [7, 10, 15])
@pytest.mark.parametrize("type_id", FRAMES)
def test_rows_have_every_field_in_its_form(type_id: str, hour: int) -> None:
    house = _house(hour, 40)
    key = "001" if type_id == "0U" else "005930"
    row = FRAMES[type_id](house, key)
    assert row is not None
    fields = catalogue().type(type_id).fields
    assert {field.key for field in fields} == set(row)
    assert faults(fields, row, type_id) == []
    assert FRAMES[type_id](house, "?") is None


def test_breadth_counts_every_member_once() -> None:
    house = _house()
    row = name_frames.breadth_row(house, "101")
    assert row is not None
    spec = next(spec for spec in house.indices.specs if spec.code == "101")
    counts = [int(str(row[key])) for key in ("251", "252", "253", "254", "255")]
    assert sum(counts) == len(spec.members)
    board, by_code = house.board, house.exchange.universe.by_code
    rises = sum(
        1
        for code in spec.members
        if board.base[by_code[code].index] < board.price[by_code[code].index]
    )
    assert counts[0] + counts[1] == rises


def test_a_row_is_sent_at_its_second_and_only_when_it_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = {"text": "1"}

    def values(house: House, key: str) -> Row | None:
        return {"27": told["text"], "28": key} if key != "nothing" else None

    _with(monkeypatch, 5, values)
    rows = LiveRows(_house())
    first = rows.snapshot("0C", "a")
    assert first is not None
    assert msgspec.json.decode(first) == {"27": "1", "28": "a"}
    assert rows.snapshot("0C", "nothing") is None
    wanted = [("0C", "a"), ("0C", "nothing"), ("00", "")]
    rows.second(MOMENT, wanted)
    assert list(rows.changed()) == []
    told["text"] = "2"
    rows.second(MOMENT + timedelta(seconds=4), wanted)
    assert not _due(rows)
    rows.second(MOMENT + timedelta(seconds=5), wanted)
    assert _due(rows)
    assert [entry[:2] for entry in rows.changed()] == [("0C", "a")]
    rows.second(MOMENT + timedelta(seconds=10), wanted)
    assert list(rows.changed()) == []


def test_a_row_nobody_wants_any_more_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    _with(monkeypatch, 1, lambda house, key: {"27": "1", "28": "2"})
    rows = LiveRows(_house())
    rows.snapshot("0C", "a")
    rows.second(MOMENT, [])
    rows.second(MOMENT, [("0C", "a")])
    assert len(list(rows.changed())) == 1


def test_every_live_type_is_documented() -> None:
    for type_id, frame in LIVE.items():
        assert frame.seconds > 0
        assert catalogue().type(type_id).fields
