"""Every function that traders ask for by name, and every API, against the place it opens."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from kiwoom_desk import texts
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.domain.instrument import initials
from kiwoom_desk.ui.panels.all import PANELS
from kiwoom_desk.ui.shell.functions import EXPLORER, Function, FunctionIndex, Listed, listing
from tests.support.places import asked_ids, orders, panel_modules, watched_types

INDEX = FunctionIndex()
LISTED = listing().functions
_TABLE = Path(__file__).parents[3] / "shared" / "kiwoom" / "seed_conflicts.md"
# A table of the project's, not of the checkout; the names themselves are held below in any case.
_needs_table = pytest.mark.skipif(
    not _TABLE.is_file(), reason="the table of names is not beside the checkout"
)


def by_name(name: str) -> Function:
    """Return what a person finds who types a name."""
    return INDEX.search(name)[0]


def test_a_hundred_and_two_names_are_listed() -> None:
    assert len({(one.id, one.name) for one in LISTED}) == 102
    assert sum(not one.published for one in LISTED) == 9


@_needs_table
def test_the_names_are_those_of_the_table() -> None:
    rows = re.findall(
        r"^\| (\d+) \|[^|]+\| ([^|]+?) \| ([^|]+?) \|", _TABLE.read_text("utf-8"), re.M
    )
    assert len(rows) == len(LISTED) == 102
    assert [(id_, name) for _, id_, name in rows] == [(one.id, one.name) for one in LISTED]


@_needs_table
def test_what_is_not_published_is_what_the_table_says() -> None:
    lines = _TABLE.read_text("utf-8").splitlines()
    missing = {
        line.split("|")[4].strip() for line in lines if "| no such API is published |" in line
    }
    assert {one.name for one in LISTED if not one.published} == missing


@pytest.mark.parametrize("listed", LISTED, ids=lambda one: one.name)
def test_every_function_is_found_by_its_name(listed: Listed) -> None:
    wanted = listed.opens or listed.id
    for typed in (listed.name, f" {' '.join(listed.name)} ", initials(listed.name)):
        assert (wanted, listed.told) in {(one.api_id, one.told) for one in INDEX.search(typed)}
    assert by_name(listed.name).api_id in {wanted, by_name(wanted).api_id}
    if listed.english:
        assert wanted in {one.api_id for one in INDEX.search(listed.english.lower())}


def test_every_api_is_found_by_its_names_and_its_id() -> None:
    for api in catalogue().apis.values():
        assert INDEX.search(api.id)[0].api_id.casefold() == api.id.casefold()
        for name in (api.name, api.english, api.alias or api.name):
            assert api.id in {one.api_id for one in INDEX.search(name)}, name


def test_an_id_of_the_broker_finds_what_the_broker_means() -> None:
    assert by_name("ka10060").name == "종목별투자자기관별차트요청"
    assert by_name("ka10104").name == "호가조회"


def test_places_are_views_of_panels_that_ask_for_it() -> None:
    modules = panel_modules()
    for api_id, place in listing().places.items():
        panel, _, view = place.partition("/")
        assert panel in modules, place
        module = import_module(modules[panel])
        views = {one.id: one.api_id for one in getattr(module, "VIEWS", ())}
        if view in views and api_id in views.values():
            assert views[view] == api_id
        if api_id not in orders():
            assert api_id in asked_ids(modules[panel]) | watched_types(modules[panel]), api_id


def test_what_has_a_panel_does_not_open_the_explorer() -> None:
    asked = frozenset().union(*(asked_ids(module) for module in panel_modules().values()))
    left = {one.api_id for one in INDEX.all() if one.panel == EXPLORER}
    # Lists of codes, which panels read for their choices and nobody looks at there.
    assert left & asked <= {"ka10102"}
    assert {one.panel for one in INDEX.all()} <= {spec.id for spec in PANELS}


def test_what_is_missing_is_told_in_both_languages() -> None:
    told = {one.told for one in LISTED if one.told}
    assert {one.name for one in LISTED if not one.published} <= {
        one.name for one in LISTED if one.told
    }
    for language in ("ko", "en"):
        said = {code for code in texts.entries(language) if code.startswith("functions.")}
        assert said == told
