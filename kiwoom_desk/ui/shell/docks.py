"""Panels in docks: the opening layout, titles, link marks; refuses to know what a panel shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import PySide6QtAds as QtAds
from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.shell import theme
from kiwoom_desk.ui.shell.links import GROUPS, Link
from kiwoom_desk.ui.shell.panel import Area, PanelSpec

# Beside which area, on which of its sides; the centre comes first (look.md, opening layout).
_ORDER: tuple[tuple[Area, Area | None, int], ...] = (
    (Area.CENTRE, None, QtAds.CenterDockWidgetArea),
    (Area.LEFT, Area.CENTRE, QtAds.LeftDockWidgetArea),
    (Area.BOOK, Area.CENTRE, QtAds.RightDockWidgetArea),
    (Area.RIGHT, Area.BOOK, QtAds.RightDockWidgetArea),
    (Area.LEFT_BELOW, Area.LEFT, QtAds.BottomDockWidgetArea),
    (Area.CENTRE_BELOW, Area.CENTRE, QtAds.BottomDockWidgetArea),
    (Area.BOOK_BELOW, Area.BOOK, QtAds.BottomDockWidgetArea),
    (Area.RIGHT_BELOW, Area.RIGHT, QtAds.BottomDockWidgetArea),
)
# Shares of width and height on a 1920 x 1080 screen.
_WIDTHS = {Area.LEFT: 405, Area.CENTRE: 725, Area.BOOK: 390, Area.RIGHT: 380}
_HEIGHTS = {
    Area.LEFT: (600, 400),
    Area.CENTRE: (640, 360),
    Area.BOOK: (560, 440),
    Area.RIGHT: (620, 380),
}
_BELOW = {
    Area.LEFT: Area.LEFT_BELOW,
    Area.CENTRE: Area.CENTRE_BELOW,
    Area.BOOK: Area.BOOK_BELOW,
    Area.RIGHT: Area.RIGHT_BELOW,
}
A_TURN = 1
"""Milliseconds after which another turn of the loop begins: Qt calls after 0 within the same one."""
_FLAGS = (
    (QtAds.CDockManager.DockAreaHasUndockButton, False),
    (QtAds.CDockManager.DockAreaHasCloseButton, False),
    (QtAds.CDockManager.DockAreaHasTabsMenuButton, True),
    (QtAds.CDockManager.DockAreaDynamicTabsMenuButtonVisibility, True),
    (QtAds.CDockManager.AllTabsHaveCloseButton, False),
    (QtAds.CDockManager.ActiveTabHasCloseButton, False),
    (QtAds.CDockManager.AlwaysShowTabs, True),
    (QtAds.CDockManager.OpaqueSplitterResize, True),
    (QtAds.CDockManager.XmlCompressionEnabled, False),
    (QtAds.CDockManager.FloatingContainerHasWidgetTitle, True),
)


def make_manager(parent: QtWidgets.QWidget) -> QtAds.CDockManager:
    """Return a dock manager that follows the program's style sheet, not its own."""
    for flag, on in _FLAGS:
        QtAds.CDockManager.setConfigFlag(flag, on)
    manager = QtAds.CDockManager(parent)
    # A fixed scheme: following the palette would load the library's own sheet again.
    manager.setColorSchemeMode(QtAds.CDockManager.ColorSchemeMode.Dark)
    manager.setStyleSheet("")
    return manager


