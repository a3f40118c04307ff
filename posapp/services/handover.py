"""Every loose end that whoever takes over the till must know of, and how a shift hands them on."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.clock import DAY, Millis
from posapp.domain.text import Bilingual
from posapp.services.till_data import View
from sync.protocol import collecting
from sync.protocol.rows import Member


@dataclass(frozen=True, slots=True)
class LooseEnds:
    """What is begun and not done. Nothing of it keeps a shift from closing: it is carried on by name."""

    held_carts: tuple[Bilingual, ...]  # the member's name, or how many pieces
    open_lines: int
    open_exchange: str  # the receipt of what comes back; empty when none is being paid
    open_attempts: tuple[str, ...]
    waiting_paper: int
    picked_orders: tuple[str, ...]
    checked_in: tuple[str, ...]
    parked: int
    unsent: int

    @property
    def is_tidy(self) -> bool:
        """Tell whether nothing is left over."""
        return not any(
            (
                self.held_carts,
                self.open_lines,
                self.open_exchange,
                self.open_attempts,
                self.waiting_paper,
                self.picked_orders,
                self.checked_in,
                self.parked,
                self.unsent,
            )
        )


def loose_ends(view: View, now: Millis) -> LooseEnds:
    """Collect what is begun and not done at this till and in this shop."""
    facts, open_cart, exchange = view.sync.facts(), view.carts.open(), view.exchanges.open()
    return LooseEnds(
        held_carts=tuple(_cart_name(view, kept.body.member_id, len(kept.body.lines)) for kept in view.carts.held()),
        open_lines=0 if open_cart is None else len(open_cart.body.lines),
        open_exchange="" if exchange is None else exchange.draft.sale.receipt_no,
        open_attempts=tuple(open_attempts(view)),
        waiting_paper=len(view.print_jobs.waiting()),
        picked_orders=tuple(order.number for order in view.orders.waiting() if collecting.is_on_the_shelf(order)),
        checked_in=tuple(
            kept.row.code
            for kept in view.bookings.between(Millis(now - DAY), Millis(now + DAY))
            if kept.row.status == "checked_in"
        ),
        parked=facts.parked,
        unsent=facts.waiting,
    )


def open_attempts(view: View) -> list[str]:
    """Return the ids of the payment attempts that have no result yet; the next shift goes on asking for them."""
    return [attempt.attempt_id for attempt in view.attempts.unsettled()]


def _cart_name(view: View, member_id: str | None, lines: int) -> Bilingual:
    member = None if member_id is None else view.rows.get(Member, member_id)
    if member is not None:
        return Bilingual(member.name_zh, member.name_en)
    return Bilingual(f"{lines} 行", f"{lines} lines")
