"""Changes fields of a JSON reply or frame by paths; refuses nothing: what a path does not find stays."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from functools import partial
from typing import Any

import msgspec

from kiwoom_desk.practice.faults import Edit

_STEP = re.compile(r"([^.\[\]]+)|\[(\d*)\]")
_FORMATS = {6: "%H%M%S", 8: "%Y%m%d", 14: "%Y%m%d%H%M%S"}
_ABSENT = object()
_MOST_ROWS = 100_000

Step = str | int | None
Change = Callable[[Any, Mapping[str, Any]], Any]


def edited(raw: bytes, edit: Edit) -> bytes:
    """Return a JSON body or frame with an edit; one that is no JSON object stays as it is."""
    try:
        found = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return raw
    if not isinstance(found, dict):
        return raw
    for path, change in _changes(edit):
        _change(found, path, change)
    for path, value in edit.set.items():
        _put(found, path, value)
    for path in edit.remove:
        _change(found, path, _removed)
    for path, count in edit.repeat.items():
        _change(found, path, partial(_repeated, count))
    return msgspec.json.encode(found)


def _changes(edit: Edit) -> Iterator[tuple[str, Change]]:
    """Yield each path with how its value changes, in the order of the keys' page."""
    for path, source in edit.copy.items():
        yield path, partial(_copied, _last(source))
    for path, form in edit.form.items():
        yield path, partial(_formed, form)
    for path, factor in edit.scale.items():
        yield path, partial(_scaled, factor)
    for path, seconds in edit.shift.items():
        yield path, partial(_shifted, seconds)


def _copied(source: str, old: Any, row: Mapping[str, Any]) -> Any:
    return row.get(source, old)


def _formed(form: str, old: Any, _: Mapping[str, Any]) -> Any:
    return form.replace("{}", _text(old))


def _scaled(factor: float, old: Any, _: Mapping[str, Any]) -> Any:
    return scaled(_text(old), factor)


def _shifted(seconds: float, old: Any, _: Mapping[str, Any]) -> Any:
    return shifted(_text(old), seconds)


def _removed(_: Any, __: Mapping[str, Any]) -> Any:
    return _ABSENT


def scaled(text: str, factor: float) -> str:
    """Return a number's text times a factor, cut to whole, with its sign and zeros kept."""
    sign = text[:1] if text[:1] in "+-" else ""
    digits = text[len(sign) :]
    if not digits.isdecimal():
        return text
    return sign + str(int(int(digits) * factor)).zfill(len(digits) if digits[0] == "0" else 1)


def shifted(text: str, seconds: float) -> str:
    """Return a time, date or moment moved by seconds: HHMMSS, YYYYMMDD[HHMMSS], `<ISO>[;more]`."""
    step = timedelta(seconds=seconds)
    form = _FORMATS.get(len(text)) if text.isdecimal() else None
    try:
        if form:
            # A day of its own, so that a time may pass midnight.
            moment = datetime.strptime(text if len(text) > 6 else f"20000102{text}", _day(form))  # noqa: DTZ007
            return (moment + step).strftime(form)
        iso, mark, rest = text.partition(";")
        moved = datetime.fromisoformat(iso) + step
        return moved.isoformat(timespec="milliseconds") + mark + rest
    except ValueError:
        return text


def shifted_header(text: str, seconds: float) -> str:
    """Return a header's moment moved by seconds: an HTTP date, or what `shifted` knows."""
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return shifted(text, seconds)
    return format_datetime(moment + timedelta(seconds=seconds), usegmt=True)


def _day(form: str) -> str:
    return form if "%Y" in form else f"%Y%m%d{form}"


def _text(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _repeated(count: int, value: Any, _: Mapping[str, Any]) -> Any:
    if not isinstance(value, list) or not value:
        return value
    count = min(count, _MOST_ROWS)
    return (value * (count // len(value) + 1))[:count]


def steps(path: str) -> list[Step]:
    """Return the steps of a path: a key, a place, or None for every element; a FID is a value's."""
    if path.isdecimal() or path in ("item", "type", "name"):
        inner = ["values", path] if path.isdecimal() else [path]
        return ["data", None, *inner]
    found: list[Step] = []
    for key, place in _STEP.findall(path):
        if key:
            found.append(key)
        else:
            found.append(int(place) if place else None)
    return found


def _last(path: str) -> str:
    step = (steps(path) or [""])[-1]
    return step if isinstance(step, str) else ""


def _holders(value: Any, way: list[Step]) -> Iterator[Any]:
    """Yield each object or list that a path but for its last step leads to."""
    if not way:
        yield value
    elif way[0] is None:
        for one in value if isinstance(value, list) else ():
            yield from _holders(one, way[1:])
    elif isinstance(way[0], int):
        if isinstance(value, list) and way[0] < len(value):
            yield from _holders(value[way[0]], way[1:])
    elif isinstance(value, dict) and way[0] in value:
        yield from _holders(value[way[0]], way[1:])


def _change(found: Any, path: str, changed: Change) -> None:
    way = steps(path) or [""]
    for holder in _holders(found, way[:-1]):
        for key in _keys(holder, way[-1]):
            row = holder if isinstance(holder, dict) else {}
            value = changed(holder[key], row)
            if value is not _ABSENT:
                holder[key] = value
            elif isinstance(holder, dict):
                del holder[key]


def _keys(holder: Any, step: Step) -> list[Any]:
    if isinstance(holder, dict):
        return [step] if step in holder else []
    if not isinstance(holder, list):
        return []
    return [n for n in range(len(holder)) if step is None or step == n]


def _put(found: Any, path: str, value: Any) -> None:
    """Set a value, making the key where it lacks."""
    way = steps(path) or [""]
    for holder in _holders(found, way[:-1]):
        if isinstance(holder, dict) and isinstance(way[-1], str):
            holder[way[-1]] = value
        elif isinstance(holder, list):
            for key in _keys(holder, way[-1]):
                holder[key] = value
