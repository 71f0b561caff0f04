"""What can be seen of a panel: its sentences, what covers it, its bare lists; asks by its own buttons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from PySide6 import QtWidgets

from kiwoom_desk import texts
from kiwoom_desk.market.age import AgeKind
from kiwoom_desk.market.conditions import RunState
from kiwoom_desk.ui.charts.period_bar import PERIODS
from kiwoom_desk.ui.kit.states import State, StateOverlay
from kiwoom_desk.ui.kit.table import Table
from kiwoom_desk.ui.kit.text import ElidedText
from kiwoom_desk.ui.panels.age_mark import LinkMark
from kiwoom_desk.ui.panels.chart import ChartPanel
from kiwoom_desk.ui.panels.conditions import Conditions
from kiwoom_desk.ui.panels.watch import WatchList
from tests.support.whole_desk import WholeDesk

W = TypeVar("W", bound=QtWidgets.QWidget)
LANGUAGE = "en"
_ASKING = ("Refresh", "Query", "Read again", "Try again")
_LOST = ("dns", "connect", "timeout", "reset")


def seen(panel: QtWidgets.QWidget, kind: type[W]) -> Iterator[W]:
    """Return the widgets of a kind that can be seen in a panel."""
    return (one for one in panel.findChildren(kind) if one.isVisible())


def words(panel: QtWidgets.QWidget) -> str:
    """Return all sentences that can be seen in a panel."""
    told = [one.text() for one in seen(panel, QtWidgets.QLabel)]
    told += [one.text() for one in seen(panel, ElidedText)]
    return "\n".join(told)


def says(panel: QtWidgets.QWidget, *codes: str) -> bool:
    """Tell whether a panel shows the sentence of one of these codes of a query."""
    told = words(panel)
    return any(texts.sentence(LANGUAGE, f"query.{code}") in told for code in codes)


def states(panel: QtWidgets.QWidget) -> list[State | None]:
    """Return the states that cover parts of a panel."""
    return [one.state for one in seen(panel, StateOverlay)]


def _reached(widget: QtWidgets.QWidget, panel: QtWidgets.QWidget) -> bool:
    # What is scrolled out of a part that scrolls is not hidden by anything.
    middle, above = widget.rect().center(), widget.parentWidget()
    while above is not None and above is not panel:
        if not above.rect().contains(widget.mapTo(above, middle)):
            return False
        above = above.parentWidget()
    return True


def readable(panel: QtWidgets.QWidget) -> bool:
    """Tell whether nothing lies over the sentences of the states in sight."""
    for overlay in seen(panel, StateOverlay):
        middle = overlay.mapTo(panel, overlay.rect().center())
        on_top = panel.childAt(middle)
        if on_top is None or not _reached(overlay, panel):
            continue
        if not (on_top is overlay or overlay.isAncestorOf(on_top)):
            return False
    return True


def filled(desk: WholeDesk, id_: str) -> bool:
    """Tell whether a panel waits for nothing and nothing went wrong in it."""
    unfit = {State.FAILED, State.LOADING, State.REFUSED}
    return not desk.running(id_) and not unfit & set(states(desk.panel(id_)))


def bare(panel: QtWidgets.QWidget) -> list[str]:
    """Return the lists in sight that have neither rows nor a sentence over them."""
    covered = {one.parentWidget() for one in seen(panel, StateOverlay) if one.sentence}

    def told(widget: QtWidgets.QWidget | None) -> bool:
        return widget is not None and (widget in covered or told(widget.parentWidget()))

    lists = (one for one in seen(panel, Table) if not one.rows.rows)
    return [one.accessibleName() for one in lists if not told(one)]


def asks(panel: QtWidgets.QWidget) -> bool:
    """Tell whether a panel has a button that asks anew, in sight or not."""
    if isinstance(panel, ChartPanel):
        return True
    return any(one.text() in _ASKING for one in panel.findChildren(QtWidgets.QPushButton))


def ask_again(panel: QtWidgets.QWidget) -> bool:
    """Press what asks anew; tell whether there was anything."""
    if isinstance(panel, ChartPanel):
        # It has no such button: another period is read anew.
        others = [one for one in PERIODS if one != panel.periods.period]
        panel.show_period(others[0])
        return True
    buttons = [one for one in seen(panel, QtWidgets.QPushButton) if one.isEnabled()]
    for title in _ASKING:
        # One way only: the explorer's second press takes the first one back.
        pressed = [one for one in buttons if one.text() == title]
        for one in pressed:
            one.click()
        if pressed:
            return True
    return False


def marked(desk: WholeDesk, panel: QtWidgets.QWidget) -> bool:
    """Tell whether a panel says that what it shows is not current, in words."""
    if isinstance(panel, Conditions):
        states_of_runs = [row.state for row in panel.table.rows.rows if row.state is not None]
        return bool(states_of_runs) and set(states_of_runs) == {RunState.LOST}
    if isinstance(panel, WatchList):
        ages = {desk.rooms.feed.age(code).kind for code in panel.codes}
        return ages <= {AgeKind.STALE, AgeKind.POLLED, AgeKind.NONE}
    told = words(panel)
    lost = any(True for _line in seen(panel, LinkMark))
    return lost or says(panel, *_LOST) or "Stale" in told or "Old price" in told
