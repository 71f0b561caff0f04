"""What holds a loop is named with its calls; what waits, or is quick, is not."""

from __future__ import annotations

import asyncio
import logging

import pytest

from kiwoom_desk.base.holds import VARIABLE, Hold, HoldWatch, asked_limit, culprits
from kiwoom_desk.base.machine import processor_seconds

LIMIT = 40.0


def busy(seconds: float) -> None:
    """Work for so long, in one turn of the loop."""
    until = processor_seconds() + seconds
    while processor_seconds() < until:
        sum(range(1_000))


async def quick(turns: int) -> None:
    """Work as long in all, in many turns."""
    for _ in range(turns):
        busy(0.001)
        await asyncio.sleep(0)


def watched(work: object) -> list[Hold]:
    """Run a coroutine under a watch and return what it names."""

    async def main() -> list[Hold]:
        watch = HoldWatch(LIMIT)
        watch.start()
        # The first look must be over before the work begins.
        await asyncio.sleep(0.05)
        await work  # type: ignore[misc]
        await asyncio.sleep(0.05)
        watch.close()
        return watch.holds

    return asyncio.run(main())


async def one_long_turn() -> None:
    busy(0.3)


@pytest.mark.expected_warnings
def test_a_long_turn_is_named_with_its_calls(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "kiwoom_desk"):
        held = [one for one in watched(one_long_turn()) if "busy" in " ".join(one.stack)]
    # A busy machine may keep the watch away in the middle of the turn.
    longest = max(held, key=lambda one: one.milliseconds)
    assert longest.milliseconds > LIMIT
    calls = [line.split(" ", 1)[1] for line in longest.stack]
    assert any(call.startswith("busy") for call in calls[-2:])
    assert "one_long_turn" in " ".join(calls)
    assert any("loop_turn_long" in record.getMessage() for record in caplog.records)


@pytest.mark.expected_warnings
def test_many_short_turns_are_not_one_long_one() -> None:
    held = watched(quick(200))
    # What is unseen is what a busy machine kept the watch away from: it is not said to be one turn.
    named = [one for one in held if not one.name.startswith("unseen")]
    # A turn of a millisecond takes long by the wall where its core is taken away in the middle.
    assert not [one for one in named if one.processor_ms is None or one.processor_ms > LIMIT]


@pytest.mark.expected_warnings
def test_waiting_holds_nothing() -> None:
    assert not [one for one in watched(asyncio.sleep(0.3)) if "sleep" in one.name]


def test_culprits_are_told_once_each_the_worst_first() -> None:
    holds = [
        Hold("a", 10.0, 9.0, ("a:1",)),
        Hold("b", 30.0, 29.0, ("b:1",)),
        Hold("a", 90.0, 8.5, ("a:2",)),
        Hold("a", 12.0, 11.0, ("a:3",)),
    ]
    first, second = culprits(holds)
    assert (first.name, first.count, first.processor_ms) == ("b", 1, 29.0)
    # The longest may have been the machine's; the calls are those of the most work.
    assert (second.name, second.count, second.longest_ms) == ("a", 3, 90.0)
    assert (second.processor_ms, second.stack) == (11.0, ("a:3",))


@pytest.mark.parametrize(
    ("said", "limit"), [(None, None), ("", None), ("no", None), ("-1", None), ("8", 8.0)]
)
def test_it_runs_only_where_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, said: str | None, limit: float | None
) -> None:
    if said is None:
        monkeypatch.delenv(VARIABLE, raising=False)
    else:
        monkeypatch.setenv(VARIABLE, said)
    assert asked_limit() == limit
