"""Where the columns of a grid lie and how a person arranged them; refuses to paint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from kiwoom_desk.ui.kit.columns import Column, ColumnLayout, arrange

NARROWEST = 24


class Place(msgspec.Struct, frozen=True, gc=False):
    """One shown column and its extent in pixels, from the left edge of the content."""

    column: Column
    x: int
    width: int


class Placement:
    """All columns in a person's order, with widths and what is hidden."""

    def __init__(self, columns: Iterable[Column]) -> None:
        self._defined = tuple(columns)
        self._columns = self._defined
        self._hidden = {column.id for column in self._defined if column.hidden}
        self._widths = {column.id: column.width for column in self._defined}
        self._room = 0
        self.places: tuple[Place, ...] = ()
        self._place()

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return all columns in order, hidden ones too."""
        return self._columns

    @property
    def width(self) -> int:
        """Return the width of the shown columns in pixels."""
        return self.places[-1].x + self.places[-1].width if self.places else 0

    def column(self, id_: str) -> Column | None:
        """Return a column by its id."""
        return next((column for column in self._columns if column.id == id_), None)

    def is_hidden(self, id_: str) -> bool:
        """Tell whether a column is hidden."""
        return id_ in self._hidden

    def place_at(self, x: int) -> Place | None:
        """Return the shown column at a distance from the left edge of the content."""
        return next((place for place in self.places if place.x <= x < place.x + place.width), None)

    def set_room(self, width: int) -> None:
        """Give the first column of names what the others leave of the room, in pixels."""
        if width != self._room:
            self._room = width
            self._place()

    def resize(self, id_: str, width: int) -> None:
        """Set the width of a column."""
        self._widths[id_] = max(NARROWEST, width)
        self._place()

    def reset_width(self, id_: str) -> None:
        """Give a column the width it was defined with."""
        self._widths[id_] = next(c.width for c in self._defined if c.id == id_)
        self._place()

    def move(self, id_: str, before: str | None) -> None:
        """Put a column before another one, or last."""
        moved = self.column(id_)
        if moved is None or id_ == before:
            return
        others = [column for column in self._columns if column.id != id_]
        ids = [column.id for column in others]
        others.insert(ids.index(before) if before in ids else len(others), moved)
        self._columns = tuple(others)
        self._place()

    def set_hidden(self, id_: str, hidden: bool) -> None:
        """Hide or show a column; the last one shown stays."""
        if hidden and len(self.places) > 1:
            self._hidden.add(id_)
        elif not hidden:
            self._hidden.discard(id_)
        self._place()

    def restore(self, layout: ColumnLayout) -> None:
        """Take over a person's arrangement."""
        known = {column.id for column in self._defined}
        self._columns = arrange(self._defined, layout)
        if layout.order:
            hidden = {id_ for id_ in layout.hidden if id_ in known}
            self._hidden = hidden if len(hidden) < len(known) else set()
        for id_, width in layout.widths.items():
            if id_ in known:
                self._widths[id_] = min(max(NARROWEST, width), 2000)
        self._place()

    def layout(self, sorted_by: str, descending: bool) -> ColumnLayout:
        """Return the arrangement, to be kept."""
        return ColumnLayout(
            order=tuple(column.id for column in self._columns),
            hidden=tuple(sorted(self._hidden)),
            widths=dict(self._widths),
            sorted_by=sorted_by,
            descending=descending,
        )

    def _place(self) -> None:
        shown = [column for column in self._columns if column.id not in self._hidden]
        extra = max(0, self._room - sum(self._widths[column.id] for column in shown))
        wide = _widest(shown)
        places, x = [], 0
        for column in shown:
            width = self._widths[column.id] + (extra if column is wide else 0)
            places.append(Place(column, x, width))
            x += width
        self.places = tuple(places)


def _widest(shown: Sequence[Column]) -> Column | None:
    return next((column for column in shown if column.elides), None)
