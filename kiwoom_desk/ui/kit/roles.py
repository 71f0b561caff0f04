"""The role of a button, which decides its colours; refuses to paint."""

from __future__ import annotations

from PySide6 import QtWidgets


def set_role(button: QtWidgets.QPushButton, role: str) -> None:
    """Give a button another role, "" for none; the same one changes nothing."""
    if button.property("role") != role:
        button.setProperty("role", role)
        button.style().unpolish(button)
        button.style().polish(button)
