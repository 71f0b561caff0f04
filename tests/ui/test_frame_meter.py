"""The figures of frames: what is drawn is counted, late turns are known, codes come with their paint."""

from __future__ import annotations

import time

from PySide6 import QtGui, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.ui.kit.frame import Dirty, FrameClock


class Touched:
    """Hand out what was touched once."""

    def __init__(self) -> None:
        self.codes: set[str] = set()

    def take(self) -> frozenset[str]:
        codes, self.codes = frozenset(self.codes), set()
        return codes


class Painted(QtWidgets.QWidget):
    """Repaint with each frame, slowly where asked."""

    def __init__(self, slow: float = 0.0) -> None:
        super().__init__()
        self.slow, self.paints = slow, 0

    def apply(self, _dirty: Dirty) -> None:
        self.update()

    def paintEvent(self, _event: QtGui.QPaintEvent) -> None:
        self.paints += 1
        until = time.monotonic() + self.slow
        while time.monotonic() < until:
            pass


def started(qtbot: QtBot, panel: Painted) -> tuple[Touched, FrameClock]:
    """Show a panel that a meter watches, and let its frames run."""
    touched = Touched()
    qtbot.addWidget(panel)
    frames = FrameClock(touched.take)
    frames.meter.watch(panel)
    frames.subscribe(panel, panel.apply)
    panel.show()
    qtbot.waitExposed(panel)
    frames.start()
    return touched, frames


def test_paints_steps_and_turns_are_counted(qtbot: QtBot) -> None:
    panel = Painted()
    touched, frames = started(qtbot, panel)

    def seen() -> bool:
        touched.codes.add("005930")
        return panel.paints > 5 and frames.meter.turns > 5

    qtbot.waitUntil(seen, timeout=10_000)
    frames.stop()
    meter = frames.meter
    # Showing paints too, but by another way than a frame's.
    assert 5 <= meter.paints.total <= panel.paints
    assert meter.steps.total <= meter.turns
    assert meter.gaps.total == meter.lags.total == meter.turns - 1


def test_a_paint_that_holds_the_loop_makes_the_next_turn_late(qtbot: QtBot) -> None:
    touched, frames = started(qtbot, Painted(slow=0.06))

    def late() -> bool:
        touched.codes.add("005930")
        return frames.meter.very_late >= 2

    qtbot.waitUntil(late, timeout=10_000)
    frames.stop()
    assert frames.meter.late >= frames.meter.very_late
    assert frames.meter.paints.longest_ms >= 60.0
    assert frames.meter.lags.longest_ms >= 40.0


def test_the_codes_of_a_frame_come_with_the_paint_that_drew_them(qtbot: QtBot) -> None:
    touched, panel, heard = Touched(), Painted(), list[tuple[frozenset[str], float]]()
    qtbot.addWidget(panel)
    frames = FrameClock(touched.take)
    frames.meter.watch(panel)
    frames.meter.painted = lambda codes, at: heard.append((codes, at))
    frames.subscribe(panel, panel.apply)
    panel.show()
    qtbot.waitExposed(panel)
    frames.step()
    touched.codes = {"005930"}
    frames.step()
    touched.codes = {"000660"}
    before = time.monotonic()
    frames.step()
    qtbot.waitUntil(lambda: any("000660" in codes for codes, _ in heard), timeout=10_000)
    codes, at = next(one for one in heard if "000660" in one[0])
    # Two frames were drawn by one paint: neither is lost.
    assert codes == {"005930", "000660"}
    assert before < at <= time.monotonic()
    touched.codes = {"035720"}
    frames.step()
    qtbot.waitUntil(lambda: any("035720" in codes for codes, _ in heard), timeout=10_000)
    assert next(codes for codes, _ in heard if "035720" in codes) == {"035720"}
