"""What a server says when it is ready (practice.md); the only place where its keys appear."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kiwoom_desk.practice.options import ServerOptions
from kiwoom_desk.practice.received import ControlAddress

STREAM_PATH = "/api/dostk/websocket"


class Addresses(msgspec.Struct, frozen=True):
    """Where a server is reached."""

    rest: str
    websocket: str


def addresses(options: ServerOptions, port: int) -> Addresses:
    """Return where a server with these options is reached on a port."""
    host = f"[{options.host}]" if ":" in options.host else options.host
    secure = "s" if options.certificate else ""
    return Addresses(f"http{secure}://{host}:{port}", f"ws{secure}://{host}:{port}{STREAM_PATH}")


class ReadyClock(msgspec.Struct, frozen=True):
    """Both clocks at the ready line and the speed asked for."""

    market: datetime
    wall: datetime
    speed: float


class ReadyLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """The one line on standard output."""

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
