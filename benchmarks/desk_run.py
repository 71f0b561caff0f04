"""Runs the whole desk in this process on a practice server of its own, for what is measured in it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec

from kiwoom_desk.app import Desk, run_desk
from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.orders.checks import DeskState
from kiwoom_desk.practice.ready import ReadyLine
from kiwoom_desk.practice.universe import default_universe
from kiwoom_desk.reach import DeskOptions
from tests.support.loopback import until
from tests.support.practice import command

AT = "2026-11-20T10:00"
SIZE = (1600, 960)
PATIENCE = 60.0


@contextmanager
def exchange(*more: str, at: str = AT) -> Iterator[ReadyLine]:
    """Start a practice server in its own process, at ten o'clock of a trading day."""
    arguments = ["--follow-stdin", "--quota", "none", "--seed", "7", "--history", "0", "--at", at]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    root = Path(__file__).resolve().parent.parent
    server = subprocess.Popen(command([*arguments, *more]), cwd=root, **pipes)  # type: ignore[call-overload]
    try:
        ready = msgspec.json.decode(server.stdout.readline(), type=ReadyLine)
        answered(ready)
        yield ready
    finally:
        server.stdin.close()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def answered(ready: ReadyLine) -> None:
    """Wait until a server's market stands: from its ready line on calls wait for it."""
    httpx.get(ready.rest, trust_env=False, timeout=PATIENCE)


def run_beside(
    folder: Path, ready: ReadyLine, measure: Callable[[Desk], Coroutine[Any, Any, Any]]
) -> Any:
    """Run a desk with an empty profile until `measure` returns; return what it found."""
    file = folder / "ready.json"
    file.write_bytes(msgspec.json.encode(ready))
    found: list[Any] = []

    async def beside(desk: Desk) -> int:
        found.append(await measure(desk))
        return 0

    code = run_desk(DeskOptions(profile=folder / "profile", practice=file, size=SIZE), beside)
    assert code == 0
    assert found, "the desk ended before the measurement did"
    return found[0]


async def opened(desk: Desk) -> None:
    """Wait until the opening layout is filled, orders are taken and the list of names is known."""
    await desk.filled.wait()
    orders = desk.rooms.orders
    await until(lambda: orders.state is DeskState.READY, PATIENCE)
    await until(lambda: desk.instruments.get("005930") is not None, PATIENCE)


async def names(desk: Desk, count: int) -> list[str]:
    """Return the codes of the shares that trade most, the linked one first."""
    listings = default_universe().listings
    worth = sorted(
        listings,
        key=lambda one: (
            one.product is not Product.SHARE,
            -one.typical_volume * one.previous_close,
        ),
    )
    linked = desk.window.links.group("A").instrument
    return [linked, *(one.code for one in worth if one.code != linked)][:count]
