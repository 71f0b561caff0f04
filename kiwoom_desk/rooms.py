"""Builds, starts and stops the rooms below the window in order; refuses Qt and any widget."""

from __future__ import annotations

import asyncio
import ssl
from datetime import date

import msgspec
import truststore

from kiwoom_desk.base import files
from kiwoom_desk.base.clock import Clock
from kiwoom_desk.base.settings import Environment, Profile, Settings
from kiwoom_desk.base.vault import Secret, Vault
from kiwoom_desk.broker.gateway import Gateway, Keys, StreamLimits, StreamLink
from kiwoom_desk.broker.hosts import Host
from kiwoom_desk.broker.market_rows import QuoteFrame
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.instrument import Instrument, Venue
from kiwoom_desk.domain.rules import MarketRules, market_rules
from kiwoom_desk.domain.session import Phase
from kiwoom_desk.exchange_process import ReadyLine
from kiwoom_desk.market.age import Way
from kiwoom_desk.market.feed import Feed
from kiwoom_desk.market.history import BarHistory
from kiwoom_desk.market.state import MarketState
from kiwoom_desk.orders.account import AccountBook
from kiwoom_desk.orders.desk import OrderDesk
from kiwoom_desk.orders.halt import HALT, HaltFile
from kiwoom_desk.orders.journal import Journal
from kiwoom_desk.orders.matching import type_words
from kiwoom_desk.wire.durations import Durations
from kiwoom_desk.wire.limits import DEMO, LIVE, PRACTICE, LimitProfile

_LIMITS = {Environment.PRACTICE: PRACTICE, Environment.DEMO: DEMO, Environment.LIVE: LIVE}
_INSTRUMENTS = "instruments.json"
_INSTRUMENTS_BYTES = 16 << 20
_PHASE_KEPT = 0.25
"""Seconds for which a phase is not worked out anew: every row painted asks for it."""


class KeptInstruments(msgspec.Struct, frozen=True):
    """The broker's list of names with the market day on which it was read."""

    day: date
    instruments: tuple[Instrument, ...]


class Rooms:
    """Gateway, market room and money room of one environment."""

    def __init__(
        self,
        environment: Environment,
        host: Host,
        keys: Keys,
        profile: Profile,
        settings: Settings,
        clock: Clock,
        *,
        tls: ssl.SSLContext | None = None,
        limits: LimitProfile | None = None,
        durations: Durations | None = None,
    ) -> None:
        self.environment, self.profile, self.clock = environment, profile, clock
        self._phase, self._phase_until = Phase.CLOSED, 0.0
        self.rules: MarketRules = market_rules()
        durations = durations or Durations()
        stream = StreamLimits(
            settings.stream_items,
            settings.request_items,
            settings.alternative_forms_count,
            settings.stream_frame_bytes,
            settings.stream_frame_rows,
        )
        self.gateway = make_gateway(
            environment,
            host,
            keys,
            clock,
            limits=limits,
            durations=durations,
            tls=tls,
            stream=stream,
        )
        self.state = MarketState()
        self.feed = Feed(self.gateway, self.state, clock, self.way, settings.stream_items)
        self.history = BarHistory(self.gateway, clock)
        self.account = AccountBook(self.gateway, self.rules, environment, clock, durations)
        self.orders = OrderDesk(
            gateway=self.gateway,
            journal=Journal(profile.sub_folder("journal") / "journal.sqlite"),
            account=self.account,
            rules=self.rules,
            environment=environment,
            clock=clock,
            durations=durations,
            type_words=type_words(catalogue()),
            halt_file=HaltFile(profile.folder / HALT),
        )
        self._wire_market()

    def way(self) -> Way:
        """Judge the stream as a whole (S-18)."""
        link = self.gateway.link
        arrived, now = self.gateway.last_arrival, self.clock.monotonic()
        if now >= self._phase_until:
            self._phase = self.orders.sessions.standing(Venue.KRX).phases[0]
            self._phase_until = now + _PHASE_KEPT
        return Way(
            up=link.stream is StreamLink.UP and arrived is not None,
            silence=now - (arrived or 0.0),
            longest_gap=self.gateway.longest_gap,
            continuous=self._phase is Phase.CONTINUOUS,
        )

    async def open(self) -> None:
        """Get the token and the account, then start the stream; raise QueryError."""
        await self.gateway.open()
        self.gateway.connect()

    def kept_instruments(self) -> KeptInstruments | None:
        """Return the list of an earlier run, so that search works at once."""
        path = self.profile.folder / _INSTRUMENTS
        return files.load_json(path, KeptInstruments, _INSTRUMENTS_BYTES).value

    async def read_instruments(self) -> tuple[Instrument, ...]:
        """Ask for the list (ka10099, every market) and keep it with its date."""
        instruments = await self.gateway.instruments()
        kept = KeptInstruments(self.clock.market().date(), instruments)
        path = self.profile.folder / _INSTRUMENTS
        await asyncio.to_thread(files.save_json, path, kept)
        return instruments

    async def close(self) -> None:
        """Stop in the reverse order: orders on their way are waited for first."""
        await self.orders.close()
        await self.gateway.close()

    def _wire_market(self) -> None:
        gateway, state, clock = self.gateway, self.state, self.clock

        def quoted(quote: QuoteFrame) -> None:
            state.apply_quote(quote, clock.monotonic())
            self.history.apply(quote)

        gateway.on_quote = quoted
        gateway.on_tick = state.apply_tick
        gateway.on_book = lambda code, book: state.apply_book(code, book, clock.monotonic())
        gateway.on_expected = lambda expected: state.apply_expected(expected, clock.monotonic())
        gateway.on_index = state.apply_index
        gateway.interruptions.connect(state.apply_interruption)


def tls_context(host: Host) -> ssl.SSLContext | None:
    """Return the context of the system's certificates, TLS 1.2 or better (V-5); None on loopback."""
    if not host.encrypted:
        return None
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def make_gateway(
    environment: Environment,
    host: Host,
    keys: Keys,
    clock: Clock,
    *,
    limits: LimitProfile | None = None,
    durations: Durations | None = None,
    tls: ssl.SSLContext | None = None,
    stream: StreamLimits | None = None,
) -> Gateway:
    """Return the gateway of an environment with its own limits."""
    return Gateway(
        environment=environment,
        host=host,
        keys=keys,
        clock=clock,
        catalogue=catalogue(),
        limits=limits or _LIMITS[environment],
        durations=durations or Durations(),
        tls=tls or tls_context(host),
        stream=stream,
    )


def practice_keys(ready: ReadyLine) -> Keys:
    """Return the keys of a practice exchange, made anew for each of its runs."""
    return Keys(Secret(ready.appkey), Secret(ready.secretkey))


async def stored_keys(vault: Vault, environment: Environment) -> Keys | None:
    """Return the keys of an environment out of the keyring, None where one is missing."""
    appkey = await vault.get(environment, "appkey")
    secretkey = await vault.get(environment, "secretkey")
    return None if appkey is None or secretkey is None else Keys(appkey, secretkey)


async def keep_keys(vault: Vault, environment: Environment, keys: Keys) -> bool:
    """Put keys into the keyring; return whether they outlast this run."""
    first = await vault.put(environment, "appkey", keys.appkey)
    return await vault.put(environment, "secretkey", keys.secretkey) and first
