"""Adds the pages whose text stands at the top of the checkout to the site; refuses copies of them."""

from __future__ import annotations

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parents[1]
PAGES = {
    "architecture.md": "ARCHITECTURE.md",
    "contributing.md": "CONTRIBUTING.md",
    "changelog.md": "CHANGELOG.md",
    "security.md": "SECURITY.md",
}
_LINK = re.compile(r"\]\((?!\w+:|#)([^)\s]+)\)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages, their links turned to the site's own."""
    for name, source in PAGES.items():
        text = (ROOT / source).read_text(encoding="utf-8")
        files.append(File.generated(config, name, content=_LINK.sub(_turned, text)))
    files.append(File.generated(config, "decisions.md", content=_decisions()))
    return files


def _decisions() -> str:
    """Return a page that names every decision by its heading."""
    lines = ["# Decisions", "", "Half a page each, where a choice closed an alternative.", ""]
    for path in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        title = path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
        lines.append(f"- [{title}](decisions/{path.name})")
    return "\n".join(lines) + "\n"


def _turned(found: re.Match[str]) -> str:
    target = found[1]
    by_source = {source: name for name, source in PAGES.items()}
    path, mark, anchor = target.partition("#")
    path = by_source.get(path, path.removeprefix("docs/"))
    return f"]({path}{mark}{anchor})"
