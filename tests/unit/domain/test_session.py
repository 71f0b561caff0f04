"""Trading days and phases out of the shipped rules."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from kiwoom_desk.base import resources
from kiwoom_desk.base.clock import KST
from kiwoom_desk.domain.instrument import Venue
from kiwoom_desk.domain.rules import parse_rules
from kiwoom_desk.domain.session import (
    Phase,
    is_trading_day,
    next_change,
    phase_at,
    phases_at,
    shift_trading_days,
    spans,
    trading_day_on_or_before,
)

RULES = parse_rules(resources.read("market/rules.toml"))
FRIDAY = date(2026, 11, 20)


def at(clock: str, day: date = FRIDAY) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=KST)


def test_weekends_and_holidays_do_not_trade() -> None:
    assert is_trading_day(RULES, FRIDAY)
    assert not is_trading_day(RULES, date(2026, 11, 21))
    assert not is_trading_day(RULES, date(2026, 12, 25))


def test_days_are_counted_over_weekends_and_holidays() -> None:
    assert trading_day_on_or_before(RULES, date(2026, 11, 22)) == FRIDAY
    assert trading_day_on_or_before(RULES, FRIDAY) == FRIDAY
    assert shift_trading_days(RULES, FRIDAY, 2) == date(2026, 11, 24)
    assert shift_trading_days(RULES, date(2026, 12, 24), 1) == date(2026, 12, 28)
    assert shift_trading_days(RULES, date(2026, 12, 28), -1) == date(2026, 12, 24)
    assert shift_trading_days(RULES, FRIDAY, 0) == FRIDAY


@pytest.mark.parametrize(
    ("clock", "phase"),
    [
        ("08:29:59", Phase.CLOSED),
        ("08:30:00", Phase.OPENING_AUCTION),
        ("08:59:59", Phase.OPENING_AUCTION),
        ("09:00:00", Phase.CONTINUOUS),
        ("15:19:59", Phase.CONTINUOUS),
        ("15:20:00", Phase.CLOSING_AUCTION),
        ("15:30:00", Phase.CLOSED),
    ],
)
def test_the_phases_of_demo(clock: str, phase: Phase) -> None:
    assert phase_at(RULES, "demo", Venue.KRX, at(clock)) is phase


def test_practice_plays_every_session_of_live() -> None:
    for venue in Venue:
        for half_hour in range(24 * 2):
            clock = f"{half_hour // 2:02d}:{half_hour % 2 * 30 + 15:02d}"
            live = phases_at(RULES, "live", venue, at(clock))
            assert phases_at(RULES, "practice", venue, at(clock)) == live


def test_live_has_two_phases_at_once_before_the_opening() -> None:
    assert phases_at(RULES, "live", Venue.KRX, at("08:35")) == (
        Phase.OPENING_AUCTION,
        Phase.PRE_FIXED,
    )
    assert phases_at(RULES, "live", Venue.NXT, at("09:00:29")) == (Phase.CLOSED,)
    assert phase_at(RULES, "live", Venue.NXT, at("09:00:30")) is Phase.CONTINUOUS


def test_the_after_market_replaced_the_single_price_session() -> None:
    assert phase_at(RULES, "live", Venue.KRX, at("16:30", date(2026, 9, 11))) is Phase.SINGLE_PRICE
    assert phase_at(RULES, "live", Venue.KRX, at("16:30", date(2026, 9, 14))) is Phase.AFTER_MARKET


def test_a_holiday_has_no_phases() -> None:
    assert spans(RULES, "live", Venue.KRX, at("10:00", date(2026, 12, 25))) == ()
    assert phases_at(RULES, "live", Venue.KRX, at("10:00", date(2026, 11, 21))) == (Phase.CLOSED,)


@pytest.mark.parametrize(
    ("moment", "change"),
    [
        (at("08:00"), at("08:30")),
        (at("09:00"), at("15:20")),
        (at("15:25"), at("15:30")),
        (at("15:30"), at("08:30", date(2026, 11, 23))),
    ],
)
def test_the_next_change_of_phase(moment: datetime, change: datetime) -> None:
    assert next_change(RULES, "demo", Venue.KRX, moment) == change


def test_a_venue_that_never_opens_never_changes() -> None:
    assert next_change(RULES, "demo", Venue.NXT, at("10:00")) is None
