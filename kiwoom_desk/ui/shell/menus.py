"""The menus of the window, out of its actions; refuses actions that have no name in the search box."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6 import QtWidgets

from kiwoom_desk.ui.kit.language import mark, tr
from kiwoom_desk.ui.shell.actions import Action, Actions
from kiwoom_desk.ui.shell.perspectives import Perspectives

_Choice = tuple[str, str, dict[str, object], tuple[str, ...]]


class Menus:
    """Desk, panels and view."""

    def __init__(self, parent: QtWidgets.QWidget) -> None:
        self.bar = QtWidgets.QMenuBar(parent)
        self.bar.setNativeMenuBar(False)
        self._desk = self.bar.addMenu(tr("Desk", "menu"))
        self._panels = self.bar.addMenu(tr("Panels", "menu"))
        self._view = self.bar.addMenu(tr("View", "menu"))

    @property
    def choices(self) -> tuple[_Choice, ...]:
        """Return the settings that a menu offers: id, title, what changes, shortcuts."""
        return (
            ("view.dark", mark("Dark"), {"theme": "dark"}, ()),
            ("view.light", mark("Light"), {"theme": "light"}, ()),
            ("view.red-blue", mark("Red up, blue down"), {"colours": "red-blue"}, ()),
            ("view.green-red", mark("Green up, red down"), {"colours": "green-red"}, ()),
            ("view.orange-blue", mark("Orange up, blue down"), {"colours": "orange-blue"}, ()),
            ("view.dense", mark("Dense rows"), {"density": "dense"}, ()),
            ("view.normal", mark("Normal rows"), {"density": "normal"}, ()),
            ("view.roomy", mark("Roomy rows"), {"density": "roomy"}, ()),
            ("view.60", mark("60 frames a second"), {"frame_rate": 60}, ()),
            ("view.30", mark("30 frames a second"), {"frame_rate": 30}, ()),
            ("view.ko", mark("Korean"), {"language": "ko"}, ()),
            ("view.en", mark("English"), {"language": "en"}, ()),
        )

    def add_choices(self, actions: Actions, choose: Callable[..., None]) -> None:
        """Make an action of each setting that a menu offers."""
        for id_, title, changes, keys in self.choices:
            actions.add(Action(id_, title, partial(choose, **changes), keys))

    def build(self, actions: Actions, panels: Sequence[str], perspectives: Perspectives) -> None:
        """Fill the menus; every entry is an action of the window."""
        desk, shown, view = self._desk, self._panels, self._view
        for id_ in ("search", "layout.save", "layout.reset"):
            desk.addAction(actions.shown(id_))
        perspectives.menu(desk, actions)
        desk.addSeparator()
        desk.addAction(actions.shown("settings"))
        desk.addAction(actions.shown("lock"))
        desk.addSeparator()
        desk.addAction(actions.shown("halt"))
        desk.addSeparator()
        desk.addAction(actions.shown("quit"))
        for id_ in panels:
            shown.addAction(actions.shown(id_))
        self._choose(view, tr("Theme"), actions, ("view.dark", "view.light"))
        pairs = ("view.red-blue", "view.green-red", "view.orange-blue")
        self._choose(view, tr("Colours"), actions, pairs)
        self._choose(view, tr("Rows"), actions, ("view.dense", "view.normal", "view.roomy"))
        self._choose(view, tr("Frames"), actions, ("view.60", "view.30"))
        self._choose(view, tr("Language"), actions, ("view.ko", "view.en"))
        view.addSeparator()
        view.addAction(actions.shown("performance"))

    def _choose(
        self, menu: QtWidgets.QMenu, title: str, actions: Actions, ids: Sequence[str]
    ) -> None:
        below = menu.addMenu(title)
        for id_ in ids:
            below.addAction(actions.shown(id_))
