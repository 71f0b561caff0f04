"""Stands between a desk and a practice server and sends the server's own frames at an asked rate.

It hands on everything until it is told `load`; from then on it keeps back what the server pushes of
0B and 0D and sends the frames it has seen, each with a stamp written into it as it is sent: the
value of the day (FID 14) of a print, the time (FID 21) of a book. No server in Python makes twenty
thousand new rows a second beside a desk on two cores.

Words on standard input: `load`, `names FILE`, `rate N`, `burst N`, `sent`, each answered by a line
of JSON. `names` sends prints only, in turn to the codes of a JSON list, with what other names said.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import websockets
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve

BASE = 10**10
"""Added to every stamp, so that it never begins with a zero."""
_HOT = ("0B", "0D")
_KEPT = 24
_STEP = 0.001
_FULL = 32 << 20
_STAMP = {"0B": re.compile(rb'("14":")([^"]*)"'), "0D": re.compile(rb'("21":")([^"]*)"')}
_ITEM = re.compile(rb'"item":"[^"]*"')
_WIDTH = 11


def stamp() -> int:
    """Return microseconds of the clock that all processes of a machine share, eleven digits."""
    return BASE + time.monotonic_ns() // 1000 % BASE


class Template:
    """A frame in its WebSocket form, open at the stamp."""

    def __init__(self, kind: str, text: bytes) -> None:
        payload = _STAMP[kind].sub(rb"\g<1>" + b"@" * _WIDTH + b'"', text, count=1)
        before, after = payload.split(b"@" * _WIDTH)
        size = len(payload)
        length = bytes([size]) if size < 126 else b"\x7e" + size.to_bytes(2, "big")
        self.head, self.tail = b"\x81" + length + before, after


class Sender:
    """One stream of one desk."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._desk: ServerConnection | None = None
        self._upstream: ClientConnection | None = None
        self._seen: dict[tuple[str, str], list[bytes]] = defaultdict(list)
        self._templates: list[Template] = []
        self._next = 0
        self._loaded = False
        self._wanted: list[dict[str, Any]] = []
        self._swallow = 0
        self.rate, self.sent, self.late = 0, 0, 0
        self._rated = 0.0
        self._due = 0.0

    async def serve(self, desk: ServerConnection) -> None:
        """Hand on both ways until either side ends."""
        async with connect(
            self._server, ping_interval=None, max_size=None, proxy=None, compression=None
        ) as upstream:
            self._desk, self._upstream = desk, upstream
            works = [asyncio.ensure_future(self._up()), asyncio.ensure_future(self._down())]
            await asyncio.wait(works, return_when=asyncio.FIRST_COMPLETED)
            for work in works:
                work.cancel()
            self._desk = None

    async def _up(self) -> None:
        assert self._desk is not None
        assert self._upstream is not None
        async for text in self._desk:
            frame = json.loads(text)
            if self._loaded and frame["trnm"] in ("REG", "REMOVE") and _hot_only(frame):
                # What would be pushed is kept back anyway, so the server need not make it.
                answer = {"trnm": frame["trnm"], "return_code": 0, "return_msg": ""}
                await self._desk.send(json.dumps(answer))
                continue
            if frame["trnm"] == "REG":
                self._wanted.append(frame)
            await self._upstream.send(text)

    async def _down(self) -> None:
        assert self._desk is not None
        assert self._upstream is not None
        async for text in self._upstream:
            assert isinstance(text, str)
            hot = [kind for kind in _HOT if f'"type":"{kind}"' in text[:60]]
            if hot and self._loaded:
                continue
            if hot:
                self._keep(hot[0], text)
            elif self._swallow and '"REMOVE"' in text[:40]:
                self._swallow -= 1
                continue
            await self._desk.send(text)

    def _keep(self, kind: str, text: str) -> None:
        frame = json.loads(text)
        for entry in frame["data"]:
            kept = self._seen[kind, entry["item"]]
            one = {"trnm": "REAL", "data": [entry]}
            made = json.dumps(one, ensure_ascii=False, separators=(",", ":")).encode()
            if entry["type"] == kind and len(kept) < _KEPT and made not in kept:
                kept.append(made)

    async def load(self) -> dict[str, object]:
        """Stop what the server pushes of prints and books, and get ready to send them instead."""
        self._loaded = True
        assert self._upstream is not None
        for frame in self._wanted:
            data = [
                {**one, "type": [kind for kind in one["type"] if kind in _HOT]}
                for one in frame["data"]
                if set(one["type"]) & set(_HOT)
            ]
            if data:
                self._swallow += 1
                await self._upstream.send(json.dumps({**frame, "trnm": "REMOVE", "data": data}))
        self._templates = self._mixed()
        names = {item for kind, item in self._seen if kind == "0D"}
        return {"frames": len(self._templates), "names": len(names)}

    def names(self, codes: list[str]) -> dict[str, object]:
        """Send prints of these names only, each as often as any other."""
        seen = [
            kept for (kind, _item), found in self._seen.items() if kind == "0B" for kept in found
        ]
        draw = random.Random(5)
        draw.shuffle(seen)
        order = codes * max(1, len(seen) // len(codes))
        draw.shuffle(order)
        self._templates = []
        for number, code in enumerate(order):
            text = _ITEM.sub(b'"item":"%s"' % code.encode(), seen[number % len(seen)], count=1)
            self._templates.append(Template("0B", text))
        self._next = 0
        return {"frames": len(self._templates)}

    def _mixed(self) -> list[Template]:
        # As many prints as books, every name as often as any other, in no order.
        both = {item for kind, item in self._seen if kind == "0B" and ("0D", item) in self._seen}
        made = []
        draw = random.Random(3)
        for turn in range(_KEPT):
            pass_ = [
                Template(kind, kept[turn % len(kept)])
                for item in sorted(both)
                for kind in _HOT
                for kept in (self._seen[kind, item],)
            ]
            draw.shuffle(pass_)
            made += pass_
        return made

    def write(self, count: int) -> None:
        """Send the next frames in one write."""
        if self._desk is None or not self._templates:
            return
        parts: list[bytes] = []
        for _ in range(count):
            template = self._templates[self._next]
            self._next = (self._next + 1) % len(self._templates)
            parts += (template.head, b"%d" % stamp(), template.tail)
        self._desk.transport.write(b"".join(parts))
        self.sent += count

    async def run(self) -> None:
        """Send what is due every millisecond."""
        while True:
            await asyncio.sleep(_STEP)
            if not self.rate or self._desk is None:
                continue
            due = int((time.monotonic() - self._rated) * self.rate)
            if self._desk.transport.get_write_buffer_size() > _FULL:
                self.late += 1
            elif due > self._due:
                self.write(int(due - self._due))
                self._due = due

    async def obey(self, words: list[str]) -> dict[str, object]:
        """Do what one line asks."""
        if words[0] == "load":
            return await self.load()
        if words[0] == "names":
            text = await asyncio.to_thread(Path(words[1]).read_bytes)
            return self.names(json.loads(text))
        if words[0] == "rate":
            self.rate, self._rated, self._due = int(words[1]), time.monotonic(), 0
        if words[0] == "burst":
            began = time.monotonic()
            self.write(int(words[1]))
            return {"began": began}
        return {"sent": self.sent, "full": self.late, "cpu": time.process_time()}


def _hot_only(frame: dict[str, Any]) -> bool:
    return all(kind in _HOT for one in frame["data"] for kind in one["type"])


async def main() -> None:
    """Listen on a free port, tell it, and obey until standard input ends."""
    sender = Sender(sys.argv[1])
    async with serve(
        sender.serve, "127.0.0.1", 0, compression=None, ping_interval=None, max_size=None
    ) as listening:
        port = next(iter(listening.sockets)).getsockname()[1]
        print(f"ws://127.0.0.1:{port}{sys.argv[2]}", flush=True)
        running = asyncio.ensure_future(sender.run())
        while words := (await asyncio.to_thread(sys.stdin.readline)).split():
            print(json.dumps(await sender.obey(words)), flush=True)
        running.cancel()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except websockets.ConnectionClosed:
        sys.exit(1)
