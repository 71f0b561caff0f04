"""Tells the seed of this run's new chunks, whatever else is shown."""

from __future__ import annotations

import secrets

import pytest

NEW = secrets.randbelow(1_000_000)
"""The one new seed of this run."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the new seed, so that a failure can be replayed."""
    terminalreporter.write_line(f"proof: the new seed of this run was {NEW}")
