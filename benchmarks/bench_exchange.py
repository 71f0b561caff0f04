"""Measure what the practice exchange sends and answers, and what that costs it; refuses wall-time luck.

Costs are seconds of processor time of the server's own process, so that other programs on the
machine disturb little. A row is one entry of a REAL frame: one 0B, 0D or 0C.
"""

from __future__ import annotations

import asyncio
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from websockets.asyncio.client import ClientConnection, connect

from benchmarks.memory import resident
from benchmarks.report import report, report_scaled, slower, slower_core
from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.practice.universe import default_universe
from tests.support.market_files import LISTING, ROWS, market_file
from tests.support.practice import PlainClient, PlainStream, plain_client, practice_process

FULL, FASTEST, BUSY = 200, 300.0, 40
ROWS_A_CORE, ROWS_LIGHT, LIGHT_CORES = 20_000.0, 10_000, 0.6
# What a market second of the busy market gives at ten o'clock.
BUSY_ROWS = 6_600
PACE_NAMES, PACE, PACE_MOST, PACE_LEAST = 50, 60.0, 63 / 60, 12.0
ONE_MILLISECONDS, LIST_MILLISECONDS, QUERIES_A_SECOND = 20.0, 60.0, 50
HOUR_MEGABYTES, GROWTH_MEGABYTES = 500.0, 60.0
WATCHED = (1, 10, 100, 1000)
WATCHING_CORES, MOST_GROWTH = 0.15, 1.5
_TYPES = ("0B", "0D", "0C")
_CORE = "market s/core s"
_WARM, _SECONDS = 5.0, 10.0
_PACK = 100
_PART, _PARTS = timedelta(minutes=5), 12
# The mix of the queries: one name, its book, its minutes and prints; the lists are asked beside.
_NAMED: tuple[tuple[str, dict[str, str]], ...] = (
    ("ka10001", {}),
    ("ka10004", {}),
    ("ka10003", {}),
    ("ka10080", {"tic_scope": "1", "upd_stkpc_tp": "1"}),
)
_LISTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("ka10099", {"mrkt_tp": "0"}),
    ("ka10027", {
        "mrkt_tp": "000", "sort_tp": "1", "trde_qty_cnd": "0000", "stk_cnd": "0", "crd_cnd": "0",
        "updown_incls": "1", "pric_cnd": "0", "trde_prica_cnd": "0", "stex_tp": "1",
    }),
)  # fmt: skip
_MEGABYTE = 1 << 20


@cache
def largest(count: int) -> list[str]:
    """Return the codes of the shares that trade most, and products after them where they end."""
    listings = default_universe().listings
    worth = sorted(
        listings,
        key=lambda i: (i.product is not Product.SHARE, -i.typical_volume * i.previous_close),
    )
    return [listing.code for listing in worth[:count]]


class Watch:
    """A client that reads everything and counts rows; `pid` is the server's process."""

    def __init__(self, client: PlainClient, stream: PlainStream, pid: int) -> None:
        self.client, self.pid = client, pid
        self.rows = dict.fromkeys(_TYPES, 0)
        self._socket: ClientConnection = stream.socket
        self._marks = {kind: f'"type":"{kind}"' for kind in _TYPES}

    async def read(self) -> None:
        """Read until the socket ends, echoing every PING."""
        async for text in self._socket:
            if isinstance(text, str):
                for kind, mark in self._marks.items():
                    self.rows[kind] += text.count(mark)
                if text == '{"trnm":"PING"}':
                    await self._socket.send(text)

    def total(self) -> int:
        """Return the rows read so far."""
        return sum(self.rows.values())

    async def market(self) -> datetime:
        """Return the market's moment, as a reply tells it."""
        reply = await self.client.call("ka10001", stk_cd=largest(1)[0])
        return datetime.fromisoformat(reply.headers["x-market-clock"].split(";")[0])


@asynccontextmanager
async def watching(
    names: int, speed: float, *more: str, quota: str = "none"
) -> AsyncIterator[Watch]:
    """Start a server at ten o'clock and watch the names that trade most, all three types of each.

    Without a quota every change of a book is sent, else as many a second as the broker's quota says.
    """
    fixed = ("--quota", quota, "--seed", "7", "--at", "2026-11-20T10:00", "--speed", str(speed))
    options = (*fixed, *more)
    async with (
        practice_process(*options) as server,
        plain_client(server) as client,
        connect(server.websocket, ping_interval=None, proxy=None, max_size=None) as socket,
    ):
        stream = PlainStream(socket)
        await stream.send(trnm="LOGIN", token=client.token)
        await stream.next("LOGIN")
        codes = largest(names)
        for first in range(0, len(codes), _PACK):
            data = [{"item": codes[first : first + _PACK], "type": list(_TYPES)}]
            await stream.send(trnm="REG", grp_no=str(1 + first), refresh="1", data=data)
        watch = Watch(client, stream, server.process.pid)
        reading = asyncio.create_task(watch.read())
        try:
            yield watch
        finally:
            reading.cancel()


