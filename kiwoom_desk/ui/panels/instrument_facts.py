"""The base facts of a name (ka10001) for panels that need them; refuses to give up while they may come."""

from __future__ import annotations

from collections.abc import Callable

from kiwoom_desk.broker.gateway import InstrumentInfo, QueryError
from kiwoom_desk.ui.shell.panel import PanelContext

_AGAIN = 3.0


async def read_facts(
    context: PanelContext, code: str, wanted: Callable[[], bool]
) -> InstrumentInfo | None:
    """Return the facts; None when they are not `wanted` any more or the exchange refuses for good.

    While the exchange cannot be reached it is asked again: the status line says so meanwhile.
    """
    while wanted():
        try:
            info = await context.desk.gateway.instrument_info(code)
        except QueryError as error:
            if not error.retry and error.code not in _UNREACHABLE:
                return None
            await context.desk.clock.sleep(_AGAIN)
        else:
            return info if wanted() else None
    return None


_UNREACHABLE = frozenset({"dns", "connect", "tls", "timeout", "reset", "auth"})
