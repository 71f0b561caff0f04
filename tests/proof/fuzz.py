"""T6: spoilt frames and bodies by the thousand; no crash, no hang, nothing acknowledged by a guess."""

from __future__ import annotations

import contextlib
import gc
import json
import logging
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import msgspec

from kiwoom_desk.broker.pushes import Pushes
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.reply import ReplyError, reply_type
from kiwoom_desk.wire.reply import Verdict as Said
from kiwoom_desk.wire.reply import classify, order_reply
from kiwoom_desk.wire.stream import Rows, StreamProtocol, StreamState
from tests.proof.judge import Verdict
from tests.support.frames import book_values, push, real_frame, tick_values

HANG = 0.05
"""Seconds of this thread's own time that one item may take."""
_TYPES = ("00", "04", "0B", "0C", "0D", "0H", "0J", "0s", "1h", "02")
_WORDS: tuple[object, ...] = (
    "", " ", "-5", "+", "--61000", "1,234", "0005", "５", "9410", "240000", "888888", "00000000",
    "20270230", "A005930", "005930_AL", "접수", "체결", "취소", "거부", "매수정정", None, True, 0, -1,
    1.5, 1e308, [], {}, "\u202e", "\x00", "x" * 3_000, "0" * 20, 10**30,
)  # fmt: skip
_SPOILS: tuple[bytes, ...] = (
    b"", b"null", b"[]", b'"x"', b"{", b"\xff\xfe", b"\xc7\xd1", b"NaN", b"1e400", b"<html>",
    b'{"trnm":"REAL","data":5}', b'{"trnm":"REAL"}', b'{"trnm":5}', b'{"a":1,"a":2}',
)  # fmt: skip


class Fuzzed(msgspec.Struct):
    """What was tried: items, the longest seconds of one, megabytes gained in the second half."""

    frames: int = 0
    bodies: int = 0
    rows: int = 0
    slowest: float = 0.0
    megabytes: float = 0.0


def run(frames: int, bodies: int, seed: int) -> Fuzzed:
    """Try so many frames and bodies; raise Verdict on a crash, a hang or a false acknowledgement."""
    # What is set aside is logged, and nobody reads a million lines.
    logging.disable(logging.WARNING)
    try:
        return _tried(Fuzzed(frames, bodies), seed)
    finally:
        logging.disable(logging.NOTSET)


def _tried(fuzzed: Fuzzed, seed: int) -> Fuzzed:
    frames, bodies = fuzzed.frames, fuzzed.bodies
    random = Random(seed)
    watch = Watch(fuzzed, seed)
    stream = _Stream(random, fuzzed)
    for number in range(frames):
        if number == frames // 2:
            gc.collect()
            before = _resident()
        watch.time(number, stream.spoilt(), stream.take)
    gc.collect()
    fuzzed.megabytes = round(_resident() - before, 1) if frames else 0.0
    replies = _Replies(random)
    for number in range(bodies):
        watch.time(number, replies.spoilt(), replies.take)
    fuzzed.slowest = round(fuzzed.slowest, 4)
    return fuzzed


class Watch:
    """Times each item by the processor's time of this thread: other programs do not count."""

    def __init__(self, fuzzed: Fuzzed, seed: int) -> None:
        self._fuzzed, self._seed = fuzzed, seed

    def time(self, number: int, data: bytes, take: Callable[[bytes], None]) -> None:
        """Take one item; a slow one is timed again, since a collection may have fallen into it."""
        spent = self._once(number, data, take)
        for _ in range(3):
            if spent <= HANG:
                break
            spent = min(spent, self._once(number, data, take))
        self._fuzzed.slowest = max(self._fuzzed.slowest, spent)
        if spent > HANG:
            raise Verdict(f"seed {self._seed} item {number}: {spent:.3f} s for {data[:200]!r}")

    def _once(self, number: int, data: bytes, take: Callable[[bytes], None]) -> float:
        started = time.thread_time()
        try:
            take(data)
        except Exception as error:
            raise Verdict(
                f"seed {self._seed} item {number}: {error!r} on {data[:400]!r}"
            ) from error
        return time.thread_time() - started


