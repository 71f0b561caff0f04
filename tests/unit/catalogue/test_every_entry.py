"""Every API and every real-time type: loads, encodes, decodes, has columns, agrees with its source."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from kiwoom_desk.catalogue.columns import columns
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.model import Api, Field, UnknownApi, UnknownType
from kiwoom_desk.catalogue.names import attribute
from kiwoom_desk.catalogue.reply import reply_type
from kiwoom_desk.catalogue.request import RequestError, encode
from kiwoom_desk.catalogue.rows import row_type
from kiwoom_desk.catalogue.values import text_number
from tests.unit.catalogue.samples import filled, request_values

_SPECS = Path(__file__).parents[3] / "kiwoom_desk" / "catalogue" / "specs"
_SOURCE = Path(__file__).parents[4] / "shared" / "kiwoom"
_needs_source = pytest.mark.skipif(
    not _SOURCE.is_dir(), reason="the published description is not beside the checkout"
)
_APIS = sorted(catalogue().apis)
_TYPES = sorted(catalogue().types)


def _all_fields(fields: Iterable[Field]) -> Iterable[Field]:
    for field in fields:
        yield field
        yield from _all_fields(field.children)


def test_nothing_is_missing() -> None:
    assert (len(_APIS), len(_TYPES)) == (209, 20)


def test_every_name_has_its_english_and_each_is_another() -> None:
    apis = [api.english for api in catalogue().apis.values()]
    assert all(apis)
    assert len(set(apis)) == len(apis)
    assert all(type_.english for type_ in catalogue().types.values())
    assert all(name.isascii() for name in apis)


@pytest.mark.parametrize("api_id", _APIS)
def test_api_encodes_a_valid_request(api_id: str) -> None:
    api = catalogue().api(api_id)
    values = request_values(api)
    body = encode(api, values)
    texts = [field for field in api.request if field.type == "string"]
    assert list(body) == [field.key for field in texts]
    for field in texts:
        expected = field.const if field.const is not None else values[field.key]
        assert body[field.key] == expected


@pytest.mark.parametrize("api_id", _APIS)
def test_api_refuses_each_required_field_left_out(api_id: str) -> None:
    api = catalogue().api(api_id)
    values = request_values(api)
    for field in api.request:
        if field.required and field.key in values:
            rest = {key: text for key, text in values.items() if key != field.key}
            with pytest.raises(RequestError) as caught:
                encode(api, rest)
            assert (caught.value.key, caught.value.code) == (field.key, "missing")


@pytest.mark.parametrize("api_id", _APIS)
def test_api_decodes_an_empty_and_a_filled_reply(api_id: str) -> None:
    api = catalogue().api(api_id)
    made = reply_type(api)
    assert reply_type(api) is made
    empty = made.decode(b"{}")
    assert all(getattr(empty, attribute(field.key)) is None for field in api.response)
    assert all(made.rows(empty, field.key) == [] for field in api.lists)
    sent = {"return_code": 0, "return_msg": "ok", **filled(api.response)}
    reply = made.decode(json.dumps(sent, ensure_ascii=False).encode())
    for field in api.response:
        value = getattr(reply, attribute(field.key))
        if field.type == "list":
            rows = made.rows(reply, field.key)
            assert len(rows) == 2
            assert all(type(row) is made.row_structs[field.key] for row in rows)
            _same(rows[1], field.children)
        elif field.type != "object":
            assert value == sent[field.key]
    assert (reply.return_code, reply.return_msg) == (sent["return_code"], sent["return_msg"])


def _same(row: object, fields: tuple[Field, ...]) -> None:
    sent = filled(fields)
    for field in fields:
        value = getattr(row, attribute(field.key))
        if field.type == "object":
            _same(value, field.children)
        else:
            assert value == sent[field.key]


@pytest.mark.parametrize("api_id", _APIS)
def test_api_has_columns_and_distinct_attributes(api_id: str) -> None:
    api = catalogue().api(api_id)
    for fields in _levels(api):
        names = [attribute(field.key) for field in fields]
        assert len(set(names)) == len(names)
        leaves = [field for field in fields if field.type in ("string", "int")]
        made = columns(fields)
        assert [column.key for column in made] == [field.key for field in leaves]
        assert all((column.align == "right") == column.field.numeric for column in made)


def _levels(api: Api) -> list[tuple[Field, ...]]:
    nested = [*_all_fields(api.request), *_all_fields(api.response), *_all_fields(api.push)]
    return [api.request, api.response, api.push, *(f.children for f in nested if f.children)]


@pytest.mark.parametrize("type_id", _TYPES)
def test_type_decodes_empty_and_filled_values(type_id: str) -> None:
    type_ = catalogue().type(type_id)
    made = row_type(type_id)
    assert row_type(type_) is made
    empty = made.decode(b"{}")
    assert all(getattr(empty, attribute(field.key)) == "" for field in type_.fields)
    sent = filled(type_.fields)
    row = made.decode(json.dumps(sent).encode())
    assert {key: getattr(row, attribute(key)) for key in sent} == sent
    assert [column.label for column in columns(type_.fields)] == [f.label for f in type_.fields]


@pytest.mark.parametrize("entry", [*_APIS, *(f"type {type_id}" for type_id in _TYPES)])
def test_every_number_of_an_entry_can_be_read(entry: str) -> None:
    fields = (
        catalogue().type(entry[5:]).fields
        if entry.startswith("type ")
        else catalogue().api(entry).response
    )
    for field in _all_fields(fields):
        if field.numeric:
            assert text_number(field, "--0012") is not None


def test_orders_and_oauth_are_known_as_such() -> None:
    orders = {api.id for api in catalogue().apis.values() if api.is_order}
    paths = ("/api/dostk/ordr", "/api/dostk/crdordr")
    assert orders == {api.id for api in catalogue().apis.values() if api.path in paths}
    assert len(orders) == 12
    oauth = {api.id for api in catalogue().apis.values() if api.is_oauth}
    assert oauth == {"au10001", "au10002"}


def test_an_unknown_id_is_refused() -> None:
    with pytest.raises(UnknownApi):
        catalogue().api("ka99999")
    with pytest.raises(UnknownType):
        catalogue().type("0b")


@pytest.mark.parametrize("path", sorted(_SPECS.glob("*.json")), ids=lambda path: path.stem)
def test_no_object_of_a_spec_has_a_key_twice(path: Path) -> None:
    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        keys = [key for key, _ in pairs]
        assert len(set(keys)) == len(keys), keys
        return dict(pairs)

    json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=once)


def test_every_shared_list_of_choices_is_used() -> None:
    shared = json.loads((_SPECS / "shared.json").read_text(encoding="utf-8"))["choices"]
    rest = "".join(
        path.read_text(encoding="utf-8")
        for path in _SPECS.glob("*.json")
        if path.name != "shared.json"
    )
    assert [name for name in shared if f'"choices": "{name}"' not in rest] == []


@_needs_source
def test_specs_agree_with_the_published_apis() -> None:
    published = json.loads((_SOURCE / "catalog.json").read_text(encoding="utf-8"))
    heads = ("id", "name", "category", "group", "transport", "path", "demo")
    assert {entry["id"] for entry in published} == set(_APIS)
    for entry in published:
        api = catalogue().api(entry["id"])
        assert [getattr(api, head) for head in heads] == [entry[head] for head in heads]
        for side in ("request", "response", "push"):
            assert _shape(getattr(api, side)) == _published_shape(entry.get(side, [])), api.id


@_needs_source
def test_specs_agree_with_the_published_types() -> None:
    published = json.loads((_SOURCE / "realtime.json").read_text(encoding="utf-8"))
    pushed = published["conditions"]["realtime"]["push_fields"]
    types = {entry["type"]: entry["fields"] for entry in published["types"]}
    assert {*types, "02"} == set(_TYPES)
    for type_id, fields in types.items():
        keys = [(field["fid"], field["label"]) for field in fields]
        assert [(f.key, f.label) for f in catalogue().type(type_id).fields] == keys
    assert [f.key for f in catalogue().type("02").fields] == [field["key"] for field in pushed]


def _shape(fields: tuple[Field, ...]) -> list[object]:
    return [
        [f.key, f.label, f.type, f.choices, f.required, f.const, _shape(f.children)] for f in fields
    ]


def _published_shape(fields: list[dict[str, object]]) -> list[object]:
    return [
        [
            *(field["key"], field["label"], field["type"], field.get("choices", {})),
            *(field.get("required", False), field.get("const")),
            _published_shape(field.get("children", [])),  # type: ignore[arg-type]
        ]
        for field in fields
    ]
