"""What the rooms below have to say, as sentences in the window; refuses to decide what it means."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from kiwoom_desk import texts
from kiwoom_desk.broker.gateway import LinkState, Notice, QueryError, StreamLink
from kiwoom_desk.domain.order import RequestState, Side
from kiwoom_desk.orders.checks import DeskState
from kiwoom_desk.orders.entries import Anomaly
from kiwoom_desk.orders.positions import Mismatch
from kiwoom_desk.orders.recorder import DeskChanged, DeskEvent, DoubtChanged
from kiwoom_desk.orders.requests import OrderChanged, RequestChanged
from kiwoom_desk.rooms import Rooms

if TYPE_CHECKING:
    from kiwoom_desk.ui.shell.search import InstrumentIndex
    from kiwoom_desk.ui.shell.window import MainWindow

log = logging.getLogger(__name__)


class Teller:
    """Listen to gateway, feed and money room, and say in the person's language what happened."""

    def __init__(
        self, window: MainWindow, rooms: Rooms, instruments: InstrumentIndex, language: str
    ) -> None:
        self._window, self._rooms, self._instruments = window, rooms, instruments
        self._language = language
        self._ready_before = False
        rooms.gateway.notices.connect(self._noticed)
        rooms.gateway.link_changed.connect(self._linked)
        rooms.feed.failed.connect(self._failed)
        rooms.orders.changed.connect(self._money)
        rooms.account.mismatched.connect(self._mismatched)

    def query_failed(self, error: QueryError) -> None:
        """Say why a query brought nothing, in our words and the broker's."""
        facts = {"api_id": error.api_id, "code": error.code}
        self._say("attention", f"query.{error.code}", facts, error.message)

    def _linked(self, link: LinkState) -> None:
        self._window.status.rest.show_state(link.rest.value, link.message)
        self._window.status.stream.show_state(link.stream.value, link.message)
        if link.stream is StreamLink.UP:
            self._rooms.feed.reset_snapshots()
        elif link.stream is StreamLink.TAKEN:
            self._say("error", "connection.taken", {}, link.message)

    def _noticed(self, notice: Notice) -> None:
        self._say("attention", notice.code, notice.facts, notice.message)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, QueryError):
            self.query_failed(error)
        else:
            log.error("feed_failed", exc_info=error)

    def _mismatched(self, mismatch: Mismatch) -> None:
        name = self._instruments.name(mismatch.code)
        facts = {"name": name, "ours": mismatch.ours, "brokers": mismatch.brokers}
        self._say("error", "desk.mismatch", facts)

    def _money(self, event: DeskEvent) -> None:
        match event:
            case DeskChanged():
                self._desk_changed(event)
            case Anomaly():
                facts = {"name": self._instruments.name(event.instrument), "code": event.code}
                self._say("error", "desk.anomaly", {**facts, "detail": event.detail})
            case DoubtChanged(alarm=True):
                self._say("error", "desk.found_late")
            case RequestChanged(request=request) if request.state is RequestState.UNKNOWN:
                name = self._instruments.name(request.intent.code)
                self._say(
                    "error", "desk.unknown", {"name": name, "quantity": request.intent.quantity}
                )
            case OrderChanged(order=order, filled_more=more) if more:
                code = "desk.bought" if order.side is Side.BUY else "desk.sold"
                facts_of = {"name": self._instruments.name(order.code), "quantity": more}
                self._say("good", code, {**facts_of, "left": order.open_quantity})
            case _:
                pass

    def _desk_changed(self, event: DeskChanged) -> None:
        if event.state is DeskState.READY:
            if self._ready_before:
                self._say("good", "desk.ready")
            self._ready_before = True
        elif event.state is DeskState.READ_ONLY:
            self._say("error", "desk.read_only", {"reason": event.reason})
        elif self._ready_before:
            self._say("attention", "desk.reconciling")

    def _say(
        self, level: str, code: str, facts: Mapping[str, object] | None = None, more: str = ""
    ) -> None:
        from kiwoom_desk.ui.shell.panel import Message

        told = f"{texts.sentence(self._language, code, facts)} {more}".strip()
        self._window.say(msgspec.convert({"level": level, "text": told, "code": code}, Message))
