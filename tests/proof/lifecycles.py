"""T2: random lives of orders under random trouble; the exchange judges every word of the desk."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from pathlib import Path
from random import Random

import msgspec

from kiwoom_desk.domain.order import RequestState, Side
from kiwoom_desk.orders.checks import DeskState
from kiwoom_desk.orders.desk import Ticket
from kiwoom_desk.orders.requests import Order, Request
from tests.proof.desks import CODES, PATIENCE, ProofDesk, proof_desk, seen
from tests.proof.judge import Judge, Trace, Verdict
from tests.proof.person import Person, Twin
from tests.proof.trouble import trouble
from tests.support.loopback import until
from tests.support.practice import practice

AT_ONCE = 100
"""Lives that one server sees before another one takes its place: lists stay short."""
LANES = 16


async def run(count: int, seed: int, p: float = 0.3) -> Trace:
    """Live `count` lives, `AT_ONCE` on each server; raise Verdict where a word was untrue."""
    total = Trace()
    for begun in range(0, count, AT_ONCE):
        total.add(await batch(min(AT_ONCE, count - begun), seed * 1_000 + begun // AT_ONCE, p))
    return total


async def batch(count: int, seed: int, p: float) -> Trace:
    """Live some lives on one server and have them judged."""
    random = Random(seed)
    trace = Trace()
    with tempfile.TemporaryDirectory() as folder:
        async with (
            practice(quota="none", seed=seed % 1_000_000, cash=10**12, speed=0.2) as server,
            proof_desk(server, Path(folder)) as desk,
        ):
            judge = Judge(server, desk)
            twin = Twin(server, Random(seed), 0.25)
            watching = asyncio.gather(Person(desk, judge, trace).watch(), twin.watch())
            try:
                for code in CODES:
                    await desk.context(code)
                server.house.trouble.add(trouble(random, p))
                await _all_lanes(desk, random, count)
                trace.faults_struck = sum(
                    one.struck for one in server.house.trouble.board.view().faults
                )
                server.house.trouble.clear()
                await settle(desk, judge)
            except TimeoutError as error:
                raise Verdict(f"seed {seed}: {_where(desk)}") from error
            finally:
                watching.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await watching
            judge.sentence()
            _count(desk, trace, count)
            trace.claims += judge.words
    return trace


async def _all_lanes(desk: ProofDesk, random: Random, count: int) -> None:
    async with asyncio.TaskGroup() as group:
        for lane in range(LANES):
            lives = count // LANES + (lane < count % LANES)
            seeded = Random(random.randrange(1 << 60))
            group.create_task(Lane(desk, CODES[lane], seeded).live(lives))


async def settle(desk: ProofDesk, judge: Judge | None = None) -> None:
    """Wait until nothing is in doubt, every list was read and the figures are the broker's.

    With a judge, a request may stay UNKNOWN that never arrived while an order of somebody else
    looks like it: then release is not offered (S-8); and the market must have stood still while the
    lists were read, as a fill of that moment is on its way to the desk yet.
    """
    orders = desk.orders
    await seen(lambda: not any(r.in_flight for r in orders.requests))
    await seen(lambda: all(_stays(desk, judge, r) for r in orders.ledger.unknown))
    await seen(lambda: desk.gateway.is_registered("", "00"))
    async with asyncio.timeout(PATIENCE):
        while True:
            before = judge.moved() if judge is not None else None
            if await orders.reconcile():
                assert await desk.account.refresh()
                if judge is None or judge.moved() == before:
                    return
            await asyncio.sleep(0.05)


def _stays(desk: ProofDesk, judge: Judge | None, request: Request) -> bool:
    if judge is None or judge.held(request):
        return False
    return any(d.request == request.id and d.candidates for d in desk.orders.doubts)


class Lane:
    """One instrument's lives, one after the other: no two bodies of a new order are equal."""

    def __init__(self, desk: ProofDesk, code: str, random: Random) -> None:
        self._desk, self._code, self._random = desk, code, random
        self._size = 0

    async def live(self, lives: int) -> None:
        """Live so many lives."""
        for _ in range(lives):
            ticket = await self._new()
            for _ in range(self._random.choice((0, 1, 1, 2))):
                await self._go_on(ticket)

    async def _new(self) -> Ticket:
        self._size += 1
        random, desk = self._random, self._desk
        price = None
        if random.random() < 0.6:
            price = await desk.price(self._code, random.choice((-30, -20, -3, 0, 3)))
        side = Side.BUY
        sellable = desk.account.sellable(self._code) or 0
        if sellable >= self._size and random.random() < 0.5:
            side = Side.SELL
        return await self._until_taken(lambda: desk.send(self._code, side, self._size, price))

    async def _go_on(self, ticket: Ticket) -> None:
        order = self._open()
        if order is None:
            return
        if self._random.random() < 0.5:
            await self._desk.orders.cancel(order)
            return
        price = await self._desk.price(self._code, self._random.choice((-32, -22, -5, -1)))
        quantity = self._random.randint(0, order.open_quantity)
        await self._desk.amend(order, quantity, price)

    def _open(self) -> Order | None:
        mine = [o for o in self._desk.orders.ledger.open_orders if o.code == self._code]
        return self._random.choice(mine) if mine else None

    async def _until_taken(self, press: object) -> Ticket:
        # A person presses again when the reason has gone: doubt, reconcile, frozen instrument.
        orders = self._desk.orders
        for _ in range(6):
            with contextlib.suppress(TimeoutError):
                await until(lambda: orders.state is DeskState.READY, PATIENCE / 2)
            ticket: Ticket = await press()  # type: ignore[operator]
            if ticket.denied is None:
                return ticket
            if ticket.denied.code in ("oversell", "overspend"):
                return ticket
            if ticket.denied.code == "frozen":
                await orders.reconcile()
            unknown = [r for r in orders.ledger.unknown if r.intent.code == self._code]
            if unknown:
                with contextlib.suppress(TimeoutError):
                    await until(lambda: not self._doubted(), 3.0)
            await asyncio.sleep(0.02)
        return ticket

    def _doubted(self) -> bool:
        return any(r.intent.code == self._code for r in self._desk.orders.ledger.unknown)


def _count(desk: ProofDesk, trace: Trace, lives: int) -> None:
    requests = desk.orders.requests
    trace.orders = len(requests)
    trace.unknown = sum(r.doubted is not None for r in requests)
    trace.matched = sum(r.how in ("exact", "late", "state") for r in requests)
    trace.not_sent = sum(r.state is RequestState.NOT_SENT for r in requests)
    trace.refused = sum(r.state is RequestState.REFUSED for r in requests)


def _where(desk: ProofDesk) -> str:
    orders = desk.orders
    left = [(r.id, r.state, r.intent.body) for r in orders.ledger.unknown]
    state = msgspec.json.encode([orders.doubts, orders.ledger.anomalies]).decode()
    return f"never quiet: {orders.state} {orders.reason} {left} {state}"
