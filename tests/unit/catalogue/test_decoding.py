"""Replies, pushes and frames in every shape the wire can bring."""

import json
import random

import msgspec
import pytest

from kiwoom_desk.catalogue.frames import Answer, FrameError, FrameReader, decode_frame
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.model import UnknownType
from kiwoom_desk.catalogue.reply import ReplyError, reply_type
from kiwoom_desk.catalogue.rows import RowError, row_type
from tests.support.frames import book_values, fids, frames, push, real_frame, tick_values

_BAD_BODIES = [
    b"",
    b"null",
    b"[]",
    b'"x"',
    b"{",
    b"<html>",
    b'{"a": NaN}',
    "{'a': '가'}".encode("cp949"),
    b'{"return_msg": "\xb0\xa1"}',
    b'{"return_msg": {}} trailing',
    b"[" * 100_000,
]


def _reply(api_id: str, body: object) -> object:
    return reply_type(catalogue().api(api_id)).decode(json.dumps(body).encode())


@pytest.mark.parametrize("body", _BAD_BODIES)
def test_a_body_that_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(ReplyError) as caught:
        reply_type(catalogue().api("kt10000")).decode(body)
    assert caught.value.api_id == "kt10000"


@pytest.mark.parametrize("code", ["0", "0000", 0, 0.0, True, None, "3"])
def test_a_return_code_is_kept_as_it_came(code: object) -> None:
    reply = _reply("kt10000", {"return_code": code})
    assert reply.return_code == code  # type: ignore[attr-defined]
    assert type(reply.return_code) is type(code)  # type: ignore[attr-defined]


def test_rows_as_arrays_and_blank_lists_are_read() -> None:
    made = reply_type(catalogue().api("ka10171"))
    reply = made.decode(b'{"data": [["0", "one"], {"seq": "1", "name": "two"}]}')
    assert [(row.seq, row.name) for row in made.rows(reply, "data")] == [("0", "one"), ("1", "two")]
    for body in (b'{"data": null}', b'{"data": ""}', b'{"data": []}', b"{}"):
        assert made.rows(made.decode(body), "data") == []
    with pytest.raises(KeyError):
        made.rows(reply, "nothing")


@pytest.mark.expected_warnings("ka10095: set aside atn_stk_infr, cur_prc")
def test_odd_values_are_set_aside_and_logged() -> None:
    made = reply_type(catalogue().api("ka10095"))
    body = {"atn_stk_infr": [{"stk_cd": "005930", "cur_prc": {}}, "odd"], "new_key": 1}
    reply = made.decode(json.dumps(body).encode())
    rows = made.rows(reply, "atn_stk_infr")
    assert [(row.stk_cd, row.cur_prc) for row in rows] == [("005930", None)]


def test_keys_that_are_no_names_get_an_f() -> None:
    reply = _reply("ka10001", {"250hgst": "+1"})
    assert reply.f250hgst == "+1"  # type: ignore[attr-defined]


@pytest.mark.parametrize("wrap", [False, True])
def test_values_may_be_wrapped_and_may_hold_numbers(wrap: bool) -> None:
    values = {"20": "090000", "10": -71000, "15": None, "12": 0.5, "99999": {}}
    row = row_type("0B").decode(json.dumps([values] if wrap else values).encode())
    assert (row.f20, row.f10, row.f15, row.f12, row.f13) == ("090000", "-71000", "", "0.5", "")


@pytest.mark.parametrize(
    "raw", [b"", b"null", b"[]", b"[{},{}]", b"1", b'{"10": {}}', b'{"10": true}', b'{"10": 1} x']
)
def test_values_that_are_not_one_object_are_refused(raw: bytes) -> None:
    with pytest.raises(RowError) as caught:
        row_type("0B").decode(raw)
    assert caught.value.type_id == "0B"


@pytest.mark.parametrize("values_first", [False, True])
@pytest.mark.parametrize("eager", [(), ("0B",), ("0B", "0D")])
@pytest.mark.parametrize("type_id", ["0B", "0D"])
def test_a_push_gives_the_same_row_however_it_is_read(
    type_id: str, eager: tuple[str, ...], values_first: bool
) -> None:
    reader = FrameReader(catalogue(), eager)
    for data in frames(type_id, 20, values_first=values_first):
        sent = json.loads(data)["data"][0]
        frame = reader.decode(data)
        (entry,) = frame.data
        assert (frame.trnm, entry.type, entry.item) == ("REAL", type_id, sent["item"])
        assert isinstance(entry.values, msgspec.Raw) == (type_id not in eager)
        row = entry.row()
        assert {fid: getattr(row, f"f{fid}") for fid in fids(type_id)} == sent["values"]


