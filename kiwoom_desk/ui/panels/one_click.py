"""One-click orders of the book: the row that arms them, and a press on a price; refuses keys."""

from __future__ import annotations

from PySide6 import QtCore, QtGui, QtWidgets

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import OrderDraft, OrderType, RequestState, Side
from kiwoom_desk.orders.arming import Armed, Press
from kiwoom_desk.orders.drafts import Denied, read_whole
from kiwoom_desk.ui.kit.ladder import PriceClick
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.tasks import closing
from kiwoom_desk.ui.kit.text import PlainText, set_tooltip
from kiwoom_desk.ui.panels.order_press import OrderPress, PressFacts
from kiwoom_desk.ui.panels.order_words import outcome_sentence
from kiwoom_desk.ui.shell.panel import PanelContext

_SECOND = 1_000
# The ladder is the book of this venue: a press means what is seen, so it goes there and nowhere else.
_VENUE = Venue.KRX
REASONS = {
    "idle": mark("Disarmed: five minutes without a press."),
    "lock": mark("Disarmed: the desk was locked."),
    "desk": mark("Disarmed: the order lists are read anew."),
    "halt": mark("Disarmed: emergency stop."),
    "unknown": mark("Disarmed: the answer to an order was lost."),
    "mismatch": mark("Disarmed: our count and the broker's differ."),
    "disconnect": mark("Disarmed: the stream was lost."),
    "address": mark("Disarmed: the broker does not know this IP address."),
    "left": mark("Disarmed: another name is shown."),
    "resume": mark("Disarmed: the computer slept."),
    "lag": mark("Disarmed: the window stood still."),
}


