"""Owns the words an API is described with; refuses to know how they are stored or sent."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

import msgspec

FieldType = Literal["string", "int", "list", "object"]
Transport = Literal["rest", "websocket"]

_ORDERS = frozenset(
    {
        *("kt10000", "kt10001", "kt10002", "kt10003"),
        *("kt10006", "kt10007", "kt10008", "kt10009"),
        *("kt50000", "kt50001", "kt50002", "kt50003"),
    }
)


class UnknownApi(KeyError):
    """Say that no API has this id."""


class UnknownType(KeyError):
    """Say that no real-time type has this id (they are case sensitive)."""


class Kind(StrEnum):
    """Name what a text on the wire means; `SIGNED_PRICE` carries only a direction in its sign."""

    PRICE = "price"
    SIGNED_PRICE = "signed_price"
    QTY = "qty"
    SIGNED_QTY = "signed_qty"
    AMOUNT = "amount"
    RATE = "rate"
    DATE = "date"
    TIME = "time"
    CODE = "code"
    NAME = "name"
    COUNT = "count"
    FLAG = "flag"
    TEXT = "text"


NUMERIC = frozenset(
    {
        Kind.PRICE,
        Kind.SIGNED_PRICE,
        Kind.QTY,
        Kind.SIGNED_QTY,
        Kind.AMOUNT,
        Kind.RATE,
        Kind.COUNT,
    }
)


class Field(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Describe one field of a request, a reply or a push.

    `length` counts characters, None where it is not published. `choices` maps code to label;
    with `open` other codes are allowed. `blank` marks a required field that may be sent empty.
    `scale` is a decimal text to multiply with. `signed` says that the sign belongs to the value.
    """

    key: str
    label: str
    type: FieldType = "string"
    kind: Kind | None = None
    required: bool = False
    length: int | None = None
    choices: dict[str, str] = {}
    open: bool = False
    blank: bool = False
    const: str | None = None
    note: str | None = None
    unit: str | None = None
    scale: str | None = None
    signed: bool = False
    format: str | None = None
    children: tuple[Field, ...] = ()

    @property
    def numeric(self) -> bool:
        """Tell whether the text is a number in the sense of `values.text_number`."""
        return self.kind in NUMERIC


class Api(msgspec.Struct, frozen=True, kw_only=True):
    """Describe one function of the broker; `push` holds live frames that follow the reply.

    `name` is the published one, `english` this program's own short words for it.
    """

    id: str
    name: str
    english: str
    category: str
    group: str
    transport: Transport
    path: str
    demo: bool
    demo_unverified: bool = False
    alias: str | None = None
    request: tuple[Field, ...] = ()
    response: tuple[Field, ...] = ()
    push: tuple[Field, ...] = ()

    @property
    def is_order(self) -> bool:
        """Tell whether a call changes the order book: buy, sell, amend or cancel."""
        return self.id in _ORDERS

    @property
    def is_oauth(self) -> bool:
        """Tell whether the call makes or revokes a token (au10001, au10002)."""
        return self.path.startswith("/oauth2/")

    @property
    def lists(self) -> tuple[Field, ...]:
        """Return the fields of the reply that hold rows."""
        return tuple(field for field in self.response if field.type == "list")


class RealType(msgspec.Struct, frozen=True, kw_only=True):
    """Describe one real-time type: the key of a field is its FID, in frame order.

    `item` tells what is registered: account, stock, stock_or_all, etf, elw, gold, sector,
    market or condition.
    """

    id: str
    name: str
    english: str
    item: str
    fields: tuple[Field, ...]


class Catalogue(msgspec.Struct, frozen=True):
    """Hold every API and real-time type by id."""

    apis: dict[str, Api]
    types: dict[str, RealType]

    def api(self, api_id: str) -> Api:
        """Return the API, or raise UnknownApi."""
        try:
            return self.apis[api_id]
        except KeyError:
            raise UnknownApi(api_id) from None

    def type(self, type_id: str) -> RealType:
        """Return the real-time type, or raise UnknownType."""
        try:
            return self.types[type_id]
        except KeyError:
            raise UnknownType(type_id) from None
