"""The page of order types in docs is what the rules say."""

from pathlib import Path

import pytest

from kiwoom_desk.base import resources
from kiwoom_desk.domain.order import OrderType
from kiwoom_desk.domain.order_table import page
from kiwoom_desk.domain.rules import parse_rules

DOCS = Path(__file__).resolve().parents[3] / "docs" / "order-table.md"


def test_the_page_in_docs_is_the_table_of_the_rules() -> None:
    made = page(parse_rules(resources.read("market/rules.toml")))
    kept = DOCS.read_text(encoding="utf-8")
    assert kept == made, "write it anew: python -m kiwoom_desk.domain.order_table"


@pytest.mark.parametrize("environment", ["practice", "live"])
def test_every_type_is_taken_somewhere(environment: str) -> None:
    made = page(parse_rules(resources.read("market/rules.toml")))
    tables = [part for part in made.split("## ")[1:] if part.startswith(environment)]
    for kind in OrderType:
        rows = [line for part in tables for line in part.splitlines() if kind.name.lower() in line]
        assert any("yes" in row or "?" in row for row in rows), kind
