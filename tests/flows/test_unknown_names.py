"""Names that the exchange does not know: left out of a list of quotes, and asked for only once."""

from tests.flows.test_broker_practice import opened
from tests.support.practice import practice


async def test_one_unknown_name_does_not_hide_the_others() -> None:
    async with practice(quota="none") as server, opened(server) as gateway:
        known = ["005930", "000660", "035420"]
        found = await gateway.quotes([*known, "Z99999", "AM04029999"])
        assert [quote.code for quote in found] == known
        before = await server.received()
        assert [quote.code for quote in await gateway.quotes([*known, "Z99999"])] == known
        after = await server.received()
        assert _asked(after) == _asked(before) + 1


async def test_every_name_of_a_condition_can_be_asked_for() -> None:
    async with practice(quota="none") as server, opened(server) as gateway:
        listed = {name.code for name in await gateway.instruments()}
        for condition in await gateway.conditions():
            assert set(await gateway.start_condition(condition.sequence)) <= listed
            await gateway.stop_condition(condition.sequence)


def _asked(received: dict[str, object]) -> int:
    calls = received["reads"]
    assert isinstance(calls, dict)
    return int(calls["ka10095"])
