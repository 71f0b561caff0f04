"""Reads out of the source which APIs and real-time types the panels made by hand really ask for.

A panel counts what stands in its own module and in the modules of the window and of the market
that it imports: ids in the text (not in docstrings and comparisons), the gateway's methods that
are called there or in the rooms it is given, and the types it watches. The explorer and its pins
offer everything and count for nothing here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import kiwoom_desk
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.market.feed import Want
from kiwoom_desk.market.lookups import LOOKUPS
from kiwoom_desk.ui.panels.all import PANELS

ROOT = Path(kiwoom_desk.__file__).parent
_BROKER = ROOT / "broker"
# What any request may start with and which query lists the codes of a field: the explorer's knowledge.
_KNOWLEDGE = frozenset({"kiwoom_desk.market.starting", "kiwoom_desk.market.lookups"})
_OPEN_TO_ALL = ("kiwoom_desk.ui.panels.explorer", "kiwoom_desk.ui.panels.pinned")
_IN = ("kiwoom_desk.ui.panels.", "kiwoom_desk.ui.charts.", "kiwoom_desk.market.")
_ROOMS = {
    "account": "kiwoom_desk.orders.account",
    "orders": "kiwoom_desk.orders.desk",
    "ledger": "kiwoom_desk.orders.ledger",
    "feed": "kiwoom_desk.market.feed",
    "history": "kiwoom_desk.market.history",
}
"""What a panel is given as `desk.<name>`; its calls of the gateway are the panel's."""
_DOORS = frozenset({"gateway", "_gateway", "source", "_source", "broker", "_broker"})
_PUSHED = {
    "order_events": "00",
    "balance_events": "04",
    "condition_hits": "02",
    "interruptions": "1h",
    "phases": "0s",
    "orders": "00",
    "account": "04",
}
"""Types that reach a panel under another name than their own."""


@cache
def tree(module: str) -> ast.Module | None:
    """Return the parsed source of one of our modules, None for others."""
    place = ROOT.parent / Path(*module.split("."))
    path = place.with_suffix(".py") if not place.is_dir() else place / "__init__.py"
    return ast.parse(path.read_text("utf-8")) if path.exists() else None


@cache
def queries() -> frozenset[str]:
    """Return the ids of all APIs that ask, by REST or over the stream."""
    known = catalogue()
    return frozenset(
        api.id
        for api in known.apis.values()
        if not api.is_order and not api.is_oauth and api.id not in known.types
    )


@cache
def orders() -> frozenset[str]:
    """Return the ids of all APIs that place, amend or cancel."""
    return frozenset(api.id for api in catalogue().apis.values() if api.is_order)


def panel_modules() -> dict[str, str]:
    """Return the module of every panel made by hand, by the panel's id."""
    found = {spec.id: spec.make.__module__ for spec in PANELS}
    return {id_: name for id_, name in found.items() if not name.startswith(_OPEN_TO_ALL)}


