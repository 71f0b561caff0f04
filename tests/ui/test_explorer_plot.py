"""A plot of very many points shows what a plot of all of them would."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6 import QtCore, QtGui
from pytestqt.qtbot import QtBot

from kiwoom_desk.ui.panels.explorer_plot import ColumnPlot, PlotPoints, extremes
from kiwoom_desk.ui.shell import theme
from tests.support.panels import apply_look


@given(st.lists(st.integers(-1_000, 1_000), min_size=1, max_size=300), st.integers(1, 50))
def test_the_places_kept_hold_every_stretch_s_extremes(numbers: list[int], parts: int) -> None:
    places = extremes(np.array(numbers, dtype=float), parts)
    assert places == sorted(set(places)) and len(places) <= 2 * parts + 2
    assert places[0] == 0 and places[-1] == len(numbers) - 1
    kept = [numbers[place] for place in places]
    assert (min(kept), max(kept)) == (min(numbers), max(numbers))


def accent(plot: ColumnPlot) -> set[tuple[int, int]]:
    image = plot.grab().toImage().convertToFormat(QtGui.QImage.Format.Format_RGB32)
    wanted = theme.look().colour("accent").rgb()
    every = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return {(x, y) for x, y in every if image.pixel(x, y) == wanted}


def alone(some: set[tuple[int, int]], others: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return the pixels that have none of the others beside them."""
    beside = [(right, down) for right in (-1, 0, 1) for down in (-1, 0, 1)]
    return {(x, y) for x, y in some if not {(x + r, y + d) for r, d in beside} & others}


def test_a_dense_line_looks_like_the_whole_one(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply_look(QtCore.QCoreApplication.instance())
    plot = ColumnPlot()
    qtbot.addWidget(plot)
    plot.resize(300, 120)
    walk = np.random.default_rng(5).integers(-3, 4, 4_000).cumsum().tolist()
    plot.set_points(PlotPoints(walk, str), "walk")
    plot.show()
    thin = accent(plot)
    monkeypatch.setattr("kiwoom_desk.ui.panels.explorer_plot._DENSE", 1_000)
    whole = accent(plot)
    assert len(alone(thin, whole)) + len(alone(whole, thin)) < len(whole) * 0.05
