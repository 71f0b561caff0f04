"""Where a desk finds its exchange: practice server or broker, with keys; refuses to open anything there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kiwoom_desk.base.clock import SystemClock
from kiwoom_desk.base.settings import Environment
from kiwoom_desk.exchange_process import NoExchange, OwnExchange, ReadyLine, read_ready_file

if TYPE_CHECKING:
    from kiwoom_desk.broker.gateway import Keys
    from kiwoom_desk.broker.hosts import Host
    from kiwoom_desk.ui.shell.window import MainWindow


class DeskOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What a desk is started with; `server` are further arguments of its own practice server.

    `universe` is a listing file for it; `size` the window's first size in pixels; `guided` tells that a
    person sits before it, who is offered the first steps.
    """

    environment: Environment = Environment.PRACTICE
    profile: Path | None = None
    practice: Path | None = None
    universe: Path | None = None
    server: tuple[str, ...] = ()
    language: str = ""
    size: tuple[int, int] | None = None
    guided: bool = False


async def reach(
    options: DeskOptions, exchange: OwnExchange | None, window: MainWindow, clock: SystemClock
) -> tuple[Host, Keys]:
    """Return addresses and keys, waiting for the practice server or for a person; raise NoExchange."""
    from kiwoom_desk.broker.hosts import BROKER_HOSTS, Host
    from kiwoom_desk.rooms import practice_keys

    if options.environment is not Environment.PRACTICE:
        return BROKER_HOSTS[options.environment], await _ask_keys(options.environment, window)
    ready = await _practice_ready(options, exchange, window)
    if ready.clock is not None:
        clock.rebase(ready.clock.market, ready.clock.speed)
    return Host(ready.rest, ready.websocket), practice_keys(ready)


async def _practice_ready(
    options: DeskOptions, exchange: OwnExchange | None, window: MainWindow
) -> ReadyLine:
    if exchange is None:
        assert options.practice is not None
        import asyncio

        return await asyncio.to_thread(read_ready_file, options.practice)
    line = await exchange.ready()
    if exchange.universe_fault:
        # The desk opens on the built-in universe and says what was wrong with the file.
        facts: dict[str, object] = {"reason": exchange.universe_fault}
        window.say_code("error", "practice.universe", facts)
    return line


async def _ask_keys(environment: Environment, window: MainWindow) -> Keys:
    from kiwoom_desk.base.vault import Vault
    from kiwoom_desk.broker.gateway import Keys
    from kiwoom_desk.rooms import keep_keys, stored_keys
    from kiwoom_desk.ui.shell.connect import ask_keys

    vault = Vault()
    stored = await stored_keys(vault, environment)
    if stored is None and vault.problem is not None:
        window.say_code("attention", f"keyring.{vault.problem}")
    while stored is None:
        typed = await ask_keys(window, environment)
        if typed is None:
            window.close()
            raise NoExchange("no_keys")
        stored = Keys(typed.appkey, typed.secretkey)
        if not await keep_keys(vault, environment, stored):
            window.say_code("attention", f"keyring.{vault.problem}")
    return stored
