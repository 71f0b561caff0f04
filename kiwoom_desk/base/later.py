"""Reads a package at its first use, not at its import; refuses packages whose parts are imported."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType


class _Later(ModuleType):
    """Stands for a package until something of it is asked for, then has all that it has.

    importlib's LazyLoader reads a package at the second `import` of it already.
    """

    def __getattr__(self, name: str) -> object:
        """Read the package; called for what this module has not, which is all before that."""
        own = self.__dict__["__name__"]
        if sys.modules.get(own) is self:
            del sys.modules[own]
        self.__dict__.update(import_module(own).__dict__)
        self.__class__ = ModuleType  # type: ignore[assignment]
        found: object = getattr(self, name)
        return found


def read_later(name: str) -> None:
    """Let each `import NAME` wait for the first use of it, unless the package was read already.

    That use has to come from the thread that calls this. Raise ModuleNotFoundError.
    """
    if name in sys.modules:
        return
    spec = find_spec(name)
    if spec is None:
        raise ModuleNotFoundError(name=name)
    sys.modules[name] = _Later(name)
