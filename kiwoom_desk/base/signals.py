"""Typed signals for rare events; refuses to carry per-tick traffic, names or topics."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Subscription:
    """One listener's tie to a signal; closing it twice is harmless."""

    def __init__(self, close: Callable[[], None]) -> None:
        self._close: Callable[[], None] | None = close

    def close(self) -> None:
        """Stop the listener; later emissions no longer reach it."""
        close, self._close = self._close, None
        if close is not None:
            close()


class Signal(Generic[T]):
    """Call every listener, in the order of connecting, with the value emitted."""

    def __init__(self) -> None:
        self._listeners: dict[int, Callable[[T], None]] = {}
        self._next = 0

    def connect(self, listener: Callable[[T], None]) -> Subscription:
        """Add a listener and return the subscription that removes it."""
        key = self._next
        self._next += 1
        self._listeners[key] = listener
        return Subscription(lambda: self._drop(key))

    def emit(self, value: T) -> None:
        """Hand the value to all listeners connected at this moment."""
        for listener in tuple(self._listeners.values()):
            listener(value)

    def _drop(self, key: int) -> None:
        self._listeners.pop(key, None)
