"""Owns what published clients take for a frame beside ours, each through its own code; needs their packages.

All run in one process, in turn, on the same frames; what a client hands to its user is as far as it
goes. kiwoom-restful's receive loop makes a task a frame and leaves the values in wire form, so its
user's decoding, by its own types, is part of it.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import msgspec

from benchmarks.report import interleave, peers_python, report
from kiwoom_desk.catalogue.frames import FrameReader
from kiwoom_desk.catalogue.load import catalogue
from tests.support.frames import frames

_COUNT = 200
_LOOP = {"0B": 3.0, "0D": 1.5}
_OTHERS = 4.0
Run = Callable[[], None]


def ours(type_id: str, sent: list[bytes]) -> Run:
    """Return our way to wire rows."""
    decode = FrameReader(catalogue(), eager=("0B", "0D")).decode

    def run() -> None:
        for data in sent:
            for entry in decode(data).data:
                entry.row()

    return run


def restful(type_id: str, sent: list[bytes]) -> Run:
    """Return kiwoom-restful's own receive loop with its own types for the values."""
    from kiwoom.api import API  # type: ignore[import-not-found]
    from kiwoom.config.real import HogaValuesType, TickValuesType  # type: ignore[import-not-found]
    from kiwoom.http.utils import wrap_async_callback  # type: ignore[import-not-found]

    kind = TickValuesType if type_id == "0B" else HogaValuesType
    values = msgspec.json.Decoder(kind).decode
    texts = [data.decode() for data in sent]

    async def receive() -> None:
        api = API.__new__(API)
        api.queue, api._stop_event = asyncio.Queue(), asyncio.Event()
        taken = 0

        async def take(pushed: Any) -> None:
            nonlocal taken
            values(pushed.values)
            taken += 1
            if taken == len(texts):
                api._stop_event.set()
                api.queue.put_nowait('{"trnm":"END"}')

        async def end(_message: Any) -> None:
            pass

        api._callbacks = {type_id: wrap_async_callback(asyncio.Semaphore(100), take), "END": end}
        for text in texts:
            api.queue.put_nowait(text)
        await api._on_receive_websocket()
        assert taken == len(texts)

    loop = asyncio.new_event_loop()
    return lambda: loop.run_until_complete(receive())


def client(type_id: str, sent: list[bytes]) -> Run:
    """Return kiwoom-client's dispatch of a frame to a callback."""
    from kiwoom_client.websocket import KiwoomWebSocket  # type: ignore[import-not-found]

    socket, seen = KiwoomWebSocket("token"), [0]
    texts = [data.decode() for data in sent]

    def take(*_pushed: Any) -> None:
        seen[0] += 1

    socket.on(type_id, take)

    def run() -> None:
        seen[0] = 0
        for text in texts:
            _drive(socket._dispatch(json.loads(text)))
        assert seen[0] == len(texts)

    return run


def _drive(work: Coroutine[Any, Any, Any]) -> None:
    try:
        while True:
            work.send(None)
    except StopIteration:
        return


def main() -> int:
    """Report each peer at each type, with the peers' Python; return 1 when one does not hold."""
    if sys.argv[1:] != ["theirs"]:
        return subprocess.call([peers_python(), __file__, "theirs"])
    held = []
    for type_id, least in _LOOP.items():
        sent = frames(type_id, _COUNT)
        cases = {
            "ours": ours(type_id, sent),
            "kiwoom-restful": restful(type_id, sent),
            "kiwoom-client": client(type_id, sent),
        }
        took = interleave(cases)
        for peer, target in (("kiwoom-restful", least), ("kiwoom-client", _OTHERS)):
            micro = took[peer] / _COUNT * 1e6
            told = f"{peer}'s own receiving, {micro:.1f} us a frame"
            name = f"decode_{type_id}_beside_{peer}"
            held.append(report(name, took[peer] / took["ours"], target, "higher", told))
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
