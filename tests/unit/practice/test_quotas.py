"""Rates by API, the orders' common bucket, and what `none` lifts."""

from __future__ import annotations

import pytest

from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.practice.options import Quota, ServerOptions
from kiwoom_desk.practice.quotas import Rates, stream_limits


@pytest.mark.parametrize(("quota", "allowed"), [(Quota.LIVE, 5), (Quota.DEMO, 1)])
def test_a_second_has_room_for_so_many_calls(quota: Quota, allowed: int) -> None:
    rates, api = Rates(quota), catalogue().api("ka10081")
    assert [rates.take(api, 10.0) for _ in range(allowed)] == [None] * allowed
    refused = rates.take(api, 10.89)
    assert refused is not None
    assert refused.code == "1700"
    assert f"유량={allowed}" in refused.message
    assert rates.take(api, 10.91) is None
    assert rates.take(catalogue().api("ka10080"), 10.89) is None


def test_a_refused_call_does_not_count() -> None:
    rates, api = Rates(Quota.DEMO), catalogue().api("ka10081")
    assert rates.take(api, 0.0) is None
    assert all(rates.take(api, 0.1 * place) is not None for place in range(1, 9))
    assert rates.take(api, 1.0) is None


def test_an_even_pace_is_taken_in_spite_of_its_jitter() -> None:
    rates, api = Rates(Quota.LIVE), catalogue().api("ka10081")
    late = (0.0, 0.03, 0.0, 0.05, 0.01, 0.0, 0.04)
    paced = [0.2 * place + late[place % len(late)] for place in range(200)]
    assert not [moment for moment in paced if rates.take(api, moment) is not None]


def test_all_orders_share_one_bucket() -> None:
    rates, described = Rates(Quota.LIVE), catalogue()
    ids = ["kt10000", "kt10001", "kt10002", "kt10003", "kt10000"]
    assert [rates.take(described.api(one), 0.0) for one in ids] == [None] * 5
    refused = rates.take(described.api("kt10003"), 0.5)
    assert refused is not None
    assert refused.code == "1701"


def test_none_lifts_everything() -> None:
    rates, api = Rates(Quota.NONE), catalogue().api("ka10081")
    assert all(rates.take(api, 0.0) is None for _ in range(1000))
    limits = stream_limits(Quota.NONE)
    assert limits.request_items is limits.connection_items is limits.books_a_second is None


@pytest.mark.parametrize(
    "wrong", [{"host": "0.0.0.0"}, {"port": 70000}, {"speed": 0.0}, {"speed": -1.0}, {"cash": -1}]
)
def test_unusable_options_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        ServerOptions(**wrong)  # type: ignore[arg-type]
