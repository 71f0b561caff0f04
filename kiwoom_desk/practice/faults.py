"""The language of trouble: which faults there are and what each strikes; refuses what means nothing."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime, time
from math import isfinite
from typing import Any, ClassVar, Literal

import msgspec

from kiwoom_desk.base.clock import KST

Place = Literal["request", "frame", "message", "connect", "moment"]
RequestPoint = Literal["before_body", "in_body", "after_body", "in_reply", "after_reply"]

ORDERS, READS, TOKENS = "orders", "reads", "tokens"
GROUPS = frozenset({ORDERS, READS, TOKENS})
KINDS = (
    "empty", "null", "list", "string", "truncated", "html", "cp949", "invalid_utf8",
    "duplicate_keys", "nan", "infinite", "no_code", "long_message", "binary",
)  # fmt: skip
Kind = Literal[
    "empty", "null", "list", "string", "truncated", "html", "cp949", "invalid_utf8",
    "duplicate_keys", "nan", "infinite", "no_code", "long_message", "binary",
]  # fmt: skip


def moment_of(text: str, day: datetime) -> datetime:
    """Return an ISO moment, or HH:MM[:SS] of that day, in Korean time; raise ValueError."""
    if "-" in text:
        found = datetime.fromisoformat(text)
        return found if found.tzinfo else found.replace(tzinfo=KST)
    return datetime.combine(day.date(), time.fromisoformat(text), KST)


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do"):
    """What a fault strikes: the first keys are the same for all. Waits and spans are wall seconds.

    `on` is where it strikes: a REST `request` and its reply, a `frame` the server sends, a
    `message` a stream's client sends, a `connect` (the first request of a TCP connection), or a
    `moment` (time alone). `apis` are API ids or the groups orders, reads, tokens; `types` are
    real-time types, the `trnm` of other frames and messages, for a `connect` rest or stream.
    `where` compares fields of a request's body or of a frame's row (FIDs, `item`) with texts.
    `connections` counts TCP connections for `request` and `connect`, streams for the others,
    from 1. `reused` asks for a connection that served a request before, `further` for a page
    after the first. The span: `after` and `lasting` from when the fault was set; `wall_*` and
    `market_*` are ISO or HH:MM[:SS]. Of what matches the first `skip` pass, then every
    `every`-th is drawn with `probability`, at most `count` times. `period` repeats a `moment`.
    """

    places: ClassVar[tuple[str, ...]] = ()

    on: Place = "request"
    name: str = ""
    apis: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    where: dict[str, str] = {}
    connections: tuple[int, ...] = ()
    reused: bool | None = None
    further: bool | None = None
    after: float = 0.0
    lasting: float | None = None
    wall_from: str = ""
    wall_until: str = ""
    market_from: str = ""
    market_until: str = ""
    skip: int = 0
    every: int = 1
    count: int | None = None
    probability: float = 1.0
    period: float | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be; raise ValueError with the key first."""
        if self.on not in self.places:
            allowed = ", ".join(self.places)
            raise ValueError(f"'on': {self.deed} strikes on {allowed}, not on {self.on}")
        if self.apis and self.on != "request":
            raise ValueError(
                "'apis': only a request has an API id; frames and messages have 'types'"
            )
        if self.types and self.on not in ("frame", "message", "connect"):
            raise ValueError("'types': only frames and messages have types; requests have 'apis'")
        for key in ("reused", "further"):
            if getattr(self, key) is not None and self.on != "request":
                raise ValueError(f"'{key}': only for requests")
        if self.period is not None and (self.on != "moment" or self.period <= 0):
            raise ValueError("'period': a moment repeats after more than 0 seconds")
        self._check_numbers()
        self._check_times()
        self.check()

    def _check_numbers(self) -> None:
        for key in ("after", "skip", "lasting", "count"):
            value = getattr(self, key)
            if value is not None and value < 0:
                raise ValueError(f"'{key}': not below 0")
        for key in self.__struct_fields__:
            value = getattr(self, key)
            if isinstance(value, float) and not isfinite(value):
                raise ValueError(f"'{key}': a finite number")
        if self.every < 1:
            raise ValueError("'every': 1 or more")
        if not 0 <= self.probability <= 1:
            raise ValueError("'probability': from 0 to 1")

    def _check_times(self) -> None:
        for key in ("wall_from", "wall_until", "market_from", "market_until"):
            text = getattr(self, key)
            try:
                moment_of(text or "00:00", datetime(2000, 1, 1, tzinfo=KST))
            except ValueError:
                raise ValueError(f"'{key}': an ISO moment or HH:MM[:SS], not {text!r}") from None

    @property
    def deed(self) -> str:
        """Return the word of `do`."""
        return str(self.__struct_config__.tag)

    @property
    def early(self) -> bool:
        """Tell whether it strikes a request before its body is read."""
        return False

    def check(self) -> None:
        """Refuse keys of one deed that do not go together; raise ValueError with the key first."""


