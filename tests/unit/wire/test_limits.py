"""What the client allows itself (S-5)."""

import math

from kiwoom_desk.wire.limits import DEMO, LIVE, PRACTICE, UNLIMITED, Budget, Lane


def sent(budget: Budget, api_id: str, lane: Lane, now: float, tries: int) -> int:
    return sum(budget.take(api_id, lane, now) == 0 for _ in range(tries))


def test_a_read_goes_once_a_second_with_a_burst_of_two() -> None:
    budget = Budget(LIVE)
    assert sent(budget, "ka10001", Lane.READ, 0.0, 5) == 2
    assert math.isclose(budget.take("ka10001", Lane.READ, 0.0), 1.0)
    assert sent(budget, "ka10001", Lane.READ, 1.0, 5) == 1
    assert sent(budget, "ka10001", Lane.READ, 9.0, 5) == 2


def test_apis_have_buckets_of_their_own_and_one_in_all() -> None:
    budget = Budget(LIVE)
    ids = [f"ka1000{number}" for number in range(4)]
    assert [sent(budget, api_id, Lane.READ, 0.0, 2) for api_id in ids] == [2, 2, 1, 0]
    assert budget.used(0.5) == budget.capacity == 5
    assert budget.used(2.0) == 0
    assert sent(budget, "ka10003", Lane.READ, 1.05, 2) == 2


def test_paging_is_faster_until_a_refusal_for_rate() -> None:
    budget = Budget(LIVE)
    times = [number / 20 for number in range(21)]
    assert sum(budget.take("ka10080", Lane.PAGING, now) == 0 for now in times) == 5
    budget.refused("ka10080", "1700", 2.0)
    assert budget.take("ka10080", Lane.PAGING, 2.0) > 0
    slow = [3.1 + number / 20 for number in range(41)]
    assert sum(budget.take("ka10080", Lane.PAGING, now) == 0 for now in slow) <= 3
    fast = [70.0 + number / 20 for number in range(20)]
    assert sum(budget.take("ka10080", Lane.PAGING, now) == 0 for now in fast) == 4


def test_a_total_refusal_stops_every_read_for_a_moment() -> None:
    budget = Budget(LIVE)
    budget.refused("ka10080", "1700", 0.0)
    assert budget.take("ka10001", Lane.READ, 0.0) == 0
    budget.refused("ka10080", "1702", 0.0)
    assert budget.take("ka10002", Lane.READ, 0.0) > 0
    assert budget.take("ka10002", Lane.READ, 1.1) == 0


def test_orders_leave_one_a_second_for_cancels() -> None:
    budget = Budget(LIVE)
    assert sent(budget, "kt10000", Lane.ORDER, 0.0, 6) == 4
    assert sent(budget, "kt10003", Lane.CANCEL, 0.0, 3) == 1
    assert budget.take("kt10001", Lane.ORDER, 0.5) > 0
    assert sent(budget, "kt10002", Lane.ORDER, 1.05, 6) == 4
    other = Budget(LIVE)
    assert sent(other, "kt10003", Lane.CANCEL, 0.0, 9) == 5
    assert other.take("kt10000", Lane.ORDER, 0.0) > 0


def test_halted_gives_cancels_everything() -> None:
    budget = Budget(PRACTICE)
    budget.halted = True
    assert budget.take("kt10000", Lane.ORDER, 0.0) == math.inf
    assert sent(budget, "kt10003", Lane.CANCEL, 0.0, 9) == 5


def test_demo_asks_once_a_second_in_all_with_orders_beside() -> None:
    budget = Budget(DEMO)
    assert sent(budget, "ka10001", Lane.READ, 0.0, 3) == 1
    assert budget.take("ka10002", Lane.READ, 0.5) > 0
    assert sent(budget, "kt10000", Lane.ORDER, 0.0, 3) == 1
    assert budget.take("kt10003", Lane.CANCEL, 0.5) > 0


def test_no_limits_and_scaled_ones() -> None:
    budget = Budget(UNLIMITED)
    assert sent(budget, "ka10001", Lane.READ, 0.0, 99) == 99
    assert sent(budget, "kt10000", Lane.ORDER, 0.0, 99) == 99
    assert budget.capacity is None
    assert UNLIMITED.scaled(50).read is None
    fast = Budget(LIVE.scaled(50))
    assert sent(fast, "ka10001", Lane.READ, 0.0, 5) == 2
    assert sent(fast, "ka10001", Lane.READ, 0.0211, 5) == 1
