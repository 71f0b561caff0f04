"""Steps at once, or one a turn of the loop with other work between; both return what the last one did."""

from __future__ import annotations

import asyncio
from collections.abc import Generator

import pytest

from kiwoom_desk.base.turns import at_once, in_turns


def counted(upto: int, taken: list[int]) -> Generator[None, None, str]:
    for number in range(upto):
        taken.append(number)
        yield
    return f"{upto} steps"


def test_all_steps_are_taken_at_once() -> None:
    taken: list[int] = []
    assert at_once(counted(3, taken)) == "3 steps"
    assert taken == [0, 1, 2]
    assert at_once(counted(0, taken)) == "0 steps"


@pytest.mark.asyncio
async def test_other_work_comes_between_steps() -> None:
    taken: list[int] = []
    seen: list[int] = []

    async def other() -> None:
        while len(seen) < 3:
            seen.append(len(taken))
            await asyncio.sleep(0)

    beside = asyncio.ensure_future(other())
    assert await in_turns(counted(5, taken)) == "5 steps"
    await beside
    assert seen == [1, 2, 3]


@pytest.mark.asyncio
async def test_a_step_that_fails_is_heard() -> None:
    def broken() -> Generator[None, None, None]:
        yield
        raise LookupError("no row")

    with pytest.raises(LookupError):
        await in_turns(broken())
    with pytest.raises(LookupError):
        at_once(broken())
