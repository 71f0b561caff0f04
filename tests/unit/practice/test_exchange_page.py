"""The page of the practice exchange names every deed, key, kind and option; its examples are read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from kiwoom_desk.practice.command import parse
from kiwoom_desk.practice.fault_documents import parse_toml
from kiwoom_desk.practice.faults import AnyFault, Fault, Kind, Place

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "practice-exchange.md").read_text("utf-8")
WORDS = frozenset(re.findall(r"[a-z0-9_]+", " ".join(re.findall(r"`([^`\n]+)`", PAGE))))


def test_its_examples_are_documents() -> None:
    examples = re.findall(r"```toml\n(.*?)```", PAGE, re.S)
    assert len(examples) >= 2
    assert all(parse_toml(text).fault for text in examples)


def test_it_names_every_deed_with_its_keys_and_places() -> None:
    for kind in get_args(AnyFault):
        deed = str(kind.__struct_config__.tag)
        row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{deed}` |"))
        places = row.split("|")[2].strip()
        assert places == ("all" if len(kind.places) == 5 else ", ".join(kind.places)), deed
        own = set(kind.__struct_fields__) - set(Fault.__struct_fields__)
        named = set(re.findall(r"[a-z_0-9]+", row.split("|")[3]))
        assert own <= named, f"{deed} lacks {own - named}"


def test_it_names_every_key_kind_and_place() -> None:
    assert set(Fault.__struct_fields__) <= WORDS
    assert set(get_args(Kind)) <= WORDS
    assert set(get_args(Place)) <= WORDS


def test_it_names_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--help"])
    told = set(re.findall(r"--([a-z-]+)", capsys.readouterr().out)) - {"help"}
    assert {name for name in told if f"--{name}" not in PAGE} == set()
