"""What a view is asked with: link, day, filters, and what other answers bring; refuses to ask the view."""

from __future__ import annotations

from datetime import timedelta

from kiwoom_desk.broker.gateway import Turn
from kiwoom_desk.catalogue.load import catalogue
from kiwoom_desk.catalogue.names import attribute
from kiwoom_desk.domain.instrument import Market
from kiwoom_desk.domain.session import trading_day_on_or_before
from kiwoom_desk.market.lookups import LOOKUPS, lookup_choices
from kiwoom_desk.market.question import Question
from kiwoom_desk.market.starting import CODES, starting_values
from kiwoom_desk.market.views import SPAN, ViewSpec, day_values, span_values
from kiwoom_desk.ui.panels.view_filters import MEMBER, ViewFilters
from kiwoom_desk.ui.panels.view_shared import Shared
from kiwoom_desk.ui.shell.panel import PanelContext


class ViewRequest:
    """The values of one view; `code` is the name that they were made for last."""

    def __init__(
        self, context: PanelContext, spec: ViewSpec, shared: Shared, filters: ViewFilters
    ) -> None:
        self._context, self._spec, self._shared, self._filters = context, spec, shared, filters
        self._api = catalogue().api(spec.api_id)
        self._brought: dict[str, str] = {}
        self.code = ""

    @property
    def by_name(self) -> bool:
        """Tell whether the request is about one name."""
        return any(field.key in CODES and not field.choices for field in self._api.request)

    async def values(self, turn: Turn) -> dict[str, str]:
        """Return the request, after what has to be asked before it; raise QueryError."""
        desk, index = self._context.desk, self._context.desk.instruments
        day = trading_day_on_or_before(desk.rules, desk.clock.market().date())
        linked = index.get(self._context.link.instrument)
        values = starting_values(self._api, desk.rules, day, linked, self._first)
        before = trading_day_on_or_before(desk.rules, day - timedelta(days=1))
        values |= dict.fromkeys(self._spec.settled, f"{before:%Y%m%d}")
        values |= self._spec.values | self.shared_values()
        chosen = self._filters.choice().values
        if self._spec.spans:
            back = int(chosen.get(SPAN, self._spec.spans[0]))
            values |= span_values(self._api, back, day)
            values |= day_values(self._api, back, day, desk.rules)
        values |= {key: text for key, text in chosen.items() if key != SPAN and text}
        named = CODES if self.by_name else CODES & self.shared_values().keys()
        self.code = next((values[key] for key in named if values.get(key)), "")
        if any(field.key == MEMBER for field in self._api.request):
            await self._read_members(turn)
            values[MEMBER] = self._shared.member
        if self._spec.before is not None:
            values[self._spec.before.into] = await self._bring(values, turn)
        return values

    def shared_values(self) -> dict[str, str]:
        """Return what the views of this board share and this request needs."""
        shared = self._shared.values
        needed = (field.key for field in self._api.request if field.required)
        return {key: shared[key] for key in needed if key in shared}

    def _first(self, market: Market) -> str:
        found = self._context.desk.instruments.all()
        return next((one.code for one in found if one.market is market), "")

    async def _read_members(self, turn: Turn) -> None:
        shared = self._shared
        if not shared.members:
            lookup = LOOKUPS[MEMBER]
            api = catalogue().api(lookup.api_id)
            question = Question(self._context.desk.gateway, api, lookup.values)
            await question.ask(turn)
            if question.reply is not None:
                shared.members = lookup_choices(lookup, question.reply)
        shared.member = shared.member or next(iter(shared.members), "")
        self._filters.offer(MEMBER, shared.members, shared.member)

    async def _bring(self, values: dict[str, str], turn: Turn) -> str:
        before = self._spec.before
        if before is None:
            raise ValueError(f"{self._spec.id} needs nothing first")
        key = "|".join(values.get(one, "") for one in sorted(CODES))
        if key not in self._brought:
            api = catalogue().api(before.api_id)
            asked = {f.key: values[f.key] for f in api.request if f.key in values}
            page = await self._context.desk.gateway.ask(before.api_id, asked, None, turn)
            self._brought[key] = str(getattr(page.body, attribute(before.key)) or "").strip()
        return self._brought[key]
