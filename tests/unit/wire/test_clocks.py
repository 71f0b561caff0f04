"""Times that replies tell."""

from datetime import datetime, timedelta

import pytest

from kiwoom_desk.base.clock import KST
from kiwoom_desk.wire.clocks import MarketMoment, StreamLag, parse_market_clock, skew

NOW = datetime(2026, 11, 20, 10, 0, 0, 500_000, tzinfo=KST)
MARKET = datetime(2026, 11, 20, 10, 0, tzinfo=KST)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-11-20T10:00:00+09:00;30", MarketMoment(MARKET, 30.0)),
        (" 2026-11-20T01:00:00+00:00 ", MarketMoment(MARKET, 1.0)),
        ("2026-11-20T10:00:00;1", None),
        ("2026-11-20T10:00:00+09:00;nan", None),
        ("2026-11-20T10:00:00+09:00;-1", None),
        ("2026-11-20T10:00:00+09:00;fast", None),
        ("10:00", None),
        ("", None),
    ],
)
def test_market_clock(text: str, wanted: MarketMoment | None) -> None:
    assert parse_market_clock(text) == wanted


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("Fri, 20 Nov 2026 01:00:00 GMT", 0.0),
        ("Fri, 20 Nov 2026 01:00:01 GMT", 0.0),
        ("Fri, 20 Nov 2026 01:00:11 GMT", 9.5),
        ("Fri, 20 Nov 2026 00:59:50 GMT", -9.5),
        ("Fri, 20 Nov 2026 01:00:00 -0000", None),
        ("soon", None),
        ("", None),
    ],
)
def test_skew_counts_only_what_travel_and_rounding_cannot_explain(
    header: str, wanted: float | None
) -> None:
    assert skew(header, NOW, NOW + timedelta(seconds=1)) == wanted


def test_the_least_late_print_of_ten_seconds_counts() -> None:
    lag = StreamLag()
    for second in range(10):
        now = MARKET + timedelta(seconds=second)
        assert lag.take(f"{now - timedelta(seconds=5 + second % 3):%H%M%S}", now, second) is None
    later = MARKET + timedelta(seconds=10)
    assert lag.take(f"{later - timedelta(seconds=9):%H%M%S}", later, 10.0) == pytest.approx(4.0)
    assert lag.take(f"{later:%H%M%S}", later, 10.5) is None


@pytest.mark.parametrize(
    ("age", "wanted"), [(0.0, 0.0), (0.9, 0.0), (1.0, 0.0), (3.5, 2.5), (-30.0, -30.0)]
)
def test_a_print_may_be_a_second_old(age: float, wanted: float) -> None:
    lag = StreamLag()
    market = MARKET + timedelta(seconds=age)
    assert lag.take("100000", market, 0.0) is None
    assert lag.take("100000", market, 10.0) == pytest.approx(wanted)


@pytest.mark.parametrize("time", ["", "9410", "ABCDEF", "１０００００"[:5], "1000000"])
def test_a_time_that_cannot_be_read_is_left_out(time: str) -> None:
    lag = StreamLag()
    assert lag.take(time, MARKET, 0.0) is None
    assert lag.take("100000", MARKET, 100.0) is None


def test_a_later_print_that_is_less_late_counts() -> None:
    lag = StreamLag()
    for second, age in ((0, 9), (3, 4), (6, 7)):
        now = MARKET + timedelta(seconds=second)
        assert lag.take(f"{now - timedelta(seconds=age):%H%M%S}", now, second) is None
    later = MARKET + timedelta(seconds=10)
    assert lag.take(f"{later - timedelta(seconds=8):%H%M%S}", later, 10.0) == pytest.approx(3.0)
