"""The list below the search box: what was found, a line each; refuses to search."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6 import QtCore, QtWidgets

from kiwoom_desk.domain.instrument import Instrument, Market
from kiwoom_desk.ui.kit.columns import Column, Kind, Tone
from kiwoom_desk.ui.kit.grid import Grid
from kiwoom_desk.ui.kit.language import mark, tr


class Found(msgspec.Struct, frozen=True):
    """One line below the box: an instrument, an action or a function."""

    key: str
    title: str
    detail: str
    kind: str


_MARKETS = {
    Market.KOSPI: mark("KOSPI", "market"),
    Market.KOSDAQ: mark("KOSDAQ", "market"),
    Market.KONEX: mark("KONEX", "market"),
    Market.ETF: mark("ETF", "market"),
    Market.ETN: mark("ETN", "market"),
    Market.ELW: mark("ELW", "market"),
    Market.GOLD: mark("Gold", "market"),
    Market.RIGHT: mark("Right", "market"),
}

_COLUMNS = (
    Column(
        id="title", title=mark("Name"), value=lambda found: found.title, kind=Kind.NAME, width=240
    ),
    Column(
        id="detail",
        title=mark("Code"),
        value=lambda found: found.detail,
        kind=Kind.TEXT,
        align="right",
        width=110,
        tone=lambda _found: Tone.QUIET,
    ),
    Column(
        id="kind",
        title=mark("Kind"),
        value=lambda found: found.kind,
        kind=Kind.TEXT,
        align="right",
        width=80,
        tone=lambda _found: Tone.QUIET,
    ),
)


def found_list(read: Callable[[str], Found | None], stage: QtWidgets.QWidget) -> Grid:
    """Return a hidden list over `stage` of the lines that `read` returns for its keys."""
    made = Grid(_COLUMNS, read, parent=stage)
    made.setObjectName("found")
    made.flashing = False
    made.setFrameShape(QtWidgets.QFrame.Shape.Box)
    made.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)
    made.setVerticalScrollBarPolicy(QtCore.Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.set_accessible(tr("Search results"))
    made.hide_header()
    made.hide()
    return made


def found_instrument(one: Instrument) -> Found:
    """Return the line of an instrument."""
    return Found(one.code, one.name, one.code, tr(_MARKETS[one.market]))
