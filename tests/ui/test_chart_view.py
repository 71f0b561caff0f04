"""The chart as a person sees and moves it: what a print repaints, keys, wheel, readout, pages, looks."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from PySide6 import QtCore, QtGui, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.domain.bar import Bar, Period, Unit
from kiwoom_desk.domain.order import Side
from kiwoom_desk.ui.charts.marks import FillMark, OrderLine
from kiwoom_desk.ui.charts.scene import Change
from kiwoom_desk.ui.charts.view import ChartView, Paging
from kiwoom_desk.ui.shell import theme
from tests.support.bars import index_bars, minute_bars, series_of
from tests.support.panels import apply_look

MINUTE = Period(Unit.MINUTE)
LEFT = QtCore.Qt.MouseButton.LeftButton
Key = QtCore.Qt.Key


class Painted(QtCore.QObject):
    """Gather the regions of a widget's paint events."""

    def __init__(self, widget: QtWidgets.QWidget) -> None:
        super().__init__()
        self.regions: list[QtGui.QRegion] = []
        widget.installEventFilter(self)

    def eventFilter(self, watched: QtCore.QObject, event: QtCore.QEvent) -> bool:
        if isinstance(event, QtGui.QPaintEvent):
            self.regions.append(QtGui.QRegion(event.region()))
        return False


@pytest.fixture
def view(qtbot: QtBot, qapp: QtWidgets.QApplication) -> Iterator[ChartView]:
    apply_look(qapp)
    made = ChartView()
    made.resize(860, 480)
    made.set_series(series_of(minute_bars(4)), MINUTE)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: not made.plot.visibleRegion().isEmpty())
    made.grab()
    yield made


def _colours(view: ChartView) -> dict[str, int]:
    image = view.plot.grab().toImage().convertToFormat(QtGui.QImage.Format.Format_RGB32)
    found: dict[str, int] = {}
    for y in range(image.height()):
        for x in range(image.width()):
            name = QtGui.QColor(image.pixel(x, y)).name()
            found[name] = found.get(name, 0) + 1
    return found


