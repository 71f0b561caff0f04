"""Sentences for codes of the rooms below the window, one table a language; refuses to hide a code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from kiwoom_desk.base import resources

_FACT = re.compile(r"\{(\w+)\}")
_UNKNOWN = "–"


def sentence(language: str, code: str, facts: Mapping[str, object] | None = None) -> str:
    """Return the sentence of a code, e.g. `denied.off_tick` or just `off_tick`, with its facts.

    Whole numbers get thousands separators, a fact that is not there a dash. Without an entry the
    section's `other` speaks, told the bare code; without that one the code itself is returned,
    facts after it, so that nothing is ever swallowed.
    """
    given = facts or {}
    section, _, bare = code.rpartition(".")
    template = _table(language).get(code)
    if template is None and section:
        template = _table(language).get(f"{section}.other")
        given = {"code": bare, **given}
    if template is None:
        told = (f"{name}={_said(value)}" for name, value in (facts or {}).items())
        return " ".join([code, *told])
    return _FACT.sub(lambda found: _said(given.get(found[1])), template)


def knows(language: str, code: str) -> bool:
    """Tell whether there is an entry of its own for a code."""
    return code in _table(language)


def entries(language: str) -> dict[str, str]:
    """Return every sentence by its full code, `section.code`; raise ValueError for a wrong table."""
    found: dict[str, str] = {}
    import tomllib

    document = tomllib.loads(resources.read(f"texts/{language}.toml").decode())
    for section, table in document.items():
        if not isinstance(table, dict):
            raise ValueError(f"{language}.toml: {section} stands outside of a table")
        for code, text in table.items():
            if not isinstance(text, str):
                raise ValueError(f"{language}.toml: {section}.{code} is no text")
            found[f"{section}.{code}"] = text
    return found


def facts_of(template: str) -> frozenset[str]:
    """Return the names of the facts that a sentence asks for."""
    return frozenset(_FACT.findall(template))


@lru_cache(maxsize=4)
def _table(language: str) -> dict[str, str]:
    table = entries(language)
    # A code alone is enough where no other section has the same one.
    short: dict[str, list[str]] = {}
    for full, text in table.items():
        short.setdefault(full.split(".", 1)[1], []).append(text)
    return {code: texts[0] for code, texts in short.items() if len(texts) == 1} | table


def _said(value: object) -> str:
    if value is None:
        return _UNKNOWN
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return str(value)
