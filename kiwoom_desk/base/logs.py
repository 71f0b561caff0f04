"""Structured log lines, redacted before they leave; refuses to write a secret or a whole account number."""

import io
import logging
import logging.handlers
import os
import re
import threading
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from kiwoom_desk.base.clock import KST

Fact = str | int | float | bool | None

_FILE_BYTES = 10_000_000
_FILES = 5
_SHORTEST_SECRET = 6
_VISIBLE_ACCOUNT_DIGITS = 3
_LINE_CHARACTERS = 20_000

_SECRET_NAMES = r"app_?key|secret_?key|app_?secret|access_?token|token|authorization|password"
_SECRET_KEY = re.compile(_SECRET_NAMES, re.IGNORECASE)
_BEARER = re.compile(r"\b(bearer)\s+[\w.~+/=-]{6,}", re.IGNORECASE)
_NAMED_SECRET = re.compile(
    rf"""(["']?\b(?:{_SECRET_NAMES})["']?\s*[:=]\s*)(?!["']?(?:bearer\s+)?\*\*\*)"""
    r"""("[^"]*"|'[^']*'|[^\s"',}&]+)""",
    re.IGNORECASE,
)
# 9201 is the account number in the frames 00 and 04.
_NAMED_ACCOUNT = re.compile(
    r"""(["']?(?:\b(?:acnt_no|acct_?no|account(?:_?no)?)|계좌(?:번호)?|\b9201)["']?\s*[:=]?\s*["']?)"""
    r"""(\d[\d-]{5,}\d)""",
    re.IGNORECASE,
)


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of the log as JSON; `time` is Korean wall time, `facts` what the event is about."""

    time: str
    level: str
    room: str
    event: str
    facts: dict[str, Fact] = {}
    error: str = ""


class _Redactor:
    """The values that must never be written, as one expression rebuilt when one is added."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._replacements: dict[str, str] = {}
        self._expression: re.Pattern[str] | None = None

    def add(self, value: str, replacement: str) -> None:
        with self._lock:
            if value in self._replacements:
                return
            self._replacements = {**self._replacements, value: replacement}
            longest_first = sorted(self._replacements, key=len, reverse=True)
            self._expression = re.compile("|".join(map(re.escape, longest_first)))

    def apply(self, text: str) -> str:
        if self._expression is None:
            return text
        return self._expression.sub(lambda found: self._replacements[found.group()], text)


_redactor = _Redactor()


def register_secret(value: str) -> None:
    """Let this exact value never be written; shorter ones than 6 characters cannot be told apart."""
    if len(value) >= _SHORTEST_SECRET:
        _redactor.add(value, "***")


def register_account(value: str) -> None:
    """Let only the last 3 digits of this account number be written."""
    if len(value) >= _SHORTEST_SECRET:
        _redactor.add(value, mask_account(value))


def mask_account(value: str) -> str:
    """Return an account number with all but its last 3 digits hidden."""
    return "*" * (len(value) - _VISIBLE_ACCOUNT_DIGITS) + value[-_VISIBLE_ACCOUNT_DIGITS:]


def redact(text: str) -> str:
    """Return text without secrets and account numbers, by exact value and by pattern (V-2)."""
    text = _redactor.apply(text)
    text = _BEARER.sub(r"\1 ***", text)
    text = _NAMED_SECRET.sub(_hide_value, text)
    return _NAMED_ACCOUNT.sub(lambda found: found[1] + mask_account(found[2]), text)


def facts(**values: Fact) -> Mapping[str, object]:
    """Make the `extra` of a log call: `log.info("order_sent", extra=facts(api_id="kt10000"))`."""
    return {"facts": values}


class LineFormatter(logging.Formatter):
    """Turns a record into one redacted line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a traceback goes into `error`, without locals."""
        found = getattr(record, "facts", {})
        line = Line(
            time=datetime.fromtimestamp(record.created, KST).isoformat(timespec="milliseconds"),
            level=record.levelname,
            room=record.name,
            event=redact(record.getMessage())[:_LINE_CHARACTERS],
            facts={key: _redact_fact(key, value) for key, value in found.items()},
            error=redact(self.formatException(record.exc_info)) if record.exc_info else "",
        )
        return msgspec.json.encode(line).decode()


class _PrivateFile(logging.handlers.RotatingFileHandler):
    """A rotating file that only its owner reads."""

    def _open(self) -> io.TextIOWrapper:
        def opener(path: str, flags: int) -> int:
            return os.open(path, flags, 0o600)

        return open(self.baseFilename, "a", encoding="utf-8", opener=opener)


def start(folder: Path, level: int = logging.INFO) -> logging.Handler:
    """Send all records to `kiwoom-desk.log` in this folder, at most 50 MB in 5 files; return the handler.

    Close it with `stop`.
    """
    handler = _PrivateFile(
        folder / "kiwoom-desk.log",
        maxBytes=_FILE_BYTES,
        backupCount=_FILES - 1,
        encoding="utf-8",
    )
    handler.setFormatter(LineFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    # These write addresses and headers of every request below WARNING.
    for chatty in ("httpx", "httpcore", "websockets", "uvicorn"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    return handler


def stop(handler: logging.Handler) -> None:
    """Take the handler of `start` away and close its file."""
    logging.getLogger().removeHandler(handler)
    handler.close()


def _redact_fact(key: str, value: Fact) -> Fact:
    if isinstance(value, str | int) and not isinstance(value, bool):
        if _SECRET_KEY.fullmatch(key):
            return "***"
        named = redact(f"{key}={value}")
        hidden = named[len(key) + 1 :]
        return value if hidden == str(value) else hidden
    return value if isinstance(value, float | bool) or value is None else redact(str(value))


def _hide_value(found: re.Match[str]) -> str:
    value = found[2]
    quote = value[0] if value[0] in "\"'" else ""
    return f"{found[1]}{quote}***{quote}"