def processor_seconds(pid: int) -> float:
    """Return what a process has used so far; `ps` is on every POSIX system, /proc is finer."""
    proc = Path(f"/proc/{pid}/stat")
    if proc.exists():
        fields = proc.read_text(encoding="ascii").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    told = subprocess.run(["ps", "-o", "time=", "-p", str(pid)], capture_output=True, text=True)
    parts = [float(part) for part in re.split("[:-]", told.stdout.strip())]
    return sum(part * 60**place for place, part in enumerate(reversed(parts)))


async def ask(watch: Watch, seconds: float, took: dict[str, list[float]]) -> None:
    """Ask fifty mixed queries a second for some seconds, a list among ten, and note the times."""
    ends, number = time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        started = time.monotonic()
        api_id, body = _query(number)
        await watch.client.call(api_id, **body)
        took["one" if "stk_cd" in body else "list"].append(time.monotonic() - started)
        number += 1
        await asyncio.sleep(max(1 / QUERIES_A_SECOND - (time.monotonic() - started), 0.0))


def _query(number: int) -> tuple[str, dict[str, str]]:
    """Return one query of the mix, which begins anew after as many as names are watched."""
    if number % 10 == 9:
        return _LISTS[number // 10 % 2]
    api_id, body = _NAMED[number % len(_NAMED)]
    return api_id, {"stk_cd": largest(FULL)[number % FULL], **body}


async def warm(watch: Watch) -> None:
    """Ask each query of the mix once."""
    for number in range(FULL):
        api_id, body = _query(number)
        await watch.client.call(api_id, **body)


async def full_flow() -> list[bool]:
    """Report rows a core second with queries beside them, and what 10,000 cost.

    The market is as busy as it takes for about five prints to four books and a best price.
    """
    core = slower_core()
    async with watching(FULL, FASTEST, "--busy", str(BUSY)) as watch:
        await warm(watch)
        before = dict(watch.rows)
        used, began = processor_seconds(watch.pid), time.monotonic()
        await ask(watch, _SECONDS, {"one": [], "list": []})
        spent, wall = processor_seconds(watch.pid) - used, time.monotonic() - began
        sent = {kind: watch.rows[kind] - before[kind] for kind in _TYPES}
    core = (core + slower_core()) / 2
    rows = sum(sent.values())
    peer = f"{FULL} watched, 0B {sent['0B']}, 0D {sent['0D']}, 0C {sent['0C']}, {spent / wall:.2f} cores"
    rate = rows / spent
    return [
        report_scaled(name, value, target, better, peer, unit, core)
        for name, value, target, better, unit in (
            ("exchange_rows_a_core", rate, ROWS_A_CORE, "higher", "rows/core s"),
            ("exchange_light_cores", ROWS_LIGHT / rate, LIGHT_CORES, "lower", "cores"),
        )
    ]


async def queries() -> list[bool]:
    """Report how long queries take under 10,000 rows a second, as many less as the machine is slower."""
    took: dict[str, list[float]] = {"one": [], "list": []}
    factor = slower()
    speed = ROWS_LIGHT / BUSY_ROWS / slower_core()
    async with watching(FULL, speed, "--busy", str(BUSY)) as watch:
        await warm(watch)
        before, began = watch.total(), time.monotonic()
        await ask(watch, _SECONDS, took)
        rows = (watch.total() - before) / (time.monotonic() - began)
    factor = (factor + slower()) / 2
    one, lists = (_last_percent(took[kind]) * 1000 for kind in ("one", "list"))
    loaded = f"under {rows:.0f} rows/s, {len(took['one'])} and {len(took['list'])} asked"
    return [
        report_scaled(name, value, target, "lower", loaded, "ms", factor)
        for name, value, target in (
            ("exchange_query_p99", one, ONE_MILLISECONDS),
            ("exchange_list_p99", lists, LIST_MILLISECONDS),
        )
    ]


def _last_percent(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=100)[98] if len(taken) > 1 else max(taken, default=0.0)


async def pace() -> list[bool]:
    """Report how fast the market goes: fifty names at sixty times, and two hundred at its fastest.

    Every print is sent; of fifty names books as the broker's quota thins them, of two hundred every
    change. By the wall, which other programs on the machine slow down, and by a core's own seconds.
    """
    factor, own = slower(), slower_core()
    few = await _pace(PACE_NAMES, PACE, "live")
    many = await _pace(FULL, FASTEST, "none")
    factor, own = (factor + slower()) / 2, (own + slower_core()) / 2
    return [
        report_scaled(name, value, target, better, told, unit, scale)
        for name, value, target, better, told, unit, scale in (
            ("exchange_pace_60", PACE / few[0], PACE_MOST, "lower", few[2], "wall/asked", factor),
            ("exchange_pace_core", few[1], PACE / PACE_MOST, "higher", few[2], _CORE, own),
            ("exchange_speed_200", many[0], PACE_LEAST, "higher", many[2], "market s/s", factor),
            ("exchange_speed_core", many[1], PACE_LEAST, "higher", many[2], _CORE, own),
        )
    ]


async def _pace(names: int, speed: float, quota: str) -> tuple[float, float, str]:
    """Return market seconds a wall second and a core second, and what was watched."""
    async with watching(names, speed, quota=quota) as watch:
        await asyncio.sleep(_WARM)
        used, began, market = processor_seconds(watch.pid), time.monotonic(), await watch.market()
        await asyncio.sleep(_SECONDS)
        played = (await watch.market() - market).total_seconds()
        wall, spent = time.monotonic() - began, processor_seconds(watch.pid) - used
    return played / wall, played / spent, f"{names} watched, {spent / wall:.2f} cores"


async def growth() -> list[bool]:
    """Report the cores used at speed 1 by what is watched, and by what is listed.

    A name watched beside a thousand may cost no more than one beside a hundred, and so may one
    beside the whole listing that nobody watches, but for the board of all names.
    """
    factor = slower_core()
    cores = {names: await _cores(names) for names in WATCHED}
    path = market_file(LISTING)
    listed = await _cores(1, *(("--universe", str(path)) if path is not None else ()))
    factor = (factor + slower_core()) / 2
    peer = ", ".join(f"{names}: {value:.3f}" for names, value in cores.items())
    few, many, most = WATCHED[0], WATCHED[-2], WATCHED[-1]
    beside = (cores[most] - cores[few]) / (most - few)
    usual = (cores[many] - cores[few]) / (many - few)
    told = f"1 watched of {ROWS if path is not None else 'the built-in names'}"
    return [
        report_scaled(name, value, WATCHING_CORES, "lower", whose, "cores", factor)
        for name, value, whose in (
            ("exchange_cores_1_watched", cores[few], peer),
            ("exchange_cores_listed", listed, told),
        )
    ] + [report("exchange_growth", beside / usual, MOST_GROWTH, "lower", peer, "a name/a name")]


async def _cores(names: int, *more: str) -> float:
    async with watching(names, 1.0, *more) as watch:
        await asyncio.sleep(_WARM)
        used, began = processor_seconds(watch.pid), time.monotonic()
        await asyncio.sleep(_SECONDS)
        return (processor_seconds(watch.pid) - used) / (time.monotonic() - began)


async def hour() -> list[bool]:
    """Report resident memory after an hour of market at full flow, and by how much it still grows.

    The market is as busy as in the full flow and runs as fast as it goes: ten to thirty minutes of
    one core. Memory is told every five minutes of market time; growth is that of the last half
    hour, when caches stand at their bounds.
    """
    told: list[float] = []
    path = market_file(LISTING)
    listing = ("--universe", str(path)) if path is not None else ()
    async with watching(FULL, FASTEST, "--busy", str(BUSY), *listing) as watch:
        begin, used = await watch.market(), processor_seconds(watch.pid)
        for part in range(1, _PARTS + 1):
            # The market is asked for its time, as nothing tells when a part of it is over.
            while await watch.market() < begin + _PART * part:  # noqa: ASYNC110
                await asyncio.sleep(1.0)
            told.append(resident(watch.pid) / _MEGABYTE)
        spent, rows = processor_seconds(watch.pid) - used, watch.total()
    half = told[_PARTS // 2 - 1 :]
    grown = (half[-1] - half[0]) * 2
    names = ROWS if listing else len(default_universe().listings)
    peer = f"{FULL} watched of {names}, {rows} rows, {spent:.0f} core s; " + " ".join(
        f"{m:.0f}" for m in told
    )
    return [
        report("exchange_memory_hour", told[-1], HOUR_MEGABYTES, "lower", peer, "MB"),
        report("exchange_memory_growth", grown, GROWTH_MEGABYTES, "lower", peer, "MB/market hour"),
    ]


def main(arguments: list[str]) -> int:
    """Run all but the hour of market, or with `--hour` only that; return 1 when one does not hold."""
    parts = [hour] if "--hour" in arguments else [full_flow, queries, pace, growth]
    held = [result for part in parts for result in asyncio.run(part())]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
