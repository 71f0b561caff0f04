"""Owns the body of a call made from texts; refuses what the description does not allow."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Literal

from .model import Api, Field, Kind

Fault = Literal["missing", "unknown", "too_long", "choice", "date", "digits"]

_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_DATE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
_DIGIT_KINDS = frozenset({Kind.QTY, Kind.PRICE, Kind.AMOUNT, Kind.COUNT, Kind.TIME})


class RequestError(ValueError):
    """Say which field of which API breaks which rule; the value itself is told for choices only.

    `facts` hold what a sentence needs: `label`, and `length` and `limit`, or `value` and `allowed`.
    """

    def __init__(self, api_id: str, key: str, code: Fault, facts: Mapping[str, str]) -> None:
        super().__init__(f"{api_id} {key}: {code}")
        self.api_id = api_id
        self.key = key
        self.code = code
        self.facts = dict(facts)


def encode(api: Api, values: Mapping[str, str]) -> dict[str, str]:
    """Return the JSON body of a call in the published order; raise RequestError.

    Constants are filled in. An optional text that is not given is sent as "" (the broker's own
    examples do so), except outside orders where it has choices: then it is left out.
    The lists of a stream registration are made by the stream's own code, not here.
    """
    fields = {field.key: field for field in api.request if field.type == "string"}
    for key in values:
        if key not in fields:
            raise RequestError(api.id, key, "unknown", {})
    body = {}
    for key, field in fields.items():
        text = _text(api, field, values)
        if text is not None:
            body[key] = text
    return body


def _text(api: Api, field: Field, values: Mapping[str, str]) -> str | None:
    given = values.get(field.key)
    if field.const is not None:
        if given is not None and given != field.const:
            raise _choice(api, field, given, (field.const,))
        return field.const
    if given:
        _check(api, field, given)
        return given
    if field.required and not (field.blank and given is not None):
        raise RequestError(api.id, field.key, "missing", {"label": field.label})
    if field.choices and given is None and not api.is_order:
        return None
    return ""


def _check(api: Api, field: Field, text: str) -> None:
    if text in field.choices:
        # A few published lengths are shorter than the published choices: those are sent as told.
        return
    if field.choices and not field.open:
        raise _choice(api, field, text, tuple(field.choices))
    if field.length is not None and len(text) > field.length:
        facts = {"label": field.label, "length": str(len(text)), "limit": str(field.length)}
        raise RequestError(api.id, field.key, "too_long", facts)
    if field.kind is Kind.DATE and not _is_date(text):
        raise RequestError(api.id, field.key, "date", {"label": field.label})
    if field.kind in _DIGIT_KINDS and not _DIGITS.fullmatch(text):
        raise RequestError(api.id, field.key, "digits", {"label": field.label})


def _choice(api: Api, field: Field, value: str, allowed: tuple[str, ...]) -> RequestError:
    facts = {"label": field.label, "value": value, "allowed": ", ".join(allowed)}
    return RequestError(api.id, field.key, "choice", facts)


def _is_date(text: str) -> bool:
    found = _DATE.fullmatch(text)
    if found is None:
        return False
    try:
        date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return False
    return True
