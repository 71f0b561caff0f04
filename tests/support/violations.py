"""Requests that break one documented rule each, drawn from the catalogue; knows no server."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from kiwoom_desk.catalogue.model import Api, Field, Kind

_DIGITS = frozenset({Kind.QTY, Kind.PRICE, Kind.AMOUNT, Kind.COUNT, Kind.TIME})
_VALUES = {Kind.DATE: "20261120", Kind.TIME: "100000"}


class Violation(msgspec.Struct, frozen=True):
    """A body that breaks one rule of one field, and the code it deserves."""

    api_id: str
    key: str
    code: str
    body: dict[str, object]


def valid(field: Field) -> str:
    """Return a text that a field may have."""
    if field.const is not None:
        return field.const
    if field.choices:
        return next(iter(field.choices))
    if field.kind in _VALUES:
        return _VALUES[field.kind]
    text = "1" if field.kind in _DIGITS else "005930"
    return text[: field.length] if field.length else text


def body_of(api: Api) -> dict[str, object]:
    """Return a body with every field of an API."""
    return {field.key: valid(field) for field in api.request if field.type == "string"}


def violations(api: Api) -> Iterator[Violation]:
    """Yield every way to break one rule of one field."""
    for field in api.request:
        if field.type == "string" and field.const is None:
            yield from _of(api, field)


def _of(api: Api, field: Field) -> Iterator[Violation]:
    body = body_of(api)
    if field.required and not field.blank:
        yield Violation(api.id, field.key, "1511", {**body, field.key: ""})
        yield Violation(
            api.id, field.key, "1511", {k: v for k, v in body.items() if k != field.key}
        )
    wrong: list[object] = [["x"], {"x": "y"}, True, 1.5]
    if field.choices and not field.open:
        wrong.append("~?")
    elif field.length:
        wrong.append("1" * (field.length + 1))
    if field.kind is Kind.DATE:
        wrong += ["20270230", "00000000"]
    if field.kind in _DIGITS and not field.choices:
        wrong += ["-5", "1,234", "５", "x"]
    for value in wrong:
        yield Violation(api.id, field.key, "1517", {**body, field.key: value})
