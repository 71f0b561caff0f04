"""Owns how a reply differs from its description; refuses to carry any value of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from .model import Api, Field

_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_ENVELOPE = frozenset({"return_code", "return_msg"})
_NESTED = ("list", "object")


class Differences(msgspec.Struct, frozen=True):
    """Keys that a reply lacks, has beyond its description, or has in another shape.

    A key of a row stands behind that of its list and a dot.
    """

    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    odd: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.extra or self.odd)

    def joined(self, other: Differences) -> Differences:
        """Return the differences of two pages, each key once."""
        pairs = (
            (self.missing, other.missing),
            (self.extra, other.extra),
            (self.odd, other.odd),
        )
        return Differences(*(tuple(dict.fromkeys((*mine, *theirs))) for mine, theirs in pairs))


def differences(api: Api, body: bytes) -> Differences:
    """Return how a body differs from the response of its API; none for what is no JSON object."""
    try:
        found = msgspec.json.decode(body)
    except _UNREADABLE:
        return Differences()
    if not isinstance(found, dict):
        return Differences()
    seen = _Seen()
    # A refusal, or an empty answer by code, has an envelope and nothing else.
    if found.get("return_code", 0) in (0, "0"):
        seen.compare(api.response, found, "", _ENVELOPE)
    return Differences(tuple(seen.missing), tuple(seen.extra), tuple(seen.odd))


class _Seen:
    """Keys in the order met, each once."""

    def __init__(self) -> None:
        self.missing: dict[str, None] = {}
        self.extra: dict[str, None] = {}
        self.odd: dict[str, None] = {}

    def compare(
        self,
        fields: Sequence[Field],
        found: dict[str, Any],
        place: str,
        known: Iterable[str] = (),
    ) -> None:
        keys = {field.key for field in fields}
        for field in fields:
            if field.key not in found:
                if field.key not in _ENVELOPE:
                    self.missing[place + field.key] = None
            else:
                self._look(field, found[field.key], place + field.key)
        for key in found:
            if key not in keys and key not in known:
                self.extra[place + key] = None

    def _look(self, field: Field, value: Any, place: str) -> None:
        if value is None:
            return
        if field.type == "list" and isinstance(value, list):
            # Nine hundred bars of a chart are as described: each is looked at once, not field by field.
            flat = not any(child.type in _NESTED for child in field.children)
            keys = {child.key for child in field.children}
            for row in value:
                if not (flat and _plain(row, keys)):
                    self._row(field, row, place)
        elif field.type in _NESTED:
            if value != "":
                self._row(field, value, place)
        elif not isinstance(value, str | int | float) or isinstance(value, bool):
            self.odd[place] = None

    def _row(self, field: Field, row: Any, place: str) -> None:
        if isinstance(row, dict):
            self.compare(field.children, row, f"{place}.")
        elif not isinstance(row, list) or len(row) != len(field.children):
            self.odd[place] = None


def _plain(row: Any, keys: set[str]) -> bool:
    """Tell whether a row has just these keys, and texts alone."""
    return (
        isinstance(row, dict)
        and row.keys() == keys
        and all(type(value) is str for value in row.values())
    )
