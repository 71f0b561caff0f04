"""Asks for update notices while nothing is at stake, and tells them; refuses to fetch or install anything."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from kiwoom_desk import __version__
from kiwoom_desk.base import release
from kiwoom_desk.base.clock import Clock
from kiwoom_desk.base.logs import facts
from kiwoom_desk.base.notices import (
    MOST_BYTES,
    Notice,
    NoticeBook,
    NoticeError,
    Signed,
    judge,
    number_of,
    read_signature,
    verified,
)
from kiwoom_desk.base.settings import Environment
from kiwoom_desk.base.signals import Signal
from kiwoom_desk.domain import session
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.domain.session import Phase
from kiwoom_desk.orders.checks import DeskState

if TYPE_CHECKING:
    import httpx

    from kiwoom_desk.orders.desk import OrderDesk

log = logging.getLogger(__name__)

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_TIMEOUT = 10.0
_LOOK_EVERY = 60.0
_ASK_EVERY = 24 * 3600.0
# What somebody made or changed, as against a notice that has merely been seen.
_SUSPICIOUS = frozenset({"unsigned", "wrong_key", "signature", "content", "other", "replayed"})


class Source(msgspec.Struct, frozen=True):
    """Where notices are asked for and whose signature counts; both empty = never."""

    address: str = release.NOTICE_ADDRESS
    key: str = release.NOTICE_KEY

    @property
    def on(self) -> bool:
        """Tell whether this build asks at all."""
        return bool(self.address and self.key)


def may_ask(rules: MarketRules, now: datetime, orders: OrderDesk | None) -> bool:
    """Tell whether nothing is at stake: both venues closed in the live market, no order open or unknown.

    `now` is Korean wall time: a practice exchange may play another day. While the desk is not READY
    nothing is known of the orders, so the answer is no.
    """
    if orders is None or orders.state is not DeskState.READY:
        return False
    ledger = orders.ledger
    if ledger.open_orders or ledger.unknown or any(r.in_flight for r in ledger.undecided):
        return False
    live = Environment.LIVE.value
    return all(
        session.phases_at(rules, live, venue, now) == (Phase.CLOSED,)
        for venue in (Venue.KRX, Venue.NXT)
    )


class Updates:
    """One build's notices: `news` tells one that is above this version, at the start and later."""

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        quiet: Callable[[], bool],
        source: Source | None = None,
        version: str = __version__,
    ) -> None:
        """Keep what was accepted in `folder`; `quiet` tells whether the address may be asked now."""
        self.source = source or Source()
        self._clock, self._quiet, self._version = clock, quiet, version
        self._book = NoticeBook(folder / "update.json", self.source.key)
        self.news: Signal[Notice] = Signal()
        self._told = 0

    @property
    def known(self) -> Notice | None:
        """Return the last accepted notice while it is above this version."""
        if not self.source.on:
            return None
        last = self._book.last()
        if last is None or number_of(last.version) <= number_of(self._version):
            return None
        return last

    async def run(self) -> None:
        """Tell what is known, then ask once a day whenever it is quiet, for ever."""
        if not self.source.on:
            log.info("updates_off")
            return
        self._tell(await asyncio.to_thread(lambda: self.known))
        while True:
            while not self._quiet():
                await self._clock.sleep(_LOOK_EVERY)
            await self.ask()
            await self._clock.sleep(_ASK_EVERY)

    async def ask(self) -> str:
        """Ask once; return "" where a new notice was told, else the code of why there is none."""
        try:
            signed = await self._fetch()
            notice = await asyncio.to_thread(self._accept, signed)
        except NoticeError as error:
            level = logging.WARNING if error.code in _SUSPICIOUS else logging.INFO
            log.log(level, "update_notice_ignored", extra=facts(code=error.code))
            return error.code
        self._tell(notice)
        return ""

    def _accept(self, signed: Signed) -> Notice:
        notice, last = verified(signed, self.source.key), self._book.last()
        judge(notice, self._version, self._clock.wall().date(), last)
        if notice != last:
            self._book.keep(signed)
        return notice

    def _tell(self, notice: Notice | None) -> None:
        if notice is not None and notice.serial > self._told:
            self._told = notice.serial
            self.news.emit(notice)

    async def _fetch(self) -> Signed:
        if not _allowed(self.source.address):
            raise NoticeError("address")
        import ssl

        import httpx
        import truststore

        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            async with httpx.AsyncClient(
                verify=context, trust_env=False, follow_redirects=False, timeout=_TIMEOUT
            ) as client:
                content = await _body(client, self.source.address)
                signature = await _body(client, f"{self.source.address}.sig")
        except (httpx.HTTPError, TimeoutError, OSError):
            raise NoticeError("unreachable") from None
        return Signed(content, read_signature(signature))


def _allowed(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


async def _body(client: httpx.AsyncClient, address: str) -> bytes:
    async with asyncio.timeout(_TIMEOUT), client.stream("GET", address) as reply:
        if reply.status_code != 200:
            raise NoticeError("unsigned" if address.endswith(".sig") else "unreachable")
        found = b""
        async for part in reply.aiter_bytes():
            found += part
            if len(found) > MOST_BYTES:
                raise NoticeError("content")
        return found
