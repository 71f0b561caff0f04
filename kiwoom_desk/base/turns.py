"""Long work in short steps: at once, or with other work between; refuses to decide how long a step is."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Iterator
from typing import TypeVar

T = TypeVar("T")


def at_once(steps: Generator[None, None, T]) -> T:
    """Take all steps and return what the last one returned."""
    end: list[T] = []
    for _ in _told(steps, end):
        pass
    return end[0]


async def in_turns(steps: Generator[None, None, T]) -> T:
    """Take a step a turn of the loop and return what the last one returned."""
    end: list[T] = []
    for _ in _told(steps, end):
        await asyncio.sleep(0)
    return end[0]


def _told(steps: Generator[None, None, T], end: list[T]) -> Iterator[None]:
    """Take the steps, and put there what the last one returns."""
    end.append((yield from steps))