class Lose(Fault, frozen=True, tag="lose"):
    """Lose a reply (`accepted`: the request took effect), a frame or a client's message."""

    places: ClassVar[tuple[str, ...]] = ("request", "message", "frame")
    accepted: bool = True


class Late(Fault, frozen=True, tag="late"):
    """Hold back for `seconds` plus up to `jitter`; a request before it takes effect, or its reply.

    A reply with `until_frame` also waits until a frame of that type has gone out, `within` seconds.
    Late frames that are `ordered` do not overtake one another, as on a slow line.
    """

    places: ClassVar[tuple[str, ...]] = ("request", "message", "frame", "connect")
    seconds: float = 0.0
    jitter: float = 0.0
    at: Literal["request", "reply"] = "reply"
    until_frame: str = ""
    within: float = 10.0
    ordered: bool = False

    def check(self) -> None:
        """Refuse negative waits and a frame to wait for where there is no reply."""
        if self.seconds < 0 or self.jitter < 0 or self.within < 0:
            raise ValueError("'seconds', 'jitter', 'within': not below 0")
        if self.until_frame and (self.on != "request" or self.at != "reply"):
            raise ValueError("'until_frame': only a reply waits for a frame")
        if self.ordered and self.on != "frame":
            raise ValueError("'ordered': only for frames")


class Reset(Fault, frozen=True, tag="reset"):
    """Reset the connection (`hard` false: close it) at a point of a request, or a whole stream.

    Before and in the body nothing takes effect; after it the request does unless `accepted` is false.
    """

    places: ClassVar[tuple[str, ...]] = ("request", "message", "frame", "connect", "moment")
    at: RequestPoint = "after_body"
    accepted: bool = True
    hard: bool = True

    @property
    def early(self) -> bool:
        """Tell whether it strikes before the body is whole."""
        return self.on == "request" and self.at in ("before_body", "in_body")

    def check(self) -> None:
        """Refuse a look into a body that is never read."""
        if self.early and self.where:
            raise ValueError(f"'where': the body is not known at {self.at}")


class Close(Fault, frozen=True, tag="close"):
    """Close a stream as a server does, with a code."""

    places: ClassVar[tuple[str, ...]] = ("message", "frame", "connect", "moment")
    code: int = 1000
    reason: str = ""

    def check(self) -> None:
        """Refuse codes that no endpoint may send."""
        if not (1000 <= self.code <= 1014 or 3000 <= self.code <= 4999):
            raise ValueError("'code': a close code that may be sent")
        if self.code in (1004, 1005, 1006):
            raise ValueError("'code': a close code that may be sent")


class Replace(Fault, frozen=True, tag="replace"):
    """Send another answer: a reply's status, headers and body, or a frame's text; or refuse a stream.

    On `connect` it answers the handshake of a stream, or the first request, with `status`.
    """

    places: ClassVar[tuple[str, ...]] = ("request", "frame", "connect")
    status: int = 200
    body: str = ""
    body_base64: str = ""
    headers: dict[str, str] = {}
    accepted: bool = True

    def check(self) -> None:
        """Refuse two bodies and statuses that end nothing."""
        if self.body and self.body_base64:
            raise ValueError("'body_base64': either this or 'body'")
        if not 200 <= self.status <= 599:
            raise ValueError("'status': from 200 to 599")
        try:
            base64.b64decode(self.body_base64, validate=True)
        except binascii.Error:
            raise ValueError("'body_base64': not base64") from None

    @property
    def content(self) -> bytes:
        """Return the body's bytes."""
        return base64.b64decode(self.body_base64) if self.body_base64 else self.body.encode()


class Malform(Fault, frozen=True, tag="malform"):
    """Spoil a reply or frame: `kind` says how."""

    places: ClassVar[tuple[str, ...]] = ("request", "frame")
    kind: Kind
    accepted: bool = True


class Refuse(Fault, frozen=True, tag="refuse"):
    """Refuse as the broker does. `accepted` lets an order take effect all the same.

    A REG refused for some `items` only registers the rest; `silently` says 0 even so.
    """

    places: ClassVar[tuple[str, ...]] = ("request", "message")
    code: str = "1999"
    message: str = ""
    status: int | None = None
    accepted: bool = False
    items: tuple[str, ...] = ()
    silently: bool = False

    def check(self) -> None:
        """Refuse items outside a message."""
        if (self.items or self.silently) and self.on != "message":
            raise ValueError("'items': only a REG message is refused in part")
        if not self.code:
            raise ValueError("'code': a published code")


