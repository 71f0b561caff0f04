"""Whether a text on the wire has the form its field documents; knows nothing of who sent it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from kiwoom_desk.catalogue.model import Field, Kind
from kiwoom_desk.catalogue.values import BadNumber, text_number

_TIMES = {None: "%H%M%S", "YYYYMMDDHHMMSS": "%Y%m%d%H%M%S", "HH:MM:SS": "%H:%M:%S", "HHMM": "%H%M"}
_NO_DATES = frozenset({"", "00000000"})
_CODE = re.compile(r"[0-9A-Za-z|_]* *", re.ASCII)


def faults(fields: Iterable[Field], values: Mapping[str, object], place: str) -> list[str]:
    """Return what is wrong with the values of some fields; an empty list is well-formed."""
    found: list[str] = []
    for field in fields:
        where = f"{place}.{field.key}"
        if field.key not in values:
            found.append(f"{where}: absent")
        elif field.type == "list":
            rows = values[field.key]
            assert isinstance(rows, list), where
            for number, row in enumerate(rows):
                if isinstance(row, list):
                    row = dict(zip((child.key for child in field.children), row, strict=True))
                found += faults(field.children, row, f"{where}[{number}]")
        elif field.type == "object":
            inner = values[field.key]
            assert isinstance(inner, dict), where
            found += faults(field.children, inner, where)
        elif field.type == "string":
            found += [f"{where}: {fault}" for fault in leaf_faults(field, values[field.key])]
    return found


def leaf_faults(field: Field, value: object) -> list[str]:
    """Return what is wrong with one text."""
    if not isinstance(value, str):
        return [f"{value!r} is no text"]
    if field.length is not None and len(value) > field.length:
        return [f"{value!r} is longer than {field.length}"]
    if value == "":
        return []
    if field.numeric:
        return _number_faults(field, value)
    if field.kind is Kind.DATE and value not in _NO_DATES:
        return _moment_faults("%Y%m%d", value)
    if field.kind is Kind.TIME:
        return _moment_faults(_TIMES[field.format], value)
    if field.kind is Kind.FLAG and field.choices and value not in field.choices:
        return [f"{value!r} is none of {sorted(field.choices)}"]
    if field.kind is Kind.CODE and not _CODE.fullmatch(value):
        return [f"{value!r} is no code"]
    return []


def _number_faults(field: Field, value: str) -> list[str]:
    try:
        number = text_number(field, value)
    except BadNumber:
        return [f"{value!r} is no number"]
    unsigned = field.kind in (Kind.PRICE, Kind.QTY, Kind.COUNT, Kind.AMOUNT) and not field.signed
    if unsigned and number is not None and number < 0:
        return [f"{value!r} is below zero"]
    return []


def _moment_faults(form: str, value: str) -> list[str]:
    try:
        datetime.strptime(value, form)  # noqa: DTZ007 - only the form counts
    except ValueError:
        return [f"{value!r} is not of the form {form}"]
    return []
