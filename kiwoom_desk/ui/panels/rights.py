"""Subscription rights beside their shares, live, with parity; refuses to guess an issue price."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from PySide6 import QtCore, QtWidgets

from kiwoom_desk.market.asked_rows import AskedRow, AskedSpec
from kiwoom_desk.market.rights import Parity, share_of
from kiwoom_desk.ui.kit.columns import Column, Kind, Tone
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.text import ElidedText, PlainText
from kiwoom_desk.ui.panels.asked_foot import AskedFoot
from kiwoom_desk.ui.panels.asked_list import AskedList
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

_EVERY = 15_000
_MOST = 99_999_999
_SMALLEST = QtCore.QSize(280, 200)
KINDS = {
    "00": mark("All rights"),
    "05": mark("Warrants of bonds"),
    "07": mark("Subscription certificates"),
}
RIGHTS = AskedSpec(
    id="rights",
    api_id="ka10011",
    shown=("stk_nm", "cur_prc", "flu_rt", "acc_trde_qty"),
    keys=("stk_cd",),
    code="stk_cd",
    live=("cur_prc", "pred_pre", "flu_rt", "acc_trde_qty", "fpr_sel_bid", "fpr_buy_bid"),
)


class RightsChoice(msgspec.Struct, frozen=True):
    """The kind of rights, and the issue prices that a person typed in, by code; kept."""

    kind: str = "00"
    issues: dict[str, int] = {}


class Rights(QtWidgets.QWidget):
    """The board, and below it the issue price of the chosen right."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self._choice = context.memory.read(RightsChoice) or RightsChoice()
        self._chosen = ""
        self.kinds = QtWidgets.QComboBox()
        self.list = AskedList(
            context,
            RIGHTS,
            title=tr("Subscription rights"),
            empty=tr("No right of this kind is listed."),
            extra=self._columns(),
            also=self._share_code,
        )
        self.issue = QtWidgets.QSpinBox()
        self._issue_of = ElidedText(tr("Choose a right to type in the issue price of its shares."))
        self.foot = AskedFoot(context, tr("Subscription rights"))
        self._lay_out()
        self.list.chosen.connect(self._choose)
        self.list.asker.set_interval(_EVERY)
        self.foot.follow(self.list)
        self._ask()

    def _columns(self) -> tuple[Column, ...]:
        def column(id_: str, title: str, read: Callable[[Parity], Any], **more: Any) -> Column:
            form: dict[str, Any] = {"kind": Kind.PRICE, "width": 76} | more
            return Column(id=id_, title=title, value=lambda row: read(self.parity(row)), **form)

        rate: dict[str, Any] = {"kind": Kind.HUNDREDTHS, "form": _two, "width": 76}
        return (
            Column(
                id="share",
                title=mark("Share"),
                value=lambda row: self._share_name(row),
                kind=Kind.TEXT,
                width=96,
                hidden=True,
            ),
            column("share_price", mark("Share price"), lambda one: one.share),
            column("share_percent", mark("of the share %"), lambda one: one.share_percent, **rate),
            column("implied", mark("Implied issue price"), lambda one: one.implied, width=84),
            column("issue", mark("Issue price"), lambda one: one.issue or None),
            column("worth", mark("Worth"), lambda one: one.worth),
            column("parity", mark("Parity %"), lambda one: one.percent, **rate),
            column(
                "premium",
                mark("Premium %"),
                lambda one: one.premium,
                **rate | {"form": _signed, "tone": self._premium_tone},
            ),
        )

    def _lay_out(self) -> None:
        for code, title in KINDS.items():
            self.kinds.addItem(tr(title), code)
        self.kinds.setCurrentIndex(max(self.kinds.findData(self._choice.kind), 0))
        self.kinds.setAccessibleName(tr("Subscription rights"))
        self.kinds.currentIndexChanged.connect(lambda _place: self._kind_chosen())
        self.issue.setRange(0, _MOST)
        self.issue.setGroupSeparatorShown(True)
        self.issue.setSpecialValueText(" ")
        self.issue.setButtonSymbols(QtWidgets.QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.issue.setAlignment(QtCore.Qt.AlignmentFlag.AlignRight)
        self.issue.setFixedWidth(110)
        self.issue.setAccessibleName(tr("Issue price"))
        self.issue.setEnabled(False)
        self.issue.valueChanged.connect(self._typed)
        head, typed = QtWidgets.QHBoxLayout(), QtWidgets.QHBoxLayout()
        head.setContentsMargins(8, 4, 4, 4)
        head.addWidget(self.kinds)
        head.addStretch(1)
        typed.setContentsMargins(8, 4, 8, 0)
        typed.setSpacing(8)
        typed.addWidget(self._issue_of, 1)
        typed.addWidget(PlainText(tr("Issue price (won)"), tone="quiet"))
        typed.addWidget(self.issue)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        column.addLayout(typed)
        column.addWidget(self.foot)
        self.setFocusProxy(self.list)

    def minimumSizeHint(self) -> QtCore.QSize:
        """Return little: a wide list in a tab may not push its neighbours away."""
        return _SMALLEST

    def parity(self, row: AskedRow) -> Parity:
        """Return what is known of a right now."""
        state = self._context.desk.state
        right, share = state.quote(row.code), state.quote(self._share_code(row))
        told = row.number("cur_prc")
        price = right.price if right is not None and right.price else int(told or 0)
        return Parity(
            price, share.price if share is not None else 0, self._choice.issues.get(row.code, 0)
        )

    def _share_code(self, row: AskedRow) -> str:
        found = share_of(row.code, row.text("stk_nm"), self._context.desk.instruments.get)
        return found.code if found is not None else ""

    def _share_name(self, row: AskedRow) -> str:
        found = share_of(row.code, row.text("stk_nm"), self._context.desk.instruments.get)
        return found.name if found is not None else ""

    def _premium_tone(self, row: AskedRow) -> Tone:
        premium = self.parity(row).premium
        return Tone.PLAIN if not premium else Tone.UP if premium > 0 else Tone.DOWN

    def _ask(self) -> None:
        self.list.ask({"newstk_recvrht_tp": self._choice.kind})

    def _kind_chosen(self) -> None:
        self._keep(RightsChoice(self.kinds.currentData(), self._choice.issues))
        self._ask()

    def _choose(self, row: AskedRow) -> None:
        self._chosen = row.code
        self._issue_of.set_text(row.text("stk_nm"))
        with QtCore.QSignalBlocker(self.issue):
            self.issue.setValue(self._choice.issues.get(row.code, 0))
        self.issue.setEnabled(True)

    def _typed(self, price: int) -> None:
        issues = dict(self._choice.issues)
        issues.pop(self._chosen, None)
        if price:
            issues[self._chosen] = price
        self._keep(RightsChoice(self._choice.kind, issues))
        self.list.table.viewport().update()

    def _keep(self, choice: RightsChoice) -> None:
        self._choice = choice
        self._context.memory.write(choice)


def _two(value: Any) -> str:
    return "" if value is None else f"{value:,.2f}"


def _signed(value: Any) -> str:
    return "" if value is None else f"{value:+,.2f}"


PANEL = PanelSpec(
    id="rights",
    title=mark("Subscription rights"),
    make=Rights,
    area=Area.CENTRE_BELOW,
    opens=False,
)
