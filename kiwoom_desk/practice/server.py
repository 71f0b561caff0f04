"""Builds the practice server, starts it on a loopback port and stops it; refuses every other address."""

from __future__ import annotations

import asyncio
import logging
import secrets
import socket
from collections.abc import Awaitable, Callable
from datetime import date, datetime

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from kiwoom_desk.base import resources
from kiwoom_desk.base.clock import Clock, SystemClock
from kiwoom_desk.base.tasks import TaskScope
from kiwoom_desk.domain.rules import MarketRules, parse_rules
from kiwoom_desk.practice.control import Control
from kiwoom_desk.practice.door import Listening, listen
from kiwoom_desk.practice.exchange import Exchange
from kiwoom_desk.practice.fault_documents import load_faults
from kiwoom_desk.practice.fault_lines import FaultLine
from kiwoom_desk.practice.fault_moments import Moments
from kiwoom_desk.practice.fault_replies import Dated
from kiwoom_desk.practice.flow import Flow
from kiwoom_desk.practice.guard import Guard
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.opening import open_exchange
from kiwoom_desk.practice.options import ServerOptions
from kiwoom_desk.practice.past import Past
from kiwoom_desk.practice.past_account import past_of
from kiwoom_desk.practice.pulse import Pulse
from kiwoom_desk.practice.received import ControlAddress
from kiwoom_desk.practice.rest import Rest
from kiwoom_desk.practice.streams import Streams
from kiwoom_desk.practice.transports import http_protocol, stream_protocol
from kiwoom_desk.practice.universe import Universe, default_universe, load_universe

STREAM_PATH = "/api/dostk/websocket"
log = logging.getLogger(__name__)


class ReadyClock(msgspec.Struct, frozen=True):
    """Both clocks at the ready line and the speed asked for."""

    market: datetime
    wall: datetime
    speed: float


class ReadyLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the server says when it is ready (practice.md); the only place where its keys appear."""

    rest: str
    websocket: str
    appkey: str
    secretkey: str
    account: str
    clock: ReadyClock
    control: ControlAddress | None = None

    def __repr__(self) -> str:
        """Show no secret."""
        return f"ReadyLine({self.rest})"


class RunningServer:
    """A server that listens; `pulse` ends only by a fault; `exchange` is for tests in this process."""

    def __init__(
        self,
        ready: ReadyLine,
        house: House,
        pulse: asyncio.Task[None],
        stop: Callable[[], Awaitable[None]],
    ) -> None:
        self.ready = ready
        self.pulse = pulse
        self.house = house
        self._stop = stop

    @property
    def exchange(self) -> Exchange:
        """Return the exchange."""
        return self.house.exchange

    async def stop(self) -> None:
        """End streams and socket, keep the state and let go of everything."""
        await self._stop()


def build_house(options: ServerOptions, clock: Clock) -> House:
    """Open the exchange with all that answers need.

    Raise UniverseError, ClockWouldGoBack, UnknownHoldings or OSError.
    """
    rules = parse_rules(resources.read("market/rules.toml"))
    universe = load_universe(options.universe) if options.universe else default_universe()
    if options.state is not None:
        options.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    flows: list[Flow] = []

    def make_flow(universe: Universe, rules: MarketRules, seed: int, anchor: date | None) -> Flow:
        flows.append(Flow(universe, rules, seed, anchor))
        return flows[-1]

    opened = open_exchange(
        universe,
        rules,
        make_flow,
        seed=options.seed,
        wall=clock.wall(),
        at=options.at,
        cash=options.cash,
        account_number=f"{secrets.randbelow(90_000_000) + 10_000_000}11",
        state_dir=options.state,
        history=options.history,
        make_past=lambda origin, number: past_of(flows[-1], origin, number),
    )
    if opened.set_aside is not None:
        log.warning("state_set_aside %s", opened.set_aside.name)
    return House(options, clock, opened.exchange, Past(flows[-1]), opened.past)


async def serve(options: ServerOptions, clock: Clock | None = None) -> RunningServer:
    """Start a server and return once it listens.

    Raise OSError for a port in use, FaultDocumentError, and what `build_house` raises.
    """
    faults = load_faults(options.faults) if options.faults else None
    house = build_house(options, clock or SystemClock())
    listener = listen(options, options.port)
    streams = Streams(house)
    pulse = Pulse(house, streams)
    server = uvicorn.Server(_config(house, _app(house, streams, pulse)))
    tasks = TaskScope()
    tasks.run(_serve(server, listener), "practice-server")
    while not server.started:
        await house.clock.sleep(0.002)
    beating = tasks.run(pulse.run(), "practice-pulse")
    door = Listening(options, server, listener.getsockname()[1])
    moments = Moments(house, streams.open_streams, door, tasks)
    tasks.run(moments.run(), "practice-moments")
    if faults is not None:
        house.trouble.add(faults)

    async def stop() -> None:
        house.trouble.clear()
        streams.close()
        server.should_exit = True
        while server.started and server.servers and any(s.is_serving() for s in server.servers):
            await house.clock.sleep(0.01)
        await tasks.close()
        listener.close()
        house.exchange.close()

    return RunningServer(_ready(house, listener), house, beating, stop)


async def _serve(server: uvicorn.Server, listener: socket.socket) -> None:
    # Server.serve would take over the signals of the process; those belong to the command line.
    await server._serve(sockets=[listener])


def _config(house: House, app: ASGIApp) -> uvicorn.Config:
    tls = house.options.certificate
    return uvicorn.Config(
        app,
        ws=stream_protocol(house.trouble),
        http=http_protocol(house.trouble),
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        ws_ping_timeout=None,
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=1,
        ssl_certfile=str(tls.certificate) if tls else None,
        ssl_keyfile=str(tls.key) if tls else None,
    )


def _app(house: House, streams: Streams, pulse: Pulse) -> ASGIApp:
    rest = Rest(house)
    routes = [Route("/{path:path}", rest.call, methods=["POST"])]
    if house.options.control:
        routes[:0] = Control(house, pulse).routes()
    starlette = Starlette(routes=routes)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            if scope["path"] == STREAM_PATH:
                await streams.serve(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": 1008})
            return
        await starlette(scope, receive, send)

    return Guard(FaultLine(Dated(app, house), house))


def _ready(house: House, listener: socket.socket) -> ReadyLine:
    options, port = house.options, listener.getsockname()[1]
    host = f"[{options.host}]" if ":" in options.host else options.host
    secure = "s" if options.certificate else ""
    base = f"http{secure}://{host}:{port}"
    control = None
    if options.control:
        control = ControlAddress(f"{base}/control", house.recorder.key)
    wall = house.clock.wall()
    return ReadyLine(
        base,
        f"ws{secure}://{host}:{port}{STREAM_PATH}",
        house.tokens.appkey,
        house.tokens.secretkey,
        house.exchange.account.number,
        ReadyClock(house.exchange.now, wall, options.speed),
        control,
    )