def _wheel(view: ChartView, turned: int, x: float, shift: bool = False) -> None:
    modifier = QtCore.Qt.KeyboardModifier
    at = QtCore.QPointF(x, 100)
    event = QtGui.QWheelEvent(
        at,
        view.plot.mapToGlobal(at),
        QtCore.QPoint(),
        QtCore.QPoint(0, turned),
        QtCore.Qt.MouseButton.NoButton,
        modifier.ShiftModifier if shift else modifier.NoModifier,
        QtCore.Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QtWidgets.QApplication.sendEvent(view.plot, event)


def test_a_print_repaints_the_last_bar_and_its_price_only(view: ChartView, qtbot: QtBot) -> None:
    painted = Painted(view.plot)
    scene = view.plot.scene
    last = scene.series.last()
    assert last is not None
    scene.series.merge_last(last.close, 7)
    assert view.refresh() is Change.LAST
    qtbot.waitUntil(lambda: bool(painted.regions))
    middle = QtCore.QRect(100, 0, int(scene.last_left) - 110, 40)
    assert not painted.regions[0].intersects(middle)
    area = sum(rect.width() * rect.height() for rect in painted.regions[0])
    assert area < view.plot.width() * view.plot.height() / 5
    assert view.refresh() is Change.NONE


def test_a_strip_paints_what_the_whole_picture_would(view: ChartView) -> None:
    series = view.plot.scene.series
    last = series.last()
    assert last is not None
    view.set_overlay(last.close - 200, [OrderLine(Side.BUY, last.close - 400, 5)])
    for factor in (1.0, 4.0, 0.3, 0.6, 0.6, 0.6, 0.4, 0.7, 0.7, 0.7, 0.5, 0.5, 0.3):
        view.plot.zoom(factor)
        view.plot.grab()
        for price in (last.close + 100, last.close - 100, last.close):
            series.merge_last(price, 3)
            view.refresh()
            strip = view.plot.grab().toImage()
        view.plot._spoil()
        assert view.plot.grab().toImage() == strip, view.plot.scene.span.bar


def test_a_price_beyond_the_scale_fits_it_anew(view: ChartView) -> None:
    scene = view.plot.scene
    scene.series.merge_last(int(scene.prices.high) + 1_000, 1)
    assert view.refresh() is Change.ALL
    view.grab()
    last = scene.series.last()
    assert last is not None and scene.prices.has(last.high)


def test_a_new_bar_is_followed_unless_the_view_is_in_the_past(view: ChartView) -> None:
    scene, series = view.plot.scene, view.plot.scene.series
    last = series.last()
    assert last is not None
    series.append(Bar(last.start + 60, *(last.close,) * 4, 1))
    assert view.refresh() is Change.ALL
    assert scene.span.last == len(series) and scene.span.follows
    view.plot.pan(-500)
    right = scene.span.right
    series.append(Bar(last.start + 120, *(last.close,) * 4, 1))
    view.refresh()
    assert scene.span.right == right


def test_the_readout_tells_the_last_bar_or_the_one_under_the_cross(
    view: ChartView, qtbot: QtBot
) -> None:
    series = view.plot.scene.series
    last = series.last()
    assert last is not None
    assert f"{last.close:,}" in view.readout.text() and "2026/11/20" in view.readout.text()
    at = QtCore.QPoint(int(view.plot.scene.span.centre(len(series) - 50)), 120)
    qtbot.mouseMove(view.plot, at)
    qtbot.waitUntil(lambda: view.plot.crossed == len(series) - 50)
    bar = view.plot.scene.bar(len(series) - 50)
    before = view.plot.scene.before(len(series) - 50)
    assert bar is not None and before is not None
    told = view.readout.text()
    assert all(f"{price:,}" in told for price in (bar.open, bar.high, bar.low, bar.close))
    assert f"{abs(bar.close - before) / before * 100:.2f}%" in told
    assert f"{bar.volume:,}" in told
    QtWidgets.QApplication.sendEvent(view.plot, QtCore.QEvent(QtCore.QEvent.Type.Leave))
    assert view.plot.crossed is None


def test_keys_move_zoom_and_jump(view: ChartView, qtbot: QtBot) -> None:
    span = view.plot.scene.span
    right, bar = span.right, span.bar
    qtbot.keyClick(view.plot, Key.Key_Left)
    assert span.right == pytest.approx(right - span.bars / 10)
    qtbot.keyClick(view.plot, Key.Key_Right)
    assert span.right == pytest.approx(right)
    qtbot.keyClick(view.plot, Key.Key_Plus)
    assert span.bar > bar
    qtbot.keyClick(view.plot, Key.Key_Minus)
    assert span.bar == pytest.approx(bar)
    qtbot.keyClick(view.plot, Key.Key_Home)
    assert span.first == 0
    qtbot.keyClick(view.plot, Key.Key_End)
    assert span.follows
    qtbot.keyClick(view.plot, Key.Key_Left, QtCore.Qt.KeyboardModifier.ShiftModifier)
    assert view.plot.crossed == len(view.plot.scene.series) - 1
    qtbot.keyClick(view.plot, Key.Key_Escape)
    assert view.plot.crossed is None


def test_wheel_zooms_and_dragging_pans_and_a_double_click_resets(
    view: ChartView, qtbot: QtBot
) -> None:
    span = view.plot.scene.span
    start, bar = span.right, span.bar
    _wheel(view, 120, 400)
    assert span.bar > bar
    _wheel(view, 120, 400, shift=True)
    assert span.right < start
    right = span.right
    qtbot.mousePress(view.plot, LEFT, pos=QtCore.QPoint(300, 100))
    qtbot.mouseMove(view.plot, QtCore.QPoint(400, 100))
    qtbot.waitUntil(lambda: span.right == pytest.approx(right - 100 / span.bar))
    qtbot.mouseRelease(view.plot, LEFT, pos=QtCore.QPoint(400, 100))
    qtbot.mouseDClick(view.plot, LEFT, pos=QtCore.QPoint(400, 100))
    assert (span.right, span.bar) == (start, bar)


def test_older_bars_are_wanted_once_near_the_oldest(view: ChartView) -> None:
    asked: list[None] = []

    def ask(_none: None) -> None:
        asked.append(None)
        view.set_paging(Paging.READING)

    view.wanted_older.connect(ask)
    view.plot.pan(-100)
    assert not asked
    view.plot.show_start()
    assert len(asked) == 1
    scene = view.plot.scene
    seen = scene.bar(scene.span.first)
    oldest = int(scene.series.start[0])
    scene.series.prepend([Bar(oldest - 60 * back, 1, 2, 1, 2, 1) for back in range(500, 0, -1)])
    assert view.refresh() is Change.ALL
    assert scene.bar(scene.span.first) == seen
    view.set_paging(Paging.COMPLETE)
    view.plot.show_start()
    assert len(asked) == 1


def test_a_failed_page_offers_to_try_again(view: ChartView, qtbot: QtBot) -> None:
    asked: list[None] = []
    view.wanted_older.connect(asked.append)
    view.set_paging(Paging.READING)
    view.plot.show_start()
    assert not asked
    view.set_paging(Paging.FAILED)
    button = view.plot.findChild(QtWidgets.QPushButton)
    assert button is not None and button.isVisible()
    qtbot.mouseClick(button, LEFT)
    assert len(asked) == 1 and not button.isVisible()


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_directions_have_the_colours_of_the_look(
    view: ChartView, qapp: QtWidgets.QApplication, mode: str
) -> None:
    apply_look(qapp, mode)
    found = _colours(view)
    table = theme.look().colours
    assert found[table.up] > 200 and found[table.down] > 200
    assert max(found, key=found.__getitem__) == table.panel
    theme.apply(qapp, "dark", "green-red", "normal")
    changed = _colours(view)
    assert theme.look().colours.up in changed and table.up not in changed


def test_my_average_orders_and_fills_are_drawn(view: ChartView) -> None:
    scene = view.plot.scene
    bar = scene.bar(len(scene.series) - 20)
    assert bar is not None
    middle = int((scene.prices.low + scene.prices.high) / 2)
    plain = view.plot.grab().toImage()
    view.set_overlay(middle, [OrderLine(Side.SELL, middle + 300, 40)])
    lines = view.plot.grab().toImage()
    y = round(scene.prices.y(middle + 300))
    assert lines.pixelColor(400, y).name() == theme.look().colours.down
    assert lines != plain
    view.set_overlay(None, (), [FillMark(bar.start + 5, Side.BUY, bar.close, 10)])
    x = int(scene.span.centre(len(scene.series) - 20))
    y = round(scene.prices.y(bar.low)) + 11
    assert view.plot.grab().toImage().pixelColor(x, y).name() == theme.look().colours.up
    view.set_overlay()
    assert view.plot.grab().toImage() == plain


def test_a_chart_without_bars_is_quiet(view: ChartView, qtbot: QtBot) -> None:
    view.set_series(series_of([]), MINUTE)
    for key in (Key.Key_Left, Key.Key_Home, Key.Key_End, Key.Key_Plus, Key.Key_Minus):
        qtbot.keyClick(view.plot, key)
    qtbot.keyClick(view.plot, Key.Key_Left, QtCore.Qt.KeyboardModifier.ShiftModifier)
    qtbot.mouseMove(view.plot, QtCore.QPoint(100, 100))
    view.grab()
    assert view.readout.text().strip() == ""
    first = Bar(minute_bars(1)[0].start, 1_000, 1_000, 1_000, 1_000, 0)
    view.plot.scene.series.append(first)
    assert view.refresh() is Change.ALL
    view.grab()
    assert "1,000" in view.readout.text()


def test_an_index_with_flat_early_years_is_shown_in_hundredths(view: ChartView) -> None:
    bars, source = index_bars()
    print("bars:", source)
    view.set_series(series_of(bars), Period(Unit.DAY), in_hundredths=True)
    view.plot.show_start()
    view.grab()
    view.plot.zoom(0.001)
    view.grab()
    assert view.plot.scene.span.first == 0
    assert f"{bars[-1].close / 100:,.2f}" in view.readout.text()


@pytest.mark.parametrize("size", [(160, 120), (240, 160), (1900, 900)])
def test_any_size_paints(view: ChartView, size: tuple[int, int]) -> None:
    view.resize(*size)
    view.set_overlay(58_000, [OrderLine(Side.BUY, 58_000 + 100 * n, 1) for n in range(12)])
    view.grab()
    assert view.plot.scene.width < size[0]


def test_a_bar_begun_since_the_last_frame_waits_for_it(view: ChartView) -> None:
    series = view.plot.scene.series
    last = series.last()
    assert last is not None
    before = view.readout.text()
    series.append(msgspec.structs.replace(last, start=last.start + 60, close=last.close + 100))
    view.set_overlay(average_price=70_000)
    assert view.readout.text() == before
    view.refresh()
    assert view.readout.text() != before
