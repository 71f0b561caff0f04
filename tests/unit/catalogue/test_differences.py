"""How a reply differs from its description: keys only, each once, and nothing for a refusal."""

from __future__ import annotations

import msgspec

from kiwoom_desk.catalogue.differences import Differences, differences
from kiwoom_desk.catalogue.load import catalogue
from tests.unit.catalogue.samples import filled

API = catalogue().api("ka10027")
LIST = API.lists[0].key


def told(reply: object) -> Differences:
    return differences(API, msgspec.json.encode(reply))


def whole() -> dict[str, object]:
    row = {field.key: "1" for field in API.lists[0].children}
    return {LIST: [row, dict(row)], "return_code": 0, "return_msg": ""}


def test_a_reply_as_described_has_none() -> None:
    assert not told(whole())
    assert not told({**whole(), LIST: []})
    assert not told({**whole(), LIST: None})
    assert not told({**whole(), LIST: ""})


def test_every_api_agrees_with_a_reply_of_its_own_description() -> None:
    for api in catalogue().apis.values():
        assert not differences(api, msgspec.json.encode(filled(api.response))), api.id


def test_missing_extra_and_odd_keys_are_named_once() -> None:
    reply = whole()
    for row in reply[LIST]:  # type: ignore[attr-defined]
        del row["stk_nm"]
        row["more"] = "1"
        row["cur_prc"] = {"a": 1}
    found = told({**reply, "surprise": 1})
    assert found == Differences(
        (f"{LIST}.stk_nm",), (f"{LIST}.more", "surprise"), (f"{LIST}.cur_prc",)
    )
    assert told({"return_code": 0}).missing == (LIST,)
    assert told({**whole(), LIST: "text"}).odd == (LIST,)
    assert told({**whole(), LIST: [7]}).odd == (LIST,)


def test_refusals_and_what_is_no_object_are_not_judged() -> None:
    assert not told({"return_code": 20, "return_msg": "조회된 자료가 없습니다"})
    assert not told([])
    assert not differences(API, b"not json")


def test_pages_are_joined() -> None:
    first, second = Differences(("a",), ("b",)), Differences(("a", "c"), (), ("d",))
    assert first.joined(second) == Differences(("a", "c"), ("b",), ("d",))
