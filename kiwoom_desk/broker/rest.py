"""Queries over REST: budget, token, retries of reads, pages; refuses orders and tokens for callers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.base.logs import facts
from kiwoom_desk.base.signals import Signal
from kiwoom_desk.broker.credentials import TokenDesk
from kiwoom_desk.broker.failures import QueryError
from kiwoom_desk.broker.gate import Gate, Haste, Turn
from kiwoom_desk.broker.link import Delayed
from kiwoom_desk.broker.reading import HttpAnswer, OrderRefusedHere, ReadClient
from kiwoom_desk.catalogue.differences import Differences, differences
from kiwoom_desk.catalogue.model import Api, Catalogue
from kiwoom_desk.catalogue.reply import ReplyError, reply_type
from kiwoom_desk.catalogue.request import encode
from kiwoom_desk.wire.durations import Durations
from kiwoom_desk.wire.limits import Budget, Lane
from kiwoom_desk.wire.reply import Continuation, Reply, ReplyKind, classify, continuation

log = logging.getLogger(__name__)

_MOST_PAGES = 500
_URGENT = {"ka10004": 1, "ka10001": 1, "ka10095": 3, "ka10099": 4}
_ACCOUNT_PATH = "/api/dostk/acnt"
_USUAL = Turn()


class Cursor(msgspec.Struct, frozen=True):
    """Where the next page starts; good for the same API and body only (protocol.md §2)."""

    api_id: str
    body: bytes
    key: str


class Page(msgspec.Struct, frozen=True):
    """One page: the made Struct of the API's reply; `doubtful` when its headers contradict.

    `raw` is the body as it came, for who compares it with the description.
    """

    api_id: str
    body: Any
    cursor: Cursor | None = None
    doubtful: bool = False
    raw: bytes = b""


class Pages(msgspec.Struct, frozen=True):
    """All pages of a query that could be read; `reason` says why they are not complete."""

    bodies: tuple[Any, ...]
    complete: bool
    reason: str = ""
    marks: Differences = Differences()


class RestReader:
    """Ask queries; each page costs one call of the budget, and `delayed` tells what waits for it."""

    def __init__(
        self,
        client: ReadClient,
        tokens: TokenDesk,
        catalogue: Catalogue,
        budget: Budget,
        clock: Clock,
        durations: Durations,
    ) -> None:
        self._client, self._tokens, self._catalogue = client, tokens, catalogue
        self._budget, self._clock, self._durations = budget, clock, durations
        self._gate = Gate(budget, clock)
        self.delayed: Signal[Delayed] = Signal()

    async def page(
        self,
        api_id: str,
        values: Mapping[str, str],
        cursor: Cursor | None = None,
        turn: Turn = _USUAL,
    ) -> Page:
        """Ask one page; raise QueryError, RequestError for values that the API does not take,
        OrderRefusedHere for orders, token and stream ids, UnknownApi.
        """
        api = self._catalogue.api(api_id)
        if api.is_order or api.is_oauth or api.transport != "rest":
            raise OrderRefusedHere(api_id)
        body = msgspec.json.encode(encode(api, values))
        if cursor is not None and (cursor.api_id, cursor.body) != (api_id, body):
            raise ValueError("a cursor belongs to the query that it came from")
        key = "" if cursor is None else cursor.key
        answer = await self._ask(api, body, key, turn)
        more = continuation(answer.headers)
        following = _next(api_id, body, more)
        return Page(api_id, _decode(api, answer), following, more.doubtful, answer.body)

    async def pages(self, api_id: str, values: Mapping[str, str], list_key: str) -> Pages:
        """Ask every page as `each_page` does and return them all."""
        pages: list[Page] = []
        reason = await self._each(api_id, values, list_key, pages.append)
        marks = Differences()
        for page in pages:
            marks = marks.joined(self.compared(page))
        return Pages(tuple(page.body for page in pages), not reason, reason, marks)

    def compared(self, page: Page) -> Differences:
        """Return how a page differs from its description; what does is logged."""
        marks = differences(self._catalogue.api(page.api_id), page.raw)
        if marks:
            said = {"missing": marks.missing, "extra": marks.extra, "odd": marks.odd}
            told = {key: " ".join(names) for key, names in said.items()}
            log.info("reply_differs", extra=facts(api_id=page.api_id, **told))
        return marks

    async def each_page(
        self, api_id: str, values: Mapping[str, str], list_key: str, take: Callable[[Any], None]
    ) -> str:
        """Ask every page and hand over each body as it comes; return why they are not complete.

        A failure after the first page, an endless key or headers that contradict themselves leave
        them incomplete; "" = all came. Raise what `page` raises on page one, and what `take` raises.
        """
        return await self._each(api_id, values, list_key, lambda page: take(page.body))

    async def _each(
        self, api_id: str, values: Mapping[str, str], list_key: str, take: Callable[[Page], None]
    ) -> str:
        page = await self.page(api_id, values)
        take(page)
        keys: set[str] = set()
        while page.cursor is not None:
            if not getattr(page.body, list_key):
                break
            if page.cursor.key in keys:
                return "repeated_key"
            if len(keys) + 1 >= _MOST_PAGES:
                return "too_many_pages"
            keys.add(page.cursor.key)
            try:
                page = await self.page(api_id, values, page.cursor)
            except QueryError as error:
                return error.code
            take(page)
        return "no_key" if page.doubtful else ""

    async def _ask(self, api: Api, body: bytes, key: str, turn: Turn) -> HttpAnswer:
        lane = Lane.PAGING if key else Lane.READ
        pauses = iter(self._durations.rate_backoff)
        renewed = repeated = False

        def waits(seconds: float) -> None:
            self.delayed.emit(Delayed(api.id, seconds))
            if turn.waits is not None:
                turn.waits(seconds)

        while True:
            token = await self._tokens.ready()
            await self._gate.pass_(api.id, lane, _urgency(api, turn), waits)
            try:
                answer = await self._client.post(api, body, token, key)
            except QueryError as error:
                # A kept connection that the server has closed meanwhile; a read may go again.
                if error.code != "reset" or repeated:
                    raise
                repeated = True
                continue
            reply = classify(api.id, answer.status, answer.body)
            if reply.kind in (ReplyKind.OK, ReplyKind.EMPTY):
                return answer
            if reply.token_dead and not renewed:
                renewed = True
                self._tokens.rejected(token)
                continue
            if reply.kind is ReplyKind.RATE:
                self._budget.refused(api.id, reply.code, self._clock.monotonic())
                pause = next(pauses, None)
                if pause is not None:
                    waits(pause)
                    await self._clock.sleep(pause)
                    continue
            raise _query_error(reply)


def _urgency(api: Api, turn: Turn) -> int:
    if turn.haste is not Haste.USUAL:
        return turn.haste
    return 0 if api.path == _ACCOUNT_PATH else _URGENT.get(api.id, Haste.USUAL)


def _next(api_id: str, body: bytes, more: Continuation) -> Cursor | None:
    return Cursor(api_id, body, more.next_key) if more.more else None


def _decode(api: Api, answer: HttpAnswer) -> Any:
    try:
        return reply_type(api).decode(answer.body)
    except ReplyError:
        raise QueryError("body", api.id, retry=True) from None


def _query_error(reply: Reply) -> QueryError:
    retry = reply.kind in (ReplyKind.RATE, ReplyKind.MALFORMED)
    return QueryError(reply.code, reply.api_id, reply.message, retry)
