"""Pictures of the whole desk and of each panel, fed by a practice exchange; refuses to need a display."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from kiwoom_desk import texts
from kiwoom_desk.app import Desk, run_desk
from kiwoom_desk.base.clock import market_moment
from kiwoom_desk.base.settings import Environment, Settings, open_profile, save_settings
from kiwoom_desk.reach import DeskOptions

_SETTLE = 4.0
_PANEL_SETTLE = 0.4
_LONGEST = 60.0
_DESK = "desk"


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Return a command line taken apart; raise SystemExit as argparse does."""
    parser = argparse.ArgumentParser(prog="kiwoom-desk screenshot")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--panel", metavar="ID", help="this panel alone; desk is the whole window")
    parser.add_argument("--guide", type=int, choices=range(4), help="this step of the guide alone")
    parser.add_argument("--theme", choices=("dark", "light"), default="dark")
    parser.add_argument("--language", choices=("ko", "en"), default="ko")
    parser.add_argument("--size", default="1920x1080", metavar="WxH")
    parser.add_argument("--universe", type=Path, metavar="FILE")
    parser.add_argument("--at", metavar="TIME", help="market time, YYYY-MM-DDTHH:MM[:SS]")
    return parser.parse_args(argv)


def main(argv: Sequence[str]) -> int:
    """Draw the desk and its panels as PNG files into a folder and return 0."""
    chosen = arguments(argv)
    if chosen.at is not None and not _is_moment(chosen.at):
        print(texts.sentence(chosen.language, "start.no_moment"), file=sys.stderr)
        return 1
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    width, _, height = chosen.size.partition("x")
    chosen.out.mkdir(parents=True, exist_ok=True)
    if chosen.panel not in (None, _DESK) and not _is_panel(chosen.panel):
        print(f"{chosen.panel}: ?", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "profile"
        profile = open_profile(Environment.PRACTICE, root)
        looks = Settings(theme=chosen.theme, language=chosen.language, guide_seen=True)
        save_settings(profile.settings_path, looks)
        options = DeskOptions(
            profile=root,
            universe=chosen.universe,
            server=() if chosen.at is None else ("--at", chosen.at),
            size=(int(width), int(height)),
        )
        if chosen.guide is not None:
            return run_desk(options, lambda desk: _draw_guide(desk, chosen.out, chosen.guide))
        return run_desk(options, lambda desk: _draw(desk, chosen.out, chosen.panel))


def _is_moment(text: str) -> bool:
    try:
        market_moment(text)
    except ValueError:
        return False
    return True


async def _filled(desk: Desk) -> bool:
    """Tell whether the desk came up; what it said when it did not goes to standard error."""
    said: list[str] = []
    listening = desk.window.said.connect(lambda message: said.append(message.text))
    try:
        async with asyncio.timeout(_LONGEST):
            await desk.filled.wait()
            while not len(desk.instruments):
                await desk.clock.sleep(0.05)
    except TimeoutError:
        told = texts.sentence(desk.settings.language, "start.not_filled")
        print("\n".join((told, *dict.fromkeys(said))), file=sys.stderr)
        return False
    finally:
        listening.close()
    return True


async def _draw_guide(desk: Desk, folder: Path, step: int) -> int:
    from kiwoom_desk.ui.shell.guide import GuidePage

    if not await _filled(desk):
        return 1
    desk.reception.show_guide(step)
    await desk.clock.sleep(_PANEL_SETTLE)
    path = folder / f"guide-{step}.png"
    page = desk.window.findChild(GuidePage)
    assert isinstance(page, GuidePage)
    page.grab().save(str(path))
    page.close()
    print(path)
    return 0


async def _draw(desk: Desk, folder: Path, panel: str | None) -> int:
    if not await _filled(desk):
        return 1
    await desk.clock.sleep(_SETTLE)
    if panel in (None, _DESK):
        _save(desk, folder / "desk.png")
    if panel == _DESK:
        return 0
    for id_ in tuple(desk.window.docks.specs) if panel is None else (panel,):
        closed = desk.window.docks.dock(id_).isClosed()
        desk.window.docks.raise_panel(id_)
        # A panel that was closed has yet to be made, and to ask for what it shows.
        await desk.clock.sleep(_SETTLE if closed else _PANEL_SETTLE)
        widget = desk.window.widgets[id_]
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
