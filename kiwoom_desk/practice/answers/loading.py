"""Loads the functions that answer beside the loop, right after a start; refuses to hold the first call."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Mapping

from kiwoom_desk.practice.answers.asked import Answer, Asked, Slices

_TABLE = "kiwoom_desk.practice.answers.table"
_SLICES = "kiwoom_desk.practice.answers.slices"


class AnswerTable:
    """The table of all answers, empty until somebody has awaited `ready`."""

    def __init__(self) -> None:
        self._answers: Mapping[str, Answer] | None = None
        self._slices: Mapping[str, Slices] = {}

    async def ready(self) -> None:
        """Return once every answer is loaded; the modules are read in a thread."""
        if self._answers is None:
            table = await asyncio.to_thread(importlib.import_module, _TABLE)
            slices = await asyncio.to_thread(importlib.import_module, _SLICES)
            self._answers, self._slices = table.ANSWERS, slices.SLICES

    def of(self, api_id: str) -> Answer | None:
        """Return what answers an API, None for those that are not answered."""
        return self._answers.get(api_id) if self._answers is not None else None

    async def prepare(self, asked: Asked) -> None:
        """Make what an answer needs in slices, so that it does not hold the loop afterwards."""
        slices = self._slices.get(asked.api.id)
        if slices is not None:
            for _ in slices(asked):
                await asyncio.sleep(0)
