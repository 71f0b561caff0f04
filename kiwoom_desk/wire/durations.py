"""Every wait of the wire and of the money room in one value; refuses windows compared with wire times."""

from __future__ import annotations

import msgspec


class Durations(msgspec.Struct, frozen=True, kw_only=True):
    """Waits in wall seconds.

    Windows and tolerances that are compared with times from the wire (S-4's ten minutes, S-8,
    S-22) are constants where they are used and are never scaled.
    """

    order_deadline: float = 10.0
    """From the first byte of an order's connection to the end of its reply (S-1)."""
    order_idle: float = 2.0
    """How long an order connection may have been idle and still be used (S-1)."""
    order_hold: float = 0.5
    """How long the gate may hold a new order (S-5)."""
    cancel_hold: float = 5.0
    """How long the gate may hold a cancel; one creates no exposure."""
    halt_hold: float = 90.0
    """How long the gate may hold a cancel while the desk is halted (S-20)."""
    halt_pause: float = 1.0
    """Between the cancels of one round of HALT and the next list of open orders."""
    read_deadline: float = 10.0
    read_idle: float = 30.0
    rate_backoff: tuple[float, ...] = (1.0, 1.5, 2.5)
    """Pauses of a read after each refusal for rate; then it fails."""
    token_check: float = 1.0
    """How often the token's life is looked at."""
    token_backoff: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
    token_again: float = 60.0
    """How long until the token is asked for again when the same one came back (S-4)."""
    stream_open: float = 10.0
    """From dialling the stream to its LOGIN reply."""
    stream_relogin: float = 3600.0
    """How long a stream keeps a token that has been replaced (S-4)."""
    reconnect: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
    login_window: float = 60.0
    """The time in which at most six logins are made (S-15)."""
    silence: float = 30.0
    """After this, or three times the longest gap seen, a silent stream counts as dead (S-18)."""
    watchdog: float = 1.0
    control_gap: float = 0.5
    """Between two control frames of the stream."""
    control_reply: float = 10.0
    """How long the reply to a control frame is waited for."""
    resolve_passes: tuple[float, ...] = (1.0, 3.0, 8.0, 15.0, 30.0)
    """When after UNKNOWN the lists are asked (S-8)."""
    same_order: float = 2.0
    """For how long an equal order is blocked (S-7)."""
    fill_debounce: float = 2.0
    """Silence after a burst of fills before positions are asked (S-13)."""
    position_check: float = 60.0
    """How often positions are compared with the broker's (S-13)."""
    mismatch_reads: tuple[float, ...] = (0.0, 15.0, 30.0)
    """When a mismatch is read again before it is shown (S-13)."""

    def scaled(self, divisor: float) -> Durations:
        """Return the same table with every wait divided, for tests."""
        if divisor <= 0:
            raise ValueError("a divisor of waits is positive")
        waits = {name: _divided(value, divisor) for name, value in _waits(self)}
        return msgspec.structs.replace(self, **waits)


_Wait = float | tuple[float, ...]


def _waits(durations: Durations) -> list[tuple[str, _Wait]]:
    return [(name, getattr(durations, name)) for name in durations.__struct_fields__]


def _divided(value: _Wait, divisor: float) -> _Wait:
    if isinstance(value, tuple):
        return tuple(one / divisor for one in value)
    return value / divisor
