"""What the gateway tells of itself: link, gaps, notices; refuses to be news of the market."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from kiwoom_desk.catalogue.differences import Differences


class RestState(StrEnum):
    """Whether queries are answered."""

    UP = "up"
    DOWN = "down"
    AUTH = "auth"


class StreamLink(StrEnum):
    """Whether pushes can come."""

    DOWN = "down"
    CONNECTING = "connecting"
    LOGIN = "login"
    UP = "up"
    TAKEN = "taken"


class LinkState(msgspec.Struct, frozen=True):
    """Both ways to the exchange.

    `since` is the monotonic second of the stream's last change, `delay_ms` the last round trip of
    a query, `code` why something is not up (dns, connect, R10001, an inner code …).
    """

    rest: RestState = RestState.DOWN
    stream: StreamLink = StreamLink.DOWN
    since: float = 0.0
    delay_ms: int = 0
    code: str = ""
    message: str = ""


class Delayed(msgspec.Struct, frozen=True):
    """A query that the rate limit holds up, and for how many seconds at least."""

    api_id: str
    seconds: float


class Compared(msgspec.Struct, frozen=True):
    """How an answer that became values differs from its description; nothing in it when it does not."""

    api_id: str
    marks: Differences


class GapKind(StrEnum):
    """What may have been missed (S-15)."""

    LOST = "lost"
    """The stream has dropped: buffer, nothing will come."""
    RESTORED = "restored"
    """The account's types are registered again: reconcile, then apply the buffer."""
    HOLE = "hole"
    """The stream is up, but something of it was set aside: reconcile."""


class Gap(msgspec.Struct, frozen=True):
    """A time in which pushes may be missing; `first` marks the registration of the start."""

    kind: GapKind
    reason: str = ""
    first: bool = False


class Notice(msgspec.Struct, frozen=True):
    """Something for the messages panel: our code with facts, or the exchange's own text."""

    code: str
    facts: dict[str, str] = {}
    message: str = ""
