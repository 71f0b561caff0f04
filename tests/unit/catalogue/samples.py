"""Owns valid requests and filled replies made from nothing but a description."""

from kiwoom_desk.catalogue.model import Api, Field, Kind

_TEXTS = {
    Kind.DATE: "20260105",
    Kind.TIME: "0930",
    Kind.CODE: "005930",
    Kind.RATE: "+1.25",
    Kind.SIGNED_PRICE: "-71000",
    Kind.SIGNED_QTY: "--12",
    Kind.NAME: "삼성전자",
    Kind.FLAG: "1",
    Kind.TEXT: "text",
}


def request_values(api: Api) -> dict[str, str]:
    """Make a valid value for every text of a request, the last choice where there are some."""
    return {
        field.key: _request_text(field)
        for field in api.request
        if field.type == "string" and field.const is None
    }


def _request_text(field: Field) -> str:
    if field.choices:
        return list(field.choices)[-1]
    text = _TEXTS.get(field.kind or Kind.TEXT, "12")
    return text[: field.length]


def filled(fields: tuple[Field, ...]) -> dict[str, object]:
    """Make a reply with a value in every leaf and two rows in every list."""
    return {field.key: _value(field) for field in fields}


def _value(field: Field) -> object:
    if field.type == "list":
        return [filled(field.children), filled(field.children)]
    if field.type == "object":
        return filled(field.children)
    if field.type == "int":
        return 0
    return next(iter(field.choices), _TEXTS.get(field.kind or Kind.TEXT, "000012"))
