"""The life of a token (S-4), in Korean wall time."""

from datetime import datetime, timedelta

import pytest

from kiwoom_desk.base.clock import KST
from kiwoom_desk.wire.durations import Durations
from kiwoom_desk.wire.tokens import Arrival, OrderBlock, TokenError, TokenKeeper, parse_expiry

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=KST)
END = "20261121090000"


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def text(moment: datetime) -> str:
    return moment.strftime("%Y%m%d%H%M%S")


def keeper() -> TokenKeeper:
    return TokenKeeper(Durations())


def test_a_token_lives_until_ten_minutes_before_its_end() -> None:
    one = keeper()
    assert one.needs(NOW)
    assert one.usable(NOW) is None
    assert one.received("a", END, NOW) is Arrival.NEW
    assert one.usable(NOW) == "a"
    assert not one.needs(after(86400 - 601))
    assert one.needs(after(86400 - 600))
    assert one.usable(after(86400)) is None


def test_the_end_is_korean_time_on_any_host() -> None:
    one = keeper()
    one.received("a", END, NOW)
    elsewhere = NOW.astimezone(tz=None) + timedelta(hours=23, minutes=55)
    assert one.needs(elsewhere)


def test_the_same_token_is_asked_for_once_a_minute_and_at_its_end() -> None:
    one = keeper()
    end = after(500)
    one.received("a", text(end), NOW)
    assert one.needs(NOW)
    assert one.received("a", text(end), NOW) is Arrival.SAME
    assert not one.needs(after(59))
    assert one.needs(after(60))
    one.received("a", text(end), after(480))
    assert not one.needs(after(499))
    assert one.needs(end)
    assert one.received("b", END, end) is Arrival.NEW
    assert one.received("b", END, end) is Arrival.SAME
    assert not one.needs(end)


def test_orders_stop_sixty_seconds_before_the_end() -> None:
    one = keeper()
    assert one.order_allowed(NOW) == OrderBlock("auth", 0.0)
    one.received("a", text(after(100)), NOW)
    assert one.order_allowed(after(39)) is None
    assert one.order_allowed(after(40)) == OrderBlock("auth", 60.0)
    assert one.order_allowed(after(101)) == OrderBlock("auth", 0.0)


def test_failures_back_off_and_a_success_forgets_them() -> None:
    one = keeper()
    assert [one.failed(NOW) for _ in range(8)] == [1, 2, 4, 8, 16, 30, 30, 30]
    assert not one.needs(after(29))
    assert one.needs(after(30))
    one.received("a", END, NOW)
    assert one.failed(NOW) == 1


def test_a_failure_after_the_end_still_waits() -> None:
    one = keeper()
    one.received("a", text(after(10)), NOW)
    one.failed(after(20))
    assert not one.needs(after(20.5))


def test_a_living_token_that_was_refused_once_is_taken_again() -> None:
    one = keeper()
    one.received("a", END, NOW)
    one.rejected("a")
    assert one.usable(NOW) is None
    assert one.received("a", END, NOW) is Arrival.NEW
    assert one.usable(NOW) == "a"


def test_a_token_refused_twice_rests_for_a_minute_and_is_tried_again() -> None:
    one = keeper()
    one.received("a", END, NOW)
    one.rejected("older")
    assert one.usable(NOW) == "a"
    one.rejected("a")
    assert one.usable(NOW) is None
    assert one.needs(NOW)
    one.received("a", END, NOW)
    one.rejected("a")
    assert one.received("a", END, NOW) is Arrival.REJECTED
    assert one.usable(NOW) is None
    assert not one.needs(after(59))
    assert one.needs(after(60))
    assert one.received("a", END, after(60)) is Arrival.NEW
    one.rejected("a")
    assert one.received("a", END, after(60)) is Arrival.REJECTED


@pytest.mark.parametrize(
    ("token", "expiry", "code"),
    [
        ("", END, "token_blank"),
        ("  ", END, "token_blank"),
        ("b", "20261120085959", "token_expired"),
        ("b", "", "token_expiry"),
        ("b", "20270230000000", "token_expiry"),
        ("b", "2026112109000", "token_expiry"),
        ("b", "２０２６１１２１０９００００", "token_expiry"),
        ("b", "never", "token_expiry"),
    ],
)
def test_an_unusable_reply_changes_nothing(token: str, expiry: str, code: str) -> None:
    one = keeper()
    one.received("a", END, NOW)
    with pytest.raises(TokenError) as caught:
        one.received(token, expiry, NOW)
    assert caught.value.code == code
    assert one.usable(NOW) == "a"


def test_expiry_carries_the_korean_zone() -> None:
    assert parse_expiry(END) == datetime(2026, 11, 21, 9, 0, tzinfo=KST)


def test_another_key_starts_with_nothing() -> None:
    one = keeper()
    one.received("a", END, NOW)
    one.rejected("a")
    one.failed(NOW)
    one.forget()
    assert one.needs(NOW)
    assert one.received("a", END, NOW) is Arrival.NEW
