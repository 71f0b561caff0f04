"""Sectors and indices: board, map, breadth, and one of them close by; refuses to invent an index."""

from __future__ import annotations

from typing import Protocol

import msgspec
from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.broker.gateway import Pushed
from kiwoom_desk.domain.quote import IndexQuote
from kiwoom_desk.market.asked_rows import AskedRow
from kiwoom_desk.market.feed import Lease, Rank, Want, Watch
from kiwoom_desk.market.sectors import BOARD, DAYS, TODAY, breadth
from kiwoom_desk.ui.kit.breadth_bar import BreadthBar
from kiwoom_desk.ui.kit.columns import Column, Kind, Tone, by_sign
from kiwoom_desk.ui.kit.frame import Dirty
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.tasks import closing
from kiwoom_desk.ui.kit.text import ElidedText
from kiwoom_desk.ui.panels.asked_foot import AskedFoot, Listed
from kiwoom_desk.ui.panels.asked_list import AskedList
from kiwoom_desk.ui.panels.heat_map import HeatMap, Tile
from kiwoom_desk.ui.panels.sector_chart import SectorChart
from kiwoom_desk.ui.panels.sector_detail import SectorCourse, SectorProgrammes
from kiwoom_desk.ui.panels.sector_lists import Investors, Members
from kiwoom_desk.ui.shell import theme
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

BREADTH = "0U"
_EVERY = 10_000
_PAINT_EVERY = 250
_LEAST_SIDES = (184, 160)
_LEFT, _RIGHT = 400, 500
_SMALLEST = QtCore.QSize(320, 240)
_MARKETS = {"001": mark("KOSPI", "market"), "101": mark("KOSDAQ", "market")}
# FIDs of 0U: at the upper limit, up, flat, down, at the lower limit.
_FIDS = ("f251", "f252", "f253", "f255", "f254")


class Tab(Protocol):
    """What a tab about one sector does."""

    @property
    def lists(self) -> tuple[Listed, ...]:
        """Return the lists in front."""
        ...

    def show_sector(self, code: str) -> None:
        """Show another sector."""
        ...


_LEFT_PAGES = ("board", "map")
_RIGHT_PAGES = {"chart": 0, "names": 1, "today": 2, "days": 3, "investors": 4, "programmes": 5}
"""Places of the pages by the names they are found by."""


class SectorChoice(msgspec.Struct, frozen=True):
    """The market, the sector and the tabs looked at last; kept with the layout."""

    market: str = "001"
    sector: str = "001"
    left: int = 0
    right: int = 0