class Docks(QtCore.QObject):
    """One dock a panel, by its spec's id."""

    def __init__(self, manager: QtAds.CDockManager, specs: Sequence[PanelSpec]) -> None:
        super().__init__(manager)
        self.manager = manager
        self.specs = {spec.id: spec for spec in specs}
        self._docks = {spec.id: self._make(spec) for spec in specs if spec.opens}
        self._waiting: dict[str, Callable[[], None]] = {}
        self._areas: dict[Area, QtAds.CDockAreaWidget] = {}
        self._links: dict[str, Link] = {}
        # The panel that gets the keyboard when its widget comes.
        self._raised = ""

    def _make(self, spec: PanelSpec) -> QtAds.CDockWidget:
        dock = QtAds.CDockWidget(self.manager, tr(spec.title))
        # The id, not the translated title, is the key in a saved layout.
        dock.setObjectName(spec.id)
        dock.setMinimumSizeHintMode(QtAds.CDockWidget.MinimumSizeHintFromContent)
        blank = QtWidgets.QWidget()
        blank.setObjectName("panel")
        blank.setAttribute(QtCore.Qt.WidgetAttribute.WA_StyledBackground)
        dock.setWidget(blank, QtAds.CDockWidget.ForceNoScrollArea)
        tab = dock.tabWidget()
        # The menu key and button ask for our menu; a filter would be called for every event.
        tab.setContextMenuPolicy(QtCore.Qt.ContextMenuPolicy.CustomContextMenu)
        asked = partial(self._ask_menu, spec.id)
        tab.customContextMenuRequested.connect(asked)
        return dock

    def dock(self, id_: str) -> QtAds.CDockWidget:
        """Return the dock of a panel, made now and closed in its place if nobody opened it before.

        Raise KeyError for an unknown id.
        """
        if id_ not in self._docks:
            self._place(self.specs[id_], is_open=False)
        return self._docks[id_]

    def in_front(self, id_: str) -> bool:
        """Tell whether a panel's tab is in front; one that was never opened is not."""
        return id_ in self._docks and bool(self._docks[id_].isCurrentTab())

    def _place(self, spec: PanelSpec, *, is_open: bool) -> None:
        """Make the dock of a panel as a tab in its place: in front, or closed where it is to come."""
        dock = self._docks[spec.id] = self._make(spec)
        beside = [
            self._docks[other.id]
            for other in self.specs.values()
            if other.area is spec.area and other.id in self._docks and other is not spec
        ]
        neighbour = next((one for one in beside if not one.isClosed()), None)
        area = neighbour.dockAreaWidget() if neighbour is not None else None
        if area is None:
            self.manager.addDockWidget(_alone(QtAds.RightDockWidgetArea, bool(beside)), dock)
        else:
            front = area.currentIndex()
            self.manager.addDockWidgetTabToArea(dock, area)
            if not is_open:
                area.setCurrentIndex(front)
        if not is_open:
            dock.toggleView(False)
        if spec.id in self._waiting:
            self._when_opened(dock, self._waiting.pop(spec.id))

    def add(self, spec: PanelSpec, beside: str) -> None:
        """Open one more panel as the tab in front, beside another; raise ValueError if it is there."""
        if spec.id in self.specs:
            raise ValueError(f"the panel {spec.id} is there already")
        self.specs[spec.id] = spec
        dock = self._docks[spec.id] = self._make(spec)
        neighbour = self.dock(beside)
        if neighbour.isClosed():
            self.manager.addDockWidgetFloating(dock)
        else:
            self.manager.addDockWidgetTabToArea(dock, neighbour.dockAreaWidget())

    def remove(self, id_: str) -> None:
        """End a panel and its dock; raise KeyError for an unknown id."""
        dock = self.dock(id_)
        del self.specs[id_], self._docks[id_]
        self._links.pop(id_, None)
        self.manager.removeDockWidget(dock)
        dock.deleteLater()

    def arrange(self) -> None:
        """Put all docks where the opening layout has them."""
        areas: dict[Area, QtAds.CDockAreaWidget] = {}
        for area, beside, side in _ORDER:
            found = [
                spec.id
                for spec in self.specs.values()
                if spec.area is area and spec.id in self._docks
            ]
            for id_ in found:
                dock = self._docks[id_]
                if dock.isClosed():
                    dock.toggleView(True)
                if area in areas:
                    self.manager.addDockWidgetTabToArea(dock, areas[area])
                else:
                    anchor = areas.get(beside) if beside is not None else None
                    where = side if anchor is not None else _alone(side, bool(areas))
                    areas[area] = self.manager.addDockWidget(where, dock, anchor)
            if found:
                areas[area].setCurrentIndex(0)
        # Each has its place by now, so that it comes back as a tab there.
        for id_, dock in self._docks.items():
            if not self.specs[id_].opens:
                dock.toggleView(False)
        self._areas = areas
        self.share()

    def share(self) -> None:
        """Give the areas of the opening layout their shares of the window as it is now."""
        areas = self._areas
        tops = [area for area in _WIDTHS if area in areas]
        for top in tops:
            below = _BELOW[top]
            if below in areas:
                self.manager.setSplitterSizes(areas[top], list(_HEIGHTS[top]))
        if tops:
            splitter = _row_of(areas[tops[0]])
            if splitter is not None and splitter.count() == len(tops):
                splitter.setSizes([_WIDTHS[area] for area in tops])

    def put(self, id_: str, widget: QtWidgets.QWidget) -> None:
        """Put a panel's widget into its dock."""
        dock = self.dock(id_)
        before = dock.takeWidget()
        if before is not None:
            before.deleteLater()
        widget.setAttribute(QtCore.Qt.WidgetAttribute.WA_StyledBackground)
        if not widget.objectName():
            widget.setObjectName("panel")
        if not widget.accessibleName():
            widget.setAccessibleName(tr(self.specs[id_].title))
        dock.setWidget(widget, QtAds.CDockWidget.ForceNoScrollArea)
        if id_ == self._raised:
            _give_keyboard(dock)

    def when_shown(self, id_: str, call: Callable[[], None]) -> None:
        """Call once a panel is open, or is opened for the first time."""
        if id_ in self._docks:
            self._when_opened(self._docks[id_], call)
        else:
            self._waiting[id_] = call

    def _when_opened(self, dock: QtAds.CDockWidget, call: Callable[[], None]) -> None:
        waiting = [call]

        def opened(is_open: bool) -> None:
            if is_open and waiting:
                waiting.pop()()

        dock.viewToggled.connect(opened)
        opened(not dock.isClosed())

    def restore(self, state: bytes, version: int) -> bool:
        """Put the docks where a kept state has them; False where it cannot be read."""
        # Qt complains aloud about what is not XML.
        if not state.startswith(b"<?xml"):
            return False
        # The library leaves out what has no dock.
        for id_ in self.specs:
            if id_ not in self._docks and f'"{id_}"'.encode() in state:
                self.dock(id_)
        return bool(self.manager.restoreState(QtCore.QByteArray(state), version))

    def raise_panel(self, id_: str) -> None:
        """Open a panel, bring its tab to the front and give it the keyboard.

        One that was never open shows its title now and its widget a few turns later.
        """
        if id_ not in self._docks:
            self._place(self.specs[id_], is_open=True)
        dock = self._docks[id_]
        # Opening what is open lays the whole window out again.
        if dock.isClosed():
            dock.toggleView(True)
        dock.setAsCurrentTab()
        dock.raise_()
        self._raised = id_
        _give_keyboard(dock)

    def opener(self, id_: str) -> Callable[[], None]:
        """Return the call that raises a panel."""
        return lambda: self.raise_panel(id_)

    def mark_link(self, id_: str, link: Link) -> None:
        """Show the link group in the title, and offer the others in its menu."""
        self._links[id_] = link
        link.moved.connect(lambda _name: self.take_look())
        self.dock(id_).setIcon(_mark(link.name))

    def take_look(self) -> None:
        """Draw the marks in the colours in force."""
        for id_, link in self._links.items():
            self._docks[id_].setIcon(_mark(link.name))

    def repaint_lists(self) -> None:
        """Paint every list anew: they read names while they paint."""
        for shown in self.manager.findChildren(QtWidgets.QAbstractScrollArea):
            shown.viewport().update()

    def _ask_menu(self, id_: str, at: QtCore.QPoint) -> None:
        self.menu(id_).popup(self.dock(id_).tabWidget().mapToGlobal(at))

    def menu(self, id_: str) -> QtWidgets.QMenu:
        """Return the menu of a title: link group, float, close."""
        dock, link = self.dock(id_), self._links.get(id_)
        menu = QtWidgets.QMenu(dock)
        menu.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in (*GROUPS, "") if link is not None else ():
            title = f"{tr('Link group')} {name}" if name else tr("Locked on this instrument")
            action = menu.addAction(_mark(name), title)
            action.triggered.connect(_joiner(link, name))
        menu.addSeparator()
        menu.addAction(tr("Float"), dock.setFloating)
        menu.addAction(tr("Close"), lambda: dock.toggleView(False))
        return menu


