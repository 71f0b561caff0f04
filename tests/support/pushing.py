"""A stream of a house without a socket: the frames it would send as market time goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import msgspec

from kiwoom_desk.base.clock import KST
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.instrument import Market
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.streams import Streams
from tests.support.bodies import SHARE, instruments, spread
from tests.support.leaves import Leaves
from tests.support.sweeping import opened
from tests.support.trading import Trader, trade

# When frames of every kind are sent: calls open and close, names stop, and the hours beside.
_SESSIONS = {
    datetime(2026, 11, 20, 8, 59, 57, tzinfo=KST): 6,
    datetime(2026, 11, 18, 15, 19, 57, tzinfo=KST): 4,
    datetime(2026, 11, 13, 15, 29, 57, tzinfo=KST): 5,
    datetime(2026, 11, 17, 10, 0, tzinfo=KST): 4,
    datetime(2026, 11, 16, 15, 40, 1, tzinfo=KST): 4,
    # A day on which orders are told with a single price after hours.
    datetime(2026, 9, 10, 11, 0, tzinfo=KST): 2,
}
# Phases and names that stop are told to all: nobody has to watch a name for them.
_MORNING = datetime(2026, 11, 12, 8, 29, 58, tzinfo=KST)
_STOP_DAYS, _STOPS = (10, 11, 12), 2
_NAMES = 36
Frame = dict[str, Any]
_TURN = timedelta(milliseconds=250)


class Listening:
    """A client at the end of an application, not of a socket; `frames` is what came."""

    def __init__(self, house: House) -> None:
        self.house, self.streams = house, Streams(house)
        self.frames: list[Frame] = []
        self._sent: asyncio.Queue[dict[str, object]] = asyncio.Queue()
        self._sent.put_nowait({"type": "websocket.connect"})

    async def receive(self) -> dict[str, object]:
        """Give the application what this client sends."""
        return await self._sent.get()

    async def send(self, message: dict[str, Any]) -> None:
        """Take what the application sends."""
        if text := message.get("kiwoom.text"):
            self.frames.append(msgspec.json.decode(text))

    async def say(self, **frame: object) -> None:
        """Send a frame and let the application act on it."""
        text = msgspec.json.encode(frame).decode()
        self._sent.put_nowait({"type": "websocket.receive", "text": text})
        await self._settle()

    async def register(self, items: Sequence[str], types: Sequence[str], group: str) -> None:
        """Register items for types."""
        data = [{"item": list(items), "type": list(types)}]
        await self.say(trnm="REG", grp_no=group, refresh="1", data=data)

    async def play(self, until: datetime) -> None:
        """Let market time go on and everything be sent."""
        exchange = self.house.exchange
        while exchange.now < until:
            exchange.advance_to(min(exchange.now + _TURN, until))
            while self.streams.spread():
                await self._settle()
            await self._settle()

    async def _settle(self) -> None:
        # Reading, answering and writing are three tasks that hand on to each other.
        for _ in range(8):
            await asyncio.sleep(0)


@asynccontextmanager
async def listening(house: House) -> AsyncIterator[Listening]:
    """Open a stream of a house and log in."""
    client = Listening(house)
    scope = {"type": "websocket", "path": "/api/dostk/websocket"}
    serving = asyncio.ensure_future(client.streams.serve(scope, client.receive, client.send))
    try:
        await client.say(trnm="LOGIN", token=house.tokens.issue(house.clock.wall()).text)
        yield client
    finally:
        client.streams.close()
        await serving


def pushed() -> dict[str, Leaves]:
    """Note what the leaves of every real-time type and of the condition answers say."""
    known = catalogue()
    found = {type_id: Leaves(one.fields) for type_id, one in known.types.items()}
    for api_id in _SEARCHES:
        found[api_id] = Leaves([f for f in known.api(api_id).response if f.key == "data"])
    for start, seconds in _SESSIONS.items():
        asyncio.run(_session(start, seconds, found))
    asyncio.run(_told_to_all(_MORNING, 4, found))
    for start, seconds, code in _stops():
        asyncio.run(_told_to_all(start, seconds, found, code))
    return found


def _stops() -> Iterator[tuple[datetime, int, str]]:
    """Yield moments just before names stop, how long to look, and the name; the first to its end."""
    seconds = 125
    for day in _STOP_DAYS:
        midnight = datetime(2026, 11, day, tzinfo=KST)
        flow = opened(midnight.replace(hour=9)).past.flow
        pauses, listings = flow.pauses, flow.universe.listings
        for pause in pauses[:: max(len(pauses) // _STOPS, 1)][:_STOPS]:
            begin = midnight + timedelta(seconds=pause.begin - 2)
            yield begin, seconds, listings[pause.row].code
            seconds = 4


async def _told_to_all(
    start: datetime, seconds: int, found: dict[str, Leaves], stopping: str = ""
) -> None:
    house = opened(start)
    async with listening(house) as client:
        await client.register([""], ["0s", "1h"], "1")
        if stopping:
            await client.register([stopping], ["0g"], "2")
        await client.play(start + timedelta(seconds=seconds))
        for frame in client.frames:
            _note(frame, found)


async def _session(start: datetime, seconds: int, found: dict[str, Leaves]) -> None:
    house = opened(start)
    for leaves in found.values():
        leaves.account = house.exchange.account.number
    async with listening(house) as client:
        await _register_all(client)
        await _search_all(client)
        trade(house)
        _wait_at_the_middle(house)
        await client.play(house.exchange.now + timedelta(seconds=seconds))
        for frame in client.frames:
            _note(frame, found)


def _wait_at_the_middle(house: House) -> None:
    """Buy and sell at the middle, more than comes by in a moment, where rows of NXT are told."""
    trader = Trader(house, lambda api_id, values: None)
    for code in _both(house):
        for venue in ("KRX", "NXT"):
            order = {"stk_cd": code, "dmst_stex_tp": venue, "ord_uv": ""}
            trader.send("kt10000", **order, ord_qty="2", trde_tp="3")
            trader.send("kt10001", **order, ord_qty="2", trde_tp="29")
            trader.send("kt10000", **order, ord_qty="5", trde_tp="29")


def _both(house: House) -> list[str]:
    """Return some names that both venues trade."""
    names = instruments(house, catalogue().api("ka10001"), _NAMES)[:6]
    return [code for code in names if house.exchange.rings.has("_NX", code)]


async def _register_all(client: Listening) -> None:
    house = client.house
    universe = house.exchange.universe
    names = instruments(house, catalogue().api("ka10001"), _NAMES)
    both = [f"{code}_AL" for code in names[:6]] + [f"{code}_NX" for code in names[:3]]
    nxt = [code for code in both if house.exchange.rings.has("_NX", code[:6])]
    nxt += [f"{SHARE}_NX", f"{SHARE}_AL"]
    wanted = (
        ([""], ["00", "04", "0s", "1h", "0I"]),
        ([one.code for one in universe.indices], ["0J", "0U"]),
        ([*names, *nxt], ["0B", "0C", "0D", "0H"]),
        (names, ["0A", "0E", "0F", "0g", "0w"]),
        (nxt, ["0F", "0w"]),
        (spread(universe, 12, Market.ETF), ["0G"]),
        (spread(universe, 24, Market.ELW), ["0m", "0u"]),
    )
    for group, (items, types) in enumerate(wanted, 1):
        await client.register(items, types, str(group))
        refused = [f for f in client.frames if f["trnm"] == "REG" and f["return_code"]]
        assert not refused, refused


async def _search_all(client: Listening) -> None:
    await client.say(trnm="CNSRLST")
    for saved in client.house.exchange.universe.conditions:
        for kind in ("0", "1"):
            await client.say(trnm="CNSRREQ", seq=saved.sequence, search_type=kind, stex_tp="K")


_SEARCHES = {"ka10171": "CNSRLST", "ka10172": "CNSRREQ", "ka10173": "CNSRREQ"}


def _note(frame: Frame, found: dict[str, Leaves]) -> None:
    """Note a frame: pushes by their type, results of conditions by the answer they belong to."""
    if frame["trnm"] == "REAL":
        for row in frame["data"]:
            found[row["type"]].take(row["values"])
    elif frame["trnm"] == "CNSRLST":
        rows = [{"seq": seq, "name": name} for seq, name in frame["data"]]
        found["ka10171"].take({"data": rows})
    elif frame["trnm"] == "CNSRREQ":
        found["ka10172" if "cont_yn" in frame else "ka10173"].take({"data": frame["data"]})
