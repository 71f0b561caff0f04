"""What a fault holds back comes behind frames of its kind; what the clock sends between changes nothing."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest

from kiwoom_desk.base.clock import KST
from kiwoom_desk.practice.fault_documents import parse_toml
from kiwoom_desk.practice.fault_frames import FrameLine, Item
from tests.support.asking import house_at

_PING = {"trnm": "PING"}


class Out:
    """The end of a stream: keeps the frames that went out."""

    number = 1

    def __init__(self) -> None:
        self.frames: list[object] = []

    def put(self, item: Item) -> None:
        """Keep a frame."""
        assert isinstance(item, bytes)
        self.frames.append(msgspec.json.decode(item))

    def take(self, text: str) -> None:
        """Refuse: nothing comes in here."""
        raise AssertionError(text)

    def refuse(self, trnm: str, code: int, message: str) -> None:
        """Refuse: nothing comes in here."""
        raise AssertionError(trnm)

    def end(self) -> None:
        """Stay."""

    def close_with(self, code: int, reason: str) -> None:
        """Stay."""

    def cut(self, hard: bool) -> None:
        """Stay."""


def report(number: str, kind: str) -> dict[str, object]:
    """Return a frame of 00."""
    row = {"type": "00", "name": "주문체결", "item": "", "values": {"9203": number, "913": kind}}
    return {"trnm": "REAL", "data": [row]}


@pytest.mark.parametrize(("types", "rest"), [('types = ["00"]', True), ("", False)])
async def test_a_ping_never_counts_and_other_types_only_without_any(types: str, rest: bool) -> None:
    house, out = house_at(datetime(2026, 11, 20, 10, 0, tzinfo=KST)), Out()
    fault = f"""
        [[fault]]
        do = "reorder"
        on = "frame"
        {types}
        where = {{ 913 = "체결" }}
        behind = 2
        within = 60
        count = 1
    """
    house.trouble.add(parse_toml(fault))
    line = FrameLine(house, out)
    held, other = report("1", "체결"), {"trnm": "REG", "return_code": 0}
    after = [report("2", "접수"), _PING, other, report("2", "체결"), report("3", "접수")]
    for frame in (held, _PING, *after):
        line.out(msgspec.json.encode(frame))
    await line.close()
    place = 5 if rest else 4
    assert out.frames == [_PING, *after[: place - 1], held, *after[place - 1 :]]
