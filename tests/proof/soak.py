"""T7: a whole market day at thirty times its pace, with drops of the stream; counts what was lost."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import tempfile
from datetime import datetime
from pathlib import Path
from random import Random

import httpx
import msgspec

from kiwoom_desk.base.clock import KST
from kiwoom_desk.broker.failures import QueryError
from kiwoom_desk.domain.order import Action, Side
from kiwoom_desk.practice.answers.account_dump import AccountDump
from tests.proof.desks import CODES, SCALED, ProofDesk, proof_desk
from tests.proof.judge import Verdict
from tests.proof.lifecycles import settle
from tests.support.practice import PracticeProcess, practice_process

HOURS, SPEED, ORDERS, DROPS = 6.5, 30, 2_500, 40
START, END = datetime(2026, 11, 20, 9, 0, 5, tzinfo=KST), datetime(2026, 11, 20, 15, 19, tzinfo=KST)
_SLOPE = 1.0
# A few more than asked for: the last ones may come too late.
_MORE = 1.03


class Soaked(msgspec.Struct):
    """What a day was like: orders and fills at the exchange, drops, megabytes an hour."""

    orders: int = 0
    fills: int = 0
    reports: int = 0
    drops: int = 0
    logins: int = 0
    lost: int = 0
    slope: float = 0.0
    memory: list[float] = []
    hours: float = 0.0


async def run(seed: int) -> Soaked:
    """Live through the day; raise Verdict where anything is missing or memory grows."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["--speed", str(SPEED), "--quota", "none", "--cash", str(10**12)]
        arguments += ["--at", "2026-11-20T09:00", "--seed", str(seed % 1_000_000)]
        async with practice_process(*arguments) as server:
            day = Day(server, Random(seed))
            waits = msgspec.structs.replace(SCALED, position_check=2.0, fill_debounce=0.5)
            async with proof_desk(server, Path(folder), waits=waits) as desk:
                return await day.live(desk)


class Day:
    """One day of one desk; the judge is the control endpoint of another process."""

    def __init__(self, server: PracticeProcess, random: Random) -> None:
        self._server, self._random = server, random
        self._soaked = Soaked()
        self._under_way = 0

    async def live(self, desk: ProofDesk) -> Soaked:
        """Trade until the last orders of the day are in, then compare everything."""
        desk.gateway.order_events.connect(lambda _event: self._count())
        wall = (END - desk.clock.market()).total_seconds() / SPEED
        await self._control("POST", "faults", self._drops(wall))
        trading = asyncio.ensure_future(self._trade(desk))
        samples: list[tuple[float, float]] = []
        try:
            while desk.clock.market() < END:
                hours = (desk.clock.market() - START).total_seconds() / 3600
                samples.append((hours, _resident()))
                await asyncio.sleep(10)
        finally:
            trading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await trading
        view = await self._control("DELETE", "faults", b"")
        self._soaked.drops = sum(one["struck"] for one in msgspec.json.decode(view)["faults"])
        await settle(desk)
        await self._compare(desk)
        self._soaked.hours = samples[-1][0]
        self._soaked.memory = [round(size, 1) for _, size in samples[:: max(len(samples) // 12, 1)]]
        self._soaked.slope = round(_slope([one for one in samples if one[0] >= 1]), 3)
        short = self._soaked.orders < ORDERS
        if short or self._soaked.lost or self._soaked.slope > _SLOPE:
            raise Verdict(str(self._soaked))
        return self._soaked

    def _count(self) -> None:
        self._soaked.reports += 1

    def _drops(self, wall: float) -> bytes:
        drop = {"do": "reset", "on": "moment", "period": wall / (DROPS + 1), "count": DROPS}
        first = {"after": wall / (DROPS + 1)}
        return msgspec.json.encode({"seed": 1, "fault": [{**drop, **first}]})

    async def _trade(self, desk: ProofDesk) -> None:
        # Not each attempt is an order: some are asked for while a line is cut.
        made = 0
        async with asyncio.TaskGroup() as running:
            while True:
                made += 1
                running.create_task(self._one(desk, CODES[made % len(CODES)], made))
                left = (END - desk.clock.market()).total_seconds() / SPEED
                wanted = ORDERS * _MORE - len(desk.orders.requests) - self._under_way
                await asyncio.sleep(max(left, 0.0) / max(wanted, 1))

    async def _one(self, desk: ProofDesk, code: str, number: int) -> None:
        # A price that a busy machine or a cut line does not tell in time makes no order.
        self._under_way += 1
        with contextlib.suppress(QueryError):
            await self._order(desk, code, number)
        self._under_way -= 1

    async def _order(self, desk: ProofDesk, code: str, number: int) -> None:
        size = number % 97 + 1
        mine = [o for o in desk.orders.ledger.open_orders if o.code == code]
        if len(mine) > 2:
            await desk.orders.cancel(self._random.choice(mine))
            return
        # Prices move over a day: the last one is asked anew for each order.
        desk.forget_prices()
        side = Side.BUY
        if (desk.account.sellable(code) or 0) > 3 * size and self._random.random() < 0.6:
            side = Side.SELL
        price = None
        if self._random.random() < 0.4:
            away = self._random.choice((-8, -4, -1, 0))
            price = await desk.price(code, away if side is Side.BUY else -away)
        await desk.send(code, side, size, price)

    async def _compare(self, desk: ProofDesk) -> None:
        dump = msgspec.json.decode(await self._control("GET", "account", b""), type=AccountDump)
        # The account has a past with orders of its own.
        self._soaked.orders = sum(one.placed >= START for one in dump.orders)
        self._soaked.fills = sum(one.at >= START for one in dump.fills)
        received = msgspec.json.decode(await self._control("GET", "received", b""))
        self._soaked.logins = received["logins"]
        known = {order.number: order for order in desk.orders.orders}
        for record in dump.orders:
            if record.action is Action.CANCEL:
                continue
            order = known.get(record.number)
            if order is None or order.filled != record.filled:
                self._soaked.lost += 1
        held = {h.code: h.quantity for h in desk.account.positions}
        if held != {p.code: p.quantity for p in dump.positions if p.quantity}:
            raise Verdict(f"positions {held}, in truth {dump.positions}")

    async def _control(self, method: str, what: str, body: bytes) -> bytes:
        async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
            reply = await client.request(
                method,
                f"{self._server.control_url}/{what}",
                content=body,
                headers={"x-control-key": self._server.control_key},
            )
            reply.raise_for_status()
            return reply.content


def _resident() -> float:
    """Return the megabytes of this process that stand in memory (Linux), without what is garbage."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def _slope(samples: list[tuple[float, float]]) -> float:
    if len(samples) < 2:
        return 0.0
    middle_x = sum(x for x, _ in samples) / len(samples)
    middle_y = sum(y for _, y in samples) / len(samples)
    above = sum((x - middle_x) * (y - middle_y) for x, y in samples)
    return above / sum((x - middle_x) ** 2 for x, _ in samples)
