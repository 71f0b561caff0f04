"""Dependencies are few, pinned by hash, explained, and locked without naming a host (V-11)."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("run.lock", "install.lock", "dev.lock", "build.lock", "docs.lock")
STRANGERS = "../tests/strangers/requirements.lock"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)


def direct() -> set[str]:
    """Return the names of the direct run-time dependencies, of the base and of every extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = list(project["dependencies"])
    for extra in project["optional-dependencies"].values():
        wanted += extra
    names = {re.split(r"[\[<>=!~ ;]", text)[0].lower() for text in wanted}
    return names - {project["name"]}


def pins(lock: str) -> list[str]:
    """Return the names pinned in a lock; a name may stand twice, with other markers."""
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    return [name.lower() for name, _ in PINNED.findall(text)]


def test_direct_dependencies_are_few_and_locked() -> None:
    assert 0 < len(direct()) <= 20
    assert direct() <= set(pins("run.lock"))


def test_locked_dependencies_of_run_time_are_few() -> None:
    assert 0 < len(set(pins("run.lock"))) <= 50


def test_each_direct_dependency_is_explained() -> None:
    text = (ROOT / "docs" / "decisions" / "dependencies.md").read_text(encoding="utf-8").lower()
    explained = {
        cells[1].strip(" `") for line in text.splitlines() if (cells := line.split("|"))[1:]
    }
    assert direct() <= explained


def test_locks_name_no_host() -> None:
    for lock in (*LOCKS, STRANGERS):
        text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
        assert "://" not in text
        assert "--" not in re.sub(r"--hash=sha256:[0-9a-f]{64}", "", text)


def test_every_pin_has_a_hash() -> None:
    for lock in (*LOCKS, STRANGERS):
        text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
        entries = re.split(r"\n(?=\S)", text.strip())
        assert all("--hash=sha256:" in entry for entry in entries if PINNED.match(entry))


def test_plain_text_keyrings_are_not_installed() -> None:
    assert all("keyrings" not in name for lock in LOCKS for name in pins(lock))


def test_the_build_backend_is_the_locked_one() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]
    text = (ROOT / "requirements" / "install.lock").read_text(encoding="utf-8")
    assert all(f"{requirement} " in text for requirement in build["requires"])
