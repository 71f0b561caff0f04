"""What holds for any wire input: no crash, no refused budget, a connection that ends as wanted."""

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiwoom_desk.catalogue.model import UnknownType
from kiwoom_desk.catalogue.rows import RowError
from kiwoom_desk.wire.limits import DEMO, LIVE, Budget, Lane
from kiwoom_desk.wire.reply import ReplyKind, Verdict, classify, order_reply
from kiwoom_desk.wire.stream import Rows, StreamProtocol
from kiwoom_desk.wire.subscriptions import Key, Subscriptions, Wanted
from tests.support.frames import frames

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["trnm", "data", "return_code", "return_msg", "ord_no", "values", "type"]
            )
            | st.text(max_size=4),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)
BODIES = JSON.map(lambda value: json.dumps(value, ensure_ascii=False).encode()) | st.binary(
    max_size=64
)
FRAMES = BODIES | st.builds(
    lambda trnm, rest: json.dumps({**rest, "trnm": trnm}).encode(),
    st.sampled_from(["REAL", "LOGIN", "PING", "SYSTEM", "REG", "REMOVE", "CNSRLST", "CNSRREQ"]),
    st.dictionaries(
        st.sampled_from(["data", "return_code", "return_msg", "code", "message", "seq"]), JSON
    ),
)


@settings(max_examples=300, deadline=None)
@given(BODIES, st.sampled_from([200, 302, 400, 401, 429, 500, 503]))
def test_any_body_has_a_class_and_only_a_number_acknowledges(body: bytes, status: int) -> None:
    reply = classify("ka10001", status, body)
    assert reply.kind in ReplyKind
    verdict = order_reply(status, body)
    if verdict.verdict is Verdict.ACKED:
        found = json.loads(body)
        assert found["ord_no"].strip() == verdict.order_number
        assert int(found["return_code"]) == 0
    if status >= 500:
        assert verdict.verdict is Verdict.UNKNOWN


@settings(max_examples=200, deadline=None)
@given(BODIES)
def test_a_cut_reply_never_acknowledges(body: bytes) -> None:
    whole = b'{"return_code":0,"return_msg":"ok","ord_no":"0000123"}'
    for end in range(len(whole)):
        assert order_reply(200, whole[:end]).verdict is Verdict.UNKNOWN
    assert order_reply(200, whole + body).verdict is not Verdict.REFUSED or body


@pytest.mark.expected_warnings()
@settings(max_examples=300, deadline=None)
@given(st.lists(FRAMES, max_size=8))
def test_any_frames_leave_the_session_standing(received: list[bytes]) -> None:
    protocol = StreamProtocol(frame_bytes=4000, frame_rows=3)
    protocol.login("t")
    for number, data in enumerate(received):
        protocol.receive(data, float(number))
        for echo in protocol.outgoing():
            assert echo == data
    protocol = StreamProtocol()
    protocol.login("t")
    protocol.receive(b'{"trnm":"LOGIN","return_code":0}', 0.0)
    event = protocol.receive(frames("0B", 1)[0], 1.0)
    assert isinstance(event, Rows)


@pytest.mark.expected_warnings()
@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_damaged_frame_is_rows_or_an_anomaly(data: st.DataObject) -> None:
    whole = bytearray(frames("0D", 1)[0])
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    protocol = StreamProtocol()
    protocol.login("t")
    protocol.receive(b'{"trnm":"LOGIN","return_code":0}', 0.0)
    event = protocol.receive(bytes(whole), 1.0)
    if isinstance(event, Rows):
        for entry in event.entries:
            with contextlib.suppress(RowError, UnknownType):
                entry.row()


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([LIVE, DEMO]),
    st.lists(
        st.tuples(
            st.floats(0, 0.4),
            st.sampled_from(["ka10001", "ka10080", "kt10000", "kt10003"]),
            st.booleans(),
        ),
        max_size=120,
    ),
)
def test_no_second_holds_more_calls_than_the_exchange_takes(profile, calls) -> None:  # type: ignore[no-untyped-def]
    budget = Budget(profile)
    now = 0.0
    reads: list[float] = []
    orders: list[float] = []
    each: dict[str, list[float]] = {}
    for pause, api_id, paging in calls:
        now += pause
        lane = {"kt10000": Lane.ORDER, "kt10003": Lane.CANCEL}.get(
            api_id, Lane.PAGING if paging else Lane.READ
        )
        if budget.take(api_id, lane, now) == 0:
            (reads if api_id.startswith("ka") else orders).append(now)
            each.setdefault(api_id, []).append(now)
    for times, most in ((reads, profile.reads), (orders, profile.order_calls)):
        assert all(sum(at <= one < at + 1 for one in times) <= most for at in times)
    for times in each.values():
        assert all(sum(at <= one < at + 1 for one in times) <= 5 for at in times)


ITEMS = st.sampled_from([f"{number:06d}" for number in range(30)])
WANTED = st.lists(
    st.builds(Wanted, ITEMS, st.sampled_from(["0B", "0D", "0H"]), st.integers(0, 4)), max_size=60
)


@settings(max_examples=200, deadline=None)
@given(st.lists(WANTED, min_size=1, max_size=4), st.sets(ITEMS, max_size=3), st.integers(1, 20))
def test_the_connection_ends_up_with_what_is_wanted(
    rounds: list[list[Wanted]], bad: set[str], limit: int
) -> None:
    one = Subscriptions(item_limit=limit, request_items=7)
    held: dict[Key, str] = {}
    for wanted in rounds:
        one.want(wanted)
        for _ in range(500):
            request = one.next_request()
            if request is None:
                break
            frame = json.loads(request.frame)
            items = [item for entry in frame["data"] for item in entry["item"]]
            assert len(items) == len(set(items)) <= 7
            if frame["trnm"] == "REMOVE":
                for key in request.keys:
                    assert held.pop(key) == frame["grp_no"]
                one.answered("REMOVE", 0)
            elif bad & set(items):
                one.answered("REG", 1)
            else:
                held |= dict.fromkeys(request.keys, frame["grp_no"])
                one.answered("REG", 0)
            assert len({key.item for key in held}) <= limit
            for group in set(held.values()):
                assert len({key.item for key, at in held.items() if at == group}) <= 7
        else:
            raise AssertionError("it never ends")
        assert one.registered == set(held)
        chosen = {Key(w.item, w.type) for w in wanted if w.item not in one.left_out}
        assert set(held) | set(one.refused) == chosen
        assert {key.item for key in one.refused} >= bad & {key.item for key in chosen}
