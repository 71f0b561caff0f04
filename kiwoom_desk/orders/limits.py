"""The limits a person has set for orders: read, lowered, raised for a run; refuses a limit that is none."""

from __future__ import annotations

import re

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
    `ask_ticks` the same in tick sizes; `orders_a_day` new orders of one market day; `loss_a_day`
    won lost on it, by the broker's word, from which on nothing is bought (HIGHEST = not watched).
    """

    quantity: int = 0
    notional: int = 0
    ask_away: int = 0
    type_away: int = 0
    ask_ticks: int = 0
    orders_a_day: int = 0
    loss_a_day: int = 0


STRICTEST = Limits()
HIGHEST = Limits(
    quantity=1_000_000,
    notional=MOST_NOTIONAL,
    ask_away=3_000,
    type_away=3_000,
    ask_ticks=1_000,
    orders_a_day=100_000,
    loss_a_day=3_000_000_000,
)
"""What a person may set at most."""
_CAUTIOUS = Limits(
    quantity=10_000,
    notional=10_000_000,
    ask_away=300,
    type_away=1_000,
    ask_ticks=100,
    orders_a_day=500,
    loss_a_day=HIGHEST.loss_a_day,
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
    """Read one limit as typed; Denied for a blank, for what is no number and for more than HIGHEST.

    Those of PERCENTS are typed in percent, with at most two decimals.
    """
    value = _typed_percent(text) if name in PERCENTS else read_whole(text)
    if isinstance(value, Denied):
        return Denied(f"limit_{value.code}", value.facts)
    most: int = getattr(HIGHEST, name)
    if value <= most:
        return value
    return Denied("limit_too_high", {"most": shown_limit(name, most)})


def shown_limit(name: str, value: int) -> str:
    """Return a limit as it is typed."""
    return f"{value // 100}.{value % 100:02d}" if name in PERCENTS else f"{value:,}"


def _typed_percent(text: str) -> int | Denied:
    found = _PERCENT.fullmatch(text.strip())
    if found is None:
        whole = read_whole(text)
        return whole * 100 if isinstance(whole, int) else whole
    return int(found[1]) * 100 + int(found[2].ljust(2, "0"))


def lasting(kept: Limits, chosen: Limits) -> Limits:
    """Return what outlasts this run: a lowered limit does, a raised one falls back (S-16)."""
    return Limits(**{name: min(getattr(kept, name), getattr(chosen, name)) for name in NAMES})


PERCENTS = frozenset({"ask_away", "type_away"})
_PERCENT = re.compile(r"([0-9]{1,6})\.([0-9]{1,2})", re.ASCII)
NAMES: tuple[str, ...] = Limits.__struct_fields__
