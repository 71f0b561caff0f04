"""T3: kill -9 at each journal point of each action; the restart is judged by what the exchange holds."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import sys
import tempfile
from pathlib import Path

import msgspec

from kiwoom_desk.domain.order import RequestState
from kiwoom_desk.orders.checks import DeskState
from kiwoom_desk.orders.requests import Request
from tests.proof.desks import PATIENCE, ProofDesk, address_of, proof_desk, seen
from tests.proof.judge import Judge, Trace, Verdict
from tests.proof.killing import ACTIONS, POINTS, Plan, child
from tests.proof.lifecycles import settle
from tests.proof.person import Person
from tests.support.practice import Practice, practice

COMBINATIONS = tuple((point, action) for point in POINTS for action in ACTIONS)
_NEVER_SENT = ("before_intent", "after_intent")
_IN_DOUBT = ("after_sending", "in_body", "after_body", "after_reply")
_AT_ONCE = 2


async def run(rounds: int, seed: int) -> Trace:
    """Kill every combination `rounds` times, two at once; raise Verdict where a restart lied."""
    total = Trace()
    for number in range(rounds):
        total.add(await one_round(seed * 1_000 + number))
    return total


async def one_round(seed: int) -> Trace:
    """Kill every combination once, each on a journal of its own and all on one exchange."""
    trace = Trace()
    turn = asyncio.Semaphore(_AT_ONCE)

    async def one(number: int, point: str, action: str) -> None:
        async with turn:
            # A server each: nobody's orders are another's candidates.
            await combination(point, action, seed * 100 + number, trace)

    jobs = (one(n, point, action) for n, (point, action) in enumerate(COMBINATIONS))
    await asyncio.gather(*jobs)
    return trace


async def combination(point: str, action: str, seed: int, trace: Trace) -> None:
    """Kill once and judge the restart."""
    with tempfile.TemporaryDirectory() as folder:
        async with practice(quota="none", seed=seed % 1_000, cash=10**12, speed=0.2) as server:
            plan = Plan(point, action, seed, folder, address_of(server))
            await _killed(plan)
            try:
                await _restart(server, plan, trace)
            except (TimeoutError, AssertionError) as error:
                raise Verdict(f"{point} {action} seed {seed}: {error!r}") from error


async def _killed(plan: Plan) -> None:
    process = _context().Process(target=child, args=(msgspec.json.encode(plan),), daemon=True)
    await asyncio.to_thread(process.start)
    try:
        await asyncio.to_thread(process.join, PATIENCE)
        if process.exitcode is None or process.exitcode >= 0:
            raise Verdict(f"{plan.point} {plan.action}: not killed ({process.exitcode})")
    finally:
        process.kill()
        await asyncio.to_thread(process.join)
        process.close()


def _context() -> multiprocessing.context.BaseContext:
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    # A server that has imported everything once forks each child from a clean, single thread.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.proof.killing"])
    return context


async def _restart(server: Practice, plan: Plan, trace: Trace) -> None:
    async with proof_desk(server, Path(plan.folder), ready=False) as desk:
        judge = Judge(server, desk, everything=True)
        person = asyncio.ensure_future(Person(desk, judge, trace).watch())
        try:
            _at_once(plan, desk)
            await seen(lambda: desk.orders.state is DeskState.READY)
            await settle(desk)
        finally:
            person.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await person
        judge.sentence()
        _in_the_end(plan, desk, judge)
        trace.orders += 1
        trace.claims += judge.words
        trace.unknown += sum(r.doubted is not None for r in desk.orders.requests)
        trace.matched += sum(r.how == "exact" for r in desk.orders.requests)


def _struck(plan: Plan, desk: ProofDesk) -> Request | None:
    made = [r for r in desk.orders.requests if r.action == plan.action]
    return made[-1] if made else None


def _at_once(plan: Plan, desk: ProofDesk) -> None:
    request = _struck(plan, desk)
    if plan.point == "before_intent":
        assert request is None, "half of a commit was kept"
        return
    assert request is not None, "the request is lost"
    if plan.point == "after_intent":
        assert request.state is RequestState.NOT_SENT
    elif plan.point in _IN_DOUBT:
        assert request.doubted is not None, f"{request.state} without a doubt"
    else:
        assert request.state is RequestState.ACKED
        assert request.doubted is None


def _in_the_end(plan: Plan, desk: ProofDesk, judge: Judge) -> None:
    request = _struck(plan, desk)
    if request is None or plan.point in _NEVER_SENT:
        return
    assert len(judge.received(request)) <= 1, "something was sent again"
    if judge.held(request):
        assert request.state is RequestState.ACKED, f"held, but {request.state}"
        assert request.number == judge.held(request)[0]
    else:
        assert request.state is RequestState.RELEASED, f"not held, but {request.state}"
