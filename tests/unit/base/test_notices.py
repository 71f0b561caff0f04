"""A notice counts only with its signature, for this program, above this version, and not twice over."""

from __future__ import annotations

import base64
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kiwoom_desk.base.notices import (
    Notice,
    NoticeBook,
    NoticeError,
    Signed,
    judge,
    number_of,
    read_signature,
    verified,
)
from tests.support.notices import KEY, PUBLIC, made, signed

TODAY = date(2026, 11, 21)


def refused(one: Signed, key: str = PUBLIC) -> str:
    with pytest.raises(NoticeError) as caught:
        verified(one, key)
    return caught.value.code


def test_a_signed_notice_is_read() -> None:
    notice = verified(signed(made(version="0.2.0")), PUBLIC)
    assert (notice.version, notice.artefacts[0].size) == ("0.2.0", 123)
    assert notice.text["ko"] == "새 판입니다."
    judge(notice, "0.1.0", TODAY, None)


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_any_changed_byte_is_refused(place: int, change: int) -> None:
    one = signed(made())
    content, signature = bytearray(one.content), bytearray(one.signature)
    content[place % len(content)] ^= change
    assert refused(Signed(bytes(content), one.signature)) == "signature"
    signature[place % 64] ^= change
    assert refused(Signed(one.content, bytes(signature))) == "signature"


def test_another_key_and_a_key_that_is_none_are_refused() -> None:
    other = Ed25519PrivateKey.generate()
    content = msgspec.json.encode(made())
    assert refused(Signed(content, other.sign(content))) == "signature"
    assert refused(signed(made()), "zz") == "wrong_key"
    assert refused(signed(made()), "00") == "wrong_key"


@pytest.mark.parametrize("text", [b"", b"none", b"AAAA", b"\xff\xfe", base64.b64encode(b"x" * 65)])
def test_what_is_no_signature_is_unsigned(text: bytes) -> None:
    with pytest.raises(NoticeError) as caught:
        read_signature(text)
    assert caught.value.code == "unsigned"
    assert read_signature(base64.b64encode(b"s" * 64) + b"\n") == b"s" * 64


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"product": "another-desk"}, "other"),
        ({"format": 2}, "other"),
        ({"version": "1.0"}, "content"),
        ({"version": "latest"}, "content"),
        ({"serial": 0}, "content"),
        ({"artefacts": []}, "content"),
        ({"artefacts": [{"name": "../x", "size": 1, "sha256": "0" * 64}]}, "content"),
        ({"artefacts": [{"name": "x", "size": 1, "sha256": "0" * 63}]}, "content"),
        ({"date": "tomorrow"}, "content"),
        ({"text": {"ko": 1}}, "content"),
    ],
)
def test_a_signed_notice_of_another_shape_says_nothing(change: dict[str, Any], code: str) -> None:
    content = msgspec.json.encode(made() | change)
    assert refused(Signed(content, KEY.sign(content))) == code


@pytest.mark.parametrize(
    ("version", "serial", "day", "code"),
    [
        ("0.1.0", 8, TODAY, "old"),
        ("0.0.9", 8, TODAY, "old"),
        ("0.2.0", 7, TODAY, "replayed"),
        ("0.2.0", 6, TODAY, "replayed"),
        ("0.2.0", 8, TODAY + timedelta(days=2), "future"),
        ("0.2.0", 8, TODAY + timedelta(days=1), ""),
        ("0.10.0", 8, TODAY, ""),
    ],
)
def test_old_replayed_and_early_notices_are_refused(
    version: str, serial: int, day: date, code: str
) -> None:
    last = verified(signed(made(version="0.3.0", serial=7)), PUBLIC)
    new = verified(signed(made(version=version, serial=serial, day=day)), PUBLIC)
    try:
        judge(new, "0.1.0", TODAY, last)
    except NoticeError as error:
        assert error.code == code
    else:
        assert code == ""


def test_the_same_notice_again_is_no_replay() -> None:
    same = verified(signed(made(version="0.2.0", serial=7)), PUBLIC)
    judge(same, "0.1.0", TODAY, same)


def test_versions_compare_by_number() -> None:
    assert number_of("0.10.0") > number_of("0.9.9") > number_of("0.2.0.dev1")
    assert number_of("0.2.0.dev1") == number_of("0.2.0")


def test_the_book_keeps_a_notice_and_believes_no_changed_file(tmp_path: Path) -> None:
    path = tmp_path / "update.json"
    book = NoticeBook(path, PUBLIC)
    assert book.last() is None
    book.keep(signed(made(serial=9)))
    last = book.last()
    assert isinstance(last, Notice) and last.serial == 9
    kept = msgspec.json.decode(path.read_bytes())
    kept["content"] = base64.b64encode(msgspec.json.encode(made(serial=10))).decode()
    path.write_bytes(msgspec.json.encode(kept))
    assert book.last() is None
    path.write_bytes(b"{")
    assert book.last() is None
