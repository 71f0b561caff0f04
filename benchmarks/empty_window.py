"""An empty window with the desk's frame timer, to see what the machine alone does to a timer."""

from __future__ import annotations

import json
import os
import sys
import threading
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6 import QtCore, QtWidgets

MILLISECONDS = 16


def main() -> None:
    """Note the gaps between the timer's calls; each line on standard input tells and forgets them."""
    app = QtWidgets.QApplication(sys.argv[:1])
    window = QtWidgets.QWidget()
    window.resize(800, 600)
    window.show()
    gaps: list[float] = []
    last = [time.monotonic()]

    def fired() -> None:
        now = time.monotonic()
        gaps.append((now - last[0]) * 1000)
        last[0] = now

    def listen() -> None:
        for _line in sys.stdin:
            told = gaps[:]
            del gaps[: len(told)]
            print(json.dumps(told), flush=True)
        app.quit()

    timer = QtCore.QTimer()
    timer.setTimerType(QtCore.Qt.TimerType.PreciseTimer)
    timer.setInterval(MILLISECONDS)
    timer.timeout.connect(fired)
    timer.start()
    threading.Thread(target=listen, daemon=True).start()
    app.exec()


if __name__ == "__main__":
    main()
