"""The rules that any file of the program can break: import floors, banned calls, length."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "kiwoom_desk"
FILES = sorted(PACKAGE.rglob("*.py"))
LONGEST = 400

# What each room may import of ours (design.md, rule 1). The modules at the top know every room.
FLOORS: dict[str, frozenset[str]] = {
    "base": frozenset(),
    "domain": frozenset({"base"}),
    "catalogue": frozenset({"base"}),
    "wire": frozenset({"base", "catalogue"}),
    "broker": frozenset({"base", "catalogue", "wire", "domain"}),
    "practice": frozenset({"base", "catalogue", "domain"}),
    "market": frozenset({"base", "catalogue", "wire", "broker", "domain"}),
    "orders": frozenset({"base", "catalogue", "wire", "broker", "domain"}),
    "ui": frozenset({"base", "catalogue", "wire", "broker", "domain", "market", "orders"}),
}
TOP = frozenset({"app", "__main__"})
QT = frozenset({"PySide6", "PySide6QtAds", "shiboken6", "pyqtgraph", "qasync"})

READS_TIME = frozenset(
    {
        ("datetime", "now"),
        ("datetime", "utcnow"),
        ("datetime", "today"),
        ("date", "today"),
        *(("time", name) for name in ("time", "time_ns", "monotonic", "monotonic_ns")),
        *(("time", name) for name in ("perf_counter", "perf_counter_ns", "sleep")),
        *(("time", name) for name in ("localtime", "gmtime", "strftime", "ctime")),
    }
)
STARTS_TASK = frozenset({"create_task", "ensure_future"})
# The owners of tasks: each cancels what it started when it is closed.
TASK_OWNERS = frozenset({"ui/kit/tasks.py", "base/tasks.py"})
RUNS_CODE = frozenset({"eval", "exec"})
UNSAFE_MODULES = frozenset({"pickle", "shelve", "cPickle", "dill", "marshal"})
VAGUE_NAMES = frozenset({"utils", "helpers", "manager", "util", "helper", "misc"})


def room_of(relative: str) -> str:
    """Return the room of a path below the package: its folder, or the name of a top module."""
    first = relative.split("/")[0]
    return first.removesuffix(".py")


def imports(tree: ast.AST, relative: str) -> Iterator[tuple[str, ast.AST]]:
    """Yield every imported module as an absolute name, with the names of `from` joined on."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = ["kiwoom_desk", *relative.split("/")[:-1]]
                kept = above[: len(above) - node.level + 1]
                base = ".".join([*kept, *([node.module] if node.module else [])])
            for alias in node.names:
                yield f"{base}.{alias.name}", node


def our_room(module: str) -> str | None:
    """Return the room of an imported module of ours, or None for others."""
    parts = module.split(".")
    if parts[0] != "kiwoom_desk" or len(parts) == 1:
        return None
    return parts[1]


def module_level(tree: ast.Module) -> set[ast.AST]:
    """Return the nodes that run on import: those outside functions and `if TYPE_CHECKING`."""
    found: set[ast.AST] = set()
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        found.add(node)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        waiting.extend(ast.iter_child_nodes(node))
    return found


def faults(source: str, relative: str) -> list[str]:
    """Return every breach of the floors and bans in one file of the package."""
    tree = ast.parse(source)
    found = [*_floor_faults(tree, relative), *_ban_faults(tree, relative)]
    lines = source.count("\n")
    if lines > LONGEST:
        found.append(f"{lines} lines")
    if Path(relative).stem in VAGUE_NAMES:
        found.append("a vague name")
    if not ast.get_docstring(tree):
        found.append("no sentence at the top")
    return [f"{relative}: {fault}" for fault in found]


def _floor_faults(tree: ast.Module, relative: str) -> Iterator[str]:
    room = room_of(relative)
    at_import = module_level(tree)
    for module, node in imports(tree, relative):
        outside = module.split(".")[0]
        target = our_room(module)
        if outside in QT and room != "ui":
            yield f"imports {outside} below ui"
        if outside in UNSAFE_MODULES:
            yield f"imports {outside}"
        if room in FLOORS:
            allowed = FLOORS[room] | {room}
            if target in FLOORS and target not in allowed:
                yield f"{room} imports {target}"
            if target in TOP:
                yield f"{room} imports {target}"
            if room == "ui" and target == "broker" and not _through_gateway(module):
                yield f"ui imports {module}: only broker.gateway"
        elif target == "ui" and node in at_import:
            yield "imports ui on import: only inside functions"


def _through_gateway(module: str) -> bool:
    parts = module.split(".")
    return len(parts) > 2 and parts[2] == "gateway"


