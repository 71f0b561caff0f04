"""A choice of days in a trader's words, or from one day to another; refuses days to come."""

from __future__ import annotations

from datetime import date

import msgspec
from PySide6 import QtCore, QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.market.periods import OWN, WORDS, Days, days_of
from kiwoom_desk.ui.kit.language import Phrase, mark, tr
from kiwoom_desk.ui.shell.panel import PanelMemory

_TITLES: dict[str, Phrase] = {
    "today": mark("Today", "period"),
    "week": mark("1 week", "period"),
    "month": mark("1 month", "period"),
    "quarter": mark("3 months", "period"),
    "half": mark("6 months", "period"),
    "year": mark("1 year", "period"),
    "this_month": mark("This month", "period"),
    "this_year": mark("This year", "period"),
    OWN: mark("From day to day", "period"),
}
_FORM = "yyyy-MM-dd"


class DaysKept(msgspec.Struct, frozen=True):
    """What was chosen last; a word moves on with the days, days of one's own stay."""

    word: str = "month"
    first: str = ""
    last: str = ""


class DaysChoice(QtWidgets.QWidget):
    """A list of words and, for days of one's own, two dates; `chosen` carries the days."""

    def __init__(self, memory: PanelMemory, today: date) -> None:
        super().__init__()
        self._memory, self._today = memory, today
        self.chosen: Signal[Days] = Signal()
        kept = memory.read(DaysKept) or DaysKept()
        self.words = QtWidgets.QComboBox()
        self.words.setAccessibleName(tr("Days", "period"))
        for word in (*WORDS, OWN):
            self.words.addItem(tr(_TITLES[word]), word)
        self.words.setCurrentIndex(max(self.words.findData(kept.word), 0))
        self.first, self.last = _edit(tr("First day")), _edit(tr("Last day"))
        row = QtWidgets.QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for widget in (self.words, self.first, self.last):
            row.addWidget(widget)
        self._show(self._kept_days(kept))
        self.words.currentIndexChanged.connect(lambda _place: self._word_chosen())
        for edit in (self.first, self.last):
            edit.dateChanged.connect(lambda _day: self._typed())

    @property
    def days(self) -> Days:
        """Return the days chosen; a word means the days up to today."""
        word = self.words.currentData()
        return self._own() if word == OWN else days_of(word, self._today)

    def set_today(self, today: date) -> None:
        """Take the market's day, e.g. after midnight."""
        if today != self._today:
            self._today = today
            self._show(self.days)

    def _kept_days(self, kept: DaysKept) -> Days:
        try:
            own = Days(date.fromisoformat(kept.first), date.fromisoformat(kept.last))
        except ValueError:
            own = days_of("month", self._today)
        word = self.words.currentData()
        return own if word == OWN else days_of(word, self._today)

    def _own(self) -> Days:
        return Days(_day(self.first), _day(self.last)).ordered()

    def _show(self, days: Days) -> None:
        own = self.words.currentData() == OWN
        for edit, day in ((self.first, days.first), (self.last, days.last)):
            edit.setMaximumDate(QtCore.QDate(self._today.year, self._today.month, self._today.day))
            with QtCore.QSignalBlocker(edit):
                edit.setDate(QtCore.QDate(day.year, day.month, day.day))
            edit.setVisible(own)

    def _word_chosen(self) -> None:
        self._show(self.days)
        self._tell()

    def _typed(self) -> None:
        if self.words.currentData() == OWN:
            self._tell()

    def _tell(self) -> None:
        days = self.days
        kept = DaysKept(self.words.currentData(), days.first.isoformat(), days.last.isoformat())
        self._memory.write(kept)
        self.chosen.emit(days)


def _edit(name: str) -> QtWidgets.QDateEdit:
    edit = QtWidgets.QDateEdit()
    edit.setDisplayFormat(_FORM)
    edit.setCalendarPopup(True)
    edit.setKeyboardTracking(False)
    edit.setAccessibleName(name)
    return edit


def _day(edit: QtWidgets.QDateEdit) -> date:
    shown = edit.date()
    return date(shown.year(), shown.month(), shown.day())
