"""Runs of conditions: in and out, first prices, races with the full answer, reconnects."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest

from kiwoom_desk.base.clock import KST, ManualClock
from kiwoom_desk.broker.conditions import SavedCondition
from kiwoom_desk.domain.quote import ConditionHit
from kiwoom_desk.market.conditions import ConditionRun, ConditionRuns, Hit, RunState

FIRST, SECOND = SavedCondition("0", "거래량 급증"), SavedCondition("7", "신고가")


class Source:
    """Answers from a table; `hold` makes an answer wait."""

    def __init__(self) -> None:
        self.members: dict[str, tuple[str, ...]] = {"0": ("005930", "000660")}
        self.started: list[str] = []
        self.stopped: list[str] = []
        self.searched: list[str] = []
        self.fails: set[str] = set()
        self.hold: asyncio.Event | None = None

    async def conditions(self) -> tuple[SavedCondition, ...]:
        return (FIRST, SECOND)

    async def start_condition(self, sequence: str) -> tuple[str, ...]:
        self.started.append(sequence)
        members = self.members.get(sequence, ())
        if self.hold is not None:
            await self.hold.wait()
        if sequence in self.fails:
            raise ConnectionError("down")
        return members

    async def search_condition(self, sequence: str) -> tuple[str, ...]:
        self.searched.append(sequence)
        return self.members.get(sequence, ())

    async def stop_condition(self, sequence: str) -> None:
        self.stopped.append(sequence)


class Rig:
    def __init__(self) -> None:
        self.source = Source()
        self.clock = ManualClock(datetime(2026, 11, 20, 10, tzinfo=KST))
        self.runs = ConditionRuns(self.source, self.clock)
        self.changes: list[str] = []
        self.runs.changed.connect(self.changes.append)

    def of(self, condition: SavedCondition) -> ConditionRun:
        found = self.runs.run(condition.sequence)
        assert found is not None
        return found

    def push(self, code: str, entered: bool, time: str = "100005") -> None:
        self.runs.take(ConditionHit("0", code, entered, time))

    def inside(self) -> set[str]:
        return {hit.code for hit in self.of(FIRST).hits if hit.inside}


@pytest.fixture
def rig() -> Rig:
    return Rig()


async def test_a_run_begins_with_the_full_answer(rig: Rig) -> None:
    await rig.runs.load()
    assert rig.runs.conditions == (FIRST, SECOND) and rig.changes == [""]
    await rig.runs.start(FIRST)
    run = rig.of(FIRST)
    assert run.state is RunState.RUNNING and run.inside == 2
    assert {hit.entered_at for hit in run.hits} == {"100000"}
    assert rig.runs.live == (FIRST,)


async def test_a_search_of_one_moment_is_no_run(rig: Rig) -> None:
    await rig.runs.search(FIRST)
    run = rig.of(FIRST)
    assert (rig.source.searched, rig.source.started) == (["0"], [])
    assert run.state is RunState.ONCE and rig.inside() == {"005930", "000660"}
    assert rig.runs.live == ()
    # Nothing is heard of it, lost with the stream, or asked again.
    rig.push("005930", False)
    rig.runs.lost()
    await rig.runs.again()
    assert run.state is RunState.ONCE and run.inside == 2 and rig.source.started == []
    await rig.runs.start(FIRST)
    await rig.runs.search(FIRST)
    assert rig.of(FIRST).state is RunState.RUNNING and rig.source.searched == ["0"]


async def test_names_come_and_go_newest_first(rig: Rig) -> None:
    await rig.runs.start(FIRST)
    rig.push("035720", True)
    assert rig.of(FIRST).hits[0].code == "035720"
    rig.push("035720", False, "100009")
    hit = rig.of(FIRST).hit("035720")
    assert hit is not None and (hit.entered_at, hit.left_at) == ("100005", "100009")
    rig.of(FIRST).price("035720", 51_000)
    rig.push("035720", True, "100100")
    again = rig.of(FIRST).hit("035720")
    assert again is not None and again.inside and again.times == 2 and not again.first_price


async def test_a_repeated_entry_and_an_unknown_exit_change_nothing(rig: Rig) -> None:
    await rig.runs.start(FIRST)
    before = rig.of(FIRST).hits
    rig.push("005930", True)
    rig.push("999999", False)
    assert rig.of(FIRST).hits == before


async def test_pushes_of_other_conditions_are_left_alone(rig: Rig) -> None:
    await rig.runs.start(FIRST)
    rig.changes.clear()
    rig.runs.take(ConditionHit("7", "005930", True, "100005"))
    assert rig.runs.run("7") is None and rig.changes == []


async def test_the_first_price_stays(rig: Rig) -> None:
    await rig.runs.start(FIRST)
    run = rig.of(FIRST)
    run.price("005930", 0)
    run.price("005930", 71_300)
    run.price("005930", 71_400)
    hit = run.hit("005930")
    assert hit is not None and hit.first_price == 71_300


async def test_a_push_during_the_question_is_newer_than_the_answer(rig: Rig) -> None:
    rig.source.hold = asyncio.Event()
    asking = asyncio.ensure_future(rig.runs.start(FIRST))
    await asyncio.sleep(0)
    rig.push("035720", True)
    rig.push("035720", False)
    rig.push("005930", True)
    rig.push("005930", False)
    rig.source.hold.set()
    await asking
    assert rig.inside() == {"000660"}


async def test_a_refused_start_leaves_nothing(rig: Rig) -> None:
    rig.source.fails = {"0"}
    with pytest.raises(ConnectionError):
        await rig.runs.start(FIRST)
    assert rig.runs.run("0") is None and rig.runs.live == ()


async def test_after_a_reconnect_missed_changes_are_made_up(rig: Rig) -> None:
    await rig.runs.start(FIRST)
    await rig.runs.start(SECOND)
    await rig.runs.stop("7")
    rig.of(FIRST).price("005930", 71_300)
    rig.runs.lost()
    assert rig.of(FIRST).state is RunState.LOST and rig.of(SECOND).state is RunState.STOPPED
    rig.source.members["0"] = ("005930", "035420")
    rig.source.started.clear()
    rig.clock.advance(30)
    await rig.runs.again()
    assert rig.source.started == ["0"] and rig.inside() == {"005930", "035420"}
    gone, kept = rig.of(FIRST).hit("000660"), rig.of(FIRST).hit("005930")
    assert gone is not None and gone.left_at == "100030"
    assert kept is not None and kept.first_price == 71_300 and kept.entered_at == "100000"


async def test_one_that_cannot_run_again_does_not_stop_the_others(rig: Rig) -> None:
    await rig.runs.start(FIRST)
    await rig.runs.start(SECOND)
    rig.runs.lost()
    rig.source.fails = {"0"}
    with pytest.raises(ConnectionError):
        await rig.runs.again()
    assert rig.of(FIRST).state is RunState.LOST
    assert rig.of(SECOND).state is RunState.RUNNING


async def test_a_stopped_run_keeps_its_names_and_hears_no_more(rig: Rig) -> None:
    await rig.runs.start(FIRST)
    await rig.runs.stop("0")
    rig.push("035720", True)
    assert rig.source.stopped == ["0"] and rig.inside() == {"005930", "000660"}
    assert rig.runs.live == ()


async def test_a_run_ended_during_its_question_stays_ended(rig: Rig) -> None:
    rig.source.hold = asyncio.Event()
    asking = asyncio.ensure_future(rig.runs.start(FIRST))
    await asyncio.sleep(0)
    await rig.runs.stop("0")
    rig.source.hold.set()
    await asking
    assert rig.of(FIRST).state is RunState.STOPPED and rig.of(FIRST).hits == ()


def test_how_long_a_name_stayed() -> None:
    assert Hit("005930", "095950").stayed("100110") == 80
    assert Hit("005930", "095950", left_at="100000").stayed("153000") == 10
    assert Hit("005930", "100000").stayed("095959") is None
    assert Hit("005930", "100000").stayed("") is None
