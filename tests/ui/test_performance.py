"""The performance figures: shown and taken away by F12, read a few times a second, told in words."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PySide6 import QtCore, QtTest, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.base.histogram import Histogram
from kiwoom_desk.base.settings import Settings
from kiwoom_desk.ui.kit.frame import FrameClock
from kiwoom_desk.ui.run import prepare
from kiwoom_desk.ui.shell import theme
from kiwoom_desk.ui.shell.performance import Moment, Stretch, between
from kiwoom_desk.ui.shell.performance_overlay import PerformanceOverlay, told
from tests.support.loopback import until
from tests.support.whole_desk import whole_desk


def moment(at: float, **others: object) -> Moment:
    nothing = Moment(
        at=at,
        turns=0,
        late=0,
        very_late=0,
        lags=Histogram(),
        steps=Histogram(),
        paints=Histogram(),
        pauses=Histogram(),
        pushes={},
        frames=0,
        bytes=0,
        decode_seconds=0.0,
        slices=Histogram(),
        budget_used=0,
        budget_capacity=0,
        memory=0,
        processor=0.0,
    )
    return msgspec.structs.replace(nothing, **others)


def counted(*milliseconds: float) -> Histogram:
    made = Histogram()
    for one in milliseconds:
        made.add(one)
    return made


def stretch() -> Stretch:
    before = moment(10.0, turns=60, pushes={"0B": 100}, paints=counted(3.0), processor=1.0)
    after = moment(
        12.0,
        turns=180,
        late=3,
        very_late=1,
        pushes={"0B": 300, "0D": 100},
        paints=counted(3.0, *[2.0] * 120),
        decode_seconds=0.006,
        budget_used=3,
        budget_capacity=5,
        memory=300_000_000,
        processor=2.5,
    )
    return between(before, after)


def test_rates_are_those_between_two_moments() -> None:
    seen = stretch()
    assert (seen.frames, seen.turns, seen.late, seen.very_late) == (60.0, 120, 3, 1)
    assert seen.pushes == {"0B": 100.0, "0D": 50.0}
    assert seen.messages == 150.0
    assert seen.decode_us == pytest.approx(20.0)
    assert seen.decode_share == pytest.approx(0.003)
    assert seen.paint_share == pytest.approx(0.12)
    assert seen.core_share == pytest.approx(0.75)
    assert seen.late_share == pytest.approx(0.025)


def test_a_stretch_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="later"):
        between(moment(3.0), moment(3.0))


def test_without_messages_nothing_is_divided_by_nought() -> None:
    quiet = between(moment(1.0), moment(2.0))
    assert (quiet.decode_us, quiet.messages, quiet.late_share) == (0.0, 0.0, 0.0)


def test_the_lines_hold_every_figure(qtbot: QtBot) -> None:
    shown = " ".join(figure for _label, figure in told(stretch()))
    for figure in ("60.0", "3 (2.5%)", "2.0 ms", "12%", "150", "0B 100 · 0D 50", "20 µs", "0.3%"):
        assert figure in shown
    for figure in ("3/5", "300 MB", "75%"):
        assert figure in shown


async def test_f12_shows_a_moving_desk_and_takes_it_away(qtbot: QtBot, tmp_path: Path) -> None:
    async with whole_desk(tmp_path / "profile", "--at", "2026-11-20T10:00") as desk:
        desk.window.activateWindow()
        action = desk.window.actions_.shown("performance")
        assert action.shortcut().toString() == "F12"
        assert action in desk.window.actions()
        assert desk.window.actions_.find("performance")
        action.trigger()
        overlay = desk.window.findChild(PerformanceOverlay)
        assert overlay is not None
        assert overlay.isVisible()

        def moving() -> bool:
            figures = " ".join(figure for _label, figure in overlay.lines)
            return "0B" in figures and "MB" in figures

        await until(moving)
        assert "0B" in overlay.accessibleDescription()
        before = overlay.pos()
        left, plain = QtCore.Qt.MouseButton.LeftButton, QtCore.Qt.KeyboardModifier.NoModifier
        QtTest.QTest.mousePress(overlay, left, plain, QtCore.QPoint(20, 20))
        QtTest.QTest.mouseMove(overlay, QtCore.QPoint(10, 40))
        QtTest.QTest.mouseRelease(overlay, left)
        assert overlay.pos() == before + QtCore.QPoint(-10, 20)
        action.trigger()
        assert not overlay.isVisible()


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_it_is_painted_in_the_colours_in_force(qtbot: QtBot, mode: str) -> None:
    # Korean would stay on for the tests after this one.
    app = prepare(msgspec.convert({"theme": mode, "language": "en"}, Settings))
    window, frames = QtWidgets.QWidget(), FrameClock(frozenset)
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    overlay = PerformanceOverlay(window, frames.meter)
    overlay.toggle()
    # Without rooms it says so instead of showing noughts.
    assert len(overlay.lines) == 1
    picture = overlay.grab().toImage()
    ground = theme.look().colour("panel")
    assert picture.pixelColor(3, picture.height() - 3) == ground
    theme.apply(app, "dark", "red-blue", "normal")
