"""Every request to the exchange with its state, and what must not be; refuses to leave one out."""

from __future__ import annotations

from datetime import datetime

from PySide6 import QtCore, QtWidgets

from kiwoom_desk import texts
from kiwoom_desk.domain.order import Action, RequestState
from kiwoom_desk.orders.entries import Anomaly
from kiwoom_desk.orders.requests import Request
from kiwoom_desk.ui.kit.columns import Column, ColumnLayout, Kind, Tone
from kiwoom_desk.ui.kit.frame import Dirty
from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.kit.states import State
from kiwoom_desk.ui.kit.table import Table
from kiwoom_desk.ui.panels.age_mark import LinkMark
from kiwoom_desk.ui.panels.order_words import OUTCOMES, SIDES, TYPES, side_tone
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

_AGE_EVERY_MS = 1_000
_MOST = 500
ACTIONS = {
    Action.NEW: mark("New", "request"),
    Action.AMEND: mark("Amend", "request"),
    Action.CANCEL: mark("Cancel", "request"),
}
_TONES = {
    RequestState.ACKED: Tone.GOOD,
    RequestState.REFUSED: Tone.ATTENTION,
    RequestState.NOT_SENT: Tone.ATTENTION,
    RequestState.UNKNOWN: Tone.ATTENTION,
}
HOW = {
    "exact": mark("found in the lists", "how"),
    "state": mark("told by the order's state", "how"),
    "person": mark("chosen by a person", "how"),
    "late": mark("found after the release", "how"),
}


def why_text(request: Request, language: str) -> str:
    """Return why a request is in its state: our sentence, the broker's words, how it was found."""
    if request.state in (RequestState.REFUSED, RequestState.NOT_SENT, RequestState.UNKNOWN):
        ours = "" if request.message else texts.sentence(language, f"query.{request.code}")
        return f"{request.message or ours}".strip()
    halted = tr("emergency stop") if request.intent.reason == "halt" else ""
    found = tr(HOW[request.how]) if request.how in HOW else ""
    return " · ".join(part for part in (halted, found) if part)


