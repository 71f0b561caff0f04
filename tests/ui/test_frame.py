"""Frames reach visible panels only; tasks end with their panel; text is plain."""

from __future__ import annotations

import asyncio

import pytest
from PySide6 import QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.market.state import MarketState
from kiwoom_desk.ui.kit import text
from kiwoom_desk.ui.kit.frame import Dirty, FrameClock
from kiwoom_desk.ui.kit.tasks import TaskScope


class Touched:
    """Hand out what was touched once."""

    def __init__(self) -> None:
        self.codes: set[str] = set()

    def take(self) -> frozenset[str]:
        codes, self.codes = frozenset(self.codes), set()
        return codes


def test_a_visible_panel_gets_everything_first_then_what_was_touched(qtbot: QtBot) -> None:
    touched, seen, panel = Touched(), list[Dirty](), QtWidgets.QWidget()
    qtbot.addWidget(panel)
    frames = FrameClock(touched.take)
    frames.subscribe(panel, seen.append)
    panel.show()
    frames.step()
    touched.codes = {"005930"}
    frames.step()
    frames.step()
    assert [one.everything for one in seen] == [True, False]
    assert "005930" in seen[1]
    assert "000660" not in seen[1]
    assert "000660" in seen[0]
    panel.close()


def test_a_hidden_panel_costs_nothing_and_catches_up(qtbot: QtBot) -> None:
    touched, seen, panel = Touched(), list[Dirty](), QtWidgets.QWidget()
    qtbot.addWidget(panel)
    frames = FrameClock(touched.take)
    frames.subscribe(panel, seen.append)
    panel.show()
    frames.step()
    panel.hide()
    touched.codes = {"005930"}
    frames.step()
    assert len(seen) == 1
    panel.show()
    frames.step()
    assert seen[-1].everything
    panel.close()


def test_a_closed_subscription_is_not_called(qtbot: QtBot) -> None:
    seen, panel = list[Dirty](), QtWidgets.QWidget()
    qtbot.addWidget(panel)
    frames = FrameClock(frozenset)
    subscription = frames.subscribe(panel, seen.append)
    panel.show()
    subscription.close()
    frames.step()
    assert seen == []
    panel.close()


def test_the_timer_runs_the_frames(qtbot: QtBot) -> None:
    seen, panel = list[Dirty](), QtWidgets.QWidget()
    qtbot.addWidget(panel)
    frames = FrameClock(frozenset, rate=60)
    frames.subscribe(panel, seen.append)
    panel.show()
    frames.start()
    qtbot.waitUntil(lambda: bool(seen))
    frames.stop()
    panel.close()


async def test_tasks_end_with_their_scope() -> None:
    scope = TaskScope()
    task = scope.run(asyncio.Event().wait())
    scope.close()
    await scope.ended()
    assert task.cancelled()
    assert scope.running == 0
    never = asyncio.Event()
    with pytest.raises(RuntimeError):
        scope.run(never.wait())


async def test_errors_of_tasks_are_told() -> None:
    errors: list[Exception] = []
    scope = TaskScope(errors.append)

    async def fail() -> None:
        raise ValueError("no")

    scope.run(fail())
    await scope.ended()
    assert [str(error) for error in errors] == ["no"]


@pytest.mark.expected_warnings("a task of the window failed: ValueError")
async def test_errors_nobody_asked_for_are_logged() -> None:
    scope = TaskScope()

    async def fail() -> None:
        raise ValueError("no")

    scope.run(fail())
    await scope.ended()


@pytest.mark.parametrize(
    ("form", "number", "said"),
    [
        (text.whole, 1234567, "1,234,567"),
        (text.whole, None, ""),
        (text.known, 0, ""),
        (text.signed, 5, "+5"),
        (text.signed, -1234, "-1,234"),
        (text.signed, 0, "0"),
        (text.change, 1200, "▲1,200"),
        (text.change, -1200, "▼1,200"),
        (text.hundredths, 578120, "5,781.20"),
        (text.hundredths, -5, "-0.05"),
        (text.rate, 123, "+1.23"),
        (text.percent, -123, "-1.23%"),
        (text.change_percent, 31, "▲0.31%"),
        (text.change_percent, 0, "0.00%"),
        (text.eok, 123_456_789_012, "1,234"),
        (text.eok, -50_000_000, "0"),
    ],
)
def test_numbers_as_traders_read_them(form: object, number: int | None, said: str) -> None:
    assert form(number) == said  # type: ignore[operator]


def test_text_of_others_is_cleaned() -> None:
    assert text.clean("a\u202eb\x07c\nd") == "abc d"
    assert len(text.clean("x" * 2000)) == text.LONGEST
    assert text.plain("<b>x</b>") == "<span>&lt;b&gt;x&lt;/b&gt;</span>"


def test_a_label_never_shows_rich_text(qtbot: QtBot) -> None:
    label = text.PlainText("<b>x</b>")
    qtbot.addWidget(label)
    assert label.text() == "<b>x</b>"
    assert label.textFormat().name == "PlainText"


def test_frames_come_slowly_while_nothing_is_touched_and_wake_at_once(qtbot: QtBot) -> None:
    state, panel, seen = MarketState(), QtWidgets.QWidget(), list[Dirty]()
    qtbot.addWidget(panel)
    frames = FrameClock(state.take_dirty)
    frames.subscribe(panel, seen.append)
    panel.show()
    frames.start(state)
    qtbot.waitUntil(lambda: frames.interval > 16, timeout=10_000)
    state.touch("005930")
    assert frames.interval == 16
    qtbot.waitUntil(lambda: "005930" in seen[-1].codes, timeout=10_000)
    frames.stop()
    panel.close()
