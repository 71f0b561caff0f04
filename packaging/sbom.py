"""Writes a CycloneDX list of what a bundle holds, from the lock and the files; the same for equal bundles."""

from __future__ import annotations

import hashlib
import json
import re
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import locked

_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_SPACE = uuid.UUID("6f0b5a52-5d0c-4c55-9d3f-3d1f5f6f2a11")


def document(bundle: Path, version: str) -> dict[str, object]:
    """Return the list as CycloneDX 1.6; its serial number follows from what it holds."""
    components = [*_python(), *_packages(), *_libraries(bundle), _font()]
    held = json.dumps([version, components], sort_keys=True).encode()
    ours = "pkg:generic/kiwoom-desk@" + version
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(_SPACE, hashlib.sha256(held).hexdigest())}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": ours,
                "name": "kiwoom-desk",
                "version": version,
                "purl": ours,
                "licenses": [{"license": {"id": "MIT"}}],
            },
        },
        "components": components,
        "dependencies": [{"ref": ours, "dependsOn": [one["bom-ref"] for one in components]}],
    }


def _component(purl: str, name: str, version: str, licence: str) -> dict[str, object]:
    found: dict[str, object] = {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
    }
    if licence:
        found["licenses"] = [{"license": {"name": licence}}]
    return found


def _python() -> Iterator[dict[str, object]]:
    version = sys.version.split()[0]
    yield _component(f"pkg:generic/python@{version}", "python", version, "PSF-2.0")


def _packages() -> Iterator[dict[str, object]]:
    hashes = _hashes((locked.ROOT / "requirements" / "run.lock").read_text(encoding="utf-8"))
    for one in locked.python_packages():
        purl = f"pkg:pypi/{one.name}@{one.version}"
        component = _component(purl, one.name, one.version, one.licence)
        # The lock allows any of these files of the version; one of them was installed.
        component["properties"] = [
            {"name": "kiwoom-desk:locked-sha256", "value": value}
            for value in hashes[(one.name, one.version)]
        ]
        yield component


def _hashes(lock: str) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for entry in re.split(r"\n(?=\S)", lock):
        pinned = re.match(r"([A-Za-z0-9._-]+)==(\S+)", entry)
        if pinned:
            found[(pinned[1].lower(), pinned[2])] = _HASH.findall(entry)
    return found


def _libraries(bundle: Path) -> Iterator[dict[str, object]]:
    for one in locked.system_libraries(bundle):
        yield _component(f"pkg:deb/debian/{one.name}@{one.version}", one.name, one.version, "")


def _font() -> dict[str, object]:
    return _component("pkg:npm/pretendard@1.3.9", "pretendard", "1.3.9", "OFL-1.1")


if __name__ == "__main__":
    told = document(Path(sys.argv[1]), sys.argv[2])
    Path(sys.argv[3]).write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
