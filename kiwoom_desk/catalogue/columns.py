"""Owns how a described field becomes a table column; refuses to know widgets and colours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from .model import Field, Kind
from .names import attribute

Align = Literal["left", "right", "center"]

_CENTRED = frozenset({Kind.CODE, Kind.DATE, Kind.TIME, Kind.FLAG})


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """Describe one column: `attribute` reads it from a made row, `key` is its name on the wire."""

    key: str
    attribute: str
    label: str
    kind: Kind
    align: Align
    unit: str | None = None
    scale: str | None = None
    signed: bool = False
    format: str | None = None
    choices: dict[str, str] = {}
    field: Field


def columns(fields: Iterable[Field]) -> tuple[Column, ...]:
    """Return a column for each leaf in order; lists and objects have none."""
    return tuple(_column(field, field.kind) for field in fields if field.kind is not None)


def _column(field: Field, kind: Kind) -> Column:
    return Column(
        key=field.key,
        attribute=attribute(field.key),
        label=field.label,
        kind=kind,
        align=_align(field),
        unit=field.unit,
        scale=field.scale,
        signed=field.signed or kind is Kind.SIGNED_QTY,
        format=field.format,
        choices=field.choices,
        field=field,
    )


def _align(field: Field) -> Align:
    if field.numeric:
        return "right"
    return "center" if field.kind in _CENTRED else "left"
