"""Gold abroad: what a push of 0I tells, and the premium of the price here over it."""

from __future__ import annotations

import pytest

from kiwoom_desk.catalogue.values import BadNumber
from kiwoom_desk.market.gold import WorldGold, WorldRow, premium, world_gold


class Push:
    """A push as the stream decodes it."""

    def __init__(self, price: str, change: str) -> None:
        self.f10, self.f11 = price, change


def test_a_push_tells_price_and_change() -> None:
    row: WorldRow = Push("+198436", "+613")
    found = world_gold(row)
    assert found == WorldGold(198_436, 613)
    assert found.rate == 31
    assert world_gold(Push("-197000", "-823")) == WorldGold(197_000, -823)


def test_a_push_without_a_price_tells_nothing() -> None:
    assert world_gold(Push("", "")) is None
    assert world_gold(Push("0", "0")) is None
    assert world_gold(Push("+198436", "")) == WorldGold(198_436, 0)


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(BadNumber):
        world_gold(Push("gold", "0"))


def test_a_price_without_a_day_before_has_no_rate() -> None:
    assert WorldGold(500, 500).rate == 0


@pytest.mark.parametrize(
    ("price", "world", "found"),
    [
        (202_000, 200_000, 100),
        (199_000, 200_000, -50),
        (200_000, 200_000, 0),
        (200_001, 200_000, 0),
    ],
)
def test_the_premium_is_in_hundredths_of_a_percent(price: int, world: int, found: int) -> None:
    assert premium(price, WorldGold(world, 0)) == found


def test_there_is_no_premium_without_both_prices() -> None:
    assert premium(0, WorldGold(200_000, 0)) is None
    assert premium(200_000, WorldGold(0, 0)) is None
