"""The limits a person has set for orders: read, lowered, raised for a run; refuses a limit that is none."""

from __future__ import annotations

import msgspec

from kiwoom_desk.orders.drafts import Denied, read_whole

WARN_NOTIONAL = 1_500_000_000
"""Above this amount in won an order is asked about, whatever the limits are (S-16)."""
MOST_NOTIONAL = 3_000_000_000
"""Above this amount in won no order is sent, whatever the limits are (S-16)."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one order may be; 0 = nothing may be sent, or everything is asked about.

    `quantity` shares and `notional` won of one order; `ask_away` and `type_away` hundredths of a
    percent from the last price above which an order is asked about, or its price typed again;
    `ask_ticks` the same in tick sizes; `orders_a_day` new orders of one market day.
    """

    quantity: int = 0
    notional: int = 0
    ask_away: int = 0
    type_away: int = 0
    ask_ticks: int = 0
    orders_a_day: int = 0


STRICTEST = Limits()
HIGHEST = Limits(
    quantity=1_000_000,
    notional=MOST_NOTIONAL,
    ask_away=3_000,
    type_away=3_000,
    ask_ticks=1_000,
    orders_a_day=100_000,
)
"""What a person may set at most."""
_CAUTIOUS = Limits(
    quantity=10_000,
    notional=10_000_000,
    ask_away=300,
    type_away=1_000,
    ask_ticks=100,
    orders_a_day=500,
)
_AT_EASE = msgspec.structs.replace(
    _CAUTIOUS, quantity=100_000, notional=1_000_000_000, orders_a_day=100_000
)


def first_limits(environment: str) -> Limits:
    """Return what holds before a person has set anything."""
    return _CAUTIOUS if environment == "live" else _AT_EASE


def read_limits(kept: bytes, environment: str) -> Limits:
    """Read kept limits: what was never set is as at first, what cannot be read is as strict as can be."""
    first = first_limits(environment)
    try:
        found = msgspec.json.decode(kept, type=dict[str, object])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return STRICTEST
    return Limits(**{name: _read(found, name, getattr(first, name)) for name in NAMES})


def _read(found: dict[str, object], name: str, first: int) -> int:
    value = found.get(name, first)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return 0
    most: int = getattr(HIGHEST, name)
    return min(value, most)


def typed_limit(name: str, text: str) -> int | Denied:
    """Read one limit as typed; Denied for a blank, for what is no number and for more than HIGHEST."""
    value = read_whole(text)
    if isinstance(value, Denied):
        return Denied(f"limit_{value.code}", value.facts)
    most: int = getattr(HIGHEST, name)
    return value if value <= most else Denied("limit_too_high", {"most": f"{most:,}"})


def lasting(kept: Limits, chosen: Limits) -> Limits:
    """Return what outlasts this run: a lowered limit does, a raised one falls back (S-16)."""
    return Limits(**{name: min(getattr(kept, name), getattr(chosen, name)) for name in NAMES})


NAMES: tuple[str, ...] = Limits.__struct_fields__
