"""T1: the desk under each fault of the order-safety page, one function a row; the judge is elsewhere."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

from kiwoom_desk.base.settings import Environment, open_profile
from kiwoom_desk.broker.link import StreamLink
from kiwoom_desk.domain.order import OrderState, RequestState
from kiwoom_desk.orders.checks import DeskState
from kiwoom_desk.orders.journal import Journal
from tests.proof.desks import proof_desk, seen
from tests.proof.judge import Judge, Trace, Verdict
from tests.proof.lifecycles import settle
from tests.proof.world import World
from tests.support.practice import practice

LISTS = ["ka10075", "ka10076", "kt00007"]

Row = Callable[[World], Awaitable[None]]


async def n1(w: World) -> None:
    w.strike({"do": "lose", "apis": ["orders"], "count": 1})
    await w.unknown_then_matched(await w.rest())


async def n2(w: World) -> None:
    at, accepted = w.random.choice(
        [("after_body", True), ("after_body", False), ("in_reply", True), ("in_body", True)]
    )
    fault = {"do": "reset", "at": at, "apis": ["orders"], "count": 1}
    w.strike(fault if accepted else {**fault, "accepted": False})
    ticket = await w.rest()
    if accepted and at != "in_body":
        await w.unknown_then_matched(ticket)
    else:
        await w.unknown_then_not_found(ticket)


async def n5(w: World) -> None:
    await w.rest()
    if w.random.random() < 0.5:
        w.strike({"do": "close_idle", "on": "moment", "hard": w.random.random() < 0.5})
    else:
        w.strike(
            {"do": "reset", "at": "before_body", "hard": False, "reused": True,
             "apis": ["orders"], "count": 1}
        )  # fmt: skip
    ticket = await w.rest()
    assert w.arrived(ticket) <= 1
    if ticket.state is RequestState.UNKNOWN:
        await w.unknown_then_not_found(ticket)
    else:
        assert ticket.state in (RequestState.NOT_SENT, RequestState.ACKED)


async def n6(w: World) -> None:
    w.strike({"do": "late", "seconds": 0.1, "jitter": 0.2})
    price, size = await w.desk.price(w.code, -30), w.size()
    tickets = await asyncio.gather(*(w.desk.buy(w.code, size, price) for _ in range(2)))
    assert sorted(t.denied is None for t in tickets) == [False, True]
    taken = next(t for t in tickets if t.denied is None)
    assert w.arrived(taken) == 1


async def n8(w: World) -> None:
    w.strike({"do": "refuse", "code": "8010", "apis": ["orders"], "count": 1})
    ticket = await w.rest()
    assert (ticket.state, ticket.code) == (RequestState.REFUSED, "8010")
    assert w.arrived(ticket) == 1


async def p1(w: World) -> None:
    blank: dict[str, Any] = {"set": {"ord_no": w.random.choice(["", "0000000", " "])}}
    spoilt = w.random.choice([blank, {"remove": ["ord_no"]}])
    w.strike({"do": "edit", "apis": ["orders"], "count": 1, **spoilt})
    await w.unknown_then_matched(await w.rest())


async def p2(w: World) -> None:
    kind = w.random.choice(
        ["html", "empty", "null", "list", "string", "truncated", "no_code", "cp949"]
    )
    w.strike({"do": "malform", "kind": kind, "apis": ["orders"], "count": 1})
    await w.unknown_then_matched(await w.rest())


async def p3(w: World) -> None:
    status = w.random.choice([500, 502, 503, 504])
    w.strike({"do": "replace", "status": status, "apis": ["orders"], "count": 1})
    await w.unknown_then_matched(await w.rest())


async def p4(w: World) -> None:
    w.strike({"do": "refuse", "code": "1700", "count": 3})
    ticket = await w.rest()
    # The reads around the order may have taken the refusals.
    assert ticket.state in (RequestState.REFUSED, RequestState.ACKED)
    assert w.arrived(ticket) == 1


async def p5(w: World) -> None:
    w.strike({"do": "refuse", "code": "8005", "apis": ["orders"], "count": 1})
    ticket = await w.rest()
    assert (ticket.state, ticket.code) == (RequestState.REFUSED, "8005")
    assert w.arrived(ticket) == 1
    await settle(w.desk)
    again = await w.rest()
    assert again.state is RequestState.ACKED, again


async def p6(w: World) -> None:
    logins = w.server.house.recorder.logins
    w.strike({"do": "taken", "on": "moment"})
    await seen(lambda: w.desk.gateway.link.stream is StreamLink.TAKEN)
    w.server.house.trouble.clear()
    # Lists go on, and nobody logs in behind the person's back.
    assert (await w.desk.gateway.open_orders()).complete
    assert w.server.house.recorder.logins == logins
    w.desk.gateway.take_over()
    await seen(lambda: w.desk.gateway.is_registered("", "00"))
    await seen(lambda: w.desk.orders.state is DeskState.READY)


async def p9(w: World) -> None:
    w.strike({"do": "late", "apis": ["orders"], "until_frame": "00", "within": 0.8, "count": 1})
    size = w.size()
    ticket = await w.desk.buy(w.code, size)
    assert ticket.state is RequestState.ACKED, ticket
    await w.filled(ticket)
    mine = [o for o in w.desk.orders.orders if (o.code, o.quantity) == (w.code, size)]
    assert [o.request for o in mine] == [ticket.request], "two orders of one"


async def p10(w: World) -> None:
    frames: dict[str, Any] = {"on": "frame", "types": ["00", "04"]}
    w.strike({"do": "duplicate", "times": w.random.randint(1, 3), **frames})
    ticket = await w.desk.buy(w.code, w.size())
    order = await w.filled(ticket)
    w.strike({"do": "replay", "on": "frame", "types": ["REG"]}, {"do": "reset", "on": "moment"})
    await _reconnected(w)
    assert w.desk.order(order.number) == order
    assert sum(f.quantity for f in w.desk.orders.ledger.fills if f.order == order.number) == (
        order.quantity
    )


async def p11(w: World) -> None:
    where = {"on": "frame", "types": ["00"], "where": {"913": "체결"}, "count": 1}
    w.strike({"do": "lose", **where}, {"do": "reset", **where})
    ticket = await w.desk.buy(w.code, w.size())
    order = await w.filled(ticket)
    assert order.filled == order.quantity


async def _reconnected(w: World) -> None:
    logins = w.server.house.recorder.logins
    await seen(lambda: w.server.house.recorder.logins > logins)
    await seen(lambda: w.desk.gateway.is_registered("", "00"))
    await seen(lambda: w.desk.orders.state is DeskState.READY)


async def a1(w: World) -> None:
    # The order is on a page that cannot be read: its absence from the others proves nothing.
    broken = {"do": "replace", "status": 500, "apis": [w.random.choice(LISTS)]}
    w.strike({"do": "lose", "apis": ["orders"], "count": 1}, broken)
    ticket = await w.rest()
    assert ticket.state is RequestState.UNKNOWN
    await asyncio.sleep(w.desk.gateway.durations.resolve_passes[-1] * 2)
    found = w.request(ticket)
    assert found.state in (RequestState.UNKNOWN, RequestState.ACKED), found
    assert not any(d.not_found for d in w.desk.orders.doubts), "an incomplete list is no answer"
    w.server.house.trouble.clear()
    await seen(lambda: w.request(ticket).state is RequestState.ACKED)
    assert w.arrived(ticket) == 1


async def a2(w: World) -> None:
    order = await w.open_order()
    half = {"oso[].ord_qty": 0.5, "oso[].oso_qty": 0.5}
    w.strike({"do": "edit", "apis": ["ka10075"], "scale": half})
    await w.desk.orders.reconcile()
    kept = w.desk.order(order.number)
    assert kept is not None
    assert (kept.quantity, kept.state) == (order.quantity, OrderState.OPEN)
    assert any(a.code == "quantity_shrunk" for a in w.desk.orders.ledger.anomalies)


async def a3(w: World) -> None:
    size, price = w.size(), await w.desk.price(w.code, -30)
    w.strike({"do": "lose", "apis": ["orders"], "count": 1})
    ticket = await w.desk.buy(w.code, size, price)
    assert ticket.state is RequestState.UNKNOWN
    assert w.judge.held(w.request(ticket)), "the exchange holds it"
    await w.unknown_then_matched(ticket)
    again = await w.desk.buy(w.code, size + 1, price)
    assert again.state is RequestState.ACKED


async def a4(w: World) -> None:
    order = await w.open_order()
    closed: dict[str, Any] = {"do": "replace", "status": 503, "accepted": False}
    gate = {"do": "replace", "status": 503, "on": "connect", "types": ["stream"]}
    w.strike({"do": "close", "on": "moment"}, gate, closed)
    await seen(lambda: w.desk.gateway.link.stream is not StreamLink.UP)
    logins = w.server.house.recorder.logins
    assert not await w.desk.orders.reconcile()
    kept = w.desk.order(order.number)
    assert kept is not None
    assert (kept.state, kept.open_quantity) == (order.state, order.open_quantity)
    w.server.house.trouble.clear()
    await seen(lambda: w.server.house.recorder.logins > logins)
    await seen(lambda: w.desk.orders.state is DeskState.READY)


async def a5(w: World) -> None:
    order = await w.open_order()
    part = max(order.quantity // 2, 1)
    ticket = await w.desk.amend(order, part, await w.desk.price(w.code, -50))
    assert ticket.state is RequestState.ACKED, ticket
    await seen(lambda: w.order_of(ticket) is not None)
    assert await w.desk.orders.reconcile()
    parent, child = w.desk.order(order.number), w.order_of(ticket)
    assert parent is not None
    assert child is not None
    assert parent.open_quantity + child.open_quantity == order.quantity


async def a6(w: World) -> None:
    w.strike({"do": "late", "at": "request", "seconds": 0.2, "apis": ["kt10003"]})
    order = await w.open_order()
    ticket = await w.desk.orders.cancel(order)
    assert ticket.state is RequestState.ACKED, ticket
    await seen(lambda: (o := w.desk.order(order.number)) is not None and o.open_quantity == 0)


async def a7(w: World) -> None:
    order = await w.open_order()
    w.strike({"do": "refuse", "apis": ["kt10003"], "code": "RC4032", "count": 1})
    ticket = await w.desk.orders.cancel(order)
    assert ticket.state is RequestState.REFUSED, ticket
    assert w.arrived(ticket) == 1
    kept = w.desk.order(order.number)
    assert kept is not None
    assert kept.state is OrderState.OPEN


class _FailingJournal(Journal):
    """Fails as a full disk does, at the entry whose kind is armed."""

    armed = ""

    def _append(
        self, rows: Sequence[tuple[str, bytes, bytes | None]], unless: Callable[[], bool] | None
    ) -> bool:
        if self.armed and rows and f'"type":"{self.armed}"'.encode() in rows[0][1]:
            raise sqlite3.OperationalError("database or disk is full")
        return super()._append(rows, unless)


async def o3(w: World) -> None:
    kind = w.random.choice(["intent", "sending", "answered"])
    folder = w.desk.folder / f"full_{w.random.randrange(1 << 60)}"
    async with proof_desk(w.server, folder, journal=_FailingJournal) as desk:
        journal = desk.orders._recorder._journal
        assert isinstance(journal, _FailingJournal)
        journal.armed = kind
        before = len(w.server.house.recorder.orders)
        ticket = await desk.rest(w.code, w.size())
        arrived = len(w.server.house.recorder.orders) - before
        assert desk.orders.state is DeskState.READ_ONLY, "no alarm"
        if kind == "answered":
            assert arrived == 1
            assert ticket.state is RequestState.ACKED, "what the exchange said counts for this run"
        else:
            assert (ticket.state, arrived) == (RequestState.NOT_SENT, 0), "sent without a journal"
        assert (await desk.rest(w.code, w.size())).denied is not None
    w.strangers += arrived
    if kind == "answered":
        async with proof_desk(w.server, folder, ready=False) as again:
            name = ticket.request
            assert again.orders.ledger.request(name).doubted is not None
            await seen(lambda: again.orders.ledger.request(name).state is RequestState.ACKED)
    # The other desk logged in with the same key.
    await seen(lambda: w.desk.gateway.link.stream is StreamLink.TAKEN)
    w.desk.gateway.take_over()
    await seen(lambda: w.desk.gateway.is_registered("", "00"))


async def u1(w: World) -> None:
    size, price = w.size(), await w.desk.price(w.code, -30)
    presses = w.random.randint(2, 5)
    tickets = await asyncio.gather(*(w.desk.buy(w.code, size, price) for _ in range(presses)))
    taken = [t for t in tickets if t.denied is None]
    assert len(taken) == 1
    assert w.arrived(taken[0]) == 1


async def u2(w: World) -> None:
    root = w.desk.folder / f"profiles_{w.random.randrange(1 << 60)}"
    kinds = list(Environment)
    w.random.shuffle(kinds)
    folders = [open_profile(kind, root).folder.resolve() for kind in kinds]
    assert len(set(folders)) == len(kinds), "shared configuration"
    assert not any(a in b.parents for a in folders for b in folders), "one inside another"


STARRED: dict[str, Row] = {
    "N1": n1, "N2": n2, "N5": n5, "P1": p1, "P2": p2, "P6": p6, "P9": p9, "P10": p10,
    "P11": p11, "A1": a1, "A2": a2, "O3": o3, "U1": u1, "U2": u2,
}  # fmt: skip
PLAIN: dict[str, Row] = {
    "N6": n6, "N8": n8, "P3": p3, "P4": p4, "P5": p5, "A3": a3, "A4": a4, "A5": a5, "A6": a6, "A7": a7,
}  # fmt: skip


async def live(rows: dict[str, Row], seed: int) -> Trace:
    """Live through rows in an order of the seed's, on one server, with one judge over all of it."""
    random = Random(seed)
    names = list(rows)
    random.shuffle(names)
    with tempfile.TemporaryDirectory() as folder:
        async with (
            practice(quota="none", seed=seed % 1_000_000, cash=10**12, speed=0.2) as server,
            proof_desk(server, Path(folder)) as desk,
        ):
            judge = Judge(server, desk)
            world = World(server, desk, judge, random)
            for name in names:
                world.next()
                try:
                    await rows[name](world)
                    server.house.trouble.clear()
                    await settle(desk)
                except (AssertionError, TimeoutError) as error:
                    raise Verdict(f"{name} seed {seed}: {error!r}") from error
            judge.sentence(world.strangers)
            return Trace(orders=len(desk.orders.requests), claims=judge.words)
