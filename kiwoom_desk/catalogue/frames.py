"""Owns the envelope of a stream text frame; refuses frames that are not one JSON object."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Literal

import msgspec

from .load import catalogue
from .model import Catalogue
from .rows import row_type

_Decode = Callable[[bytes], "Frame"]

_log = logging.getLogger(__name__)
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_HEAD = 48
_HEADS = 64
_TAIL = 112
_MARK = b'"type":"'
_TYPE = re.compile(rb'"type"\s*:\s*"(\w\w)"')


class FrameError(ValueError):
    """Say that a frame could not be read at all; never carries its text."""


class Entry(msgspec.Struct, gc=False):
    """Hold one push of a REAL frame; `values` is Raw until wanted, or a made row already."""

    type: str
    item: str = ""
    values: Any = msgspec.Raw(b"null")

    def row(self) -> Any:
        """Return the values as the made row of the type; raise UnknownType or RowError."""
        return row_type(self.type).decode(self.values)

    def figures(self) -> Any:
        """Return the values with their counts as numbers, or `row()` (`RowType.count`)."""
        return row_type(self.type).count(self.values)


class Frame(msgspec.Struct, gc=False):
    """Hold one frame: `data` has the pushes of a REAL frame and is empty for every other."""

    trnm: str
    data: list[Any]


class Answer(Frame, gc=False):
    """Hold a frame that is no push (LOGIN, PING, SYSTEM, REG, REMOVE, CNSR…).

    `return_code` is None where none was sent or it was no number. The rows of a condition
    answer are read from the same bytes with `reply.reply_type`.
    """

    return_code: int | None = None
    return_msg: str = ""
    code: str = ""
    message: str = ""
    grp_no: str = ""
    seq: str = ""
    sor_yn: str = ""


class _RawEntry(Entry, gc=False):
    values: msgspec.Raw = msgspec.Raw(b"null")


class _MadeEntry(Entry, gc=False):
    def row(self) -> Any:
        return self.values

    def figures(self) -> Any:
        return self.values


class _CountedEntry(Entry, gc=False):
    def row(self) -> Any:
        return row_type(self.type).texts(self.values)

    def figures(self) -> Any:
        return self.values


class _RawFrame(Frame, gc=False):
    trnm: Literal["REAL"]
    data: list[_RawEntry]


class FrameReader:
    """Reads frames in one pass.

    Entries of the `eager` types come with their row made, those of the `counted` types with
    counts as numbers (fastest for 0B, whose value is always wanted); entries of other types keep
    Raw values (fastest for 0D, wanted when visible).
    """

    def __init__(
        self, described: Catalogue, eager: Iterable[str] = (), counted: Iterable[str] = ()
    ) -> None:
        self._lazy: _Decode = msgspec.json.Decoder(_RawFrame).decode
        self._types: dict[bytes, _Decode] = dict.fromkeys(
            (id_.encode() for id_ in described.types), self._lazy
        )
        for type_id in eager:
            rows = row_type(described.type(type_id))
            self._types[type_id.encode()] = _eager_decode(type_id, rows.struct, _MadeEntry)
        for type_id in counted:
            rows = row_type(described.type(type_id))
            self._types[type_id.encode()] = _eager_decode(type_id, rows.counted, _CountedEntry)
        self._heads: dict[bytes, _Decode] = {}

    def decode(self, data: bytes) -> Frame:
        """Return the frame; raise FrameError for what is not a JSON object.

        A push without a type is logged and left out; one without values has no `row()`.
        """
        # Looking at the bytes is far cheaper than a tagged union, whose tag comes after the
        # values in many frames. A wrong look costs a second pass, never a wrong row.
        heads = self._heads
        decode = heads.get(data[:_HEAD]) if heads else None
        if decode is None:
            at = data.rfind(_MARK, -_TAIL)
            decode = self._types.get(data[at + 8 : at + 10]) if at >= 0 else None
            if decode is None:
                decode = self._look(data)
        try:
            return decode(data)
        except msgspec.ValidationError:
            pass
        except _UNREADABLE:
            raise FrameError("the frame is not JSON") from None
        try:
            return self._decode_again(data)
        except _UNREADABLE:
            raise FrameError("the frame is not JSON") from None

    def _look(self, data: bytes) -> _Decode:
        """Find the type at the front, and remember the opening bytes where they tell it."""
        found = _TYPE.search(data, 0, _HEAD)
        if found is None:
            return self._lazy
        decode = self._types.get(found[1], self._lazy)
        if len(self._heads) < _HEADS:
            self._heads[data[:_HEAD]] = decode
        return decode

    def _decode_again(self, data: bytes) -> Frame:
        try:
            return self._lazy(data)
        except msgspec.ValidationError:
            return _decode_slowly(data)


def decode_frame(data: bytes) -> Frame:
    """Return a frame with 0B rows made and counted, all other values Raw; raise FrameError."""
    return _reader().decode(data)


def _eager_decode(type_id: str, row: type[Any], made: type[Entry]) -> _Decode:
    """A decoder of frames that hold one type only, values included; any other is refused."""
    kind: Any = Literal[type_id]
    fields: list[tuple[str, Any]] = [("type", kind), ("item", str), ("values", row)]
    entry = msgspec.defstruct(f"Entry_{type_id}", fields, bases=(made,), gc=False)
    shape: Any = list[entry]  # type: ignore[valid-type]
    members: list[tuple[str, Any]] = [("trnm", Literal["REAL"]), ("data", shape)]
    frame: Any = msgspec.defstruct(f"Frame_{type_id}", members, bases=(Frame,), gc=False)
    decode: _Decode = msgspec.json.Decoder(frame, strict=made is not _CountedEntry).decode
    return decode


@cache
def _reader() -> FrameReader:
    return FrameReader(catalogue(), counted=("0B",))


class _Loose(msgspec.Struct):
    """Every frame fits: what the strict shape refuses is looked at value by value."""

    trnm: Any = None
    return_code: Any = None
    return_msg: Any = None
    code: Any = None
    message: Any = None
    grp_no: Any = None
    seq: Any = None
    sor_yn: Any = None


def _decode_slowly(data: bytes) -> Frame:
    try:
        loose = msgspec.json.decode(data, type=_Loose)
    except msgspec.ValidationError:
        raise FrameError("the frame is not a JSON object") from None
    if loose.trnm == "REAL":
        return Frame("REAL", _take_entries(data))
    answer = Answer("", [], _code(loose.return_code))
    for name in ("trnm", "return_msg", "code", "message", "grp_no", "seq", "sor_yn"):
        setattr(answer, name, _text(getattr(loose, name)))
    return answer


class _RawData(msgspec.Struct):
    data: msgspec.Raw = msgspec.Raw(b"null")


def _take_entries(data: bytes) -> list[Entry]:
    raw = msgspec.json.decode(data, type=_RawData).data
    try:
        pushes = msgspec.json.decode(raw, type=list[msgspec.Raw])
    except msgspec.ValidationError:
        pushes = [raw]
    entries: list[Entry] = []
    for push in pushes:
        try:
            entries.append(msgspec.json.decode(push, type=_RawEntry))
        except msgspec.ValidationError:
            _log.warning("REAL: set aside a push without a type")
    return entries


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _code(value: Any) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
