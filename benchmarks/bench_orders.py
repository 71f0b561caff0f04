"""Measure a click in the ticket to its bytes on the wire, and a restart to tradable, of the whole desk.

The desk is the program itself, offscreen, on a practice server of its own process; a relay in a
third process stamps each order as its first bytes arrive. The journal is on the disk of the
temporary folder: on a file system in memory its commits cost nothing and the figure says little.
The bare peer, in the same loop and the same round, is one POST of the same body by httpx over a
connection kept alive, and two commits of an entry's size by sqlite3 with synchronous=FULL.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")

import httpx
import msgspec

from benchmarks.report import report, report_scaled, slower
from kiwoom_desk.app import Desk, run_desk
from kiwoom_desk.domain.order import OrderDraft, RequestState
from kiwoom_desk.orders.checks import DeskState
from kiwoom_desk.practice.server import ReadyLine
from kiwoom_desk.reach import DeskOptions
from tests.support.loopback import until
from tests.support.practice import command

PRESSES = 100
WARM_UP = 5
STARTS = 3
WIRE_MS = 60.0
WIRE_RATIO = 2.0
START_SECONDS = 3.0
PAGE_SECONDS = 1.0
CODE = "005930"
AT = "2026-11-20T10:00"
# The desk's own limit for practice is four orders a second, and equal ones are two seconds apart.
PACE = 0.3
PRICES = 4
ENTRY_BYTES = 900
LISTS = frozenset({"ka10075", "ka10076", "kt00007", "kt00009", "kt00018"})
PATIENCE = 30.0
_WAIT = 0.005

RELAY = """
import asyncio, sys, time
async def pump(reader, writer, stamp):
    try:
        while data := await reader.read(65536):
            now = time.monotonic()
            writer.write(data)
            head = data.split(b"\\r\\n\\r\\n")[0].lower()
            if stamp and b"api-id: " in head:
                api = head.split(b"api-id: ")[1].split(b"\\r\\n")[0].decode()
                print(now, api, flush=True)
            await writer.drain()
    except OSError:
        pass
    writer.close()
async def serve(reader, writer):
    there, back = await asyncio.open_connection("127.0.0.1", int(sys.argv[1]))
    await asyncio.gather(pump(reader, back, True), pump(there, writer, False))
async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


class Seen:
    """What the relay has stamped: the moment and the id of each request."""

    def __init__(self, port: int, output: int) -> None:
        self.port = port
        os.set_blocking(output, False)
        self._output, self._rest = output, b""

    def take(self) -> list[tuple[float, str]]:
        """Return what came since the last call."""
        try:
            self._rest += os.read(self._output, 1 << 16)
        except BlockingIOError:
            return []
        *lines, self._rest = self._rest.split(b"\n")
        told = (line.decode().split() for line in lines)
        return [(float(moment), api) for moment, api in told]

    async def order(self) -> float:
        """Wait for the next order and return when its first bytes came; raise TimeoutError."""
        late = time.monotonic() + PATIENCE
        while time.monotonic() < late:
            for moment, api in self.take():
                if api == "kt10000":
                    return moment
            await asyncio.sleep(_WAIT)
        raise TimeoutError("no order came")


@contextmanager
def exchange(folder: Path) -> Iterator[tuple[ReadyLine, Seen]]:
    """Start a practice server and the relay before its REST side; the ready line names the relay."""
    arguments = ["--follow-stdin", "--quota", "none", "--history", "0", "--at", AT]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    root = Path(__file__).resolve().parent.parent
    server = subprocess.Popen(command(arguments), cwd=root, **pipes)  # type: ignore[call-overload]
    ready = msgspec.json.decode(server.stdout.readline(), type=ReadyLine)
    port = ready.rest.rsplit(":", 1)[1].strip("/")
    relay = subprocess.Popen([sys.executable, "-c", RELAY, port], stdout=subprocess.PIPE)
    assert relay.stdout is not None
    seen = Seen(int(relay.stdout.readline()), relay.stdout.fileno())
    try:
        yield msgspec.structs.replace(ready, rest=f"http://127.0.0.1:{seen.port}"), seen
    finally:
        server.stdin.close()
        server.wait(10)
        relay.kill()
        relay.wait()


class Bare:
    """The same POST without a desk, and commits without a ledger."""

    def __init__(self, ready: ReadyLine, folder: Path) -> None:
        self._client = httpx.AsyncClient(base_url=ready.rest, trust_env=False)
        self._keys = {"appkey": ready.appkey, "secretkey": ready.secretkey}
        self._headers = {"api-id": "kt10000", "content-type": "application/json;charset=UTF-8"}
        self._file = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
        self._file.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE e (content BLOB);"
        )

    async def log_in(self) -> None:
        """Get a token, as the desk did."""
        body = {"grant_type": "client_credentials", **self._keys}
        reply = await self._client.post("/oauth2/token", json=body, headers={"api-id": "au10001"})
        self._headers["authorization"] = f"Bearer {reply.json()['token']}"

    async def post(self, body: bytes, seen: Seen) -> float:
        """Return the seconds from the call to the first bytes on the wire."""
        begun = time.monotonic()
        sending = asyncio.ensure_future(
            self._client.post("/api/dostk/ordr", content=body, headers=self._headers)
        )
        wired = await seen.order() - begun
        assert (await sending).json()["return_code"] == 0
        return wired

    def commits(self) -> float:
        """Return the seconds of two commits."""
        begun = time.monotonic()
        for _ in range(2):
            self._file.execute("BEGIN IMMEDIATE")
            self._file.execute("INSERT INTO e VALUES (?)", (os.urandom(ENTRY_BYTES),))
            self._file.execute("COMMIT")
        return time.monotonic() - begun

    async def close(self) -> None:
        """Close the connection and the file."""
        await self._client.aclose()
        self._file.close()


