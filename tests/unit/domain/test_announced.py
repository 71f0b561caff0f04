"""What a 0s means beside the dated table: it confirms, contradicts, or no longer speaks."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from kiwoom_desk.base import resources
from kiwoom_desk.base.clock import KST
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.announced import MEANINGS, Standing, standing
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.quote import MarketPhase
from kiwoom_desk.domain.rules import parse_rules
from kiwoom_desk.domain.session import Phase, phases_at

RULES = parse_rules(resources.read("market/rules.toml"))
DAY = date(2026, 11, 20)
KRX, NXT, SOR = Venue.KRX, Venue.NXT, Venue.SOR


def at(clock: str, day: date = DAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), KST)


def told(
    clock: str, code: str, said: str, venue: Venue = KRX, left: str = "", place: str = "live"
) -> Standing:
    word = MarketPhase(code, said.replace(":", ""), left)
    return standing(RULES, place, venue, at(clock), word)


def test_without_a_word_the_table_decides() -> None:
    for clock in ("07:00", "08:35", "10:00", "15:25", "17:00", "22:00"):
        for venue in Venue:
            now = standing(RULES, "live", venue, at(clock), None)
            assert now == Standing(phases_at(RULES, "live", venue, at(clock)))


@pytest.mark.parametrize(
    ("clock", "code", "said", "venue"),
    [
        ("08:35", "0", "08:30:00", KRX),
        ("10:00", "3", "09:00:00", KRX),
        ("15:25", "2", "15:20:00", KRX),
        ("15:35", "4", "15:30:00", KRX),
        ("15:45", "8", "15:30:00", KRX),
        ("15:45", "a", "15:40:00", KRX),
        ("17:00", "b", "16:00:00", KRX),
        ("17:00", "c", "16:00:00", KRX),
        ("21:00", "d", "20:00:00", KRX),
        ("21:00", "9", "20:00:00", SOR),
        ("08:10", "P", "08:00:00", NXT),
        ("08:55", "Q", "08:50:00", NXT),
        ("09:30", "R", "09:00:30", NXT),
        ("15:25", "S", "15:20:00", NXT),
        ("15:35", "T", "15:30:00", NXT),
        ("17:00", "U", "15:40:00", NXT),
        ("20:30", "V", "20:00:00", NXT),
        ("08:10", "P", "08:00:00", SOR),
        ("08:35", "0", "08:30:00", SOR),
    ],
)
def test_a_word_in_its_usual_hour_changes_nothing(
    clock: str, code: str, said: str, venue: Venue
) -> None:
    now = told(clock, code, said, venue)
    assert not now.announced
    assert now.phases == phases_at(RULES, "live", venue, at(clock))


@pytest.mark.parametrize(
    ("clock", "code", "said", "venue", "phase"),
    [
        ("09:10", "0", "09:09:00", KRX, Phase.OPENING_AUCTION),
        ("09:10", "0", "09:09:00", SOR, Phase.CLOSED),
        ("15:25", "3", "09:00:00", KRX, Phase.CONTINUOUS),
        ("14:00", "2", "13:55:00", KRX, Phase.CLOSING_AUCTION),
        ("14:00", "4", "13:55:00", KRX, Phase.CLOSED),
        ("14:00", "9", "13:55:00", NXT, Phase.CLOSED),
        ("17:00", "d", "16:30:00", KRX, Phase.CLOSED),
        ("15:35", "c", "15:34:00", KRX, Phase.AFTER_MARKET),
        ("09:30", "Q", "08:50:00", NXT, Phase.CONTINUOUS),
        ("08:30", "Q", "08:29:00", NXT, Phase.CLOSED),
        ("15:00", "U", "14:59:00", SOR, Phase.AFTER_MARKET),
    ],
)
def test_a_word_overrides_the_table(
    clock: str, code: str, said: str, venue: Venue, phase: Phase
) -> None:
    now = told(clock, code, said, venue)
    assert now.phases == (phase,)
    assert now.announced is (phase not in phases_at(RULES, "live", venue, at(clock)))


def test_the_evening_s_word_means_what_the_day_knows() -> None:
    before = at("15:50", date(2026, 9, 11))
    word = MarketPhase("c", "154900", "")
    assert standing(RULES, "live", KRX, before, word).phases == (Phase.SINGLE_PRICE,)
    assert standing(RULES, "demo", KRX, at("17:00"), MarketPhase("c", "165900", "")).phases == (
        Phase.AFTER_MARKET,
    )


def test_one_of_two_phases_can_be_over() -> None:
    assert phases_at(RULES, "live", KRX, at("08:35")) == (Phase.OPENING_AUCTION, Phase.PRE_FIXED)
    now = told("08:35", "b", "08:34:00")
    assert now == Standing((Phase.PRE_FIXED,), announced=True)


@pytest.mark.parametrize(
    ("clock", "code", "said"),
    [
        ("15:40", "2", "15:20:00"),
        ("17:00", "3", "09:00:00"),
        ("09:20", "0", "08:30:00"),
        ("07:50", "9", "20:00:00"),
        ("10:00", "3", "10:01:01"),
        ("10:00", "s", "09:59:00"),
        ("10:00", "", "09:59:00"),
        ("10:00", "P", "09:59:00"),
    ],
)
def test_an_old_a_coming_and_a_strange_word_say_nothing(clock: str, code: str, said: str) -> None:
    assert told(clock, code, said) == Standing(phases_at(RULES, "live", KRX, at(clock)))


def test_our_clock_may_be_late_by_a_minute() -> None:
    now = told("08:59:30", "3", "09:00:00")
    assert now == Standing((Phase.CONTINUOUS,), announced=True)


def test_the_word_before_the_open_tells_when_it_comes_and_lasts_until_then() -> None:
    now = told("08:35", "0", "08:30:00", left="003000")
    assert not now.announced and now.opens == at("09:00")
    now = told("09:45", "0", "09:30:00", left="003000")
    assert now == Standing((Phase.OPENING_AUCTION,), announced=True, opens=at("10:00"))
    assert told("10:15", "0", "09:30:00", left="003000") == Standing((Phase.CONTINUOUS,))


def test_every_word_has_its_meaning_in_the_catalogue() -> None:
    field = next(f for f in catalogue().type("0s").fields if f.key == "215")
    known = {code for meanings in MEANINGS.values() for code in meanings}
    assert known <= set(field.choices)
    assert set(field.choices) - known == {"e", "f", "o", "s"}
