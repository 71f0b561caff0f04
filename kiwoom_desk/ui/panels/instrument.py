"""The page of the linked name: figures, executions, pace, strength, days; refuses to ask unseen tabs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import msgspec
from PySide6 import QtCore, QtWidgets

from kiwoom_desk.broker.gateway import Haste, Pushed
from kiwoom_desk.catalogue.differences import Differences
from kiwoom_desk.domain.instrument import parse_code
from kiwoom_desk.market.feed import Lease, Rank, Want, Watch
from kiwoom_desk.market.reply_tables import ReplyTables
from kiwoom_desk.ui.kit import text
from kiwoom_desk.ui.kit.figure_sheet import FigureSheet
from kiwoom_desk.ui.kit.frame import Dirty
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.states import State, StateOverlay
from kiwoom_desk.ui.kit.tasks import closing
from kiwoom_desk.ui.kit.text import ElidedText, PlainText, set_tooltip
from kiwoom_desk.ui.panels.age_mark import AgeMark
from kiwoom_desk.ui.panels.asked_foot import AskedFoot, Listed
from kiwoom_desk.ui.panels.asker import Asker
from kiwoom_desk.ui.panels.explorer_words import marks_detail, marks_line
from kiwoom_desk.ui.panels.instrument_figures import (
    BASICS,
    BOOK,
    LISTED,
    PRINTED,
    SILENT,
    STATUS,
    TODAY,
    WATCHED,
    Told,
    figure_groups,
)
from kiwoom_desk.ui.panels.instrument_pace import Pace
from kiwoom_desk.ui.panels.instrument_prints import Prints
from kiwoom_desk.ui.panels.instrument_trends import BY_DAY, STRENGTHS, Trends
from kiwoom_desk.ui.shell import theme
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

_EVERY = 15_000
_PAINT_EVERY = 250
_SMALLEST = QtCore.QSize(280, 200)


class Tab(Protocol):
    """What a tab of this page does."""

    @property
    def lists(self) -> tuple[Listed, ...]:
        """Return the lists in front."""
        ...

    def show_instrument(self, code: str) -> None:
        """Show another name."""
        ...


_PAGES = {"figures": 0, "prints": 1, "pace": 2, "strength": 3, "days": 4}
"""Places of the pages by the names they are found by."""


class TabChoice(msgspec.Struct, frozen=True):
    """The tab in front; kept with the layout."""

    place: int = 0


class Figures(QtWidgets.QWidget):
    """Six answers, two real-time types and the quote, as groups of figures."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context, self._code = context, ""
        self._told = Told()
        self._watches: tuple[Watch, ...] = ()
        self.sheet = FigureSheet()
        self.sheet.setAccessibleName(tr("Figures"))
        self.state = StateOverlay(self.sheet)
        self.said = PlainText()
        self.said.setWordWrap(True)
        self.said.setContentsMargins(8, 2, 8, 2)
        self.said.hide()
        self.askers = tuple(
            Asker(self, context, api_id)
            for api_id in (BASICS, PRINTED, BOOK, TODAY, WATCHED, LISTED)
        )
        for asker in self.askers:
            asker.answered.connect(self._taker(asker))
            asker.failed.connect(self._fail)
            asker.waits.connect(lambda sentence: self._say(sentence, "quiet"))
            if asker.api_id in (PRINTED, BOOK, TODAY, WATCHED):
                asker.set_interval(_EVERY)
        self._paint = QtCore.QTimer(self)
        self._paint.setSingleShot(True)
        self._paint.setInterval(_PAINT_EVERY)
        self._paint.timeout.connect(self.show_figures)
        gateway = context.desk.gateway
        pushes = tuple(gateway.watch(type_id, self._pushed) for type_id in (SILENT, STATUS))
        context.frame.subscribe(self, self._frame)
        self.destroyed.connect(closing(*(push.close for push in pushes), self._release))
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.said)
        column.addWidget(self.sheet, 1)

    @property
    def lists(self) -> tuple[()]:
        """Return none: figures are copied with Ctrl+C."""
        return ()

    def show_instrument(self, code: str) -> None:
        """Show another name."""
        self._release()
        self._code, self._told = code, Told()
        feed = self._context.desk.feed
        self._watches = tuple(feed.watch(code, one, Rank.LINKED) for one in (SILENT, STATUS))
        self.state.clear()
        self._say("")
        self.state.show_loading(tr("Reading the figures…"), tr("Try again"), self.refresh)
        for asker in self.askers:
            asker.put({"stk_cd": code}, Haste.CLICKED)

    def refresh(self) -> None:
        """Ask everything anew."""
        for asker in self.askers:
            asker.refresh()

    def show_figures(self) -> None:
        """Put what is known on the sheet."""
        quote = self._context.desk.state.quote(self._code)
        self._told = msgspec.structs.replace(self._told, quote=quote)
        self.sheet.show_groups(figure_groups(self._told))

    def _taker(self, asker: Asker) -> Callable[[ReplyTables], None]:
        def take(reply: ReplyTables) -> None:
            self._told = self._told.with_reply(asker.api_id, reply)
            self.state.clear()
            self.show_figures()
            self._say_marks()

        return take

    def _say(self, sentence: str, tone: str = "attention", detail: str = "") -> None:
        self.said.setText(sentence)
        self.said.set_tone(tone)
        set_tooltip(self.said, detail)
        self.said.setVisible(bool(sentence))

    def _say_marks(self) -> None:
        marks = Differences()
        for asker in self.askers:
            if asker.reply is not None:
                marks = marks.joined(asker.reply.marks)
        self._say(marks_line(marks), detail=marks_detail(marks))

    def _pushed(self, push: Pushed) -> None:
        if parse_code(push.item).code == self._code:
            self._told = self._told.with_push(push.type, push.row)
            if not self._paint.isActive() and self.isVisible():
                self._paint.start()

    def _frame(self, dirty: Dirty) -> None:
        if self._code and self._code in dirty and not self._paint.isActive():
            self._paint.start()

    def _fail(self, sentence: str) -> None:
        if self._told.fields:
            self._say(sentence)
        else:
            self.state.show_state(State.FAILED, sentence, tr("Try again"), self.refresh)

    def _release(self) -> None:
        for watch in self._watches:
            watch.close()
        self._watches = ()


