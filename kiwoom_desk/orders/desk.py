"""The counter where orders are handed in: record, send once, record; refuses what a rule denies."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Mapping

import msgspec

from kiwoom_desk.base.clock import Clock
from kiwoom_desk.base.signals import Signal
from kiwoom_desk.base.tasks import TaskScope
from kiwoom_desk.catalogue.request import RequestError
from kiwoom_desk.domain.order import GOLD_NAMES, Action, OrderDraft, Outcome, RequestState
from kiwoom_desk.domain.rules import MarketRules
from kiwoom_desk.orders.account import AccountBook
from kiwoom_desk.orders.arming import Arming
from kiwoom_desk.orders.checks import (
    DeskState,
    OrderContext,
    Situation,
    cost_of,
    denials,
    wish_of,
)
from kiwoom_desk.orders.disarming import watch_arming
from kiwoom_desk.orders.drafts import Denied, Draft
from kiwoom_desk.orders.entries import Answered, Intent, Sending
from kiwoom_desk.orders.gateway import OrderGateway
from kiwoom_desk.orders.gold import GoldSide
from kiwoom_desk.orders.halt import HaltFile, KillSwitch
from kiwoom_desk.orders.intents import Why, amend_of, cancel_of, draft_price, make_intent, why_of
from kiwoom_desk.orders.journal import Journal, JournalError
from kiwoom_desk.orders.ledger import Ledger
from kiwoom_desk.orders.limits import HIGHEST, Limits, first_limits
from kiwoom_desk.orders.lock import Lock
from kiwoom_desk.orders.positions import net_filled
from kiwoom_desk.orders.recorder import DeskEvent, Recorder
from kiwoom_desk.orders.requests import Doubt, Order, Request, sent_on
from kiwoom_desk.orders.resolve import Resolver
from kiwoom_desk.orders.sessions import Sessions
from kiwoom_desk.orders.slips import Answers, Question, limit_denials, questions, slip_of
from kiwoom_desk.wire.durations import Durations

log = logging.getLogger(__name__)

_NO_ANSWERS = Answers()


class Ticket(msgspec.Struct, frozen=True):
    """What became of one press: `denied` (nothing recorded or sent), or the request's state.

    `code` and `message` are the broker's for REFUSED, ours for NOT_SENT and UNKNOWN. A `denied`
    that is a Question can be answered, and the order handed in again with the answer.
    """

    request: str = ""
    state: RequestState = RequestState.DRAFT
    order_number: str = ""
    code: str = ""
    message: str = ""
    denied: Denied | None = None


class OrderDesk:
    """Own the journal, the ledger and every request of one environment and account.

    `state` says what is taken, `reason` why not everything is; `changed` tells every change.
    """

    def __init__(
        self,
        *,
        gateway: OrderGateway,
        journal: Journal,
        account: AccountBook,
        rules: MarketRules,
        environment: str,
        clock: Clock,
        durations: Durations,
        type_words: Mapping[str, str],
        halt_file: HaltFile,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._gateway, self._rules, self._environment = gateway, rules, environment
        self._clock, self._durations, self._random = clock, durations, random
        self.account = account
        self._tasks = TaskScope()
        self._recorder = Recorder(journal, Ledger(type_words), clock)
        self._resolver = Resolver(
            gateway=gateway,
            recorder=self._recorder,
            account=account,
            gold=AccountBook(gateway, rules, environment, clock, durations, gold=True),
            environment=environment,
            clock=clock,
            durations=durations,
            type_words=type_words,
            tasks=self._tasks,
        )
        account.follow(lambda: net_filled(self.ledger.orders))
        account.watch_loss(lambda: self.limits.loss_a_day < HIGHEST.loss_a_day)
        self.kill_switch = KillSwitch(
            gateway=gateway,
            recorder=self._recorder,
            file=halt_file,
            clock=clock,
            durations=durations,
            tasks=self._tasks,
            cancel=self._cancel_for_halt,
            gold=lambda: self.gold.wanted,
        )
        self.limits: Limits = first_limits(environment)
        """What one order may be; a person may change it while the desk runs."""
        self.sessions = Sessions(rules, environment, clock, gateway)
        self.lock = Lock(clock, environment)
        self.arming = Arming(clock)
        accounts = (account, self.gold.account)
        watch_arming(self.arming, self._recorder, accounts, gateway, self.kill_switch, self.lock)
        self.started = False
        """Whether the journal is open and HALT can be recorded."""
        self._pressed: dict[str, float] = {}
        self._sends: set[asyncio.Task[bool]] = set()

    # --- views ----------------------------------------------------------------------------

    @property
    def changed(self) -> Signal[DeskEvent]:
        """Return the signal of every change: requests, orders, anomalies, doubts, the desk's state."""
        return self._recorder.changed

    @property
    def ledger(self) -> Ledger:
        """Return requests, orders, fills and anomalies."""
        return self._recorder.ledger

    @property
    def state(self) -> DeskState:
        """Return what the desk takes now."""
        return self._recorder.state

    @property
    def reason(self) -> str:
        """Return the code of why the desk is not READY, "" when it is."""
        return self._recorder.reason

    @property
    def requests(self) -> tuple[Request, ...]:
        """Return all requests, oldest first."""
        return self.ledger.requests

    @property
    def orders(self) -> tuple[Order, ...]:
        """Return all orders by date and number."""
        return self.ledger.orders

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """Return what is known of each UNKNOWN request (S-8)."""
        return self._resolver.doubts

    @property
    def gold(self) -> GoldSide:
        """Return whether gold's own lists and account are read."""
        return self._resolver.gold

    def account_of(self, code: str) -> AccountBook:
        """Return the account that a name is traded in: gold has one of its own."""
        return self.gold.account if code in GOLD_NAMES else self.account

    # --- life -----------------------------------------------------------------------------

    async def start(self) -> None:
        """Replay the journal, close what a crash left open, reconcile in full (S-14).

        Never raises: where something fails the desk is READ_ONLY with a reason, and keeps trying.
        """
        await self._recorder.open(self._gateway.account)
        self.started = True
        for request in self.ledger.requests:
            if request.in_flight:
                await self._recorder.keep(self._crashed(request))
        await self.kill_switch.start()
        await self._resolver.start()
        self.account.run(self._tasks)

    async def close(self) -> None:
        """Wait for requests on their way, end all tasks, close the journal."""
        if self._sends:
            await asyncio.wait(tuple(self._sends))
        await self._tasks.close()
        await self._recorder.close()

    async def reconcile(self) -> bool:
        """Read every list now; True when the desk is READY afterwards."""
        return await self._resolver.reconcile()

    # --- orders ---------------------------------------------------------------------------

    def denials(self, draft: OrderDraft, context: OrderContext) -> tuple[Denied, ...]:
        """Return every rule's no to a draft, for the ticket to show before the press."""
        now = self._situation(draft, context, None)
        return (*denials(now), *limit_denials(now))

    def questions(self, draft: OrderDraft, context: OrderContext) -> tuple[Question, ...]:
        """Return everything that a person is asked before a draft goes out (S-16)."""
        return questions(self._situation(draft, context, None))

    async def submit(
        self, draft: OrderDraft, context: OrderContext, answers: Answers = _NO_ANSWERS
    ) -> Ticket:
        """Send a new order once; returns when its outcome is known (10 s at most).

        Denied with the first Question that `answers` leave open.
        """
        return await self._hand_in(draft, context, None, answers=answers)

    async def amend(
        self,
        order: Order,
        quantity: int,
        price: int,
        context: OrderContext,
        answers: Answers = _NO_ANSWERS,
    ) -> Ticket:
        """Move `quantity` shares (0 = all left) of an open order to a price, asking as for new ones."""
        draft = amend_of(order, quantity, price)
        return await self._hand_in(draft, context, order, answers=answers)

    async def cancel(self, order: Order, quantity: int = 0) -> Ticket:
        """Cancel `quantity` shares (0 = all left) of an open order; only the lock forbids it."""
        return await self._hand_in(cancel_of(order, quantity), None, order)

    async def _cancel_for_halt(self, order: Order, supersedes: str) -> tuple[str, str, str]:
        ticket = await self._hand_in(cancel_of(order), None, order, Why("halt", supersedes))
        if ticket.denied is not None:
            return supersedes, f"denied.{ticket.denied.code}", ""
        if ticket.state is RequestState.ACKED:
            return ticket.request, "", ""
        return ticket.request, ticket.code or str(ticket.state), ticket.message

    async def pick(self, request: str, number: str) -> bool:
        """Take one of the candidates of an UNKNOWN request, as the person says (S-8)."""
        return await self._resolver.pick(request, number)

    async def disown(self, request: str, numbers: tuple[str, ...], word: str) -> Denied | None:
        """Say that candidates are not an UNKNOWN request, with one of DISOWN_WORDS typed (S-8)."""
        return await self._resolver.disown(request, numbers, word)

    async def release(self, request: str, word: str) -> Denied | None:
        """Give up an UNKNOWN request that was not found, with one of RELEASE_WORDS typed (S-9)."""
        return await self._resolver.release(request, word)

    async def _hand_in(
        self,
        draft: Draft,
        context: OrderContext | None,
        target: Order | None,
        why: Why | None = None,
        answers: Answers = _NO_ANSWERS,
    ) -> Ticket:
        if target is not None:
            target = self.ledger.order(target.day, target.number)
        now = self._situation(draft, context, target, by_halt=why is not None)
        refused = denials(now)
        if refused:
            return Ticket(denied=refused[0])
        try:
            body = self._gateway.order_body(draft)
        except RequestError as error:
            return Ticket(denied=Denied("body", {"field": error.key, "fault": str(error.code)}))
        slip = slip_of(now, self._gateway.read_back, body, answers)
        if slip is not None:
            return Ticket(denied=slip)
        intent = make_intent(
            self._gateway,
            draft,
            body,
            at=self._recorder.stamp(),
            environment=self._environment,
            context=context,
            why=why or why_of(draft, context),
            foreign=self.ledger.foreign,
            random=self._random,
        )
        refused_twice = self._pressed_before(intent.fingerprint, again=why is not None)
        if refused_twice is not None:
            return Ticket(denied=refused_twice)
        self._pressed[intent.fingerprint] = self._clock.monotonic()
        if now.wish.action is Action.NEW:
            price = draft_price(now)
            amount = cost_of(now, price) if price is not None else 0
            self.account_of(draft.code).reserve(
                *(intent.request, draft.code, draft.side, draft.quantity, amount), now.wish.credit
            )
        # A closed panel must not take back a request that is on its way.
        task = self._tasks.run(self._send(intent, body), f"order_{intent.request}")
        self._sends.add(task)
        task.add_done_callback(self._sends.discard)
        if not await asyncio.shield(task):
            return Ticket(denied=Denied("halt"))
        return self._ticket(intent.request)

    async def _send(self, intent: Intent, body: bytes) -> bool:
        """Record, send, record (S-2), looking for HALT before each; False = it came first (S-20)."""
        name, account = intent.request, self.account_of(intent.code)
        unless = None if intent.action is Action.CANCEL else self.kill_switch.found
        try:
            if not await self._recorder.record((intent,), unless):
                await self.kill_switch.look()
                account.settle(name, stands=False)
                return False
        except JournalError:
            account.settle(name, stands=False)
            return True
        try:
            sending = (Sending(self._recorder.stamp(), name),)
            if await self._recorder.record(sending, unless):
                outcome = await self._post(intent.api_id, body)
            else:
                await self.kill_switch.look()
                outcome = Outcome(RequestState.NOT_SENT, code="halt")
        except JournalError:
            outcome = Outcome(RequestState.NOT_SENT, code="journal")
        answered = Answered(
            self._recorder.stamp(),
            name,
            outcome.state,
            outcome.order_number,
            outcome.code,
            outcome.message,
        )
        await self._recorder.keep(answered)
        stands = outcome.state in (RequestState.ACKED, RequestState.UNKNOWN)
        account.settle(name, stands)
        self._resolver.answered(name, outcome.state)
        return True

    async def _post(self, api_id: str, body: bytes) -> Outcome:
        try:
            return await self._gateway.send_order(api_id, body)
        except Exception:
            # The gateway promises an outcome; anything else proves nothing about the exchange.
            log.exception("order_send_failed")
            return Outcome(RequestState.UNKNOWN, code="error")

    # --- parts ----------------------------------------------------------------------------

    def _situation(
        self,
        draft: Draft,
        context: OrderContext | None,
        target: Order | None,
        by_halt: bool = False,
    ) -> Situation:
        market, wish = self._clock.market(), wish_of(draft, target)
        new, account = wish.action is Action.NEW, self.account_of(draft.code)
        if account is not self.account:
            self.gold.want()
        return Situation(
            wish=wish,
            rules=self._rules,
            environment=self._environment,
            day=market.date(),
            phases=self.sessions.standing(draft.venue).phases,
            state=self.state,
            context=context,
            unknown=self.ledger.unknown,
            frozen=self._recorder.frozen,
            halted=self.kill_switch.active,
            sellable=account.sellable(draft.code, wish.credit) if new else None,
            orderable=account.orderable if new else None,
            limits=self.limits,
            locked=self.lock.locked and not by_halt,
            connect_only=self.lock.connect_only,
            sent_today=sent_on(self.ledger.requests, f"{market:%Y%m%d}", self.limits.orders_a_day),
            profit_today=self.account.profit_today,
            gold_read=self.gold.read,
        )

    def _pressed_before(self, mark: str, again: bool) -> Denied | None:
        if any(r.in_flight and r.intent.fingerprint == mark for r in self.ledger.undecided):
            return Denied("in_flight")
        before = self._clock.monotonic() - self._durations.same_order
        self._pressed = {one: at for one, at in self._pressed.items() if at > before}
        return Denied("same_order") if mark in self._pressed and not again else None

    def _ticket(self, name: str) -> Ticket:
        if not self.ledger.knows(name):
            return Ticket(name, RequestState.NOT_SENT, code="journal")
        request = self.ledger.request(name)
        return Ticket(name, request.state, request.number, request.code, request.message)

    def _crashed(self, request: Request) -> Answered:
        sent = request.state is RequestState.SENDING
        state = RequestState.UNKNOWN if sent else RequestState.NOT_SENT
        return Answered(self._recorder.stamp(), request.id, state, code="crash")
