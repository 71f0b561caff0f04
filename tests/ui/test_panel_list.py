"""The list of panels says of each what its file says, and costs none of them."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module

import pytest

from kiwoom_desk.ui.panels.all import PANELS, Later
from kiwoom_desk.ui.shell.panel import PanelSpec

# What the first window has no need of: the network's packages, arrays, the loop that runs both, the
# rooms behind it, and the panels themselves.
HEAVY = (
    "httpx",
    "websockets",
    "numpy",
    "keyring",
    "pyqtgraph",
    "asyncio",
    "qasync",
    "ssl",
    "sqlite3",
)
ROOMS = tuple(f"kiwoom_desk.{room}" for room in ("broker", "catalogue", "market", "orders", "wire"))
PROGRAM = """
import json, sys
import kiwoom_desk.opening, kiwoom_desk.ui.run, kiwoom_desk.ui.panels.all, kiwoom_desk.ui.shell.window
print(json.dumps(sorted(sys.modules)))
"""


@pytest.mark.parametrize("listed", PANELS, ids=lambda spec: spec.id)
def test_the_list_says_what_the_file_says(listed: PanelSpec) -> None:
    own: PanelSpec = import_module(f"kiwoom_desk.ui.panels.{listed.id}").PANEL
    assert (listed.id, listed.title, listed.area) == (own.id, own.title, own.area)
    assert (listed.linked, listed.opens, listed.icon) == (own.linked, own.opens, own.icon)
    assert isinstance(listed.make, Later)
    assert listed.make.made is own.make


def test_frames_and_titles_need_neither_panels_nor_the_network() -> None:
    told = subprocess.run([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, check=True)
    loaded = set(json.loads(told.stdout))
    assert not loaded & {*HEAVY, *ROOMS}
    panels = {name for name in loaded if name.startswith("kiwoom_desk.ui.panels.")}
    assert panels == {"kiwoom_desk.ui.panels.all"}
