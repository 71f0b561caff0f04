"""Owns how a wire key becomes an attribute name; refuses keys that could never be one."""

from __future__ import annotations

import keyword
from functools import cache


@cache
def attribute(key: str) -> str:
    """Return the attribute for a wire key: itself where Python allows it, else with an `f` before.

    `cur_prc` stays, `250hgst` becomes `f250hgst`, FID `10` becomes `f10`.
    """
    if key.isidentifier() and not keyword.iskeyword(key) and not key.startswith("_"):
        return key
    name = "f" + key
    if not name.isidentifier():
        raise ValueError(f"no attribute can be made of the key {key!r}")
    return name