class _Stream:
    """A session and everything behind it that reads rows."""

    def __init__(self, random: Random, fuzzed: Fuzzed) -> None:
        self._random, self._fuzzed = random, fuzzed
        self._pushes = Pushes()
        self._now = 0.0
        self._pool = {name: [_values(random, name) for _ in range(50)] for name in _TYPES}
        self._fresh()

    def _fresh(self) -> None:
        self._protocol = StreamProtocol()
        self._protocol.login("t")
        self._protocol.receive(b'{"trnm":"LOGIN","return_code":0}', self._now)

    def take(self, data: bytes) -> None:
        self._now += 1.0
        event = self._protocol.receive(data, self._now)
        if isinstance(event, Rows):
            self._fuzzed.rows += len(event.entries)
            self._pushes.take(event.entries)
        for echo in self._protocol.outgoing():
            if echo != data:
                raise Verdict(f"an echo that is none: {echo[:200]!r}")
        if self._protocol.state is not StreamState.UP:
            self._fresh()

    def spoilt(self) -> bytes:
        random = self._random
        kind = random.randrange(10)
        if kind == 0:
            return _random_bytes(random)
        if kind == 1:
            name = random.choice(["LOGIN", "PING", "SYSTEM", "REG", "REMOVE", "CNSRLST", "CNSRREQ"])
            frame = {"trnm": name, "return_code": random.choice(_WORDS), "data": _junk(random)}
            return json.dumps(frame).encode()
        entries = [self._entry() for _ in range(random.choice((1, 1, 1, 2, 5)))]
        if kind == 2 and random.random() < 0.02:
            entries *= random.choice((100, 600))
        return _cut(random, real_frame(*entries))

    def _entry(self) -> object:
        random = self._random
        name = random.choice(_TYPES)
        spoilt: dict[str, object] = dict(random.choice(self._pool[name]))
        for _ in range(random.randrange(4)):
            key = random.choice(list(spoilt) or [""])
            if random.random() < 0.2:
                spoilt.pop(key, None)
            else:
                spoilt[key] = random.choice(_WORDS)
        entry = push(name, spoilt, random.choice(["005930", "", "A005930", "005930_AL", "x" * 300]))
        if random.random() < 0.1:
            entry[random.choice(list(entry))] = random.choice(_WORDS)
        return entry


class _Replies:
    """Everything that reads a body: the order's judge, the classes, the decoders of rows."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._apis = [api for api in catalogue().apis.values() if api.transport == "rest"]

    def take(self, data: bytes) -> None:
        api = self._random.choice(self._apis)
        classify(api.id, self._random.choice((200, 200, 401, 429, 500)), data)
        reply = order_reply(200, data)
        if reply.verdict is Said.ACKED:
            found = json.loads(data)
            if int(found["return_code"]) or not str(found["ord_no"]).strip():
                raise Verdict(f"acknowledged by {data[:300]!r}")
        with contextlib.suppress(ReplyError):
            reply_type(api).decode(data)

    def spoilt(self) -> bytes:
        random = self._random
        if random.random() < 0.1:
            return _random_bytes(random)
        body: dict[str, object] = {
            "return_code": random.choice((0, 0, "0", "0000", 0.0, True, None, "3", 3, 5, 1e300)),
            "return_msg": random.choice(("ok", None, "[8005:x]", "[1700:y]", "x" * 5_000)),
            "ord_no": random.choice(("0000123", "", "0000000", 7, None, "9" * 20)),
        }
        for _ in range(random.randrange(4)):
            field = random.choice(random.choice(self._apis).response or (None,))
            key = "x" if field is None else field.key
            body[key] = random.choice((*_WORDS, _junk(random)))
        if random.random() < 0.3:
            body.pop(random.choice(list(body)))
        return _cut(random, json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"))


def _values(random: Random, name: str) -> dict[str, str]:
    if name == "0B":
        return tick_values(random, random.randrange(5, 3_000) * 100)
    if name == "0D":
        return book_values(random, random.randrange(5, 3_000) * 100)
    return {f.key: str(random.randrange(10**6)) for f in catalogue().type(name).fields}


def _junk(random: Random) -> object:
    depth = random.randrange(4)
    value: object = random.choice(_WORDS)
    for _ in range(depth):
        value = random.choice(([value, random.choice(_WORDS)], {"x": value}))
    return value


def _random_bytes(random: Random) -> bytes:
    return random.choice((*_SPOILS, random.randbytes(random.randrange(200))))


def _cut(random: Random, data: bytes) -> bytes:
    pick = random.random()
    if pick < 0.7:
        return data
    at = random.randrange(len(data) + 1)
    if pick < 0.85:
        return data[:at]
    return data[:at] + random.randbytes(random.randrange(1, 4)) + data[at + 1 :]


def _resident() -> float:
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[1]) * 4096 / 1e6 if status.exists() else 0.0
