"""Keeps PySide from reading the source of every module that is imported; refuses its `__feature__`."""

from __future__ import annotations

from contextlib import suppress


def leave_sources_unread() -> None:
    """Tell PySide that no module uses `from __feature__ import`, which is so.

    To find out it reads and keeps the source of each module imported after it: a tenth of the way
    to the opening layout, and twelve megabytes. Where PySide does that no more nothing happens.
    """
    with suppress(ImportError):
        import PySide6  # noqa: F401
        from shibokensupport import feature

        if hasattr(feature, "_mod_uses_pyside"):
            feature._mod_uses_pyside = lambda _module: False
