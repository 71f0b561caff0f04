"""What a panel is given and how it is described; refuses to know any panel.

A panel is one file below `ui/panels/` with a widget and a spec:

    from kiwoom_desk.ui.kit.columns import Column, Kind, by_sign
    from kiwoom_desk.ui.kit.frame import Dirty
    from kiwoom_desk.ui.kit.grid import Grid
    from kiwoom_desk.ui.kit.language import mark, tr

    COLUMNS = (
        Column(id="name", title=mark("Name"), value=lambda row: row.name, kind=Kind.NAME, width=120),
        Column(id="price", title=mark("Price"), value=lambda row: row.price, kind=Kind.PRICE,
               width=80, tone=by_sign(lambda row: row.direction), flash=True),
    )

    class WatchList(QtWidgets.QWidget):
        def __init__(self, context: PanelContext) -> None:
            super().__init__()
            self.grid = Grid(COLUMNS, read=context.desk.state.quote)   # key -> row or None
            self.grid.set_accessible(tr("Watch list"))
            self.grid.set_keys(codes)                     # order of rows
            self.grid.selected.connect(context.link.set)  # keys, as base Signals
            self.grid.restore(context.memory.read(ColumnLayout))
            self.grid.arranged.connect(context.memory.write)
            context.frame.subscribe(self, self.grid.apply)

    PANEL = PanelSpec(id="watch", title=mark("Watch list"), make=WatchList, area=Area.LEFT)

Cold lists: `Table(columns, key=lambda row: row.number)` with `set_rows(rows)`; the book:
`Ladder()` with `set_view(LadderView)`, `set_book(book)` and `price_clicked`; a panel that waits or has
nothing: `StateOverlay(widget).show_state(State.EMPTY, sentence, title, action)`; anything awaited:
`context.tasks.run(coroutine)`; words: `PlainText`, `ElidedText`, never QLabel. Colours and fonts:
`theme.look()`, `theme.font(px, weight)`; QPushButton property `role` = buy, sell, danger, quiet.
Every `tr()` and `mark()` needs its Korean in resources/translations/ko.ts.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import count
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar, runtime_checkable

import msgspec
from PySide6 import QtWidgets

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.base.settings import Chosen, Environment, Profile, Settings
from kiwoom_desk.domain.order import Credit, Side
from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.ui.kit.frame import FrameClock
from kiwoom_desk.ui.kit.tasks import TaskScope
from kiwoom_desk.ui.shell.links import Link

if TYPE_CHECKING:
    from kiwoom_desk.broker.gateway import Gateway
    from kiwoom_desk.market.feed import Feed
    from kiwoom_desk.market.history import BarHistory
    from kiwoom_desk.market.state import MarketState
    from kiwoom_desk.orders.account import AccountBook
    from kiwoom_desk.orders.desk import OrderDesk
    from kiwoom_desk.orders.ledger import Ledger
    from kiwoom_desk.ui.shell.presses import Presses
    from kiwoom_desk.ui.shell.search import InstrumentIndex
    from kiwoom_desk.ui.shell.sounds import Sounds

T = TypeVar("T")


class Area(Enum):
    """Where a panel stands in the opening layout; panels of one area are tabs in order."""

    LEFT = "left"
    LEFT_BELOW = "left_below"
    CENTRE = "centre"
    CENTRE_BELOW = "centre_below"
    BOOK = "book"
    BOOK_BELOW = "book_below"
    RIGHT = "right"
    RIGHT_BELOW = "right_below"


class Message(msgspec.Struct, frozen=True):
    """One line for the message panel and the status bar; equal ones are counted, not repeated."""

    level: Literal["info", "good", "attention", "error"]
    text: str
    code: str = ""


class TicketRequest(msgspec.Struct, frozen=True):
    """What the order ticket is to be filled with; None leaves a field as it is.

    `in_cash` asks for cash where the ticket stands on credit.
    """

    code: str
    side: Side | None = None
    price: int | None = None
    quantity: int | None = None
    credit: Credit | None = None
    in_cash: bool = False


class PanelMemory:
    """What a panel keeps with the layout: one Struct a type, e.g. its ColumnLayout."""

    def __init__(self, kept: dict[str, msgspec.Raw] | None = None) -> None:
        self._kept = kept if kept is not None else {}

    def read(self, kind: type[T], name: str = "") -> T | None:
        """Return what was kept of that type; None for nothing, or for what no longer fits."""
        raw = self._kept.get(name or kind.__name__)
        if raw is None:
            return None
        try:
            return msgspec.json.decode(raw, type=kind)
        except msgspec.DecodeError:
            return None

    def write(self, value: msgspec.Struct, name: str = "") -> None:
        """Keep a value under the name of its type, or under `name`."""
        self._kept[name or type(value).__name__] = msgspec.Raw(msgspec.json.encode(value))

    def kept(self) -> dict[str, msgspec.Raw]:
        """Return all that was kept, to be saved with the layout."""
        return dict(self._kept)


@dataclass(frozen=True)
class DeskContext:
    """The rooms below the window, as the composition root built them."""

    environment: Environment
    chosen: Chosen
    presses: Presses
    profile: Profile
    clock: Clock
    rules: MarketRules
    gateway: Gateway
    feed: Feed
    state: MarketState
    history: BarHistory
    orders: OrderDesk
    ledger: Ledger
    account: AccountBook
    instruments: InstrumentIndex
    sounds: Sounds

    @property
    def settings(self) -> Settings:
        """Return the settings in force at this moment."""
        return self.chosen.value


@dataclass(frozen=True)
class PanelContext:
    """What one panel gets: the desk, its link, the frames, its tasks, its memory and the ways out.

    `open_panel` opens one more panel beside this one, with what its memory starts with;
    `close_panel` ends such a panel, by its id, and forgets it.
    """

    desk: DeskContext
    link: Link
    frame: FrameClock
    tasks: TaskScope
    memory: PanelMemory
    ask_ticket: Callable[[TicketRequest], None]
    say: Callable[[Message], None]
    open_panel: Callable[[OpenedPanel], None] = lambda _opened: None
    close_panel: Callable[[str], None] = lambda _id: None


@runtime_checkable
class ShowsViews(Protocol):
    """A panel of several views, each under a name by which it is found (catalogue/functions.json)."""

    def show_view(self, view: str) -> None:
        """Bring a view to the front; raise KeyError for a name that is none."""
        ...


@runtime_checkable
class Completes(Protocol):
    """A panel with much in it, half of which is made in the turn after its constructor's."""

    def complete(self) -> None:
        """Make the rest; called once, before the panel is shown, but for one in sight at the start."""
        ...


