"""What a practice server is started with; refuses hosts that are not loopback."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path

import msgspec

MOST_DAYS = 600
"""The longest past an account can be given, in trading days."""
MOST_BUSY = 60
"""How many times as many prints as usual a market can be given."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Quota(StrEnum):
    """Whose limits the server plays; `none` lifts rates, items and groups."""

    LIVE = "live"
    DEMO = "demo"
    NONE = "none"


class TokenRule(StrEnum):
    """What a second au10001 does: the same token, a new one beside it, or one that kills it."""

    SAME = "same"
    NEW = "new"
    KILLS = "kills"


class ServerCertificate(msgspec.Struct, frozen=True):
    """Files of a TLS certificate and its key (PEM); for tests with an authority of their own."""

    certificate: Path
    key: Path


class MarginRule(StrEnum):
    """What a buy puts down: all of its price, or the margin rate of its name."""

    WHOLE = "whole"
    NAMES = "names"


class ServerOptions(msgspec.Struct, frozen=True, kw_only=True):
    """Options of one server; `cash` in won, `at` market time, `speed` market seconds a second.

    `history` counts the trading days that the account has a past of; `cash` is what it has settled
    when the market opens on the first practice day. `busy` is how many times as many prints a day
    has, each of so many shares less, to see how a client bears it.

    The switches stand where nobody has observed the broker: `rate_status` is the HTTP status of
    17xx, `empty_code` the return code of an empty list, `summed_fills` whether FIDs 910 and 911
    tell the order's average and sum instead of the single fill. Waits are in wall seconds.
    """

    host: str = "127.0.0.1"
    port: int = 0
    seed: int = 1
    universe: Path | None = None
    state: Path | None = None
    cash: int = 100_000_000
    history: int = 0
    margin: MarginRule = MarginRule.WHOLE
    at: datetime | None = None
    speed: float = 1.0
    busy: float = 1.0
    quota: Quota = Quota.LIVE
    token: TokenRule = TokenRule.SAME
    follow_stdin: bool = False
    control: bool = False
    faults: Path | None = None
    record: Path | None = None
    replay: Path | None = None
    rate_status: int = 429
    empty_code: int = 0
    summed_fills: bool = False
    ping_seconds: float = 20.0
    login_seconds: float = 5.0
    buffer_bytes: int = 16 << 20
    certificate: ServerCertificate | None = None

    def __post_init__(self) -> None:
        """Refuse what no server may be started with; raise ValueError."""
        if self.host not in LOOPBACK:
            raise ValueError(f"{self.host} is not a loopback address")
        if not 0 <= self.port <= 65535:
            raise ValueError(f"{self.port} is not a port")
        if not 0 < self.speed <= 3600:
            raise ValueError("the speed is above 0 and at most 3600")
        if not 1 <= self.busy <= MOST_BUSY:
            raise ValueError(f"a market is 1 to {MOST_BUSY} times as busy")
        if self.busy > 1 and self.state is not None:
            raise ValueError("a busy market is for a run of its own: without a state")
        if not 0 <= self.history <= MOST_DAYS:
            raise ValueError(f"the history has at most {MOST_DAYS} days")
        if self.cash < 0:
            raise ValueError("the cash is not below 0")
