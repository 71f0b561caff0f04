"""The tables of sentences: whole, alike in both languages, each in its own language."""

import pytest

from kiwoom_desk import texts

KOREAN, ENGLISH = texts.entries("ko"), texts.entries("en")


def has_hangul(text: str) -> bool:
    return any("가" <= char <= "힣" for char in text)


def test_both_languages_have_the_same_entries() -> None:
    assert KOREAN.keys() == ENGLISH.keys()


@pytest.mark.parametrize("code", sorted(KOREAN.keys() & ENGLISH.keys()))
def test_both_sentences_ask_for_the_same_facts(code: str) -> None:
    assert texts.facts_of(KOREAN[code]) == texts.facts_of(ENGLISH[code])


@pytest.mark.parametrize("code", sorted(KOREAN))
def test_korean_is_korean(code: str) -> None:
    assert has_hangul(KOREAN[code])


@pytest.mark.parametrize("code", sorted(ENGLISH))
def test_english_is_english(code: str) -> None:
    assert ENGLISH[code].strip()
    assert not has_hangul(ENGLISH[code])


def test_facts_are_put_in_and_numbers_separated() -> None:
    said = texts.sentence("en", "window.panel_failed", {"panel": "Watch list", "error": 12345})
    assert said == "The panel Watch list failed: 12,345"


def test_a_code_without_its_section_is_found() -> None:
    assert texts.sentence("ko", "taken") == KOREAN["connection.taken"]


def test_a_missing_fact_is_a_dash() -> None:
    assert "–" in texts.sentence("en", "window.panel_failed", {"panel": "Book"})


def test_an_unknown_code_is_told_with_its_facts() -> None:
    assert texts.sentence("ko", "no_such_code", {"price": 71_300}) == "no_such_code price=71,300"
