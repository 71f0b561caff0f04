"""Runs a practice server from its options: one ready line, a clean end; refuses arguments."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from kiwoom_desk.practice.exits import (
    EXIT_ADDRESS,
    EXIT_FAULT,
    EXIT_OPTIONS,
    EXIT_STATE,
    EXIT_UNIVERSE,
    fail,
)
from kiwoom_desk.practice.fault_documents import FaultDocumentError
from kiwoom_desk.practice.opening import ClockWouldGoBack, UnknownHoldings
from kiwoom_desk.practice.options import ServerOptions
from kiwoom_desk.practice.ready import ReadyLine
from kiwoom_desk.practice.replay import ReplayError
from kiwoom_desk.practice.server import RunningServer, serve
from kiwoom_desk.practice.universe import UniverseError

if TYPE_CHECKING:
    from kiwoom_desk.practice.replaying import RunningReplay


def run(options: ServerOptions) -> int:
    """Run a server until it is told to end, or say why it cannot; return its exit code."""
    try:
        return asyncio.run(_run(options))
    except FaultDocumentError as error:
        return fail(EXIT_OPTIONS, f"{options.faults}: {error}")
    except ReplayError as error:
        return fail(EXIT_STATE, f"{options.replay}: {error}")
    except UniverseError as error:
        return fail(EXIT_UNIVERSE, f"{options.universe}: {error}")
    except (ClockWouldGoBack, UnknownHoldings) as error:
        return fail(EXIT_STATE, str(error))
    except OSError as error:
        named = f"{error.filename}: " if error.filename else ""
        return fail(EXIT_ADDRESS, named + (error.strerror or str(error)))
    except KeyboardInterrupt:
        pass
    return 0


async def _run(options: ServerOptions) -> int:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGINT"):
        try:
            loop.add_signal_handler(getattr(signal, name), ended.set)
        except (NotImplementedError, RuntimeError):
            # Windows, or not the main thread: Ctrl+C then arrives as KeyboardInterrupt.
            break
    running = await _serve(options, _tell)
    try:
        # A market that stands still is no market: without its pulse the server ends.
        running.pulse.add_done_callback(lambda _: ended.set())
        # What stands now stays until the end.
        gc.freeze()
        gc.enable()
        if options.follow_stdin:
            _follow(loop, ended)
        await ended.wait()
        return EXIT_FAULT if running.pulse.done() else 0
    finally:
        await running.stop()


async def _serve(
    options: ServerOptions, told: Callable[[ReadyLine], None]
) -> RunningServer | RunningReplay:
    if options.replay is None:
        return await serve(options, told=told)
    from kiwoom_desk.practice.replaying import serve_replay

    running = await serve_replay(options)
    told(running.ready)
    return running


def _tell(line: ReadyLine) -> None:
    print(msgspec.json.encode(line).decode(), flush=True)


def _follow(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    """Watch standard input in a thread: no loop can wait for it on every system."""

    def watch() -> None:
        # Not through sys.stdin, whose lock this thread would hold when the interpreter ends.
        while os.read(0, 4096):
            pass
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=watch, name="follow-stdin", daemon=True).start()
