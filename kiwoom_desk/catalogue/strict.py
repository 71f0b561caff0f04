"""Owns what a described field must keep to; refuses with a reason instead of a repair."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from .model import Field, Kind

FORMATS = frozenset({"YYYYMMDDHHMMSS", "HH:MM:SS", "HHMM"})


class SpecError(ValueError):
    """Say which file, entry (API, type or list of choices) and key is described wrongly, and why."""

    def __init__(self, file: str, entry: str, key: str, reason: str) -> None:
        place = ": ".join(part for part in (file, entry, key) if part)
        super().__init__(f"{place}: {reason}")
        self.file = file
        self.entry = entry
        self.key = key
        self.reason = reason


def check_field(field: Field, request: bool) -> str | None:
    """Return the first rule the field breaks, or None."""
    if not field.key or not field.label:
        return "key or label is empty"
    if field.length is not None and field.length < 1:
        return "a length counts characters from 1"
    if field.type in ("string", "int"):
        return _check_leaf(field) or _check_side(field, request)
    if field.kind is not None:
        return "a list or an object has no kind"
    if not field.children and not request:
        return "a list or an object of a reply has children"
    return None


def _check_leaf(field: Field) -> str | None:
    if field.kind is None:
        return "the kind is missing"
    if field.children:
        return "only a list or an object has children"
    if field.format is not None and (field.kind is not Kind.TIME or field.format not in FORMATS):
        return f"format {field.format!r} is unknown or not on a time"
    if not field.numeric and (field.unit or field.scale or field.signed):
        return "unit, scale and signed belong to numbers"
    if field.scale is not None and not _is_scale(field.scale):
        return f"scale {field.scale!r} is not a positive decimal"
    return None


def _is_scale(text: str) -> bool:
    try:
        scale = Decimal(text)
    except InvalidOperation:
        return False
    return scale.is_finite() and scale > 0


def _check_side(field: Field, request: bool) -> str | None:
    asks = field.required or field.blank or field.open or field.const is not None
    if asks and not request:
        return "required, blank, open and const belong to requests"
    if field.blank and not field.required:
        return "blank says something about required fields only"
    if field.open and not field.choices:
        return "only choices can be open"
    if field.const is not None and field.choices and field.const not in field.choices:
        return "const is not among the choices"
    return None