class Sectors(QtWidgets.QWidget):
    """Breadth above; the board or the map on the left, the chosen sector on the right."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self.choice = context.memory.read(SectorChoice) or SectorChoice()
        self._leases: dict[str, Lease] = {}
        self._watches: tuple[Watch, ...] = ()
        self._shown: set[int] = set()
        self.markets = QtWidgets.QComboBox()
        self.bars = {code: BreadthBar(tr(title)) for code, title in _MARKETS.items()}
        self.board = AskedList(
            context,
            BOARD,
            title=tr("Sectors"),
            empty=tr("No sector is told."),
            extra=self._columns(),
            extra_at=1,
            titles={"stk_nm": mark("Sector"), "wght": mark("Weight %")},
        )
        self.map = HeatMap()
        self.name = ElidedText()
        self.chart = SectorChart(context)
        self.today = SectorCourse(context, TODAY, tr("Today", "figures"), "tm_n", _EVERY)
        self.days = SectorCourse(context, DAYS, tr("By day"), "dt_n", 0)
        self.members, self.investors = Members(context), Investors(context)
        self.programmes = SectorProgrammes(context)
        self.left, self.right = QtWidgets.QTabWidget(), QtWidgets.QTabWidget()
        self.foot = AskedFoot(context, tr("Sectors"))
        self._paint = QtCore.QTimer(self)
        self._paint.setSingleShot(True)
        self._paint.setInterval(_PAINT_EVERY)
        self._paint.timeout.connect(self._show_live)
        self._fill()
        self._lay_out()

    def complete(self) -> None:
        """Ask for the board and the sector looked at last."""
        self._connect()
        self._ask_board()
        self.show_sector(self.choice.sector)

    @property
    def _tabs(self) -> tuple[Tab, ...]:
        return (
            self.chart,
            self.members,
            self.today,
            self.days,
            self.investors,
            self.programmes,
        )

    def _columns(self) -> tuple[Column, ...]:
        change = by_sign(lambda row: self._figure(row, "change", "pred_pre"))
        return (
            Column(
                id="level",
                title=mark("Level"),
                value=lambda row: self._figure(row, "level", "cur_prc"),
                kind=Kind.HUNDREDTHS,
                tone=change,
                bold=True,
                width=70,
            ),
            Column(
                id="rate",
                title=mark("Rate %"),
                value=lambda row: self._figure(row, "rate", "flu_rt"),
                kind=Kind.RATE,
                tone=change,
                width=58,
            ),
            Column(
                id="up",
                title=mark("Up", "count"),
                value=lambda row: breadth(row).up,
                kind=Kind.WHOLE,
                tone=lambda _row: Tone.UP,
                width=48,
            ),
            Column(
                id="down",
                title=mark("Down", "count"),
                value=lambda row: breadth(row).down,
                kind=Kind.WHOLE,
                tone=lambda _row: Tone.DOWN,
                width=48,
            ),
            Column(
                id="rising",
                title=mark("Rising %"),
                value=lambda row: breadth(row).percent,
                kind=Kind.HUNDREDTHS,
                form=lambda value: "" if value is None else f"{value:.1f}",
                width=64,
            ),
        )

    def _fill(self) -> None:
        for code, title in _MARKETS.items():
            self.markets.addItem(tr(title), code)
        self.markets.setCurrentIndex(max(self.markets.findData(self.choice.market), 0))
        self.markets.setAccessibleName(tr("Market"))
        self.map.setAccessibleName(tr("Map"))
        self.name.setFont(theme.font(13, theme.Weight.DemiBold))
        for tabs in (self.left, self.right):
            tabs.setDocumentMode(True)
        self.left.addTab(self.board, tr("Board"))
        self.left.addTab(self.map, tr("Map"))
        names = (
            tr("Chart"),
            tr("Names", "sector"),
            tr("Today", "figures"),
            tr("By day"),
            tr("Investors"),
            tr("Programmes"),
        )
        for widget, name in zip(self._tabs, names, strict=True):
            assert isinstance(widget, QtWidgets.QWidget)
            self.right.addTab(widget, name)
        for tabs, place in ((self.left, self.choice.left), (self.right, self.choice.right)):
            tabs.setCurrentIndex(place if 0 <= place < tabs.count() else 0)

    def show_view(self, view: str) -> None:
        """Bring a page to the front: the board or the map, or one about the sector chosen."""
        if view in _LEFT_PAGES:
            self.left.setCurrentIndex(_LEFT_PAGES.index(view))
        else:
            self.right.setCurrentIndex(_RIGHT_PAGES[view])

    def _lay_out(self) -> None:
        head = QtWidgets.QHBoxLayout()
        head.setContentsMargins(8, 4, 0, 4)
        head.setSpacing(8)
        head.addWidget(self.markets)
        for bar in self.bars.values():
            head.addWidget(bar, 1)
        close = QtWidgets.QWidget()
        right = QtWidgets.QVBoxLayout(close)
        right.setContentsMargins(8, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.name)
        right.addWidget(self.right, 1)
        sides = QtWidgets.QSplitter(QtCore.Qt.Orientation.Horizontal)
        sides.setChildrenCollapsible(False)
        # In a narrow place both sides give way; what they would like to have would overlap.
        for side, least in zip((self.left, close), _LEAST_SIDES, strict=True):
            side.setMinimumWidth(least)
            sides.addWidget(side)
        sides.setStretchFactor(0, 4)
        sides.setStretchFactor(1, 5)
        sides.setSizes([_LEFT, _RIGHT])
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(sides, 1)
        column.addWidget(self.foot)

    def _connect(self) -> None:
        self.board.asker.set_interval(_EVERY)
        self.board.shown.connect(self._board_shown)
        self.board.chosen.connect(lambda row: self.show_sector(row.text("stk_cd")))
        self.investors.list.chosen.connect(lambda row: self.show_sector(row.text("inds_cd")))
        self.map.selected.connect(self.show_sector)
        self.markets.currentIndexChanged.connect(lambda _place: self._market_chosen())
        self.left.currentChanged.connect(lambda _place: self._tab_chosen())
        self.right.currentChanged.connect(lambda _place: self._tab_chosen())
        pushed = self._context.desk.gateway.watch(BREADTH, self._pushed)
        self._context.frame.subscribe(self, self._frame)
        self.destroyed.connect(closing(pushed.close, self._release))

    def minimumSizeHint(self) -> QtCore.QSize:
        """Return little: a wide page in a tab may not push its neighbours away."""
        return _SMALLEST

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        """Stream the breadth of both markets and the sectors of the board."""
        super().showEvent(event)
        feed = self._context.desk.feed
        if not self._watches:
            self._watches = tuple(feed.watch(code, BREADTH) for code in _MARKETS)
        self._hold(tuple(row.text("stk_cd") for row in self.board.rows))

    def hideEvent(self, event: QtGui.QHideEvent) -> None:
        """Stream nothing unseen."""
        super().hideEvent(event)
        self._release()

    def show_sector(self, code: str) -> None:
        """Show another sector on the right."""
        if code:
            self._keep(sector=code)
            self._shown.clear()
            self.map.select(code)
            self._tab_chosen()
            self._show_name()

    def _ask_board(self) -> None:
        self.board.ask({"inds_cd": self.choice.market})

    def _market_chosen(self) -> None:
        market = self.markets.currentData()
        self._keep(market=market)
        self._ask_board()
        self.show_sector(market)

    def _tab_chosen(self) -> None:
        place = self.right.currentIndex()
        self._keep(left=self.left.currentIndex(), right=place)
        if place not in self._shown:
            self._shown.add(place)
            self._tabs[place].show_sector(self.choice.sector)
        self.foot.follow(self.board, *self._tabs[place].lists)

    def _board_shown(self, rows: tuple[AskedRow, ...]) -> None:
        for row in rows:
            bar = self.bars.get(row.text("stk_cd"))
            if bar is not None:
                found = breadth(row)
                bar.show_counts(found.upper, found.up, found.flat, found.down, found.lower)
        if self.isVisible():
            self._hold(tuple(row.text("stk_cd") for row in rows))
        self._show_live()

    def _figure(self, row: AskedRow, live: str, key: str) -> int | None:
        """Return hundredths: the stream's figure, before it came the list's."""
        index = self._index(row.text("stk_cd"))
        if index is not None:
            found: int = getattr(index, live)
            return found
        told = row.number(key)
        return None if told is None else round(told * 100)

    def _index(self, code: str) -> IndexQuote | None:
        index = self._context.desk.state.index(code)
        return index if index is not None and index.level else None

    def _show_live(self) -> None:
        rows: tuple[AskedRow, ...] = self.board.rows
        self.board.table.viewport().update()
        # The market itself would hide its sectors, and size classes hold them twice.
        tiles = [
            Tile(code, row.text("stk_nm"), weight, self._figure(row, "rate", "flu_rt") or 0)
            for row in rows
            if (code := row.text("stk_cd"))[1:] not in ("01", "02", "03", "04")
            and (weight := round((row.number("wght") or 0) * 100)) > 0
        ]
        self.map.set_tiles(tiles)
        self._show_name()
        if self.right.currentWidget() is self.chart:
            self.chart.follow()

    def _show_name(self) -> None:
        code = self.choice.sector
        row = next((row for row in self.board.rows if row.text("stk_cd") == code), None)
        self.name.set_text(f"{row.text('stk_nm')}  {code}" if row is not None else code)

    def _hold(self, codes: tuple[str, ...]) -> None:
        for code in [code for code in self._leases if code not in codes]:
            self._leases.pop(code).close()
        for code in codes:
            if code not in self._leases:
                feed = self._context.desk.feed
                self._leases[code] = feed.acquire(code, Want.INDEX, Rank.VISIBLE)

    def _pushed(self, push: Pushed) -> None:
        bar = self.bars.get(push.item)
        if bar is not None:
            counts = [str(getattr(push.row, fid)).strip() for fid in _FIDS]
            if all(count.lstrip("+-").isdecimal() for count in counts):
                bar.show_counts(*(abs(int(count)) for count in counts))

    def _frame(self, dirty: Dirty) -> None:
        if not self._paint.isActive() and any(code in dirty for code in self._leases):
            self._paint.start()

    def _keep(self, **changes: object) -> None:
        self.choice = msgspec.structs.replace(self.choice, **changes)
        self._context.memory.write(self.choice)

    def _release(self) -> None:
        for lease in self._leases.values():
            lease.close()
        for watch in self._watches:
            watch.close()
        self._leases.clear()
        self._watches = ()


PANEL = PanelSpec(
    id="sectors", title=mark("Sectors"), make=Sectors, area=Area.CENTRE_BELOW, opens=False
)
