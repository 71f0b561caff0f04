"""Every leaf of every answer and push varies, or the file of constants says why the real one does not."""

from __future__ import annotations

import pytest

from kiwoom_desk.catalogue.load import catalogue
from tests.support import missing
from tests.support.constants import Constants, constants
from tests.support.leaves import Leaves
from tests.support.pushing import pushed
from tests.support.sweeping import swept

# The envelope of stream frames is no figure: it is left out here as the catalogue leaves out that
# of the answers.
pytestmark = [pytest.mark.timeout(600), pytest.mark.nightly]
_MOST_LISTED, _LEAST_LISTS = 0.10, 0.95


@pytest.fixture(scope="module")
def listed() -> Constants:
    return constants()


@pytest.fixture(scope="module")
def answered(listed: Constants) -> dict[str, Leaves]:
    return swept(listed.leaves)


@pytest.fixture(scope="module")
def sent() -> dict[str, Leaves]:
    return pushed()


def test_every_leaf_of_an_answer_varies_or_is_listed(
    answered: dict[str, Leaves], listed: Constants
) -> None:
    if short := _constant(answered, listed):
        pytest.fail(short)


def test_every_leaf_of_a_push_varies_or_is_listed(
    sent: dict[str, Leaves], listed: Constants
) -> None:
    if short := _constant(sent, listed):
        pytest.fail(short)


def _constant(found: dict[str, Leaves], listed: Constants) -> str:
    """Return the leaves with too few values that are not listed, with the values they took."""
    return "\n".join(
        f"{owner} {key} ({leaves.fields[key].label}): {sorted(leaves.values[key])}"
        for owner, leaves in found.items()
        for key in sorted(leaves.constant() - listed.leaves.get(owner, set()))
        if key not in missing.LEAVES.get(owner, set())
    )


def test_what_is_listed_does_not_vary(
    answered: dict[str, Leaves], sent: dict[str, Leaves], listed: Constants
) -> None:
    found = answered | sent
    varies = [
        f"{owner} {key}: {sorted(found[owner].values[key])}"
        for owner, keys in listed.leaves.items()
        for key in sorted(keys - found[owner].constant())
    ]
    if varies:
        pytest.fail("\n".join(varies))


def test_the_list_names_what_the_catalogue_has(listed: Constants) -> None:
    assert listed.unknown(catalogue()) == []


def test_at_most_a_tenth_is_listed(
    answered: dict[str, Leaves], sent: dict[str, Leaves], listed: Constants
) -> None:
    count = sum(len(leaves.fields) for leaves in (answered | sent).values())
    names = sum(len(keys) for keys in listed.leaves.values())
    print(f"leaves: {count}, listed {names}, varied {count - names}")
    assert names <= count * _MOST_LISTED


def test_lists_have_rows(answered: dict[str, Leaves]) -> None:
    lists = {api_id: leaves for api_id, leaves in answered.items() if leaves.lists}
    short = sorted(api_id for api_id, leaves in lists.items() if leaves.most_rows < 2)
    print(f"lists: {len(lists)}, with fewer than two rows {short}")
    assert len(short) <= len(lists) * (1 - _LEAST_LISTS)