async def tradable(desk: Desk) -> float:
    """Return the moment at which the desk takes orders and its ticket can be pressed."""
    await desk.filled.wait()
    ticket, orders = desk.window.widgets["ticket"], desk.rooms.orders
    # Without the list of names nothing can be pressed.
    await until(
        lambda: (
            orders.state is DeskState.READY
            and desk.instruments.get(CODE) is not None
            and ticket.send_button.isEnabled()
        ),
        PATIENCE,
    )
    return time.monotonic()


async def press(desk: Desk, seen: Seen, price: int, quantity: int) -> tuple[float, bytes]:
    """Press the ticket's button once; return the seconds to the wire, and the body sent."""
    ticket, orders = desk.window.widgets["ticket"], desk.rooms.orders
    ticket.price.set_value(price)
    ticket.quantity.set_value(quantity)
    draft = ticket.draft()
    assert isinstance(draft, OrderDraft)
    before, begun = len(orders.requests), time.monotonic()
    ticket.send_button.click()
    wired = await seen.order() - begun
    await until(lambda: ticket.send_button.isEnabled() and len(orders.requests) > before)
    assert orders.requests[-1].state is RequestState.ACKED, ticket.told.text()
    return wired, desk.rooms.gateway.order_body(draft)


async def pressed(desk: Desk, ready: ReadyLine, seen: Seen, folder: Path) -> list[list[float]]:
    """Press, post and commit in turn; return the seconds of each kind."""
    await tradable(desk)
    await until(lambda: desk.rooms.state.quote(CODE) is not None)
    quote = desk.rooms.state.quote(CODE)
    assert quote is not None
    bare, taken = Bare(ready, folder), [list[float](), list[float](), list[float]()]
    await bare.log_in()
    base = quote.price // 100 * 99
    for number in range(PRESSES + WARM_UP):
        begun = time.monotonic()
        # Within three percent of the last price nothing is asked about.
        price = (base - 500 * (number % PRICES)) // 500 * 500
        wired, body = await press(desk, seen, price, 1 + number // PRICES % 2)
        told = (wired, await bare.post(body, seen), bare.commits())
        if number >= WARM_UP:
            for kind, seconds in zip(taken, told, strict=True):
                kind.append(seconds)
        await asyncio.sleep(max(PACE - (time.monotonic() - begun), 0.0))
    await bare.close()
    return taken


def run(options: DeskOptions, ready: ReadyLine, seen: Seen, folder: Path) -> list[list[float]]:
    """Run the desk once with everything pressed in it."""
    found: list[list[float]] = []

    async def beside(desk: Desk) -> int:
        found.extend(await pressed(desk, ready, seen, folder))
        return 0

    assert run_desk(options, beside) == 0
    return found


RESTART = """
import os, sys, time
from pathlib import Path
from kiwoom_desk.app import run_desk
from kiwoom_desk.reach import DeskOptions
from benchmarks.bench_orders import tradable

async def beside(desk):
    print(await tradable(desk), flush=True)
    # As a crash would: the journal is all that is left.
    os._exit(0)

sys.exit(run_desk(DeskOptions(profile=Path(sys.argv[1]), practice=Path(sys.argv[2])), beside))
"""


def restarted(options: DeskOptions, seen: Seen) -> tuple[float, int]:
    """Return the seconds from spawning a desk to tradable, and the pages of lists it read."""
    seen.take()
    root = str(Path(__file__).resolve().parent.parent)
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", RESTART, str(options.profile), str(options.practice)],
        env={**os.environ, "PYTHONPATH": root},
        stdout=subprocess.PIPE,
        cwd=root,
        timeout=120,
        check=True,
    )
    ready = float(done.stdout.split()[-1])
    pages = sum(1 for moment, api in seen.take() if moment <= ready and api in LISTS)
    return ready - begun, pages


def main() -> int:
    """Report the three figures; return 1 when one does not hold."""
    before = slower()
    with tempfile.TemporaryDirectory() as kept, exchange(Path(kept)) as (ready, seen):
        folder = Path(kept)
        file = folder / "ready.json"
        file.write_bytes(msgspec.json.encode(ready))
        options = DeskOptions(profile=folder / "profile", practice=file, size=(1600, 960))
        desk, posts, commits = run(options, ready, seen, folder)
        starts = [restarted(options, seen) for _ in range(STARTS)]
    bare, two, mine = (statistics.median(one) * 1000 for one in (posts, commits, desk))
    late = [sorted(one)[len(one) * 99 // 100] * 1000 for one in (desk, posts, commits)]
    seconds, pages = sorted(starts)[STARTS // 2]
    peer = f"{PRESSES} presses; median {mine:.1f} ms"
    factor = (before + slower()) / 2
    held = [report_scaled("click_to_wire_p99", late[0], WIRE_MS, "lower", peer, "ms", factor)]
    peer = (
        f"p99 of the bare POST {late[1]:.1f} ms + of two commits {late[2]:.1f} ms; "
        f"of the medians {mine / (bare + two):.1f} x"
    )
    ratio = late[0] / (late[1] + late[2])
    held.append(report("click_to_wire", ratio, WIRE_RATIO, "lower", peer, "x"))
    most = START_SECONDS + PAGE_SECONDS * pages
    peer = f"{START_SECONDS:g} s and {pages} pages of lists, {2 * PRESSES} orders of the day"
    held.append(report_scaled("restart_to_tradable", seconds, most, "lower", peer, "s", factor))
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
