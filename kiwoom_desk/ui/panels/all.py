"""All panels of the desk in their order; refuses anything but the list."""

from __future__ import annotations

from kiwoom_desk.ui.panels import (
    account,
    book,
    chart,
    conditions,
    explorer,
    fills,
    messages,
    open_orders,
    pinned,
    positions,
    rankings,
    requests,
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
)
KEPT_PANELS: KeptPanels = pinned.kept_panels
"""Makes the panels again that a person opened beside these."""
