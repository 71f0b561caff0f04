"""The child of T3: runs a desk and kills itself at one point of one request; never returns from that."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from kiwoom_desk.domain.order import Outcome
from kiwoom_desk.orders.journal import Journal
from tests.proof.desks import CODES, SCALED, ProofDesk, ServerAddress, seen

POINTS = (
    "before_intent", "after_intent", "after_sending", "in_body",
    "after_body", "after_reply", "after_outcome", "in_reconcile",
)  # fmt: skip
ACTIONS = ("new", "amend", "cancel")


class Plan(msgspec.Struct, frozen=True):
    """One kill: where, while doing what, for which instrument."""

    point: str
    action: str
    seed: int
    folder: str
    address: ServerAddress

    @property
    def code(self) -> str:
        """Return the instrument of this kill."""
        return CODES[self.seed % len(CODES)]


def die() -> None:
    """End this process as a power cut would: nothing is flushed, nothing is closed."""
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


class _Armed:
    """Which point is armed; only the request under test is struck, not what prepares it."""

    point = ""


class DyingJournal(Journal):
    """The journal of the desk, which dies inside or after a commit when armed."""

    def _append(
        self, rows: Sequence[tuple[str, bytes, bytes | None]], unless: Callable[[], bool] | None
    ) -> bool:
        kind = _kind(rows)
        if (_Armed.point, kind) in (("before_intent", "intent"), ("in_reconcile", "listed")):
            self._half(rows)
        written = super()._append(rows, unless)
        after = {"intent": "after_intent", "sending": "after_sending", "answered": "after_outcome"}
        if after.get(kind) == _Armed.point:
            die()
        return written

    def _half(self, rows: Sequence[tuple[str, bytes, bytes | None]]) -> None:
        connection = self._connection
        assert isinstance(connection, sqlite3.Connection)
        connection.execute("BEGIN IMMEDIATE")
        insert = "INSERT OR IGNORE INTO entry (account, content, observed) VALUES (?, ?, ?)"
        connection.executemany(insert, rows)
        die()


def _kind(rows: Sequence[tuple[str, bytes, bytes | None]]) -> str:
    if not rows:
        return ""
    first: dict[str, Any] = msgspec.json.decode(rows[0][1])
    return str(first["type"])


class DyingBackend:
    """The network of the order client, which dies in the middle or at the end of a body."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    async def connect_tcp(self, *values: Any, **more: Any) -> Any:
        """Connect as the real one does."""
        return _DyingStream(await self._inner.connect_tcp(*values, **more))

    async def sleep(self, seconds: float) -> None:
        """Sleep as the real one does."""
        await self._inner.sleep(seconds)


class _DyingStream:
    def __init__(self, inner: Any) -> None:
        self._inner = inner

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        body = buffer.lstrip().startswith(b"{")
        if body and _Armed.point == "in_body":
            await self._inner.write(buffer[: len(buffer) // 2], timeout)
            die()
        await self._inner.write(buffer, timeout)
        if body and _Armed.point == "after_body":
            die()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def child(told: bytes) -> None:
    """Run a plan until it kills this process."""
    plan = msgspec.json.decode(told, type=Plan)
    asyncio.run(_run(plan))


async def _run(plan: Plan) -> None:
    random = Random(plan.seed)
    # Each of these requests is killed or answered: a busy machine must not make a doubt of one.
    waits = msgspec.structs.replace(SCALED, order_deadline=30.0)
    desk = ProofDesk(plan.address, Path(plan.folder), waits=waits, journal=DyingJournal)
    _watch_wire(desk)
    await desk.open()
    steps = random.randint(-45, -25)
    # No two requests of one journal are equal: their sizes tell them apart.
    first, second = random.randint(101, 200), random.randint(1, 100)
    if plan.action == "new":
        _Armed.point = plan.point
        await desk.rest(plan.code, second, steps)
    else:
        await desk.rest(plan.code, first, steps)
        await seen(lambda: bool(desk.orders.ledger.open_orders))
        mine = [o for o in desk.orders.ledger.open_orders if o.request]
        _Armed.point = plan.point
        if plan.action == "cancel":
            await desk.orders.cancel(mine[0], second)
        else:
            await desk.amend(mine[0], second, await desk.price(plan.code, steps - 3))
    # What is left dies while a reconcile commits.
    while True:
        await desk.orders.reconcile()
        await asyncio.sleep(0.2)


def _watch_wire(desk: ProofDesk) -> None:
    client: Any = desk.gateway._orders
    pool = client._client._transport._pool
    pool._network_backend = DyingBackend(pool._network_backend)
    send = desk.gateway.send_order

    async def sent(api_id: str, body: bytes) -> Outcome:
        outcome = await send(api_id, body)
        if _Armed.point == "after_reply":
            die()
        return outcome

    desk.gateway.send_order = sent  # type: ignore[method-assign]
