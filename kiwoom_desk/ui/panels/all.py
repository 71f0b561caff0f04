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
    positions,
    rankings,
    requests,
    tape,
    themes,
    ticket,
    watch,
)
from kiwoom_desk.ui.shell.panel import PanelSpec

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
