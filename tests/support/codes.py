"""Collects the codes that the program's own code gives to sentences; knows nothing of the sentences."""

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import msgspec

PROGRAM = Path(__file__).resolve().parents[2] / "kiwoom_desk"


class Told(msgspec.Struct, frozen=True):
    """One code and the facts given with it; None = the facts are not spelled out at that place."""

    code: str
    facts: frozenset[str] | None
    place: str


@lru_cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def modules(room: str = "") -> tuple[Path, ...]:
    """Return the files of a room, or one file of the program."""
    found = PROGRAM / room
    return (found,) if found.is_file() else tuple(sorted(found.rglob("*.py")))


def words(node: ast.AST | None) -> Iterator[str]:
    """Return the texts that an expression may come to: a literal, or both ways of a condition."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from words(node.body)
        yield from words(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from words(value)


def _calls(paths: tuple[Path, ...], name: str) -> Iterator[tuple[Path, ast.Call]]:
    for path in paths:
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if called == name:
                    yield path, node


def _facts(call: ast.Call, place: int) -> frozenset[str] | None:
    if any(keyword.arg is None for keyword in call.keywords):
        return None
    named = frozenset(keyword.arg for keyword in call.keywords if keyword.arg)
    if len(call.args) <= place:
        return named
    given = call.args[place]
    if not isinstance(given, ast.Dict):
        return None
    return named | {word for key in given.keys for word in words(key)}


def called_with(name: str, *rooms: str, at: int = 0, keyword: str = "") -> set[Told]:
    """Return the codes that calls of a name are given, at that place or by that keyword."""
    paths = tuple(path for room in rooms or ("",) for path in modules(room))
    found = set()
    for path, call in _calls(paths, name):
        node: ast.AST | None = call.args[at] if not keyword and len(call.args) > at else None
        if keyword:
            node = next((one.value for one in call.keywords if one.arg == keyword), None)
        place = f"{path.relative_to(PROGRAM).as_posix()}:{call.lineno}"
        found |= {Told(word, _facts(call, at + 1), place) for word in words(node)}
    return found


def returned_by(name: str, room: str) -> set[str]:
    """Return the texts that a function of that name may return."""
    found: set[str] = set()
    for path in modules(room):
        for node in ast.walk(_tree(path)):
            named = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name
            if named:
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Return):
                        found |= set(words(inner.value))
    return found


def literals(room: str) -> set[str]:
    """Return every text literal of a module."""
    return {
        node.value
        for path in modules(room)
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
