"""The spoilt forms of a reply's or frame's bytes by kind; refuses to know what they said."""

from __future__ import annotations

import re

from kiwoom_desk.practice.faults import Kind

HTML = (
    "<!DOCTYPE html><html><head><title>점검 안내</title></head>"
    "<body><h1>시스템 점검 중입니다</h1></body></html>"
)
_LONG = 1 << 20
_CODE = re.compile(rb'"return_code":\s*[^,}]+,?')
_NUMBER = re.compile(rb'("(?:return_code|ord_no|10|cur_prc)":)\s*("[^"]*"|-?\d+)')


def spoilt(raw: bytes, kind: Kind) -> bytes:
    """Return the bytes spoilt; `binary` leaves them as they are: the frame's kind changes."""
    text = raw.decode("utf-8", "replace")
    if kind in _WHOLE:
        return _WHOLE[kind]
    if kind == "truncated":
        return raw[: len(raw) // 2]
    if kind == "cp949":
        return text.encode("cp949", "replace")
    if kind == "invalid_utf8":
        return raw[:-1] + b'\xff\xfe\xc3"}' if raw.endswith(b"}") else raw + b"\xff\xfe\xc3"
    if kind == "no_code":
        return _CODE.sub(b"", raw).replace(b",}", b"}")
    return _changed(raw, kind)


_WHOLE: dict[str, bytes] = {
    "empty": b"",
    "null": b"null",
    "list": b"[]",
    "string": '"정상"'.encode(),
    "html": HTML.encode(),
}


def _changed(raw: bytes, kind: Kind) -> bytes:
    """Return an object with a key twice, a number that is none, or a text of a megabyte."""
    opened = raw[1:] if raw.startswith(b"{") and raw != b"{}" else b'"x":0}'
    if kind == "duplicate_keys":
        return (
            b'{"trnm":"REAL","return_code":3,"return_msg":"[8005:x]","ord_no":"9999999",' + opened
        )
    if kind == "nan":
        return b'{"spoilt":NaN,' + _NUMBER.sub(rb"\1NaN", opened)
    if kind == "infinite":
        return b'{"spoilt":1e400,' + _NUMBER.sub(rb"\g<1>1e400", opened)
    if kind == "long_message":
        rest = re.sub(rb'"return_msg":\s*"[^"]*",?', b"", opened)
        long = b'{"return_msg":"' + b"<img src=x>" * (_LONG // 11 + 1) + b'",' + rest
        return long.replace(b",}", b"}")
    return raw
