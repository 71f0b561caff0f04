"""Finding an API: by id, by name in either language, by a field; the better match first."""

from __future__ import annotations

from kiwoom_desk.catalogue.finding import ApiFinder
from kiwoom_desk.catalogue.load import catalogue

FINDER = ApiFinder(catalogue())


def ids(query: str) -> list[str]:
    return [hit.api.id for hit in FINDER.find(query)]


def test_no_word_finds_every_api() -> None:
    assert ids("  ") == list(catalogue().apis)


def test_an_id_finds_itself_first_and_its_beginning_the_rest() -> None:
    assert ids("KA10027")[0] == "ka10027"
    assert set(ids("kt0001")[:3]) <= {api for api in catalogue().apis if api.startswith("kt0001")}


def test_every_api_is_found_by_its_id_and_both_names() -> None:
    for api in catalogue().apis.values():
        assert ids(api.id)[0] in (api.id, api.id.lower(), api.id.upper())
        assert api.id in ids(api.name)
        assert api.id in ids(api.english)


def test_a_field_finds_its_apis_behind_those_of_that_name() -> None:
    found = FINDER.find("체결강도")
    named = [place for place, hit in enumerate(found) if "체결강도" in hit.api.name]
    by_field = [place for place, hit in enumerate(found) if hit.field]
    assert named
    assert by_field
    assert max(named) < min(by_field)
    assert all("체결강도" in found[place].field for place in by_field)
    assert "ka10046" in ids("cntr_str")


def test_every_word_has_to_be_found() -> None:
    both = set(ids("프로그램 외국인"))
    assert both <= set(ids("프로그램")) & set(ids("외국인"))
    assert ids("프로그램 nosuchword") == []


def test_case_and_spaces_of_names_do_not_count() -> None:
    assert ids("주식매수주문")[0] == "kt10000"
    assert "ka10027" in ids("RATE of change")


def test_what_is_learnt_bit_by_bit_finds_the_same() -> None:
    finder = ApiFinder(catalogue())
    steps = 1
    while finder.learn(20):
        steps += 1
    assert steps == -(-len(catalogue().apis) // 20)
    assert not finder.learn(20)
    assert finder.find("체결강도") == FINDER.find("체결강도")
