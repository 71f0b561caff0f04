"""The share of the proof that every run takes, with fixed seeds; `dev.py proof` adds new ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proof.elsewhere import HELD, ROWS
from tests.proof.rows import PLAIN, STARRED
from tests.proof.shares import PARTS, seed_of

# Real sockets, real kills and a busy machine: an end of their own instead of a minute's.
pytestmark = [pytest.mark.timeout(900), pytest.mark.expected_warnings()]

_FIXED = 1
_ROOT = Path(__file__).resolve().parents[2]


def _run(name: str, seed: int, chunk: int) -> None:
    print(f"replay: python3 dev.py proof {name} --seed {seed} --only {chunk}")
    assert PARTS[name].chunk(seed_of(seed, chunk))


def _seeds(name: str) -> list[tuple[int, int]]:
    return [(_FIXED, chunk) for chunk in range(PARTS[name].ci)]


@pytest.mark.parametrize(("seed", "chunk"), _seeds("T1"))
def test_every_dangerous_fault_leaves_what_it_should(seed: int, chunk: int) -> None:
    _run("T1", seed, chunk)


@pytest.mark.parametrize(("seed", "chunk"), _seeds("T2"))
def test_random_lives_are_told_as_they_were(seed: int, chunk: int) -> None:
    _run("T2", seed, chunk)


@pytest.mark.parametrize(("seed", "chunk"), _seeds("T3"))
def test_a_desk_killed_anywhere_sends_nothing_again_and_loses_nothing(
    seed: int, chunk: int
) -> None:
    _run("T3", seed, chunk)


@pytest.mark.parametrize("name", ["T4", "T5", "T6"])
def test_folds_edges_and_spoilt_input(name: str) -> None:
    _run(name, _FIXED, 0)


def test_every_row_of_the_page_is_held_here_or_by_a_test_that_is_there() -> None:
    assert set(STARRED) | set(PLAIN) | set(HELD) == set(ROWS)
    for row, tests in HELD.items():
        assert tests, row
        for one in tests:
            path, _, name = one.partition("::")
            source = (_ROOT / path).read_text(encoding="utf-8")
            assert f"def {name}(" in source, f"{row}: {one}"
