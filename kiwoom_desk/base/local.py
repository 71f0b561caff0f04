"""The local socket of a profile; refuses askers without its secret."""

import asyncio
import contextlib
import hmac
import logging
import os
import secrets
import shutil
import socket
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec

from kiwoom_desk.base import files

log = logging.getLogger(__name__)

_ENDPOINT = "local.json"
_SOCKET = "desk.sock"
# macOS allows 103 bytes for the path of a Unix socket, Linux 107.
_SOCKET_PATH_BYTES = 100
_REQUEST_BYTES = 1 << 16
_REPLY_BYTES = 1 << 24
_LINE_TIMEOUT = 10.0


class Request(msgspec.Struct, frozen=True):
    """What is asked: a verb (`call`, `halt`) and its arguments as text."""

    verb: str
    arguments: dict[str, str] = {}


class Reply(msgspec.Struct, frozen=True):
    """What is answered: a code when it was refused, and a body as JSON text."""

    ok: bool
    code: str = ""
    body: str = ""


class NoDesk(Exception):
    """No desk of this profile is running."""


class Silent(Exception):
    """A desk seems to run, but did not answer in time."""


class _Endpoint(msgspec.Struct, frozen=True):
    secret: str
    path: str = ""
    port: int = 0


class _Sealed(msgspec.Struct, frozen=True):
    secret: str
    request: Request


Handler = Callable[[Request], Awaitable[Reply]]


class LocalServer:
    """Answers requests of programs of the same user, who can read the secret in the profile folder."""

    def __init__(self, folder: Path, handler: Handler) -> None:
        """Serve beside the files of `folder`; the caller holds its ProfileLock."""
        self._folder = folder
        self._handler = handler
        self._secret = secrets.token_hex(32)
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._short_folder: Path | None = None
        self._socket_path: Path | None = None

    async def start(self) -> None:
        """Listen, then write where and with which secret."""
        listening = self._listen()
        limit = _REQUEST_BYTES
        self._server = await asyncio.start_server(self._serve, sock=listening, limit=limit)
        endpoint = _Endpoint(
            self._secret,
            path=str(self._socket_path or ""),
            port=0 if self._socket_path else listening.getsockname()[1],
        )
        files.save(self._folder / _ENDPOINT, msgspec.json.encode(endpoint))

    async def close(self) -> None:
        """Stop listening, drop open connections and remove the traces."""
        if self._server is None:
            return
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()
        self._server = None
        (self._folder / _ENDPOINT).unlink(missing_ok=True)
        if self._socket_path is not None:
            self._socket_path.unlink(missing_ok=True)
        if self._short_folder is not None:
            shutil.rmtree(self._short_folder, ignore_errors=True)

    def _listen(self) -> socket.socket:
        if sys.platform == "win32":
            listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            listening.bind(("127.0.0.1", 0))
            return listening
        self._socket_path = self._place_of_socket()
        self._socket_path.unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o177)
        try:
            listening.bind(str(self._socket_path))
        finally:
            os.umask(before)
        return listening

    def _place_of_socket(self) -> Path:
        place = self._folder / _SOCKET
        if len(os.fsencode(place)) <= _SOCKET_PATH_BYTES:
            return place
        self._short_folder = Path(tempfile.mkdtemp(prefix="kiwoom-"))
        return self._short_folder / _SOCKET

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            async with asyncio.timeout(_LINE_TIMEOUT):
                line = await reader.readuntil(b"\n")
            writer.write(msgspec.json.encode(await self._answer(line)) + b"\n")
            await writer.drain()
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
            # Whoever sends no whole line, or leaves, gets no answer.
            pass
        except asyncio.CancelledError:
            # Only `close` cancels; the stream's own callback would log a cancelled task.
            pass
        finally:
            self._tasks.discard(task)
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _answer(self, line: bytes) -> Reply:
        try:
            sealed = msgspec.json.decode(line, type=_Sealed)
        except msgspec.DecodeError:
            return Reply(False, "malformed")
        if not hmac.compare_digest(sealed.secret.encode(), self._secret.encode()):
            return Reply(False, "refused")
        try:
            return await self._handler(sealed.request)
        except Exception:
            log.exception("local_request_failed")
            return Reply(False, "failed")


async def ask(folder: Path, request: Request, timeout: float = 10.0) -> Reply:
    """Ask the desk of a profile folder; raise NoDesk or, after `timeout` seconds, Silent."""
    endpoint = _read_endpoint(folder)
    try:
        async with asyncio.timeout(timeout):
            return await _exchange(endpoint, request)
    except TimeoutError:
        raise Silent from None


async def _exchange(endpoint: _Endpoint, request: Request) -> Reply:
    try:
        if endpoint.path:
            reader, writer = await asyncio.open_unix_connection(endpoint.path, limit=_REPLY_BYTES)
        else:
            reader, writer = await asyncio.open_connection(
                "127.0.0.1", endpoint.port, limit=_REPLY_BYTES
            )
    except OSError:
        raise NoDesk from None
    try:
        writer.write(msgspec.json.encode(_Sealed(endpoint.secret, request)) + b"\n")
        await writer.drain()
        return msgspec.json.decode(await reader.readuntil(b"\n"), type=Reply)
    except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, msgspec.DecodeError):
        raise Silent from None
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


def _read_endpoint(folder: Path) -> _Endpoint:
    try:
        return msgspec.json.decode((folder / _ENDPOINT).read_bytes(), type=_Endpoint)
    except (FileNotFoundError, msgspec.DecodeError):
        raise NoDesk from None
