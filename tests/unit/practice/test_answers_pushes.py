"""Rare pushes: interruptions start and end, phases tell their flag, every field in its form."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest

from kiwoom_desk.base.clock import KST, ManualClock
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.session import Phase
from kiwoom_desk.practice import pushes
from kiwoom_desk.practice.answers.names import view
from kiwoom_desk.practice.events import InterruptionEnded, InterruptionStarted, PhaseChanged
from kiwoom_desk.practice.options import ServerOptions
from kiwoom_desk.practice.server import build_house
from tests.support.forms import faults

AT = datetime(2026, 11, 20, 10, 0, tzinfo=KST)


def _form(type_id: str, values: dict[str, object]) -> dict[str, str]:
    """Return the values as they read from the wire, each in its form."""
    row = msgspec.json.decode(pushes.values_json(type_id, values), type=dict[str, str])
    assert faults(catalogue().type(type_id).fields, row, type_id) == []
    return row


def test_an_interruption_starts_with_zeros_and_ends_with_its_time() -> None:
    house = build_house(ServerOptions(at=AT), ManualClock(AT))
    name = view(house.exchange, house.exchange.universe.by_code["005930"])
    ends = AT + timedelta(minutes=2)
    started = InterruptionStarted("005930", AT, 77_000, 70_000, True, ends, 1)
    row = _form("1h", pushes.interruption_values(started, name))
    assert (row["9068"], row["9069"], row["1224"], row["9008"]) == ("1", "1", "000000", "001")
    assert (row["1221"], row["1236"], row["1238"]) == ("77000", "70000", "+10.00")
    ended = InterruptionEnded("005930", ends, 77_100, 500, started)
    assert _form("1h", pushes.interruption_values(ended, name))["1224"] == "100200"


@pytest.mark.parametrize(
    ("before", "phase", "flag"),
    [
        (Phase.CLOSED, Phase.OPENING_AUCTION, "0"),
        (Phase.OPENING_AUCTION, Phase.CONTINUOUS, "3"),
        (Phase.CONTINUOUS, Phase.CLOSING_AUCTION, "2"),
        (Phase.CLOSING_AUCTION, Phase.CLOSED, "4"),
    ],
)
def test_a_phase_tells_its_flag_and_the_time_left(before: Phase, phase: Phase, flag: str) -> None:
    row = _form("0s", pushes.phase_values(PhaseChanged(phase, before, AT), timedelta(minutes=30)))
    assert (row["215"], row["20"], row["214"]) == (flag, "100000", "003000")
