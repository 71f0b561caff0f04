"""Reads a recorded run: which reply answers a call, and what a stream says when; refuses files of others."""

from __future__ import annotations

import base64
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from kiwoom_desk.practice.recording import (
    VERSION,
    AnyLine,
    Asked,
    Closed,
    Heard,
    Lost,
    Opened,
    Replied,
    Said,
    Started,
)

Call = tuple[str, str, str, str, str]


class ReplayError(ValueError):
    """A file that is no recorded run; the sentence names the line."""


class Answer(msgspec.Struct, frozen=True):
    """Where a recorded reply stands, how long it took (seconds), and how many orders came until then."""

    offset: int
    took: float


class StreamLine(msgspec.Struct, frozen=True):
    """One event of a stream and how many orders had arrived before it."""

    line: Heard | Said | Closed
    orders: int


class _StreamLook(msgspec.Struct):
    """Where a stream's lines begin, and the orders seen until there."""

    offset: int
    orders: int


class Replay:
    """An indexed run; bodies stay on the disk until they are asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO = path.open("rb")
        self._answers: dict[Call, deque[Answer]] = {}
        self._streams: list[_StreamLook] = []
        try:
            self.started = self._index()
        except ReplayError:
            self._file.close()
            raise

    def _index(self) -> Started:
        asked: dict[int, Asked] = {}
        started: Started | None = None
        orders = 0
        for offset, line in _lines(self._file):
            if started is None:
                if not isinstance(line, Started) or line.version != VERSION:
                    raise ReplayError("line 1: not a recorded run of this version")
                started = line
            elif isinstance(line, Asked):
                orders += line.order
                asked[line.n] = line
            elif isinstance(line, Replied) and line.n in asked:
                one = asked.pop(line.n)
                waiting = self._answers.setdefault(call_of(one), deque())
                waiting.append(Answer(offset, line.at - one.at))
            elif isinstance(line, Opened):
                self._streams.append(_StreamLook(offset, orders))
            elif isinstance(line, Lost):
                raise ReplayError(f"{line.lines} lines of this run were not kept")
        if started is None:
            raise ReplayError("line 1: empty")
        return started

    def answer(self, call: Call) -> tuple[Replied, float] | None:
        """Return the next recorded reply to a call and the seconds it took, or None."""
        waiting = self._answers.get(call)
        if not waiting:
            return None
        found = waiting.popleft()
        self._file.seek(found.offset)
        line = _decoded(self._file.readline(), 0)
        assert isinstance(line, Replied)
        return line, found.took

    def stream(self, number: int) -> Iterator[StreamLine]:
        """Yield what happened on the n-th stream (from 1), in order; nothing for one too many."""
        if number > len(self._streams):
            return
        look = self._streams[number - 1]
        orders = look.orders
        with self._path.open("rb") as file:
            file.seek(look.offset)
            for _, line in _lines(file):
                if isinstance(line, Asked):
                    orders += line.order
                elif isinstance(line, Heard | Said | Closed) and line.n == number:
                    yield StreamLine(line, orders)
                    if isinstance(line, Closed):
                        return

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def call_of(line: Asked) -> Call:
    """Return what a request is matched by."""
    return (line.path, line.api_id.strip(), line.cont_yn, line.next_key, canonical(line.body))


def canonical(body: str) -> str:
    """Return a JSON body with its keys in order; other text as it is."""
    try:
        return msgspec.json.encode(msgspec.json.decode(body or "{}"), order="sorted").decode()
    except (msgspec.DecodeError, RecursionError):
        return body


def content(text: str, coded: str) -> bytes:
    """Return the bytes of a recorded body or frame."""
    return base64.b64decode(coded) if coded else text.encode()


def _lines(file: BinaryIO) -> Iterator[tuple[int, AnyLine]]:
    offset = file.tell()
    for number, raw in enumerate(file, 1):
        if not raw.endswith(b"\n"):
            # The run was killed in the middle of its last line.
            return
        yield offset, _decoded(raw, number)
        offset += len(raw)


def _decoded(raw: bytes, number: int) -> AnyLine:
    try:
        found: AnyLine = msgspec.json.decode(raw, type=AnyLine)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ReplayError(f"line {number}: {error}") from None
    return found
