"""Changes outside functions (tables, words, defaults, properties), which the mutation library leaves out."""

from __future__ import annotations

import difflib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import libcst as cst
import msgspec
from mutmut.mutation.file_mutation import MutationVisitor
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode

# What the library would do with a property, it does with a static method.
_PROPERTY, _STATIC = "@property", "@staticmethod"
_SECONDS = 120
_SURVIVED, _ENDLESS = 0, -24


class Change(msgspec.Struct, frozen=True):
    """One changed line of a file, or a few: `code` is the whole file with the change made."""

    path: str
    place: str
    old: str
    new: str
    code: str

    @property
    def key(self) -> str:
        """Return what this change is known by in the record of verdicts."""
        return f"{self.place}: {self.old} => {self.new}"


def changes(root: Path, path: str) -> Iterator[Change]:
    """Yield every change of a file that is not one of a plain function, each once."""
    source = (root / path).read_text(encoding="utf-8")
    assert _STATIC not in source
    module = cst.parse_module(source.replace(_PROPERTY, _STATIC))
    visitor = MutationVisitor(mutation_operators, IgnoredCode(set(), set(), set()))
    module = cst.MetadataWrapper(module).visit(visitor)
    made = [
        (mutation.original_node, mutation.mutated_node)
        for mutation in visitor.mutations
        if _left_out(mutation.contained_by_top_level_function)
    ]
    seen = set()
    for original, mutated in [*made, *_shorter_tables(module)]:
        changed = module.deep_replace(original, mutated)
        assert isinstance(changed, cst.Module)
        change = _change(path, source, changed.code.replace(_STATIC, _PROPERTY))
        if change.key not in seen:
            seen.add(change.key)
            yield change


def _left_out(within: cst.CSTNode | None) -> bool:
    return not isinstance(within, cst.FunctionDef) or bool(within.decorators)


def _shorter_tables(module: cst.Module) -> Iterator[tuple[cst.CSTNode, cst.CSTNode]]:
    """Yield each table of the module without each of its rows."""
    for line in module.body:
        if not isinstance(line, cst.SimpleStatementLine):
            continue
        (statement,) = line.body
        if not isinstance(statement, cst.Assign | cst.AnnAssign):
            continue
        table = statement.value
        if isinstance(table, cst.Call) and table.args:
            table = table.args[0].value
        if isinstance(table, cst.Set | cst.Tuple | cst.Dict) and len(table.elements) > 1:
            for row in table.elements:
                kept = [other for other in table.elements if other is not row]
                yield table, table.with_changes(elements=kept)


def _change(path: str, source: str, code: str) -> Change:
    old, new = source.splitlines(), code.splitlines()
    blocks = difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
    changed = [block for block in blocks if block[0] != "equal"]
    gone = " ".join(line.strip() for _, a, b, _, _ in changed for line in old[a:b])
    come = " ".join(line.strip() for _, _, _, a, b in changed for line in new[a:b])
    name = path.removeprefix("kiwoom_desk/").removesuffix(".py").replace("/", ".")
    around = _statement(source, changed[0][1] + 1)
    return Change(path, f"{name}.{around}", gone, come, code)


def _statement(source: str, line: int) -> str:
    """Return the name of what stands at the left edge at or above a line."""
    heads = [text for text in source.splitlines()[:line] if text[:1].isalpha() or text[:1] == "_"]
    words = heads[-1].replace(":", " ").replace("(", " ").split()
    return words[1] if words[0] in ("class", "def") else words[0]


class Tables:
    """A copy of the checkout whose files are changed one at a time; verdicts are kept in a file."""

    def __init__(
        self, folder: Path, files: tuple[str, ...], tests: tuple[str, ...], options: tuple[str, ...]
    ) -> None:
        self._folder, self._files, self._tests, self._options = folder, files, tests, options
        self._record = folder / "verdicts.json"
        self._sources = folder / "sources.json"

    def run(self) -> dict[Change, int]:
        """Try every change that was not tried yet; return each with pytest's exit code."""
        self._begun()
        found = [change for path in self._files for change in changes(self._folder, path)]
        known: dict[str, int] = json.loads(self._record.read_text(encoding="utf-8"))
        for number, change in enumerate(found, 1):
            if change.key not in known:
                known[change.key] = self._try(change)
                self._keep(known)
            alive = sum(code == _SURVIVED for code in known.values())
            print(f"\rtables {number}/{len(found)}, survived {alive}", end="", flush=True)
        print()
        return {change: known[change.key] for change in found}

    def _begun(self) -> None:
        """See that the tests pass on the files as they are, and undo what a killed run left."""
        if self._record.exists():
            for path, code in json.loads(self._sources.read_text(encoding="utf-8")).items():
                (self._folder / path).write_text(code, encoding="utf-8")
            return
        if self._tested(self._tests, write=True):
            raise SystemExit("the tests fail before anything is changed")
        sources = {path: (self._folder / path).read_text(encoding="utf-8") for path in self._files}
        self._sources.write_text(json.dumps(sources), encoding="utf-8")
        self._keep({})

    def _keep(self, verdicts: dict[str, int]) -> None:
        # Killed at any moment, a run leaves a whole record.
        written = self._record.with_suffix(".new")
        written.write_text(json.dumps(verdicts), encoding="utf-8")
        written.replace(self._record)

    def _try(self, change: Change) -> int:
        changed = self._folder / change.path
        source = changed.read_text(encoding="utf-8")
        changed.write_text(change.code, encoding="utf-8")
        # Bytecode is known by second and size, which two changes may share.
        for kept in (changed.parent / "__pycache__").glob(f"{changed.stem}.*"):
            kept.unlink()
        own = f"/test_{changed.stem}.py"
        first = tuple(test for test in self._tests if test.endswith(own))
        other = tuple(test for test in self._tests if not test.endswith(own))
        try:
            return self._tested(first) or self._tested(other)
        finally:
            changed.write_text(source, encoding="utf-8")

    def _tested(self, tests: tuple[str, ...], *, write: bool = False) -> int:
        pytest = [sys.executable, "-m", "pytest", "-x", "-q", *self._options, *tests]
        # Empty means: write it. All that follows reads it, and finds none of the changed file.
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "" if write else "1"}
        try:
            return subprocess.run(
                pytest,
                cwd=self._folder,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_SECONDS,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            return _ENDLESS
