"""The editors of a request: choices, dates, codes, texts; refuses to decide what a value may be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import msgspec
from PySide6 import QtCore, QtWidgets

from kiwoom_desk.base.signals import Signal
from kiwoom_desk.catalogue.model import Field, Kind
from kiwoom_desk.domain.instrument import Instrument, Venue, parse_code, wire_code
from kiwoom_desk.market.lookups import LOOKUPS
from kiwoom_desk.market.starting import CODES
from kiwoom_desk.ui.kit.labels import label
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.text import PlainText, clean, set_tooltip
from kiwoom_desk.ui.shell.search import InstrumentIndex

_FOUND = 12
_VENUES = (
    (Venue.KRX, mark("KRX", "venue")),
    (Venue.NXT, mark("NXT", "venue")),
    (Venue.SOR, mark("Both", "venue")),
)
_SUFFIXED = "_NX"
Wanted = Callable[[Instrument], bool]


class Editor(QtWidgets.QWidget):
    """One field's input; `text()` is what is sent, "" for a blank."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self.changed: Signal[None] = Signal()
        self.row = QtWidgets.QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(4)

    def text(self) -> str:
        """Return the value as it is sent."""
        raise NotImplementedError

    def set_text(self, text: str) -> None:
        """Show a value."""
        raise NotImplementedError

    def entry(self) -> QtWidgets.QWidget:
        """Return the widget that takes the keyboard and wears the mark of an error."""
        raise NotImplementedError

    def mark_wrong(self, wrong: bool) -> None:
        """Show that this field is why a request was not sent."""
        entry = self.entry()
        if bool(entry.property("wrong")) != wrong:
            entry.setProperty("wrong", wrong)
            entry.style().unpolish(entry)
            entry.style().polish(entry)

    def _name(self) -> None:
        entry = self.entry()
        entry.setAccessibleName(label(self.field.label))
        told = " · ".join(part for part in (self.field.key, label(self.field.note or "")) if part)
        set_tooltip(entry, told)
        self.setFocusProxy(entry)


class ChoiceEditor(Editor):
    """The published choices as a list, by label and code; open ones take other codes as well."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.box = QtWidgets.QComboBox()
        self.box.setMinimumContentsLength(14 if field.open else 8)
        policy = QtWidgets.QComboBox.SizeAdjustPolicy
        self.box.setSizeAdjustPolicy(policy.AdjustToMinimumContentsLengthWithIcon)
        if not field.required or field.blank:
            self.box.addItem("—", "")
        for code, word in field.choices.items():
            self.box.addItem(clean(f"{label(word)}  {code}"), code)
        if field.open:
            self.box.setEditable(True)
            self.box.setInsertPolicy(QtWidgets.QComboBox.InsertPolicy.NoInsert)
            self.box.currentIndexChanged.connect(self._show_beginning)
        self.box.currentTextChanged.connect(lambda _text: self.changed.emit(None))
        self.row.addWidget(self.box, 1)
        self._name()

    def text(self) -> str:
        """Return the code chosen, or the one typed."""
        place = self.box.findText(self.box.currentText())
        return self.box.itemData(place) if place >= 0 else self.box.currentText().strip()

    def set_text(self, text: str) -> None:
        """Choose a code; one that is not listed stands as it is where other codes are allowed."""
        place = self.box.findData(text)
        if place >= 0:
            self.box.setCurrentIndex(place)
        elif self.field.open:
            self.box.setEditText(text)

    def entry(self) -> QtWidgets.QWidget:
        """Return the list."""
        return self.box

    def _show_beginning(self, _place: int) -> None:
        # A text longer than its line would show its end, where the name has gone.
        line = self.box.lineEdit()
        if line is not None:
            line.home(False)


class LookupEditor(ChoiceEditor):
    """A code that another query lists: typed, or chosen once the list was read.

    `asked` comes when a person wants the list; `offer` brings it.
    """

    def __init__(self, field: Field) -> None:
        super().__init__(msgspec.structs.replace(field, choices={}, open=True))
        self.box.clear()
        self.asked: Signal[None] = Signal()
        self.button = QtWidgets.QToolButton()
        self.button.setText(tr("List"))
        self.button.setAccessibleName(f"{label(field.label)} {tr('List')}")
        self.button.clicked.connect(lambda _on=False: self.asked.emit(None))
        self.row.addWidget(self.button)

    def offer(self, choices: Mapping[str, str]) -> None:
        """Offer codes with their names; what stands in the field stays."""
        before = self.text()
        self.box.clear()
        for code, name in choices.items():
            self.box.addItem(clean(f"{name}  {code}"), code)
        self.box.setEditText(before)
        self.set_text(before)
        self.box.showPopup()


class TextEditor(Editor):
    """A plain field; numbers stand right."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.line = QtWidgets.QLineEdit()
        if field.numeric:
            self.line.setAlignment(QtCore.Qt.AlignmentFlag.AlignRight)
        self.line.setPlaceholderText(clean(label(field.note or ""), 60))
        self.line.textChanged.connect(lambda _text: self.changed.emit(None))
        self.row.addWidget(self.line, 1)
        self._name()

    def text(self) -> str:
        """Return what was typed; thousands may be grouped."""
        text = self.line.text().strip()
        return text.replace(",", "") if self.field.numeric else text

    def set_text(self, text: str) -> None:
        """Show a value."""
        self.line.setText(text)

    def entry(self) -> QtWidgets.QWidget:
        """Return the line."""
        return self.line