def _give_keyboard(dock: QtAds.CDockWidget) -> None:
    target = dock.widget().nextInFocusChain() if dock.widget() else None
    if target is not None and dock.isAncestorOf(target):
        target.setFocus(QtCore.Qt.FocusReason.ShortcutFocusReason)


def _joiner(link: Link | None, name: str) -> Callable[[], None]:
    return lambda: link.join(name) if link is not None else None


def _alone(side: int, others: bool) -> int:
    return side if others else QtAds.CenterDockWidgetArea


def _row_of(area: QtAds.CDockAreaWidget) -> QtWidgets.QSplitter | None:
    """Return the outermost row that an area stands in."""
    found, widget = None, area.parentWidget()
    while widget is not None and not isinstance(widget, QtAds.CDockContainerWidget):
        is_row = isinstance(widget, QtWidgets.QSplitter)
        if is_row and widget.orientation() is QtCore.Qt.Orientation.Horizontal:
            found = widget
        widget = widget.parentWidget()
    return found


def _mark(name: str) -> QtGui.QIcon:
    """Draw a group's colour with its letter, or an empty frame for a locked panel."""
    picture = QtGui.QPixmap(32, 32)
    picture.setDevicePixelRatio(2)
    picture.fill(QtCore.Qt.GlobalColor.transparent)
    painter = QtGui.QPainter(picture)
    painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing)
    box = QtCore.QRectF(1, 1, 14, 14)
    shown = theme.look()
    if name:
        colour = theme.qcolour(shown.colours.groups[GROUPS.index(name)])
        painter.setPen(QtCore.Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(shown.colour("ground"))
        painter.setFont(theme.font(10, theme.Weight.Bold))
        painter.drawText(box, QtCore.Qt.AlignmentFlag.AlignCenter, name)
    else:
        painter.setPen(QtGui.QPen(shown.colour("quiet"), 1.5))
        painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), 2, 2)
    painter.end()
    return QtGui.QIcon(picture)
