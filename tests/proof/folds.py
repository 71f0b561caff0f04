"""T4: permutations and repetitions of reports and lists, by hypothesis under a seed of ours."""

from __future__ import annotations

from typing import Any, cast

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.properties import test_orders_fold as fold

_SAME = fold.test_any_order_and_repetition_gives_the_same_state
_ALONG = fold.test_filled_shares_never_fall_and_states_go_along_the_table


def run(examples: int, number: int) -> None:
    """Try so many examples of each property; a failure shows its smallest example."""
    for tested in (_SAME, _ALONG):
        inner = cast(Any, tested).hypothesis.inner_test
        check = given(steps=fold.STEPS, data=st.data())(inner)
        quiet = settings(
            max_examples=examples,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        seed(number)(quiet(check))()
