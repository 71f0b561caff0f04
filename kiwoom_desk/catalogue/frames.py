"""Owns the envelope of a stream text frame; refuses frames that are not one JSON object."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import cache
from typing import Any

import msgspec

from .load import catalogue
from .model import Catalogue
from .rows import RowType, row_type

_log = logging.getLogger(__name__)
_HEAD = 64


class FrameError(ValueError):
    """Say that a frame could not be read at all; never carries its text."""


class Entry(msgspec.Struct, gc=False):
    """Hold one push of a REAL frame; `values` is Raw until wanted, or a made row already."""

    type: str
    values: Any
    item: str = ""
    name: str = ""

    def row(self) -> Any:
        """Return the values as the made row of the type; raise UnknownType or RowError."""
        if isinstance(self.values, msgspec.Raw):
            return row_type(self.type).decode(self.values)
        return self.values


class Frame(msgspec.Struct, gc=False):
    """Hold one frame: `data` has the pushes of a REAL frame and is empty for every other.

    The rest of an answer (LOGIN, REG, CNSRREQ …) is read with `reply.reply_type` where it has
    rows. `return_code` is None where none was sent or it was no number.
    """

    trnm: str = ""
    data: list[Any] = []
    return_code: int | None = None
    return_msg: str = ""
    code: str = ""
    message: str = ""
    grp_no: str = ""
    seq: str = ""
    sor_yn: str = ""
    set_aside: int = 0


class _RawEntry(Entry, gc=False):
    values: msgspec.Raw


class _RawFrame(Frame, gc=False):
    data: list[_RawEntry] = []


class FrameReader:
    """Reads frames in one pass.

    Entries of the `eager` types come with their row made (fastest for 0B, which is always
    wanted), entries of other types keep Raw values (fastest for 0D, wanted when visible).
    """

    def __init__(self, described: Catalogue, eager: Iterable[str] = ()) -> None:
        self._lazy = msgspec.json.Decoder(_RawFrame)
        self._eager: dict[bytes, _EagerType] = {
            type_id.encode(): _EagerType(type_id, row_type(described.type(type_id)))
            for type_id in eager
        }

    def decode(self, data: bytes) -> Frame:
        """Return the frame; raise FrameError for what is not a JSON object.

        A push without type or values is logged, counted in `set_aside` and left out.
        """
        # Looking at the bytes is far cheaper than a tagged union, whose tag comes after the
        # values in many frames. A wrong look costs a second pass, never a wrong row.
        at = data.find(b'"type"', 0, _HEAD)
        if at < 0:
            at = data.rfind(b'"type"')
        eager = self._eager.get(data[at + 8 : at + 10]) or self._eager.get(data[at + 9 : at + 11])
        try:
            if eager is not None:
                frame: Frame = eager.decode(data)
                if eager.owns(frame):
                    return frame
            return self._lazy.decode(data)
        except msgspec.ValidationError:
            return _decode_slowly(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise FrameError("the frame is not JSON") from None


def decode_frame(data: bytes) -> Frame:
    """Return a frame with 0B rows made and all other values Raw; raise FrameError."""
    return _reader().decode(data)


class _EagerType:
    """The decoder of frames that hold one type only, values included."""

    def __init__(self, type_id: str, rows: RowType) -> None:
        entry = msgspec.defstruct(
            f"Entry_{type_id}", [("values", rows.struct)], bases=(Entry,), gc=False
        )
        frame: Any = msgspec.defstruct(
            f"Frame_{type_id}",
            [("data", list[entry], msgspec.field(default_factory=list))],  # type: ignore[valid-type]
            bases=(Frame,),
            gc=False,
        )
        self.type_id = type_id
        self.decode = msgspec.json.Decoder(frame).decode

    def owns(self, frame: Frame) -> bool:
        for entry in frame.data:
            if entry.type != self.type_id:
                return False
        return frame.trnm == "REAL"


@cache
def _reader() -> FrameReader:
    return FrameReader(catalogue(), eager=("0B",))


class _Loose(msgspec.Struct):
    """Every frame fits: what the strict shape refuses is looked at value by value."""

    trnm: Any = None
    data: Any = None
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
    frame = Frame(return_code=_code(loose.return_code))
    for name in ("trnm", "return_msg", "code", "message", "grp_no", "seq", "sor_yn"):
        setattr(frame, name, _text(getattr(loose, name)))
    if frame.trnm == "REAL":
        _take_entries(frame, data)
    return frame


class _RawData(msgspec.Struct):
    data: msgspec.Raw = msgspec.Raw(b"null")


def _take_entries(frame: Frame, data: bytes) -> None:
    raw = msgspec.json.decode(data, type=_RawData).data
    try:
        pushes = msgspec.json.decode(raw, type=list[msgspec.Raw])
    except msgspec.ValidationError:
        pushes = [raw]
    entries = []
    for push in pushes:
        try:
            entries.append(msgspec.json.decode(push, type=_RawEntry))
        except msgspec.ValidationError:
            frame.set_aside += 1
    frame.data = entries
    if frame.set_aside:
        _log.warning("REAL: set aside %d pushes without type or values", frame.set_aside)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _code(value: Any) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
