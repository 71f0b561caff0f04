"""What packaging decides: links that are followed, limits, even trees, notices, a list of parts, pins."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
needs_dpkg = pytest.mark.skipif(
    shutil.which("dpkg-deb") is None, reason="Debian's tools are not on this system"
)


def run(program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run Python code that imports modules of packaging/."""
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=PACKAGING,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_only_libraries_that_something_reaches_are_kept() -> None:
    program = """
import libraries
links = {"ext": ("libused.so.1", "libstdc++.so.6"), "libused": ("libdeep.so.2",)}
libraries.needed = lambda source: links.get(source, ())
entries = [
    ("pack/ext.cpython-311.so", "ext", "EXTENSION"),
    ("libused.so.1", "libused", "BINARY"),
    ("libdeep.so.2", "libdeep", "BINARY"),
    ("libstray.so.3", "libstray", "BINARY"),
    ("libstdc++.so.6", "system", "BINARY"),
    ("PySide6/Qt/lib/libQt6Unused.so.6", "unused", "BINARY"),
    ("libQt6Unused.so.6", "PySide6/Qt/lib/libQt6Unused.so.6", "SYMLINK"),
]
print(sorted(place for place, _, _ in libraries.kept(entries)))
"""
    done = run(program)
    assert done.stdout.strip() == str(
        ["libdeep.so.2", "libused.so.1", "pack/ext.cpython-311.so"]
    ), done.stderr


def test_a_zip_is_put_in_order_and_keeps_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "library.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("b.pyc", "a/c.pyc", "a/__init__.pyc"):
            archive.writestr(name, name * 3)
    assert run(
        "import sys, sorted_zip, pathlib; sorted_zip.sort_zip(pathlib.Path(sys.argv[1]))", path
    )
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["a/__init__.pyc", "a/c.pyc", "b.pyc"]
        assert archive.read("b.pyc") == b"b.pyc" * 3


def small_bundle(folder: Path) -> Path:
    """Return a folder that looks like a frozen program."""
    bundle = folder / "kiwoom-desk"
    (bundle / "_internal").mkdir(parents=True)
    program = bundle / "kiwoom-desk"
    program.write_text("#!/bin/sh\n", encoding="ascii")
    program.chmod(0o755)
    (bundle / "_internal" / "data.txt").write_text("data", encoding="ascii")
    return bundle


@needs_dpkg
def test_equal_files_make_equal_packages_that_name_what_they_need(tmp_path: Path) -> None:
    program = """
import sys, pathlib, debian
print(debian.make(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), "1.2.3", 1_700_000_000))
"""
    made = []
    for name in ("one", "two"):
        bundle = small_bundle(tmp_path / name)
        done = run(program, bundle, tmp_path / name)
        assert done.returncode == 0, done.stderr
        made.append(Path(done.stdout.strip()))
    assert made[0].read_bytes() == made[1].read_bytes()
    asked = ["dpkg-deb", "--field", str(made[0]), "Version", "Depends"]
    told = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=60).stdout
    assert "Version: 1.2.3" in told
    libraries = tomllib.loads((ROOT / "resources" / "system_libraries.toml").read_text("utf-8"))
    for package in (*libraries["offscreen"].values(), *libraries["window"].values()):
        assert re.search(rf"[ |] ?{re.escape(package)}(,|$| \|)", told, re.MULTILINE), package
    listed = ["dpkg-deb", "--contents", str(made[0])]
    contents = subprocess.run(listed, capture_output=True, text=True, check=True, timeout=60).stdout
    for place in (
        "./usr/bin/kiwoom-desk -> /opt/kiwoom-desk/kiwoom-desk",
        "./usr/share/applications/kiwoom-desk.desktop",
        "./usr/share/icons/hicolor/scalable/apps/kiwoom-desk.svg",
        "./usr/share/metainfo/io.github.kiwoom_desk.metainfo.xml",
    ):
        assert place in contents
    assert all(" root/root " in line for line in contents.splitlines())


def test_a_bundle_above_its_limit_fails_and_says_what_is_large(tmp_path: Path) -> None:
    bundle = small_bundle(tmp_path)
    told = subprocess.run(
        [sys.executable, PACKAGING / "parts.py", bundle],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0 and "in all, of 250" in told.stdout
    with (bundle / "_internal" / "huge.so").open("wb") as file:
        file.truncate(251_000_000)
    told = subprocess.run(
        [sys.executable, PACKAGING / "parts.py", bundle],
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    assert told.stdout.splitlines()[0].split() == ["251.0", "MB", "_internal/huge.so"]


def test_every_locked_package_tells_its_licence(tmp_path: Path) -> None:
    bundle = small_bundle(tmp_path)
    done = run("import sys, pathlib, notices; notices.write(pathlib.Path(sys.argv[1]))", bundle)
    assert done.returncode == 0, done.stderr
    folder = bundle / "licences"
    told = (folder / "THIRD-PARTY-NOTICES.txt").read_text("utf-8")
    for name in ("pyside6-essentials 6.11.1: LGPL-3.0", "numpy ", "httpx ", "pyqtgraph "):
        assert name in told
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in (folder / "LGPL-3.0.txt").read_text("utf-8")
    assert "Version 2.1, February 1999" in (folder / "LGPL-2.1.txt").read_text("utf-8")
    assert "SIL Open Font License" in (folder / "Pretendard-OFL-1.1.txt").read_text("utf-8")
    for name in ("GPL-3.0.txt", "REPLACING-QT.md", "kiwoom-desk.txt"):
        assert (folder / name).stat().st_size > 500


def test_the_list_of_parts_names_every_package_with_its_hashes(tmp_path: Path) -> None:
    program = """
import sys, json, pathlib, sbom
bundle = pathlib.Path(sys.argv[1])
first, second = (json.dumps(sbom.document(bundle, "1.2.3")) for _ in range(2))
assert first == second
print(first)
"""
    done = run(program, small_bundle(tmp_path))
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    purls = {one["purl"]: one for one in told["components"]}
    shown = next(
        one for purl, one in purls.items() if purl.startswith("pkg:pypi/pyside6-essentials@")
    )
    assert shown["version"] == "6.11.1"
    assert all(re.fullmatch("[0-9a-f]{64}", held["value"]) for held in shown["properties"])
    references = [one["bom-ref"] for one in told["components"]]
    assert len(set(references)) == len(references)
    assert told["dependencies"][0]["dependsOn"] == references


def test_every_action_of_the_workflows_is_pinned_by_a_commit() -> None:
    workflows = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    assert workflows
    for path in workflows:
        text = path.read_text(encoding="utf-8")
        used = re.findall(r"uses:\s*(\S+)(.*)", text)
        assert used
        for action, comment in used:
            assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", action), action
            assert re.fullmatch(r"\s+# v\d+\.\d+\.\d+", comment), action
        assert "permissions: {}" in text
        assert "pull_request_target" not in text
