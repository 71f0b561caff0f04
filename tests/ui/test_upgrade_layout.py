"""Layouts of every released version open in this one; a newer one stays as it is."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from kiwoom_desk.ui.shell.panel import Message
from tests.support.whole_desk import whole_desk
from tests.upgrade import Release, releases


@pytest.mark.parametrize("release", releases(), ids=lambda one: one.folder.name)
async def test_a_layout_opens(release: Release, tmp_path: Path) -> None:
    layouts = tmp_path / "practice" / "layouts"
    layouts.mkdir(parents=True)
    shutil.copyfile(release.layout, layouts / "layout.json")
    expected = release.read()
    async with whole_desk(tmp_path, language="en") as desk:
        window = desk.window
        assert all(window.docks.dock(id_).isClosed() for id_ in expected.closed)
        assert not window.docks.dock("chart").isClosed()
        assert window.link_of("chart").name == "C"
        assert window.links.group("C").instrument == expected.linked
        assert tuple(window.perspectives.kept) == expected.perspectives
        assert all(window.perspectives.show(name) for name in expected.perspectives)
        assert not [one for one in desk.said if "layout" in one.code]
        await asyncio.sleep(0)


async def test_a_newer_layout_is_left_as_it_is_and_told(tmp_path: Path) -> None:
    layouts = tmp_path / "practice" / "layouts"
    layouts.mkdir(parents=True)
    newer = b'{"version": 2, "docks": {"of": "a later version"}}'
    (layouts / "layout.json").write_bytes(newer)
    async with whole_desk(tmp_path, language="en") as desk:
        told: list[Message] = [one for one in desk.said if one.code == "window.layout_newer"]
        assert len(told) == 1 and "layout.json" in told[0].text
        desk.window.save()
    assert [(one.name, one.read_bytes()) for one in layouts.iterdir()] == [("layout.json", newer)]
