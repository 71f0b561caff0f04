"""What is wished often is done at once, then seldom, and the last wish is never lost."""

from __future__ import annotations

from PySide6 import QtCore
from pytestqt.qtbot import QtBot

from kiwoom_desk.ui.kit.rested import Rested


def test_the_first_wish_is_met_at_once_and_the_last_one_after_the_rest(qtbot: QtBot) -> None:
    owner, wished, done = QtCore.QObject(), 0, list[int]()
    rested = Rested(owner, lambda: done.append(wished), 50)
    for wished in range(1, 6):  # noqa: B007 - the call reads the latest
        rested.wish()
    assert done == [1]
    qtbot.waitUntil(lambda: len(done) == 2, timeout=10_000)
    assert done == [1, 5]
    qtbot.waitUntil(lambda: not rested.isActive(), timeout=10_000)
    assert done == [1, 5], "nothing was wished in the second rest"
    rested.wish()
    assert done == [1, 5, 5]
    owner.deleteLater()