class Requests(QtWidgets.QWidget):
    """The newest request first; below it the anomalies, while there are any."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context = context
        self.table = Table(self._columns(), key=lambda request: request.id)
        self.table.set_accessible(tr("Requests"))
        self.table.restore(context.memory.read(ColumnLayout))
        self.table.arranged.connect(context.memory.write)
        self.table.selected.connect(lambda request: context.link.set(request.intent.code))
        self.anomalies = Table(self._anomaly_columns(), key=lambda one: repr(one))
        self.anomalies.set_accessible(tr("Anomalies"))
        self.anomalies.selected.connect(lambda one: context.link.set(one.instrument))
        self.anomalies.hide()
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(LinkMark(context))
        column.addWidget(self.table, 2)
        column.addWidget(self.anomalies, 1)
        changed = context.desk.orders.changed.connect(lambda _event: context.frame.again(self))
        self.destroyed.connect(lambda _none=None: changed.close())
        context.frame.subscribe(self, self._frame)
        self._ages = QtCore.QTimer(self)
        self._ages.setInterval(_AGE_EVERY_MS)
        self._ages.timeout.connect(self.table.viewport().update)
        self.show_requests()

    def _frame(self, dirty: Dirty) -> None:
        if dirty.everything:
            self.show_requests()

    def _columns(self) -> tuple[Column, ...]:
        desk = self._context.desk
        name, clock, language = desk.instruments.name, desk.clock, desk.settings.language

        def age(request: Request) -> str:
            begun = request.doubted or request.sent or request.intent.at
            if request.state is RequestState.UNKNOWN or request.in_flight:
                return _seconds(begun.wall, clock.wall())
            return ""

        return (
            Column(
                id="time",
                title=mark("Time"),
                value=lambda r: r.intent.at.wall.strftime("%H%M%S"),
                kind=Kind.TIME,
                width=64,
            ),
            Column(
                id="action",
                title=mark("Kind"),
                value=lambda r: tr(ACTIONS[r.action]),
                align="center",
                width=50,
            ),
            Column(
                id="name",
                title=mark("Name"),
                value=lambda r: name(r.intent.code),
                kind=Kind.NAME,
                width=104,
            ),
            Column(
                id="side",
                title=mark("Side"),
                value=lambda r: tr(SIDES[r.intent.side]),
                align="center",
                width=50,
                tone=lambda r: side_tone(r.intent.side),
                bold=True,
            ),
            Column(
                id="type",
                title=mark("Type"),
                value=lambda r: tr(TYPES[r.intent.order_type]) if r.intent.order_type else "",
                width=64,
            ),
            Column(
                id="price",
                title=mark("Order price"),
                value=lambda r: r.intent.price or 0,
                kind=Kind.PRICE,
                width=74,
            ),
            Column(
                id="quantity",
                title=mark("Quantity"),
                value=lambda r: r.intent.quantity,
                kind=Kind.SIZE,
                width=60,
            ),
            Column(
                id="state",
                title=mark("State"),
                value=lambda r: tr(OUTCOMES[r.state]),
                align="center",
                width=72,
                tone=lambda r: _TONES.get(r.state, Tone.PLAIN),
                bold=True,
            ),
            Column(id="age", title=mark("Age"), value=age, align="right", width=56),
            Column(
                id="number",
                title=mark("Order no."),
                value=lambda r: r.number,
                kind=Kind.CODE,
                width=66,
            ),
            Column(
                id="why",
                title=mark("Reason"),
                value=lambda r: why_text(r, language),
                kind=Kind.NAME,
                width=260,
                tooltip=lambda r: why_text(r, language),
            ),
            Column(
                id="venue",
                title=mark("Venue"),
                value=lambda r: r.intent.venue.value,
                kind=Kind.CODE,
                width=56,
                hidden=True,
            ),
            Column(
                id="original",
                title=mark("Original no."),
                value=lambda r: r.intent.original,
                kind=Kind.CODE,
                width=80,
                hidden=True,
            ),
            Column(
                id="request",
                title=mark("Request id"),
                value=lambda r: r.id,
                kind=Kind.CODE,
                width=250,
                hidden=True,
            ),
        )

    def _anomaly_columns(self) -> tuple[Column, ...]:
        desk = self._context.desk
        name, language = desk.instruments.name, desk.settings.language

        def told(one: Anomaly) -> str:
            return texts.sentence(language, f"anomaly.{one.code}", {"detail": one.detail})

        return (
            Column(
                id="name",
                title=mark("Name"),
                value=lambda one: name(one.instrument),
                kind=Kind.NAME,
                width=110,
            ),
            Column(
                id="number",
                title=mark("Order no."),
                value=lambda one: one.number,
                kind=Kind.CODE,
                width=66,
            ),
            Column(
                id="told",
                title=mark("Anomaly"),
                value=told,
                kind=Kind.NAME,
                width=600,
                tone=lambda _one: Tone.ATTENTION,
                tooltip=told,
            ),
        )

    def show_requests(self) -> None:
        """Read requests and anomalies out of the ledger."""
        ledger = self._context.desk.ledger
        shown = ledger.requests[: -_MOST - 1 : -1]
        self.table.set_rows(shown)
        if shown:
            self.table.state.clear()
        else:
            self.table.state.show_state(State.EMPTY, tr("No request yet."))
        if any(r.in_flight or r.state is RequestState.UNKNOWN for r in shown):
            self._ages.start()
        else:
            self._ages.stop()
        found = ledger.anomalies[::-1]
        self.anomalies.set_rows(found)
        self.anomalies.setVisible(bool(found))


def _seconds(begun: datetime, now: datetime) -> str:
    past = max(int((now - begun).total_seconds()), 0)
    return f"{past // 60}:{past % 60:02d}"


PANEL = PanelSpec(id="requests", title=mark("Requests"), make=Requests, area=Area.CENTRE_BELOW)