class DateEditor(Editor):
    """A day as YYYYMMDD, typed or taken from a calendar."""

    def __init__(self, field: Field, today: Callable[[], date]) -> None:
        super().__init__(field)
        self._today = today
        self._calendar: QtWidgets.QCalendarWidget | None = None
        self.line = QtWidgets.QLineEdit()
        self.line.setPlaceholderText("YYYY-MM-DD")
        self.line.textChanged.connect(lambda _text: self.changed.emit(None))
        self.button = QtWidgets.QToolButton()
        self.button.setText(tr("Calendar"))
        self.button.setAccessibleName(f"{label(field.label)} {tr('Calendar')}")
        self.button.clicked.connect(lambda _on=False: self.open_calendar())
        self.row.addWidget(self.line, 1)
        self.row.addWidget(self.button)
        self._name()

    def text(self) -> str:
        """Return the digits of the day; anything else as typed, to be told as wrong."""
        text = self.line.text().strip()
        return "".join(char for char in text if char not in "-./ ")

    def set_text(self, text: str) -> None:
        """Show a day with its dashes."""
        if len(text) == 8 and text.isdecimal():
            text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
        self.line.setText(text)

    def entry(self) -> QtWidgets.QWidget:
        """Return the line."""
        return self.line

    def open_calendar(self) -> QtWidgets.QCalendarWidget:
        """Show a calendar below the field; a click takes the day."""
        if self._calendar is None:
            made = self._calendar = QtWidgets.QCalendarWidget(self)
            made.setWindowFlag(QtCore.Qt.WindowType.Popup)
            made.setVerticalHeaderFormat(made.VerticalHeaderFormat.NoVerticalHeader)
            made.clicked.connect(self._take)
            made.activated.connect(self._take)
        shown = QtCore.QDate.fromString(self.text(), "yyyyMMdd")
        today = self._today()
        now = QtCore.QDate(today.year, today.month, today.day)
        self._calendar.setSelectedDate(shown if shown.isValid() else now)
        self._calendar.move(self.mapToGlobal(QtCore.QPoint(0, self.height() + 2)))
        self._calendar.show()
        return self._calendar

    def _take(self, day: QtCore.QDate) -> None:
        self.set_text(day.toString("yyyyMMdd"))
        if self._calendar is not None:
            self._calendar.hide()


