"""Condition searches over the stream: the list, and what runs for whom; refuses unknown conditions."""

from __future__ import annotations

from kiwoom_desk.practice.connections import Connection
from kiwoom_desk.practice.house import House

_GENERAL = 1


class Searching:
    """Answers CNSRLST, CNSRREQ and CNSRCLR (ka10171 to ka10174)."""

    def __init__(self, house: House) -> None:
        self._house = house

    def answer(
        self, connection: Connection, trnm: str, sequence: str, kind: str, next_key: str
    ) -> None:
        """Answer one request."""
        if trnm == "CNSRLST":
            saved = self._house.exchange.universe.conditions
            rows = [[one.sequence, one.name] for one in saved]
            connection.say(trnm=trnm, return_code=0, return_msg="", data=rows)
            return
        message = "연습 거래소가 아직 답하지 않습니다"
        connection.say(trnm=trnm, return_code=_GENERAL, return_msg=message, seq=sequence)

    def second(self) -> None:
        """Tell the running searches who came and went in the second that passed."""

    def forget(self, connection: Connection) -> None:
        """End the searches of a stream."""
