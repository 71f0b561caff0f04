"""The life of one access token (S-4); refuses tokens whose end cannot be read, and never asks itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from kiwoom_desk.base.clock import KST
from kiwoom_desk.wire.durations import Durations

RENEW_BEFORE = timedelta(minutes=10)
BLOCK_BEFORE = timedelta(seconds=60)
_DIGITS = 14


class TokenError(ValueError):
    """A token reply that cannot be used; `code` is token_blank, token_expiry or token_expired."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Arrival(StrEnum):
    """What a token reply brought."""

    NEW = "new"
    SAME = "same"
    REJECTED = "rejected"
    """The very token that the broker has refused twice: it is tried again after a pause."""


class OrderBlock(msgspec.Struct, frozen=True):
    """Why no order may go out now, and the seconds left of the present token (0 = none)."""

    code: str
    seconds_left: float


class TokenKeeper:
    """Hold the token of one app key and tell when the next one has to be asked for.

    All times are Korean wall time; `expires_dt` is read as such (K9).
    """

    def __init__(self, durations: Durations) -> None:
        self._durations = durations
        self._not_before: datetime | None = None
        self._failures = 0
        self._rejected, self._rejections = "", 0
        self.token: str | None = None
        self.expires: datetime | None = None

    def usable(self, now: datetime) -> str | None:
        """Return the token while it lives, else None."""
        if self.expires is None or now >= self.expires:
            return None
        return self.token

    def needs(self, now: datetime) -> bool:
        """Tell whether to ask for a token now: from ten minutes before the end of this one.

        After the same token came back: once a minute, and at once when it has ended.
        """
        if self._not_before is not None and now < self._not_before:
            return self._just_ended(now)
        return self.expires is None or now >= self.expires - RENEW_BEFORE

    def received(self, token: str, expires_dt: str, now: datetime) -> Arrival:
        """Take the fields of an au10001 reply; raise TokenError and keep what was there.

        A token that was refused once and comes back is taken: living ones have been refused (K9).
        Refused again, it rests for a minute before it is taken anew, never for the rest of a day.
        """
        if not token.strip():
            raise TokenError("token_blank")
        expires = parse_expiry(expires_dt)
        if expires <= now:
            raise TokenError("token_expired")
        if token == self._rejected and self._rejections > 1:
            self._rejections = 1
            self._not_before = now + timedelta(seconds=self._durations.token_again)
            return Arrival.REJECTED
        same = token == self.token
        self.token, self.expires, self._failures = token, expires, 0
        self._not_before = None
        if same and self.needs(now):
            self._not_before = now + timedelta(seconds=self._durations.token_again)
        return Arrival.SAME if same else Arrival.NEW

    def failed(self, now: datetime) -> float:
        """Note that asking failed; return the seconds until it may be asked again."""
        steps = self._durations.token_backoff
        delay = steps[min(self._failures, len(steps) - 1)]
        self._failures += 1
        self._not_before = now + timedelta(seconds=delay)
        return delay

    def rejected(self, token: str) -> None:
        """Drop a token that the broker refused (8005); an older one than ours changes nothing."""
        if token == self.token:
            self._rejections = self._rejections + 1 if token == self._rejected else 1
            self._rejected = token
            self.token = self.expires = self._not_before = None

    def forget(self) -> None:
        """Drop everything: another app key takes over."""
        self.token = self.expires = self._not_before = None
        self._failures = 0
        self._rejected, self._rejections = "", 0

    def order_allowed(self, now: datetime) -> OrderBlock | None:
        """Return None, or why orders are NOT_SENT: no token, or less than 60 s of it left."""
        if self.token is None or self.expires is None:
            return OrderBlock("auth", 0.0)
        left = self.expires - now
        if left > BLOCK_BEFORE:
            return None
        return OrderBlock("auth", max(left.total_seconds(), 0.0))

    def _just_ended(self, now: datetime) -> bool:
        # A pause after an equal token was meant for its last minutes, not for the time after it.
        return self._failures == 0 and self.expires is not None and now >= self.expires


def parse_expiry(text: str) -> datetime:
    """Read `expires_dt` (YYYYMMDDHHMMSS, Korean wall time); raise TokenError."""
    if len(text) != _DIGITS or not (text.isascii() and text.isdecimal()):
        raise TokenError("token_expiry")
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=KST)
    except ValueError:
        raise TokenError("token_expiry") from None
