"""Loads the functions that answer beside the loop, right after a start; refuses to hold the first call."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Mapping

from kiwoom_desk.practice.answers.asked import Answer

_TABLE = "kiwoom_desk.practice.answers.table"


class AnswerTable:
    """The table of all answers, empty until somebody has awaited `ready`."""

    def __init__(self) -> None:
        self._answers: Mapping[str, Answer] | None = None

    async def ready(self) -> None:
        """Return once every answer is loaded; the modules are read in a thread."""
        if self._answers is None:
            table = await asyncio.to_thread(importlib.import_module, _TABLE)
            self._answers = table.ANSWERS

    def of(self, api_id: str) -> Answer | None:
        """Return what answers an API, None for those that are not answered."""
        return self._answers.get(api_id) if self._answers is not None else None
