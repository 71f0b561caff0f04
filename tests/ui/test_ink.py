"""Texts drawn again and again: a picture looks as the shaped text, and stays out of fine screens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6 import QtGui, QtWidgets

from kiwoom_desk.ui.kit.columns import Tone
from kiwoom_desk.ui.kit.ink import Ink, Inks, inks
from kiwoom_desk.ui.shell import theme
from tests.support.likeness import alike
from tests.support.panels import apply_look

TEXTS = ("1,234,567", "+12.05", "▲900", "삼성전자", "0")
WIDTH, LINE = 160, 20

Draw = Callable[[QtGui.QPainter], None]


@pytest.fixture(params=["dark", "light"])
def look(request: pytest.FixtureRequest, qapp: QtWidgets.QApplication) -> theme.Look:
    apply_look(qapp)
    theme.apply(qapp, request.param, "red-blue", "normal")
    return theme.look()


def sheet(ground: QtGui.QColor, draw: Draw, ratio: float = 1.0) -> QtGui.QImage:
    size = (int(WIDTH * ratio), int(LINE * len(TEXTS) * ratio))
    image = QtGui.QImage(*size, QtGui.QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(ground)
    painter = QtGui.QPainter(image)
    draw(painter)
    painter.end()
    return image


def drawing(*fonts: QtGui.QFont) -> Draw:
    of = Inks(*fonts)

    def draw(painter: QtGui.QPainter) -> None:
        for used in of.begin(painter):
            for place, (text, ink) in enumerate(zip(TEXTS, used.values(), strict=False)):
                put(painter, ink, place * LINE + 15, text)

    return draw


def put(painter: QtGui.QPainter, ink: Ink, base: int, text: str) -> None:
    ink.draw(painter, 2, base, text)
    if text[0] != "삼":
        ink.draw_number(painter, WIDTH - 4, base, text)
    ink.draw_whole(painter, WIDTH / 2 + 0.6, base, text[:4])


@pytest.mark.parametrize("role", ["panel", "selection", "ask_bar", "bid_tint"])
def test_a_picture_looks_as_the_shaped_text(look: theme.Look, role: str) -> None:
    for weight in (theme.Weight.Normal, theme.Weight.DemiBold):
        font, ground = theme.font(13, weight), look.colour(role)
        shaping, keeping = inks(font, look, ratio=2.0), inks(font, look)
        draw = drawing(font)

        def draw_shaped(painter: QtGui.QPainter, used: dict[Tone, Ink] = shaping) -> None:
            for place, (text, ink) in enumerate(zip(TEXTS, used.values(), strict=False)):
                put(painter, ink, place * LINE + 15, text)

        for ink in (*keeping.values(), *shaping.values()):
            ink.forget()
        shaped = sheet(ground, draw_shaped)
        for _ in range(3):
            pictured = sheet(ground, draw)
        assert not any(ink.pictures for ink in shaping.values())
        assert keeping[Tone.PLAIN].pictures >= 3
        assert alike(shaped, pictured)
        assert not alike(pictured, sheet(ground, lambda _painter: None))


def test_a_finer_screen_gets_shaped_texts(look: theme.Look) -> None:
    font, ground = theme.font(12), look.colour("panel")
    draw = drawing(font)
    sheets = [sheet(ground, draw, ratio=2.0) for _ in range(3)]
    assert not any(ink.pictures for ink in inks(font, look, ratio=2.0).values())
    assert sheets[0] == sheets[2]
    # The same list moved to a usual screen, and back.
    for _ in range(3):
        sheet(ground, draw)
    assert inks(font, look)[Tone.PLAIN].pictures
    assert sheet(ground, draw, ratio=2.0) == sheets[0]


def test_one_paint_makes_few_pictures_only(look: theme.Look) -> None:
    font = theme.font(11)
    ink, of = inks(font, look)[Tone.UP], Inks(font)
    ink.forget()

    def draw(painter: QtGui.QPainter) -> None:
        of.begin(painter)
        for number in range(100, 400):
            ink.draw(painter, 0, 15, str(number))

    made = []
    for _ in range(60):
        before = ink.pictures
        sheet(look.colour("panel"), draw)
        made.append(ink.pictures - before)
    assert 0 < max(made) < 40
    assert ink.pictures == 300


def test_pictures_not_used_for_long_go_and_used_ones_stay(
    look: theme.Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiwoom_desk.ui.kit.ink._PICTURES", 40)
    font = theme.font(11)
    ink, of = inks(font, look)[Tone.UP], Inks(font)
    ink.forget()
    made: list[str] = []
    make = ink._sign

    def counted(sign: str, quarters: int) -> QtGui.QPixmap:
        made.append(sign)
        return make(sign, quarters)

    monkeypatch.setattr(ink, "_sign", counted)

    def draw(painter: QtGui.QPainter, numbers: range) -> None:
        of.begin(painter)
        for number in (7, *numbers):
            ink.draw_whole(painter, WIDTH, 15, str(number))

    for first in range(100, 400, 10):
        sheet(look.colour("panel"), lambda painter, at=first: draw(painter, range(at, at + 10)))
        assert ink.pictures <= 80
    # Each number once, and the one that came in every paint not again either.
    assert len(made) == 1 + 3 * 300
    ink.forget()


def test_figures_are_drawn_to_the_left_of_where_they_end(look: theme.Look) -> None:
    font = theme.font(13)
    ink, of = inks(font, look)[Tone.PLAIN], Inks(font)
    reached: list[float] = []

    def draw(painter: QtGui.QPainter) -> None:
        of.begin(painter)
        reached.append(ink.draw_number(painter, 150.0, 15, "1,234,567.89"))

    for _ in range(4):
        sheet(look.colour("panel"), draw)
    assert len({round(one, 6) for one in reached}) == 1
    assert 150 - reached[0] == pytest.approx(ink.figures.number("1,234,567.89"), abs=0.1)


def test_painters_of_one_look_share_inks(look: theme.Look) -> None:
    assert inks(theme.font(13), look)[Tone.UP] is inks(theme.font(13), look)[Tone.UP]
    assert inks(theme.font(13), look)[Tone.UP] is not inks(theme.font(12), look)[Tone.UP]