class Edit(Fault, frozen=True, tag="edit"):
    """Change fields of a reply or frame. Paths: `oso[].ord_qty`, `data[0].item`; a FID alone is a value.

    `set` any JSON, `remove` keys, `copy` from another field of the same row, `form` a text with
    `{}` for the old one, `scale` a number's text, `shift` times, dates and moments by seconds,
    `repeat` the rows of a list up to a number. `headers`, `remove_headers` and `header_shift`
    (date, x-market-clock; seconds) change a reply's head.
    """

    places: ClassVar[tuple[str, ...]] = ("request", "frame")
    set: dict[str, Any] = {}
    remove: tuple[str, ...] = ()
    copy: dict[str, str] = {}
    form: dict[str, str] = {}
    scale: dict[str, float] = {}
    shift: dict[str, float] = {}
    repeat: dict[str, int] = {}
    headers: dict[str, str] = {}
    remove_headers: tuple[str, ...] = ()
    header_shift: dict[str, float] = {}

    def check(self) -> None:
        """Refuse an edit of nothing, and heads where there are none."""
        head = self.headers or self.remove_headers or self.header_shift
        if head and self.on != "request":
            raise ValueError("'headers': only a reply has headers")
        if not (head or self.edits_body):
            raise ValueError("'set': this edit changes nothing")

    @property
    def edits_body(self) -> bool:
        """Tell whether anything but the head is changed."""
        parts: tuple[Mapping[str, Any] | tuple[str, ...], ...] = (
            self.set, self.remove, self.copy, self.form, self.scale, self.shift, self.repeat
        )  # fmt: skip
        return any(parts)


class Duplicate(Fault, frozen=True, tag="duplicate"):
    """Send a reply's bytes or a frame once more, or `times` more."""

    places: ClassVar[tuple[str, ...]] = ("request", "frame")
    times: int = 1


class Reorder(Fault, frozen=True, tag="reorder"):
    """Hold a reply or frame until `behind` further ones went out before it, `within` seconds.

    Of frames those of the same `types` count; without types all but a PING.
    """

    places: ClassVar[tuple[str, ...]] = ("request", "frame")
    behind: int = 1
    within: float = 5.0


class Pages(Fault, frozen=True, tag="pages"):
    """Never end a list: `endless` gives a fresh key each time, `repeated` the same key for ever."""

    places: ClassVar[tuple[str, ...]] = ("request",)
    kind: Literal["endless", "repeated"] = "endless"


class Silence(Fault, frozen=True, tag="silence"):
    """Send nothing more on a stream, for `seconds` or for ever, without closing it."""

    places: ClassVar[tuple[str, ...]] = ("message", "frame", "moment")
    seconds: float | None = None


class Taken(Fault, frozen=True, tag="taken"):
    """Say R10001 to a stream and close it, as if the key had logged in elsewhere."""

    places: ClassVar[tuple[str, ...]] = ("message", "frame", "moment")


class Say(Fault, frozen=True, tag="say"):
    """Send a frame of one's own on a stream (after the one struck)."""

    places: ClassVar[tuple[str, ...]] = ("message", "frame", "moment")
    body: str


class Replay(Fault, frozen=True, tag="replay"):
    """Send the last frames of some types again (after the one struck), oldest first."""

    places: ClassVar[tuple[str, ...]] = ("frame", "moment")
    again: tuple[str, ...] = ("00", "04")
    last: int = 50


class Expire(Fault, frozen=True, tag="expire"):
    """End every token at once: from then on 8005 until a new one is asked for."""

    places: ClassVar[tuple[str, ...]] = ("moment",)


class CloseIdle(Fault, frozen=True, tag="close_idle"):
    """Close every kept-alive connection that waits for its next request."""

    places: ClassVar[tuple[str, ...]] = ("moment",)
    hard: bool = False


class Unreachable(Fault, frozen=True, tag="unreachable"):
    """Stop listening for `seconds`: connecting is refused; open connections stay."""

    places: ClassVar[tuple[str, ...]] = ("moment",)
    seconds: float


class Certificate(Fault, frozen=True, tag="certificate"):
    """Show another TLS certificate (PEM files) to new connections for `seconds`, or for ever."""

    places: ClassVar[tuple[str, ...]] = ("moment",)
    certificate: str
    key: str
    seconds: float | None = None


AnyFault = (
    Lose | Late | Reset | Close | Replace | Malform | Refuse | Edit | Duplicate | Reorder
    | Pages | Silence | Taken | Say | Replay | Expire | CloseIdle | Unreachable | Certificate
)  # fmt: skip


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of faults, or the body of POST /control/faults; `seed` decides every draw."""

    fault: tuple[AnyFault, ...] = ()
    seed: int = 1
