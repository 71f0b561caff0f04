"""`kiwoom-desk halt`: stops new orders and cancels the open ones, with or without a running desk (S-20)."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kiwoom_desk import texts
from kiwoom_desk.base import logs
from kiwoom_desk.base.clock import SystemClock
from kiwoom_desk.base.local import NoDesk, Reply, Request, Silent, ask
from kiwoom_desk.base.profile_lock import AlreadyHeld, ProfileLock
from kiwoom_desk.base.settings import Environment, Profile, load_settings, open_profile
from kiwoom_desk.exchange_process import NoExchange, OwnExchange, read_ready_file
from kiwoom_desk.orders.halt import HALT, HaltFile

if TYPE_CHECKING:
    from kiwoom_desk.broker.gateway import Keys
    from kiwoom_desk.broker.hosts import Host
    from kiwoom_desk.orders.halt import HaltReport

PATIENCE = 2.0
"""Seconds in which a desk has to answer."""
_ENDING = 5.0
_POLL = 0.05
DONE, LEFT, SILENT = 0, 1, 2


class _Halt:
    """One run of the command, in one language."""

    def __init__(self, chosen: argparse.Namespace, profile: Profile) -> None:
        self._chosen, self._profile = chosen, profile
        self._environment: Environment = chosen.env
        self._lock = ProfileLock(profile.folder)
        self._clock = SystemClock()

    def _say(self, code: str, facts: Mapping[str, object] | None = None) -> None:
        print(texts.sentence(self._chosen.language, f"halt.{code}", facts), flush=True)

    async def run(self) -> int:
        """Ask the desk; without one do it here; a desk that does not answer is named (S-20)."""
        try:
            reply = await ask(self._profile.folder, Request("halt", {"by": "command"}), PATIENCE)
        except (NoDesk, Silent):
            return await self._without_answer()
        return self._told(reply)

    def _told(self, reply: Reply) -> int:
        if not reply.ok:
            return self._silent()
        self._say("desk_starting" if reply.code == "starting" else "desk", {"open": reply.body})
        return DONE

    async def _without_answer(self) -> int:
        try:
            with self._lock:
                return await self._alone()
        except AlreadyHeld:
            pass
        if not self._chosen.force:
            return self._silent()
        await asyncio.to_thread(HaltFile(self._profile.folder / HALT).make)
        if not await self._end_holder():
            self._say("not_ended")
            return SILENT
        with self._lock:
            return await self._alone()

    def _silent(self) -> int:
        HaltFile(self._profile.folder / HALT).make()
        self._say("silent", {"pid": str(self._lock.holder() or "?")})
        return SILENT

    async def _end_holder(self) -> bool:
        """End the process that holds the lock, first politely; tell whether the lock is free."""
        for how in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
            holder = self._lock.holder()
            if holder is None or holder == os.getpid():
                break
            try:
                os.kill(holder, how)
            except OSError:
                return False
            end = self._clock.monotonic() + _ENDING
            while self._lock.holder() is not None and self._clock.monotonic() < end:
                await self._clock.sleep(_POLL)
        return self._lock.holder() is None

    async def _alone(self) -> int:
        # The file first: whatever fails below, no desk sends a new order.
        await asyncio.to_thread(HaltFile(self._profile.folder / HALT).make)
        self._say("alone")
        try:
            async with self._reached() as (host, keys):
                return await self._cancel(host, keys)
        except NoExchange as error:
            self._say("unreached", {"reason": str(error)})
            return LEFT

    @asynccontextmanager
    async def _reached(self) -> AsyncIterator[tuple[Host, Keys]]:
        from kiwoom_desk.base.vault import Vault
        from kiwoom_desk.broker.hosts import BROKER_HOSTS, Host
        from kiwoom_desk.rooms import practice_keys, stored_keys

        if self._environment is not Environment.PRACTICE:
            keys = await stored_keys(Vault(), self._environment)
            if keys is None:
                raise NoExchange("no_keys")
            yield BROKER_HOSTS[self._environment], keys
            return
        if self._chosen.practice is not None:
            ready = await asyncio.to_thread(read_ready_file, self._chosen.practice)
            yield Host(ready.rest, ready.websocket), practice_keys(ready)
            return
        folder = self._profile.sub_folder
        own = OwnExchange(folder("exchange"), folder("logs") / "practice.log", (), None)
        try:
            ready = await own.ready()
            yield Host(ready.rest, ready.websocket), practice_keys(ready)
        finally:
            await own.stop()

    async def _cancel(self, host: Host, keys: Keys) -> int:
        from kiwoom_desk.broker.gateway import QueryError
        from kiwoom_desk.rooms import Rooms

        settings = load_settings(self._profile.settings_path, self._environment).settings
        rooms = Rooms(self._environment, host, keys, self._profile, settings, self._clock)
        try:
            await rooms.gateway.open()
            await rooms.orders.start()
            switch = rooms.orders.kill_switch
            ended = asyncio.Event()
            switch.changed.connect(lambda report: None if report.busy else ended.set())
            await switch.pull("command")
            if switch.report.busy:
                await ended.wait()
            return self._outcome(switch.report)
        except QueryError as error:
            self._say("unreached", {"reason": f"{error.code} {error.message}".strip()})
            return LEFT
        finally:
            await rooms.close()

    def _outcome(self, report: HaltReport) -> int:
        for order in report.left:
            self._say(
                "left",
                {
                    "number": order.number,
                    "code": order.code,
                    "reason": order.reason,
                    "message": order.message,
                },
            )
        self._say("some_left" if report.left else "done", {"cancelled": report.cancelled})
        return LEFT if report.left else DONE


def main(argv: Sequence[str]) -> int:
    """Halt an environment; return 0 when nothing is left open, 1 when something is, 2 unanswered."""
    parser = argparse.ArgumentParser(prog="kiwoom-desk halt")
    parser.add_argument("--env", type=Environment, default=Environment.PRACTICE)
    parser.add_argument("--practice", type=Path, metavar="FILE")
    parser.add_argument("--profile", type=Path, metavar="DIR")
    parser.add_argument("--force", action="store_true", help="end a desk that does not answer")
    parser.add_argument("--language", choices=("ko", "en"), default="ko")
    chosen = parser.parse_args(argv)
    profile = open_profile(chosen.env, chosen.profile)
    handler = logs.start(profile.sub_folder("logs"))
    try:
        return asyncio.run(_Halt(chosen, profile).run())
    finally:
        logs.stop(handler)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
