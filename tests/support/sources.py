"""Collects the source strings of the window out of its code; knows nothing of their translations."""

import ast
from pathlib import Path

import msgspec

WINDOW = Path(__file__).resolve().parents[2] / "kiwoom_desk" / "ui"
_CALLS = frozenset({"tr", "mark"})


class Source(msgspec.Struct, frozen=True, order=True):
    """One source string and what tells it apart from equal ones."""

    text: str
    about: str


def sources_of(code: str) -> set[Source]:
    """Return the source strings of one module; a call without a literal text is a title passed on."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        called = getattr(node, "func", None)
        if not isinstance(node, ast.Call) or getattr(called, "id", "") not in _CALLS:
            continue
        texts = [one.value for one in node.args if isinstance(one, ast.Constant)]
        if texts and isinstance(node.args[0], ast.Constant):
            found.add(Source(str(texts[0]), str(texts[1]) if len(texts) > 1 else ""))
    return found


def all_sources() -> set[Source]:
    """Return every source string of the window, and of the programs at the top that speak in it."""
    paths = (*WINDOW.rglob("*.py"), *WINDOW.parent.glob("*.py"))
    return set().union(*(sources_of(path.read_text(encoding="utf-8")) for path in paths))
