"""A desk for the explorer: replies of any shape by API, page by page, and panels that it opens."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, cast

import msgspec
from PySide6 import QtWidgets

from kiwoom_desk.base.signals import Signal, Subscription
from kiwoom_desk.broker.gateway import Compared, Delayed, Page, Pushed, QueryError, Turn
from kiwoom_desk.broker.rest import Cursor
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.reply import reply_type
from kiwoom_desk.catalogue.request import encode
from kiwoom_desk.ui.shell.panel import OpenedPanel, PanelContext, PanelMemory
from tests.support.panel_desk import PanelDesk

Body = dict[str, Any]


class Asked(msgspec.Struct, frozen=True):
    """One page that was asked."""

    api_id: str
    values: dict[str, str]
    key: str
    turn: Turn


class ScriptedReplies:
    """The gateway as the explorer sees it; while `hold` is set answers wait, `waits` are told first."""

    def __init__(self) -> None:
        self.pages: dict[str, list[Body]] = {}
        self.asked: list[Asked] = []
        self.failing: QueryError | None = None
        self.hold: asyncio.Event | None = None
        self.waits: list[float] = []
        self.refused_registrations: dict[Any, str] = {}
        self.watchers: list[Any] = []
        self.registered = False
        self.delayed: Signal[Delayed] = Signal()
        self.compared: Signal[Compared] = Signal()

    async def ask(
        self,
        api_id: str,
        values: Mapping[str, str],
        cursor: Any | None = None,
        turn: Turn | None = None,
    ) -> Page:
        """Answer one page, decoded by the real catalogue."""
        api, turn = catalogue().api(api_id), turn or Turn()
        place = 0 if cursor is None else int(cursor.key)
        self.asked.append(Asked(api_id, encode(api, values), str(place), turn))
        for wait in self.waits:
            if turn.waits is not None:
                turn.waits(wait)
        await asyncio.sleep(0)
        if self.hold is not None:
            await self.hold.wait()
        if self.failing is not None:
            raise self.failing
        pages = self.pages.get(api_id, [{}])
        raw = msgspec.json.encode({"return_code": 0, "return_msg": "", **pages[place]})
        more = Cursor(api_id, b"", str(place + 1)) if place + 1 < len(pages) else None
        return Page(api_id, reply_type(api).decode(raw), more, raw=raw)

    def watch(self, type_id: str, watcher: Any) -> Subscription:
        """Take a watcher."""
        entry = (type_id, watcher)
        self.watchers.append(entry)
        return Subscription(lambda: self.watchers.remove(entry))

    def is_registered(self, item: str, type: str) -> bool:
        """Tell what the test said."""
        return self.registered

    def push(self, type_id: str, item: str, row: Any) -> None:
        """Hand a push to who watches its type."""
        for wanted, watcher in tuple(self.watchers):
            if wanted == type_id:
                watcher(Pushed(type_id, item, row))


class ExplorerDesk(PanelDesk):
    """A panel desk with scripted replies; `opened` and `closed` note what a panel asked for."""

    def __init__(self, memory: PanelMemory | None = None) -> None:
        super().__init__(memory=memory)
        self.replies = ScriptedReplies()
        self.gateway = cast(Any, self.replies)
        self.opened: list[OpenedPanel] = []
        self.closed: list[str] = []
        # Qt would end a panel that only its content is held of.
        self.panels: list[QtWidgets.QWidget] = []

    def context(self) -> PanelContext:
        """Return what a panel is made with."""
        import dataclasses

        return dataclasses.replace(
            super().context(), open_panel=self.opened.append, close_panel=self.closed.append
        )
