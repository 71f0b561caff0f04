"""T8 and T9: how long doubts and the kill switch take, with the waits and limits that a person has."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from kiwoom_desk.domain.order import RequestState
from kiwoom_desk.orders.desk import Ticket
from kiwoom_desk.wire.durations import Durations
from kiwoom_desk.wire.limits import DEMO, PRACTICE, LimitProfile
from tests.proof.desks import CODES, SCALED, ProofDesk, proof_desk
from tests.proof.judge import Judge, Verdict
from tests.proof.trouble import document
from tests.support.loopback import until
from tests.support.practice import Practice, practice

REAL = Durations()


class Doubts(msgspec.Struct):
    """T8: seconds from UNKNOWN to ACKED, and to "not found so far"."""

    held: int = 0
    p50: float = 0.0
    p99: float = 0.0
    not_held: int = 0
    soonest: float = 0.0
    latest: float = 0.0


class Halts(msgspec.Struct):
    """T9: milliseconds until HALT is in the journal, seconds until 50 orders are cancelled."""

    durable_p50_ms: float = 0.0
    durable_worst_ms: float = 0.0
    live_seconds: float = 0.0
    demo_seconds: float = 0.0


async def doubts(held: int, lost: int, seed: int) -> Doubts:
    """Lose the replies of `held` orders and `lost` orders whole, with real waits and limits."""
    found = Doubts(held=held, not_held=lost)
    with tempfile.TemporaryDirectory() as folder:
        async with (
            practice(quota="live", seed=seed % 1_000_000, cash=10**12) as server,
            proof_desk(server, Path(folder), waits=REAL, limits=PRACTICE) as desk,
        ):
            judge = Judge(server, desk)
            times = [await _found(server, desk, number) for number in range(held)]
            times.sort()
            found.p50 = round(times[len(times) // 2], 2)
            found.p99 = round(times[min(int(len(times) * 0.99), len(times) - 1)], 2)
            server.house.trouble.clear()
            waits = [await _missed(server, desk, number) for number in range(lost)]
            found.soonest, found.latest = round(min(waits), 2), round(max(waits), 2)
            server.house.trouble.clear()
            await desk.orders.reconcile()
            judge.sentence()
    if found.p50 > 2 or found.p99 > 10 or found.soonest < 30 or found.latest > 35:
        raise Verdict(str(found))
    return found


def _only(server: Practice, fault: dict[str, Any]) -> None:
    server.house.trouble.clear()
    server.house.trouble.add(document([{**fault, "apis": ["orders"], "count": 1}]))


async def _doubted(desk: ProofDesk, number: int) -> Ticket:
    # One order a second is well inside what the desk allows itself.
    await asyncio.sleep(1.0)
    ticket = await desk.rest(CODES[number % len(CODES)], 10 + number)
    if ticket.state is not RequestState.UNKNOWN:
        raise Verdict(f"not in doubt: {ticket}")
    return ticket


async def _found(server: Practice, desk: ProofDesk, number: int) -> float:
    _only(server, {"do": "reset", "at": "after_body"})
    ticket = await _doubted(desk, number)
    begun = desk.clock.monotonic()
    ledger = desk.orders.ledger
    await until(lambda: ledger.request(ticket.request).state is RequestState.ACKED, 60.0)
    return desk.clock.monotonic() - begun


async def _missed(server: Practice, desk: ProofDesk, number: int) -> float:
    _only(server, {"do": "reset", "at": "after_body", "accepted": False})
    ticket = await _doubted(desk, 1_000 + number)
    begun = desk.clock.monotonic()
    orders = desk.orders
    await until(
        lambda: any(d.not_found and d.request == ticket.request for d in orders.doubts), 60.0
    )
    waited = desk.clock.monotonic() - begun
    assert await orders.release(ticket.request, "release") is None
    return waited


async def halts(seed: int, orders: int = 50, pulls: int = 50) -> Halts:
    """Pull the switch over open orders with live and with demo limits, and time the journal."""
    found = Halts()
    times = await _durable(seed, pulls)
    found.durable_p50_ms = round(times[len(times) // 2] * 1000, 1)
    found.durable_worst_ms = round(times[-1] * 1000, 1)
    found.live_seconds = await _cancelled(seed, orders, PRACTICE, "live")
    found.demo_seconds = await _cancelled(seed + 1, orders, DEMO, "live")
    slow = found.live_seconds > 20 or found.demo_seconds > 75
    if found.durable_p50_ms > 50 or slow:
        raise Verdict(str(found))
    return found


async def _durable(seed: int, pulls: int) -> list[float]:
    with tempfile.TemporaryDirectory() as folder:
        async with (
            practice(quota="none", seed=seed % 1_000_000) as server,
            proof_desk(server, Path(folder)) as desk,
        ):
            switch, times = desk.orders.kill_switch, []
            for _ in range(pulls):
                begun = desk.clock.monotonic()
                await switch.pull("proof")
                times.append(desk.clock.monotonic() - begun)
                await until(lambda: not switch.report.busy, 60.0)
                assert await switch.release("release") is None
            return sorted(times)


async def _cancelled(seed: int, orders: int, limits: LimitProfile, quota: str) -> float:
    """Return the seconds from the pull until the exchange holds nothing open."""
    with tempfile.TemporaryDirectory() as folder:
        async with practice(quota=quota, seed=seed % 1_000_000, cash=10**12) as server:
            # The orders are placed by a desk that is not slowed down; the halting one finds them.
            random = Random(seed)
            async with proof_desk(server, Path(folder) / "before", waits=SCALED) as first:
                while len(server.exchange.account.open_orders()) < orders:
                    number = len(server.exchange.account.open_orders())
                    await first.rest(
                        CODES[number % len(CODES)], 10 + number, -random.randint(25, 45)
                    )
                    await asyncio.sleep(0.25)
            async with proof_desk(
                server, Path(folder) / "after", waits=REAL, limits=limits
            ) as desk:
                begun = desk.clock.monotonic()
                await desk.orders.kill_switch.pull("proof")
                await until(lambda: not server.exchange.account.open_orders(), 120.0)
                return round(desk.clock.monotonic() - begun, 1)
