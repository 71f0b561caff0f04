"""What a REST reply means: its class, its inner code, its continuation; refuses to trust a status alone."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

import msgspec

TEXT_LENGTH = 500

_RATE_CODES = frozenset({"1700", "1701", "1702"})
_TOO_MANY = "1634"
_EMPTY_CODES = frozenset({"571758"})
_TOKEN_CODES = frozenset({"8003", "8005", "8010", "8103"})
_AUTH_CODES = _TOKEN_CODES | {
    *("8001", "8002", "8006", "8009", "8011", "8012", "8020", "8030", "8031", "8040", "8050"),
    *("1513", "1514", "1515", "1516"),
}
_LEDGER = re.compile(r"\[2000\]\s*\(\s*([A-Za-z]{0,4}[0-9]{3,7})\s*[:)]", re.ASCII)
_BRACKET = re.compile(r"\[([0-9]{4})(?:\]|:)", re.ASCII)
_NAMED = re.compile(r"\bCODE\s*=\s*([0-9]{4,6})", re.ASCII)
# The broker says "nothing found" as a refusal of the ledger; no other refusal may look like that.
_NOTHING = re.compile(r"(내역|자료|데이터|내용|종목|결과)[이가]\s*(존재하지\s*않|없)")
_NUMBER = re.compile(r"[0-9]{1,12}", re.ASCII)
_BIDI = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_OUTER_AUTH, _OUTER_LIMIT, _OUTER_LEDGER = 3, 5, 20
_LOGIN_TOKEN = "805004"


class ReplyKind(StrEnum):
    """The classes of replies that callers tell apart."""

    OK = "ok"
    EMPTY = "empty"
    RATE = "rate"
    AUTH = "auth"
    TOO_MANY = "too_many"
    REFUSED = "refused"
    MALFORMED = "malformed"


class Reply(msgspec.Struct, frozen=True):
    """One classified reply; `code` is the inner code, else the outer, else ours (html, body …)."""

    kind: ReplyKind
    api_id: str
    status: int
    code: str = ""
    message: str = ""

    @property
    def token_dead(self) -> bool:
        """Tell whether another token may help (8003, 8005, 8010, 8103)."""
        return self.kind is ReplyKind.AUTH and self.code in _TOKEN_CODES


class Continuation(msgspec.Struct, frozen=True):
    """What the headers say of further pages; `doubtful` = they contradict themselves."""

    more: bool
    next_key: str = ""
    doubtful: bool = False


class Verdict(StrEnum):
    """What an order's reply proves (S-6)."""

    ACKED = "acked"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class OrderReply(msgspec.Struct, frozen=True):
    """The verdict on an order's reply; `code` says why it is UNKNOWN or REFUSED."""

    verdict: Verdict
    order_number: str = ""
    code: str = ""
    message: str = ""

    @property
    def token_dead(self) -> bool:
        """Tell whether the token has to be renewed, the order not being sent again (P5)."""
        return self.verdict is Verdict.REFUSED and self.code in _TOKEN_CODES


class _Envelope(msgspec.Struct):
    return_code: object = None
    return_msg: object = None


def classify(api_id: str, status: int, body: bytes) -> Reply:
    """Return the class of a query's reply; the code inside decides, not the HTTP status."""
    try:
        envelope = msgspec.json.decode(body, type=_Envelope)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _unreadable(api_id, status, body)
    outer = code_number(envelope.return_code)
    message = clean_text(envelope.return_msg)
    if outer is None or status >= 500:
        code = "server" if status >= 500 else "no_code"
        return Reply(ReplyKind.MALFORMED, api_id, status, code, message)
    if outer == 0:
        return Reply(ReplyKind.OK, api_id, status, "0", message)
    code = inner_code(message) or str(outer)
    return Reply(_kind(outer, code, message), api_id, status, code, message)


