"""A person's guards over a real window and desk: limits, idleness, sleep, lag, the system's lock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import msgspec
import pytest
from PySide6 import QtCore, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk.base.settings import Environment, Settings
from kiwoom_desk.base.signals import Signal
from kiwoom_desk.base.watch import LAG_DISARMS, LoopWatch
from kiwoom_desk.broker.link import LinkState, RestState
from kiwoom_desk.custody import MINUTE, Custody
from kiwoom_desk.orders.arming import Armed
from kiwoom_desk.orders.limits import STRICTEST, first_limits
from kiwoom_desk.rooms import Rooms
from kiwoom_desk.ui.kit.frame import FrameClock
from kiwoom_desk.ui.shell.presses import Presses
from kiwoom_desk.ui.shell.search import InstrumentIndex
from kiwoom_desk.ui.shell.system_lock import SystemLock
from kiwoom_desk.ui.shell.window import MainWindow
from tests.support.order_desk import ACCOUNT, CODE, CONTEXT, Room, buy, quiet, room, rules
from tests.support.panels import SPECS, apply_look, make_instruments

LEFT = QtCore.Qt.MouseButton.LeftButton
KEPT = msgspec.Raw(b'{"quantity": 7}')


class SilentSystem(SystemLock):
    """The system's lock of a computer that tells nothing by itself."""

    def listen(self, window: object) -> None:
        """Hear nobody."""


@dataclass
class Guarded:
    """A desk in custody, with what can happen to it."""

    room: Room
    window: MainWindow
    custody: Custody
    presses: Presses
    links: Signal[LinkState]
    watch: LoopWatch
    system: SystemLock

    def arm(self) -> None:
        """Arm one-click."""
        assert self.room.desk.arming.arm(Armed(CODE, 1, 1_000_000)) is None

    @property
    def disarmed_by(self) -> str:
        """Return why one-click is no longer armed."""
        arming = self.room.desk.arming
        return "" if arming.armed is not None else arming.reason


@pytest.fixture
def settings() -> Settings:
    return Settings(language="en", limits=KEPT, lock_minutes=10)


@pytest.fixture
def lost() -> bool:
    return False


@pytest.fixture
async def guarded(
    qtbot: QtBot,
    qapp: QtWidgets.QApplication,
    tmp_path: Path,
    settings: Settings,
    lost: bool,
) -> AsyncIterator[Guarded]:
    apply_look(qapp)
    async with room(tmp_path) as here:
        window = MainWindow(
            environment=Environment.PRACTICE,
            settings=settings,
            clock=here.clock,
            rules=rules(),
            instruments=InstrumentIndex(make_instruments()),
            specs=SPECS,
            frame=FrameClock(frozenset),
            layouts=tmp_path,
        )
        qtbot.addWidget(window)
        links: Signal[LinkState] = Signal()
        gateway = SimpleNamespace(account=ACCOUNT, link_changed=links)
        rooms = SimpleNamespace(orders=here.desk, environment="practice", gateway=gateway)
        watch, system = LoopWatch(here.clock), SilentSystem()
        presses = Presses(here.clock, lambda: watch.behind)
        custody = Custody(window, cast(Rooms, rooms), presses, settings_lost=lost)
        custody.follow(watch)
        custody.follow_system(system)
        window.show()
        yield Guarded(here, window, custody, presses, links, watch, system)


async def test_the_kept_limits_and_minutes_hold_from_the_start(guarded: Guarded) -> None:
    desk = guarded.room.desk
    assert desk.limits == msgspec.structs.replace(first_limits("practice"), quantity=7)
    assert desk.lock.idle_after == 10 * MINUTE
    chosen = guarded.window.chosen
    chosen.choose(lock_minutes=0)
    assert desk.lock.idle_after is None


@pytest.mark.parametrize("lost", [True])
async def test_lost_settings_leave_the_strictest_limits(guarded: Guarded) -> None:
    assert guarded.room.desk.limits == STRICTEST


@pytest.mark.parametrize("settings", [Settings(language="en", limits=msgspec.Raw(b"[1]"))])
async def test_limits_that_cannot_be_read_are_the_strictest(guarded: Guarded) -> None:
    assert guarded.room.desk.limits == STRICTEST


async def test_idleness_locks_and_a_touch_of_the_window_counts(
    guarded: Guarded, qtbot: QtBot
) -> None:
    clock, lock = guarded.room.clock, guarded.room.desk.lock
    guarded.custody.look()
    clock.advance(9 * MINUTE)
    # A click runs the window's loop inside this one, so nothing else may be due.
    await quiet(guarded.room)
    qtbot.mouseClick(guarded.window.windowHandle(), LEFT)
    clock.advance(9 * MINUTE)
    guarded.custody.look()
    assert not lock.locked and not guarded.window.lock_page.isVisible()
    guarded.arm()
    clock.advance(MINUTE)
    await quiet(guarded.room)
    guarded.custody.look()
    assert lock.reason == "idle" and guarded.window.lock_page.isVisible()
    assert not guarded.window.menus.bar.isEnabled()
    qtbot.mouseClick(guarded.window.lock_page.button, LEFT)
    assert not lock.locked and not guarded.window.lock_page.isVisible()
    assert guarded.window.menus.bar.isEnabled()


async def test_the_key_locks(guarded: Guarded) -> None:
    guarded.arm()
    guarded.window.lock_asked.emit(None)
    assert guarded.room.desk.lock.reason == "key" and guarded.disarmed_by == "lock"


async def test_the_system_s_lock_disarms_first_and_then_locks(guarded: Guarded) -> None:
    desk = guarded.room.desk
    guarded.arm()
    armed_at_the_lock: list[bool] = []
    desk.arming.changed.connect(lambda _reason: armed_at_the_lock.append(desk.lock.locked))
    guarded.system.fallen.emit("org.freedesktop.login1")
    assert armed_at_the_lock == [False] and guarded.disarmed_by == "lock"
    assert desk.lock.reason == "system"
    assert "computer's screen" in guarded.window.lock_page.reason.text()
    refused = (await desk.submit(buy(), CONTEXT)).denied
    assert refused is not None and refused.code == "locked"
    guarded.system.fallen.emit("ScreenSaver")
    assert desk.lock.reason == "system" and guarded.room.exchange.posts == []
    await desk.kill_switch.pull("button")
    assert desk.kill_switch.active


async def test_sleep_disarms_and_locks_where_idleness_would(guarded: Guarded) -> None:
    guarded.arm()
    guarded.watch.slept.emit(60.0)
    assert guarded.disarmed_by == "resume" and guarded.room.desk.lock.reason == "sleep"


@pytest.mark.parametrize("settings", [Settings(language="en", lock_minutes=0)])
async def test_sleep_only_disarms_where_nothing_locks_by_itself(guarded: Guarded) -> None:
    guarded.arm()
    guarded.watch.slept.emit(60.0)
    assert guarded.disarmed_by == "resume" and not guarded.room.desk.lock.locked


async def test_a_loop_that_stood_still_disarms(guarded: Guarded) -> None:
    guarded.arm()
    guarded.watch.lagged.emit(LAG_DISARMS)
    assert guarded.disarmed_by == ""
    guarded.watch.lagged.emit(LAG_DISARMS + 0.1)
    assert guarded.disarmed_by == "lag"


async def test_a_refused_key_or_address_disarms(guarded: Guarded) -> None:
    guarded.arm()
    guarded.links.emit(LinkState(rest=RestState.DOWN))
    assert guarded.disarmed_by == ""
    guarded.links.emit(LinkState(rest=RestState.AUTH))
    assert guarded.disarmed_by == "address"
