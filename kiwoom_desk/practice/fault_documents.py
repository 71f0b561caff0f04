"""Reads documents of faults from TOML and JSON; refuses each mistake with its line, fault and key."""

from __future__ import annotations

import re
import tomllib
from difflib import get_close_matches
from pathlib import Path

import msgspec

from kiwoom_desk.practice.faults import AnyFault, Document, Fault

_PLACE = re.compile(r"\$\.fault\[(\d+)\](?:\.([A-Za-z_]\w*))?")
_QUOTED = re.compile(r"['`](\w+)['`]")
_TABLE = re.compile(r"^\s*\[\[\s*fault\s*\]\]")
_SYNTAX_LINE = re.compile(r"line (\d+)")


class FaultDocumentError(ValueError):
    """A document that cannot be used: the sentence names line, fault and key where they are known."""


def load_faults(path: Path) -> Document:
    """Read a TOML file; raise FaultDocumentError or OSError."""
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        raise FaultDocumentError("not UTF-8 text") from None
    return parse_toml(text)


def parse_toml(text: str) -> Document:
    """Return the document of a TOML text; raise FaultDocumentError."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _SYNTAX_LINE.search(str(error))
        raise FaultDocumentError(f"line {found[1] if found else 'last'}: {error}") from None
    try:
        return msgspec.convert(raw, Document)
    except msgspec.ValidationError as error:
        raise FaultDocumentError(_sentence(str(error), text.splitlines())) from None


def parse_json(raw: bytes) -> Document:
    """Return the document of a JSON body; raise FaultDocumentError."""
    try:
        return msgspec.json.decode(raw, type=Document)
    except msgspec.ValidationError as error:
        raise FaultDocumentError(_sentence(str(error), [])) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FaultDocumentError(f"not JSON: {error}") from None


def _sentence(words: str, lines: list[str]) -> str:
    """Return the mistake with its place: `line 7, fault 2, 'sekonds': …`."""
    message, _, path = words.partition(" - at ")
    place = _PLACE.search(path)
    quoted = _QUOTED.search(message)
    key = (place[2] if place else None) or (quoted[1] if quoted else "")
    number = int(place[1]) + 1 if place else 0
    where = [f"fault {number}"] if number else []
    line = _line_of(lines, number, key)
    if line:
        where.insert(0, f"line {line}")
    if place and place[2]:
        where.append(f"'{place[2]}'")
    return (
        f"{', '.join(where)}: {message}{_hint(message, key)}"
        if where
        else message + _hint(message, key)
    )


def _line_of(lines: list[str], number: int, key: str) -> int:
    """Return the line (from 1) of a key in the n-th fault, or of that fault's heading; 0 unknown."""
    heads = [n for n, text in enumerate(lines) if _TABLE.match(text)]
    if number > len(heads):
        return 0
    first = heads[number - 1] if number else 0
    last = heads[number] if number < len(heads) else len(lines)
    spot = re.compile(rf"^\s*(?:\[\s*fault\s*\.\s*)?[\"']?{re.escape(key)}[\"']?\s*[=.\]]")
    found = next((n for n in range(first, last) if key and spot.match(lines[n])), None)
    if found is None:
        return first + 1 if number else 0
    return found + 1


def _hint(message: str, key: str) -> str:
    if "unknown field" not in message:
        return ""
    known = {name for kind in AnyFault.__args__ for name in kind.__struct_fields__}
    near = get_close_matches(key, sorted(known | {"do", "fault", "seed"}), 1)
    return f"; '{near[0]}' is a key" if near else ""


__all__ = ["Fault", "FaultDocumentError", "load_faults", "parse_json", "parse_toml"]
