"""Owns the made Structs of real-time values; refuses values that are not an object of FIDs."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from .load import catalogue
from .model import RealType
from .names import attribute

_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_Count = Annotated[int, msgspec.Meta(ge=0)]
_COUNTS = {
    "0B": frozenset({"13", "14"}),
    "0D": frozenset({"121", "125", *map(str, range(61, 81))}),
}
"""FIDs of volumes, values and sizes: never signed, and other ones in nearly every frame."""
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
        self.counted, self._counting = self.struct, self._decoder
        counts = _COUNTS.get(type_.id)
        if counts:
            shapes = [
                (attribute(key), _Count, msgspec.field(default=0, name=key))
                if key in counts
                else member
                for key, member in zip((one.key for one in type_.fields), members, strict=True)
            ]
            self.counted = msgspec.defstruct(f"Counted_{type_.id}", shapes, gc=False)
            self._counting = msgspec.json.Decoder(self.counted, strict=False)

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

    def count(self, raw: bytes | msgspec.Raw) -> Any:
        """Return the values as `counted`, or as `struct` where a count is no plain number.

        `counted` has whole numbers for sizes and volumes, 0 until sent, and texts for the rest:
        a number costs the decoder no more than its text, and a look at the text costs as much
        again. Raise RowError.
        """
        try:
            return self._counting.decode(raw)
        except (*_UNREADABLE, msgspec.ValidationError):
            return self.decode(raw)

    def texts(self, counted: Any) -> Any:
        """Return a row of `counted` as `struct`; a count that was not sent is "0"."""
        row = self.struct()
        for name in self.struct.__struct_fields__:
            setattr(row, name, str(getattr(counted, name)))
        return row

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
