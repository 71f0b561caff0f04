"""Condition searches over the stream; refuses to ask for one before the list was seen (protocol.md §6)."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from kiwoom_desk.broker.failures import QueryError
from kiwoom_desk.broker.rest import Cursor, Page
from kiwoom_desk.catalogue.model import Api, Catalogue
from kiwoom_desk.catalogue.reply import ReplyError, reply_type
from kiwoom_desk.catalogue.values import identity
from kiwoom_desk.wire.durations import Durations
from kiwoom_desk.wire.stream import ConditionReply

log = logging.getLogger(__name__)

_API = {"CNSRLST": "ka10171", "CNSRREQ": "ka10173", "CNSRCLR": "ka10174"}
_ONCE = "ka10172"
LIVE_LIMIT = 10
CONDITION_CALLS = frozenset({"ka10171", "ka10172", "ka10173", "ka10174"})


class SavedCondition(msgspec.Struct, frozen=True):
    """A condition kept at the broker: its sequence and name (ka10171)."""

    sequence: str
    name: str


class Conditions:
    """Queue the frames of condition calls, match their replies, and start live ones again."""

    def __init__(
        self, catalogue: Catalogue, durations: Durations, wake: Callable[[], None]
    ) -> None:
        self._catalogue, self._durations, self._wake = catalogue, durations, wake
        self._first: deque[_Call] = deque()
        self._later: deque[_Call] = deque()
        self._sent: deque[_Call] = deque()
        self._live: dict[str, None] = {}
        self._up = False
        self._listed = False

    async def list(self) -> tuple[SavedCondition, ...]:
        """Return the saved conditions; raise QueryError."""
        reply = await self._call(_Call("CNSRLST", "", {"trnm": "CNSRLST"}))
        self._listed = True
        rows = self._rows("ka10171", reply)
        return tuple(
            SavedCondition(str(row.seq).strip(), str(row.name or ""))
            for row in rows
            if row.seq is not None
        )

    async def start(self, sequence: str) -> tuple[str, ...]:
        """Run a condition and return the bare codes it holds now; its changes are reported.

        Raise QueryError, with code conditions_full for an eleventh live one.
        """
        if sequence not in self._live and len(self._live) >= LIVE_LIMIT:
            raise QueryError("conditions_full", "ka10173")
        if not self._listed:
            await self.list()
        reply = await self._call(_request(sequence))
        self._live[sequence] = None
        return _codes(self._rows("ka10173", reply), "jmcode")

    async def stop(self, sequence: str) -> None:
        """End a live condition; raise QueryError."""
        self._live.pop(sequence, None)
        await self._call(_Call("CNSRCLR", sequence, {"trnm": "CNSRCLR", "seq": sequence}))

    async def ask(self, api_id: str, body: Mapping[str, str]) -> ConditionReply:
        """Send one condition call by its published body and return its reply; raise QueryError.

        A live one (ka10173) counts among the live ones as if started here.
        """
        sequence = body.get("seq", "")
        if api_id == "ka10173" and sequence not in self._live and len(self._live) >= LIVE_LIMIT:
            raise QueryError("conditions_full", api_id)
        if not self._listed and api_id != "ka10171":
            await self.list()
        if api_id == "ka10174":
            self._live.pop(sequence, None)
        reply = await self._call(_Call(body["trnm"], sequence, dict(body)))
        if api_id == "ka10171":
            self._listed = True
        elif api_id == "ka10173":
            self._live[sequence] = None
        return reply

    def opened(self) -> None:
        """Take a new connection: list first, start the live ones again after REG."""
        self._up = True
        if self._live:
            self._first.append(_Call("CNSRLST", "", {"trnm": "CNSRLST"}))
            self._later.extend(_request(sequence) for sequence in self._live)

    def closed(self) -> None:
        """Fail every call that waits: its reply cannot come any more."""
        self._up = self._listed = False
        for call in (*self._first, *self._later, *self._sent):
            call.fail(QueryError("stream_down", call.api_id, retry=True))
        self._first.clear()
        self._later.clear()
        self._sent.clear()

    def next_frame(self, registered: bool) -> bytes | None:
        """Return the next frame to send; re-started conditions wait until all is registered."""
        queue = self._first or (self._later if registered else None)
        if not queue:
            return None
        call = queue.popleft()
        self._sent.append(call)
        return msgspec.json.encode(call.frame)

    def answered(self, reply: ConditionReply) -> None:
        """Match a reply to the oldest call of its kind (and sequence, where it names one)."""
        for call in self._sent:
            same = not reply.sequence or not call.sequence or reply.sequence == call.sequence
            if call.trnm == reply.trnm and same:
                self._sent.remove(call)
                if reply.trnm == "CNSRLST":
                    self._listed = reply.code == 0
                call.settle(reply)
                return
        log.info("condition_reply_unexpected %s", reply.trnm)

    async def once(self, sequence: str) -> tuple[str, ...]:
        """Return the bare codes that meet a condition now, all pages; raise QueryError."""
        if not self._listed:
            await self.list()
        codes: list[str] = []
        more, keys = ("N", ""), set[str]()
        while True:
            reply = await self._call(_request_once(sequence, *more))
            body = self._decode(_ONCE, reply)
            codes += _codes(body.data or (), "f9001")
            key = body.next_key if isinstance(body.next_key, str) else ""
            if body.cont_yn != "Y" or not key or key in keys or not body.data:
                return tuple(dict.fromkeys(codes))
            keys.add(key)
            more = ("Y", key)

    async def _call(self, call: _Call) -> ConditionReply:
        if not self._up:
            raise QueryError("stream_down", call.api_id, retry=True)
        self._first.append(call)
        self._wake()
        try:
            async with asyncio.timeout(self._durations.control_reply):
                reply = await call.reply()
        except TimeoutError:
            raise QueryError("timeout", call.api_id, retry=True) from None
        finally:
            for queue in (self._first, self._sent):
                if call in queue:
                    queue.remove(call)
        if reply.code != 0:
            code = "no_code" if reply.code is None else str(reply.code)
            raise QueryError(code, call.api_id, reply.message)
        return reply

    def _rows(self, api_id: str, reply: ConditionReply) -> tuple[Any, ...]:
        return tuple(self._decode(api_id, reply).data or ())

    def _decode(self, api_id: str, reply: ConditionReply) -> Any:
        try:
            return reply_type(self._catalogue.api(api_id)).decode(reply.body)
        except ReplyError:
            raise QueryError("body", api_id) from None


def condition_page(api: Api, reply: ConditionReply) -> Page:
    """Return a reply as a page of its API; only ka10172 goes on. Raise QueryError."""
    try:
        body = reply_type(api).decode(reply.body)
    except ReplyError:
        raise QueryError("body", api.id) from None
    key = getattr(body, "next_key", None)
    more = getattr(body, "cont_yn", None) == "Y" and isinstance(key, str) and bool(key)
    cursor = Cursor(api.id, b"", str(key)) if more else None
    return Page(api.id, body, cursor, raw=reply.body)


class _Call:
    """One condition frame and, where somebody waits, the future of its reply."""

    def __init__(self, trnm: str, sequence: str, frame: dict[str, str]) -> None:
        self.trnm, self.sequence, self.frame = trnm, sequence, frame
        self.api_id = _API[trnm]
        self._future: asyncio.Future[ConditionReply] | None = None

    async def reply(self) -> ConditionReply:
        self._future = asyncio.get_running_loop().create_future()
        return await self._future

    def settle(self, reply: ConditionReply) -> None:
        if self._future is not None and not self._future.done():
            self._future.set_result(reply)

    def fail(self, error: QueryError) -> None:
        if self._future is not None and not self._future.done():
            self._future.set_exception(error)


def _request(sequence: str) -> _Call:
    frame = {"trnm": "CNSRREQ", "seq": sequence, "search_type": "1", "stex_tp": "K"}
    return _Call("CNSRREQ", sequence, frame)


def _request_once(sequence: str, cont: str, key: str) -> _Call:
    frame = {"trnm": "CNSRREQ", "seq": sequence, "search_type": "0", "stex_tp": "K"}
    return _Call("CNSRREQ", sequence, {**frame, "cont_yn": cont, "next_key": key})


def _codes(rows: Any, name: str) -> tuple[str, ...]:
    texts = (getattr(row, name) for row in rows)
    return tuple(identity(text).code for text in texts if isinstance(text, str) and text.strip())
