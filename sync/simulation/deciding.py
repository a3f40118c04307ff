"""What people decide: by another person's word, over a piece that somebody waits for, what is written to a member, and
what becomes of an operation that the mall could not book.

They have dice of their own, like all whose acts came later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import TYPE_CHECKING, TypeVar

from posapp.domain.errors import Refused
from posapp.domain.given import REASONS
from posapp.domain.identity import VariantId
from posapp.domain.money import Fen
from posapp.domain.permission import OverrideId
from posapp.services.errors import ManagerWanted, NotEntitled
from sync.hub import bookings, consents, parked, settling
from sync.protocol.rows import Fix, ParkedOperation
from sync.simulation import chain
from sync.simulation.hub import HubDown, SimulatedHub

if TYPE_CHECKING:
    from sync.simulation.chronicle import Chronicle
    from sync.simulation.codes_on_phones import CodesOnPhones
    from sync.simulation.people import Counter
    from sync.simulation.relay import TillWithRelay

T = TypeVar("T")
Act = Callable[[OverrideId | None], object]

_SAYS_YES = 0.85
_BUYS_SOMETHING = 0.5
_BEYOND_A_SENIOR_BP = 1_500
_REASONS = ("flaw", "goodwill", "price_match")


class Deciding:
    """The people of one till."""

    def __init__(
        self, till: TillWithRelay, counter: Counter, codes: CodesOnPhones, rng: Random, chronicle: Chronicle
    ) -> None:
        self.till = self._till = till
        self._counter = counter
        self._codes = codes
        self._rng = rng
        self._chronicle = chronicle

    def act(self) -> None:
        """Do one thing; what the program refuses is let be."""
        if not self._till.is_loaded():
            return
        act = self._rng.choice(
            (
                self._greet,
                self._greet,
                self._discount,
                self._fetch_cash,
                self._sell_held,
                self._sell_held,
                self._write_to_her,
                self._write_to_her,
                self._settle,
            )
        )
        try:
            act()
        except Refused as refused:
            self._say(f"leaves it: {refused.code}")

    # --- codes -----------------------------------------------------------------------------------------------------

    def _greet(self) -> None:
        """Scan the code on a member's phone; who was known buys something or goes."""
        if self._till.selling.current().lines:
            return
        if self._codes.show(self._till) and self._rng.random() < _BUYS_SOMETHING:
            self._counter.open_shift()
            self._till.selling.add(VariantId(self._rng.choice(chain.VARIANTS)), "scan", 1)
            self._counter.pay_cash()
        self._till.selling.detach_member()

    # --- another person's word -------------------------------------------------------------------------------------

    def _discount(self) -> None:
        """Take off more than a senior may, with her manager's word, for whoever stands there."""
        selling, rng = self._till.selling, self._rng
        self._counter.open_shift()
        if not selling.current().lines:
            selling.add(VariantId(rng.choice(chain.VARIANTS)), "scan", 1)
        line, reason = selling.current().lines[-1], rng.choice(_REASONS)
        assert reason in REASONS
        self._with_a_word(
            lambda word: self._till.discounting.give(
                line.line_id, "percent", _BEYOND_A_SENIOR_BP, reason, override=word
            )
        )
        self._counter.pay_cash()

    def _fetch_cash(self) -> None:
        """Take more out of the drawer than a senior may."""
        if self._till.has_open_shift():
            amount = Fen(100 * self._rng.randint(501, 700))
            self._with_a_word(lambda word: self._till.cash_moves.move("out", amount, "备用金", override=word))

    def _with_a_word(self, act: Act) -> None:
        """Do something, with another person's word where it is beyond the clerk; what she is told is remembered.

        Sometimes a cashier gives hers, who may no more.
        """
        try:
            act(None)
        except ManagerWanted as wanted:
            ask = wanted.ask
        else:
            return
        till = self._till
        other = self._rng.choice((chain.manager_of, chain.manager_of, chain.manager_of, chain.cashier_of))
        colleague = other(till.shop_id)
        try:
            word = till.permitting.approve(ask, colleague.number, chain.PIN, "goodwill")
        except NotEntitled:
            self._remember(ask.permission, "refused", colleague.id)
            return
        act(word)
        self._remember(ask.permission, "used", colleague.id)

    def _remember(self, permission: str, outcome: str, given_by: str) -> None:
        """Keep what was said before people's eyes; the till must have written it down by now."""
        till, facts = self._till, (permission, outcome, till_clerk(self._till), given_by)
        said = till.words()
        if not said or (said[0].permission, said[0].outcome, said[0].asked_by, said[0].given_by) != facts:
            self._chronicle.wrong("D1 a word is kept", f"{till.name}: {facts} was said, {said[:1]} is written")
            return
        till.witness.words[said[0].override_id] = facts
        self._chronicle.rare(f"another person's word was {outcome}")
        self._say(f"has {given_by} give her word for {permission}: {outcome}")

    # --- a piece that somebody waits for ---------------------------------------------------------------------------

    def _sell_held(self) -> None:
        """Sell a piece to whoever stands there with it, though another waits for it."""
        till, rng = self._till, self._rng
        if till.selling.current().lines:
            return
        kept = [
            garment.variant_id
            for card in till.bookings.today()
            if card.status in ("booked", "checked_in")
            for garment in card.garments
            if garment.variant_id in chain.SCARCE and garment.verdict is None
        ]
        self._counter.open_shift()
        till.selling.add(rng.choice(kept) if kept else VariantId(rng.choice(sorted(chain.SCARCE))), "scan", 1)
        for line in till.held.in_cart():
            for waiting in line.waiting[:1]:
                if waiting.kind == "try_on":
                    till.held.sell(waiting, line.variant_id)
                    self._chronicle.rare("a piece kept for a try-on was sold to who had it in her hand")
                else:
                    self._with_a_word(
                        lambda word, order=waiting: till.held.release(order, word)  # type: ignore[misc]
                    )
                    self._chronicle.rare("a piece that an order waited for was let go")
                self._say(f"lets {line.variant_id} go, for which somebody waits")
        self._counter.pay_cash()

    # --- follow-ups ------------------------------------------------------------------------------------------------

    def _write_to_her(self) -> None:
        """Say whether the mall may write to a member; now and then think better of it."""
        desk, rng = self._till.follow_ups, self._rng
        if card := self._drawn([card for card in desk.today() if card.may_be_held_back]):
            ways = (desk.called,) if card.next_step == "called" else (desk.release, desk.release, desk.call)
            way = rng.choice((*ways, desk.hold_back))
            way(card.follow_up_id)
            self._chronicle.rare(f"a clerk said of a follow-up: {way.__name__}")
            self._say(f"says {way.__name__} of what would be written to {card.member_id}")

    # --- what is parked --------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        """Settle what the mall could not book: a manager does, or gives the clerk her word."""
        till, rng = self._till, self._rng
        card = self._drawn([card for card in till.settling.parked().cards if not card.is_asked])
        if card is None:
            return
        with till.file.view() as view:
            row = view.rows.get(ParkedOperation, card.op_id)
        ways = [place for place, fix in enumerate(row.fixes if row is not None else ()) if _is_taken(fix)]
        if not ways:
            return
        place = rng.choice(ways)
        if rng.random() < 0.5:
            with till.duty.manager():
                till.settling.settle(card.op_id, place)
        else:
            self._with_a_word(lambda word: till.settling.settle(card.op_id, place, override=word))
        self._chronicle.rare("what was parked was to be settled at a till")
        self._say(f"sees to {card.kind}, which is parked: {row.fixes[place].action if row is not None else ''}")

    def _drawn(self, among: Sequence[T]) -> T | None:
        return self._rng.choice(among) if among else None

    def _say(self, what: str) -> None:
        self._chronicle.say(self._till.name, what)


