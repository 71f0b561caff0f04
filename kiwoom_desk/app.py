"""The composition root: builds, starts and stops the rooms of a desk in order; refuses their logic."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kiwoom_desk import __version__, texts
from kiwoom_desk.base import logs
from kiwoom_desk.base.clock import SystemClock
from kiwoom_desk.base.local import AlreadyHeld, LocalServer, ProfileLock, Reply, Request
from kiwoom_desk.base.rollback import keep_before
from kiwoom_desk.base.settings import (
    Environment,
    Profile,
    Settings,
    UnsafeFolder,
    load_settings,
    open_profile,
    save_settings,
)
from kiwoom_desk.base.tasks import TaskScope
from kiwoom_desk.exchange_process import NoExchange, OwnExchange
from kiwoom_desk.guards import Guards
from kiwoom_desk.reach import DeskOptions, reach

if TYPE_CHECKING:
    from kiwoom_desk.rooms import Rooms
    from kiwoom_desk.ui.shell.panel import Message
    from kiwoom_desk.ui.shell.window import MainWindow

log = logging.getLogger(__name__)

_STATUS_EVERY = 0.5
_RETRY_EVERY = 3.0
_REGISTRATION = 3.0
_POLL = 0.02
_INDICES = ("001", "101")
_FIRST_NAME = "005930"


class Desk:
    """One run of the desk: the window first, then the exchange, then the rooms, then the panels."""

    def __init__(
        self,
        options: DeskOptions,
        profile: Profile,
        settings: Settings,
        set_aside: Path | None = None,
    ) -> None:
        self.options, self.profile, self.settings = options, profile, settings
        self._set_aside = set_aside
        self.clock = SystemClock()
        self.tasks = TaskScope()
        self.closed = asyncio.Event()
        self.filled = asyncio.Event()
        self.exchange: OwnExchange | None = None
        self._early: list[Message] = []
        self._halt_asked = ""
        self._local = LocalServer(profile.folder, self._asked_from_outside)
        self.window: MainWindow
        self.rooms: Rooms

    # --- in order --------------------------------------------------------------------------

    def start_exchange(self) -> None:
        """Start the practice server first of all: it gets ready while the window comes up."""
        if self.options.environment is Environment.PRACTICE and self.options.practice is None:
            self.exchange = OwnExchange(
                self.profile.sub_folder("exchange"),
                self.profile.sub_folder("logs") / "practice.log",
                self.options.server,
                self.options.universe,
            )

    def open_window(self) -> None:
        """Show the window with its frames and titles."""
        from kiwoom_desk.base import resources
        from kiwoom_desk.domain.rules import parse_rules
        from kiwoom_desk.ui.kit.frame import FrameClock
        from kiwoom_desk.ui.panels.all import KEPT_PANELS, PANELS
        from kiwoom_desk.ui.shell.search import InstrumentIndex
        from kiwoom_desk.ui.shell.window import MainWindow

        self.instruments = InstrumentIndex()
        self.frame = FrameClock(lambda: self.rooms.state.take_dirty(), self.settings.frame_rate)
        self.window = MainWindow(
            environment=self.options.environment,
            settings=self.settings,
            clock=self.clock,
            rules=parse_rules(resources.read("market/rules.toml")),
            instruments=self.instruments,
            specs=PANELS,
            frame=self.frame,
            layouts=self.profile.sub_folder("layouts"),
            kept_panels=KEPT_PANELS,
        )
        self.window.said.connect(self._early.append)
        self.window.closing.connect(lambda _none: self.closed.set())
        self.window.settings_chosen.connect(self._save_settings)
        self.window.halt_asked.connect(self._pull)
        if self.options.size is not None:
            self.window.resize(*self.options.size)
        self.window.show()
        if self._set_aside is not None:
            newer = self._set_aside == self.profile.settings_path
            code = "window.settings_newer" if newer else "window.settings_set_aside"
            self.window.say_code("attention", code, {"file": self._set_aside.name})

    async def run(self) -> int:
        """Bring everything up, wait until the window is closed, and take everything down."""
        self.open_window()
        # The first frame is painted before the heavy imports.
        await asyncio.sleep(0)
        from kiwoom_desk.reception import Reception

        try:
            self.guards = Guards(self.window, self.profile, self.clock)
            people = (self.window, self.options, self.profile, self.clock, self.tasks)
            self.reception = Reception(*people)
            self.tasks.run(self.guards.run(), "guards")
            await self._local.start()
            self.tasks.run(self._bring_up(), "bring-up")
            await self.closed.wait()
        finally:
            await self._take_down()
        return 0

    async def _bring_up(self) -> None:
        try:
            host, keys = await reach(self.options, self.exchange, self.window, self.clock)
        except NoExchange as error:
            self.window.say_code("error", "practice.no_start", {"reason": str(error)})
            raise
        from kiwoom_desk.rooms import Rooms

        self.rooms = Rooms(
            self.options.environment, host, keys, self.profile, self.settings, self.clock
        )
        self._keep_safe()
        self.reception.know(self.rooms)
        self._listen()
        if (kept := self.rooms.kept_instruments()) is not None:
            self.instruments.load(kept.instruments)
        self._fill()
        self._hear_system()
        self.tasks.run(self._show_status(), "status")
        await self._open_gateway()
        self.window.top.set_account(self.rooms.gateway.account_tail)
        self.tasks.run(self.rooms.feed.run(), "feed")
        self.tasks.run(self._read_instruments(), "instruments")
        await self._account_registered()
        await self.rooms.orders.start()
        if self._halt_asked:
            await self.rooms.orders.kill_switch.pull(self._halt_asked)

    async def _account_registered(self) -> None:
        # Lists read after the registration leave no gap, so they need not be read twice (S-15).
        waited = 0.0
        while waited < _REGISTRATION and not self.rooms.gateway.is_registered("", "00"):
            await self.clock.sleep(_POLL)
            waited += _POLL

    async def _open_gateway(self) -> None:
        from kiwoom_desk.broker.gateway import QueryError

        while True:
            try:
                await self.rooms.open()
            except QueryError as error:
                self.teller.query_failed(error)
                await self.clock.sleep(_RETRY_EVERY if error.retry else 10 * _RETRY_EVERY)
            else:
                return

    def _fill(self) -> None:
        from kiwoom_desk.market.feed import Rank, Want
        from kiwoom_desk.ui.shell.panel import DeskContext

        rooms = self.rooms
        context = DeskContext(
            environment=self.options.environment,
            chosen=self.window.chosen,
            presses=self.presses,
            profile=self.profile,
            clock=self.clock,
            rules=rooms.rules,
            gateway=rooms.gateway,
            feed=rooms.feed,
            state=rooms.state,
            history=rooms.history,
            orders=rooms.orders,
            ledger=rooms.orders.ledger,
            account=rooms.account,
            instruments=self.instruments,
            sounds=self.sounds,
        )
        self.window.fill(context)
        self.context = context
        messages = self.window.widgets["messages"]
        self.window.said.connect(messages.add)  # type: ignore[attr-defined]
        for message in self._early:
            messages.add(message)  # type: ignore[attr-defined]
        ticket = self.window.widgets["ticket"]
        self.window.ticket_asked.connect(ticket.take)  # type: ignore[attr-defined]
        for code in _INDICES:
            rooms.feed.acquire(code, Want.INDEX, Rank.LINKED)
        if not self.window.links.group("A").instrument:
            self.window.links.group("A").set(_FIRST_NAME)
        self.frame.start(rooms.state)
        self.guards.know(self.rooms, self.instruments)
        self.filled.set()
        # A full collection over all that lasts as long as the desk would hold the loop for 60 ms.
        gc.freeze()

    # --- while it runs ---------------------------------------------------------------------

    def _keep_safe(self) -> None:
        from kiwoom_desk.custody import Custody
        from kiwoom_desk.ui.shell.presses import Presses

        watch, lost = self.guards.watch, self._set_aside is not None
        self.presses = Presses(self.clock, lambda: watch.behind)
        self.custody = Custody(self.window, self.rooms, self.presses, settings_lost=lost)
        self.custody.follow(watch)

    def _hear_system(self) -> None:
        from kiwoom_desk.ui.shell.system_lock import SystemLock

        self.system_lock = SystemLock()
        self.custody.follow_system(self.system_lock)

    def _listen(self) -> None:
        from kiwoom_desk.teller import Teller
        from kiwoom_desk.ui.shell.interruption_bell import InterruptionBell
        from kiwoom_desk.ui.shell.sounds import Sounds

        self.sounds = Sounds(self.options.environment, self.window.chosen)
        InterruptionBell(
            self.rooms.gateway.interruptions,
            self.sounds,
            self.window.chosen,
            self._concerns,
            self.window.say_code,
        )
        self.rooms.orders.changed.connect(self.sounds.hear)
        self.window.top.clock.follow(self.rooms.orders.sessions)
        switch = self.rooms.orders.kill_switch
        switch.changed.connect(self.window.halt_bar.show_report)
        self.window.halt_bar.follow(switch.release)
        self.teller = Teller(self.window, self.rooms, self.instruments, self.settings.language)
        if self.exchange is not None:
            self.tasks.run(self._keep_exchange(self.exchange), "exchange")

    def _concerns(self, code: str) -> bool:
        """Tell whether a name is held, linked or in a watch group."""
        # There is no list of names before the panels are made, or where it could not be.
        watched: frozenset[str] = getattr(
            self.window.widgets.get("watch"), "all_codes", frozenset()
        )
        held = any(holding.code == code for holding in self.rooms.account.positions)
        return held or code in watched or code in self.window.links.codes

    async def _keep_exchange(self, exchange: OwnExchange) -> None:
        from kiwoom_desk.rooms import practice_keys

        while True:
            await exchange.ended()
            self.window.say_code("error", "practice.ended")
            ready = await exchange.restart()
            self.rooms.gateway.replace_keys(practice_keys(ready))
            self.window.say_code("good", "practice.restarted")

    async def _show_status(self) -> None:
        while True:
            gateway, status = self.rooms.gateway, self.window.status
            status.set_budget(
                gateway.budget.used(self.clock.monotonic()), gateway.budget.capacity or 0
            )
            status.set_delay(gateway.round_trip_ms)
            self.custody.look()
            for code in _INDICES:
                index = self.rooms.state.index(code)
                if index is not None:
                    status.set_index(index)
            await self.clock.sleep(_STATUS_EVERY)

    async def _asked_from_outside(self, request: Request) -> Reply:
        from kiwoom_desk import call
        from kiwoom_desk.ui.shell import places

        if request.verb == "halt":
            return await self._halt(request.arguments.get("by", "command"))
        if not self.filled.is_set():
            return Reply(False, "starting")
        if request.verb in places.VERBS:
            return places.answer(self.window, self.context, request)
        return await call.answer(self.rooms.gateway, request)

    async def _halt(self, by: str) -> Reply:
        from kiwoom_desk.orders.halt import HALT, HaltFile

        # Before the journal is open the file alone says it; the money room finds it there.
        if not hasattr(self, "rooms") or not self.rooms.orders.started:
            await asyncio.to_thread(HaltFile(self.profile.folder / HALT).make)
            self._halt_asked = by
            return Reply(True, "starting")
        await self.rooms.orders.kill_switch.pull(by)
        return Reply(True, body=str(len(self.rooms.orders.ledger.open_orders)))

    def _pull(self, by: str) -> None:
        self.tasks.run(self._halt_here(by), "halt")

    async def _halt_here(self, by: str) -> None:
        if (await self._halt(by)).code:
            self.window.say_code("attention", "halt.desk_starting")

    async def _read_instruments(self) -> None:
        from kiwoom_desk.broker.gateway import QueryError

        try:
            self.instruments.load(await self.rooms.read_instruments())
        except QueryError as error:
            self.teller.query_failed(error)

    def _save_settings(self, settings: Settings) -> None:
        self.settings = settings
        save_settings(self.profile.settings_path, settings)

    # --- the end ---------------------------------------------------------------------------

    async def _take_down(self) -> None:
        gc.unfreeze()
        await self.tasks.close()
        if hasattr(self, "system_lock"):
            self.system_lock.close()
        if hasattr(self, "guards"):
            self.guards.close()
        await self._local.close()
        if hasattr(self, "rooms"):
            await self.rooms.close()
        if self.exchange is not None:
            await self.exchange.stop()


def run_desk(
    options: DeskOptions, beside: Callable[[Desk], Coroutine[object, object, int]] | None = None
) -> int:
    """Run a desk and return its exit code; `beside` runs next to it and closes it when done."""
    try:
        profile = open_profile(options.environment, options.profile)
    except UnsafeFolder as error:
        print(
            texts.sentence(
                options.language or "ko", "start.unsafe_folder", {"folder": error.folder}
            )
        )
        return 3
    loaded = load_settings(profile.settings_path, options.environment)
    settings = loaded.settings
    if options.language:
        settings = msgspec.structs.replace(settings, language=options.language)
    lock = ProfileLock(profile.folder)
    try:
        lock.take()
    except AlreadyHeld:
        print(texts.sentence(settings.language, "start.already_runs"), file=sys.stderr)
        return 3
    handler = logs.start(profile.sub_folder("logs"))
    keep_before(profile, __version__)
    try:
        return _run(Desk(options, profile, settings, loaded.set_aside), beside)
    finally:
        logs.stop(handler)
        lock.release()


def _run(desk: Desk, beside: Callable[[Desk], Coroutine[object, object, int]] | None) -> int:
    desk.start_exchange()
    from kiwoom_desk.ui.run import run

    async def main() -> int:
        async with asyncio.TaskGroup() as group:
            running = group.create_task(desk.run())
            if beside is None:
                return await running
            try:
                return await beside(desk)
            finally:
                desk.closed.set()

    return run(main, desk.settings)
