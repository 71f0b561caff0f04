"""Groups of panels that follow one instrument, told apart by colour; refuses to know quotes."""

from __future__ import annotations

from kiwoom_desk.base.signals import Signal, Subscription

GROUPS = ("A", "B", "C", "D")


class LinkGroup:
    """One group: its name, the instrument it shows ("" before the first) and who wants to know."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.instrument = ""
        self.changed: Signal[str] = Signal()

    def set(self, code: str) -> None:
        """Show another instrument in every panel of the group; the same one changes nothing."""
        if code and code != self.instrument:
            self.instrument = code
            self.changed.emit(code)


class LinkGroups:
    """The four groups of one window."""

    def __init__(self) -> None:
        self._groups = {name: LinkGroup(name) for name in GROUPS}

    def group(self, name: str) -> LinkGroup:
        """Return a group by its name, A to D; raise KeyError for others."""
        return self._groups[name]

    @property
    def codes(self) -> frozenset[str]:
        """Return the codes of the instruments that the groups show."""
        return frozenset(group.instrument for group in self._groups.values()) - {""}


class Link:
    """A panel's tie to a group; can move to another group or be locked on its instrument."""

    def __init__(self, groups: LinkGroups, name: str = "A") -> None:
        self._groups = groups
        self._own = ""
        self._name = ""
        self._subscription: Subscription | None = None
        self.changed: Signal[str] = Signal()
        """Emitted with the code whenever the panel has to show another instrument."""
        self.moved: Signal[str] = Signal()
        """Emitted with the group's name, or "" when locked."""
        self.join(name)

    @property
    def name(self) -> str:
        """Return the group's name, "" for a panel locked on its own instrument."""
        return self._name

    @property
    def instrument(self) -> str:
        """Return the code to show, "" for none yet."""
        return self._groups.group(self._name).instrument if self._name else self._own

    def set(self, code: str) -> None:
        """Show another instrument here and in the group."""
        if self._name:
            self._groups.group(self._name).set(code)
        elif code and code != self._own:
            self._own = code
            self.changed.emit(code)

    def join(self, name: str) -> None:
        """Move to a group, or lock on the present instrument with ""."""
        before = self.instrument if self._name or self._own else ""
        self.close()
        self._name = name
        if name:
            self._subscription = self._groups.group(name).changed.connect(self.changed.emit)
        else:
            self._own = before
        self.moved.emit(name)
        if self.instrument and self.instrument != before:
            self.changed.emit(self.instrument)

    def close(self) -> None:
        """Leave the group."""
        if self._subscription is not None:
            self._subscription.close()
            self._subscription = None
