"""One question to any API with the pages held of its answer; refuses to ask by itself, or endlessly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import msgspec

from kiwoom_desk.base.turns import in_turns
from kiwoom_desk.broker.gateway import Page, Turn
from kiwoom_desk.catalogue.model import Api
from kiwoom_desk.market.reply_tables import ReplyTables, reading

MOST_PAGES = 500


class Source(Protocol):
    """What a question needs of the gateway."""

    async def ask(
        self,
        api_id: str,
        values: Mapping[str, str],
        cursor: Any | None = None,
        turn: Turn | None = None,
    ) -> Page:
        """Ask one page."""
        ...


class Progress(msgspec.Struct, frozen=True):
    """How far a long answer has come."""

    pages: int
    rows: int


class Question:
    """An API with its values; `reply` is None until the first page came.

    A page that fails or is cancelled leaves what is held as it is.
    """

    def __init__(self, source: Source, api: Api, values: Mapping[str, str]) -> None:
        self.api, self.values = api, dict(values)
        self.reply: ReplyTables | None = None
        self.pages = 0
        self._source = source
        self._cursor: Any | None = None
        self._keys: set[str] = set()

    @property
    def complete(self) -> bool:
        """Tell whether no page follows the held ones."""
        return self._cursor is None

    @property
    def rows(self) -> int:
        """Return the rows held."""
        return 0 if self.reply is None else sum(len(table.rows) for table in self.reply.tables)

    async def ask(self, turn: Turn | None = None) -> None:
        """Read the first page anew and forget the others; raise what `Gateway.ask` raises."""
        page = await self._source.ask(self.api.id, self.values, None, turn)
        self.reply = await in_turns(reading(self.api, page.body, page.raw))
        self.pages, self._keys = 1, set()
        self._go_on(page.cursor, self.rows)

    async def more(self, turn: Turn | None = None) -> None:
        """Read the page after the held ones; nothing happens when all is held."""
        if self.reply is None or self._cursor is None:
            return
        page = await self._source.ask(self.api.id, self.values, self._cursor, turn)
        before = self.rows
        read = await in_turns(reading(self.api, page.body, page.raw))
        self.reply = self.reply.with_page(read)
        self.pages += 1
        self._go_on(page.cursor, self.rows - before)

    async def rest(self, told: Callable[[Progress], None], turn: Turn | None = None) -> None:
        """Read every page that follows; `told` hears how far it has come after each."""
        while not self.complete:
            await self.more(turn)
            told(Progress(self.pages, self.rows))

    def _go_on(self, cursor: Any | None, came: int) -> None:
        # A key that comes again, or a page without a row, would go on for ever.
        if cursor is None or not came or cursor.key in self._keys or self.pages >= MOST_PAGES:
            self._cursor = None
            return
        self._keys.add(cursor.key)
        self._cursor = cursor
