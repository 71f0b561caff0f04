"""The values that the leaves of an answer or a push took; knows nothing of who asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kiwoom_desk.catalogue.model import Field, Kind

_MOST_VALUES = 6


class Leaves:
    """The values that each leaf of one API or real-time type took; `most_rows` is of one list."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self.fields = {leaf.key: leaf for leaf in leaves(fields)}
        self.values: dict[str, set[str]] = defaultdict(set)
        self.most_rows, self.lists = 0, any(field.type == "list" for field in fields)
        self._shape = fields
        # The number of an account is drawn by each house and is the same throughout one.
        self.account = ""

    def take(self, values: Mapping[str, object]) -> None:
        """Note the values of an answer or a frame."""
        self._take(self._shape, values)

    def _take(self, fields: Sequence[Field], values: Mapping[str, object]) -> None:
        for field in fields:
            found = values[field.key]
            if field.children and isinstance(found, list):
                self.most_rows = max(self.most_rows, len(found))
                for row in found:
                    self._take(field.children, row)
            elif isinstance(found, str):
                seen = self.values[field.key]
                if len(seen) < _MOST_VALUES:
                    seen.add("own account" if found == self.account else found)

    def needed(self, key: str) -> int:
        """Return how many values a leaf has to take."""
        return 5 if self.fields[key].kind in (Kind.NAME, Kind.CODE) else 2

    def constant(self) -> set[str]:
        """Return the leaves that took too few values."""
        return {key for key in self.fields if len(self.values[key]) < self.needed(key)}


def leaves(fields: Iterable[Field]) -> Iterator[Field]:
    """Yield the fields that hold no others."""
    for field in fields:
        if field.children:
            yield from leaves(field.children)
        else:
            yield field
