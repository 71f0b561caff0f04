"""The English table of the catalogue: every Korean word of it is told, none is left over or Korean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from kiwoom_desk.base import resources
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.model import Field
from kiwoom_desk.market import views
from kiwoom_desk.ui.kit import labels
from kiwoom_desk.ui.panels import elws, etfs, gold
from tests.support.english import korean

LONGEST_LABEL = 26
_WORDS = labels.english_words()


def fields(some: Iterable[Field]) -> Iterator[Field]:
    for field in some:
        yield field
        yield from fields(field.children)


def all_fields() -> Iterator[Field]:
    known = catalogue()
    for api in known.apis.values():
        yield from fields((*api.request, *api.response, *api.push))
    for type_ in known.types.values():
        yield from type_.fields


def notes() -> set[str]:
    asked = (field for api in catalogue().apis.values() for field in fields(api.request))
    return {field.note for field in asked if field.note}


def shown_words() -> set[str]:
    """Return every published word that a window may show, and those that lists add to them."""
    said: set[str] = set()
    for field in all_fields():
        said |= {field.label, field.unit or "", *field.choices.values()}
    for api in catalogue().apis.values():
        said |= {api.group, api.category}
    boards = (*etfs.VIEWS, *elws.VIEWS, *gold.VIEWS)
    said |= {one.label for spec in boards for one in spec.derived}
    said |= {views.TURNED_LABEL, views.TURNED_VALUE}
    return set(korean(said | notes()))


def test_every_word_has_its_english() -> None:
    assert sorted(shown_words() - _WORDS.keys()) == []


def test_no_word_is_left_over() -> None:
    assert sorted(_WORDS.keys() - shown_words()) == []


def test_english_holds_no_korean_and_is_never_empty() -> None:
    assert korean(list(_WORDS.values())) == []
    assert [word for word, told in _WORDS.items() if told != told.strip() or not told] == []


def test_a_word_stands_there_once_and_in_order() -> None:
    lines = resources.read("catalogue/english.json").decode().splitlines()[1:-1]
    assert len(lines) == len(_WORDS)
    assert list(_WORDS) == sorted(_WORDS)


def test_titles_are_short() -> None:
    labelled = {field.label for field in all_fields()}
    long = {word: _WORDS[word] for word in labelled if len(_WORDS.get(word, "")) > LONGEST_LABEL}
    assert long == {}


def test_choices_of_one_field_stay_apart() -> None:
    for field in all_fields():
        told = [_WORDS.get(word, word) for word in set(field.choices.values())]
        assert len(told) == len(set(told)), (field.key, told)


@pytest.mark.parametrize(("language", "told"), [("ko", "현재가"), ("en", "Price")])
def test_words_are_told_in_the_language_spoken(language: str, told: str) -> None:
    try:
        labels.speak(language)
        assert labels.label("현재가") == told
        assert labels.label("삼성전자우") == "삼성전자우"
    finally:
        labels.speak("ko")


def test_a_korean_window_reads_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(_relative: str) -> bytes:
        raise AssertionError("a Korean window needs no English table")

    monkeypatch.setattr(resources, "read", read)
    labels.speak("ko")
    assert labels.label("현재가") == "현재가"
