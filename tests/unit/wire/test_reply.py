"""What replies mean: classes, embedded codes, order verdicts, continuation, text that is safe to show."""

import json

import pytest

from kiwoom_desk.wire.reply import (
    Continuation,
    ReplyKind,
    Verdict,
    classify,
    clean_text,
    code_number,
    continuation,
    inner_code,
    login_token_dead,
    order_number,
    order_reply,
)


def body(code: object, message: object = "", **more: object) -> bytes:
    return json.dumps({"return_code": code, "return_msg": message, **more}).encode()


@pytest.mark.parametrize(
    ("status", "code", "message", "kind", "inner"),
    [
        (200, 0, "정상", ReplyKind.OK, "0"),
        (400, "0000", "", ReplyKind.OK, "0"),
        (200, 2, "입력 오류[1511:필수 입력]", ReplyKind.REFUSED, "1511"),
        (200, 3, "인증 실패[8005:Token]", ReplyKind.AUTH, "8005"),
        (401, "3", "인증 실패", ReplyKind.AUTH, "3"),
        (200, 3, "CODE=8005", ReplyKind.AUTH, "8005"),
        (200, 3, "[8104:모의]", ReplyKind.REFUSED, "8104"),
        (429, 5, "[1700:유량=5]", ReplyKind.RATE, "1700"),
        (200, 5, "[1702:그룹]", ReplyKind.RATE, "1702"),
        (200, 5, "초과", ReplyKind.RATE, "5"),
        (200, 5, "[1634]", ReplyKind.TOO_MANY, "1634"),
        (200, 20, "[2000](571758:미체결 없음)", ReplyKind.EMPTY, "571758"),
        (200, 20, "조회할 내역이 없습니다.", ReplyKind.EMPTY, "20"),
        (200, 20, "[2000](RC9000:모의투자 미제공)", ReplyKind.REFUSED, "RC9000"),
        (200, 20, "업무 오류", ReplyKind.REFUSED, "20"),
        (503, 0, "", ReplyKind.MALFORMED, "server"),
        (200, None, "", ReplyKind.MALFORMED, "no_code"),
        (200, True, "", ReplyKind.MALFORMED, "no_code"),
        (200, 0.0, "", ReplyKind.MALFORMED, "no_code"),
    ],
)
def test_classes(status: int, code: object, message: str, kind: ReplyKind, inner: str) -> None:
    reply = classify("ka10001", status, body(code, message))
    assert (reply.kind, reply.code) == (kind, inner)


def test_only_some_refusals_ask_for_another_token() -> None:
    assert classify("x", 200, body(3, "[8005:x]")).token_dead
    assert classify("x", 200, body(3, "[8010:x]")).token_dead
    assert not classify("x", 200, body(3, "[8030:x]")).token_dead
    assert not classify("x", 200, body(2, "[1511:x]")).token_dead


@pytest.mark.parametrize(
    ("raw", "status", "kind", "code"),
    [
        (b"", 200, ReplyKind.MALFORMED, "empty_body"),
        (b" \n<html>", 400, ReplyKind.MALFORMED, "html"),
        (b"null", 200, ReplyKind.MALFORMED, "body"),
        (b"[]", 200, ReplyKind.MALFORMED, "body"),
        (b'"text"', 200, ReplyKind.MALFORMED, "body"),
        (b'{"return_code":0', 200, ReplyKind.MALFORMED, "body"),
        (b'{"return_code":NaN}', 200, ReplyKind.MALFORMED, "body"),
        ('{"return_msg":"정상"}'.encode("cp949"), 200, ReplyKind.MALFORMED, "body"),
        (b"<html>", 502, ReplyKind.MALFORMED, "server"),
        (b"slow down", 429, ReplyKind.RATE, "429"),
        (b"[" * 100_000, 200, ReplyKind.MALFORMED, "body"),
    ],
)
def test_bodies_that_are_no_replies(raw: bytes, status: int, kind: ReplyKind, code: str) -> None:
    reply = classify("ka10001", status, raw)
    assert (reply.kind, reply.code) == (kind, code)


