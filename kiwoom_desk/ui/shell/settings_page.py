"""The page of settings that guard a person: limits, questions, lock; refuses what it cannot read."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from PySide6 import QtCore, QtWidgets

from kiwoom_desk import texts
from kiwoom_desk.orders.drafts import Denied
from kiwoom_desk.orders.limits import (
    NAMES,
    Limits,
    first_limits,
    lasting,
    read_limits,
    shown_limit,
    typed_limit,
)
from kiwoom_desk.ui.kit.language import Phrase, mark, tr
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.shell import theme
from kiwoom_desk.ui.shell.panel import DeskContext
from kiwoom_desk.ui.shell.top_bar import ENVIRONMENTS

_LIMITS: Mapping[str, tuple[Phrase, Phrase, Phrase]] = {
    "quantity": (
        mark("Most shares of one order"),
        mark("shares", "unit"),
        mark("An order for more is not sent."),
    ),
    "notional": (
        mark("Most won of one order"),
        mark("won", "unit"),
        mark("An order for more is not sent; above 3 billion none ever is."),
    ),
    "ask_away": (
        mark("Ask about prices this far from the last"),
        mark("%", "unit"),
        mark("You are asked once more before such an order."),
    ),
    "type_away": (
        mark("Have prices this far typed again"),
        mark("%", "unit"),
        mark("The price has to be typed a second time."),
    ),
    "ask_ticks": (
        mark("Ask about prices this many ticks away"),
        mark("ticks", "unit"),
        mark("The same by tick sizes, for cheap names."),
    ),
    "orders_a_day": (
        mark("Most new orders of one day"),
        mark("orders", "unit"),
        mark("Then only cancels and amends go out."),
    ),
    "loss_a_day": (
        mark("Stop buying after a loss of"),
        mark("won", "unit"),
        mark("By the broker's figure of the day; sales go on. 3 billion: not watched."),
    ),
}
_SURFACES: Mapping[str, tuple[Phrase, Phrase]] = {
    "confirm_ticket": (mark("Order ticket"), mark("The whole order is shown before it goes out.")),
    "confirm_book": (
        mark("One-click in the book"),
        mark("Only orders armed there; a press elsewhere just fills the ticket."),
    ),
    "confirm_open": (mark("Open orders and chart"), mark("Amending an order that stands.")),
}
_POLICIES = (
    (mark("Always", "confirm"), "always"),
    (mark("Risky only", "confirm"), "risky"),
    (mark("Never", "confirm"), "never"),
)
_MOST_MINUTES = 600


class SettingsPage(QtWidgets.QDialog):
    """Fields with a sentence each; nothing is taken over before all of them can be read."""

    def __init__(self, parent: QtWidgets.QWidget, desk: DeskContext) -> None:
        super().__init__(parent)
        self.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self.setWindowTitle(f"{tr('Settings')} · {tr(ENVIRONMENTS[desk.environment])}")
        self.limits: dict[str, QtWidgets.QLineEdit] = {}
        self.policies: dict[str, QtWidgets.QComboBox] = {}
        self.minutes, self.sounds = QtWidgets.QLineEdit(), QtWidgets.QCheckBox(tr("Sounds"))
        self.interruptions = QtWidgets.QCheckBox(
            tr("Sound at an interruption (VI) of a name held, linked or watched")
        )
        self.faults: dict[str, PlainText] = {}
        self.told = PlainText(tone="good")
        self._lay_out()
        self.show_settings()

    # --- making ----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        grid = QtWidgets.QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(2, 1)
        self._head(grid, tr("Limits of one order"))
        for name in NAMES:
            title, unit, about = _LIMITS[name]
            field = self.limits[name] = self._field(name, tr(title))
            self._row(grid, name, tr(title), field, tr(unit), tr(about))
        self._head(grid, tr("Confirmation"))
        for name, (surface, meaning) in _SURFACES.items():
            box = self.policies[name] = self._choice(name, tr(surface))
            self._row(grid, name, tr(surface), box, "", tr(meaning))
        self._head(grid, tr("Lock and sounds"))
        self.minutes = self._field("lock_minutes", tr("Lock after"))
        idle = tr("Without a touch for so long; 0 is never. Ctrl+L locks at once.")
        self._row(grid, "lock_minutes", tr("Lock after"), self.minutes, tr("minutes"), idle)
        for check in (self.sounds, self.interruptions):
            grid.addWidget(check, grid.rowCount(), 0, 1, 3)
        # Without sounds there is none to choose.
        self.sounds.toggled.connect(self.interruptions.setEnabled)
        falls_back = PlainText(
            tr("A raised limit holds until the desk is closed; a lowered one stays."), tone="quiet"
        )
        falls_back.setWordWrap(True)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(10)
        column.addLayout(grid)
        column.addWidget(falls_back)
        column.addWidget(self.told)
        column.addLayout(self._buttons())

    def _head(self, grid: QtWidgets.QGridLayout, title: str) -> None:
        head = PlainText(title)
        head.setFont(theme.font(15, theme.Weight.Bold))
        head.setMinimumHeight(28)
        grid.addWidget(head, grid.rowCount(), 0, 1, 3)

    def _field(self, name: str, title: str) -> QtWidgets.QLineEdit:
        field = QtWidgets.QLineEdit()
        field.setObjectName(f"settings.{name}")
        field.setAccessibleName(title)
        field.setFixedWidth(140)
        field.setAlignment(QtCore.Qt.AlignmentFlag.AlignRight)
        return field

    def _choice(self, name: str, title: str) -> QtWidgets.QComboBox:
        box = QtWidgets.QComboBox()
        box.setObjectName(f"settings.{name}")
        box.setAccessibleName(title)
        box.setFixedWidth(140)
        for told, policy in _POLICIES:
            box.addItem(tr(told), policy)
        return box

    def _row(
        self,
        grid: QtWidgets.QGridLayout,
        name: str,
        title: str,
        field: QtWidgets.QWidget,
        unit: str,
        about: str,
    ) -> None:
        row = grid.rowCount()
        grid.addWidget(PlainText(title), row, 0)
        grid.addWidget(field, row, 1)
        told = PlainText(f"{unit}   {about}".strip(), tone="quiet")
        grid.addWidget(told, row, 2)
        fault = self.faults[name] = PlainText(tone="attention")
        fault.hide()
        grid.addWidget(fault, row + 1, 1, 1, 2)

    def _buttons(self) -> QtWidgets.QHBoxLayout:
        first = QtWidgets.QPushButton(tr("Limits as at first"))
        take, close = QtWidgets.QPushButton(tr("Apply")), QtWidgets.QPushButton(tr("Close"))
        for button, name, call in (
            (first, "first", self.reset_limits),
            (close, "close", self.close),
            (take, "apply", self.apply),
        ):
            button.setObjectName(f"settings.{name}")
            button.setAutoDefault(False)
            button.setMinimumHeight(32)
            button.clicked.connect(lambda _on=False, act=call: act())
        row = QtWidgets.QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(first)
        row.addStretch(1)
        row.addWidget(close)
        row.addWidget(take)
        return row

    # --- reading and taking ----------------------------------------------------------------

    def show_settings(self) -> None:
        """Fill the fields with what is in force."""
        settings = self._desk.settings
        for name, field in self.limits.items():
            field.setText(shown_limit(name, getattr(self._desk.orders.limits, name)))
        for name, box in self.policies.items():
            box.setCurrentIndex(box.findData(getattr(settings, name)))
        self.minutes.setText(f"{settings.lock_minutes}")
        self.sounds.setChecked(settings.sounds)
        self.interruptions.setChecked(settings.sound_interruptions)
        self.interruptions.setEnabled(settings.sounds)
        for name in self.faults:
            self._fault(name, None)

    def apply(self) -> bool:
        """Put the fields in force; False when one cannot be read, which is said below it."""
        read = {name: typed_limit(name, field.text()) for name, field in self.limits.items()}
        minutes = typed_limit("ask_ticks", self.minutes.text())
        if isinstance(minutes, int) and minutes > _MOST_MINUTES:
            minutes = Denied("limit_too_high", {"most": f"{_MOST_MINUTES:,}"})
        for name, value in {**read, "lock_minutes": minutes}.items():
            self._fault(name, value if isinstance(value, Denied) else None)
        taken = {name: value for name, value in read.items() if isinstance(value, int)}
        if len(taken) != len(read) or not isinstance(minutes, int):
            self.told.setText("")
            return False
        limits = Limits(**taken)
        self._desk.orders.limits = limits
        self._desk.account.touch()
        self._desk.chosen.choose(
            limits=msgspec.Raw(msgspec.json.encode(lasting(self._kept(), limits))),
            lock_minutes=minutes,
            sounds=self.sounds.isChecked(),
            sound_interruptions=self.interruptions.isChecked(),
            **{name: box.currentData() for name, box in self.policies.items()},
        )
        self.show_settings()
        self.told.setText(tr("Taken over."))
        return True

    def reset_limits(self) -> None:
        """Put the limits of a first start in force; they stay."""
        first = first_limits(self._desk.environment)
        self._desk.orders.limits = first
        self._desk.chosen.choose(limits=msgspec.Raw(msgspec.json.encode(first)))
        self.show_settings()
        self.told.setText(tr("The limits are as at first."))

    def _kept(self) -> Limits:
        return read_limits(bytes(self._desk.settings.limits), self._desk.environment)

    def _fault(self, name: str, denied: Denied | None) -> None:
        field = self.limits.get(name) or (self.minutes if name == "lock_minutes" else None)
        language, fault = self._desk.settings.language, self.faults[name]
        fault.setVisible(denied is not None)
        if denied is not None:
            fault.setText(texts.sentence(language, f"denied.{denied.code}", denied.facts))
        if field is not None and bool(field.property("wrong")) != (denied is not None):
            field.setProperty("wrong", denied is not None)
            field.style().unpolish(field)
            field.style().polish(field)
