"""How the program `practice-server` ends: its codes, and one line that says why; refuses traces."""

from __future__ import annotations

import sys

EXIT_FAULT = 1
"""Something in the exchange broke; the log on standard error says what."""
EXIT_OPTIONS = 2
"""The options are not usable (argparse ends with the same code)."""
EXIT_UNIVERSE = 3
"""The universe file is missing or malformed: row and column are on standard error."""
EXIT_STATE = 4
"""The kept state does not go with the options."""
EXIT_ADDRESS = 5
"""The port is in use, or a folder cannot be written."""


def fail(code: int, words: str) -> int:
    """Say on standard error why the program ends and return its code."""
    print(f"practice-server: {words}", file=sys.stderr, flush=True)
    return code