@pytest.mark.parametrize(
    ("status", "raw", "verdict", "code"),
    [
        (200, body(0, ord_no="0000123"), Verdict.ACKED, ""),
        (200, body("0", ord_no=" 0000123 "), Verdict.ACKED, ""),
        (400, body(0, ord_no="0000123"), Verdict.UNKNOWN, "no_number"),
        (200, body(0), Verdict.UNKNOWN, "no_number"),
        (200, body(0, ord_no=""), Verdict.UNKNOWN, "no_number"),
        (200, body(0, ord_no="0000000"), Verdict.UNKNOWN, "no_number"),
        (200, body(0, ord_no=123), Verdict.UNKNOWN, "no_number"),
        (200, body(0, ord_no="1" * 20), Verdict.UNKNOWN, "no_number"),
        (200, body(0.0, ord_no="0000123"), Verdict.UNKNOWN, "no_code"),
        (200, body(True, ord_no="0000123"), Verdict.UNKNOWN, "no_code"),
        (200, body(None, ord_no="0000123"), Verdict.UNKNOWN, "no_code"),
        (200, b'{"ord_no":"0000123"}', Verdict.UNKNOWN, "no_code"),
        (500, body(3, "[8005:x]"), Verdict.UNKNOWN, "server"),
        (200, body(20, "[2000](RC4025:부족)"), Verdict.REFUSED, "RC4025"),
        (429, body(5, "[1700:x]"), Verdict.REFUSED, "1700"),
        (200, body("3", "거부"), Verdict.REFUSED, "3"),
        (429, b"slow down", Verdict.UNKNOWN, "body"),
        (200, b"", Verdict.UNKNOWN, "empty_body"),
        (200, b"<html>", Verdict.UNKNOWN, "html"),
        (200, b"null", Verdict.UNKNOWN, "body"),
        (200, b"[" * 100_000, Verdict.UNKNOWN, "body"),
        (200, b'{"return_code":0,"ord_no":"1","x":"\xc7\xd1"}', Verdict.UNKNOWN, "body"),
        (200, b'{"return_code":0,"ord_no":"1","x":1e400}', Verdict.UNKNOWN, "body"),
        (200, b'{"return_code":3,"return_code":0,"ord_no":"1"}', Verdict.UNKNOWN, "body"),
        (200, b'{"return_code":0,"ord_no":"1","x":[{"a":1,"a":2}]}', Verdict.UNKNOWN, "body"),
    ],
)
def test_order_verdicts(status: int, raw: bytes, verdict: Verdict, code: str) -> None:
    reply = order_reply(status, raw)
    assert (reply.verdict, reply.code) == (verdict, code)
    assert reply.order_number == ("0000123" if verdict is Verdict.ACKED else "")


def test_a_refusal_of_the_token_is_told_apart() -> None:
    assert order_reply(200, body(3, "[8005:x]")).token_dead
    assert not order_reply(200, body(20, "[2000](855056:x)")).token_dead
    assert not order_reply(500, body(3, "[8005:x]")).token_dead


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (0, 0), ("0", 0), ("0000", 0), (" 3 ", 3), (805004, 805004), ("-1", None), ("", None),
        (None, None), (False, None), (1.0, None), ("1.0", None), ("３", None), ("9" * 13, None),
    ],
)  # fmt: skip
def test_code_numbers(value: object, number: int | None) -> None:
    assert code_number(value) == number


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("[2000](855056:매수증거금이 부족합니다. 10주 매수가능)", "855056"),
        ("[2000] ( RC4025 : x)", "RC4025"),
        ("x[1700:허용된 유량=5]", "1700"),
        ("[1634]", "1634"),
        ("Login CODE=8005", "8005"),
        ("[17000:x] [12]", ""),
        ("", ""),
    ],
)
def test_inner_codes(message: str, code: str) -> None:
    assert inner_code(message) == code


@pytest.mark.parametrize(
    ("headers", "wanted"),
    [
        ([], Continuation(False)),
        ([("Cont-Yn", "Y"), ("NEXT-KEY", " k ")], Continuation(True, "k")),
        ([("cont-yn", "y"), ("next-key", "k")], Continuation(True, "k")),
        ([("cont-yn", "Y")], Continuation(False, "", doubtful=True)),
        ([("cont-yn", "N"), ("next-key", "k")], Continuation(False)),
        ([("next-key", "k")], Continuation(False, "", doubtful=True)),
        ([("next-key", "")], Continuation(False)),
    ],
)
def test_continuation(headers: list[tuple[str, str]], wanted: Continuation) -> None:
    assert continuation(headers) == wanted


@pytest.mark.parametrize(
    ("code", "message", "dead"),
    [("805004", "", True), ("8005", "", True), ("3", "CODE=8005", True), ("3", "x", False)],
)
def test_login_refusals_that_ask_for_a_token(code: str, message: str, dead: bool) -> None:
    assert login_token_dead(code, message) is dead


@pytest.mark.parametrize("value", [None, 3, "", "0000000", " ", "12a", "１２", "1" * 13])
def test_no_order_numbers(value: object) -> None:
    assert order_number(value) == ""


def test_text_fit_to_show() -> None:
    assert clean_text(None) == ""
    assert clean_text("a\x00b\r\n\tc\u2028d") == "a b c d"
    assert clean_text("\u202ea\u2066b\ud800c") == "abc"
    assert clean_text("<img src=x>") == "<img src=x>"
    assert len(clean_text("가" * 1_000_000)) == 500
