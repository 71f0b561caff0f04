"""Runs a command of kiwoom-cli against the server that READY names; only its addresses are changed."""

from __future__ import annotations

import json
import os

from kiwoom_cli import config, streaming  # type: ignore[import-not-found]
from kiwoom_cli.main import cli  # type: ignore[import-not-found]

if __name__ == "__main__":
    ready = json.loads(os.environ["READY"])
    for place in ("prod", "mock"):
        config.DOMAINS[place] = ready["rest"]
        streaming.WS_DOMAINS[place] = ready["websocket"].removesuffix("/api/dostk/websocket")
    cli()
