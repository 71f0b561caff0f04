"""`kiwoom-desk journal export`: the order journal as CSV and JSON files; changes nothing in it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from kiwoom_desk import texts
from kiwoom_desk.base import files
from kiwoom_desk.base.settings import Environment, open_profile
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.orders.export import as_json, as_tables, read_journal
from kiwoom_desk.orders.journal import JournalError
from kiwoom_desk.orders.matching import type_words


def main(argv: Sequence[str]) -> int:
    """Write the files and name them; return 0, or 1 where there is no journal or it cannot be read."""
    parser = argparse.ArgumentParser(prog="kiwoom-desk journal")
    parser.add_argument("action", choices=("export",))
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--format", choices=("csv", "json", "both"), default="both")
    parser.add_argument("--env", type=Environment, default=Environment.PRACTICE)
    parser.add_argument("--profile", type=Path, metavar="DIR")
    parser.add_argument("--language", choices=("ko", "en"), default="ko")
    chosen = parser.parse_args(argv)
    path = open_profile(chosen.env, chosen.profile).sub_folder("journal") / "journal.sqlite"
    if not path.exists():
        print(texts.sentence(chosen.language, "export.no_journal", {"path": str(path)}))
        return 1
    try:
        kept = read_journal(path)
    except JournalError as error:
        print(texts.sentence(chosen.language, f"order_news.{error.code}"), str(error))
        return 1
    written: dict[str, bytes] = {}
    if chosen.format != "json":
        tables = as_tables(kept, type_words(catalogue()))
        written |= {f"{name}.csv": content for name, content in tables.items()}
    if chosen.format != "csv":
        written["entries.jsonl"] = as_json(kept)
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, content in written.items():
        files.save(chosen.out / name, content)
        print(chosen.out / name)
    print(texts.sentence(chosen.language, "export.done", {"count": len(kept)}))
    return 0
