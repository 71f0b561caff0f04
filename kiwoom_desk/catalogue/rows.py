"""Owns the made Structs of real-time values; refuses values that are not an object of FIDs."""

from __future__ import annotations

from typing import Any

import msgspec

from .load import catalogue
from .model import RealType
from .names import attribute

_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_made: dict[str, RowType] = {}


class RowError(ValueError):
    """Say that the values of one push could not be read; carries the type and never the values."""

    def __init__(self, type_id: str, reason: str) -> None:
        super().__init__(f"{type_id}: {reason}")
        self.type_id = type_id
        self.reason = reason


class RowType:
    """Decodes the values of one real-time type.

    `struct` has one `str` attribute per FID (`f10`), "" until sent. All keys are declared, in
    frame order: msgspec searches its table for every key it does not know or expect.
    """

    def __init__(self, type_: RealType) -> None:
        self.type = type_
        members = [
            (attribute(field.key), str, msgspec.field(default="", name=field.key))
            for field in type_.fields
        ]
        self.struct: type[Any] = msgspec.defstruct(f"Row_{type_.id}", members, gc=False)
        self._decoder = msgspec.json.Decoder(self.struct)

    def decode(self, raw: bytes | msgspec.Raw) -> Any:
        """Return the values as `struct`; raise RowError.

        One object, or a list around one, is accepted; a number becomes its text, null becomes "".
        """
        try:
            return self._decoder.decode(raw)
        except msgspec.ValidationError:
            return self._decode_slowly(raw)
        except _UNREADABLE:
            raise RowError(self.type.id, "the values are not JSON") from None

    def _decode_slowly(self, raw: bytes | msgspec.Raw) -> Any:
        try:
            found = msgspec.json.decode(raw)
        except _UNREADABLE:
            raise RowError(self.type.id, "the values are not JSON") from None
        if isinstance(found, list) and len(found) == 1:
            found = found[0]
        if not isinstance(found, dict):
            raise RowError(self.type.id, "the values are not one object")
        row = self.struct()
        for field in self.type.fields:
            if field.key in found:
                setattr(row, attribute(field.key), self._text(field.key, found[field.key]))
        return row

    def _text(self, key: str, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise RowError(self.type.id, f"FID {key} is not a text")
        return str(value)


def row_type(type_: RealType | str) -> RowType:
    """Return the decoder of a real-time type (an id is looked up in the shipped catalogue).

    It is made at the first call; an unknown id raises UnknownType.
    """
    found = catalogue().type(type_) if isinstance(type_, str) else type_
    made = _made.get(found.id)
    if made is None or made.type is not found:
        made = _made[found.id] = RowType(found)
    return made
