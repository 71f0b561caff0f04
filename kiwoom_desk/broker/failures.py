"""Names for what goes wrong between two sockets; refuses to carry addresses, headers or bodies."""

from __future__ import annotations

import socket
import ssl

import httpx


class QueryError(Exception):
    """A query that brought nothing to use.

    `code` is the broker's inner code or ours (dns, connect, tls, timeout, reset, html, body,
    empty_body, server, no_code, auth …), `message` the broker's cleaned text; `retry` tells
    whether asking again later may help.
    """

    def __init__(self, code: str, api_id: str, message: str = "", retry: bool = False) -> None:
        super().__init__(f"{api_id}: {code}")
        self.code = code
        self.api_id = api_id
        self.message = message
        self.retry = retry


def failure_code(error: BaseException) -> str:
    """Return dns, tls, connect, timeout, reset, body or error for a failed exchange."""
    if isinstance(error, httpx.ConnectError):
        causes = tuple(_causes(error))
        if any(isinstance(cause, socket.gaierror) for cause in causes):
            return "dns"
        return "tls" if any(isinstance(cause, ssl.SSLError) for cause in causes) else "connect"
    if isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
        return "connect"
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return "timeout"
    if isinstance(error, httpx.NetworkError | httpx.ProtocolError | OSError):
        return "reset"
    return "body" if isinstance(error, httpx.DecodingError) else "error"


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
