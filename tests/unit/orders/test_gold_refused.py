"""An account for gold that the broker refuses is not asked for ever: it rests until somebody looks."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from kiwoom_desk.broker.gateway import QueryError
from kiwoom_desk.domain.order import RequestState
from kiwoom_desk.domain.position import Balance
from tests.support.order_desk import Room, buy, quiet, room, until
from tests.unit.orders.test_gold import GOLD, LISTS, looked_at, press


class Refusing:
    """Refuses kt50020 with a code while there is one, and counts how often it was asked."""

    def __init__(self, here: Room, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
        self.code, self.asked = code, 0
        self._balance = here.exchange.gold_balance
        monkeypatch.setattr(here.exchange, "gold_balance", self._answer)

    async def _answer(self) -> Balance:
        self.asked += 1
        if self.code:
            raise QueryError(self.code, "kt50020", "계좌가 없습니다")
        return await self._balance()


async def hours(here: Room) -> None:
    for _ in range(40):
        here.clock.advance(60.0)
        await quiet(here)


async def test_a_refused_account_rests_until_somebody_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with room(tmp_path) as here:
        broker, gold = Refusing(here, monkeypatch, "800010"), here.desk.gold
        gold.want()
        await until(lambda: gold.rests)
        assert (gold.reason, gold.read, broker.asked) == ("800010", False, 1)
        here.exchange.reads.clear()
        await hours(here)
        assert broker.asked == 1 and LISTS.isdisjoint(here.exchange.reads)
        gold.want()
        await until(lambda: broker.asked == 2 and gold.rests)
        broker.code = ""
        gold.want()
        await until(lambda: gold.read)
        assert not gold.rests
        # From now on the account is kept young like the one for shares.
        asked = broker.asked
        await hours(here)
        assert broker.asked > asked


async def test_a_press_asks_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with room(tmp_path) as here:
        broker = Refusing(here, monkeypatch, "800010")
        here.desk.gold.want()
        await until(lambda: here.desk.gold.rests)
        denied = (await press(here)).denied
        assert denied is not None and denied.code == "gold_not_read"
        await until(lambda: broker.asked == 2)


async def test_where_an_order_for_gold_is_known_it_never_rests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with room(tmp_path) as here:
        await looked_at(here)
        assert (await press(here)).state is RequestState.ACKED
        broker, gold = Refusing(here, monkeypatch, "800010"), here.desk.gold
        gold.gap()
        await until(lambda: gold.reason == "800010")
        assert not gold.rests
        asked = broker.asked
        await hours(here)
        assert broker.asked > asked


async def test_an_order_of_another_channel_keeps_it_awake_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with room(tmp_path) as here:
        here.exchange.take("kt50000", msgspec.to_builtins(buy(1, 200_000, code=GOLD)))
        await until(lambda: here.desk.gold.read)
        assert not here.desk.ledger.requests and here.desk.ledger.open_orders
        Refusing(here, monkeypatch, "800010")
        here.desk.gold.gap()
        await until(lambda: here.desk.gold.reason == "800010")
        assert not here.desk.gold.rests


@pytest.mark.parametrize("code", ["timeout", "1700", "1701", "1702", "429", "5"])
async def test_what_gets_better_by_itself_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    async with room(tmp_path) as here:
        broker, gold = Refusing(here, monkeypatch, code), here.desk.gold
        gold.want()
        await until(lambda: gold.reason == code)
        assert not gold.rests
        broker.code = ""
        await hours(here)
        assert gold.read and broker.asked >= 2


async def test_an_account_that_is_read_again_is_kept_young_once(tmp_path: Path) -> None:
    async with room(tmp_path) as here:
        await looked_at(here)
        for _ in range(3):
            here.desk.gold.gap()
            await until(lambda: here.desk.gold.read)
            await quiet(here)
        here.exchange.reads.clear()
        here.clock.advance(60.0)
        await until(lambda: here.exchange.reads.count("kt50020") > 0)
        await quiet(here)
        assert here.exchange.reads.count("kt50020") == 1
