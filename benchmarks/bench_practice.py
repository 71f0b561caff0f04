"""Measure how soon the practice exchange is ready on the whole listing, its memory and first calls."""

from __future__ import annotations

import asyncio
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import httpx
import msgspec

from benchmarks.desk_run import answered
from benchmarks.memory import resident
from benchmarks.report import report, report_scaled, slower
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.model import Api
from kiwoom_desk.practice.answers.table import ANSWERS
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.server import ReadyLine
from tests.contract.test_practice_fields import BODIES, NAMED
from tests.support.asking import house_at
from tests.support.bodies import asked, bodies
from tests.support.market_files import LISTING, ROWS, market_file, synthetic_listing
from tests.support.practice import PlainClient, Practice, command, plain_client, plain_stream

ROUNDS = 5
READY_SECONDS = 1.5
COLD_SECONDS = 3.0
READY_MEGABYTES = 250
ASKED_MEGABYTES = 400
HOLD_SECONDS = 0.06
_STREAMED = 200
_SHOWN = 10
_CHEAP = "ka00001"
_MEGABYTE = 1 << 20


def main() -> int:
    """Report ready time and both memory figures; return 1 when one does not hold."""
    with tempfile.TemporaryDirectory() as folder:
        path = market_file(LISTING)
        peer = f"listing of {ROWS} names"
        if path is None:
            path = Path(folder) / "listing.csv"
            path.write_bytes(synthetic_listing())
            peer = f"{ROWS} made-up names"
        held = [_soon("practice_ready", READY_SECONDS, path, peer, lambda: None)]
        if _drop_caches():
            held.append(_soon("practice_ready_cold", COLD_SECONDS, path, peer, _drop_caches))
        with _server(path) as process:
            fresh = resident(process.pid) / _MEGABYTE
            firsts = asyncio.run(_ask_everything(process.ready))
            later = resident(process.pid) / _MEGABYTE
    held.append(report("practice_memory", fresh, READY_MEGABYTES, "lower", peer, "MB"))
    held.append(report("practice_memory_asked", later, ASKED_MEGABYTES, "lower", peer, "MB"))
    held.append(_told(firsts))
    return 0 if all(held) else 1


def _told(firsts: list[_First]) -> bool:
    """Print the slowest first calls and report the longest hold of the loop."""
    for one in sorted(firsts, key=lambda first: -first.took)[:_SHOWN]:
        held = f"loop held {one.held * 1000:6.1f} ms"
        print(f"first call {one.api_id} {one.took * 1000:8.1f} ms, {held}", flush=True)
    longest = max(firsts, key=lambda first: first.held)
    peer = f"{longest.api_id}, of {len(firsts)} APIs"
    return report_scaled(
        "practice_first_call_hold", longest.held, HOLD_SECONDS, "lower", peer, "s", slower()
    )


def _soon(
    name: str, target: float, universe: Path, peer: str, before: Callable[[], object]
) -> bool:
    """Report how soon a server is ready, each start between two looks at the machine's speed."""
    times, factors = [], [slower()]
    for _ in range(ROUNDS):
        before()
        started = time.perf_counter()
        with _server(universe):
            times.append(time.perf_counter() - started)
        factors.append(slower())
    factor = statistics.median(factors)
    return report_scaled(name, statistics.median(times), target, "lower", peer, "s", factor)


def _drop_caches() -> bool:
    """Put every file out of the page cache; False where that cannot be asked for."""
    try:
        os.sync()
        Path("/proc/sys/vm/drop_caches").write_text("3", encoding="ascii")
    except OSError:
        return False
    return True


class _Process(msgspec.Struct, frozen=True):
    """A server that is ready."""

    ready: ReadyLine
    pid: int


@contextlib.contextmanager
def _server(universe: Path) -> Iterator[_Process]:
    """Start a server process and hand it out once it has answered a call."""
    arguments = ["--follow-stdin", "--universe", str(universe), "--quota", "none"]
    process = subprocess.Popen(
        command(arguments), stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=_root()
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        ready = msgspec.json.decode(process.stdout.readline(), type=ReadyLine)
        answered(ready)
        yield _Process(ready, process.pid)
    finally:
        process.stdin.close()
        process.wait(10)
        process.stdout.close()


def _root() -> Path:
    return Path(__file__).resolve().parent.parent


class _First(msgspec.Struct, frozen=True):
    """The first call of an API, in seconds: how long it took and how long it held the server's loop."""

    api_id: str
    took: float
    held: float


class _Watch:
    """Asks a cheap question again and again from a thread of its own: it waits while the loop is held."""

    def __init__(self, ready: ReadyLine, token: str) -> None:
        self._rest, self._token = ready.rest, token
        self._asked: list[tuple[float, float]] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> _Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        headers = {"api-id": _CHEAP, "authorization": f"Bearer {self._token}"}
        path = catalogue().api(_CHEAP).path
        with httpx.Client(base_url=self._rest, trust_env=False) as client:
            while not self._over.is_set():
                began = time.perf_counter()
                client.post(path, json={}, headers=headers)
                self._asked.append((began, time.perf_counter()))

    def held(self, began: float, ended: float) -> float:
        """Return how much longer than usual the slowest question waited that overlapped a span."""
        spans = list(self._asked)
        usual = statistics.median(end - begin for begin, end in spans) if spans else 0.0
        waits = [end - begin for begin, end in spans if begin < ended and end > began]
        return max(max(waits, default=0.0) - usual, 0.0)


async def _ask_everything(ready: ReadyLine) -> list[_First]:
    """Ask every answered API once, all names of the lists over all pages, with names on the stream."""
    server = Practice(ready)
    async with plain_client(server) as client, plain_stream(client) as stream:
        firsts = await _ask_each(client, ready)
        codes: list[str] = []
        for api_id, some in BODIES.items():
            for body in some:
                reply = await client.call(api_id, **body)
                if api_id == "ka10099":
                    codes += [row["code"] for row in reply.body["list"]]
        await stream.register(codes[:_STREAMED], ["0B", "0D"])
        for api_id, more in NAMED.items():
            await client.call(api_id, stk_cd="005930", **more)
        await stream.send(trnm="CNSRLST")
        await stream.send(trnm="CNSRREQ", seq="0", search_type="1", stex_tp="K")
        await stream.next("CNSRREQ")
        await stream.row("0D")
    return firsts


async def _ask_each(client: PlainClient, ready: ReadyLine) -> list[_First]:
    """Ask every API that is no order once and say how long each took."""
    house = house_at(_minute(ready.clock.market))
    spans: list[tuple[str, float, float]] = []
    with _Watch(ready, client.token) as watch:
        for api in asked():
            if api.id in ANSWERS:
                began, ended = await _first_answer(client, house, api)
                spans.append((api.id, began, ended))
    return [_First(api_id, end - begin, watch.held(begin, end)) for api_id, begin, end in spans]


async def _first_answer(client: PlainClient, house: House, api: Api) -> tuple[float, float]:
    """Ask until a body is taken, as some want a warrant or a fund; return when that call ran."""
    for body in bodies(house, api):
        began = time.perf_counter()
        reply = await client.call(api.id, **body)
        ended = time.perf_counter()
        # Whoever watches sees the end of one call before the next begins.
        await client.call(_CHEAP)
        if reply.code == 0:
            return began, ended
    raise SystemExit(f"{api.id} refuses everything: {reply.message}")


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


if __name__ == "__main__":
    sys.exit(main())
