"""From what the connection holds to what is wanted, frame by frame."""

import json

from kiwoom_desk.wire.subscriptions import Answered, Key, Request, Subscriptions, Wanted


def step(one: Subscriptions, code: int | None = 0) -> Request | None:
    request = one.next_request()
    if request is not None:
        assert one.next_request() is None
        one.answered(request.trnm, code)
    return request


def drive(one: Subscriptions) -> list[dict[str, object]]:
    frames = []
    while (request := step(one)) is not None:
        frames.append(json.loads(request.frame))
    return frames


def stocks(count: int, type_: str = "0B", rank: int = 1) -> list[Wanted]:
    return [Wanted(f"{number:06d}", type_, rank) for number in range(count)]


def test_the_account_goes_first_and_items_share_an_entry_by_their_types() -> None:
    one = Subscriptions()
    one.want(
        [Wanted("005930", "0D", 2), Wanted("005930", "0B", 2), Wanted("", "00"), Wanted("", "04")]
    )
    assert drive(one) == [
        {
            "trnm": "REG", "grp_no": "1", "refresh": "1",
            "data": [{"item": [""], "type": ["00", "04"]}],
        },
        {
            "trnm": "REG", "grp_no": "2", "refresh": "1",
            "data": [{"item": ["005930"], "type": ["0B", "0D"]}],
        },
    ]  # fmt: skip
    assert Key("005930", "0B") in one.registered


def test_nothing_is_registered_before_the_reply() -> None:
    one = Subscriptions()
    one.want(stocks(1))
    request = one.next_request()
    assert request is one.waiting
    assert one.next_request() is None
    assert not one.registered
    assert one.answered("REMOVE", 0) is None
    assert one.answered("REG", 0) == Answered(registered=frozenset({Key("000000", "0B")}))
    assert one.answered("REG", 0) is None


def test_a_hundred_items_a_request_and_group_and_two_hundred_in_all() -> None:
    one = Subscriptions()
    one.want([Wanted("", "00"), *stocks(250)])
    frames = drive(one)
    sizes = [sum(len(entry["item"]) for entry in frame["data"]) for frame in frames]  # type: ignore[attr-defined]
    assert sizes == [1, 100, 99]
    assert [frame["grp_no"] for frame in frames] == ["1", "2", "3"]
    assert len(one.left_out) == 51
    assert {key.item for key in one.registered} == {"", *(f"{n:06d}" for n in range(199))}


def test_room_is_made_before_it_is_used_and_ranks_decide() -> None:
    one = Subscriptions(item_limit=2)
    one.want([Wanted("a", "0B", 1), Wanted("b", "0B", 2), Wanted("c", "0B", 3)])
    drive(one)
    one.want([Wanted("a", "0B", 3), Wanted("b", "0B", 2), Wanted("c", "0B", 0)])
    assert one.left_out == {"a"}
    first = one.next_request()
    assert first is not None
    assert json.loads(first.frame) == {
        "trnm": "REMOVE", "grp_no": "2", "data": [{"item": ["a"], "type": ["0B"]}],
    }  # fmt: skip
    assert Key("a", "0B") not in one.registered
    assert one.answered("REMOVE", 1) == Answered(removed=frozenset({Key("a", "0B")}))
    drive(one)
    assert {key.item for key in one.registered} == {"b", "c"}


def test_one_type_of_an_item_can_go_and_come() -> None:
    one = Subscriptions()
    one.want([Wanted("a", "0B"), Wanted("a", "0D")])
    drive(one)
    one.want([Wanted("a", "0B"), Wanted("a", "0H")])
    assert [(frame["trnm"], frame["data"]) for frame in drive(one)] == [
        ("REMOVE", [{"item": ["a"], "type": ["0D"]}]),
        ("REG", [{"item": ["a"], "type": ["0H"]}]),
    ]


def test_other_forms_count_as_items_unless_told_otherwise() -> None:
    wanted = [Wanted("005930", "0B"), Wanted("005930_NX", "0B"), Wanted("000660", "0B")]
    strict = Subscriptions(item_limit=2)
    strict.want(wanted)
    assert strict.left_out == {"000660"}
    loose = Subscriptions(item_limit=2, alternative_forms_count=False)
    loose.want(wanted)
    assert not loose.left_out


def test_a_refusal_is_narrowed_down_to_the_item() -> None:
    one = Subscriptions()
    one.want(stocks(5))
    while (request := one.next_request()) is not None:
        bad = Key("000003", "0B") in request.keys
        one.answered("REG", 7 if bad else 0)
    assert one.refused == {Key("000003", "0B"): "7"}
    assert len(one.registered) == 4
    one.want(stocks(5))
    assert one.next_request() is None
    one.want(stocks(3))
    assert one.refused == {}


def test_halving_ends() -> None:
    one = Subscriptions()
    one.want(stocks(100))
    requests = 0
    while step(one, None) is not None:
        requests += 1
    assert requests <= 60
    assert len(one.refused) == 100
    assert set(one.refused.values()) == {"no_code"}


def test_pieces_of_a_refusal_that_nobody_wants_any_more_are_left() -> None:
    one = Subscriptions()
    one.want(stocks(4))
    assert step(one, 1) is not None
    one.want(stocks(1))
    request = step(one)
    assert request is not None
    assert request.keys == (Key("000000", "0B"),)
    assert one.next_request() is None


def test_silence_counts_as_refusal() -> None:
    one = Subscriptions()
    assert one.unanswered() == Answered()
    one.want(stocks(2))
    one.next_request()
    keys = frozenset({Key("000000", "0B"), Key("000001", "0B")})
    assert one.unanswered() == Answered(refused=keys)
    assert set(one.refused.values()) == {"unanswered"}
    one.reset()
    drive(one)
    one.want([])
    one.next_request()
    assert one.unanswered() == Answered(removed=keys)
    assert one.next_request() is None


def test_a_new_connection_gets_everything_anew() -> None:
    one = Subscriptions()
    one.want([Wanted("", "00"), *stocks(3)])
    before = drive(one)
    one.reset()
    assert not one.registered
    assert drive(one) == before