@dataclass(frozen=True)
class PanelSpec:
    """One panel: a stable id, its title as a source string, how it is made and where it stands.

    `linked` panels carry the colour of their link group in the title. One that `opens` stands in
    the opening layout; others wait in the menu and the palette and are made when first shown.
    """

    id: str
    title: str
    make: Callable[[PanelContext], QtWidgets.QWidget]
    area: Area
    linked: bool = True
    icon: str = ""
    opens: bool = True


@dataclass(frozen=True)
class OpenedPanel:
    """A panel that another one opens: `prefix-1`, `prefix-2` …, and what its memory starts with.

    `spec` makes the spec of an id. The window keeps the memory with the layout; `KeptPanels`
    makes the spec again at the next start.
    """

    prefix: str
    spec: Callable[[str], PanelSpec]
    kept: msgspec.Struct


KeptPanels = Callable[[Mapping[str, Mapping[str, msgspec.Raw]]], Sequence[PanelSpec]]
"""Returns the specs of panels that were opened before, out of what each panel kept, by its id."""


def free_id(prefix: str, taken: Container[str]) -> str:
    """Return the first of `prefix-1`, `prefix-2` … that is not taken."""
    return next(id_ for id_ in (f"{prefix}-{n}" for n in count(1)) if id_ not in taken)
