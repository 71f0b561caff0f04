"""All panels of the desk in their order, each read from its file when it is first made; refuses the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import import_module

import msgspec
from PySide6 import QtWidgets

from kiwoom_desk.ui.kit.language import mark
from kiwoom_desk.ui.shell.panel import Area, PanelContext, PanelSpec

PINNED = "pin-"
"""How the ids of pinned answers begin; see `pinned`."""


class Later:
    """Makes a panel out of its file, which is read only then: frames and titles need none of it."""

    def __init__(self, file: str, name: str) -> None:
        self.__module__ = f"kiwoom_desk.ui.panels.{file}"
        self._name = name

    def __call__(self, context: PanelContext) -> QtWidgets.QWidget:
        """Return a new widget."""
        return self.made(context)

    @property
    def made(self) -> Callable[[PanelContext], QtWidgets.QWidget]:
        """Return what the file makes the widget with."""
        return getattr(import_module(self.__module__), self._name)


def _panel(
    id_: str, name: str, title: str, area: Area, *, linked: bool = True, opens: bool = True
) -> PanelSpec:
    """Describe the panel of the file named like its id, as its own PANEL does."""
    return PanelSpec(
        id=id_, title=title, make=Later(id_, name), area=area, linked=linked, opens=opens
    )


PANELS: tuple[PanelSpec, ...] = (
    _panel("watch", "WatchList", mark("Watch list"), Area.LEFT),
    _panel("conditions", "Conditions", mark("Conditions"), Area.LEFT_BELOW),
    _panel("rankings", "make", mark("Rankings"), Area.LEFT_BELOW),
    _panel("themes", "Themes", mark("Themes"), Area.LEFT_BELOW),
    _panel("chart", "ChartPanel", mark("Chart"), Area.CENTRE),
    _panel("open_orders", "OpenOrders", mark("Open orders"), Area.CENTRE_BELOW),
    _panel("fills", "Fills", mark("Fills"), Area.CENTRE_BELOW),
    _panel("positions", "Positions", mark("Positions"), Area.CENTRE_BELOW),
    _panel("requests", "Requests", mark("Requests"), Area.CENTRE_BELOW),
    _panel("messages", "Messages", mark("Messages"), Area.CENTRE_BELOW, linked=False),
    _panel("book", "OrderBook", mark("Order book"), Area.BOOK),
    _panel("tape", "Tape", mark("Tape"), Area.BOOK_BELOW),
    _panel("ticket", "Ticket", mark("Order ticket"), Area.RIGHT),
    _panel("account", "Account", mark("Account"), Area.RIGHT_BELOW, linked=False),
    _panel("deposits", "Deposits", mark("Deposits and margins"), Area.CENTRE_BELOW, opens=False),
    _panel("holdings", "Holdings", mark("Holdings in detail"), Area.CENTRE_BELOW, opens=False),
    _panel("profits", "Profits", mark("Realised profit"), Area.CENTRE, opens=False),
    _panel(
        "trading_journal", "TradingJournal", mark("Trading journal"), Area.CENTRE_BELOW, opens=False
    ),
    _panel(
        "transactions",
        "Transactions",
        mark("Transactions and settlement"),
        Area.CENTRE_BELOW,
        opens=False,
    ),
    _panel("explorer", "Explorer", mark("API explorer"), Area.CENTRE),
    _panel("instrument", "InstrumentPage", mark("Instrument page"), Area.CENTRE_BELOW, opens=False),
    _panel(
        "interruptions",
        "Interruptions",
        mark("Volatility interruptions"),
        Area.LEFT_BELOW,
        opens=False,
    ),
    _panel(
        "auctions", "Auctions", mark("Auctions and after hours"), Area.CENTRE_BELOW, opens=False
    ),
    _panel("sectors", "Sectors", mark("Sectors"), Area.CENTRE_BELOW, opens=False),
    _panel("rights", "Rights", mark("Subscription rights"), Area.CENTRE_BELOW, opens=False),
    _panel("investors", "make", mark("Investors"), Area.CENTRE, opens=False),
    _panel("members", "make", mark("Members"), Area.CENTRE, opens=False),
    _panel("programmes", "make", mark("Programme trading"), Area.CENTRE, opens=False),
    _panel("shorts", "make", mark("Short selling, lending"), Area.CENTRE, opens=False),
    _panel("credits", "make", mark("Credit trading"), Area.CENTRE, opens=False),
    _panel("etfs", "make", mark("ETF", "panel"), Area.CENTRE, opens=False),
    _panel("elws", "make", mark("ELW", "panel"), Area.CENTRE, opens=False),
    _panel("gold", "make", mark("Gold spot"), Area.CENTRE, opens=False),
)


def read_files(wanted: Callable[[str], bool]) -> Iterator[str]:
    """Read the files of the panels whose ids are wanted, one a step; yield whose."""
    for spec in PANELS:
        if isinstance(spec.make, Later) and wanted(spec.id):
            # What is wrong with a file is said when its panel is made.
            with suppress(Exception):
                import_module(spec.make.__module__)
            yield spec.id


def KEPT_PANELS(panels: Mapping[str, Mapping[str, msgspec.Raw]]) -> Sequence[PanelSpec]:
    """Make the panels again that a person opened beside these."""
    if not any(id_.startswith(PINNED) for id_ in panels):
        return ()
    from kiwoom_desk.ui.panels.pinned import kept_panels

    return kept_panels(panels)
