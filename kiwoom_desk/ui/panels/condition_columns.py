"""The columns of the condition panel and the rows they read; refuses to know runs and feeds."""

from __future__ import annotations

from typing import Any

import msgspec

from kiwoom_desk.broker.gateway import SavedCondition
from kiwoom_desk.domain.quote import Quote
from kiwoom_desk.market.age import Age, AgeKind
from kiwoom_desk.market.conditions import Hit, RunState
from kiwoom_desk.ui.kit.columns import Column, Kind, Tone, by_sign
from kiwoom_desk.ui.kit.language import mark, tr

_STATES = {
    RunState.STARTING: mark("Starting", "condition"),
    RunState.RUNNING: mark("Running", "condition"),
    RunState.LOST: mark("Cut off", "condition"),
    RunState.STOPPED: mark("Ended", "condition"),
    RunState.ONCE: mark("Searched", "condition"),
}
_TONES = {
    RunState.STARTING: Tone.QUIET,
    RunState.RUNNING: Tone.GOOD,
    RunState.LOST: Tone.ATTENTION,
    RunState.STOPPED: Tone.QUIET,
    RunState.ONCE: Tone.PLAIN,
}


class ConditionRow(msgspec.Struct, frozen=True):
    """One saved condition, how it runs (None: never run here) and how many names it holds."""

    condition: SavedCondition
    state: RunState | None
    inside: int
    rings: bool = False
    """Whether a name that comes in or leaves is heard."""


class HitRow(msgspec.Struct, frozen=True, gc=False):
    """One name of a condition with its quote, None before the first one."""

    hit: Hit
    name: str
    quote: Quote | None
    age: Age
    stayed: int | None = None
    """Seconds inside, None where that cannot be told."""

    @property
    def since(self) -> int | None:
        """Return the change since the name came in, in hundredths of a percent."""
        first = self.hit.first_price
        if not first or self.quote is None or not self.quote.price:
            return None
        # Halves away from zero, as a person rounds.
        change = (self.quote.price - first) * 10_000
        rounded = (abs(change) * 2 + first) // (2 * first)
        return rounded if change >= 0 else -rounded


def _state(row: ConditionRow) -> str:
    return tr(_STATES[row.state]) if row.state is not None else ""


def _state_tone(row: ConditionRow) -> Tone:
    return _TONES[row.state] if row.state is not None else Tone.PLAIN


def _inside(row: ConditionRow) -> int | None:
    return row.inside if row.state is not None else None


def _duration(seconds: int | None) -> str:
    if seconds is None:
        return ""
    hours, rest = divmod(seconds, 3600)
    minutes = f"{rest // 60:02d}:{rest % 60:02d}"
    return f"{hours}:{minutes}" if hours else minutes


def _quoted(read: str) -> Any:
    return lambda row: getattr(row.quote, read) if row.quote is not None else None


def _old(tone: Any) -> Any:
    def toned(row: HitRow) -> Tone:
        stale = row.age.kind is AgeKind.STALE
        return Tone.QUIET if stale else tone(row)

    return toned


_direction = _old(by_sign(lambda row: row.quote.change if row.quote is not None else 0))
_since = _old(by_sign(lambda row: row.since))

CONDITIONS = (
    Column(
        id="name",
        title=mark("Condition"),
        value=lambda row: row.condition.name,
        kind=Kind.NAME,
        width=168,
    ),
    Column(
        id="state",
        title=mark("State"),
        value=_state,
        align="center",
        width=64,
        tone=_state_tone,
    ),
    Column(id="inside", title=mark("Names", "count"), value=_inside, kind=Kind.WHOLE, width=56),
    Column(
        id="rings",
        title=mark("Sound", "condition"),
        value=lambda row: tr("On", "sound") if row.rings else "",
        align="center",
        width=44,
    ),
)
HITS = (
    Column(id="name", title=mark("Name"), value=lambda row: row.name, kind=Kind.NAME, width=78),
    Column(
        id="price",
        title=mark("Price"),
        value=_quoted("price"),
        kind=Kind.PRICE,
        width=66,
        tone=_direction,
        bold=True,
        flash=True,
    ),
    Column(
        id="since",
        title=mark("Since %"),
        value=lambda row: row.since,
        kind=Kind.RATE,
        width=64,
        tone=_since,
    ),
    Column(
        id="entered",
        title=mark("In", "condition"),
        value=lambda row: row.hit.entered_at,
        kind=Kind.TIME,
        width=60,
    ),
    Column(
        id="stayed",
        title=mark("Stayed", "condition"),
        value=lambda row: row.stayed,
        told=lambda row: _duration(row.stayed),
        align="right",
        width=56,
    ),
    Column(
        id="rate",
        title=mark("Rate %"),
        value=_quoted("rate"),
        kind=Kind.RATE,
        width=62,
        tone=_direction,
    ),
    Column(
        id="left",
        title=mark("Out", "condition"),
        value=lambda row: row.hit.left_at,
        kind=Kind.TIME,
        width=62,
    ),
    Column(
        id="first",
        title=mark("Price in", "condition"),
        value=lambda row: row.hit.first_price,
        kind=Kind.PRICE,
        width=70,
    ),
    Column(
        id="change",
        title=mark("Change"),
        value=_quoted("change"),
        kind=Kind.CHANGE,
        width=66,
        tone=_direction,
        hidden=True,
    ),
    Column(
        id="volume",
        title=mark("Volume"),
        value=_quoted("volume"),
        kind=Kind.SIZE,
        width=84,
        hidden=True,
    ),
    Column(
        id="times",
        title=mark("Times in", "condition"),
        value=lambda row: row.hit.times,
        kind=Kind.WHOLE,
        width=56,
        hidden=True,
    ),
    Column(
        id="code", title=mark("Code"), value=lambda row: row.hit.code, kind=Kind.CODE, hidden=True
    ),
)
