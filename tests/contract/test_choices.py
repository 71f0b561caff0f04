"""Every documented choice of every request changes the answer, or the file of constants says why not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

import msgspec
import pytest

from kiwoom_desk.base.clock import KST
from kiwoom_desk.catalogue.model import Api, Field
from kiwoom_desk.practice.house import House
from tests.support import missing
from tests.support.bodies import Body, asked, bases, switches
from tests.support.constants import constants
from tests.support.sweeping import PHASES, answer, house_in, opened

pytestmark = [pytest.mark.timeout(600), pytest.mark.nightly]
_EARLY = datetime(2026, 11, 20, 9, 1, tzinfo=KST)
_PAGES = 4
_REFUSED = b"refused"
# What each value was answered so far, by API and key of the request.
Answers = dict[str, list[bytes]]


@pytest.fixture(scope="module")
def alike() -> dict[str, dict[str, list[list[str]]]]:
    """Switch every field from several bodies in several phases; return which values stay alike."""
    found: dict[tuple[str, str], Answers] = {}
    for house in _houses():
        for api in asked():
            for field in api.request:
                values = switches(house, field)
                if len(values) > 1 and _alike(field, found.get((api.id, field.key), {})) != []:
                    _switch(house, api, field, found.setdefault((api.id, field.key), {}))
    kept: dict[str, dict[str, list[list[str]]]] = defaultdict(dict)
    for api in asked():
        for field in api.request:
            if same := _alike(field, found.get((api.id, field.key), {})):
                kept[api.id][field.key] = same
    return kept


def _houses() -> Iterator[House]:
    yield from (house_in(phase) for phase in PHASES)
    yield opened(_EARLY)


def _switch(house: House, api: Api, field: Field, found: Answers) -> None:
    """Ask with every value of a field, from one body after another until all answers differ."""
    for body in bases(house, api):
        for place, value in enumerate(switches(house, field)):
            name = value if field.choices else str(place)
            found.setdefault(name, []).append(_said(house, api, {**body, field.key: value}))
        if not _alike(field, found):
            return


def _said(house: House, api: Api, body: Body) -> bytes:
    """Return the answer to a body, all pages of it."""
    pages, position = [], ""
    for _ in range(_PAGES):
        found = answer(house, api, body, position)
        if found is None:
            return _REFUSED
        pages.append(msgspec.json.encode(found.values))
        position = found.following
        if not position or len(pages[0]) < 100:
            break
    return b"".join(pages)


def _alike(field: Field, found: Answers) -> list[list[str]] | None:
    """Return the choices that no body told apart, None before any was asked.

    Of days it is enough that one changes the answer.
    """
    if not found:
        return None
    groups: dict[tuple[bytes, ...], list[str]] = defaultdict(list)
    for name, said in found.items():
        groups[tuple(said)].append(name)
    if not field.choices:
        return [] if len(groups) > 1 else [list(found)]
    return [names for names in groups.values() if len(names) > 1]


def test_every_choice_changes_the_answer_or_is_listed(
    alike: dict[str, dict[str, list[list[str]]]],
) -> None:
    listed = constants().choices
    left = [
        f"{api_id} {key}: {same}"
        for api_id, fields in alike.items()
        for key, same in fields.items()
        if key not in listed.get(api_id, set()) | missing.CHOICES.get(api_id, set())
    ]
    if left:
        pytest.fail("\n".join(left))


def test_a_listed_choice_does_not_change_the_answer(
    alike: dict[str, dict[str, list[list[str]]]],
) -> None:
    documented = {(api.id, field.key) for api in asked() for field in api.request if field.choices}
    listed = {(api_id, key) for api_id, keys in constants().choices.items() for key in keys}
    print(f"choices: {len(documented)}, listed {len(listed)}")
    changing = [one for one in sorted(listed & documented) if one[1] not in alike[one[0]]]
    if changing:
        pytest.fail(str(changing))
