"""The interruption of one name for its book: time left, what the next counts from; refuses guesses."""

from __future__ import annotations

from collections.abc import Callable

from kiwoom_desk.broker.gateway import Haste, QueryError, Turn
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.market.asked_rows import AskedRow, AskedSpec, asked_rows
from kiwoom_desk.market.interruptions import (
    EVERYTHING,
    INTERRUPTIONS,
    auction_price,
    last_release,
    seconds_left,
)
from kiwoom_desk.market.question import Question
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.text import PlainText
from kiwoom_desk.ui.shell.panel import PanelContext

PRINTS = AskedSpec(id="vi-prints", api_id="ka10084", shown=("tm", "cur_prc"))
_MOST_PAGES = 5


class InterruptionWatch:
    """A word with the time left, and `reference`: 0 where no interruption ended today.

    A static interruption counts from the last auction: the one that ended an interruption comes
    after the opening (ka10054 tells its time, ka10084 the print). `changed` is called when
    the reference becomes known.
    """

    def __init__(self, context: PanelContext, changed: Callable[[], None]) -> None:
        self.word = PlainText(tone="attention")
        self.reference = 0
        self._context, self._changed = context, changed
        self._code, self._ran = "", False

    def show_instrument(self, code: str) -> None:
        """Watch another name."""
        self._code, self.reference = code, 0
        self._ran = code in self._context.desk.state.interruptions
        self.show_left()
        self._context.tasks.run(self._read(code))

    def show_left(self) -> None:
        """Tell the time left; when an interruption has ended, read what it ended with."""
        desk = self._context.desk
        running = desk.state.interruptions.get(self._code)
        if running is None:
            self.word.setText("")
        else:
            longest = max((rule.seconds for rule in desk.rules.interruptions), default=0)
            left = seconds_left(running.started_at, longest, desk.clock.market())
            told = f"{left // 60}:{left % 60:02d}" if left else tr("due")
            self.word.setText(f"VI {told}")
        if self._ran and running is None:
            self._context.tasks.run(self._read(self._code))
        self._ran = running is not None

    async def _read(self, code: str) -> None:
        try:
            found = await self._reference(code)
        except QueryError:
            # The marks then count from the opening, as they do on a quiet day.
            return
        if found and code == self._code:
            self.reference = found
            self._changed()

    async def _reference(self, code: str) -> int:
        gateway, turn = self._context.desk.gateway, Turn(Haste.TIMED)
        asked = Question(
            gateway, catalogue().api(INTERRUPTIONS.api_id), EVERYTHING | {"stk_cd": code}
        )
        await asked.ask(turn)
        time = last_release(_rows(INTERRUPTIONS, asked), code)
        if not time or code != self._code:
            return 0
        values = {"stk_cd": code, "tdy_pred": "1", "tic_min": "0", "tm": time[:4]}
        prints = Question(gateway, catalogue().api(PRINTS.api_id), values)
        await prints.ask(turn)
        while not prints.complete and prints.pages < _MOST_PAGES:
            if _rows(PRINTS, prints)[-1].text("tm") < time:
                break
            await prints.more(turn)
        return auction_price(_rows(PRINTS, prints), time) or 0


def _rows(spec: AskedSpec, question: Question) -> tuple[AskedRow, ...]:
    return () if question.reply is None else asked_rows(catalogue(), spec, question.reply)
