"""What an order comes to, how far it is from VI and limit, what it sweeps; refuses to judge it."""

from __future__ import annotations

from collections.abc import Callable, Collection

import msgspec
from PySide6 import QtCore, QtWidgets

from kiwoom_desk.domain.instrument import Instrument
from kiwoom_desk.domain.order import GOLD_NAMES, Credit, Side
from kiwoom_desk.domain.session import Phase
from kiwoom_desk.orders.preview import preview, static_trigger, sweep, ticks_between
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.shell.panel import DeskContext

_TITLES = {
    "held": mark("Orderable won"),
    "notional": mark("Order amount"),
    "costs": mark("Fee and tax"),
    "settled": mark("To settle"),
    "even": mark("Break-even"),
    "after": mark("Cash after"),
    "vi": mark("To VI"),
    "limit": mark("To the limit"),
    "sweep": mark("Takes from the book"),
}
# Side by side these would widen the panel with each other figure.
_WHOLE_LINES = ("vi", "limit", "sweep")
_BLANK = "–"
# A figure that grows would push every panel of the window aside, in the middle of a press.
_ROOM = "999,999,999"


class Wanted(msgspec.Struct, frozen=True):
    """What the fields say: won and shares, None while unread; `about` = no price of its own.

    `upper` and `lower` are the day's limits, 0 while not known.
    """

    code: str
    side: Side
    price: int | None
    quantity: int | None
    about: bool = False
    upper: int = 0
    lower: int = 0
    credit: Credit | None = None


class TicketSums(QtWidgets.QWidget):
    """Pairs of a title and a figure, two a line; what is not known is a dash.

    `without` names figures that the names of a ticket never have.
    """

    def __init__(self, desk: DeskContext, without: Collection[str] = ()) -> None:
        super().__init__()
        self._desk = desk
        self._away_of: tuple[object, ...] | None = None
        """What the distances shown were computed from."""
        self.figures = {name: PlainText() for name in _TITLES}
        self._titles = {name: PlainText(tr(title), tone="quiet") for name, title in _TITLES.items()}
        grid = QtWidgets.QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        grid.setHorizontalSpacing(8)
        pairs = len(_TITLES) - len(_WHOLE_LINES)
        for place, (name, figure) in enumerate(self.figures.items()):
            whole = name in _WHOLE_LINES
            row, column = (place - pairs // 2, 0) if whole else (place // 2, place % 2 * 2)
            figure.setAlignment(QtCore.Qt.AlignmentFlag.AlignRight)
            figure.setObjectName(f"sum.{name}")
            figure.setMinimumWidth(0 if whole else figure.fontMetrics().horizontalAdvance(_ROOM))
            grid.addWidget(self._titles[name], row, column)
            grid.addWidget(figure, row, column + 1, 1, 3 if whole else 1)
        for name in without:
            self._titles[name].hide()
            self.figures[name].hide()
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)

    def show_sums(self, wanted: Wanted) -> None:
        """Show what the fields come to."""
        account, selling = self._desk.orders.account_of(wanted.code), wanted.side is Side.SELL
        held = account.sellable(wanted.code, wanted.credit) if selling else account.orderable
        grams = wanted.code in GOLD_NAMES
        sellable = tr("Sellable g", "order") if grams else tr("Sellable shares")
        self._titles["held"].setText(sellable if selling else tr("Orderable won"))
        self._put("held", _BLANK if held is None else f"{held:,}")
        instrument = self._desk.instruments.get(wanted.code)
        if not wanted.price or instrument is None:
            self._away_of = None
            for name in self.figures:
                if name != "held":
                    self._put(name, _BLANK)
            return
        self._show_money(wanted, instrument, wanted.price)
        self._show_distances(wanted, instrument, wanted.price)
        self._show_sweep(wanted)

    def _put(self, name: str, told: str) -> None:
        self.figures[name].setText(told)

    def _show_money(self, wanted: Wanted, instrument: Instrument, price: int) -> None:
        if not wanted.quantity:
            for name in ("notional", "costs", "settled", "even", "after"):
                self._put(name, _BLANK)
            return
        desk, cash = self._desk, self._desk.orders.account_of(wanted.code).orderable
        sums = preview(
            desk.rules,
            desk.environment,
            instrument,
            desk.clock.market().date(),
            wanted.side,
            price,
            wanted.quantity,
        )
        about = "≈ " if wanted.about else ""
        self._put("notional", f"{about}{sums.amount:,}")
        self._put("costs", f"{about}{sums.fee + sums.tax:,}")
        self._put("settled", f"{about}{sums.settled:,}")
        self._put("even", f"{about}{sums.break_even:,}" if sums.break_even else _BLANK)
        after = sums.settled if wanted.side is Side.SELL else -sums.settled
        # How much of a loan is put down or paid back, the broker alone knows.
        told = wanted.credit is None and cash is not None
        self._put("after", f"{about}{(cash or 0) + after:,}" if told else _BLANK)

    def _show_distances(self, wanted: Wanted, instrument: Instrument, price: int) -> None:
        desk, up = self._desk, wanted.side is Side.BUY
        day, quote = desk.clock.market().date(), desk.state.quote(wanted.code)
        opened = quote.open if quote else 0
        asked = (wanted.code, wanted.side, wanted.upper, wanted.lower, price, opened, day)
        # A book that changes sixty times a second leaves most prices where they are.
        if asked == self._away_of:
            return
        self._away_of = asked
        trigger = static_trigger(desk.rules, instrument, opened, Phase.CONTINUOUS.value, up, day)

        def away(to: int) -> int:
            low, high = (price, to) if up else (to, price)
            return ticks_between(desk.rules, instrument.product, low, high, day)

        self._put("vi", _distance(price, trigger or 0, up, away))
        self._put("limit", _distance(price, wanted.upper if up else wanted.lower, up, away))

    def _show_sweep(self, wanted: Wanted) -> None:
        book = self._desk.state.book(wanted.code)
        if book is None or not wanted.quantity:
            self._put("sweep", _BLANK)
            return
        found = sweep(book, wanted.side, wanted.quantity, None if wanted.about else wanted.price)
        if found is None:
            self._put("sweep", tr("nothing now, it would rest"))
            return
        told = tr("average {average}, worst {worst}").format(
            average=f"{found.average:,}", worst=f"{found.worst:,}"
        )
        if found.shares < wanted.quantity:
            grams = wanted.code in GOLD_NAMES
            only = (
                tr("{shares} g only, {prices}") if grams else tr("{shares} shares only, {prices}")
            )
            told = only.format(shares=f"{found.shares:,}", prices=told)
        self._put("sweep", told)

    def affordable(self, code: str, cash: int, price: int) -> int:
        """Return the shares that the cash buys at that price, fee included; 0 for an unknown name."""
        desk, instrument = self._desk, self._desk.instruments.get(code)
        if instrument is None:
            return 0
        day, most = desk.clock.market().date(), cash // price
        while (
            most
            and preview(
                desk.rules, desk.environment, instrument, day, Side.BUY, price, most
            ).settled
            > cash
        ):
            most -= 1
        return most


def _distance(price: int, to: int, up: bool, away: Callable[[int], int]) -> str:
    if not to:
        return _BLANK
    if (price >= to) if up else (price <= to):
        return f"{to:,} ({tr('reached')})"
    return f"{to:,} ({tr('{ticks} ticks').format(ticks=away(to))})"
