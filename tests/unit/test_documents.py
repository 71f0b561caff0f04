"""Every link, anchor and picture of the documents is there, in both languages; without the network."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
TOP = tuple(
    f"{name}.md"
    for name in ("README", "README.ko", "ARCHITECTURE", "CHANGELOG", "CONTRIBUTING", "SECURITY")
)
# Made by docs/hooks.py out of the files at the top.
GENERATED = {
    "architecture.md": "ARCHITECTURE.md",
    "contributing.md": "CONTRIBUTING.md",
    "changelog.md": "CHANGELOG.md",
    "security.md": "SECURITY.md",
}
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")


def documents() -> list[Path]:
    """Return every document that a person reads."""
    return [*(ROOT / name for name in TOP), *sorted(DOCS.rglob("*.md"))]


def links(path: Path) -> list[tuple[bool, str]]:
    """Return whether each link is a picture, and its target; code is no text."""
    text = _CODE.sub("", _FENCE.sub("", path.read_text(encoding="utf-8")))
    return [(bool(mark), target) for mark, _, target in _LINK.findall(text)]


def anchors(path: Path) -> set[str]:
    """Return the anchors of the headings of a document."""
    text = _FENCE.sub("", path.read_text(encoding="utf-8"))
    heads = re.findall(r"^#{1,6} +(.+?) *$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.replace("`", "")).strip().lower().replace(" ", "-")
            for head in heads}  # fmt: skip


def target_of(page: Path, link: str) -> Path:
    """Return the file that a link of a page means; pages made by the hook stand for their source."""
    found = (page.parent / link).resolve()
    if found.parent == DOCS and found.name in GENERATED:
        return ROOT / GENERATED[found.name]
    return found


@pytest.mark.parametrize("page", documents(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    faults = []
    for _, link in links(page):
        if re.match(r"\w+:", link):
            if not re.fullmatch(r"(https://[\w.-]+\.[a-z]{2,}(/\S*)?|mailto:\S+@\S+)", link):
                faults.append(link)
            continue
        place, _, anchor = link.partition("#")
        target = target_of(page, place) if place else page
        there = target.is_relative_to(ROOT) and target.exists()
        if not there or (anchor and anchor not in anchors(target)):
            faults.append(link)
    assert faults == []


def nav() -> list[str]:
    """Return the pages that the site's menu names."""
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    return re.findall(r"^ +- [^:\n]+: (\S+\.md)$", text[text.index("\nnav:") :], re.MULTILINE)


def test_the_menu_names_every_page_once_and_none_that_is_not_there() -> None:
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")} | set(GENERATED)
    # The hook lists the decisions on a page of their own.
    pages = {page for page in pages if not page.startswith("decisions/")} | {"decisions.md"}
    assert sorted(nav()) == sorted(pages)
    for decision in (DOCS / "decisions").glob("*.md"):
        assert decision.read_text(encoding="utf-8").startswith("# "), decision.name


def test_both_languages_have_their_pages() -> None:
    wanted = ("index", "guide", "practice-exchange", "performance", "updates", "architecture",
              "contributing")  # fmt: skip
    for name in wanted:
        assert {f"{name}.md", f"ko/{name}.md"} <= set(nav())
    assert {"order-safety.md", "ko/safety.md"} <= set(nav())


def test_a_korean_page_is_korean_and_an_english_one_english() -> None:
    for path in sorted(DOCS.rglob("*.md")):
        text = _FENCE.sub("", path.read_text(encoding="utf-8"))
        letters = [char for char in text if char.isalpha()]
        hangul = sum("가" <= char <= "힣" for char in letters) / max(1, len(letters))
        if path.parent.name == "ko":
            assert hangul > 0.4, path.name
        else:
            assert hangul < 0.3, path.name


def pictures() -> dict[str, dict[str, object]]:
    """Return the list of pictures by their file."""
    document = tomllib.loads((DOCS / "pictures.toml").read_text(encoding="utf-8"))
    return {entry["file"]: entry for entry in document["picture"]}


def test_every_picture_says_by_what_it_is_made() -> None:
    listed = pictures()
    there = {path.relative_to(DOCS).as_posix() for path in (DOCS / "pictures").iterdir()}
    assert there == set(listed)
    for entry in listed.values():
        made_by = [name for name in ("screenshot", "program") if name in entry]
        assert len(made_by) == 1
        if "program" in entry:
            assert (ROOT / str(entry["program"])).exists()


def test_every_picture_in_a_document_is_one_of_them() -> None:
    listed = {(DOCS / name).resolve() for name in pictures()}
    shown = {(page.parent / link).resolve() for page in documents()
             for picture, link in links(page) if picture}  # fmt: skip
    assert shown and shown <= listed


def test_arguments_of_pictures_are_those_of_the_command() -> None:
    from kiwoom_desk.screenshot import arguments

    for entry in pictures().values():
        if "screenshot" in entry:
            chosen = arguments(["--out", "x", *entry["screenshot"]])  # type: ignore[misc]
            assert chosen.guide is not None or chosen.panel == "desk" or chosen.panel


def test_the_documents_name_no_file_that_is_gone() -> None:
    named = re.compile(
        r"`((?:kiwoom_desk|tests|packaging|benchmarks|docs|resources)/[\w./-]+\.\w+)`"
    )
    for page in documents():
        gone = [name for name in named.findall(page.read_text(encoding="utf-8"))
                if not (ROOT / name).exists()]  # fmt: skip
        assert gone == [], page.name
