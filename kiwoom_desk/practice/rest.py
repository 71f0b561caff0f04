"""The REST side on Starlette: reads a body, has it answered and sends headers; refuses big bodies."""

from __future__ import annotations

from http import HTTPStatus

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from kiwoom_desk.catalogue.model import Api, UnknownApi
from kiwoom_desk.practice import cursors
from kiwoom_desk.practice.answers.asked import Answered, Asked
from kiwoom_desk.practice.answers.loading import AnswerTable
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.received import ReceivedOrder
from kiwoom_desk.practice.refusals import Refusal, refusal
from kiwoom_desk.practice.requests import check_call, find_api, read_body

MOST_BYTES = 1 << 20
_JSON = "application/json;charset=UTF-8"
_DONE = "정상적으로 처리되었습니다"
_NOTHING = "조회할 내역이 없습니다"


class _TooBig(Exception):
    pass


class Rest:
    """Answers POSTs of the API."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.answers = AnswerTable()

    async def call(self, request: Request) -> Response:
        """Answer one call; every reply carries the market clock."""
        connection = f"{request.client.host}:{request.client.port}" if request.client else ""
        path, headers = request.url.path, request.headers
        named = self._named(headers.get("api-id", "").strip())
        try:
            raw = await self._body(request, named, connection)
        except _TooBig:
            return Response(status_code=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        order = None
        if named is not None and named.is_order:
            order = self._house.recorder.order(
                named.id, connection, raw, True, self._house.clock.wall()
            )
        try:
            api = find_api(self._house, path, headers)
            check_call(self._house, api, headers)
            await self.answers.ready()
            return await self._answer(api, raw, request, order)
        except Refusal as error:
            status = self._house.options.rate_status if error.is_rate else HTTPStatus.OK
            return self._response(error.body(), named.id if named else "", status)

    async def _answer(
        self, api: Api, raw: bytes, request: Request, order: ReceivedOrder | None
    ) -> Response:
        if not api.is_order:
            self._house.recorder.reads[api.id] += 1
        found = self.answers.of(api.id)
        if found is None:
            raise refusal("1999", api.id)
        body = read_body(api, raw)
        position = ""
        if request.headers.get("cont-yn", "").upper() == "Y":
            position = cursors.read(api.id, body, request.headers.get("next-key", ""))
        asked = Asked(self._house, api, body, position)
        await self.answers.prepare(asked)
        answered = found(asked)
        if order is not None:
            order.ord_no = answered.order_number
        following = answered.following
        next_key = cursors.make(api.id, body, following) if following else ""
        return self._response(self._encoded(answered), api.id, HTTPStatus.OK, next_key)

    def _encoded(self, answered: Answered) -> bytes:
        code = self._house.options.empty_code if answered.empty else 0
        message = _NOTHING if answered.empty else _DONE
        envelope = {"return_code": code, "return_msg": message}
        return msgspec.json.encode({**answered.values, **envelope})

    def _named(self, api_id: str) -> Api | None:
        try:
            return self._house.catalogue.api(api_id)
        except UnknownApi:
            return None

    async def _body(self, request: Request, named: Api | None, connection: str) -> bytes:
        parts = bytearray()
        try:
            async for part in request.stream():
                parts += part
                if len(parts) > MOST_BYTES:
                    raise _TooBig
        except ClientDisconnect:
            if named is not None and named.is_order:
                wall = self._house.clock.wall()
                self._house.recorder.order(named.id, connection, bytes(parts), False, wall)
            raise
        return bytes(parts)

    def _response(self, body: bytes, api_id: str, status: int, next_key: str = "") -> Response:
        headers = {
            "cont-yn": "Y" if next_key else "N",
            "next-key": next_key,
            "api-id": api_id,
            "x-market-clock": self._house.market_clock(),
        }
        return Response(body, status_code=status, headers=headers, media_type=_JSON)
