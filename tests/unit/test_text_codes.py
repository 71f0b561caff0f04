"""Every code that the program gives to a sentence has one in both languages, with facts it is given."""

import re
from typing import get_args

import pytest

from kiwoom_desk import texts
from kiwoom_desk.catalogue.request import Fault
from kiwoom_desk.doctor import Grade
from kiwoom_desk.domain.order import RequestState
from tests.support.codes import Told, called_with, literals, returned_by

LANGUAGES = ("ko", "en")
_FIELDS = {"blank", "not_a_number", "too_long"}


def lacking(section: str, codes: set[str]) -> list[str]:
    return [
        f"{language} {section}.{code}"
        for language in LANGUAGES
        for code in sorted(codes)
        if not texts.knows(language, f"{section}.{code}")
    ]


def asking_too_much(section: str, told: set[Told]) -> list[str]:
    found = []
    for one in told:
        code = f"{section}.{one.code}" if section else one.code
        for language in LANGUAGES:
            asked = texts.facts_of(texts.entries(language).get(code, ""))
            if one.facts is not None and not asked <= one.facts:
                found.append(f"{one.place} {language} {code}: {sorted(asked - one.facts)}")
    return sorted(found)


def bare(told: set[Told]) -> set[str]:
    return {one.code for one in told}


def denied() -> set[Told]:
    return {one for one in called_with("Denied", "orders", "ui") if one.code not in _FIELDS}


def asked() -> set[Told]:
    """Return the questions; each figure is given in words as well."""
    found = called_with("Question", "orders")
    return {
        Told(
            one.code,
            None if one.facts is None else one.facts | {f"{fact}_words" for fact in one.facts},
            one.place,
        )
        for one in found
    }


def test_collector_finds_what_is_known_to_be_there() -> None:
    assert {"off_tick", "same_order", "release_word"} <= bare(denied())
    off_tick = next(one for one in denied() if one.code == "off_tick")
    assert off_tick.facts == {"price", "size"}


def test_every_denial_has_its_sentence() -> None:
    needed = called_with("_needed", "orders/checks.py")
    codes = bare(denied()) | {
        f"{n}_{end}" for n in bare(needed) for end in ("missing", "not_taken")
    }
    assert lacking("denied", codes) == []
    assert asking_too_much("denied", denied()) == []


def test_every_question_has_its_sentence() -> None:
    assert {"large", "far_from_last", "market_in_auction"} <= bare(asked())
    assert lacking("denied", bare(asked())) == []
    assert asking_too_much("denied", asked()) == []


def test_every_limit_that_cannot_be_read_has_its_sentence() -> None:
    faults = called_with("Denied", "orders/drafts.py")
    found = {Told(f"limit_{fault.code}", fault.facts, fault.place) for fault in faults}
    assert lacking("denied", bare(found)) == []
    assert asking_too_much("denied", found) == []


def test_every_field_that_cannot_be_read_has_its_sentence() -> None:
    faults = called_with("Denied", "orders/drafts.py")
    assert bare(faults) == _FIELDS
    fields = bare(called_with("read", "ui/panels/ticket.py"))
    assert fields == {"quantity_field", "price_field", "trigger_field"}
    for field in fields:
        found = {Told(f"{field}_{fault.code}", fault.facts, fault.place) for fault in faults}
        assert lacking("denied", bare(found)) == []
        assert asking_too_much("denied", found) == []


def test_every_outcome_has_its_sentence() -> None:
    assert lacking("orders", {state.value for state in RequestState}) == []


def test_every_failed_query_has_its_sentence() -> None:
    codes = bare(called_with("QueryError")) | returned_by("failure_code", "broker/failures.py")
    codes |= returned_by("_why_unreadable", "wire/reply.py")
    codes |= bare(called_with("OrderReply", "wire/reply.py", keyword="code"))
    codes |= bare(called_with("Outcome", keyword="code"))
    codes |= bare(called_with("Answered", "orders/desk.py", keyword="code"))
    codes |= returned_by("_each", "broker/rest.py") - {""}
    codes |= {text for text in literals("wire/reply.py") if re.fullmatch("[0-9]{3,4}", text)} - {
        "2000"
    }
    assert {"dns", "8005", "1700", "journal", "no_account", "repeated_key"} <= codes
    assert lacking("query", codes | {"server", "no_code", "other"}) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_failed_query_asks_for_nothing_but_its_code(language: str) -> None:
    found = {code: t for code, t in texts.entries(language).items() if code.startswith("query.")}
    assert {code for code, text in found.items() if texts.facts_of(text) - {"code"}} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_notice_is_found_by_its_bare_code(language: str) -> None:
    notices = called_with("Notice", "broker")
    anomalies = called_with("Anomaly", "wire/stream.py")
    assert {"clock_skew", "system"} <= bare(notices)
    codes = bare(notices | anomalies)
    assert [code for code in sorted(codes) if not texts.knows(language, code)] == []
    given = {Told(one.code, frozenset({"detail"}), one.place) for one in anomalies} | notices
    assert asking_too_much("notice", given) == []


def test_every_code_said_by_name_has_its_sentence() -> None:
    said = called_with("say_code", at=1) | called_with("sentence", at=1)
    assert {"practice.ended", "start.unsafe_folder", "window.panel_failed"} <= bare(said)
    known = [one for one in said if all(texts.knows(lang, one.code) for lang in LANGUAGES)]
    assert sorted(bare(said) - bare(set(known))) == []
    assert asking_too_much("", said) == []


def test_every_refused_call_has_its_sentence() -> None:
    codes = bare(called_with("Reply", "call.py", "app.py", at=1))
    codes |= bare(called_with("NoExchange")) | {f"field_{fault}" for fault in get_args(Fault)}
    assert {"order_refused", "starting", "not_loopback", "field_date"} <= codes
    assert lacking("call", codes) == []


def test_every_step_of_the_trading_round_has_its_sentence() -> None:
    said = called_with("_say", "trading_round.py")
    ended = called_with("_until", "trading_round.py", at=1) | called_with("RoundFailed")
    assert {"open", "bought", "picture"} <= bare(said)
    assert lacking("round", bare(said | ended)) == []
    assert asking_too_much("round", said) == []


def test_a_query_code_without_an_entry_is_told_by_the_other() -> None:
    assert (
        texts.sentence("en", "query.855056", {"api_id": "kt10000"}) == "The query failed (855056)."
    )


def test_every_finding_of_the_doctor_has_its_sentence() -> None:
    found = called_with("Finding", "doctor.py", at=1)
    codes = bare(found) | {grade.value for grade in Grade} | {"all_good", "some_bad"}
    assert {"python_old", "keyring_refused", "folder_unsafe"} <= codes
    assert lacking("doctor", codes) == []
    assert asking_too_much("doctor", found) == []


def test_every_word_of_the_halt_command_has_its_sentence() -> None:
    said = called_with("_say", "halt.py")
    assert {"alone", "silent", "done", "unreached"} <= bare(said)
    assert lacking("halt", bare(said)) == []
    assert asking_too_much("halt", said) == []


def test_every_anomaly_has_its_sentence() -> None:
    found = called_with("_anomaly", "orders/ledger.py")
    assert {"overfill", "quantity_shrunk"} <= bare(found)
    assert lacking("anomaly", bare(found) | {"other"}) == []
