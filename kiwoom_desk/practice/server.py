"""Builds the practice server, starts it on a loopback port and stops it; refuses every other address."""

from __future__ import annotations

import asyncio
import importlib
import logging
import secrets
from collections.abc import Awaitable, Callable
from datetime import date, datetime

from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from kiwoom_desk.base import resources
from kiwoom_desk.base.clock import Clock, SystemClock
from kiwoom_desk.base.tasks import TaskScope
from kiwoom_desk.domain.rules import MarketRules, parse_rules
from kiwoom_desk.practice.door import listen
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
from kiwoom_desk.practice.past_gold import past_of_both
from kiwoom_desk.practice.pulse import Pulse
from kiwoom_desk.practice.ready import STREAM_PATH, ReadyClock, ReadyLine, addresses
from kiwoom_desk.practice.received import ControlAddress, Recorder
from kiwoom_desk.practice.record_line import RecordLines
from kiwoom_desk.practice.recording import VERSION, Recording, Started
from kiwoom_desk.practice.rest import Rest
from kiwoom_desk.practice.streams import Streams
from kiwoom_desk.practice.tokens import TokenBook
from kiwoom_desk.practice.universe import Universe, default_universe, load_universe

log = logging.getLogger(__name__)
_HOSTING = "kiwoom_desk.practice.hosting"


class Front:
    """What a server is reached by, known before its market stands: address, keys, clock, account."""

    def __init__(
        self,
        options: ServerOptions,
        clock: Clock,
        port: int,
        told: Callable[[ReadyLine], None] | None = None,
    ) -> None:
        self.keys, self.recorder = TokenBook(options.token), Recorder()
        self.line: ReadyLine
        self.began: float | None = None
        """The moment of the monotonic clock from which market time runs, where it was told to anyone."""
        self._options, self._clock, self._port, self._told = options, clock, port, told

    def begin(self, market: datetime, account: str) -> None:
        """Tell the ready line: market time runs from now on."""
        options, reached = self._options, addresses(self._options, self._port)
        control = None
        if options.control:
            control = ControlAddress(f"{reached.rest}/control", self.recorder.key)
        self.line = ReadyLine(
            reached.rest,
            reached.websocket,
            self.keys.appkey,
            self.keys.secretkey,
            account,
            ReadyClock(market, self._clock.wall(), options.speed),
            control,
        )
        if self._told is not None:
            self.began = self._clock.monotonic()
            self._told(self.line)


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


def build_house(options: ServerOptions, clock: Clock, front: Front | None = None) -> House:
    """Open the exchange with all that answers need.

    Raise UniverseError, ClockWouldGoBack, UnknownHoldings or OSError.
    """
    front = front or Front(options, clock, 0)
    rules = parse_rules(resources.read("market/rules.toml"))
    universe = load_universe(options.universe) if options.universe else default_universe()
    if options.state is not None:
        options.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    flows: list[Flow] = []

    def make_flow(universe: Universe, rules: MarketRules, seed: int, anchor: date | None) -> Flow:
        flows.append(Flow(universe, rules, seed, anchor, options.busy))
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
        make_past=lambda origin, number: past_of_both(flows[-1], origin, number),
        begins=front.begin,
    )
    if opened.set_aside is not None:
        log.warning("state_set_aside %s", opened.set_aside.name)
    past = Past(flows[-1])
    return House(
        options, clock, opened.exchange, past, opened.past, keys=front.keys, recorder=front.recorder
    )


async def serve(
    options: ServerOptions,
    clock: Clock | None = None,
    told: Callable[[ReadyLine], None] | None = None,
) -> RunningServer:
    """Start a server and return once it answers; `told` hears the ready line before that.

    From the ready line on connections are taken, and wait for the market to stand. Raise OSError
    for a port in use, FaultDocumentError, and what `build_house` raises.
    """
    clock = clock or SystemClock()
    faults = load_faults(options.faults) if options.faults else None
    # The web server is read beside the making of the market, a good part of which is numpy's.
    reading = asyncio.get_running_loop().run_in_executor(None, importlib.import_module, _HOSTING)
    listener = listen(options, options.port)
    recording: Recording | None = None
    try:
        front = Front(options, clock, listener.getsockname()[1], told)
        # What cannot be written to is said before the ready line.
        if options.record is not None:
            recording = Recording(options.record, clock, front.keys)
        house = build_house(options, clock, front)
        streams = Streams(house)
        pulse = Pulse(house, streams, front.began)
    except BaseException:
        listener.close()
        if recording is not None and options.record is not None:
            # A record of nothing would stand in the way of the next try.
            recording.close()
            options.record.unlink()
        raise
    if faults is not None:
        house.trouble.add(faults)
    rest = Rest(house)
    app = _app(house, streams, pulse, rest)
    if recording is not None:
        _begin(recording, house)
        app = RecordLines(app, house, recording)
    tasks = TaskScope()
    hosting = await reading
    hosted = await hosting.host(Guard(app), options, listener, house.trouble, tasks, house.clock)
    beating = tasks.run(pulse.run(), "practice-pulse")
    moments = Moments(house, streams.open_streams, hosted.door, tasks)
    tasks.run(moments.run(), "practice-moments")
    tasks.run(rest.answers.ready(), "practice-answers")

    async def stop() -> None:
        house.trouble.clear()
        streams.close()
        await hosted.stop()
        await tasks.close()
        house.exchange.close()
        if recording is not None:
            await asyncio.to_thread(recording.close)

    return RunningServer(front.line, house, beating, stop)


def _app(house: House, streams: Streams, pulse: Pulse, rest: Rest) -> ASGIApp:
    routes = [Route("/{path:path}", rest.call, methods=["POST"])]
    if house.options.control:
        from kiwoom_desk.practice.control import Control

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

    return FaultLine(Dated(app, house), house)


def _begin(recording: Recording, house: House) -> None:
    market = house.exchange.now.isoformat(timespec="milliseconds")
    account, speed = house.exchange.account.number, house.options.speed
    times = recording.times(market)
    recording.add(Started(**times, version=VERSION, account=account, speed=speed))


__all__ = ["ReadyClock", "ReadyLine", "RunningServer", "build_house", "serve"]