def order_reply(status: int, body: bytes) -> OrderReply:
    """Judge the reply to an order (S-6): whatever is not listed there is UNKNOWN."""
    if status >= 500:
        return OrderReply(Verdict.UNKNOWN, code="server")
    try:
        found = msgspec.json.decode(body)
        json.loads(body, object_pairs_hook=_said_once)
    except (ValueError, RecursionError):
        return OrderReply(Verdict.UNKNOWN, code=_why_unreadable(body))
    if not isinstance(found, dict):
        return OrderReply(Verdict.UNKNOWN, code="body")
    outer = code_number(found.get("return_code"))
    message = clean_text(found.get("return_msg"))
    if outer is None:
        return OrderReply(Verdict.UNKNOWN, code="no_code", message=message)
    if outer != 0:
        return OrderReply(Verdict.REFUSED, code=inner_code(message) or str(outer), message=message)
    number = order_number(found.get("ord_no"))
    if not number or not 200 <= status < 300:
        return OrderReply(Verdict.UNKNOWN, code="no_number", message=message)
    return OrderReply(Verdict.ACKED, number, message=message)


def order_number(value: object) -> str:
    """Return an order number as the wire spells it, "" for blank, zero or anything but digits."""
    if not isinstance(value, str):
        return ""
    text = value.strip()
    return text if _NUMBER.fullmatch(text) and text.strip("0") else ""


def continuation(headers: Iterable[tuple[str, str]]) -> Continuation:
    """Read `cont-yn` and `next-key`, whose names may come in any case."""
    found = {name.lower(): value.strip() for name, value in headers}
    key = found.get("next-key", "")
    if found.get("cont-yn", "").upper() == "Y":
        return Continuation(bool(key), key, doubtful=not key)
    return Continuation(False, "", doubtful=bool(key) and "cont-yn" not in found)


def code_number(value: object) -> int | None:
    """Return `return_code` as an int (0, "0", "0000", 805004), None for anything else."""
    if isinstance(value, str):
        text = value.strip()
        return int(text) if _NUMBER.fullmatch(text) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def inner_code(message: str) -> str:
    """Return the code inside a text: `[1511:…]`, `[1634]`, `[2000](855056:…)`, `CODE=8005`."""
    for pattern in (_LEDGER, _BRACKET, _NAMED):
        found = pattern.search(message)
        if found is not None:
            return found[1]
    return ""


def login_token_dead(code: str, message: str) -> bool:
    """Tell whether a LOGIN refusal asks for another token (805004, or 8005 in its text)."""
    return code == _LOGIN_TOKEN or code in _TOKEN_CODES or inner_code(message) in _TOKEN_CODES


def clean_text(value: object) -> str:
    """Return server text fit to show: one line, no control or bidi characters, 500 at most (V-9)."""
    if not isinstance(value, str):
        return ""
    kept = (
        " " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char
        for char in value[: 4 * TEXT_LENGTH]
        if char not in _BIDI and unicodedata.category(char) != "Cs"
    )
    # The same few sentences come with every order: they are kept once.
    return sys.intern(" ".join("".join(kept).split())[:TEXT_LENGTH])


def _kind(outer: int, code: str, message: str) -> ReplyKind:
    if code == _TOO_MANY:
        return ReplyKind.TOO_MANY
    if code in _RATE_CODES or (outer == _OUTER_LIMIT and code == str(outer)):
        return ReplyKind.RATE
    if code in _AUTH_CODES or (outer == _OUTER_AUTH and code == str(outer)):
        return ReplyKind.AUTH
    if code in _EMPTY_CODES:
        return ReplyKind.EMPTY
    if outer == _OUTER_LEDGER and code == str(outer) and _NOTHING.search(message):
        return ReplyKind.EMPTY
    return ReplyKind.REFUSED


def _unreadable(api_id: str, status: int, body: bytes) -> Reply:
    if status == 429:
        return Reply(ReplyKind.RATE, api_id, status, "429")
    code = "server" if status >= 500 else _why_unreadable(body)
    return Reply(ReplyKind.MALFORMED, api_id, status, code)


def _said_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    # A reply that says two things about one order proves neither.
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key is given twice")
    return made


def _why_unreadable(body: bytes) -> str:
    if not body.strip():
        return "empty_body"
    return "html" if body.lstrip()[:1] == b"<" else "body"