@pytest.mark.parametrize("type_id", ["0B", "0D"])
def test_a_counted_push_gives_the_same_texts_and_its_counts_as_numbers(type_id: str) -> None:
    reader = FrameReader(catalogue(), counted=("0B", "0D"))
    counts = {"0B": ("13", "14"), "0D": ("61", "70", "71", "80", "121", "125")}[type_id]
    for data in frames(type_id, 20):
        sent = json.loads(data)["data"][0]["values"]
        (entry,) = reader.decode(data).data
        row = entry.row()
        assert {fid: getattr(row, f"f{fid}") for fid in fids(type_id)} == sent
        figures = entry.figures()
        assert [getattr(figures, f"f{fid}") for fid in counts] == [int(sent[fid]) for fid in counts]
        assert figures.f41 == sent["41"] if type_id == "0D" else figures.f10 == sent["10"]
        (raw,) = FrameReader(catalogue()).decode(data).data
        assert raw.figures() == figures


@pytest.mark.parametrize("odd", ["", "+5", "-5", " 5", "05", "5.5", "1,000", "1_000", "five", None])
def test_a_count_that_is_no_plain_number_stays_a_text(odd: str | None) -> None:
    values = {"10": "+71000", "13": odd, "14": "7"}
    (entry,) = decode_frame(real_frame(push("0B", values))).data
    row = entry.figures()
    assert (row.f10, row.f13, row.f14) == ("+71000", odd or "", "7")
    assert entry.row() == row


@pytest.mark.parametrize("values_first", [False, True])
def test_mixed_types_in_one_frame_are_each_read_as_their_own(values_first: bool) -> None:
    rng = random.Random(1)
    tick, book = tick_values(rng, 71000), book_values(rng, 71000)
    for order in ((0, 1), (1, 0)):
        pushes = [
            push("0B", tick, "005930", values_first),
            push("0D", book, "000660_AL", values_first),
        ]
        reader = FrameReader(catalogue(), ("0B", "0D"))
        frame = reader.decode(real_frame(*(pushes[at] for at in order)))
        rows = {entry.type: entry.row() for entry in frame.data}
        assert (rows["0B"].f10, rows["0D"].f41) == (tick["10"], book["41"])


def test_spaces_and_wrapped_values_are_read() -> None:
    values = {"10": "+71000"}
    spaced = json.dumps({"trnm": "REAL", "data": [push("0B", [values])]}).encode()
    assert decode_frame(spaced).data[0].row().f10 == "+71000"
    assert decode_frame(real_frame(push("0B", values))).data[0].row().f10 == "+71000"


def test_a_misleading_text_costs_a_second_look_only() -> None:
    odd = b'{"note":"\\"type\\":\\"0D\\"","trnm":"REAL","data":[{"type":"0B","values":{"10":"1"}}]}'
    assert decode_frame(odd).data[0].row().f10 == "1"


@pytest.mark.expected_warnings("set aside a push without a type")
def test_one_bad_push_does_not_lose_the_others() -> None:
    good = push("0B", {"10": "1"})
    frame = decode_frame(real_frame(good, {"item": "005930"}, 5, good))
    assert [entry.row().f10 for entry in frame.data] == ["1", "1"]


@pytest.mark.expected_warnings("set aside a push without a type")
def test_data_that_is_no_list_gives_no_push() -> None:
    assert decode_frame(b'{"trnm":"REAL","data":5}').data == []


def test_an_unknown_type_or_missing_values_are_refused_at_the_row() -> None:
    (unknown,) = decode_frame(b'{"trnm":"REAL","data":[{"type":"9Z","values":{}}]}').data
    with pytest.raises(UnknownType):
        unknown.row()
    (empty,) = decode_frame(b'{"trnm":"REAL","data":[{"type":"0B","item":"005930"}]}').data
    with pytest.raises(RowError):
        empty.row()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'{"trnm":"PING"}', Answer("PING", [])),
        (
            b'{"trnm":"LOGIN","return_code":0,"return_msg":"","sor_yn":"Y"}',
            Answer("LOGIN", [], return_code=0, sor_yn="Y"),
        ),
        (b'{"trnm":"LOGIN","return_code":"805004"}', Answer("LOGIN", [], return_code=805004)),
        (
            b'{"trnm":"SYSTEM","code":"R10001","message":"x"}',
            Answer("SYSTEM", [], code="R10001", message="x"),
        ),
        (b'{"trnm":"REG","return_code":1,"grp_no":""}', Answer("REG", [], return_code=1)),
        (b'{"trnm":"CNSRREQ","seq":"4  ","return_code":true}', Answer("CNSRREQ", [], seq="4  ")),
        (
            b'{"trnm":"CNSRREQ","return_code":0,"data":[{"jmcode":"A005930"}]}',
            Answer("CNSRREQ", [], return_code=0),
        ),
        (b"{}", Answer("", [])),
    ],
)
def test_answers_are_told_apart_from_pushes(data: bytes, expected: Answer) -> None:
    assert decode_frame(data) == expected


@pytest.mark.parametrize("data", _BAD_BODIES)
def test_a_frame_that_is_no_object_is_refused(data: bytes) -> None:
    with pytest.raises(FrameError):
        decode_frame(data)
