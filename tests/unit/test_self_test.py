"""What the self-test finds without a window, and that every finding has its sentence."""

import sys

import pytest

from kiwoom_desk import self_test, texts
from kiwoom_desk.broker.hosts import BROKER_HOSTS, Host
from kiwoom_desk.doctor import Grade
from tests.support.codes import called_with


def test_every_finding_has_its_sentence_and_is_given_its_facts() -> None:
    found = called_with("Finding", "self_test.py", at=1)
    codes = {told.code for told in found}
    assert {"window", "no_window", "trade", "no_trade", "blank_panels", "picture"} <= codes
    for language in ("ko", "en"):
        entries = texts.entries(language)
        for code in codes | {"all_good", "some_bad", "broken"}:
            assert f"selftest.{code}" in entries
        for told in found:
            asked = texts.facts_of(entries[f"selftest.{told.code}"])
            assert told.facts is None or asked <= told.facts, told


@pytest.mark.parametrize("host", BROKER_HOSTS.values())
def test_a_handshake_is_begun_in_memory(host: Host) -> None:
    finding = self_test.look_at_tls(host)
    assert finding.code in ("tls", "no_authorities")
    assert finding.facts["version"] == "TLSv1_2"
    assert int(finding.facts["bytes"]) > 100


def test_code_for_a_keyring_that_did_not_come_along_is_bad(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(self_test._KEEPERS, "elsewhere", ("keyring.backends.elsewhere",))
    finding = self_test.look_at_keeper("elsewhere")
    assert (finding.grade, finding.code) == (Grade.BAD, "no_keeper")
    assert finding.facts["name"] == "keyring.backends.elsewhere"


def test_the_keeper_of_this_system_came_along() -> None:
    assert self_test.look_at_keeper(sys.platform).code == "keeper"


def test_no_keyring_is_a_note_and_no_fault() -> None:
    assert self_test.look_at_keyrings().grade in (Grade.GOOD, Grade.WARNING)