def till_clerk(till: TillWithRelay) -> str:
    """Return who works at a till."""
    return till.duty.who().staff_id


def settle_at_office(hub: SimulatedHub, rng: Random, chronicle: Chronicle) -> None:
    """Let somebody at the office settle one of the operations that are parked."""

    def settle() -> str:
        with hub.database.writing() as conn:
            waiting = parked.all_standing(conn, 100)
            if not waiting:
                return ""
            one = rng.choice(waiting)
            ways = [action for action in parked.ways_out(one.code, one.kind) if action != "map"]
            if not ways:
                return ""
            action = rng.choice(ways)
            settling.settle(conn, hub, one.hub_no, settling.Wish(action=action, who="office", reason="looked at it"))
            return f"{one.kind}: {action}"

    if what := _asked(hub, settle, chronicle):
        chronicle.rare("what was parked was settled at the office")
        chronicle.say("offi", f"sees to {what}")


def say_yes(hub: SimulatedHub, rng: Random, chronicle: Chronicle) -> None:
    """Let a member say on her phone that she may be written to, or that she may not."""
    member, given = rng.choice(chain.MEMBERS), rng.random() < _SAYS_YES

    def say() -> str:
        with hub.database.writing() as conn:
            consents.say(conn, hub, member, "marketing", given=given)
        return "may" if given else "may not"

    if said := _asked(hub, say, chronicle):
        chronicle.say("tel", f"{member} {said} be written to")


def book_the_last_piece(shops: Sequence[str], hub: SimulatedHub, rng: Random, chronicle: Chronicle) -> None:
    """Let a member book a slot for a piece of which there are few."""
    shop_id, member, variant_id = rng.choice(shops), rng.choice(chain.MEMBERS), rng.choice(sorted(chain.SCARCE))

    def book() -> str:
        with hub.database.writing() as conn:
            free = [slot for slot in bookings.slots(conn, hub, shop_id, hub.today()) if slot.free]
            if not free:
                return ""
            return bookings.book(
                conn,
                hub,
                member_id=member,
                shop_id=shop_id,
                starts_ms=rng.choice(free).starts_ms,
                garments=[bookings.WishedGarment(variant_id.partition("-")[0], variant_id)],
            ).code

    if code := _asked(hub, book, chronicle):
        chronicle.say("tel", f"books {code} for {variant_id}")


def _asked(hub: SimulatedHub, work: Callable[[], str], chronicle: Chronicle) -> str:
    """Return what came of it, "" when nobody served or it was refused."""
    try:
        return hub.serve(work)
    except HubDown:
        chronicle.say("tel", "finds nobody")
    except Refused as refused:
        chronicle.say("tel", f"is refused: {refused.code}")
    return ""


def _is_taken(fix: Fix) -> bool:
    # Here an unknown id is one that a restore lost: it means nothing that is there.
    return fix.action != "map"
