"""A reply as it is altered and sent by faults; refuses to know why."""

from __future__ import annotations

from datetime import UTC
from email.utils import format_datetime
from http import HTTPStatus

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiwoom_desk.catalogue.model import Api
from kiwoom_desk.practice import fault_bodies, fault_edits
from kiwoom_desk.practice.fault_board import Strike
from kiwoom_desk.practice.faults import Edit, Malform, Refuse, Replace
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.refusals import TEXTS, RefusalBody, order_refusal, refusal

Headers = list[tuple[bytes, bytes]]
_JSON = "application/json;charset=UTF-8"
_HTML = "text/html;charset=UTF-8"
_DONE = "정상적으로 처리되었습니다"


class Sent(msgspec.Struct, frozen=True):
    """A reply: status, headers (lower-case names) and body."""

    status: int
    headers: Headers
    body: bytes

    def header(self, name: str) -> str:
        """Return a header's text, "" where it lacks."""
        wanted = name.encode()
        return next((text.decode("latin-1") for key, text in self.headers if key == wanted), "")

    def with_headers(self, changed: dict[str, str], removed: tuple[str, ...] = ()) -> Sent:
        """Return it with headers replaced, added and removed."""
        new = [(k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in changed.items()]
        out = {name for name, _ in new} | {name.lower().encode() for name in removed}
        kept = [(name, text) for name, text in self.headers if name not in out]
        return msgspec.structs.replace(self, headers=kept + new)

    def raw(self) -> bytes:
        """Return the bytes of the whole reply."""
        head = [f"HTTP/1.1 {self.status} {_phrase(self.status)}".encode()]
        head += [name + b": " + text for name, text in self.framed()]
        return b"\r\n".join([*head, b"", self.body])

    def framed(self) -> Headers:
        """Return the headers with the body's true length, where it stood."""
        length = str(len(self.body)).encode()
        if not self.header("content-length"):
            return [*self.headers, (b"content-length", length)]
        return [(k, length if k == b"content-length" else v) for k, v in self.headers]


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "-"


def plain(api_id: str, house: House) -> Sent:
    """Return the reply of a call that took no effect, for faults to alter."""
    body = msgspec.json.encode(RefusalBody(0, _DONE))
    return Sent(200, [], body).with_headers(_head(api_id, house))


def _head(api_id: str, house: House) -> dict[str, str]:
    return {
        "content-type": _JSON,
        "cont-yn": "N",
        "next-key": "",
        "api-id": api_id,
        "x-market-clock": house.market_clock(),
        "date": http_date(house),
    }


def http_date(house: House) -> str:
    """Return the HTTP date of wall time."""
    return format_datetime(house.clock.wall().astimezone(UTC), usegmt=True)


def altered(sent: Sent, strike: Strike, house: House, api: Api | None) -> Sent:
    """Return the reply as one fault leaves it."""
    fault = strike.fault
    if isinstance(fault, Replace):
        replaced = Sent(fault.status, sent.headers, fault.content)
        kind = _HTML if fault.content.lstrip()[:1] == b"<" else _JSON
        return replaced.with_headers({"content-type": kind, **fault.headers})
    if isinstance(fault, Malform):
        spoilt = msgspec.structs.replace(sent, body=fault_bodies.spoilt(sent.body, fault.kind))
        return spoilt.with_headers({"content-type": _HTML} if fault.kind == "html" else {})
    if isinstance(fault, Refuse):
        return _refused(fault, house, api)
    if isinstance(fault, Edit):
        return _edited(sent, fault)
    return sent


def _refused(fault: Refuse, house: House, api: Api | None) -> Sent:
    if fault.code in TEXTS and not fault.message:
        made = refusal(fault.code, api.id if api else "")
    elif fault.code in TEXTS:
        made = refusal(fault.code)
        made.message = f"{made.message.partition('[')[0]}[{fault.code}:{fault.message}]"
    else:
        made = order_refusal(fault.code, fault.message or "주문을 받지 않았습니다")
    status = fault.status or (house.options.rate_status if made.is_rate else 200)
    return Sent(status, [], made.body()).with_headers(_head(api.id if api else "", house))


def _edited(sent: Sent, fault: Edit) -> Sent:
    body = fault_edits.edited(sent.body, fault) if fault.edits_body else sent.body
    moved = {
        name.lower(): fault_edits.shifted_header(sent.header(name.lower()), seconds)
        for name, seconds in fault.header_shift.items()
    }
    changed = msgspec.structs.replace(sent, body=body)
    return changed.with_headers({**moved, **fault.headers}, fault.remove_headers)


async def deliver(sent: Sent, send: Send, cut_at: int | None) -> None:
    """Send a reply; with `cut_at` only so many bytes of the body, and no end."""
    start = {"type": "http.response.start", "status": sent.status, "headers": sent.framed()}
    await send(start)
    if cut_at is None:
        await send({"type": "http.response.body", "body": sent.body})
    else:
        part = sent.body[:cut_at]
        await send({"type": "http.response.body", "body": part, "more_body": True})


class Dated:
    """Puts the date of wall time into every reply; made here so that a fault may shift it."""

    def __init__(self, app: ASGIApp, house: House) -> None:
        self._app, self._house = app, house

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call or stream."""

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = (b"date", http_date(self._house).encode())
                message = {**message, "headers": [*message.get("headers", []), date]}
            await send(message)

        await self._app(scope, receive, dated if scope["type"] == "http" else send)


async def turn_away(scope: Scope, receive: Receive, send: Send, fault: Replace) -> None:
    """Answer a handshake or a first request with a status of the fault."""
    kind = ""
    if scope["type"] == "websocket":
        await receive()
        kind = "websocket."
    heads = [(k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in fault.headers.items()]
    heads.append((b"content-length", str(len(fault.content)).encode()))
    await send({"type": f"{kind}http.response.start", "status": fault.status, "headers": heads})
    await send({"type": f"{kind}http.response.body", "body": fault.content})
