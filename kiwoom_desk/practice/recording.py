"""The lines of a recorded run and the thread that writes them; refuses secrets and unbounded memory."""

from __future__ import annotations

import base64
import logging
import os
import threading
from collections import deque
from pathlib import Path
from typing import Any

import msgspec

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.practice.tokens import TokenBook

VERSION = 1
_MOST_BUFFERED = 64 << 20
_KEYS = ("appkey", "secretkey", "token", "authorization")
_UNREADABLE = "(not recorded: unreadable, it may hold a secret)"
log = logging.getLogger(__name__)


class RecordLine(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", omit_defaults=True):
    """What every line tells: seconds since the start, and both clocks (ISO)."""

    at: float
    wall: str
    market: str


class Started(RecordLine, frozen=True, tag="started"):
    """The first line."""

    version: int
    account: str
    speed: float


class Asked(RecordLine, frozen=True, tag="request"):
    """Request number `n` on TCP connection `line`; secrets in its body are replaced."""

    n: int
    line: int
    method: str
    path: str
    api_id: str = ""
    cont_yn: str = ""
    next_key: str = ""
    body: str = ""
    order: bool = False


class Replied(RecordLine, frozen=True, tag="reply"):
    """The reply to request `n`; status 0 where none went out. `whole` false: it broke off there.

    `cut` tells how the server ended the connection after it, `copies` what went out once more.
    """

    n: int
    status: int
    headers: list[tuple[str, str]] = []
    body: str = ""
    base64: str = ""
    whole: bool = True
    cut: str = ""
    copies: int = 0


class Opened(RecordLine, frozen=True, tag="opened"):
    """Stream number `n` asked to be opened."""

    n: int


class Heard(RecordLine, frozen=True, tag="message"):
    """A client's message on a stream."""

    n: int
    text: str


class Said(RecordLine, frozen=True, tag="frame"):
    """A frame sent on a stream: text, or bytes where it is none."""

    n: int
    text: str = ""
    base64: str = ""
    binary: bool = False


class Closed(RecordLine, frozen=True, tag="closed"):
    """The end of a stream: the server's close code (0: the client's end), its reason, a cut.

    With a `status` there was no stream: the handshake was answered with it and `body`.
    """

    n: int
    code: int = 0
    reason: str = ""
    cut: str = ""
    status: int = 0
    body: str = ""


class Lost(RecordLine, frozen=True, tag="lost"):
    """So many lines could not be kept: the disk was too slow."""

    lines: int


AnyLine = Started | Asked | Replied | Opened | Heard | Said | Closed | Lost


class Writer:
    """Appends lines to a new file in a thread of its own, in order."""

    def __init__(self, path: Path) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._file = os.fdopen(os.open(path, flags, 0o600), "wb")
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._some = threading.Condition()
        self._ended = False
        self.lost = 0
        self._thread = threading.Thread(target=self._write, name="record", daemon=True)
        self._thread.start()

    def add(self, line: bytes) -> bool:
        """Queue a line; tell whether there was room for it."""
        with self._some:
            if self._bytes + len(line) > _MOST_BUFFERED:
                self.lost += 1
                return False
            self._waiting.append(line)
            self._bytes += len(line)
            self._some.notify()
        return True

    def close(self) -> None:
        """Write what waits, and close."""
        with self._some:
            self._ended = True
            self._some.notify()
        self._thread.join(30)

    def _write(self) -> None:
        with self._file as file:
            while True:
                with self._some:
                    while not self._waiting and not self._ended:
                        self._some.wait()
                    if not self._waiting:
                        return
                    lines, self._waiting = self._waiting, deque()
                    self._bytes = 0
                try:
                    file.writelines(lines)
                    file.flush()
                except OSError as error:
                    log.error("record_failed %s", error.strerror)
                    return


class Redaction:
    """Replaces the secrets of a run: known ones by name and number, others by their field."""

    def __init__(self, tokens: TokenBook) -> None:
        self._tokens = tokens

    def text(self, text: str) -> str:
        """Return a text of the server without keys and tokens."""
        for word, secret in self._tokens.secrets():
            text = text.replace(secret, word)
        return text

    def fields(self, text: str) -> str:
        """Return a client's JSON without secrets, known or not; unreadable text is not kept."""
        try:
            found = msgspec.json.decode(text or "{}")
        except (msgspec.DecodeError, RecursionError):
            return _UNREADABLE
        if isinstance(found, dict) and any(key in found for key in _KEYS):
            found = {key: self._field(key, value) for key, value in found.items()}
            return msgspec.json.encode(found).decode()
        return self.text(text)

    def _field(self, key: str, value: Any) -> Any:
        if key not in _KEYS:
            return value
        known = {secret: word for word, secret in self._tokens.secrets()}
        return known.get(value, f"UNKNOWN-{key.upper()}") if isinstance(value, str) else None


class Recording:
    """A run that is being recorded."""

    def __init__(self, path: Path, clock: Clock, tokens: TokenBook) -> None:
        self._writer = Writer(path)
        self._clock = clock
        self._began = clock.monotonic()
        self.redaction = Redaction(tokens)
        self.requests = 0
        self.streams = 0
        self._told = 0

    def times(self, market: str) -> dict[str, Any]:
        """Return the times of a line; `market` is ISO."""
        at = round(self._clock.monotonic() - self._began, 6)
        return {"at": at, "wall": self._clock.wall().isoformat(), "market": market}

    def add(self, line: RecordLine) -> None:
        """Keep a line; where the disk is too slow it is counted, and the count kept later."""
        if self._writer.lost > self._told:
            lost = self._writer.lost
            gap = Lost(at=line.at, wall=line.wall, market=line.market, lines=lost - self._told)
            if self._writer.add(msgspec.json.encode(gap) + b"\n"):
                self._told = lost
                log.warning("record_lost %s lines", gap.lines)
        self._writer.add(msgspec.json.encode(line) + b"\n")

    def close(self) -> None:
        """Write what waits, and close the file."""
        self._writer.close()


def packed(raw: bytes) -> tuple[str, str]:
    """Return bytes as text, or as base64 where they are none."""
    try:
        return raw.decode(), ""
    except UnicodeDecodeError:
        return "", base64.b64encode(raw).decode()
