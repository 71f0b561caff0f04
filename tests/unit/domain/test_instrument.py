"""Codes of the wire, and initial consonants for search."""

from __future__ import annotations

import pytest

from kiwoom_desk.domain.instrument import Listed, Venue, initials, parse_code, wire_code


@pytest.mark.parametrize(
    ("text", "code", "venue"),
    [
        ("005930", "005930", Venue.KRX),
        ("A005930", "005930", Venue.KRX),
        ("005930_NX", "005930", Venue.NXT),
        ("A005930_AL", "005930", Venue.SOR),
        (" J57K123 ", "57K123", Venue.KRX),
        ("Q500001", "500001", Venue.KRX),
        ("0000A0", "0000A0", Venue.KRX),
        ("M04020000", "M04020000", Venue.KRX),
        ("AM04020000", "M04020000", Venue.KRX),
        ("J0059391P", "0059391P", Venue.KRX),
        ("A0059391P", "0059391P", Venue.KRX),
        ("0059391P", "0059391P", Venue.KRX),
        ("", "", Venue.KRX),
    ],
)
def test_a_wire_code_is_taken_apart(text: str, code: str, venue: Venue) -> None:
    assert parse_code(text) == Listed(code, venue)


@pytest.mark.parametrize("venue", Venue)
def test_what_is_put_together_comes_apart_again(venue: Venue) -> None:
    assert parse_code(wire_code("005930", venue)) == Listed("005930", venue)


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("삼성전자", "ㅅㅅㅈㅈ"),
        ("LG화학", "LGㅎㅎ"),
        ("naver", "NAVER"),
        ("까뜨빼", "ㄲㄸㅃ"),
        ("", ""),
    ],
)
def test_initial_consonants(name: str, letters: str) -> None:
    assert initials(name) == letters
