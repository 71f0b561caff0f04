"""Beeps: how many, how they give way to one another, and that the settings silence them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kiwoom_desk.base.settings import Chosen, Environment, Settings
from kiwoom_desk.base.signals import Signal
from kiwoom_desk.domain.order import Outcome, RequestState
from kiwoom_desk.domain.quote import VolatilityInterruption
from kiwoom_desk.orders.recorder import DeskEvent
from kiwoom_desk.ui.shell.interruption_bell import InterruptionBell
from kiwoom_desk.ui.shell.sounds import (
    ENTERED,
    GAPS_MS,
    INTERRUPTED,
    LEFT,
    PART,
    REFUSED,
    UNKNOWN,
    WHOLE,
    Beeps,
    Sounds,
    beeps_for,
)
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


def test_an_interruption_is_heard_before_a_hit_and_after_an_order(qtbot: QtBot) -> None:
    beeps: list[int] = []
    sounds = Sounds(Environment.LIVE, Chosen(Settings()), lambda: beeps.append(1))
    sounds.sound(ENTERED)
    sounds.sound(INTERRUPTED)
    sounds.sound(LEFT)
    qtbot.waitUntil(lambda: not sounds._timer.isActive(), timeout=20_000)
    assert len(beeps) == 1 + INTERRUPTED.count
    sounds.sound(Beeps(PART, PART))
    sounds.sound(INTERRUPTED)
    qtbot.waitUntil(lambda: not sounds._timer.isActive(), timeout=20_000)
    assert len(beeps) == 1 + INTERRUPTED.count + PART


def test_no_two_sounds_are_alike() -> None:
    orders = {Beeps(count, count) for count in (PART, WHOLE, REFUSED, UNKNOWN)}
    told = [(one.count, one.slowly) for one in (*orders, INTERRUPTED, ENTERED, LEFT)]
    assert len(set(told)) == len(told)


class Ear:
    """A bell over made-up pushes, for one name; what was beeped and what was said."""

    def __init__(self, **chosen: bool) -> None:
        self.pushes: Signal[VolatilityInterruption] = Signal()
        self.beeps: list[int] = []
        self.said: list[str] = []
        kept = Chosen(Settings(**chosen))
        sounds = Sounds(Environment.LIVE, kept, lambda: self.beeps.append(1))
        InterruptionBell(
            self.pushes,
            sounds,
            kept,
            lambda code: code == "005930",
            lambda _level, code, facts: self.said.append(f"{code} {facts['name']}"),
        )

    def push(self, code: str, *, ended: bool = False) -> None:
        """Let the stream tell an interruption."""
        self.pushes.emit(
            VolatilityInterruption(code, "이름", "1", True, 70_000, 68_000, "102311", ended)
        )


def test_an_interruption_of_a_persons_own_name_is_heard_and_said(qtbot: QtBot) -> None:
    ear = Ear()
    ear.push("000660")
    assert (ear.beeps, ear.said) == ([], [])
    ear.push("005930")
    assert (ear.beeps, ear.said) == ([1], ["desk.interrupted 이름"])
    ear.push("005930", ended=True)
    assert (ear.beeps, ear.said[1:]) == ([1], ["desk.interruption_over 이름"])


@pytest.mark.parametrize("silent", ["sounds", "sound_interruptions"])
def test_a_silenced_interruption_is_still_said(qtbot: QtBot, silent: str) -> None:
    ear = Ear(**{silent: False})
    ear.push("005930")
    assert (ear.beeps, ear.said) == ([], ["desk.interrupted 이름"])
