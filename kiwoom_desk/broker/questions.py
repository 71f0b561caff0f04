"""All that asks and changes nothing, over REST and the stream alike; refuses orders and tokens."""

from __future__ import annotations

from collections.abc import Mapping

from kiwoom_desk.broker.conditions import (
    CONDITION_CALLS,
    Conditions,
    SavedCondition,
    condition_page,
)
from kiwoom_desk.broker.gate import Turn
from kiwoom_desk.broker.queries import Queries
from kiwoom_desk.broker.rest import Cursor, Page
from kiwoom_desk.catalogue.model import Catalogue
from kiwoom_desk.catalogue.request import encode


class Questions(Queries):
    """Queries with the condition calls of the stream (ka10171-ka10174) beside them."""

    _catalogue: Catalogue
    _conditions: Conditions

    async def ask(
        self,
        api_id: str,
        values: Mapping[str, str],
        cursor: Cursor | None = None,
        turn: Turn | None = None,
    ) -> Page:
        """Ask one page of any API that asks; raise what `run` raises."""
        if api_id not in CONDITION_CALLS:
            return await self.run(api_id, values, cursor, turn)
        api = self._catalogue.api(api_id)
        body = encode(api, values)
        if api_id == "ka10172":
            key = "" if cursor is None else cursor.key
            body |= {"cont_yn": "Y" if key else "N", "next_key": key}
        return condition_page(api, await self._conditions.ask(api_id, body))

    async def conditions(self) -> tuple[SavedCondition, ...]:
        """Return the saved conditions (ka10171); raise QueryError."""
        return await self._conditions.list()

    async def start_condition(self, sequence: str) -> tuple[str, ...]:
        """Run a condition and return its codes (ka10173); changes come as condition_hits."""
        return await self._conditions.start(sequence)

    async def search_condition(self, sequence: str) -> tuple[str, ...]:
        """Return the codes that meet a condition now, all pages (ka10172); raise QueryError."""
        return await self._conditions.once(sequence)

    async def stop_condition(self, sequence: str) -> None:
        """End a live condition (ka10174); raise QueryError."""
        await self._conditions.stop(sequence)
