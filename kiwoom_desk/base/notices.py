"""Update notices: what one says and whether it may be believed; refuses unsigned, old and replayed ones."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import msgspec

from kiwoom_desk.base import files

PRODUCT = "kiwoom-desk"
FORMAT = 1
MOST_BYTES = 64 << 10
_VERSION = re.compile(r"\d{1,6}\.\d{1,6}\.\d{1,6}")
# A machine whose clock is a day late must not lose a notice of this morning.
_EARLY = timedelta(days=1)

_Sum = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
_Text = Annotated[str, msgspec.Meta(max_length=4000)]


class Artefact(msgspec.Struct, frozen=True):
    """One file of a release: its name, its size in bytes and its SHA-256 in hexadecimal digits."""

    name: Annotated[str, msgspec.Meta(pattern=r"^[\w.+~-]{1,120}$")]
    size: Annotated[int, msgspec.Meta(ge=1)]
    sha256: _Sum


class Notice(msgspec.Struct, frozen=True):
    """A release as its maker announces it; `serial` grows with every notice, `text` is by language."""

    product: str
    format: int
    serial: Annotated[int, msgspec.Meta(ge=1)]
    version: str
    date: date
    artefacts: Annotated[tuple[Artefact, ...], msgspec.Meta(min_length=1, max_length=40)]
    text: dict[str, _Text]
    page: Annotated[str, msgspec.Meta(max_length=300)] = ""
    """Where the files are, for a person to read; never opened by the program."""


class Signed(msgspec.Struct, frozen=True):
    """A notice as it came: its bytes and the detached signature over exactly these."""

    content: bytes
    signature: bytes


class NoticeError(Exception):
    """A notice that says nothing; `code` is unsigned, wrong_key, signature, content, other, future, old
    or replayed."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_signature(text: bytes) -> bytes:
    """Return the 64 bytes of a signature file (base64); raise NoticeError `unsigned` for anything else."""
    try:
        raw = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise NoticeError("unsigned") from None
    if len(raw) != 64:
        raise NoticeError("unsigned")
    return raw


def verified(signed: Signed, key: str) -> Notice:
    """Return a notice whose signature fits the key (64 hexadecimal digits); raise NoticeError.

    Nothing of the content is looked at before the signature holds.
    """
    # Read with the first notice: a start has no time for it.
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
    except ValueError:
        raise NoticeError("wrong_key") from None
    try:
        public.verify(signed.signature, signed.content)
    except InvalidSignature:
        raise NoticeError("signature") from None
    try:
        notice = msgspec.json.decode(signed.content, type=Notice)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise NoticeError("content") from None
    if notice.product != PRODUCT or notice.format != FORMAT:
        raise NoticeError("other")
    if not _VERSION.fullmatch(notice.version):
        raise NoticeError("content")
    return notice


def judge(notice: Notice, version: str, today: date, last: Notice | None) -> None:
    """Raise NoticeError for a notice of the future, of a version not above ours, or played again.

    `last` is the one accepted before; the same one again is no replay.
    """
    if notice.date > today + _EARLY:
        raise NoticeError("future")
    if last is not None and notice != last and notice.serial <= last.serial:
        raise NoticeError("replayed")
    if number_of(notice.version) <= number_of(version):
        raise NoticeError("old")


def number_of(version: str) -> tuple[int, ...]:
    """Return a version's numbers for comparing; a text behind them (`0.2.0.dev1`) does not count."""
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


class NoticeBook:
    """The last accepted notice, with its signature, in one file."""

    def __init__(self, path: Path, key: str) -> None:
        self._path, self._key = path, key

    def last(self) -> Notice | None:
        """Return the notice kept, verified anew; None without one, or where the file was changed."""
        kept = files.load_json(self._path, Signed, 4 * MOST_BYTES).value
        if kept is None:
            return None
        try:
            return verified(kept, self._key)
        except NoticeError:
            return None

    def keep(self, signed: Signed) -> None:
        """Keep a notice that was accepted."""
        files.save_json(self._path, signed)
