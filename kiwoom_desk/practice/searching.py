"""Condition searches over the stream (ka10171 to ka10174); refuses unknown conditions."""

from __future__ import annotations

from kiwoom_desk.domain.instrument import Market
from kiwoom_desk.practice import frames, pushes
from kiwoom_desk.practice.answers.names import NameView, view
from kiwoom_desk.practice.conditions import ConditionBook
from kiwoom_desk.practice.connections import Connection
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.quotas import stream_limits
from kiwoom_desk.practice.to_wire import clock_text

_GENERAL = 1
_PAGE = 100
_LETTERS = {Market.ELW: "J", Market.RIGHT: "J", Market.ETN: "Q", Market.GOLD: ""}
_ONCE, _LIVE = "0", "1"


class Searching:
    """Answers condition requests; conditions are evaluated each second while one runs."""

    def __init__(self, house: House) -> None:
        self._house = house
        exchange = house.exchange
        self._names = {saved.sequence: saved.name for saved in exchange.universe.conditions}
        self._book = ConditionBook(exchange.universe, house.past.flow)
        self._most = stream_limits(house.options.quota).conditions
        self._running: dict[str, dict[int, Connection]] = {}
        self._fresh = False

    def answer(
        self, connection: Connection, trnm: str, sequence: str, kind: str, next_key: str
    ) -> None:
        """Answer one request."""
        sequence = sequence.strip()
        if trnm == "CNSRLST":
            rows = [[number, name] for number, name in self._names.items()]
            connection.say(trnm=trnm, return_code=0, return_msg="", data=rows)
        elif sequence not in self._names:
            self._refuse(connection, trnm, sequence, "조건검색식을 찾을 수 없습니다")
        elif trnm == "CNSRCLR":
            self._stop(connection, sequence)
            connection.say(trnm=trnm, return_code=0, return_msg="", seq=_padded(sequence))
        elif kind == _ONCE:
            self._once(connection, sequence, next_key)
        elif kind == _LIVE:
            self._live(connection, sequence)
        else:
            self._refuse(connection, trnm, sequence, "search_type은 0 또는 1입니다")

    def second(self) -> None:
        """Tell the running searches who came and went in the second that passed."""
        self._fresh = False
        if not any(self._running.values()):
            return
        exchange = self._house.exchange
        self._fresh = True
        for change in self._book.evaluate():
            for connection in self._running.get(change.sequence, {}).values():
                name = view(exchange, exchange.universe.by_code[change.code])
                values = pushes.hit_values(
                    change.sequence,
                    _lettered(name),
                    change.entered,
                    clock_text(exchange.now),
                    name.last_size > 0,
                )
                row = frames.entry("02", change.code, pushes.values_json("02", values))
                connection.push(frames.frame([row]))

    def forget(self, connection: Connection) -> None:
        """End the searches of a stream."""
        for sequence in list(self._running):
            self._stop(connection, sequence)

    def _members(self, sequence: str) -> tuple[str, ...]:
        # While nothing runs nobody evaluates: a result then is of this second.
        if not self._fresh and not any(self._running.values()):
            self._book.evaluate()
        return self._book.members(sequence)

    def _once(self, connection: Connection, sequence: str, next_key: str) -> None:
        members = self._members(sequence)
        first = int(next_key) if next_key.isdecimal() else 0
        last = min(first + _PAGE, len(members))
        exchange = self._house.exchange
        rows = [
            _row(view(exchange, exchange.universe.by_code[code])) for code in members[first:last]
        ]
        more = last < len(members)
        connection.say(
            trnm="CNSRREQ",
            seq=_padded(sequence),
            cont_yn="Y" if more else "N",
            next_key=str(last) if more else "",
            return_code=0,
            return_msg="",
            data=rows,
        )

    def _live(self, connection: Connection, sequence: str) -> None:
        mine = [seq for seq, found in self._running.items() if connection.number in found]
        if self._most and sequence not in mine and len(mine) >= self._most:
            message = f"실시간 조건검색은 {self._most}개까지 됩니다"
            self._refuse(connection, "CNSRREQ", sequence, message)
            return
        members = self._members(sequence)
        self._running.setdefault(sequence, {})[connection.number] = connection
        by_code = self._house.exchange.universe.by_code
        rows = [{"jmcode": _letter(by_code[code].market) + code} for code in members]
        connection.say(
            trnm="CNSRREQ", seq=_padded(sequence), return_code=0, return_msg="", data=rows
        )

    def _stop(self, connection: Connection, sequence: str) -> None:
        self._running.get(sequence, {}).pop(connection.number, None)

    def _refuse(self, connection: Connection, trnm: str, sequence: str, message: str) -> None:
        connection.say(trnm=trnm, seq=sequence, return_code=_GENERAL, return_msg=message)


def _padded(sequence: str) -> str:
    """Return the number as the broker sends it, filled with blanks."""
    return f"{sequence:<3}"


def _letter(market: Market) -> str:
    return _LETTERS.get(market, "A")


def _lettered(name: NameView) -> str:
    return _letter(name.listing.market) + name.listing.code


def _row(name: NameView) -> dict[str, str]:
    """Return a result of ka10172: padded, the change in percent scaled by 1000."""
    return {
        "9001": _lettered(name),
        "302": name.listing.name,
        "10": f"{name.price:09d}",
        "25": name.flag,
        "11": f"{name.change:09d}",
        "12": f"{name.rate * 10:09d}",
        "13": f"{name.volume:09d}",
        "16": f"{name.open:09d}",
        "17": f"{name.high:09d}",
        "18": f"{name.low:09d}",
    }
