"""Loaded before a watched program: notes what it dials in $DIALLED, lets nothing leave this machine."""

import os
import socket
from typing import Any

_note = os.open(os.environ["DIALLED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
_getaddrinfo = socket.getaddrinfo
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def _watched(host: Any, port: Any, *more: Any, **named: Any) -> Any:
    name = host.decode() if isinstance(host, bytes) else host
    os.write(_note, f"{name}:{port}\n".encode())
    if name not in (None, "", *_LOOPBACK):
        raise socket.gaierror(socket.EAI_NONAME, "a watched program stays on this machine")
    return _getaddrinfo(host, port, *more, **named)


socket.getaddrinfo = _watched
