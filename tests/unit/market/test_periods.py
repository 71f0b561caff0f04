"""Spans of days in a trader's words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kiwoom_desk.market.periods import WORDS, Days, days_of


@pytest.mark.parametrize(
    ("word", "today", "first"),
    [
        ("today", date(2026, 11, 20), date(2026, 11, 20)),
        ("week", date(2026, 11, 20), date(2026, 11, 14)),
        ("month", date(2026, 11, 20), date(2026, 10, 21)),
        ("month", date(2026, 3, 31), date(2026, 3, 1)),
        ("quarter", date(2026, 5, 31), date(2026, 3, 1)),
        ("half", date(2026, 2, 10), date(2025, 8, 11)),
        ("year", date(2024, 2, 29), date(2023, 3, 1)),
        ("year", date(2026, 12, 31), date(2026, 1, 1)),
        ("this_month", date(2026, 11, 20), date(2026, 11, 1)),
        ("this_year", date(2026, 11, 20), date(2026, 1, 1)),
    ],
)
def test_a_word_means_days(word: str, today: date, first: date) -> None:
    assert days_of(word, today) == Days(first, today)


@pytest.mark.parametrize("word", WORDS)
def test_every_word_ends_today_and_never_starts_later(word: str) -> None:
    day = date(2024, 1, 1)
    while day < date(2025, 3, 1):
        days = days_of(word, day)
        assert days.first <= days.last == day
        day += timedelta(days=1)


def test_days_as_requests_take_them() -> None:
    days = Days(date(2026, 11, 20), date(2026, 11, 1)).ordered()
    assert days.texts == ("20261101", "20261120")
    assert days.ordered() is days


def test_an_unknown_word_is_refused() -> None:
    with pytest.raises(KeyError):
        days_of("own", date(2026, 11, 20))
