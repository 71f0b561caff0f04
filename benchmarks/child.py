"""A process of a benchmark that answers lines on its standard input; refuses to outlive it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


class Child:
    """A process that answers each line it gets with a line of JSON."""

    def __init__(self, *command: str, python: str = sys.executable) -> None:
        root = str(Path(__file__).resolve().parent.parent)
        self.process = subprocess.Popen(
            [python, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": root},
            cwd=root,
        )

    def line(self) -> bytes:
        """Wait for a line."""
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def ask_now(self, words: str = "tell") -> Any:
        """Say a line and wait for the answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(words.encode() + b"\n")
        self.process.stdin.flush()
        return json.loads(self.line())

    async def ask(self, words: str = "tell") -> Any:
        """Say a line and wait for the answer beside the loop."""
        return await asyncio.to_thread(self.ask_now, words)

    def close(self) -> None:
        """End it."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
