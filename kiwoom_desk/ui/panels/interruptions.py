"""Volatility interruptions, live with their countdown and expected price; refuses to guess a release."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.broker.gateway import Haste
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.quote import VolatilityInterruption
from kiwoom_desk.market.asked_rows import AskedRow, asked_rows
from kiwoom_desk.market.feed import Lease, Rank, Want
from kiwoom_desk.market.interruptions import (
    EVERYTHING,
    INTERRUPTIONS,
    reference,
    released,
    running_first,
    runs,
    seconds_left,
    started,
    upward,
)
from kiwoom_desk.market.reply_tables import ReplyTables
from kiwoom_desk.ui.kit.columns import Column, Kind, Tone
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.tasks import closing
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.panels.asked_foot import AskedFoot
from kiwoom_desk.ui.panels.asked_list import AskedList
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

_EVERY = 20_000
_SOON = 400
_TICK = 1_000
_MOST_EXPECTED = 20
_SMALLEST = QtCore.QSize(280, 200)
_CHOICES = {"mrkt_tp": mark("Market"), "motn_tp": mark("Kind", "vi"), "motn_drc": mark("Direction")}
_WORDS = {
    "mrkt_tp": {
        "000": mark("All", "markets"),
        "001": mark("KOSPI", "market"),
        "101": mark("KOSDAQ", "market"),
    },
    "motn_tp": {
        "0": mark("All kinds", "vi"),
        "1": mark("Static"),
        "2": mark("Dynamic"),
        "3": mark("Both", "vi"),
    },
    "motn_drc": {"0": mark("Any", "vi"), "1": mark("Up", "vi"), "2": mark("Down", "vi")},
}
_NARROWEST_BOX = 40


class InterruptionChoice(msgspec.Struct, frozen=True):
    """What is listed; kept with the layout."""

    values: dict[str, str] = {}
    running: bool = False


class Interruptions(QtWidgets.QWidget):
    """Three choices, how many run, and the list; pushes of 1h come at once."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self._choice = context.memory.read(InterruptionChoice) or InterruptionChoice()
        self._expected: dict[str, Lease] = {}
        self.boxes: dict[str, QtWidgets.QComboBox] = {}
        self.running = QtWidgets.QCheckBox(tr("Running", "vi"))
        self.count = PlainText()
        self.list = AskedList(
            context,
            INTERRUPTIONS,
            title=tr("Volatility interruptions"),
            empty=tr("No interruption today."),
            extra=self._columns(),
            extra_at=1,
            titles={"viaplc_tp": mark("Kind", "vi"), "motn_pric": mark("Trigger price", "vi")},
            made=self._made,
            also=lambda row: row.code,
        )
        self.foot = AskedFoot(context, tr("Volatility interruptions"))
        self._tick = QtCore.QTimer(self)
        self._tick.setInterval(_TICK)
        self._tick.timeout.connect(self._count_down)
        self._soon = QtCore.QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON)
        self._soon.timeout.connect(lambda: self.list.asker.refresh(Haste.TIMED))
        self._lay_out()
        pushed = context.desk.gateway.interruptions.connect(self._pushed)
        self.destroyed.connect(closing(pushed.close, self._release))
        self.list.shown.connect(self._hold_expected)
        self.list.asker.set_interval(_EVERY)
        self.foot.follow(self.list)
        self._filter()
        self._ask()

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(
                id="left",
                title=mark("Left", "vi"),
                value=self._left,
                told=self._left_told,
                tone=lambda row: Tone.ATTENTION if self.runs(row) else Tone.QUIET,
                kind=Kind.TIME,
                align="right",
                bold=True,
                width=72,
            ),
            Column(
                id="direction",
                title=mark("Direction"),
                value=upward,
                told=lambda row: tr("▲ up") if upward(row) else tr("▼ down"),
                tone=_direction,
                kind=Kind.CODE,
                width=64,
            ),
            Column(
                id="price",
                title=mark("Price"),
                value=self._price,
                kind=Kind.PRICE,
                tone=self._price_tone,
                bold=True,
                width=76,
            ),
            Column(
                id="expected",
                title=mark("Expected price"),
                value=self._expected_price,
                kind=Kind.PRICE,
                tone=lambda row: Tone.ATTENTION,
                width=84,
            ),
            Column(
                id="reference",
                title=mark("Reference"),
                value=reference,
                kind=Kind.PRICE,
                width=76,
            ),
            Column(
                id="started",
                title=mark("Triggered"),
                value=started,
                kind=Kind.TIME,
                width=70,
            ),
            Column(
                id="released",
                title=mark("Released"),
                value=released,
                kind=Kind.TIME,
                width=70,
            ),
            Column(
                id="times",
                title=mark("Times today"),
                value=lambda row: row.number("vimotn_cnt"),
                kind=Kind.WHOLE,
                width=64,
            ),
        )

    def _lay_out(self) -> None:
        head = QtWidgets.QHBoxLayout()
        head.setContentsMargins(8, 4, 8, 4)
        head.setSpacing(4)
        for key, name in _CHOICES.items():
            box = self.boxes[key] = QtWidgets.QComboBox()
            box.setAccessibleName(tr(name))
            for code, title in _WORDS[key].items():
                box.addItem(tr(title), code)
            box.setCurrentIndex(max(box.findData(self._choice.values.get(key, "")), 0))
            box.currentIndexChanged.connect(lambda _place: self._chosen())
            box.setMinimumWidth(_NARROWEST_BOX)
            head.addWidget(box)
        self.running.setChecked(self._choice.running)
        self.running.toggled.connect(lambda _on: self._chosen())
        # A choice elides in its box, a word beside a mark would be cut.
        self.running.setMinimumWidth(self.running.sizeHint().width())
        head.addWidget(self.running)
        head.addStretch(1)
        head.addWidget(self.count)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        column.addWidget(self.foot)
        self.setFocusProxy(self.list)

    def minimumSizeHint(self) -> QtCore.QSize:
        """Return little: a wide list in a tab may not push its neighbours away."""
        return _SMALLEST

    def showEvent(self, event: QtGui.QShowEvent) -> None:
        """Count down while somebody looks."""
        super().showEvent(event)
        self._tick.start()

    def hideEvent(self, event: QtGui.QHideEvent) -> None:
        """Count and stream nothing unseen."""
        super().hideEvent(event)
        self._tick.stop()
        self._release()

    def runs(self, row: AskedRow) -> bool:
        """Tell whether a row's interruption runs now."""
        return runs(row, self._context.desk.state.interruptions)

    def seconds_left(self, row: AskedRow) -> int:
        """Return the seconds until its release is due."""
        desk = self._context.desk
        longest = max((rule.seconds for rule in desk.rules.interruptions), default=0)
        return seconds_left(started(row), longest, desk.clock.market())

    def _made(self, reply: ReplyTables) -> Sequence[AskedRow]:
        rows = asked_rows(catalogue(), INTERRUPTIONS, reply)
        return running_first(rows, self._context.desk.state.interruptions)

    def _left(self, row: AskedRow) -> int | None:
        return self.seconds_left(row) if self.runs(row) else None

    def _left_told(self, row: AskedRow) -> str:
        if not self.runs(row):
            return tr("released")
        left = self.seconds_left(row)
        return f"{left // 60}:{left % 60:02d}" if left else tr("due")

    def _price(self, row: AskedRow) -> int:
        quote = self._context.desk.state.quote(row.code)
        return quote.price if quote is not None else 0

    def _price_tone(self, row: AskedRow) -> Tone:
        quote = self._context.desk.state.quote(row.code)
        change = quote.change if quote is not None else 0
        return Tone.UP if change > 0 else Tone.DOWN if change < 0 else Tone.PLAIN

    def _expected_price(self, row: AskedRow) -> int:
        expected = self._context.desk.state.expected(row.code)
        late = expected is None or expected.time < started(row)
        return 0 if late or expected is None or not self.runs(row) else expected.price

    def _pushed(self, _event: VolatilityInterruption) -> None:
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def _count_down(self) -> None:
        self.list.table.viewport().update()
        self._tell_count()

    def _tell_count(self) -> None:
        count = len(self._context.desk.state.interruptions)
        self.count.setText(tr("{count} now", "vi").format(count=count) if count else "")
        self.count.set_tone("attention" if count else "")

    def _hold_expected(self, rows: Sequence[AskedRow]) -> None:
        wanted = [row.code for row in rows if self.runs(row)][:_MOST_EXPECTED]
        for code in [code for code in self._expected if code not in wanted]:
            self._expected.pop(code).close()
        for code in wanted:
            if code not in self._expected:
                feed = self._context.desk.feed
                self._expected[code] = feed.acquire(code, Want.EXPECTED, Rank.VISIBLE)
        self._tell_count()

    def _release(self) -> None:
        for lease in self._expected.values():
            lease.close()
        self._expected.clear()

    def _chosen(self) -> None:
        values = {key: box.currentData() for key, box in self.boxes.items()}
        self._choice = InterruptionChoice(values, self.running.isChecked())
        self._context.memory.write(self._choice)
        self._filter()
        if EVERYTHING | values != self.list.asker.values:
            self._ask()

    def _filter(self) -> None:
        self.list.table.set_filter(self.runs if self.running.isChecked() else None)

    def _ask(self) -> None:
        chosen = {key: box.currentData() for key, box in self.boxes.items()}
        self.list.ask(EVERYTHING | chosen)


def _direction(row: AskedRow) -> Tone:
    return Tone.UP if upward(row) else Tone.DOWN


PANEL = PanelSpec(
    id="interruptions",
    title=mark("Volatility interruptions"),
    make=Interruptions,
    area=Area.LEFT_BELOW,
    opens=False,
)
