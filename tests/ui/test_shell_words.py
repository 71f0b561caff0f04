"""Every source string has its Korean, the compiled file is that of the source, text stays plain."""

import ast
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kiwoom_desk.base import resources
from tests.support.sources import WINDOW, Source, all_sources, sources_of

_RAW = frozenset({"QLabel", "QTextEdit", "QTextBrowser", "QMessageBox", "setToolTip", "setHtml"})
_PLAIN = "kit/text.py"


def korean() -> dict[Source, str]:
    tree = ElementTree.fromstring(resources.read("translations/ko.ts"))
    found: dict[Source, str] = {}
    for message in tree.iter("message"):
        key = Source(message.findtext("source", ""), message.findtext("comment", ""))
        assert key not in found, f"{key} stands there twice"
        found[key] = message.findtext("translation", "")
    return found


def test_every_source_string_has_its_korean() -> None:
    assert sorted(all_sources() - korean().keys()) == []


def test_no_korean_is_left_empty() -> None:
    assert [key for key, text in korean().items() if not text.strip()] == []


def test_facts_in_braces_are_those_of_the_source() -> None:
    def braces(text: str) -> set[str]:
        return {part.split("}")[0] for part in text.split("{")[1:]}

    assert [key for key, text in korean().items() if braces(key.text) != braces(text)] == []


def test_source_strings_hold_no_korean() -> None:
    found = [one for one in all_sources() if any("가" <= char <= "힣" for char in one.text)]
    assert found == []


def test_the_compiled_file_is_that_of_the_source(tmp_path: Path) -> None:
    tool = Path(sys.executable).with_name("pyside6-lrelease")
    made = tmp_path / "ko.qm"
    source = resources.find("translations/ko.ts")
    subprocess.run([tool, source, "-qm", made], check=True, capture_output=True, timeout=50)
    assert made.read_bytes() == resources.read("translations/ko.qm"), (
        "compile again: pyside6-lrelease resources/translations/ko.ts -qm resources/translations/ko.qm"
    )


def test_source_strings_are_seen_in_code() -> None:
    code = 'a = tr("Price")\nb = mark("Buy", "size")\nc = tr(title)\n'
    assert sources_of(code) == {Source("Price", ""), Source("Buy", "size")}


@pytest.mark.parametrize(
    "path",
    sorted(path for path in WINDOW.rglob("*.py") if not path.as_posix().endswith(_PLAIN)),
    ids=lambda path: path.relative_to(WINDOW).as_posix(),
)
def test_text_is_shown_by_the_plain_widgets_only(path: Path) -> None:
    calls = [
        node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)
    ]
    names = {getattr(call.func, "attr", getattr(call.func, "id", "")) for call in calls}
    assert names & _RAW == set()