class InstrumentPage(QtWidgets.QWidget):
    """Name and price above, five tabs, and the foot of the list in front."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context, self._code = context, ""
        self._lease: Lease | None = None
        self._name = ElidedText()
        self._price, self._change = PlainText(), PlainText()
        self.age = AgeMark(context)
        self.tabs = QtWidgets.QTabWidget()
        self.tabs.setDocumentMode(True)
        self.figures = Figures(context)
        self.prints = Prints(context)
        self.pace = Pace(context)
        self.strength = Trends(context, STRENGTHS, "strength")
        self.days = Trends(context, BY_DAY, "days")
        self.foot = AskedFoot(context, tr("Instrument page"))
        self._shown: set[int] = set()
        self._add_tabs()
        self._lay_out()
        link = context.link.changed.connect(self.show_instrument)
        known = context.desk.instruments.loaded.connect(lambda _none: self._show_name())
        self.destroyed.connect(closing(link.close, known.close, self._release))
        context.frame.subscribe(self, self._frame)
        self.state = StateOverlay(self.tabs)
        if context.link.instrument:
            self.show_instrument(context.link.instrument)
        else:
            self.state.show_state(State.EMPTY, tr("Choose a name to see its page."))

    @property
    def _tabs(self) -> tuple[Tab, ...]:
        return (self.figures, self.prints, self.pace, self.strength, self.days)

    def _add_tabs(self) -> None:
        for widget, title in (
            (self.figures, tr("Figures")),
            (self.prints, tr("Executions")),
            (self.pace, tr("Against the day before")),
            (self.strength, tr("Strength")),
            (self.days, tr("By day")),
        ):
            self.tabs.addTab(widget, title)
        kept = self._context.memory.read(TabChoice) or TabChoice()
        self.tabs.setCurrentIndex(kept.place if 0 <= kept.place < self.tabs.count() else 0)
        self.tabs.currentChanged.connect(self._tab_chosen)
        for one in (self.prints.sources, self.strength.choice, self.days.choice):
            one.currentIndexChanged.connect(lambda _place: self._follow())

    def _lay_out(self) -> None:
        self._name.setFont(theme.font(13, theme.Weight.DemiBold))
        self._price.setFont(theme.font(16, theme.Weight.Bold))
        head = QtWidgets.QHBoxLayout()
        head.setContentsMargins(8, 4, 8, 4)
        head.setSpacing(8)
        head.addWidget(self._name, 1)
        head.addWidget(self.age)
        head.addWidget(self._price)
        head.addWidget(self._change)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.foot)
        self.setFocusProxy(self.tabs)
        self._follow()

    def show_view(self, view: str) -> None:
        """Bring a page to the front, or a trend of it: `days` as well as `days-sessions`."""
        self.tabs.setCurrentIndex(_PAGES[view.partition("-")[0]])
        for page in (self.strength, self.days):
            place = page.choice.findData(view)
            if place >= 0:
                page.choice.setCurrentIndex(place)

    def minimumSizeHint(self) -> QtCore.QSize:
        """Return little: a wide page in a tab may not push its neighbours away."""
        return _SMALLEST

    def show_instrument(self, code: str) -> None:
        """Show another name; only the tab in front asks."""
        self._code = code
        self.state.clear()
        lease = self._lease
        self._lease = self._context.desk.feed.acquire(code, Want.QUOTE, Rank.LINKED)
        if lease is not None:
            lease.close()
        self.age.follow(code)
        self._shown.clear()
        for asker in self.tabs.findChildren(Asker):
            asker.drop()
        self._show_name()
        self._show_price()
        self._tab_chosen(self.tabs.currentIndex())

    def _tab_chosen(self, place: int) -> None:
        self._context.memory.write(TabChoice(place))
        if self._code and place not in self._shown:
            self._shown.add(place)
            self._tabs[place].show_instrument(self._code)
        self._follow()

    def _follow(self) -> None:
        lists = self._tabs[self.tabs.currentIndex()].lists
        self.foot.follow(*lists)
        self.foot.setVisible(bool(lists))

    def _show_name(self) -> None:
        self._name.set_text(self._context.desk.instruments.title(self._code))

    def _show_price(self) -> None:
        quote = self._context.desk.state.quote(self._code)
        if quote is None:
            self._price.setText("")
            self._change.setText("")
            return
        tone = "up" if quote.change > 0 else "down" if quote.change < 0 else ""
        self._price.setText(text.known(quote.price))
        self._price.set_tone(tone)
        self._change.setText(f"{text.change(quote.change)}  {text.percent(quote.rate)}")
        self._change.set_tone(tone)

    def _frame(self, dirty: Dirty) -> None:
        if self._code and self._code in dirty:
            self._show_price()

    def _release(self) -> None:
        if self._lease is not None:
            self._lease.close()


PANEL = PanelSpec(
    id="instrument",
    title=mark("Instrument page"),
    make=InstrumentPage,
    area=Area.CENTRE_BELOW,
    opens=False,
)