def _ban_faults(tree: ast.Module, relative: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and relative != "base/clock.py":
            yield from (
                f"imports {node.module}.{alias.name}"
                for alias in node.names
                if (node.module, alias.name) in READS_TIME
            )
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Name):
            if called.id in RUNS_CODE:
                yield f"calls {called.id}"
            if called.id in STARTS_TASK and relative not in TASK_OWNERS:
                yield f"calls {called.id} outside a task owner"
        elif isinstance(called, ast.Attribute):
            yield from _attribute_faults(called, relative)


def _attribute_faults(called: ast.Attribute, relative: str) -> Iterator[str]:
    owner = called.value
    owner_name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
    if (owner_name, called.attr) in READS_TIME and relative != "base/clock.py":
        yield f"calls {owner_name}.{called.attr} outside base/clock.py"
    # A TaskGroup owns its tasks; asyncio and a loop do not.
    started = called.attr in STARTS_TASK and owner_name in {"asyncio", "loop", "_loop"}
    if started and relative not in TASK_OWNERS:
        yield f"calls {called.attr} outside a task owner"
    if called.attr in {"exec", "exec_"} and relative != "ui/run.py":
        yield "calls .exec() outside ui/run.py"
    if called.attr == "processEvents":
        yield "calls processEvents"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_file_keeps_the_rules(path: Path) -> None:
    relative = path.relative_to(PACKAGE).as_posix()
    assert faults(path.read_text(encoding="utf-8"), relative) == []


def test_every_room_is_known() -> None:
    rooms = {
        path.relative_to(PACKAGE).parts[0]
        for path in FILES
        if len(path.relative_to(PACKAGE).parts) > 1
    }
    assert rooms <= set(FLOORS)


@pytest.mark.parametrize(
    ("relative", "source", "fault"),
    [
        ("wire/a.py", "from kiwoom_desk.domain import order", "wire imports domain"),
        ("wire/a.py", "from kiwoom_desk import domain", "wire imports domain"),
        ("wire/a.py", "from ..domain import order", "wire imports domain"),
        ("market/a.py", "import kiwoom_desk.orders.desk", "market imports orders"),
        ("domain/a.py", "def f():\n    import kiwoom_desk.wire.reply", "domain imports wire"),
        ("practice/a.py", "from kiwoom_desk.wire import reply", "practice imports wire"),
        ("orders/a.py", "from kiwoom_desk.practice import engine", "orders imports practice"),
        ("ui/a.py", "from kiwoom_desk.practice import engine", "ui imports practice"),
        ("ui/a.py", "from kiwoom_desk.broker import rest", "only broker.gateway"),
        ("ui/a.py", "from kiwoom_desk import app", "ui imports app"),
        ("app.py", "from kiwoom_desk.ui import run", "only inside functions"),
        ("app.py", "from PySide6 import QtCore", "below ui"),
        ("broker/a.py", "import qasync", "below ui"),
        ("base/a.py", "import pickle", "imports pickle"),
        ("base/a.py", "eval('1')", "calls eval"),
        ("base/a.py", "from time import monotonic", "imports time.monotonic"),
        ("base/a.py", "import datetime\ndatetime.datetime.now()", "datetime.now"),
        ("base/a.py", "import time\ntime.sleep(1)", "time.sleep"),
        ("orders/a.py", "import asyncio\nasyncio.create_task(f())", "outside a task owner"),
        ("orders/a.py", "from asyncio import create_task\ncreate_task(f())", "task owner"),
        ("ui/a.py", "dialog.exec()", "calls .exec()"),
        ("ui/a.py", "app.processEvents()", "calls processEvents"),
        ("ui/utils.py", "", "a vague name"),
        ("ui/a.py", "\n" * 400, "401 lines"),
    ],
)
def test_each_rule_is_seen_to_be_broken(relative: str, source: str, fault: str) -> None:
    assert any(fault in one for one in faults(f'"""A."""\n{source}', relative))


@pytest.mark.parametrize(
    ("relative", "source"),
    [
        ("orders/a.py", "from kiwoom_desk.domain import order"),
        ("ui/a.py", "from kiwoom_desk.broker.gateway import Gateway"),
        ("ui/a.py", "from kiwoom_desk.broker import gateway"),
        ("app.py", "def main():\n    from kiwoom_desk.ui import run"),
        ("ui/run.py", "app.exec()"),
        ("broker/a.py", "async with TaskGroup() as group:\n    group.create_task(f())"),
        ("base/clock.py", "import time\ntime.monotonic()"),
    ],
)
def test_what_is_allowed_passes(relative: str, source: str) -> None:
    assert faults(f'"""A."""\n{source}', relative) == []


def test_rooms_below_the_window_load_without_qt() -> None:
    modules = [
        "kiwoom_desk." + path.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", ".")
        for path in FILES
        if room_of(path.relative_to(PACKAGE).as_posix()) != "ui" and not path.stem.startswith("__")
    ]
    program = (
        "import importlib, sys\n"
        f"for name in {sorted(QT)!r}: sys.modules[name] = None\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
