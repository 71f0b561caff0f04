"""Views of one subject, chosen from a tree, with favourites; refuses to ask for a view nobody sees."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.broker.gateway import Haste
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.market.views import ViewSpec
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.text import ElidedText, clean, plain, set_tooltip
from kiwoom_desk.ui.panels.asker import AGAIN
from kiwoom_desk.ui.panels.explorer_export import Exporter
from kiwoom_desk.ui.panels.view_shared import Shared
from kiwoom_desk.ui.panels.view_sheet import ViewSheet
from kiwoom_desk.ui.shell.panel import PanelContext

INTERVALS = (0, 5, 10, 30, 60)
"""Seconds between refreshes that a person may choose; 0 asks by hand only."""
NARROW = 620
"""Pixels below which the tree and a view have no room beside each other."""
_TREE = 188
_ID = QtCore.Qt.ItemDataRole.UserRole
_FAVOURITES = mark("Favourites")
_SMALLEST = QtCore.QSize(240, 160)
_ACCOUNTS = "/api/dostk/acnt"
_SLOWEST = 6
_ONE_LINE = 440
_BESIDE = 84


class BoardChoice(msgspec.Struct, frozen=True):
    """The view looked at last, the favourites and how often it is asked; kept with the layout."""

    view: str = ""
    favourites: tuple[str, ...] = ()
    every: int = 10


class ViewBoard(QtWidgets.QWidget):
    """The tree beside the view where there is room for both, behind a button where there is not."""

    def __init__(self, context: PanelContext, views: Sequence[ViewSpec], every: int = 10) -> None:
        super().__init__()
        self._context = context
        self._views = {view.id: view for view in views}
        kept = context.memory.read(BoardChoice) or BoardChoice(every=every)
        self._choice = kept if kept.view in self._views else BoardChoice(
            views[0].id, kept.favourites, kept.every)  # fmt: skip
        self._shared = Shared()
        self.narrow = NARROW
        """Pixels below which the tree gives way; a panel with more beside it needs more."""
        self._wide: bool | None = None
        self.sheets: dict[str, ViewSheet] = {}
        self.tree = QtWidgets.QTreeWidget()
        self.list_button = QtWidgets.QPushButton()
        self.star = QtWidgets.QToolButton()
        self.subject = ElidedText()
        self.entry = QtWidgets.QLineEdit()
        self.said = ElidedText()
        self.every = QtWidgets.QComboBox()
        self.more_button = QtWidgets.QPushButton(tr("More"))
        self.export_button = QtWidgets.QPushButton(tr("Export"))
        self.refresh_button = QtWidgets.QPushButton(tr("Refresh"))
        self._stack = QtWidgets.QStackedWidget()
        self._exporter = Exporter(self, context)
        self._timer = QtCore.QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(lambda: self.sheet.refresh(Haste.TIMED))
        self._prepare()
        self._lay_out()
        self._fill_tree()
        self._connect()

    def complete(self) -> None:
        """Make the view that was looked at last."""
        self._stack.setCurrentWidget(self.sheet)

    # --- parts -----------------------------------------------------------------------------

    def _prepare(self) -> None:
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(True)
        self.tree.setIndentation(12)
        self.tree.setAccessibleName(tr("Views"))
        self.tree.setFrameShape(QtWidgets.QFrame.Shape.NoFrame)
        self.tree.setMinimumWidth(120)
        self.star.setText("☆")
        self.star.setCheckable(True)
        self.star.setAccessibleName(tr("Favourite"))
        self.star.setProperty("role", "quiet")
        set_tooltip(self.star, tr("Favourite"))
        self.entry.setPlaceholderText(tr("Find in the list"))
        self.entry.setAccessibleName(tr("Find in the list"))
        self.entry.setClearButtonEnabled(True)
        self.entry.setMaximumWidth(160)
        self.said.setForegroundRole(QtGui.QPalette.ColorRole.PlaceholderText)
        for seconds in INTERVALS:
            title = tr("Every {seconds} s").format(seconds=seconds) if seconds else tr("By hand")
            self.every.addItem(title, seconds)
        self.every.setAccessibleName(tr("Refresh"))
        self.every.setCurrentIndex(max(self.every.findData(self._choice.every), 0))
        self.more_button.setProperty("role", "quiet")
        self.more_button.hide()
        self.export_button.setProperty("role", "quiet")

    def _lay_out(self) -> None:
        head = QtWidgets.QHBoxLayout()
        head.setContentsMargins(8, 4, 4, 0)
        head.setSpacing(4)
        head.addWidget(self.list_button)
        head.addWidget(self.star)
        head.addWidget(self.subject, 1)
        head.addWidget(self.entry)
        self._foot = foot = QtWidgets.QBoxLayout(QtWidgets.QBoxLayout.Direction.LeftToRight)
        foot.setContentsMargins(8, 4, 4, 4)
        foot.setSpacing(4)
        foot.addWidget(self.said, 1)
        buttons = QtWidgets.QHBoxLayout()
        buttons.setSpacing(4)
        buttons.addStretch(1)
        for widget in (self.more_button, self.export_button, self.every, self.refresh_button):
            buttons.addWidget(widget)
        foot.addLayout(buttons)
        right = QtWidgets.QWidget()
        column = QtWidgets.QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        column.addLayout(foot)
        self._right = right
        self._sides = QtWidgets.QSplitter(QtCore.Qt.Orientation.Horizontal)
        self._sides.setChildrenCollapsible(False)
        self._sides.addWidget(self.tree)
        self._sides.addWidget(right)
        self._sides.setStretchFactor(1, 1)
        self._sides.setSizes([_TREE, 600])
        row = QtWidgets.QVBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._sides)

    def _connect(self) -> None:
        self.tree.itemClicked.connect(lambda item, _column: self._picked(item))
        self.tree.itemActivated.connect(lambda item, _column: self._picked(item))
        self.list_button.clicked.connect(lambda _on=False: self._toggle_tree())
        self.star.clicked.connect(lambda _on=False: self._toggle_favourite())
        self.entry.textChanged.connect(lambda typed: self.sheet.search(typed))
        self.every.currentIndexChanged.connect(lambda _place: self._interval_chosen())
        self.refresh_button.clicked.connect(lambda _on=False: self.sheet.refresh(Haste.CLICKED))
        self.more_button.clicked.connect(lambda _on=False: self.sheet.more())
        self.export_button.clicked.connect(lambda _on=False: self._offer_export(None))

    def _fill_tree(self) -> None:
        self.tree.clear()
        english = self._context.desk.settings.language == "en"
        chosen = [self._views[one] for one in self._choice.favourites if one in self._views]
        groups: dict[str, list[ViewSpec]] = {_FAVOURITES: chosen} if chosen else {}
        for view in self._views.values():
            groups.setdefault(view.group, []).append(view)
        for group, views in groups.items():
            above = QtWidgets.QTreeWidgetItem([clean(tr(group))]) if group else None
            for view in views:
                item = QtWidgets.QTreeWidgetItem([clean(tr(view.title))])
                item.setData(0, _ID, view.id)
                api = catalogue().api(view.api_id)
                told = f"{api.id} {api.english if english else api.name}"
                item.setData(0, QtCore.Qt.ItemDataRole.ToolTipRole, plain(told))
                if above is None:
                    self.tree.addTopLevelItem(item)
                else:
                    above.addChild(item)
            if above is not None:
                self.tree.addTopLevelItem(above)
        self.tree.expandAll()
        self._mark_current()

    def _mark_current(self) -> None:
        found = [item for item in _items(self.tree) if item.data(0, _ID) == self._choice.view]
        if found and self.tree.currentItem() not in found:
            self.tree.setCurrentItem(found[-1])

    # --- which view ------------------------------------------------------------------------

    @property
    def sheet(self) -> ViewSheet:
        """Return the view shown; it is made when it is first looked at."""
        view = self._views[self._choice.view]
        made = self.sheets.get(view.id)
        if made is None:
            made = self.sheets[view.id] = ViewSheet(self._context, view, self._shared)
            made.said.connect(lambda told, one=made: self._told(one, told))
            made.changed.connect(lambda _none, one=made: self._changed(one))
            made.answer.menu_asked.connect(self._offer_export)
            self._stack.addWidget(made)
        return made

    def choose(self, view: str) -> None:
        """Look at another view, as if it was picked from the tree."""
        if view not in self._views:
            raise KeyError(view)
        self._keep(msgspec.structs.replace(self._choice, view=view))
        self.entry.clear()
        self._show()

    def show_view(self, view: str) -> None:
        """Look at another view, as `choose`."""
        self.choose(view)

    def _show(self) -> None:
        self._timer.stop()
        sheet = self.sheet
        self._stack.setCurrentWidget(sheet)
        self.setFocusProxy(sheet)
        self._name_view()
        favourite = sheet.spec.id in self._choice.favourites
        self.star.setChecked(favourite)
        self.star.setText("★" if favourite else "☆")
        self._mark_current()
        self._changed(sheet)

    def _picked(self, item: QtWidgets.QTreeWidgetItem) -> None:
        view = item.data(0, _ID)
        if isinstance(view, str):
            self.choose(view)
            if self.width() < self.narrow:
                self._right.show()
                self.tree.hide()

    def _toggle_tree(self) -> None:
        shown = self.tree.isHidden()
        self.tree.setVisible(shown)
        self._right.setVisible(not shown or self.width() >= self.narrow)
        if shown:
            self.tree.setFocus(QtCore.Qt.FocusReason.OtherFocusReason)

    def _toggle_favourite(self) -> None:
        view, before = self._choice.view, self._choice.favourites
        after = tuple(one for one in before if one != view)
        if view not in before:
            after = (*before, view)
        self._keep(msgspec.structs.replace(self._choice, favourites=after))
        self._fill_tree()
        self._show()

    def _interval_chosen(self) -> None:
        self._keep(msgspec.structs.replace(self._choice, every=self.every.currentData()))
        self._timer.stop()
        self._plan()

    def _keep(self, choice: BoardChoice) -> None:
        self._choice = choice
        self._context.memory.write(choice)

    # --- what it says ----------------------------------------------------------------------

    def _told(self, sheet: ViewSheet, told: str) -> None:
        if sheet is self._stack.currentWidget():
            self.said.set_text(told)

    def _changed(self, sheet: ViewSheet) -> None:
        if sheet is not self._stack.currentWidget():
            return
        by_name = sheet.by_name and sheet.code
        index = self._context.desk.instruments
        code = self._context.link.instrument if not by_name else sheet.code.split("_")[0]
        self.subject.set_text(index.title(code) if by_name else "")
        self.more_button.setVisible(sheet.goes_on)
        self._plan()

    def _plan(self) -> None:
        sheet = self._stack.currentWidget()
        if not isinstance(sheet, ViewSheet) or sheet.busy or not self.isVisible():
            return
        # What the broker refuses is asked ever more seldom, of an account by hand alone.
        if sheet.refusals and sheet.api.path == _ACCOUNTS:
            return
        pages = 1 if sheet.question is None else max(sheet.question.pages, 1)
        slower = 2 ** min(sheet.refusals, _SLOWEST)
        if sheet.limited:
            self._timer.start(AGAIN)
        elif self._choice.every:
            self._timer.start(self._choice.every * 1_000 * pages * slower)

    def minimumSizeHint(self) -> QtCore.QSize:
        """Return little: a wide list in a tab may not push its neighbours away."""
        return _SMALLEST

    def resizeEvent(self, event: QtGui.QResizeEvent) -> None:
        """Show the tree beside the view where there is room."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Show the tree beside the view where there is room now."""
        wide = self.width() >= self.narrow
        if wide is not self._wide:
            self._wide = wide
            self.tree.setVisible(wide)
            self._right.show()
        ways = QtWidgets.QBoxLayout.Direction
        room = self.width() - (self.tree.width() if wide else 0)
        self._foot.setDirection(ways.LeftToRight if room >= _ONE_LINE else ways.TopToBottom)
        self.entry.setMaximumWidth(160 if room >= _ONE_LINE else 96)
        self._name_view()

    def _name_view(self) -> None:
        sheet = self._stack.currentWidget()
        if isinstance(sheet, ViewSheet):
            title, metrics = clean(tr(sheet.spec.title)), self.list_button.fontMetrics()
            room = max(self.width() - self.entry.maximumWidth() - _BESIDE, _BESIDE)
            right = QtCore.Qt.TextElideMode.ElideRight
            self.list_button.setText(metrics.elidedText(title, right, room))
            set_tooltip(self.list_button, title)

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        """Show the view that was looked at last."""
        super().showEvent(event)
        self._show()

    def hideEvent(self, event: QtGui.QHideEvent) -> None:
        """Ask nothing while nobody looks."""
        super().hideEvent(event)
        self._timer.stop()

    # --- export ----------------------------------------------------------------------------

    def _offer_export(self, position: QtCore.QPoint | None) -> None:
        table = self.sheet.answer.table
        if table is None:
            return
        menu = QtWidgets.QMenu(self)
        menu.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Copy")).triggered.connect(
            lambda _on=False: QtWidgets.QApplication.clipboard().setText(table.copy_text())
        )
        for title, suffix in ((tr("Save as CSV"), ".csv"), (tr("Save as Excel"), ".xlsx")):
            menu.addAction(title).triggered.connect(self._exporting(suffix))
        corner = self.export_button.mapToGlobal(QtCore.QPoint(0, 0))
        menu.popup(position if position is not None else corner)

    def _exporting(self, suffix: str) -> Callable[[], None]:
        def export() -> None:
            title = tr(self.sheet.spec.title)
            found = self.sheet.answer.sheet(title)
            if found is not None:
                self._exporter.offer(title, suffix, [found])

        return export


def _items(tree: QtWidgets.QTreeWidget) -> list[QtWidgets.QTreeWidgetItem]:
    found = []
    for place in range(tree.topLevelItemCount()):
        above = tree.topLevelItem(place)
        if above is not None:
            found.append(above)
            found += [above.child(number) for number in range(above.childCount())]
    return found
