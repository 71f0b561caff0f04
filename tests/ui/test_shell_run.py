"""The program's loop in a process of its own: exit code, language, and errors that reach the log."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
import asyncio, logging
logging.basicConfig(format="%(levelname)s %(message)s")
from kiwoom_desk.base.settings import Settings
from kiwoom_desk.ui import run
from kiwoom_desk.ui.kit.language import tr
from PySide6 import QtCore, QtWidgets

async def main() -> int:
    print(tr("Order book"), QtWidgets.QApplication.font().family())
    QtCore.QTimer.singleShot(0, lambda: 1 / 0)
    QtCore.qWarning("said by Qt")
    await asyncio.sleep(0.05)
    return 7

raise SystemExit(run.run(main, Settings(language=LANGUAGE)))
"""


def ran(language: str) -> subprocess.CompletedProcess[str]:
    code = PROGRAM.replace("LANGUAGE", repr(language))
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=50,
        check=False,
    )


def test_the_exit_code_is_that_of_the_coroutine_and_words_are_korean() -> None:
    done = ran("ko")
    assert done.returncode == 7, done.stderr
    assert done.stdout.split() == ["호가", "Pretendard"]


def test_lost_errors_and_words_of_qt_are_logged() -> None:
    done = ran("en")
    assert done.stdout.split() == ["Order", "book", "Pretendard"]
    assert "an error nobody caught: ZeroDivisionError" in done.stderr
    assert "WARNING Qt: said by Qt" in done.stderr
