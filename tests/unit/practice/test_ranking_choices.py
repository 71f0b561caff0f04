"""What a ranking is asked for changes what it tells: most choices of every field, over all pages."""

import pytest

from kiwoom_desk.catalogue.load import catalogue
from tests.flows.test_answers_rankings import BODIES
from tests.support.asking import WireRow, all_rows, still_house

# Venues are another matter; these fields have few choices that the built-in names can tell apart.
LEFT_OUT = {"stex_tp", "updown_incls", "tdy_pred"}


def _rows(api_id: str, body: dict[str, str]) -> list[WireRow]:
    fields = catalogue().api(api_id).response
    key = next(field.key for field in fields if field.type == "list")
    return all_rows(still_house(), api_id, key, **body)


@pytest.mark.parametrize("api_id", sorted(BODIES.keys() - {"ka10055", "ka10084"}))
def test_choices_change_the_list(api_id: str) -> None:
    request = catalogue().api(api_id).request
    known = {field.key for field in request}
    body = {key: value for key, value in BODIES[api_id].items() if key in known}
    every = _rows(api_id, body)
    assert len(every) > 1
    for field in request:
        others = [choice for choice in field.choices or () if choice != body.get(field.key)]
        if field.key in LEFT_OUT or not others:
            continue
        changed = [
            choice for choice in others if _rows(api_id, {**body, field.key: choice}) != every
        ]
        # Every built-in name may be beyond the smaller bounds of a volume or a value.
        least = 1 if field.key.startswith("trde_") else len(others) / 2
        assert len(changed) >= least, (field.key, changed)
