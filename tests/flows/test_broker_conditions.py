"""Condition searches: list first, live ones start again after a drop, hits come as they are told."""

import pytest

from kiwoom_desk.broker.gateway import QueryError, SavedCondition, StreamLink
from kiwoom_desk.domain.quote import ConditionHit
from tests.support.frames import push, real_frame
from tests.support.loopback import Loopback, gateway_of, loopback, until


def conditions(frame: dict[str, object]) -> dict[str, object] | None:
    """Answer as the broker does: padded sequences, prefixed codes, pages inside the body."""
    trnm = frame["trnm"]
    if trnm == "CNSRLST":
        return {"trnm": trnm, "return_code": 0, "data": [["0", "급등"], ["12 ", "신고가"]]}
    if trnm == "CNSRREQ" and frame["seq"] == "9":
        return {"trnm": trnm, "return_code": 1, "return_msg": "없는 조건", "seq": "9  "}
    if trnm == "CNSRREQ" and frame["search_type"] == "0":
        second = frame["cont_yn"] == "Y"
        return {
            "trnm": trnm, "return_code": 0, "seq": f"{frame['seq']}  ",
            "cont_yn": "N" if second else "Y", "next_key": "" if second else "k",
            "data": [{"9001": "A000660" if second else "A005930"}],
        }  # fmt: skip
    if trnm == "CNSRREQ":
        rows = [{"jmcode": "A005930"}, {"jmcode": "J0039P0"}]
        return {"trnm": trnm, "return_code": 0, "seq": f"{frame['seq']}  ", "data": rows}
    return {"trnm": trnm, "return_code": 0, "return_msg": "", "seq": frame.get("seq", "")}


def sent(broker: Loopback) -> list[str]:
    """Return what was sent, in order, with sequences."""
    return [f"{frame['trnm']} {frame.get('seq', '')}".strip() for frame in broker.frames]


async def test_list_once_live_stop() -> None:
    async with loopback() as broker, gateway_of(broker) as gateway:
        broker.control = conditions
        await until(lambda: gateway.link.stream is StreamLink.UP)
        assert await gateway.start_condition("0") == ("005930", "0039P0")
        assert await gateway.conditions() == (
            SavedCondition("0", "급등"),
            SavedCondition("12", "신고가"),
        )
        assert await gateway.search_condition("12") == ("005930", "000660")
        order = sent(broker)
        assert order.index("CNSRLST") < order.index("CNSRREQ 0")
        hits: list[ConditionHit] = []
        gateway.condition_hits.connect(hits.append)
        values = {"841": "0  ", "9001": "A000660", "843": "I", "20": "100001", "907": "2"}
        await broker.push(real_frame(push("02", values, "000660")).decode())
        await until(lambda: hits == [ConditionHit("0", "000660", True, "100001")])
        await gateway.stop_condition("0")
        assert sent(broker)[-1] == "CNSRCLR 0"


async def test_live_ones_start_again_after_everything_is_registered() -> None:
    async with loopback() as broker, gateway_of(broker) as gateway:
        broker.control = conditions
        await until(lambda: gateway.is_registered("", "00"))
        await gateway.start_condition("0")
        broker.frames.clear()
        await broker.sockets[-1].close()
        await until(lambda: "CNSRREQ 0" in sent(broker))
        assert sent(broker) == ["LOGIN", "CNSRLST", "REG", "CNSRREQ 0"]


async def test_refused_too_many_silent_and_absent() -> None:
    async with loopback() as broker, gateway_of(broker) as gateway:
        with pytest.raises(QueryError) as caught:
            await gateway.conditions()
        assert (caught.value.code, caught.value.retry) == ("stream_down", True)
        broker.control = conditions
        await until(lambda: gateway.link.stream is StreamLink.UP)
        with pytest.raises(QueryError) as caught:
            await gateway.start_condition("9")
        assert (caught.value.code, caught.value.message) == ("1", "없는 조건")
        for number in range(20, 30):
            await gateway.start_condition(str(number))
        with pytest.raises(QueryError) as caught:
            await gateway.start_condition("30")
        assert caught.value.code == "conditions_full"
        broker.control = lambda _frame: None
        with pytest.raises(QueryError) as caught:
            await gateway.conditions()
        assert caught.value.code == "timeout"
