"""The simulated person picks among candidates and releases what was not found; no other pair of hands."""

from __future__ import annotations

import asyncio
from random import Random

import msgspec

from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.order import Action, OrderType, RequestState, Side
from kiwoom_desk.orders.requests import Doubt
from kiwoom_desk.practice.intake import NewOrder
from tests.proof.desks import ProofDesk
from tests.proof.judge import Judge, Trace
from tests.support.practice import Practice

_SIDES = {"kt10000": Side.BUY, "kt10001": Side.SELL}


class Person:
    """Looks at the doubts again and again; picks the order that is really theirs."""

    def __init__(self, desk: ProofDesk, judge: Judge, trace: Trace) -> None:
        self._desk, self._judge, self._trace = desk, judge, trace

    async def watch(self) -> None:
        """Settle doubts until cancelled."""
        while True:
            for doubt in self._desk.orders.doubts:
                await self._settle(doubt)
            await asyncio.sleep(0.02)

    async def _settle(self, doubt: Doubt) -> None:
        request = self._desk.orders.ledger.request(doubt.request)
        if request.state is not RequestState.UNKNOWN:
            return
        true = self._judge.held(request)
        if len(true) > 1 and request.action is not Action.NEW:
            # Equal cancels one after the other: the newest number is this one's.
            true = true[-1:]
        for candidate in doubt.candidates:
            if candidate.number in true and await self._desk.orders.pick(
                request.id, candidate.number
            ):
                self._trace.picked += 1
                return
        if doubt.not_found and await self._desk.orders.release(request.id, "release") is None:
            self._trace.released += 1


class Twin:
    """Another channel of the same account: now and then places the very order that just came in."""

    def __init__(self, server: Practice, random: Random, p: float) -> None:
        self._server, self._random, self._p = server, random, p
        self._seen = 0

    async def watch(self) -> None:
        """Watch what arrives until cancelled."""
        received = self._server.house.recorder.orders
        while True:
            for one in received[self._seen :]:
                side = _SIDES.get(one.api_id)
                if one.ord_no and side is not None and self._random.random() < self._p:
                    self._place(one.body, side)
            self._seen = len(received)
            await asyncio.sleep(0.005)

    def _place(self, body: str, side: Side) -> None:
        told = msgspec.json.decode(body, type=dict[str, str])
        price = int(told["ord_uv"]) if told["ord_uv"] else None
        kind = OrderType(told["trde_tp"])
        venue, quantity = Venue(told["dmst_stex_tp"]), int(told["ord_qty"])
        order = NewOrder(
            code=told["stk_cd"], venue=venue, side=side, order_type=kind, quantity=quantity,
            price=price, trigger=None,
        )  # fmt: skip
        self._server.exchange.place(order)
