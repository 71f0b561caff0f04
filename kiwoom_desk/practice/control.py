"""The control endpoints for whoever judges a client; refuses to be reached without the key of this run."""

from __future__ import annotations

import hmac
from datetime import datetime
from http import HTTPStatus

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kiwoom_desk.practice.answers.account_dump import dump
from kiwoom_desk.practice.fault_documents import FaultDocumentError, parse_json
from kiwoom_desk.practice.faults import moment_of
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.pulse import Pulse

_JSON = "application/json;charset=UTF-8"
_MOST_BYTES = 1 << 20


class FaultsSet(msgspec.Struct, frozen=True):
    """The answer of POST /control/faults: the numbers of the faults set."""

    set: list[int]


class Mistake(msgspec.Struct, frozen=True):
    """Why a control request is not possible."""

    error: str


class ClockAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of POST /control/clock: market time to play on to (ISO or HH:MM[:SS]), and speed."""

    market: str | None = None
    speed: float | None = None


class ClockTold(msgspec.Struct, frozen=True):
    """Both clocks; `speed` asked for and `reached`; `until` while time is played on at full pace."""

    market: datetime
    wall: datetime
    speed: float
    reached: float
    until: datetime | None


class Control:
    """Answers /control/…; stable and documented, every judge reads it."""

    def __init__(self, house: House, pulse: Pulse) -> None:
        self._house, self._pulse = house, pulse

    def routes(self) -> list[Route]:
        """Return its routes."""
        return [
            Route("/control/received", self.received, methods=["GET"]),
            Route("/control/account", self.account, methods=["GET"]),
            Route("/control/faults", self.faults, methods=["GET", "POST", "DELETE"]),
            Route("/control/clock", self.clock, methods=["GET", "POST"]),
        ]

    async def received(self, request: Request) -> Response:
        """Tell what the server received."""
        return self._answer(request, self._house.recorder.snapshot())

    async def account(self, request: Request) -> Response:
        """Tell cash, positions, orders and fills as the exchange knows them."""
        return self._answer(request, dump(self._house.exchange))

    async def faults(self, request: Request) -> Response:
        """Set faults, tell what they struck, or take them all away (telling it a last time)."""
        trouble = self._house.trouble
        if not self._may(request):
            return Response(status_code=HTTPStatus.FORBIDDEN)
        if request.method == "POST":
            try:
                document = parse_json(await _body(request))
            except FaultDocumentError as error:
                return _told(Mistake(str(error)), HTTPStatus.BAD_REQUEST)
            return _told(FaultsSet(trouble.add(document)))
        view = trouble.board.view()
        if request.method == "DELETE":
            trouble.clear()
        return _told(view)

    async def clock(self, request: Request) -> Response:
        """Tell the clocks; set the speed, and play market time on to a moment as fast as it goes."""
        if not self._may(request):
            return Response(status_code=HTTPStatus.FORBIDDEN)
        if request.method == "POST":
            try:
                asked = msgspec.json.decode(await _body(request), type=ClockAsked)
                self._set_clock(asked)
            except (msgspec.DecodeError, ValueError) as error:
                return _told(Mistake(str(error)), HTTPStatus.BAD_REQUEST)
        now, pulse = self._house.exchange.now, self._pulse
        wall = self._house.clock.wall()
        return _told(ClockTold(now, wall, pulse.speed, self._house.speed_reached, pulse.until))

    def _set_clock(self, asked: ClockAsked) -> None:
        now = self._house.exchange.now
        moment = None if asked.market is None else moment_of(asked.market, now)
        if moment is not None and moment < now:
            raise ValueError("'market': the market clock never goes back")
        if asked.speed is not None:
            self._pulse.set_speed(asked.speed)
        if moment is not None:
            self._pulse.forward(moment)

    def _answer(self, request: Request, value: object) -> Response:
        if not self._may(request):
            return Response(status_code=HTTPStatus.FORBIDDEN)
        return _told(value)

    def _may(self, request: Request) -> bool:
        key = request.headers.get("x-control-key", "")
        return hmac.compare_digest(key.encode(), self._house.recorder.key.encode())


async def _body(request: Request) -> bytes:
    """Return a body; one above a megabyte is cut, and is no JSON then."""
    parts = bytearray()
    async for part in request.stream():
        parts += part[: _MOST_BYTES - len(parts)]
    return bytes(parts)


def _told(value: object, status: int = HTTPStatus.OK) -> Response:
    return Response(msgspec.json.encode(value), status_code=status, media_type=_JSON)
