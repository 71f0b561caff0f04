"""For any seed, name and time: prints make slots, slots make days, asking changes nothing."""

from datetime import timedelta

import numpy as np
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kiwoom_desk.practice.batch import Batch
from kiwoom_desk.practice.prints import unfold
from tests.support.flows import assert_same_board, at, started

SEEDS = st.integers(0, 2**63)
# A flow costs a tenth of a second: a failure is reported as found, not made smaller.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


@settings(max_examples=6, deadline=None, phases=PHASES)
@given(seed=SEEDS)
def test_slots_make_the_day(seed: int) -> None:
    flow = started(at(8, 0), seed=seed)
    day, minutes = flow.played.columns, flow.minutes
    traded = minutes.volume > 0
    some = traded.any(axis=1)
    every = np.arange(len(some))
    first, last = traded.argmax(axis=1), traded.shape[1] - 1 - traded[:, ::-1].argmax(axis=1)
    assert (minutes.volume.sum(axis=1) == day.volume[:, 0]).all()
    assert (np.where(traded, minutes.high, 0).max(axis=1) == day.high[:, 0])[some].all()
    assert (np.where(traded, minutes.low, 1 << 30).min(axis=1) == day.low[:, 0])[some].all()
    assert (minutes.open[every, first] == day.open[:, 0])[some].all()
    assert (minutes.close[every, last] == day.close[:, 0])[some].all()
    assert ((minutes.bought >= 0) & (minutes.bought <= minutes.volume)).all()
    assert ((day.low >= day.lower) & (day.high <= day.upper))[some].all()


@settings(max_examples=6, deadline=None, phases=PHASES)
@given(seed=SEEDS, slot=st.integers(0, 381))
def test_prints_make_the_slot(seed: int, slot: int) -> None:
    flow = started(at(8, 0), seed=seed)
    minutes, rows = flow.minutes, np.arange(len(flow.universe.listings))
    prints = unfold(flow.path.grid, rows, minutes, rows, slot)
    traded = minutes.prints[:, slot] > 0
    count = len(rows)
    assert (prints.sizes > 0).all()
    assert (np.diff(prints.starts) == minutes.prints[:, slot]).all()
    assert (np.bincount(prints.rows, prints.sizes, count) == minutes.volume[:, slot]).all()
    bought = np.bincount(prints.rows, prints.sizes * prints.buys, count)
    assert (bought == minutes.bought[:, slot]).all()
    high, low = np.zeros(count, np.int64), np.full(count, 1 << 40)
    np.maximum.at(high, prints.rows, prints.prices)
    np.minimum.at(low, prints.rows, prints.prices)
    assert (high == minutes.high[:, slot])[traded].all() and (low == minutes.low[:, slot])[
        traded
    ].all()
    assert (prints.prices[prints.starts[:-1][traded]] == minutes.open[traded, slot]).all()
    ends = prints.starts[1:][traded] - 1
    assert (prints.prices[ends] == minutes.close[traded, slot]).all()
    assert (prints.buys[ends] == minutes.last_buy[traded, slot]).all()
    assert (prints.prices % flow.path.grid.size(prints.rows, prints.prices) == 0).all()
    same_name = np.diff(prints.rows) == 0
    assert (np.diff(prints.cells) >= 0)[same_name].all()
    assert ((prints.cells >= 0) & (prints.cells < 1_200)).all()


@settings(max_examples=5, deadline=None, phases=PHASES)
@given(seed=SEEDS, slot=st.integers(2, 380), row=st.integers(0, 300), slices=st.integers(1, 90))
def test_a_name_alone_is_its_part_of_all(seed: int, slot: int, row: int, slices: int) -> None:
    flow = started(at(8, 0), seed=seed)
    batch = Batch(flow.path.grid, flow.minutes, slot)
    while not batch.complete:
        batch.grow(slices)
    start = flow.hours.slot_start(slot)
    for second in (0, 7, 30, 59):
        moment = at(0, 0) + timedelta(seconds=start + second)
        assert flow.plan(row, moment) == batch.prints(row, second)


@settings(max_examples=5, deadline=None, phases=PHASES)
@given(seed=SEEDS, begin=st.integers(8 * 3600 + 1800, 15 * 3600 + 1900), steps=st.integers(1, 130))
def test_steps_equal_a_jump(seed: int, begin: int, steps: int) -> None:
    stepped = started(at(0, 0) + timedelta(seconds=begin), seed=seed)
    for second in range(1, steps + 1):
        moment = at(0, 0) + timedelta(seconds=begin + second)
        stepped.depth(second % 300, moment - timedelta(seconds=1))
        stepped.advance(moment)
    assert_same_board(stepped, started(at(0, 0) + timedelta(seconds=begin + steps), seed=seed))
