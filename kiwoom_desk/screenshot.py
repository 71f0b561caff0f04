"""Pictures of the whole desk and of each panel, fed by a practice exchange; refuses to need a display."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from kiwoom_desk.app import Desk, run_desk
from kiwoom_desk.base.settings import Environment, Settings, open_profile, save_settings
from kiwoom_desk.reach import DeskOptions

_SETTLE = 4.0
_PANEL_SETTLE = 0.4
_LONGEST = 60.0


def main(argv: Sequence[str]) -> int:
    """Draw the desk and its panels as PNG files into a folder and return 0."""
    parser = argparse.ArgumentParser(prog="kiwoom-desk screenshot")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--panel", metavar="ID", help="this panel alone")
    parser.add_argument("--theme", choices=("dark", "light"), default="dark")
    parser.add_argument("--language", choices=("ko", "en"), default="ko")
    parser.add_argument("--size", default="1920x1080", metavar="WxH")
    parser.add_argument("--universe", type=Path, metavar="FILE")
    parser.add_argument("--at", metavar="TIME")
    chosen = parser.parse_args(argv)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    width, _, height = chosen.size.partition("x")
    chosen.out.mkdir(parents=True, exist_ok=True)
    if chosen.panel is not None and not _is_panel(chosen.panel):
        print(f"{chosen.panel}: ?", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "profile"
        profile = open_profile(Environment.PRACTICE, root)
        save_settings(profile.settings_path, Settings(theme=chosen.theme, language=chosen.language))
        options = DeskOptions(
            profile=root,
            universe=chosen.universe,
            server=() if chosen.at is None else ("--at", chosen.at),
            size=(int(width), int(height)),
        )
        return run_desk(options, lambda desk: _draw(desk, chosen.out, chosen.panel))


async def _draw(desk: Desk, folder: Path, panel: str | None) -> int:
    async with asyncio.timeout(_LONGEST):
        await desk.filled.wait()
        while not len(desk.instruments):
            await desk.clock.sleep(0.05)
    await desk.clock.sleep(_SETTLE)
    if panel is None:
        _save(desk, folder / "desk.png")
    for id_ in tuple(desk.window.docks.specs) if panel is None else (panel,):
        closed = desk.window.docks.dock(id_).isClosed()
        desk.window.docks.raise_panel(id_)
        widget = desk.window.widgets[id_]
        # A panel that was closed has yet to ask for what it shows.
        await desk.clock.sleep(_SETTLE if closed else _PANEL_SETTLE)
        path = folder / f"{id_}.png"
        widget.grab().save(str(path))
        print(path)
    return 0


def _is_panel(id_: str) -> bool:
    from kiwoom_desk.ui.panels.all import PANELS

    return any(spec.id == id_ for spec in PANELS)


def _save(desk: Desk, path: Path) -> None:
    desk.window.grab().save(str(path))
    print(path)
