"""Where an environment is reached; refuses unencrypted addresses beyond this machine."""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec

from kiwoom_desk.base.settings import Environment

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Host(msgspec.Struct, frozen=True):
    """The addresses of REST (scheme and host) and of the stream (with its path)."""

    rest: str
    websocket: str

    def __post_init__(self) -> None:
        for address, safe, open_ in (
            (self.rest, "https", "http"),
            (self.websocket, "wss", "ws"),
        ):
            parts = urlsplit(address)
            loopback = parts.hostname in _LOOPBACK
            if not parts.hostname or not (
                parts.scheme == safe or (parts.scheme == open_ and loopback)
            ):
                raise ValueError("an address has to be encrypted or on this machine")

    @property
    def encrypted(self) -> bool:
        """Tell whether a TLS context is needed."""
        return self.rest.startswith("https:") or self.websocket.startswith("wss:")


BROKER_HOSTS: dict[Environment, Host] = {
    Environment.LIVE: Host(
        "https://api.kiwoom.com", "wss://api.kiwoom.com:10000/api/dostk/websocket"
    ),
    Environment.DEMO: Host(
        "https://mockapi.kiwoom.com", "wss://mockapi.kiwoom.com:10000/api/dostk/websocket"
    ),
}
"""The broker's own addresses; only app.py hands them on."""
