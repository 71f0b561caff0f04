"""The command line `practice-server`: turns arguments into options; refuses foreign hosts."""

from __future__ import annotations

import argparse
import gc
from datetime import datetime, time
from pathlib import Path

from kiwoom_desk.base import resources
from kiwoom_desk.base.clock import KST, SystemClock, market_moment
from kiwoom_desk.domain.rules import parse_rules
from kiwoom_desk.domain.session import trading_day_on_or_before
from kiwoom_desk.practice.exits import EXIT_OPTIONS, fail
from kiwoom_desk.practice.options import MarginRule, Quota, ServerOptions, TokenRule

# Twelve hours of market time in ten minutes, and four seconds before them for a client to come.
_DEMO_FROM, _DEMO_SPEED = time(7, 55), 72.0


def main(argv: list[str]) -> int:
    """Run a practice server until SIGTERM, Ctrl+C or, with --follow-stdin, the end of standard input."""
    try:
        options = parse(argv)
    except ValueError as error:
        return fail(EXIT_OPTIONS, str(error))
    # All that a start makes stays: to look through it for garbage meanwhile takes a good part of it.
    gc.disable()
    try:
        from kiwoom_desk.practice.running import run

        return run(options)
    finally:
        gc.enable()


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
    parser.add_argument(
        "--margin", type=MarginRule, choices=list(MarginRule), default=MarginRule.WHOLE,
        help="what a buy puts down: all of its price, or the margin rate of its name",
    )  # fmt: skip
    parser.add_argument("--at", type=market_moment, help="market time, YYYY-MM-DDTHH:MM[:SS]")
    parser.add_argument("--speed", type=float, default=1.0, help="market seconds a second")
    parser.add_argument(
        "--busy", type=float, default=1.0, help="times as many prints as usual, each of less"
    )
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
    """Return the minutes before the first session of today, or of the last trading day before it."""
    now = SystemClock().wall()
    day = trading_day_on_or_before(parse_rules(resources.read("market/rules.toml")), now.date())
    return datetime.combine(day, _DEMO_FROM, KST)
