"""All panels of the desk in their order; refuses anything but the list."""

from __future__ import annotations

from kiwoom_desk.ui.panels import (
    account,
    book,
    chart,
    conditions,
    elws,
    etfs,
    explorer,
    fills,
    instrument,
    investors,
    members,
    messages,
    open_orders,
    pinned,
    positions,
    programmes,
    rankings,
    requests,
    rights,
    shorts,
    tape,
    themes,
    ticket,
    watch,
)
from kiwoom_desk.ui.shell.panel import KeptPanels, PanelSpec

PANELS: tuple[PanelSpec, ...] = (
    watch.PANEL,
    conditions.PANEL,
    rankings.PANEL,
    themes.PANEL,
    chart.PANEL,
    open_orders.PANEL,
    fills.PANEL,
    positions.PANEL,
    requests.PANEL,
    messages.PANEL,
    book.PANEL,
    tape.PANEL,
    ticket.PANEL,
    account.PANEL,
    explorer.PANEL,
    investors.PANEL,
    members.PANEL,
    programmes.PANEL,
    shorts.PANEL,
    etfs.PANEL,
    elws.PANEL,
    instrument.PANEL,
    rights.PANEL,
)
KEPT_PANELS: KeptPanels = pinned.kept_panels
"""Makes the panels again that a person opened beside these."""
