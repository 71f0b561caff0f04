"""Starts, finds and ends the practice exchange of a desk; refuses addresses that are not loopback."""

from __future__ import annotations

import ipaddress
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

READY_WITHIN = 60.0
_CONSOLE_PROGRAM = "kiwoom-desk-console.exe"
_MAX_LINE = 65_536
_CONTROL_WITHIN = 10.0


class ExchangeClock(msgspec.Struct, frozen=True):
    """The clock part of a ready line: market time of `wall`, at `speed` market seconds a second."""

    market: datetime
    wall: datetime
    speed: float = 1.0


class ExchangeControl(msgspec.Struct, frozen=True):
    """Where the control endpoints are, and their key."""

    url: str
    key: str


class ReadyLine(msgspec.Struct, frozen=True):
    """What a practice server prints when it is ready (practice.md); keys never leave memory."""

    rest: str
    websocket: str
    appkey: str
    secretkey: str
    account: str
    clock: ExchangeClock | None = None
    control: ExchangeControl | None = None

    def __repr__(self) -> str:
        return f"ReadyLine({self.rest})"


class NoExchange(Exception):
    """The practice exchange did not start or cannot be attached to; `code` names the reason."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code, self.message = code, message


def read_ready_line(line: bytes) -> ReadyLine:
    """Take a ready line apart; raise NoExchange on anything but loopback addresses."""
    try:
        ready = msgspec.json.decode(line, type=ReadyLine)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NoExchange("ready_line", "not the ready line of a practice server") from error
    control = (ready.control.url,) if ready.control is not None else ()
    for address in (ready.rest, ready.websocket, *control):
        if not _is_loopback(address):
            raise NoExchange("not_loopback", address)
    return ready


def read_ready_file(path: Path) -> ReadyLine:
    """Read the ready line of a server that already runs."""
    try:
        with path.open("rb") as file:
            return read_ready_line(file.readline(_MAX_LINE))
    except OSError as error:
        raise NoExchange("ready_file", error.strerror or "") from error


def server_command(arguments: Sequence[str]) -> list[str]:
    """Return the command that starts the practice server, from a checkout or a bundle."""
    if not getattr(sys, "frozen", False):
        return [sys.executable, "-m", "kiwoom_desk", "practice-server", *arguments]
    # On Windows the program with the window has no standard output for the ready line.
    console = Path(sys.executable).with_name(_CONSOLE_PROGRAM)
    program = console if console.exists() else Path(sys.executable)
    return [str(program), "practice-server", *arguments]


class ExchangeProcess:
    """A practice server of our own; it ends with us because it follows its standard input."""

    def __init__(self, arguments: Sequence[str], log: Path) -> None:
        # A pipe that nobody reads would stop the server once it is full.
        self._log = log
        self._words = os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
        self._process = subprocess.Popen(
            server_command([*arguments, "--follow-stdin"]),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._words,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    async def ready(self, within: float = READY_WITHIN) -> ReadyLine:
        """Wait for the ready line; raise NoExchange with the server's own last words."""
        assert self._process.stdout is not None
        import asyncio

        reading = asyncio.to_thread(self._process.stdout.readline, _MAX_LINE)
        try:
            line = await asyncio.wait_for(reading, within)
        except TimeoutError:
            await self.stop()
            raise NoExchange("slow", f"{within:g} s") from None
        if not line:
            raise NoExchange("ended", await self._last_words())
        return read_ready_line(line)

    async def ended(self) -> int:
        """Wait until the server is gone and return its exit code."""
        import asyncio

        return await asyncio.to_thread(self._process.wait)

    async def stop(self) -> None:
        """Close its standard input, wait, and end it by force only when it does not go."""
        import asyncio

        process = self._process
        if process.stdin is not None and not process.stdin.closed:
            process.stdin.close()
        try:
            await asyncio.to_thread(process.wait, 5.0)
        except subprocess.TimeoutExpired:
            process.kill()
            await asyncio.to_thread(process.wait)
        if process.stdout is not None:
            process.stdout.close()
        self._words.close()

    async def _last_words(self) -> str:
        await self.stop()
        return self._log.read_text("utf-8", "replace").strip()[-500:]


class _Told(msgspec.Struct, frozen=True):
    market: datetime


def _play_on(control: ExchangeControl, further: timedelta) -> None:
    goal = msgspec.json.decode(_asked(control, None), type=_Told).market + further
    _asked(control, msgspec.json.encode({"market": goal.isoformat()}))


def _asked(control: ExchangeControl, body: bytes | None) -> bytes:
    import urllib.request

    headers = {"x-control-key": control.key, "content-type": "application/json"}
    request = urllib.request.Request(f"{control.url}/clock", body, headers)
    # A proxy of the system must not hear of a loopback address.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=_CONTROL_WITHIN) as reply:
        return bytes(reply.read())


def _is_loopback(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class OwnExchange:
    """The practice exchange of one profile, across restarts of its process.

    `arguments` go to every start; a universe file that the server refuses is dropped, and
    `universe_fault` keeps what was wrong with it.
    """

    def __init__(
        self, state: Path, log: Path, arguments: Sequence[str], universe: Path | None
    ) -> None:
        self._arguments = ["--state", str(state), *arguments]
        self._log, self._universe = log, universe
        self.universe_fault = ""
        self._process = self._start()
        self._port = ""
        self._control: ExchangeControl | None = None

    async def ready(self) -> ReadyLine:
        """Wait for the ready line; without the universe file when the server refuses it."""
        try:
            line = await self._process.ready()
        except NoExchange as error:
            if self._universe is None:
                raise
            self.universe_fault, self._universe = error.message, None
            self._process = self._start()
            line = await self._process.ready()
        self._port = line.rest.rsplit(":", 1)[-1].strip("/")
        self._control = line.control
        return line

    async def play_on(self, seconds: float) -> None:
        """Let these market seconds pass as fast as they go: all of their pushes come at once.

        It must have been started with `--control`.
        """
        assert self._control is not None, "an exchange without --control cannot be told anything"
        import asyncio

        await asyncio.to_thread(_play_on, self._control, timedelta(seconds=seconds))

    async def ended(self) -> int:
        """Wait until the process is gone."""
        return await self._process.ended()

    async def restart(self) -> ReadyLine:
        """Start again at the same port; keys are new, the account is kept."""
        await self._process.stop()
        self._process = self._start("--port", self._port)
        return await self._process.ready()

    async def stop(self) -> None:
        """End the process."""
        await self._process.stop()

    def _start(self, *more: str) -> ExchangeProcess:
        universe = [] if self._universe is None else ["--universe", str(self._universe)]
        return ExchangeProcess([*self._arguments, *universe, *more], self._log)
