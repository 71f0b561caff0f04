"""Beeps of orders: how many, how they give way to one another, and that the setting silences them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kiwoom_desk.base.settings import Chosen, Environment, Settings
from kiwoom_desk.domain.order import Outcome, RequestState
from kiwoom_desk.orders.recorder import DeskEvent
from kiwoom_desk.ui.shell.sounds import GAPS_MS, PART, REFUSED, UNKNOWN, WHOLE, Sounds, beeps_for
from tests.support.order_desk import CONTEXT, Room, buy, quiet, room, until


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Room]:
    async with room(tmp_path) as made:
        yield made


def sounding(qtbot: QtBot, here: Room, *, on: bool = True) -> tuple[Sounds, list[int]]:
    beeps: list[int] = []
    chosen = Chosen(Settings(sounds=on))
    sounds = Sounds(Environment.LIVE, chosen, lambda: beeps.append(1))
    here.desk.changed.connect(sounds.hear)
    return sounds, beeps


async def test_parts_wholes_refusals_and_lost_answers_are_told_apart(
    qtbot: QtBot, here: Room
) -> None:
    worths: list[int] = []
    here.desk.changed.connect(lambda event: worths.append(beeps_for(event)))
    sent = await here.desk.submit(buy(), CONTEXT)
    await quiet(here)
    assert not any(worths)
    here.exchange.fill(sent.order_number, 4)
    await until(lambda: PART in worths)
    here.exchange.fill(sent.order_number, 6)
    await until(lambda: WHOLE in worths)
    assert REFUSED not in worths
    here.exchange.outcomes.append(Outcome(RequestState.REFUSED, code="1511"))
    await here.desk.submit(buy(3), CONTEXT)
    assert REFUSED in worths and UNKNOWN not in worths
    here.exchange.outcomes.append(Outcome(RequestState.UNKNOWN, code="timeout"))
    here.exchange.ghost = True
    await here.desk.submit(buy(4), CONTEXT)
    assert UNKNOWN in worths


async def test_the_worse_takes_the_place_of_what_sounds(qtbot: QtBot, here: Room) -> None:
    before: list[int] = []

    def lost(event: DeskEvent) -> None:
        if beeps_for(event) == UNKNOWN:
            before.append(len(beeps))

    here.desk.changed.connect(lost)
    sounds, beeps = sounding(qtbot, here)
    here.exchange.outcomes.append(Outcome(RequestState.REFUSED, code="1511"))
    await here.desk.submit(buy(3), CONTEXT)
    assert len(beeps) == 1
    here.exchange.outcomes.append(Outcome(RequestState.UNKNOWN, code="timeout"))
    here.exchange.ghost = True
    await here.desk.submit(buy(4), CONTEXT)
    await until(lambda: not sounds._timer.isActive())
    # All of the lost answer, from where the refusal had come to; nothing of what came meanwhile.
    assert len(before) == 1 and 1 <= before[0] <= REFUSED
    assert len(beeps) == before[0] + UNKNOWN


async def test_the_setting_silences(qtbot: QtBot, here: Room) -> None:
    _sounds, beeps = sounding(qtbot, here, on=False)
    here.exchange.outcomes.append(Outcome(RequestState.REFUSED, code="1511"))
    await here.desk.submit(buy(3), CONTEXT)
    assert beeps == []


def test_the_environments_differ_by_pace() -> None:
    assert len(set(GAPS_MS.values())) == len(Environment)
