"""The one owner of the access token (S-4): issues it once at a time; refuses to revoke or to store it."""

from __future__ import annotations

import asyncio
import logging

import msgspec

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.base.logs import facts, register_secret
from kiwoom_desk.base.signals import Signal
from kiwoom_desk.base.vault import Secret
from kiwoom_desk.broker.failures import QueryError
from kiwoom_desk.broker.reading import ReadClient
from kiwoom_desk.catalogue.model import Catalogue
from kiwoom_desk.catalogue.reply import ReplyError, reply_type
from kiwoom_desk.wire.durations import Durations
from kiwoom_desk.wire.reply import ReplyKind, classify
from kiwoom_desk.wire.tokens import Arrival, OrderBlock, TokenError, TokenKeeper

log = logging.getLogger(__name__)


class Keys(msgspec.Struct, frozen=True):
    """The app key and its secret, as the broker gave them to the person."""

    appkey: Secret
    secretkey: Secret


class TokenDesk:
    """Give the living token, asking au10001 where the keeper says so."""

    def __init__(
        self,
        keys: Keys,
        client: ReadClient,
        catalogue: Catalogue,
        clock: Clock,
        durations: Durations,
    ) -> None:
        self._keys, self._client, self._clock = keys, client, clock
        self._durations = durations
        self._api = catalogue.api("au10001")
        self._keeper = TokenKeeper(durations)
        self._one_at_a_time = asyncio.Lock()
        self._problem: QueryError | None = None
        self.renewed: Signal[str] = Signal()
        """Emitted with a new token."""
        self.failed: Signal[QueryError] = Signal()
        """Emitted when asking brought no token."""
        self.changed_at = 0.0
        """The monotonic second at which the present token came."""

    def current(self) -> str | None:
        """Return the token while it lives, without asking."""
        return self._keeper.usable(self._clock.wall())

    async def ready(self) -> str:
        """Return a living token, asking for one when there is none; raise QueryError."""
        token = self.current()
        if token is not None:
            return token
        async with self._one_at_a_time:
            await self._issue_where_needed()
        token = self.current()
        if token is None:
            raise self._problem or QueryError("auth", self._api.id, retry=True)
        return token

    async def keep(self) -> None:
        """Renew the token before its end, for ever; a failure is tried again later."""
        while True:
            await self._clock.sleep(self._durations.token_check)
            if self._keeper.needs(self._clock.wall()):
                async with self._one_at_a_time:
                    await self._issue_where_needed()

    def replace_keys(self, keys: Keys) -> None:
        """Ask with other keys from now on; the token of the old ones is forgotten."""
        self._keys = keys
        self._keeper.forget()

    def rejected(self, token: str) -> None:
        """Drop a token that the broker refused."""
        self._keeper.rejected(token)

    def order_block(self) -> OrderBlock | None:
        """Tell whether the token forbids orders now (S-4)."""
        return self._keeper.order_allowed(self._clock.wall())

    async def _issue_where_needed(self) -> None:
        now = self._clock.wall()
        if not self._keeper.needs(now):
            return
        try:
            arrival = await self._issue()
        except QueryError as error:
            self._problem = error
            self._keeper.failed(self._clock.wall())
            log.info("token_failed", extra=facts(api_id=self._api.id, code=error.code))
            self.failed.emit(error)
            return
        self._problem = None
        if arrival is Arrival.NEW and self._keeper.token is not None:
            self.changed_at = self._clock.monotonic()
            self.renewed.emit(self._keeper.token)
        if arrival is Arrival.REJECTED:
            self._problem = QueryError("8005", self._api.id, retry=True)

    async def _issue(self) -> Arrival:
        body = {
            "grant_type": "client_credentials",
            "appkey": self._keys.appkey.reveal(),
            "secretkey": self._keys.secretkey.reveal(),
        }
        answer = await self._client.post(self._api, msgspec.json.encode(body), None, "")
        reply = classify(self._api.id, answer.status, answer.body)
        if reply.kind is not ReplyKind.OK:
            retry = reply.kind in (ReplyKind.RATE, ReplyKind.MALFORMED)
            raise QueryError(reply.code, self._api.id, reply.message, retry)
        try:
            made = reply_type(self._api).decode(answer.body)
        except ReplyError:
            raise QueryError("body", self._api.id, retry=True) from None
        token = made.token if isinstance(made.token, str) else ""
        expiry = made.expires_dt if isinstance(made.expires_dt, str) else ""
        register_secret(token)
        try:
            return self._keeper.received(token, expiry, self._clock.wall())
        except TokenError as error:
            raise QueryError(error.code, self._api.id, retry=True) from None
