"""Fault documents: what is refused and where, what strikes when, and equal draws for equal seeds."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from kiwoom_desk.base.clock import KST
from kiwoom_desk.practice.fault_board import FaultBoard, Happening, Now
from kiwoom_desk.practice.fault_documents import (
    FaultDocumentError,
    load_faults,
    parse_json,
    parse_toml,
)
from kiwoom_desk.practice.faults import Edit, Late, Lose, moment_of
from tests.support.fault_rows import ROWS, document

TEN = datetime(2026, 11, 20, 10, 0, tzinfo=KST)


def _now(seconds: float = 0.0, market: datetime = TEN) -> Now:
    return Now(seconds, TEN + timedelta(seconds=seconds), market)


def _request(api: str = "kt10000", group: str = "orders", **facts: str) -> Happening:
    return Happening("request", frozenset({api, group}), 1, facts)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[fault]]\ndo = 'lose'\nsekonds = 1\n", ["line 3", "fault 1", "sekonds"]),
        ("seed = 1\n\n[[fault]]\ndo = 'lost'\n", ["line 4", "fault 1", "lost"]),
        ("[[fault]]\nname = 'x'\n", ["line 1", "fault 1", "`do`"]),
        ("[[fault]]\ndo = 'lose'\n[[fault]]\ndo = 'late'\nseconds = 'x'\n", ["line 5", "fault 2", "float"]),
        ("[[fault]]\ndo = 'late'\nsecond = 1\n", ["line 3", "'seconds' is a key"]),
        ("[[fault]]\ndo = 'lose'\nprobability = 2.0\n", ["line 3", "from 0 to 1"]),
        ("[[fault]]\ndo = 'taken'\n", ["line 1", "not on request"]),
        ("[[fault]]\ndo = 'lose'\ntypes = ['00']\n", ["line 3", "only frames"]),
        ("[[fault]]\ndo = 'lose'\nmarket_from = '25:00'\n", ["line 3", "HH:MM"]),
        ("[[fault]]\ndo = 'edit'\n", ["line 1", "changes nothing"]),
        ("[[fault]]\ndo = 'malform'\nkind = 'odd'\n", ["line 3", "odd"]),
        ("[[fault]]\ndo = 'replace'\nbody_base64 = '!'\n", ["line 3", "base64"]),
        ("[[fault]]\ndo = 'reset'\nat = 'in_body'\nwhere = { stk_cd = '1' }\n", ["line 4", "not known"]),
        ("[[fault]]\ndo = \n", ["line 2"]),
        ("seeds = 4\n", ["seeds"]),
        ("[[fault]]\ndo = 'late'\nseconds = nan\n", ["line 3", "finite"]),
        ("[[fault]]\ndo = 'close'\non = 'moment'\ncode = 1006\n", ["line 4", "code"]),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line_and_key(text: str, words: list[str]) -> None:
    with pytest.raises(FaultDocumentError) as refused:
        parse_toml(text)
    for word in words:
        assert word in str(refused.value)


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b'{"fault":[{"do":"lose","odd":1}]}', "fault 1"),
        (b'{"fault":[{"do":"lose"},{"do":"late","seconds":"x"}]}', "fault 2, 'seconds'"),
        (b"[]", "object"),
        (b"nothing", "not JSON"),
        (b"\xff\xfe", "not JSON"),
    ],
)
def test_json_is_held_to_the_same_model(body: bytes, word: str) -> None:
    with pytest.raises(FaultDocumentError, match=word):
        parse_json(body)


def test_both_forms_say_the_same(tmp_path: Path) -> None:
    path = tmp_path / "faults.toml"
    path.write_text("seed = 5\n" + document("P3"), "utf-8")
    from_toml = load_faults(path)
    assert parse_json(msgspec.json.encode(from_toml)) == from_toml
    assert from_toml.seed == 5
    path.write_bytes(b"\xff")
    with pytest.raises(FaultDocumentError, match="UTF-8"):
        load_faults(path)


@pytest.mark.parametrize("row", ROWS)
def test_every_row_of_the_page_is_a_document(row: str) -> None:
    assert parse_toml(document(row, certificate="x.pem")).fault


def _struck(text: str, times: int, now: Now | None = None) -> list[bool]:
    board = FaultBoard()
    board.add(parse_toml(text), _now())
    return [bool(board.struck_by(_request(), now or _now())) for _ in range(times)]


def test_skip_every_and_count_decide_which_strike() -> None:
    text = "[[fault]]\ndo = 'lose'\nskip = 1\nevery = 2\ncount = 2\n"
    assert _struck(text, 7) == [False, True, False, True, False, False, False]


def test_chance_is_decided_by_the_seed_and_its_count() -> None:
    text = "seed = {}\n[[fault]]\ndo = 'lose'\nprobability = 0.3\n"
    first = _struck(text.format(4), 2000)
    assert first == _struck(text.format(4), 2000)
    assert first != _struck(text.format(5), 2000)
    assert 500 < sum(first) < 700


def test_a_span_of_wall_seconds_and_of_market_time() -> None:
    text = "[[fault]]\ndo = 'lose'\nafter = 2.0\nlasting = 3.0\n"
    assert [_struck(text, 1, _now(second)) for second in (1.9, 2.0, 4.9, 5.0)] == [
        [False], [True], [True], [False],
    ]  # fmt: skip
    text = "[[fault]]\ndo = 'lose'\nmarket_from = '10:30'\nmarket_until = '2026-11-20T11:00:00'\n"
    at = [
        _now(0, TEN.replace(hour=hour, minute=minute))
        for hour, minute in ((10, 29), (10, 30), (11, 0))
    ]
    assert [_struck(text, 1, now) for now in at] == [[False], [True], [False]]


def test_what_is_asked_for_has_to_match() -> None:
    board = FaultBoard()
    text = "[[fault]]\ndo = 'lose'\napis = ['orders']\nwhere = { stk_cd = '005930' }\nconnections = [1]\n"
    board.add(parse_toml(text), _now())
    assert board.struck_by(_request(stk_cd="005930"), _now())
    assert not board.struck_by(_request(stk_cd="000660"), _now())
    assert not board.struck_by(_request("ka10001", "reads", stk_cd="005930"), _now())
    other = msgspec.structs.replace(_request(stk_cd="005930"), connection=2)
    assert not board.struck_by(other, _now())
    assert [one.what for one in board.view().strikes] == ["kt10000"]


def test_a_moment_comes_once_or_by_its_period() -> None:
    board = FaultBoard()
    text = "[[fault]]\ndo = 'taken'\non = 'moment'\nafter = 1\n"
    board.add(parse_toml(text), _now())
    assert [len(board.due(_now(second))) for second in (0.5, 1.0, 9.0)] == [0, 1, 0]
    board.clear()
    board.add(parse_toml(text + "period = 2\ncount = 3\n"), _now())
    assert [len(board.due(_now(second))) for second in (0.5, 1.0, 2.9, 3.0, 9.0)] == [0, 1, 0, 1, 1]


def test_a_moment_waits_for_its_market_time() -> None:
    board = FaultBoard()
    board.add(
        parse_toml("[[fault]]\ndo = 'expire'\non = 'moment'\nmarket_from = '10:30'\n"), _now()
    )
    assert not board.due(_now(5))
    assert len(board.due(_now(6, TEN.replace(minute=30)))) == 1


def test_what_stands_and_what_was_struck_is_told() -> None:
    board = FaultBoard()
    board.add(parse_toml("[[fault]]\ndo = 'lose'\nname = 'N1'\nskip = 1\n"), _now())
    for _ in range(3):
        board.struck_by(_request(), _now())
    (one,) = board.view().faults
    assert (one.name, one.do, one.matched, one.struck) == ("N1", "lose", 3, 2)
    board.clear()
    assert not board.view().faults
    assert len(board.view().strikes) == 2
    assert board.places == frozenset()


def test_moments_of_the_day() -> None:
    assert moment_of("10:30", TEN) == TEN.replace(minute=30)
    assert moment_of("10:30:05", TEN).second == 5
    assert moment_of("2026-11-21T09:00", TEN).day == 21
    assert moment_of("2026-11-21T00:00:00+00:00", TEN) == datetime(2026, 11, 21, 9, tzinfo=KST)


def test_deeds_know_where_they_strike() -> None:
    assert Lose().deed == "lose"
    assert Late(seconds=1).early is False
    with pytest.raises(ValueError, match="until_frame"):
        Late(on="frame", until_frame="00")
    with pytest.raises(ValueError, match="headers"):
        Edit(on="frame", headers={"date": "x"})
