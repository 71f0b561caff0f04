"""The file of leaves that never vary and choices that change nothing, as the tests read it."""

from __future__ import annotations

import tomllib

import msgspec

from kiwoom_desk.base import resources
from kiwoom_desk.catalogue.model import Catalogue
from tests.support.leaves import leaves

_CHOICES = "choices"


class Constants(msgspec.Struct, frozen=True):
    """Leaves and request keys by API or real-time type, and the reason of each."""

    leaves: dict[str, set[str]]
    choices: dict[str, set[str]]
    reasons: dict[str, str]

    def unknown(self, known: Catalogue) -> list[str]:
        """Return what the catalogue does not know, and reasons that are no sentence."""
        found = [f"{place}: {text!r}" for place, text in self.reasons.items() if not _said(text)]
        for owner, keys in self.leaves.items():
            shape = known.apis[owner].response if owner in known.apis else ()
            shape = known.types[owner].fields if owner in known.types else shape
            found += [f"{owner}.{key}" for key in keys - {leaf.key for leaf in leaves(shape)}]
        for owner, keys in self.choices.items():
            asked = known.apis[owner].request if owner in known.apis else ()
            found += [f"{owner} asked {key}" for key in keys - {field.key for field in asked}]
        return found


def _said(text: str) -> bool:
    return len(text.split()) >= 4 and text.endswith(".")


def constants() -> Constants:
    """Read the file."""
    read = tomllib.loads(resources.read("practice/constant_leaves.toml").decode())
    kept, choices, reasons = {}, {}, {}
    for owner, table in read.items():
        asked = table.pop(_CHOICES, {})
        kept[owner], choices[owner] = set(table), set(asked)
        reasons |= {f"{owner}.{key}": text for key, text in (table | asked).items()}
    return Constants(kept, choices, reasons)