class CodeEditor(Editor):
    """An instrument by code, name or 초성; where the API takes a suffix, with its venue."""

    def __init__(self, field: Field, instruments: InstrumentIndex, wanted: Wanted) -> None:
        super().__init__(field)
        self._instruments, self._wanted = instruments, wanted
        self.line = QtWidgets.QLineEdit()
        self.line.setPlaceholderText(tr("Code or name"))
        self._names = QtCore.QStringListModel(self)
        self._codes: dict[str, str] = {}
        self.completer = QtWidgets.QCompleter(self._names, self)
        self.completer.setCompletionMode(
            QtWidgets.QCompleter.CompletionMode.UnfilteredPopupCompletion
        )
        self.line.setCompleter(self.completer)
        self.line.textEdited.connect(self._search)
        self.line.textChanged.connect(lambda _text: self._tell())
        self.name = PlainText(tone="quiet")
        self.venue: QtWidgets.QComboBox | None = None
        self.row.addWidget(self.line, 1)
        self.row.addWidget(self.name)
        if _SUFFIXED in (field.note or ""):
            self._add_venue()
        self._name()

    def text(self) -> str:
        """Return the code in its wire form; several stay apart by `|`."""
        parts = [self._code(part) for part in self.line.text().split("|")]
        return "|".join(part for part in parts if part)

    def set_text(self, text: str) -> None:
        """Show a code; its suffix goes to the venue."""
        listed = parse_code(text)
        if self.venue is not None and "|" not in text:
            self.venue.setCurrentIndex([one for one, _ in _VENUES].index(listed.venue))
            text = listed.code if text else ""
        self.line.setText(text)

    def entry(self) -> QtWidgets.QWidget:
        """Return the line."""
        return self.line

    def found(self) -> list[str]:
        """Return the lines offered, best first."""
        return self._names.stringList()

    def _add_venue(self) -> None:
        self.venue = QtWidgets.QComboBox()
        for venue, title in _VENUES:
            self.venue.addItem(tr(title), venue)
        self.venue.setAccessibleName(f"{label(self.field.label)} {tr('Venue')}")
        self.venue.currentIndexChanged.connect(lambda _place: self.changed.emit(None))
        self.row.addWidget(self.venue)

    def _code(self, typed: str) -> str:
        typed = typed.strip()
        if self._instruments.get(typed.upper()) is not None:
            typed = typed.upper()
        elif typed and not typed[:1].isdigit():
            named = [one for one in self._instruments.search(typed, 1) if one.name == typed]
            typed = named[0].code if named else typed
        venue = Venue.KRX if self.venue is None else self.venue.currentData()
        return wire_code(typed, Venue(venue)) if typed and "_" not in typed else typed

    def _search(self, typed: str) -> None:
        found = [one for one in self._instruments.search(typed, 4 * _FOUND) if self._wanted(one)]
        self._codes = {f"{one.name}  {one.code}": one.code for one in found[:_FOUND]}
        self._names.setStringList(list(self._codes))

    def _tell(self) -> None:
        # The completer writes the line that was taken; what is meant is its code.
        taken = self._codes.get(self.line.text())
        if taken is not None:
            self._instruments.used(taken)
            self.line.setText(taken)
            return
        found = self._instruments.get(parse_code(self.line.text()).code)
        self.name.setText("" if found is None else clean(found.name, 14))
        self.changed.emit(None)


def make_editor(
    field: Field, instruments: InstrumentIndex, wanted: Wanted, today: Callable[[], date]
) -> Editor:
    """Return the editor that fits a field of the catalogue."""
    if field.choices:
        return ChoiceEditor(field)
    if field.kind is Kind.DATE:
        return DateEditor(field, today)
    if field.key in CODES:
        return CodeEditor(field, instruments, wanted)
    if field.key in LOOKUPS:
        return LookupEditor(field)
    return TextEditor(field)
