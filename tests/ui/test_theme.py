"""The look: contrasts, roles, and figures of one width."""

import itertools

import pytest
from PySide6 import QtGui, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.ui.shell import theme
from kiwoom_desk.ui.shell.colours import Colours, colours, contrast, mix
from tests.support.panels import apply_look

MODES = ("dark", "light")
PAIRS = ("red-blue", "green-red", "orange-blue")
TEXTS = ("text", "quiet", "up", "down", "attention", "good", "accent")
GROUNDS = ("ground", "panel", "field", "hover", "selection", "ask_tint", "bid_tint")
LEAST = 4.5


def look_of(mode: str, pair: str) -> Colours:
    return colours(mode, pair)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mode", "pair", "text", "ground"), list(itertools.product(MODES, PAIRS, TEXTS, GROUNDS))
)
def test_every_text_can_be_read_on_every_ground(
    mode: str, pair: str, text: str, ground: str
) -> None:
    table = look_of(mode, pair)
    assert contrast(getattr(table, text), getattr(table, ground)) >= LEAST


@pytest.mark.parametrize(("mode", "pair"), list(itertools.product(MODES, PAIRS)))
def test_figures_can_be_read_on_bars_and_flashes(mode: str, pair: str) -> None:
    table = look_of(mode, pair)
    for bar in (table.ask_bar, table.bid_bar):
        assert contrast(table.text, bar) >= LEAST
    for flash in (table.up_flash, table.down_flash):
        for text in (table.text, table.up, table.down):
            assert contrast(text, flash) >= LEAST


@pytest.mark.parametrize(("mode", "pair"), list(itertools.product(MODES, PAIRS)))
def test_filled_grounds_can_be_read(mode: str, pair: str) -> None:
    table = look_of(mode, pair)
    inks = (table.danger, table.practice, table.demo, table.live, table.buy_button)
    for ink in (*inks, table.sell_button):
        assert contrast(ink.text, ink.ground) >= LEAST


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


def test_mixing_ends_at_both_colours() -> None:
    assert mix("#102030", "#ffffff", 0) == "#102030"
    assert mix("#102030", "#ffffff", 1) == "#ffffff"


def test_up_is_red_and_down_is_blue_unless_chosen_otherwise() -> None:
    usual, other = look_of("dark", "red-blue"), look_of("dark", "green-red")
    assert (usual.up, usual.down) == ("#ff5b5b", "#5b9dff")
    assert other.up != usual.up


def test_all_digits_are_equally_wide(qapp: QtWidgets.QApplication) -> None:
    apply_look(qapp)
    for weight in (theme.Weight.Normal, theme.Weight.DemiBold, theme.Weight.Bold):
        metrics = QtGui.QFontMetricsF(theme.font(13, weight))
        assert len({round(metrics.horizontalAdvance(digit), 3) for digit in "0123456789"}) == 1


def test_a_new_look_reaches_who_listens(qapp: QtWidgets.QApplication) -> None:
    seen: list[str] = []
    subscription = theme.changed.connect(lambda look: seen.append(look.mode))
    apply_look(qapp, "light")
    apply_look(qapp, "dark")
    subscription.close()
    assert seen == ["light", "dark"]
    assert qapp.palette().window().color().name() == "#111418"


def test_a_program_of_one_window_wears_its_sheet_there(
    qapp: QtWidgets.QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("_by_window", False), ("_wearer", None)):
        monkeypatch.setattr(theme, name, value)
    before, window = qapp.styleSheet(), QtWidgets.QWidget()
    qtbot.addWidget(window)
    qapp.setStyleSheet("")
    theme.wear(window)
    assert window.styleSheet() == "", "only a program that asked for it is dressed by its window"
    theme.wear_by_window()
    theme.apply(qapp, "dark", "red-blue", "normal")
    assert (qapp.styleSheet(), window.styleSheet()) == ("", "")
    theme.wear(window)
    dark = window.styleSheet()
    assert theme.look().colours.panel in dark
    theme.apply(qapp, "light", "red-blue", "normal")
    assert window.styleSheet() != dark, "a new look reaches the window"
    assert qapp.styleSheet() == ""
    monkeypatch.undo()
    theme.apply(qapp, "dark", "red-blue", "normal")
    qapp.setStyleSheet(before)
