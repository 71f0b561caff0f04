"""What a module's values are made of: their defaults, and whether they can be changed."""

from __future__ import annotations

from types import ModuleType

import msgspec


def structs_of(module: ModuleType) -> list[type[msgspec.Struct]]:
    """Return the Structs that a module defines, in the order of its text."""
    return [
        kind
        for kind in vars(module).values()
        if isinstance(kind, type)
        and issubclass(kind, msgspec.Struct)
        and kind.__module__ == module.__name__
    ]


def defaults_of(kind: type[msgspec.Struct]) -> dict[str, object]:
    """Return the fields that may be left out, with what they are then."""
    fields = {field.name: field for field in msgspec.structs.fields(kind)}
    return {name: field.default for name, field in fields.items() if not field.required}
