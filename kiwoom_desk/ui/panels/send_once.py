"""What every ticket does from the press to the outcome; refuses a second press meanwhile (S-7)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6 import QtCore

from kiwoom_desk.domain.order import OrderDraft, RequestState
from kiwoom_desk.orders.drafts import Denied
from kiwoom_desk.ui.kit.language import tr
from kiwoom_desk.ui.kit.text import PlainText, set_tooltip
from kiwoom_desk.ui.panels.order_press import OrderPress, PressFacts
from kiwoom_desk.ui.panels.order_words import outcome_sentence
from kiwoom_desk.ui.shell.panel import PanelContext

_DEBOUNCE = 250


class SendOnce(QtCore.QObject):
    """One button's sending: `busy` from the press until the outcome is known, which `told` says.

    `changed` is called whenever `busy` changes, for the button to go off and on again.
    """

    def __init__(
        self,
        context: PanelContext,
        press: OrderPress,
        told: PlainText,
        changed: Callable[[], None],
        parent: QtCore.QObject,
    ) -> None:
        super().__init__(parent)
        self._context, self._press, self._told, self._changed = context, press, told, changed
        self.busy = False

    def send(self, draft: OrderDraft | Denied, facts: Callable[[OrderDraft], PressFacts]) -> None:
        """Ask where that is wanted, then send once; say why where there is no draft."""
        if isinstance(draft, Denied):
            self._tell(outcome_sentence(self._language, draft), "attention")
            return
        self.busy = True
        self._changed()
        self._context.tasks.run(self._ask_and_send(draft, facts(draft)))

    @property
    def _language(self) -> str:
        return self._context.desk.settings.language

    async def _ask_and_send(self, draft: OrderDraft, facts: PressFacts) -> None:
        try:
            result = await self._press.submit(draft, facts)
            if result is None:
                self._tell(tr("Not sent: you did not confirm."), "")
                return
            good = not isinstance(result, Denied) and result.state is RequestState.ACKED
            self._tell(outcome_sentence(self._language, result), "good" if good else "attention")
        finally:
            # The double click's second half lands on a button that is still off.
            QtCore.QTimer.singleShot(_DEBOUNCE, self, self._sent)

    def _sent(self) -> None:
        self.busy = False
        self._changed()

    def _tell(self, told: str, tone: str) -> None:
        self._told.setText(told)
        self._told.set_tone(tone)
        set_tooltip(self._told, told)
