"""The exact split of a volume among parties: whole, growing, complete, and the same when asked again."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kiwoom_desk.practice.attribution import drifting, so_far, split
from kiwoom_desk.practice.draws import key_of

WEIGHTS = st.lists(st.integers(0, 10_000), min_size=2, max_size=13).filter(any)
VOLUMES = st.one_of(st.integers(0, 300), st.integers(0, 4_000_000_000))


def _split(total: int, weights: list[int]) -> list[int]:
    found: list[int] = split(np.array([total]), np.array([weights]))[0].tolist()
    return found


@given(VOLUMES, WEIGHTS)
def test_parts_sum_to_the_total_and_follow_the_weights(total: int, weights: list[int]) -> None:
    parts = _split(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert part >= 0
        assert weight > 0 or part == 0
        # Only the two ends of a part are cut.
        assert abs(part * sum(weights) - total * weight) < 1.001 * sum(weights)


@settings(deadline=None)
@given(VOLUMES, WEIGHTS, st.integers(0, 2**63), st.data())
def test_course_is_exact_and_never_falls(
    total: int, weights: list[int], key: int, data: st.DataObject
) -> None:
    asked = data.draw(st.lists(st.integers(0, total), max_size=20))
    moments = np.array(sorted({0, total, *asked}))
    parts = np.array([_split(total, weights)] * len(moments))
    found = so_far(parts, moments, np.full(len(moments), key, np.uint64))
    assert found.sum(axis=1).tolist() == moments.tolist()
    assert not found[0].any()
    assert found[-1].tolist() == parts[0].tolist()
    assert (found >= 0).all()
    assert (np.diff(found, axis=0) >= 0).all()


@settings(deadline=None)
@given(VOLUMES, WEIGHTS, st.integers(0, 2**64 - 1), st.integers(0, 8), st.data())
def test_one_name_alone_is_told_what_it_is_told_among_others(
    total: int, weights: list[int], key: int, bent: int, data: st.DataObject
) -> None:
    now = np.array([data.draw(st.integers(0, total)), 0])
    parts = np.array([_split(total, weights)] * 2)
    keys = np.array([key, 7], np.uint64)
    alone = so_far(parts[:1], now[:1], keys[:1], bent)
    assert alone.tolist() == so_far(parts, now, keys, bent)[:1].tolist()


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 300), WEIGHTS, st.integers(0, 2**63))
def test_every_share_of_a_small_day_has_one_party(total: int, weights: list[int], key: int) -> None:
    moments = np.arange(total + 1)
    parts = np.array([_split(total, weights)] * len(moments))
    steps = np.diff(so_far(parts, moments, np.full(len(moments), key, np.uint64)), axis=0)
    assert (steps >= 0).all()
    assert (steps.sum(axis=1) == 1).all()


def test_course_stays_near_an_even_one_but_bends() -> None:
    total = 1_000_000
    parts = np.array([[300_000, 250_000, 450_000]] * 3)
    keys = np.full(3, key_of("course"), np.uint64)
    moments = np.array([total // 4, total // 2, total * 3 // 4])
    found = so_far(parts, moments, keys)
    even = parts * moments[:, None] // total
    assert (np.abs(found - even) < parts * 0.35).all()
    assert (found != even).any(axis=0).all()


def test_names_have_courses_of_their_own_whatever_is_asked_beside() -> None:
    parts = np.array([[40_000, 60_000]] * 2)
    now = np.array([50_000, 50_000])
    keys = np.array([key_of("one"), key_of("two")], np.uint64)
    both = so_far(parts, now, keys)
    alone = so_far(parts[1:], now[1:], keys[1:])
    assert both[0].tolist() != both[1].tolist()
    assert both[1].tolist() == alone[0].tolist()


def test_drift_moves_slowly_between_its_draws() -> None:
    days = np.arange(739_000, 739_400)
    course = drifting(np.array([key_of("drift")], np.uint64), days, 8)
    assert (course >= 0).all()
    assert (course < 1).all()
    assert np.abs(np.diff(course)).max() <= 1 / 8
    assert course.std() > 0.1
