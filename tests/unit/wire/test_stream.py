"""The stream's states and frames (protocol.md §6, K5–K8)."""

import json
import random

import pytest

from kiwoom_desk.wire.stream import (
    Anomaly,
    ClockNotice,
    ConditionReply,
    ControlReply,
    LoggedIn,
    LoginRefused,
    Rows,
    SessionTaken,
    StreamEvent,
    StreamProtocol,
    StreamState,
    SystemNotice,
)
from tests.support.frames import push, real_frame, tick_values

LOGIN = b'{"trnm":"LOGIN","return_code":0,"return_msg":"","sor_yn":"Y"}'
VALUES = tick_values(random.Random(1), 70000)


def take(protocol: StreamProtocol, frame: object, now: float = 1.0) -> StreamEvent | None:
    data = frame if isinstance(frame, bytes) else json.dumps(frame, ensure_ascii=False).encode()
    return protocol.receive(data, now)


def up(**limits: int) -> StreamProtocol:
    protocol = StreamProtocol(**limits)
    protocol.opened(0.0)
    protocol.login("t")
    assert take(protocol, LOGIN) == LoggedIn(True)
    return protocol


def test_login() -> None:
    protocol = StreamProtocol()
    assert json.loads(protocol.login("abc")) == {"trnm": "LOGIN", "token": "abc"}
    with pytest.raises(RuntimeError, match="LOGIN"):
        protocol.login("abc")
    assert take(protocol, {"trnm": "LOGIN", "return_code": "0"}) == LoggedIn(False)
    assert protocol.state is StreamState.UP
    assert take(protocol, LOGIN) == Anomaly("login_unexpected")


@pytest.mark.parametrize(
    ("frame", "refused"),
    [
        ({"return_code": 805004, "return_msg": "bad"}, LoginRefused("805004", "bad", True)),
        ({"return_code": "3", "return_msg": "CODE=8005"}, LoginRefused("3", "CODE=8005", True)),
        ({"return_code": 3, "return_msg": "x"}, LoginRefused("3", "x", False)),
        ({}, LoginRefused("no_code", "", False)),
        ({"return_code": True}, LoginRefused("no_code", "", False)),
    ],
)
def test_login_refused(frame: dict[str, object], refused: LoginRefused) -> None:
    protocol = StreamProtocol()
    protocol.login("t")
    assert take(protocol, {"trnm": "LOGIN", **frame}) == refused
    assert protocol.state is StreamState.REFUSED


@pytest.mark.parametrize("text", ['{"trnm":"PING"}', ' {"a":{"b":1}, "trnm" : "PING"}\n'])
def test_a_ping_goes_back_unaltered_in_any_state(text: str) -> None:
    protocol = StreamProtocol()
    assert take(protocol, text.encode()) is None
    assert protocol.outgoing() == [text.encode()]
    assert protocol.outgoing() == []


def test_system_frames_are_never_answered() -> None:
    protocol = up()
    assert take(protocol, {"trnm": "SYSTEM", "code": "R10004", "message": "a\nb"}) == SystemNotice(
        "R10004", "a b"
    )
    clock = "2026-11-20T10:00:00+09:00;1"
    assert take(protocol, {"trnm": "SYSTEM", "code": "CLOCK", "message": clock}) == ClockNotice(
        clock
    )
    taken = take(protocol, {"trnm": "SYSTEM", "code": "R10001", "message": "else"})
    assert taken == SessionTaken("else")
    assert protocol.state is StreamState.TAKEN
    assert protocol.outgoing() == []


