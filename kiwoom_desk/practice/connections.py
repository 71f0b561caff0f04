"""One stream of one client: its states, its registrations and its bounded queue; refuses to know prices."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Iterable
from typing import Any

import msgspec

from kiwoom_desk.base.tasks import TaskScope
from kiwoom_desk.practice.fault_frames import Binary, Cut, FrameLine, Item, described
from kiwoom_desk.practice.faults import Fault
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.interests import Interests, Wanted
from kiwoom_desk.practice.quotas import stream_limits

MISSED_PINGS = 5
log = logging.getLogger(__name__)
_MOST_TEXT = 1 << 20
# So many characters of frames go to the socket at once.
_GATHERED = 1 << 16
_BAD_TOKEN = 805004
_GENERAL = 1


class _Entry(msgspec.Struct):
    item: list[str] | str = ""
    type: list[str] | str = ""


class _Asked(msgspec.Struct):
    """Any frame of a client, loosely."""

    trnm: str = ""
    token: str = ""
    grp_no: str = ""
    refresh: str = "1"
    data: list[_Entry] = []
    seq: str = ""
    search_type: str = ""
    stex_tp: str = ""
    cont_yn: str = ""
    next_key: str = ""


class Connection:
    """A stream from its opening to its end; `send` and `receive` are ASGI's own."""

    def __init__(self, number: int, house: House, interests: Interests, hub: Hub) -> None:
        self.number = number
        self.logged_in = False
        self.limits = stream_limits(house.options.quota)
        self.groups: dict[str, set[Wanted]] = {}
        self.searching: set[str] = set()
        self.knows_conditions = False
        self._house, self._interests, self._hub = house, interests, hub
        self._trouble = house.trouble
        self._line = FrameLine(house, self)
        self._goodbye = (1000, "")
        self._queue: deque[Item] = deque()
        self._queued = 0
        self._filled = asyncio.Event()
        self._drained = asyncio.Event()
        self._drained.set()
        self._ended = asyncio.Event()
        self._known = asyncio.Event()
        self._unanswered = 0
        self._transport: asyncio.Transport | None = None

    # --- life ------------------------------------------------------------------------------

    async def run(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve the stream until either side ends it."""
        self._transport = scope.get("kiwoom.transport")
        if (await receive())["type"] != "websocket.connect":
            return
        await send({"type": "websocket.accept"})
        tasks = TaskScope()
        tasks.run(self._write(send), "stream-write")
        tasks.run(self._time_out(), "stream-time")
        tasks.run(self._read(receive), "stream-read")
        try:
            await self._ended.wait()
            await self._say_goodbye(send)
        finally:
            await self._line.close()
            await tasks.close()
            self._hub.forget(self)

    async def _say_goodbye(self, send: Any) -> None:
        self._filled.set()
        try:
            async with asyncio.timeout(1.0):
                await self._drained.wait()
                code, reason = self._goodbye
                await send({"type": "websocket.close", "code": code, "reason": reason})
        except (TimeoutError, OSError):
            self._cut()

    def _cut(self) -> None:
        """End a socket whose client no longer reads."""
        if self._transport is not None:
            self._transport.abort()

    def cut(self, hard: bool) -> None:
        """End the connection under the stream; what waits is lost."""
        self._queue.clear()
        self._drained.set()
        self._ended.set()
        line = self._trouble.lines.of(self._transport) if self._transport else None
        if line is not None:
            line.cut(hard)

    def close_with(self, code: int, reason: str) -> None:
        """Close the stream with a code, once what is queued has gone out."""
        self._goodbye = (code, reason)
        self.end()

    def strike(self, fault: Fault) -> None:
        """Do what a fault says to the whole stream."""
        self._line.strike(fault)

    def end(self) -> None:
        """Close the stream once what is queued has gone out."""
        self._ended.set()

    async def _write(self, send: Any) -> None:
        while True:
            await self._filled.wait()
            self._filled.clear()
            gathered = 0
            while self._queue:
                item = self._queue.popleft()
                self._queued -= _size(item)
                gathered += _size(item)
                more = gathered < _GATHERED and bool(self._queue) and isinstance(item, bytes)
                gathered = gathered if more else 0
                if isinstance(item, Cut):
                    self.cut(item.hard)
                    return
                try:
                    await send(_message(item, more))
                    if self._trouble.on_streams and isinstance(item, bytes):
                        self._trouble.outflow.sent(described(item)[0])
                except OSError:
                    # The client is gone; the reading side learns it too.
                    self._queue.clear()
            self._drained.set()

    async def _read(self, receive: Any) -> None:
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                self._queue.clear()
                self._drained.set()
                self._ended.set()
                return
            text = message.get("text")
            if text is None or len(text) > _MOST_TEXT:
                self._refuse("", "텍스트 프레임만 받습니다")
                continue
            if self._trouble.on_streams:
                self._line.come(text)
            else:
                self.take(text)

    async def _time_out(self) -> None:
        options = self._house.options
        try:
            async with asyncio.timeout(options.login_seconds):
                await self._known.wait()
        except TimeoutError:
            self.system("R10004", "LOGIN이 오지 않아 연결을 끊습니다")
            self.end()
            return
        while True:
            await asyncio.sleep(options.ping_seconds)
            if self._trouble.on_streams and self._line.silent:
                # What was never asked cannot go unanswered.
                continue
            if self._unanswered >= MISSED_PINGS:
                self.system("R10002", "PING 응답이 없어 연결을 끊습니다")
                self.end()
                return
            self._unanswered += 1
            self.push(b'{"trnm":"PING"}')

    # --- out -------------------------------------------------------------------------------

    def push(self, frame: bytes) -> None:
        """Send a frame, through the faults that stand."""
        if self._trouble.on_streams:
            self._line.out(frame)
        else:
            self.put(frame)

    def put(self, item: Item) -> None:
        """Queue a frame; a client that does not read is dropped at the bound of the buffer."""
        if self._ended.is_set():
            return
        self._queue.append(item)
        self._queued += _size(item)
        self._drained.clear()
        self._filled.set()
        if self._queued > self._house.options.buffer_bytes:
            self._queue.clear()
            self._drained.set()
            self._ended.set()
            log.warning("stream_dropped %s does not read: buffer full", self.number)
            self._cut()

    def say(self, **values: object) -> None:
        """Queue an answer."""
        self.push(msgspec.json.encode(values))

    def system(self, code: str, message: str) -> None:
        """Queue a SYSTEM frame."""
        self.say(trnm="SYSTEM", code=code, message=message)

    def refuse(self, trnm: str, code: int, message: str) -> None:
        """Queue an answer that refuses."""
        self.say(trnm=trnm, return_code=code, return_msg=message)

    def _refuse(self, trnm: str, message: str) -> None:
        self.refuse(trnm, _GENERAL, message)

    # --- in --------------------------------------------------------------------------------

    def take(self, text: str) -> None:
        """Act on a message of the client."""
        try:
            asked = msgspec.json.decode(text, type=_Asked)
        except (msgspec.DecodeError, msgspec.ValidationError, RecursionError):
            self._refuse("", "읽을 수 없는 프레임입니다")
            return
        if asked.trnm == "PING":
            self._unanswered = 0
        elif asked.trnm == "LOGIN":
            self._login(asked.token)
        elif not self.logged_in:
            self._refuse(asked.trnm[:10], "먼저 LOGIN해 주십시오")
        elif asked.trnm in ("REG", "REMOVE"):
            self._register(asked)
        elif asked.trnm in ("CNSRLST", "CNSRREQ", "CNSRCLR"):
            self._search(asked)
        else:
            self._refuse(asked.trnm[:10], "알 수 없는 서비스입니다")

    def _login(self, token: str) -> None:
        house = self._house
        if not house.tokens.holds(token, house.clock.wall()):
            message = "로그인 인증에 실패했습니다[8005:토큰이 유효하지 않습니다]"
            self.say(trnm="LOGIN", return_code=_BAD_TOKEN, return_msg=message, sor_yn="N")
            self.end()
            return
        self._hub.logged_in(self)
        self.logged_in = True
        self._known.set()
        house.recorder.logins += 1
        self.say(trnm="LOGIN", return_code=0, return_msg="", sor_yn="N")

    def _register(self, asked: _Asked) -> None:
        wanted = set(_wanted(asked.data))
        removing = asked.trnm == "REMOVE"
        fault = None if removing else self._fault(wanted, asked)
        if fault is not None:
            self._refuse(asked.trnm, fault)
            return
        before = set().union(*self.groups.values())
        group = self.groups.setdefault(asked.grp_no, set())
        if removing:
            group -= wanted
        else:
            if asked.refresh == "0":
                group.clear()
            group |= wanted
        after = set().union(*self.groups.values())
        self._interests.remove(self, before - after)
        self._interests.add(self, after - before)
        # The broker leaves the group's number empty in its reply (observed).
        self.say(trnm=asked.trnm, return_code=0, return_msg="", grp_no="")
        self._hub.registered(self, after - before)

    def _fault(self, wanted: Iterable[Wanted], asked: _Asked) -> str | None:
        wanted = set(wanted)
        if not wanted:
            return "등록할 항목이 없습니다"
        if self.limits.request_items and len(_items(wanted)) > self.limits.request_items:
            return f"한 번에 {self.limits.request_items}종목까지 등록할 수 있습니다"
        kept = {
            one
            for group, found in self.groups.items()
            if group != asked.grp_no or asked.refresh != "0"
            for one in found
        }
        most = self.limits.connection_items
        if most and len(_items(kept | wanted)) > most:
            return f"한 연결에 {most}종목까지 등록할 수 있습니다"
        return next(filter(None, map(self._interests.fault, wanted)), None)

    def _search(self, asked: _Asked) -> None:
        if asked.trnm == "CNSRLST":
            self.knows_conditions = True
        elif not self.knows_conditions:
            # Observed: without CNSRLST on this connection there is no answer, and later it closes.
            self._unanswered = MISSED_PINGS
            return
        self._hub.search(self, asked.trnm, asked.seq, asked.search_type, asked.next_key)


def _size(item: Item) -> int:
    if isinstance(item, Cut):
        return 0
    return len(item) if isinstance(item, bytes) else len(item.data)


def _message(item: bytes | Binary, more: bool) -> dict[str, object]:
    """Return what the socket is to send; text goes past its encoder, as bytes that need not be text.

    With `more` another frame follows at once, and the socket may wait for it.
    """
    if isinstance(item, Binary):
        return {"type": "websocket.send", "bytes": item.data}
    return {"type": "websocket.send", "kiwoom.text": item, "kiwoom.more": more}


def _items(wanted: Iterable[Wanted]) -> set[str]:
    """Return the items that count: each once, whatever its types; blanks do not."""
    return {one.item for one in wanted if one.item}


def _wanted(data: Iterable[_Entry]) -> Iterable[Wanted]:
    for entry in data:
        items = [entry.item] if isinstance(entry.item, str) else entry.item or [""]
        types = [entry.type] if isinstance(entry.type, str) else entry.type
        for item in items:
            for type_id in types:
                yield Wanted(item.strip(), type_id)


class Hub:
    """What a connection asks of the server; see `streams`."""

    def logged_in(self, connection: Connection) -> None:
        """Take note of a LOGIN; the older stream of the key ends."""
        raise NotImplementedError

    def forget(self, connection: Connection) -> None:
        """Drop everything of a stream that ended."""
        raise NotImplementedError

    def registered(self, connection: Connection, wanted: Iterable[Wanted]) -> None:
        """Send what new registrations get at once; their reply is queued already."""
        raise NotImplementedError

    def search(
        self, connection: Connection, trnm: str, sequence: str, kind: str, next_key: str
    ) -> None:
        """Answer a condition request."""
        raise NotImplementedError
