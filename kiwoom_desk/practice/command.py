"""The command line `practice-server`: one ready line, a clean end; refuses foreign hosts."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import threading
from datetime import datetime, time
from pathlib import Path

import msgspec

from kiwoom_desk.base import resources
from kiwoom_desk.base.clock import KST, SystemClock
from kiwoom_desk.domain.rules import parse_rules
from kiwoom_desk.domain.session import trading_day_on_or_before
from kiwoom_desk.practice.fault_documents import FaultDocumentError
from kiwoom_desk.practice.opening import ClockWouldGoBack, UnknownHoldings
from kiwoom_desk.practice.options import Quota, ServerOptions, TokenRule
from kiwoom_desk.practice.replay import ReplayError
from kiwoom_desk.practice.replaying import serve_replay
from kiwoom_desk.practice.server import serve
from kiwoom_desk.practice.universe import UniverseError

EXIT_FAULT = 1
"""Something in the exchange broke; the log on standard error says what."""
EXIT_OPTIONS = 2
"""The options are not usable (argparse ends with the same code)."""
EXIT_UNIVERSE = 3
"""The universe file is missing or malformed: row and column are on standard error."""
EXIT_STATE = 4
"""The kept state does not go with the options."""
EXIT_ADDRESS = 5
"""The port is in use, or a folder cannot be written."""
# Twelve hours of market time in ten minutes.
_DEMO_FROM, _DEMO_SPEED = time(8, 0), 72.0


def main(argv: list[str]) -> int:
    """Run a practice server until SIGTERM, Ctrl+C or, with --follow-stdin, the end of standard input."""
    try:
        options = parse(argv)
    except ValueError as error:
        return _fail(EXIT_OPTIONS, str(error))
    try:
        return asyncio.run(_run(options))
    except FaultDocumentError as error:
        return _fail(EXIT_OPTIONS, f"{options.faults}: {error}")
    except ReplayError as error:
        return _fail(EXIT_STATE, f"{options.replay}: {error}")
    except UniverseError as error:
        return _fail(EXIT_UNIVERSE, f"{options.universe}: {error}")
    except (ClockWouldGoBack, UnknownHoldings) as error:
        return _fail(EXIT_STATE, str(error))
    except OSError as error:
        named = f"{error.filename}: " if error.filename else ""
        return _fail(EXIT_ADDRESS, named + (error.strerror or str(error)))
    except KeyboardInterrupt:
        pass
    return 0


def parse(argv: list[str]) -> ServerOptions:
    """Return the options of a command line; raise ValueError, or SystemExit as argparse does."""
    parser = argparse.ArgumentParser(prog="kiwoom-desk practice-server")
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address")
    parser.add_argument("--port", type=int, default=0, help="0 = any free port")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--universe", type=Path, help="CSV of shares; the rest stays built in")
    parser.add_argument("--state", type=Path, help="folder that keeps the exchange across runs")
    parser.add_argument("--cash", type=int, default=100_000_000, help="won of a fresh account")
    parser.add_argument(
        "--history", type=int, default=250, help="trading days of the account's past, 0 = none"
    )
    parser.add_argument("--at", type=_moment, help="market time, YYYY-MM-DDTHH:MM")
    parser.add_argument("--speed", type=float, default=1.0, help="market seconds a second")
    parser.add_argument(
        "--phase-demo",
        action="store_true",
        help="walk through a day, 08:00 to 20:00, in ten minutes",
    )
    parser.add_argument("--quota", type=Quota, choices=list(Quota), default=Quota.LIVE)
    parser.add_argument("--token", type=TokenRule, choices=list(TokenRule), default=TokenRule.SAME)
    parser.add_argument(
        "--follow-stdin", action="store_true", help="end when standard input closes"
    )
    parser.add_argument("--control", action="store_true", help="add the control endpoints")
    parser.add_argument("--faults", type=Path, help="TOML of faults that strike from the start")
    parser.add_argument("--record", type=Path, help="new file that keeps every message")
    parser.add_argument("--replay", type=Path, help="serve a recorded run instead of a market")
    values = vars(parser.parse_args(argv))
    if values.pop("phase_demo"):
        values["speed"] = _DEMO_SPEED
        values["at"] = values["at"] or _demo_morning()
    return ServerOptions(**values)


def _demo_morning() -> datetime:
    """Return eight o'clock of today, or of the last trading day before it."""
    now = SystemClock().wall()
    day = trading_day_on_or_before(parse_rules(resources.read("market/rules.toml")), now.date())
    return datetime.combine(day, _DEMO_FROM, KST)


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=KST)


def _fail(code: int, words: str) -> int:
    print(f"practice-server: {words}", file=sys.stderr, flush=True)
    return code


async def _run(options: ServerOptions) -> int:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGINT"):
        try:
            loop.add_signal_handler(getattr(signal, name), ended.set)
        except (NotImplementedError, RuntimeError):
            # Windows, or not the main thread: Ctrl+C then arrives as KeyboardInterrupt.
            break
    running = await (serve_replay(options) if options.replay else serve(options))
    try:
        # A market that stands still is no market: without its pulse the server ends.
        running.pulse.add_done_callback(lambda _: ended.set())
        print(msgspec.json.encode(running.ready).decode(), flush=True)
        if options.follow_stdin:
            _follow(loop, ended)
        await ended.wait()
        return EXIT_FAULT if running.pulse.done() else 0
    finally:
        await running.stop()


def _follow(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    """Watch standard input in a thread: no loop can wait for it on every system."""

    def watch() -> None:
        # Not through sys.stdin, whose lock this thread would hold when the interpreter ends.
        while os.read(0, 4096):
            pass
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=watch, name="follow-stdin", daemon=True).start()
