"""The composition root: builds, starts and stops the rooms of a desk in order; refuses their logic."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from kiwoom_desk.base.local import LocalServer, Reply, Request
from kiwoom_desk.base.logs import facts
from kiwoom_desk.base.settings import Settings
from kiwoom_desk.base.tasks import TaskScope
from kiwoom_desk.exchange_process import NoExchange, OwnExchange
from kiwoom_desk.guards import Guards
from kiwoom_desk.opening import Beside, Opening, run_desk
from kiwoom_desk.reach import reach

if TYPE_CHECKING:
    from kiwoom_desk.rooms import Rooms

__all__ = ["Desk", "run_desk", "run_rooms"]

log = logging.getLogger(__name__)

_STATUS_EVERY = 0.5
_RETRY_EVERY = 3.0
_REGISTRATION = 3.0
_POLL = 0.02
_LONGEST_START = 10.0
_INDICES = ("001", "101")
_FIRST_NAME = "005930"


class Desk:
    """One run of the desk behind its window: the exchange, then the rooms, then the panels."""

    rooms: Rooms

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self.options, self.profile, self.clock = opening.options, opening.profile, opening.clock
        self.window, self.frame = opening.window, opening.frame
        self.instruments, self.exchange = opening.instruments, opening.exchange
        self.tasks = TaskScope()
        self.closed = asyncio.Event()
        self.filled = asyncio.Event()
        self._halt_asked = ""
        self._local = LocalServer(self.profile.folder, self._asked_from_outside)
        self.window.closing.connect(lambda _none: self.closed.set())
        self.window.halt_asked.connect(self._pull)

    @property
    def settings(self) -> Settings:
        """Return the settings in force."""
        return self._opening.settings

    # --- in order --------------------------------------------------------------------------

    async def run(self) -> int:
        """Bring everything up, wait until the window is closed, and take everything down."""
        from kiwoom_desk.reception import Reception

        try:
            self.guards = Guards(self.window, self.profile, self.clock)
            people = (self.window, self.options, self.profile, self.clock, self.tasks)
            self.reception = Reception(*people)
            self.tasks.run(self.guards.run(), "guards")
            await self._local.start()
            # Switched off by the start (opening.py), which may wait for a person or for ever.
            asyncio.get_running_loop().call_later(_LONGEST_START, gc.enable)
            self.tasks.run(self._bring_up(), "bring-up")
            await self.closed.wait()
        finally:
            await self._take_down()
        return 0

    async def _bring_up(self) -> None:
        reading = self.tasks.run(self._read_ahead(), "reading")
        try:
            host, keys = await reach(self.options, self.exchange, self.window, self.clock)
        except NoExchange as error:
            log.error("no_exchange %s", error.code, extra=facts(detail=error.message))
            self.window.say_code("error", f"call.{error.code}", {"detail": error.message})
            return
        await reading
        from kiwoom_desk.rooms import Rooms

        self.rooms = Rooms(
            self.options.environment, host, keys, self.profile, self.settings, self.clock
        )
        self._keep_safe()
        self._opening.take = self.rooms.state.take_dirty
        self.reception.know(self.rooms)
        self._listen()
        if (kept := self.rooms.kept_instruments()) is not None:
            self.instruments.load(kept.instruments)
        self._fill()
        self._hear_system()
        self.tasks.run(self._show_status(), "status")
        await self._tried(self.rooms.gateway.sign_in)
        # Before panels that have asked already: a list's first quotes would wait for the next second.
        self.tasks.run(self.rooms.feed.run(), "feed")
        await self._tried(self.rooms.open)
        self.window.top.set_account(self.rooms.gateway.account_tail)
        self.tasks.run(self._read_instruments(), "instruments")
        self.tasks.run(self._read_further(), "reading further")
        await self._account_registered()
        await self.rooms.orders.start()
        if self._halt_asked:
            await self.rooms.orders.kill_switch.pull(self._halt_asked)

    async def _read_ahead(self) -> None:
        """Read what the panels in sight are made of while the practice server gets ready."""
        from kiwoom_desk.catalogue.load import catalogue
        from kiwoom_desk.domain.rules import market_rules
        from kiwoom_desk.ui.panels.all import read_files

        catalogue()
        market_rules()
        for _panel in read_files(self.window.docks.in_front):
            await asyncio.sleep(0)

    async def _read_further(self) -> None:
        """Read the files of all other panels, so that opening one need not."""
        from kiwoom_desk.ui.panels.all import read_files

        for _panel in read_files(lambda _id: True):
            await asyncio.sleep(0)

    async def _account_registered(self) -> None:
        # Lists read after the registration leave no gap, so they need not be read twice (S-15).
        waited = 0.0
        while waited < _REGISTRATION and not self.rooms.gateway.is_registered("", "00"):
            await self.clock.sleep(_POLL)
            waited += _POLL

    async def _tried(self, step: Callable[[], Awaitable[None]]) -> None:
        """Take a step of opening the gateway, again and again until it succeeds."""
        from kiwoom_desk.broker.gateway import QueryError

        while True:
            try:
                await step()
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
        self.window.panels.when_made("messages", self._show_messages)
        self.window.panels.when_made("ticket", self._serve_ticket)
        for code in _INDICES:
            rooms.feed.acquire(code, Want.INDEX, Rank.LINKED)
        if not self.window.links.group("A").instrument:
            self.window.links.group("A").set(_FIRST_NAME)
        self.frame.start(rooms.state)
        self.guards.know(self.rooms, self.instruments)
        self.filled.set()
        # A full collection over all that lasts as long as the desk would hold the loop for 60 ms.
        gc.freeze()
        gc.enable()

    def _show_messages(self, panel: Any) -> None:
        self._opening.hearing.close()
        self.window.said.connect(panel.add)
        for message in self._opening.early:
            panel.add(message)

    def _serve_ticket(self, panel: Any) -> None:
        self.window.ticket_asked.connect(panel.take)

    # --- while it runs ---------------------------------------------------------------------

    def _keep_safe(self) -> None:
        from kiwoom_desk.custody import Custody
        from kiwoom_desk.ui.shell.presses import Presses

        watch, lost = self.guards.watch, self._opening.set_aside is not None
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


async def run_rooms(opening: Opening, beside: Beside | None = None) -> int:
    """Run what stands behind an opened window and return the exit code."""
    opening.complete_window()
    desk = Desk(opening)
    async with asyncio.TaskGroup() as group:
        running = group.create_task(desk.run())
        if beside is None:
            return await running
        try:
            return await beside(desk)
        finally:
            desk.closed.set()
