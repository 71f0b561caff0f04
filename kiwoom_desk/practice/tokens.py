"""Access tokens of this run, in memory only; refuses real keys by making its own."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

import msgspec

from kiwoom_desk.practice.options import TokenRule

LIFETIME = timedelta(hours=24)


class Token(msgspec.Struct, frozen=True):
    """A token and its end in Korean wall time."""

    text: str
    expires: datetime

    def __repr__(self) -> str:
        """Show no secret."""
        return f"Token(expires={self.expires:%H:%M})"


class TokenBook:
    """The one pair of keys of this run, and the tokens made with it."""

    def __init__(self, rule: TokenRule) -> None:
        self.appkey = secrets.token_urlsafe(32)
        self.secretkey = secrets.token_urlsafe(32)
        self._rule = rule
        self._tokens: list[Token] = []
        self._issued: list[str] = []

    def keys_match(self, appkey: str, secretkey: str) -> bool:
        """Compare both keys in constant time."""
        first = hmac.compare_digest(appkey.encode(), self.appkey.encode())
        second = hmac.compare_digest(secretkey.encode(), self.secretkey.encode())
        return first and second

    def issue(self, now: datetime) -> Token:
        """Give out a token by the rule; `now` is wall time."""
        self._tokens = [token for token in self._tokens if token.expires > now]
        if self._tokens and self._rule == TokenRule.SAME:
            return self._tokens[-1]
        if self._rule == TokenRule.KILLS:
            self._tokens = []
        token = Token(secrets.token_urlsafe(48), (now + LIFETIME).replace(microsecond=0))
        self._tokens.append(token)
        self._issued.append(token.text)
        return token

    def secrets(self) -> list[tuple[str, str]]:
        """Return a word for each secret of this run, for those who must replace them."""
        tokens = [(f"TOKEN-{n}", text) for n, text in enumerate(self._issued, 1)]
        return [("APPKEY", self.appkey), ("SECRETKEY", self.secretkey), *tokens]

    def holds(self, text: str, now: datetime) -> bool:
        """Tell whether a token is alive; every known one is compared, in constant time."""
        alive = False
        for token in self._tokens:
            same = hmac.compare_digest(text.encode(), token.text.encode())
            alive = alive or (same and token.expires > now)
        return alive

    def expire(self) -> None:
        """End every token."""
        self._tokens = []

    def revoke(self, text: str, now: datetime) -> bool:
        """End a token; tell whether it lived."""
        alive = self.holds(text, now)
        self._tokens = [
            token
            for token in self._tokens
            if not hmac.compare_digest(text.encode(), token.text.encode())
        ]
        return alive
