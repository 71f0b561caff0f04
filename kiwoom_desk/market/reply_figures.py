"""What stands alone in a reply, read by key; refuses to take a text for a number."""

from __future__ import annotations

from decimal import Decimal

from kiwoom_desk.market.reply_tables import ReplyTables, Value


class Figures:
    """The single fields of one reply; an unknown key is a mistake of ours and raises KeyError."""

    def __init__(self, reply: ReplyTables) -> None:
        self._values: dict[str, Value] = {
            single.column.key: single.cell.value for single in reply.singles
        }

    def number(self, key: str) -> int | Decimal | None:
        """Return a figure in its unit, None for a blank and for what could not be read."""
        value = self._values[key]
        return None if isinstance(value, str) else value

    def won(self, key: str) -> int | None:
        """Return a whole number, e.g. won or shares, None for a blank."""
        number = self.number(key)
        return None if number is None else int(number)

    def text(self, key: str) -> str:
        """Return a text, "" for a blank."""
        value = self._values[key]
        return "" if value is None else str(value)