@cache
def reached(module: str) -> frozenset[str]:
    """Return the modules of window and market that a panel's module imports, itself among them."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        read = tree(name)
        if name in found or read is None or name in _KNOWLEDGE or name.startswith(_OPEN_TO_ALL):
            continue
        found.add(name)
        waiting += [one for one in _imports(read) if one.startswith(_IN)]
    return frozenset(found)


@cache
def asked_ids(module: str) -> frozenset[str]:
    """Return the ids of all APIs that a panel asks."""
    known = queries() | orders()
    found: set[str] = set()
    for name in reached(module):
        read = tree(name)
        assert read is not None
        found |= {text for text in _texts(read) if text in known} | _looked_up(read)
        rooms = {name}.union(*(_room(_ROOMS[one]) for one in _given(read)))
        calls = {call for room in rooms for call in _gateway_calls(room)}
        found |= {id_ for call in calls for id_ in method_ids(call)}
    return frozenset(found)


def _looked_up(read: ast.Module) -> set[str]:
    """Return the APIs that a module asks for the codes of one field, `LOOKUPS[KEY]`."""
    keys = {
        getattr(node.slice, "value", getattr(node.slice, "id", ""))
        for node in ast.walk(read)
        if isinstance(node, ast.Subscript) and getattr(node.value, "id", "") == "LOOKUPS"
    }
    told = keys | set(_named_texts(read, {str(key) for key in keys}))
    return {LOOKUPS[key].api_id for key in told if key in LOOKUPS}


@cache
def watched_types(module: str) -> frozenset[str]:
    """Return the real-time types that reach a panel."""
    found: set[str] = set()
    for name in reached(module):
        read = tree(name)
        assert read is not None
        for node in ast.walk(read):
            if isinstance(node, ast.Attribute):
                if isinstance(node.value, ast.Name) and node.value.id == "Want":
                    found.add(Want[node.attr].value)
                elif node.attr in _PUSHED:
                    found.add(_PUSHED[node.attr])
        if _watches(read):
            # Which of its texts a module hands to the stream is not followed further than here.
            named = {one.id for one in ast.walk(read) if isinstance(one, ast.Name)}
            found |= set(_texts(read)) | set(_named_texts(read, named))
    return frozenset(found & catalogue().types.keys())


@cache
def method_ids(method: str) -> frozenset[str]:
    """Return the APIs that a method of the gateway asks."""
    known = queries() | orders()
    found: set[str] = set()
    for read, node in _broker_methods().get(method, ()):
        named = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
        texts = set(_texts(node)) | set(_named_texts(read, named))
        # A call of the stream goes by its word, e.g. CNSRCLR; a table says which API that is.
        found |= (
            texts | {table[text] for table in _tables(read) for text in texts & table.keys()}
        ) & known
        found |= {id_ for name in _own_calls(node) - {method} for id_ in method_ids(name)}
    return frozenset(found)


@cache
def _broker_methods() -> dict[str, list[tuple[ast.Module, ast.AST]]]:
    found: dict[str, list[tuple[ast.Module, ast.AST]]] = {}
    for path in sorted(_BROKER.glob("*.py")):
        read = tree(f"kiwoom_desk.broker.{path.stem}")
        assert read is not None
        for node in ast.walk(read):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found.setdefault(node.name, []).append((read, node))
    return found


@cache
def _tables(read: ast.Module) -> tuple[dict[str, str], ...]:
    """Return the tables of text to text that stand at the top of a module."""
    made = (node.value for node in read.body if isinstance(node, ast.Assign))
    found = []
    for table in made:
        if isinstance(table, ast.Dict):
            pairs = zip(table.keys, table.values, strict=True)
            texts = [
                (k, v)
                for k, v in pairs
                if isinstance(k, ast.Constant) and isinstance(v, ast.Constant)
            ]
            found.append({str(k.value): str(v.value) for k, v in texts})
    return tuple(found)


def _own_calls(method: ast.AST) -> set[str]:
    """Return the methods of the conditions' part that a method of the gateway hands on to."""
    return {
        node.attr
        for node in ast.walk(method)
        if isinstance(node, ast.Attribute) and getattr(node.value, "attr", "") == "_conditions"
    }


def _watches(read: ast.Module) -> bool:
    """Tell whether a module asks the stream for types by their id."""
    calls = {"watch", "PushLine", "Follow"}
    return any(
        isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) in calls
        for node in ast.walk(read)
    )


@cache
def _room(module: str) -> frozenset[str]:
    """Return the modules of one room that a part of it is made of."""
    below = module.rpartition(".")[0] + "."
    found: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        read = tree(name)
        if name not in found and read is not None:
            found.add(name)
            waiting += [one for one in _imports(read) if one.startswith(below)]
    return frozenset(found)


@cache
def _imports(read: ast.Module) -> tuple[str, ...]:
    found: list[str] = []
    for node in ast.walk(read):
        if isinstance(node, ast.ImportFrom) and node.module:
            found += (node.module, *(f"{node.module}.{one.name}" for one in node.names))
    return tuple(found)


@cache
def _given(read: ast.Module) -> set[str]:
    return {
        node.attr
        for node in ast.walk(read)
        if isinstance(node, ast.Attribute) and node.attr in _ROOMS
    }


@cache
def _gateway_calls(module: str) -> frozenset[str]:
    """Return the methods that a module calls of what it knows as the broker."""
    read = tree(module)
    found: set[str] = set()
    for node in ast.walk(read) if read is not None else ():
        if isinstance(node, ast.Attribute):
            owner = node.value
            name = getattr(owner, "attr", getattr(owner, "id", ""))
            if name in _DOORS:
                found.add(node.attr)
    return frozenset(found - {"run", "ask"})


@cache
def _texts(read: ast.AST) -> tuple[str, ...]:
    """Return the texts of a tree but those that are only compared with, and docstrings."""
    skipped = {
        id(one)
        for node in ast.walk(read)
        if isinstance(node, ast.Compare)
        for one in ast.walk(node)
    }
    return tuple(
        node.value
        for node in ast.walk(read)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in skipped
    )


def _named_texts(read: ast.Module, names: set[str]) -> Iterator[str]:
    for node in read.body:
        if isinstance(node, ast.Assign):
            targets = {one.id for goal in node.targets for one in ast.walk(goal)
                       if isinstance(one, ast.Name)}  # fmt: skip
            if targets & names:
                yield from _texts(node.value)
        elif isinstance(node, ast.ImportFrom) and node.module:
            wanted = {one.name for one in node.names} & names
            other = tree(node.module)
            if wanted and other is not None:
                yield from _named_texts(_assignments(other), wanted)


def _assignments(read: ast.Module) -> ast.Module:
    # One step only: what a table of another module is made of stands in that module.
    return ast.Module([one for one in read.body if isinstance(one, ast.Assign)], [])