class OneClick(QtWidgets.QWidget):
    """A switch with two caps; while armed a left press on a size sends a limit order at that price."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context, self._desk = context, context.desk
        self._arming = context.desk.orders.arming
        self._code = ""
        self._facts = PressFacts(quantity_chosen=True)
        self._sending = False
        self._press = OrderPress(context, self, "book")
        self.switch = QtWidgets.QPushButton(tr("One-click"))
        settings = context.desk.settings
        self.quantity = self._field(tr("Shares of a click"), settings.click_quantity, 56)
        self.notional = self._field(tr("Most won of a click"), settings.click_notional, 84)
        self.standing = PlainText(tone="attention")
        self.told = PlainText(tone="quiet")
        self._prepare()
        changed = self._arming.changed.connect(lambda _armed: self.show_state())
        self.destroyed.connect(closing(changed.close, lambda: self._arming.disarm("left")))
        self.show_state()

    def _field(self, name: str, value: int, width: int) -> QtWidgets.QLineEdit:
        field = QtWidgets.QLineEdit(f"{value:,}")
        field.setAccessibleName(name)
        field.setFixedWidth(width)
        field.setAlignment(QtCore.Qt.AlignmentFlag.AlignRight)
        set_tooltip(field, name)
        return field

    def _prepare(self) -> None:
        self.setObjectName("one_click")
        self.switch.setCheckable(True)
        self.switch.setObjectName("arm")
        set_tooltip(
            self.switch, tr("Goes to {venue}, whose book this is").format(venue=_VENUE.value)
        )
        self.switch.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)
        self.switch.clicked.connect(lambda on=False: self._switch(on))
        self.quantity.setObjectName("click.quantity")
        self.notional.setObjectName("click.notional")
        for line in (self.standing, self.told):
            line.setWordWrap(True)
            line.hide()
        row = QtWidgets.QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.switch)
        row.addWidget(self.quantity)
        row.addWidget(PlainText(tr("shares"), tone="quiet"))
        row.addWidget(self.notional)
        row.addWidget(PlainText(tr("won at most"), tone="quiet"))
        row.addStretch(1)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(8, 0, 8, 4)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.standing)
        column.addWidget(self.told)
        self._clock = QtCore.QTimer(self)
        self._clock.setInterval(_SECOND)
        self._clock.timeout.connect(self.show_state)

    # --- arming ----------------------------------------------------------------------------

    def show_instrument(self, code: str) -> None:
        """Take another name; leaving the armed one disarms."""
        if code != self._code:
            self._arming.disarm("left")
        self._code, self._facts = code, PressFacts(quantity_chosen=True)
        self._say("", "")

    def know_limits(self, lower: int | None, upper: int | None) -> None:
        """Take the day's limits of the name shown."""
        self._facts = PressFacts(lower, upper, quantity_chosen=True)

    def show_state(self) -> None:
        """Show whether this name is armed, for how long, or why it no longer is."""
        armed = self._arming.armed
        on = armed is not None and armed.code == self._code
        self.switch.setChecked(on)
        role = "danger" if on else ""
        if (self.switch.property("role") or "") != role:
            self.switch.setProperty("role", role)
            self.switch.style().unpolish(self.switch)
            self.switch.style().polish(self.switch)
        for field in (self.quantity, self.notional):
            field.setEnabled(not on)
        if on:
            self._clock.start()
            left = int(self._arming.left)
            told = tr("Armed: a press on a size sends at once. {minutes}:{seconds:02d} left")
            told = told.format(minutes=left // 60, seconds=left % 60)
            self.standing.setText(f"{_VENUE.value} · {told}")
        else:
            self._clock.stop()
            self.standing.setText(tr(REASONS.get(self._arming.reason, "")))
        self.standing.setVisible(bool(self.standing.text()))

    def _switch(self, on: bool) -> None:
        self._say("", "")
        if not on:
            self._arming.disarm("hand")
            return
        denied = self._arm()
        self.show_state()
        if denied is not None:
            self._say(outcome_sentence(self._desk.settings.language, denied), "attention")

    def _arm(self) -> Denied | None:
        if self._desk.orders.lock.locked:
            return Denied("locked")
        quantity, notional = read_whole(self.quantity.text()), read_whole(self.notional.text())
        if not isinstance(quantity, int) or not isinstance(notional, int):
            return Denied("arming_caps")
        denied = self._arming.arm(Armed(self._code, quantity, notional))
        if denied is None:
            self._desk.chosen.choose(click_quantity=quantity, click_notional=notional)
        return denied

    def hideEvent(self, event: QtGui.QHideEvent) -> None:
        """Disarm what nobody sees any more."""
        super().hideEvent(event)
        self._arming.disarm("left")

    # --- a press ---------------------------------------------------------------------------

    def takes(self, click: PriceClick) -> bool:
        """Tell whether a press orders: the name is armed, and a mouse's left button made it."""
        armed = self._arming.armed
        left = click.button is QtCore.Qt.MouseButton.LeftButton
        return armed is not None and armed.code == self._code and left and not click.by_key

    def press(self, click: PriceClick, side: Side) -> None:
        """Send what is armed at the price pressed, once; say why where it is not sent."""
        armed, late = self._arming.armed, self._desk.presses.late
        assert armed is not None
        denied = self._arming.judge(Press(self._code, click.price, late, click.moved))
        if denied is None and self._sending:
            denied = Denied("press_again")
        if denied is not None:
            self._say(outcome_sentence(self._desk.settings.language, denied), "attention")
            return
        draft = OrderDraft(self._code, _VENUE, side, OrderType.LIMIT, armed.quantity, click.price)
        self._sending = True
        self._context.tasks.run(self._send(draft))

    async def _send(self, draft: OrderDraft) -> None:
        try:
            result = await self._press.submit(draft, self._facts)
        finally:
            self._sending = False
        if result is None:
            self._say(tr("Not sent: you did not confirm."), "")
            return
        good = not isinstance(result, Denied) and result.state is RequestState.ACKED
        told = outcome_sentence(self._desk.settings.language, result)
        self._say(told, "good" if good else "attention")

    def _say(self, told: str, tone: str) -> None:
        self.told.setText(told)
        self.told.setVisible(bool(told))
        self.told.set_tone(tone)
