"""The strict reader: each fault is refused with file, entry and key."""

import json
from pathlib import Path
from typing import Any

import pytest

from kiwoom_desk.catalogue.load import load_catalogue
from kiwoom_desk.catalogue.strict import SpecError

_FIELD = {"key": "stk_cd", "label": "종목코드", "kind": "code"}


def _api(**changes: Any) -> dict[str, Any]:
    api = {"id": "ka1", "name": "하나", "demo": True, "request": [], "response": [_FIELD]}
    return {**api, **changes}


def _file(*apis: dict[str, Any], **changes: Any) -> dict[str, Any]:
    head = {"category": "국내주식", "group": "시세", "transport": "rest", "path": "/api/x"}
    return {**head, "apis": list(apis), **changes}


def _load(folder: Path, file: object, **others: object) -> None:
    for name, content in {"quotes": file, **others}.items():
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    load_catalogue(folder)


def _request(**changes: Any) -> dict[str, Any]:
    return _file(_api(request=[{**_FIELD, **changes}]))


def _response(**changes: Any) -> dict[str, Any]:
    return _file(_api(response=[{**_FIELD, **changes}]))


def test_a_good_file_loads(tmp_path: Path) -> None:
    _load(tmp_path, _request(choices="codes"), shared={"choices": {"codes": {"1": "하나"}}})


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (_request(colour="red"), "unknown field"),
        (_request(kind="colour"), "Invalid enum value"),
        (_request(type="float"), "Invalid enum value"),
        (_request(length="6"), "Expected `int | null`"),
        (_request(length=0), "from 1"),
        (_request(choices={}), "a choice is empty"),
        (_request(choices={"1": ""}), "a choice is empty"),
        (_request(choices="nowhere"), "no list of choices 'nowhere'"),
        (_request(choices={"1": "하나"}, const="2"), "const is not among the choices"),
        (_request(open=True), "only choices can be open"),
        (_request(blank=True), "required fields only"),
        (_request(kind=None), "the kind is missing"),
        (_request(label=""), "empty"),
        (_request(type="list"), "has no kind"),
        (_response(type="list", kind=None), "has children"),
        (_response(children=[_FIELD]), "only a list or an object"),
        (_response(required=True), "belong to requests"),
        (_response(const="1"), "belong to requests"),
        (_response(unit="원"), "belong to numbers"),
        (_response(signed=True), "belong to numbers"),
        (_response(kind="rate", scale="0"), "positive decimal"),
        (_response(kind="rate", scale="x"), "positive decimal"),
        (_response(kind="time", format="MM"), "unknown or not on a time"),
        (_response(format="HHMM"), "unknown or not on a time"),
        (_response(type="object", kind=None, values_of="0B"), "no real-time type '0B'"),
    ],
)
def test_a_bad_field_is_refused(tmp_path: Path, file: dict[str, Any], reason: str) -> None:
    with pytest.raises(SpecError) as caught:
        _load(tmp_path, file)
    assert (caught.value.file, caught.value.entry) == ("quotes.json", "ka1")
    assert caught.value.key == "stk_cd"
    assert reason in caught.value.reason
    assert "quotes.json: ka1: stk_cd: " in str(caught.value)


@pytest.mark.parametrize(
    ("file", "entry", "reason"),
    [
        (_file(_api(), _api()), "ka1", "described twice"),
        (_file(_api(colour="red")), "ka1", "unknown field"),
        (_file(_api(), path=None), "ka1", "path is missing"),
        (_file(_api(response=[_FIELD, _FIELD])), "ka1", "described twice"),
        (_file(_api(response=[{**_FIELD, "key": "10"}, {**_FIELD, "key": "f10"}])), "ka1", "twice"),
        (_file(_api(response=[{**_FIELD, "key": "a b"}])), "ka1", "no attribute"),
        (_file(), "", "no API"),
        (_file(_api(), transport="post"), "", "Invalid enum value"),
        (_file(_api(), choices={"list": {}}), "list", "a choice is empty"),
        (
            _file(_api(), types=[{"id": "0B", "name": "체결", "item": "stock", "fields": []}]),
            "0B",
            "at least one",
        ),
        (
            _file(
                types=[{"id": "0B", "name": "체결", "item": "stock", "fields": [_FIELD]}] * 2,
            ),
            "0B",
            "described twice",
        ),
    ],
)
def test_a_bad_entry_is_refused(
    tmp_path: Path, file: dict[str, Any], entry: str, reason: str
) -> None:
    with pytest.raises(SpecError) as caught:
        _load(tmp_path, file)
    assert caught.value.entry == entry
    assert reason in caught.value.reason


def test_values_of_and_children_exclude_each_other(tmp_path: Path) -> None:
    both = {"key": "values", "label": "값", "type": "object", "values_of": "0B"}
    type_ = {"id": "0B", "name": "체결", "item": "stock", "fields": [_FIELD]}
    with pytest.raises(SpecError, match="exclude each other"):
        _load(tmp_path, _file(_api(response=[{**both, "children": [_FIELD]}]), types=[type_]))


def test_a_shared_list_cannot_be_made_twice(tmp_path: Path) -> None:
    shared = {"choices": {"codes": {"1": "하나"}}}
    with pytest.raises(SpecError, match="exists already"):
        _load(tmp_path, _file(_api()), first=shared, second=shared)


def test_a_file_that_is_not_json_is_refused(tmp_path: Path) -> None:
    (tmp_path / "quotes.json").write_bytes(b"{")
    with pytest.raises(SpecError, match=r"quotes\.json: not JSON"):
        load_catalogue(tmp_path)
