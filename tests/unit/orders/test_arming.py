"""One-click: armed for one name with caps, gone with anything odd, deaf to late and moved presses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from kiwoom_desk.base.clock import ManualClock
from kiwoom_desk.broker.link import Gap, GapKind
from kiwoom_desk.domain.order import Outcome, RequestState
from kiwoom_desk.orders.arming import (
    ARMED_FOR,
    DEBOUNCE,
    LATE,
    MOVED,
    Armed,
    Arming,
    EventAge,
    Press,
)
from kiwoom_desk.orders.positions import Mismatch
from tests.support.order_desk import ACCOUNT, CODE, CONTEXT, START, Room, buy, quiet, room

ARMED = Armed(CODE, 10, 1_000_000)
PRESS = Press(CODE, 61_000)


def armed() -> tuple[Arming, ManualClock]:
    clock = ManualClock(START)
    arming = Arming(clock)
    assert arming.arm(ARMED) is None
    return arming, clock


def code(arming: Arming, **changed: object) -> str:
    denied = arming.judge(msgspec.structs.replace(PRESS, **changed))
    return denied.code if denied is not None else ""


def test_nothing_is_armed_at_first() -> None:
    arming = Arming(ManualClock(START))
    assert arming.armed is None and arming.reason == "never" and arming.left == 0.0
    assert code(arming) == "not_armed"
    arming.disarm("lock")
    assert arming.reason == "never"


@pytest.mark.parametrize("wrong", [Armed("", 1, 1), Armed(CODE, 0, 1), Armed(CODE, 1, 0)])
def test_it_is_not_armed_without_a_name_and_both_caps(wrong: Armed) -> None:
    arming = Arming(ManualClock(START))
    denied = arming.arm(wrong)
    assert denied is not None and denied.code == "arming_caps"
    assert arming.armed is None


def test_a_press_on_the_armed_name_makes_an_order_and_others_do_not() -> None:
    arming, clock = armed()
    assert code(arming) == ""
    clock.advance(DEBOUNCE)
    assert code(arming, code="000660") == "not_armed"
    assert code(arming) == ""


def test_the_second_half_of_a_double_click_makes_none() -> None:
    arming, clock = armed()
    assert code(arming) == ""
    clock.advance(DEBOUNCE - 0.01)
    assert code(arming) == "press_again"
    clock.advance(DEBOUNCE - 0.01)
    assert code(arming) == "press_again"
    clock.advance(DEBOUNCE)
    assert code(arming) == ""


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"repeated": True}, "press_again"),
        ({"late": LATE + 0.01}, "press_late"),
        ({"late": LATE}, ""),
        ({"moved": MOVED - 0.01}, "ladder_moved"),
        ({"moved": MOVED}, ""),
        ({"price": 100_000}, ""),
        ({"price": 100_100}, "arming_cap"),
    ],
)
def test_late_moved_repeated_and_too_large_presses_make_none(
    changed: dict[str, object], told: str
) -> None:
    arming, _clock = armed()
    assert code(arming, **changed) == told


def test_it_expires_five_minutes_after_its_last_use() -> None:
    arming, clock = armed()
    heard: list[Armed | None] = []
    arming.changed.connect(heard.append)
    clock.advance(ARMED_FOR - 1)
    assert code(arming) == "" and arming.left == ARMED_FOR
    clock.advance(ARMED_FOR - 1)
    assert code(arming, price=200_000) == "arming_cap"
    assert arming.left == 1.0
    clock.advance(1)
    assert code(arming) == "not_armed"
    assert (arming.reason, heard) == ("idle", [None])


def lost_stream(here: Room) -> None:
    here.exchange.gaps.emit(Gap(GapKind.LOST))


MISHAPS: dict[str, Callable[[Room], object]] = {
    "lock": lambda here: here.desk.lock.close("key"),
    "disconnect": lost_stream,
    "mismatch": lambda here: here.account.mismatched.emit(Mismatch(CODE, 1, 2)),
}


@pytest.mark.parametrize("reason", MISHAPS)
async def test_a_mishap_disarms(tmp_path: Path, reason: str) -> None:
    async with room(tmp_path) as here:
        here.desk.arming.arm(ARMED)
        MISHAPS[reason](here)
        assert here.desk.arming.armed is None and here.desk.arming.reason == reason


async def test_what_is_no_mishap_leaves_it_armed(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        here.desk.arming.arm(ARMED)
        here.account.mismatched.emit(Mismatch("000660", 1, 2))
        here.desk.lock.open(ACCOUNT)
        assert (await here.desk.submit(buy(), CONTEXT)).state is RequestState.ACKED
        await quiet(here)
        assert here.desk.arming.armed == ARMED
        here.desk.arming.disarm("left")
        here.account.mismatched.emit(Mismatch(CODE, 1, 2))
        assert here.desk.arming.reason == "left"


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (Outcome(RequestState.UNKNOWN, code="timeout"), "unknown"),
        (Outcome(RequestState.REFUSED, code="8010"), "address"),
    ],
)
async def test_an_unknown_order_and_a_wrong_address_disarm(
    tmp_path: Path, outcome: Outcome, reason: str
) -> None:
    async with room(tmp_path) as here:
        here.desk.arming.arm(ARMED)
        here.exchange.outcomes.append(outcome)
        await here.desk.submit(buy(), CONTEXT)
        assert here.desk.arming.reason == reason


async def test_a_stop_and_a_desk_that_reads_anew_disarm(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        here.desk.arming.arm(ARMED)
        await here.desk.kill_switch.pull("key")
        assert here.desk.arming.reason == "halt"
        assert await here.desk.kill_switch.release("release") is None
        await quiet(here)
        here.desk.arming.arm(ARMED)
        here.exchange.incomplete.add("ka10075")
        await here.desk.reconcile()
        assert here.desk.arming.reason == "desk"
        here.exchange.incomplete.clear()
        assert await here.desk.reconcile()
        here.desk.arming.arm(ARMED)
        here.exchange.gaps.emit(Gap(GapKind.RESTORED))
        await quiet(here)
        assert here.desk.arming.reason == "desk"


def test_an_event_is_late_by_its_stamp_and_only_if_the_loop_stood_still() -> None:
    age = EventAge()
    assert age.saw(100.0, 5_000.0, 0.0) == 0.0
    assert age.saw(101.0, 5_001.0, 3.0) == 0.0
    assert age.saw(102.0, 5_004.0, 3.0) == 2.0 == age.late
    assert age.saw(102.5, 5_004.0, 0.1) == pytest.approx(0.1)
    assert age.saw(0.0, 5_009.0, 9.0) == 0.0 == age.late
    assert age.saw(210.0, 5_009.5, 9.0) == 0.0
