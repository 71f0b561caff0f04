"""A question and its pages: texts become values, differences are marked, no answer is endless."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from kiwoom_desk.broker.gateway import Page, QueryError, Turn
from kiwoom_desk.broker.rest import Cursor
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.reply import reply_type
from kiwoom_desk.market.question import MOST_PAGES, Progress, Question
from kiwoom_desk.market.reply_tables import ReplyTables, reply_tables
from tests.unit.catalogue.samples import filled

RANKING = catalogue().api("ka10027")
LIST = RANKING.lists[0].key


def read(api_id: str, reply: dict[str, object]) -> ReplyTables:
    api, raw = catalogue().api(api_id), msgspec.json.encode(reply)
    return reply_tables(api, reply_type(api).decode(raw), raw)


class Pages:
    """Pages of one row each, by their cursor's key; `keys` are those told, in order."""

    def __init__(self, *keys: str) -> None:
        self.keys = keys
        self.asked: list[str] = []
        self.failing = False

    async def ask(
        self,
        api_id: str,
        values: Mapping[str, str],
        cursor: Any | None = None,
        turn: Turn | None = None,
    ) -> Page:
        if self.failing:
            raise QueryError("timeout", api_id, retry=True)
        self.asked.append("" if cursor is None else cursor.key)
        place = len(self.asked) - 1
        raw = msgspec.json.encode({LIST: [{"stk_cd": f"{place:06d}"}], "return_code": 0})
        key = self.keys[place] if place < len(self.keys) else ""
        following = Cursor(api_id, b"", key) if key else None
        return Page(api_id, reply_type(RANKING).decode(raw), following, raw=raw)


def test_texts_become_values_and_keep_what_they_came_as() -> None:
    row = {"stk_cd": "005930", "cur_prc": "-71300", "flu_rt": "+4.21", "sel_req": ""}
    reply = read("ka10027", {LIST: [row], "return_code": 0, "return_msg": "ok"})
    table = reply.tables[0]
    cells = {
        column.key: cell for column, cell in zip(table.columns, table.rows[0].cells, strict=True)
    }
    assert (cells["cur_prc"].value, cells["cur_prc"].text) == (71_300, "-71300")
    assert cells["flu_rt"].value == Decimal("4.21")
    assert cells["stk_cd"].value == "005930"
    assert cells["sel_req"].value is None
    assert not reply.empty
    assert "cur_prc" not in " ".join(reply.marks.odd)


def test_a_text_that_is_no_number_is_shown_and_marked() -> None:
    row = {"stk_cd": "005930", "cur_prc": "1,234원"}
    reply = read("ka10027", {LIST: [row], "return_code": 0, "surprise": "1"})
    column = next(
        place for place, one in enumerate(reply.tables[0].columns) if one.key == "cur_prc"
    )
    cell = reply.tables[0].rows[0].cells[column]
    assert (cell.value, cell.text, cell.unread) == (None, "1,234원", True)
    assert f"{LIST}.cur_prc" in reply.marks.odd
    assert reply.marks.extra == ("surprise",)
    assert f"{LIST}.stk_nm" in reply.marks.missing


@pytest.mark.parametrize("api_id", [api.id for api in catalogue().apis.values()])
def test_every_api_is_read_as_described(api_id: str) -> None:
    api = catalogue().api(api_id)
    reply = read(api_id, {"return_code": 0, "return_msg": "", **filled(api.response)})
    assert len(reply.tables) == len(api.lists)
    assert all(len(table.rows) == 2 for table in reply.tables)
    assert not reply.marks.missing
    assert not reply.marks.extra


def test_nothing_found_is_told_by_code_or_by_an_empty_list() -> None:
    assert read("ka10027", {"return_code": 20, "return_msg": "없음"}).empty
    assert read("ka10027", {LIST: [], "return_code": 0}).empty
    assert read("ka10001", {"return_code": 0, "stk_nm": "", "cur_prc": "0"}).empty
    assert not read("ka10001", {"return_code": 0, "stk_nm": "삼성전자"}).empty


async def test_pages_are_joined_and_numbered_on() -> None:
    question = Question(Pages("a", "b"), RANKING, {})
    await question.ask()
    assert (question.pages, question.rows, question.complete) == (1, 1, False)
    told: list[Progress] = []
    await question.rest(told.append)
    assert told == [Progress(2, 2), Progress(3, 3)]
    assert question.complete
    assert question.reply is not None
    assert [row.place for row in question.reply.tables[0].rows] == [1, 2, 3]
    await question.more()
    assert question.pages == 3
    await question.ask()
    assert question.pages == 1


async def test_a_key_that_comes_again_ends_it() -> None:
    source = Pages("a", "b", "a", "a")
    question = Question(source, RANKING, {})
    await question.ask()
    await question.rest(lambda _progress: None)
    assert source.asked == ["", "a", "b"]


async def test_an_endless_answer_ends() -> None:
    question = Question(Pages(*(str(place) for place in range(MOST_PAGES + 9))), RANKING, {})
    await question.ask()
    await question.rest(lambda _progress: None)
    assert question.pages == MOST_PAGES


async def test_a_failing_page_leaves_what_is_held() -> None:
    source = Pages("a", "b")
    question = Question(source, RANKING, {})
    await question.ask()
    source.failing = True
    with pytest.raises(QueryError):
        await question.more()
    assert (question.rows, question.complete) == (1, False)
    source.failing = False
    await question.more()
    assert question.rows == 2
