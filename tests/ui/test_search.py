"""Finding instruments by code, name and 초성."""

import pytest

from kiwoom_desk.domain.instrument import Instrument, Market, Product
from kiwoom_desk.ui.shell.functions import FunctionIndex
from kiwoom_desk.ui.shell.search import InstrumentIndex


def share(code: str, name: str, product: Product = Product.SHARE) -> Instrument:
    return Instrument(code=code, name=name, market=Market.KOSPI, product=product)


INDEX_NAMES = (
    share("005935", "삼성전자우"),
    share("005930", "삼성전자"),
    share("207940", "삼성바이오로직스"),
    share("000660", "SK하이닉스"),
    share("034730", "SK"),
    share("114090", "GKL"),
    share("069500", "KODEX 삼성그룹", Product.ETF),
    share("0126Z0", "삼성에피스홀딩스"),
)


@pytest.fixture
def index() -> InstrumentIndex:
    return InstrumentIndex(INDEX_NAMES)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("ㅅㅅㅈㅈ", "005930"),
        ("삼성전자", "005930"),
        ("005930", "005930"),
        ("00593", "005930"),
        ("sk", "034730"),
        ("sk하이", "000660"),
        ("하이닉스", "000660"),
        ("kodex삼성", "069500"),
        ("0126z", "0126Z0"),
        ("삼성ㅈ", "005930"),
        ("SKㅎㅇㄴㅅ"[:3], "000660"),
    ],
)
def test_the_best_match_comes_first(index: InstrumentIndex, query: str, first: str) -> None:
    assert index.search(query)[0].code == first


def test_what_matches_nowhere_is_not_found(index: InstrumentIndex) -> None:
    assert index.search("없는이름") == ()


def test_shares_come_before_funds_and_beginnings_before_insides(index: InstrumentIndex) -> None:
    found = [one.code for one in index.search("삼성")]
    assert found[-1] == "069500"
    assert found[0] == "005930"


def test_recents_come_first_among_equals_and_alone(index: InstrumentIndex) -> None:
    index.used("207940")
    index.used("000660")
    index.used("nonsense")
    assert [one.code for one in index.search("")] == ["000660", "207940"]
    assert index.search("삼성")[0].code == "207940"
    index.load(INDEX_NAMES[:3])
    assert index.recent == ("207940",)


def test_names_and_codes_are_found_without_searching(index: InstrumentIndex) -> None:
    assert index.name("005930") == "삼성전자"
    assert index.name("999999") == "999999"
    assert index.get("999999") is None
    assert len(index) == len(index.all()) == len(INDEX_NAMES)


def test_heads_say_the_code_until_the_list_is_known() -> None:
    known = InstrumentIndex()
    told: list[str] = []
    known.loaded.connect(lambda _none: told.append(known.title("005930")))
    assert known.title("005930") == "005930"
    known.load(INDEX_NAMES)
    assert told == ["삼성전자  005930"]


def test_functions_are_found_by_name_initials_id_and_english() -> None:
    functions = FunctionIndex()
    for typed in (
        "공매도추이",
        "공매도 추이 요청",
        "ㄱㅁㄷㅊㅇㅇㅊ",
        "공매도추ㅇ",
        "ka10014",
        "10014",
    ):
        assert functions.search(typed)[0].api_id == "ka10014", typed
    assert functions.search("Short selling trend")[0].api_id == "ka10014"
    assert functions.search("trend selling")[0].api_id == "ka10014"
    assert functions.search("없는이름") == functions.search("  ") == ()


def test_what_the_broker_does_not_offer_comes_behind_what_it_does() -> None:
    found = FunctionIndex().search("공매도", 20)
    offered = [one.published for one in found]
    assert offered == sorted(offered, reverse=True) and not all(offered)
    assert {one.name for one in found if not one.published} >= {"공매도주문", "공매도취소"}
