"""Measure how soon the practice exchange is ready on the whole listing, and how much memory it takes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import msgspec

from benchmarks.report import report
from kiwoom_desk.practice.server import ReadyLine
from tests.contract.test_practice_fields import BODIES, NAMED
from tests.support.market_files import LISTING, ROWS, market_file, synthetic_listing
from tests.support.practice import Practice, command, plain_client, plain_stream

ROUNDS = 5
READY_SECONDS = 1.5
COLD_SECONDS = 3.0
READY_MEGABYTES = 250
ASKED_MEGABYTES = 400
_STREAMED = 200


def main() -> int:
    """Report ready time and both memory figures; return 1 when one does not hold."""
    with tempfile.TemporaryDirectory() as folder:
        path = market_file(LISTING)
        peer = f"listing of {ROWS} names"
        if path is None:
            path = Path(folder) / "listing.csv"
            path.write_bytes(synthetic_listing())
            peer = f"{ROWS} made-up names"
        times = []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            with _server(path):
                times.append(time.perf_counter() - started)
        held = [
            report("practice_ready", statistics.median(times), READY_SECONDS, "lower", peer, "s")
        ]
        cold = _cold_times(path)
        if cold:
            middle = statistics.median(cold)
            held.append(report("practice_ready_cold", middle, COLD_SECONDS, "lower", peer, "s"))
        with _server(path) as process:
            fresh = _megabytes(process.pid)
            asyncio.run(_ask_everything(process.ready))
            asked = _megabytes(process.pid)
    held.append(report("practice_memory", fresh, READY_MEGABYTES, "lower", peer, "MB"))
    held.append(report("practice_memory_asked", asked, ASKED_MEGABYTES, "lower", peer, "MB"))
    return 0 if all(held) else 1


def _cold_times(universe: Path) -> list[float]:
    """Return start times with every file out of the page cache; empty where that cannot be asked for."""
    drop = Path("/proc/sys/vm/drop_caches")
    times = []
    for _ in range(ROUNDS):
        try:
            os.sync()
            drop.write_text("3", encoding="ascii")
        except OSError:
            return []
        started = time.perf_counter()
        with _server(universe):
            times.append(time.perf_counter() - started)
    return times


class _Process(msgspec.Struct, frozen=True):
    """A server that is ready."""

    ready: ReadyLine
    pid: int


@contextlib.contextmanager
def _server(universe: Path) -> Iterator[_Process]:
    """Start a server process and hand it out once its ready line is there."""
    arguments = ["--follow-stdin", "--universe", str(universe), "--quota", "none"]
    process = subprocess.Popen(
        command(arguments), stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=_root()
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        yield _Process(msgspec.json.decode(line, type=ReadyLine), process.pid)
    finally:
        process.stdin.close()
        process.wait(10)
        process.stdout.close()


def _root() -> Path:
    return Path(__file__).resolve().parent.parent


async def _ask_everything(ready: ReadyLine) -> None:
    """Ask every API once, all names of the lists over all pages, with 200 names on the stream."""
    server = Practice(ready)
    async with plain_client(server) as client, plain_stream(client) as stream:
        codes: list[str] = []
        for api_id, bodies in BODIES.items():
            for body in bodies:
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


def _megabytes(pid: int) -> float:
    """Return the resident memory of a process; `ps` is on every POSIX system."""
    told = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True
    )
    return int(told.stdout) / 1024


if __name__ == "__main__":
    sys.exit(main())