def test_rows_and_what_is_set_aside() -> None:
    protocol = up(frame_rows=2, frame_bytes=3000)
    rows = take(protocol, real_frame(push("0B", VALUES), push("0D", {"21": "1"})))
    assert isinstance(rows, Rows)
    assert [(entry.type, entry.item) for entry in rows.entries] == [
        ("0B", "005930"),
        ("0D", "005930"),
    ]
    assert rows.entries[0].row().f10 == VALUES["10"]
    three = real_frame(*[push("0C", {"27": "1"})] * 3)
    assert take(protocol, three) == Anomaly("frame_rows", "3", gap=True)
    large = real_frame(*[push("0B", VALUES)] * 9)
    assert take(protocol, large) == Anomaly("frame_bytes", str(len(large)), gap=True)
    early = StreamProtocol()
    assert take(early, real_frame(push("0B", VALUES))) == Anomaly("real_before_login", "1")


@pytest.mark.parametrize("trnm", ["REG", "REMOVE"])
def test_control_replies(trnm: str) -> None:
    frame = {"trnm": trnm, "return_code": "1", "return_msg": "x", "grp_no": ""}
    assert take(up(), frame) == ControlReply(trnm, 1, "x")


@pytest.mark.parametrize("trnm", ["CNSRLST", "CNSRREQ", "CNSRCLR"])
def test_condition_replies_keep_their_bytes(trnm: str) -> None:
    data = json.dumps({"trnm": trnm, "return_code": 0, "seq": "4  ", "data": [["0", "a"]]}).encode()
    assert take(up(), data) == ConditionReply(trnm, 0, "", "4", data)


def test_long_condition_replies_pass_and_nothing_else_does() -> None:
    protocol = up(frame_bytes=1000)
    rows = [[str(number), "이름"] for number in range(200)]
    data = json.dumps({"trnm": "CNSRLST", "return_code": 0, "data": rows}).encode()
    assert isinstance(take(protocol, data), ConditionReply)
    for other in (b'{"trnm":"REG","x":"' + b"a" * 2000 + b'"}', b"[" + b"1," * 2000, b"x" * 2000):
        assert take(protocol, other) == Anomaly("frame_bytes", str(len(other)), gap=True)
    endless = b'{"trnm":"CNSRLST","x":"' + b"a" * (16 << 20) + b'"}'
    assert take(protocol, endless) == Anomaly("frame_bytes", str(len(endless)), gap=True)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"null", b"[]", b'"s"', b"{", b"<html>", b"\xff\xfe", b'{"trnm":"REAL","data":[',
        '{"trnm":"REAL","name":"한'.encode("cp949"), b"[" * 5000, b'{"trnm":NaN}',
    ],
)  # fmt: skip
def test_frames_that_are_none(data: bytes) -> None:
    assert take(up(), data) == Anomaly("frame_unreadable", str(len(data)), gap=True)


@pytest.mark.parametrize("frame", [{"trnm": "NEWS"}, {"trnm": 3}, {}, {"trnm": None}])
def test_unknown_frames(frame: dict[str, object]) -> None:
    event = take(up(), frame)
    assert isinstance(event, Anomaly)
    assert (event.code, event.gap) == ("frame_unknown", False)


@pytest.mark.expected_warnings()
@pytest.mark.parametrize(
    "data", [3, None, "x", {"a": 1}, [1], [{"values": {}}], [{"type": "0B"}], []]
)
def test_odd_pushes_are_rows_or_nothing(data: object) -> None:
    assert isinstance(take(up(), {"trnm": "REAL", "data": data}), Rows)


def test_silence_is_measured_against_the_longest_gap() -> None:
    protocol = StreamProtocol()
    assert not protocol.silent(1e9, 30.0)
    protocol.opened(0.0)
    assert not protocol.silent(30.0, 30.0)
    assert protocol.silent(30.1, 30.0)
    take(protocol, {"trnm": "PING"}, 20.0)
    take(protocol, {"trnm": "PING"}, 21.0)
    assert protocol.longest_gap == 20.0
    assert not protocol.silent(81.0, 30.0)
    assert protocol.silent(81.1, 30.0)
    fresh = StreamProtocol()
    take(fresh, {"trnm": "PING"}, 5.0)
    assert (fresh.last_arrival, fresh.longest_gap) == (5.0, 0.0)
