"""Owns the made Structs of REST and stream replies; refuses a body that is not a JSON object."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

import msgspec

from .model import Api, Field, Kind
from .names import attribute
from .values import Scalar

_log = logging.getLogger(__name__)
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_ENVELOPE = (
    Field(key="return_code", label="결과코드", type="int", kind=Kind.FLAG),
    Field(key="return_msg", label="결과메시지", kind=Kind.TEXT),
)
_made: dict[str, ReplyType] = {}


class ReplyError(ValueError):
    """Say that a reply could not be read at all; carries the API id and never the body."""

    def __init__(self, api_id: str, reason: str) -> None:
        super().__init__(f"{api_id}: {reason}")
        self.api_id = api_id
        self.reason = reason


class ReplyType:
    """Decodes the replies of one API.

    `struct` is the made Struct of the body: an attribute for every field and for `return_code`
    and `return_msg`, each None until sent. A leaf is str, int, float, bool or None as it came.
    `row_structs` holds the Struct of the rows by the key of their list.
    """

    def __init__(self, api: Api) -> None:
        self.api = api
        declared = {field.key for field in api.response}
        extra = tuple(field for field in _ENVELOPE if field.key not in declared)
        self._body = _Shape(f"Reply_{api.id}", (*api.response, *extra), gc=True)
        self.struct = self._body.struct
        self.row_structs = {
            field.key: self._body.inner[field.key].struct
            for field in api.response
            if field.type == "list"
        }
        self._decoder = msgspec.json.Decoder(self.struct)

    def decode(self, body: bytes) -> Any:
        """Return the body as `struct`; raise ReplyError.

        A row as an array is taken in the published order (ka10171), a null or blank list as
        absent. A value of another shape than described is set aside as None and logged.
        """
        try:
            return self._decoder.decode(body)
        except msgspec.ValidationError:
            return self._decode_slowly(body)
        except _UNREADABLE:
            raise ReplyError(self.api.id, "the body is not JSON") from None

    def rows(self, reply: Any, key: str) -> list[Any]:
        """Return the rows of a list of a decoded reply, [] where the list is absent."""
        if key not in self.row_structs:
            raise KeyError(f"{self.api.id} has no list {key!r}")
        return getattr(reply, attribute(key)) or []

    def _decode_slowly(self, body: bytes) -> Any:
        try:
            found = msgspec.json.decode(body)
        except _UNREADABLE:
            raise ReplyError(self.api.id, "the body is not JSON") from None
        if not isinstance(found, dict):
            raise ReplyError(self.api.id, "the body is not a JSON object")
        odd: set[str] = set()
        reply = self._body.build(found, odd)
        if odd:
            _log.warning("%s: set aside %s", self.api.id, ", ".join(sorted(odd)))
        return reply


def reply_type(api: Api) -> ReplyType:
    """Return the decoder of an API's replies, made at the first call."""
    made = _made.get(api.id)
    if made is None or made.api is not api:
        made = _made[api.id] = ReplyType(api)
    return made


class _Shape:
    """One made Struct with the shapes below it, and the tolerant way to fill it."""

    def __init__(self, name: str, fields: Iterable[Field], *, gc: bool = False) -> None:
        self.fields = tuple(fields)
        self.inner = {
            field.key: _Shape(f"{name}_{field.key}", field.children)
            for field in self.fields
            if field.type in ("list", "object")
        }
        self.struct: type[Any] = msgspec.defstruct(
            name, [self._member(field) for field in self.fields], gc=gc
        )

    def _member(self, field: Field) -> tuple[str, Any, Any]:
        kind: Any = Scalar
        if field.key in self.inner:
            inner = self.inner[field.key].struct
            kind = (list[inner] if field.type == "list" else inner) | None  # type: ignore[valid-type]
        return attribute(field.key), kind, msgspec.field(default=None, name=field.key)

    def build(self, found: dict[str, Any], odd: set[str]) -> Any:
        made = self.struct()
        for field in self.fields:
            if field.key in found:
                setattr(made, attribute(field.key), self._value(field, found[field.key], odd))
        return made

    def _value(self, field: Field, value: Any, odd: set[str]) -> Any:
        if field.type == "list" and isinstance(value, list):
            rows = [self._row(field, entry, odd) for entry in value]
            return [row for row in rows if row is not None]
        if field.type == "object" and isinstance(value, dict | list):
            return self._row(field, value[0] if isinstance(value, list) and value else value, odd)
        if value is None or (field.key in self.inner and value == ""):
            return None
        if field.key in self.inner or not isinstance(value, str | int | float):
            odd.add(field.key)
            return None
        return value

    def _row(self, field: Field, entry: Any, odd: set[str]) -> Any:
        shape = self.inner[field.key]
        if isinstance(entry, list):
            entry = dict(zip((child.key for child in shape.fields), entry, strict=False))
        if isinstance(entry, dict):
            return shape.build(entry, odd)
        odd.add(field.key)
        return None
