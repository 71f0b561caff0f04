"""Times that replies tell."""

from datetime import datetime, timedelta

import pytest

from kiwoom_desk.base.clock import KST
from kiwoom_desk.wire.clocks import MarketMoment, parse_market_clock, skew

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
