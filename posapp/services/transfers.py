"""Pieces that this shop asks of another, and that others ask of this one: asked, sent, received, each an operation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from posapp.domain.clock import DAY, Clock, Millis
from posapp.domain.errors import BadQuantity
from posapp.domain.identity import MemberId, VariantId, new_id
from posapp.domain.text import Bilingual
from posapp.services.carts import Colour, colour_of, member_name
from posapp.services.on_duty import OnDuty, staff_on
from posapp.services.till_data import TillData, UnitOfWork, View
from posapp.services.transfer_errors import NotPaidHere, TransferMovedOn, WhoseIsIt
from sync.protocol import rows
from sync.protocol.sold import Movement
from sync.protocol.transfers import (
    Transfer,
    TransferAsk,
    TransferCallOff,
    TransferDecline,
    TransferReceive,
    TransferSend,
    TransferStatus,
    TransferStep,
    Way,
    after,
    asked,
)

Why = Literal["gone", "promised", "damaged", "not_now"]

MOST_PIECES = 20
SHOWN_FOR = 3 * DAY
"""So long after it was asked an ended transfer stays on the list."""

SHIPPED_WITHIN = DAY
"""A piece that is sent to her was sold here at most so long ago."""

_RECENT_SALES = 200


@dataclass(frozen=True, slots=True)
class TransferCard:
    """A transfer as either shop sees it. ``is_ours``: this shop asks. ``other_shop`` is the other one.

    ``on_hand`` is what hangs here. ``next_step`` is what this shop does next, "" when it waits or all is done.
    ``note`` may be her address: it is told while somebody needs it, and "" after that.
    """

    transfer_id: str
    is_ours: bool
    other_shop: Bilingual
    other_phone: str
    variant_id: VariantId
    name: Bilingual
    art: str
    colour: Colour
    size: str
    shelf: str
    quantity: int
    way: Way
    status: TransferStatus
    next_step: Literal["", "send", "receive"]
    why: str
    member_id: MemberId | None
    member_name: Bilingual | None
    note: str
    asked: Millis
    sent: int
    parcel: str
    received: int
    receipt_no: str
    order_number: str
    on_hand: int


class Transfers:
    """What shops ask of one another: each act is a fact for the mall and at once visible here."""

    def __init__(self, till: TillData, clock: Clock, duty: OnDuty) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty

    def listed(self) -> tuple[TransferCard, ...]:
        """Return what this shop asks for or is asked for: what is open, and what ended of late; the newest first."""
        since = self._clock.now() - SHOWN_FOR
        with self._till.view() as view:
            here = _here(view)
            kept = [one for one in view.transfers.of_shop(here) if is_pending(one) or one.asked_ms >= since]
            return _cards(view, here, kept)

    def ask(
        self,
        variant_id: VariantId,
        from_shop_id: str,
        way: Way,
        *,
        quantity: int = 1,
        member_id: MemberId | None = None,
        note: str = "",
    ) -> TransferCard:
        """Ask another shop for pieces. It works without the network: the shop hears of it when the line is back.

        ``ship`` needs a piece that was sold here and is not yet sent for, ``reserve`` a member. Raises ``NotPaidHere``,
        ``WhoseIsIt``, ``BadQuantity`` or ``NotSignedIn``.
        """
        if not 1 <= quantity <= MOST_PIECES:
            raise BadQuantity(quantity)
        if way == "reserve" and member_id is None:
            raise WhoseIsIt

        def job(unit: UnitOfWork) -> TransferCard:
            now, here = self._clock.now(), _here(unit)
            receipt_no = _paid_for(unit, here, variant_id, quantity, now) if way == "ship" else ""
            step = TransferAsk(
                transfer_id=new_id(now),
                shop_id=here,
                occurred_ms=now,
                staff_id=staff_on(self._duty, unit),
                from_shop_id=from_shop_id,
                variant_id=variant_id,
                quantity=quantity,
                way=way,
                member_id=member_id,
                note=note.strip(),
                receipt_no=receipt_no,
            )
            row = asked(step)
            unit.transfers.begin(row, unit.append(step, subject=_called(unit, variant_id)).seq)
            return _cards(unit, here, [row])[0]

        return self._till.write(job)

    def send(self, transfer_id: str, *, parcel: str = "", quantity: int | None = None) -> TransferCard:
        """Keep that pieces left for the shop that asked, or for her; ``quantity`` None is all that were asked for.

        Raises ``TransferMovedOn`` when it is not this shop's to send any more, ``BadQuantity``.
        """

        def step(unit: UnitOfWork, row: Transfer, here: str, now: Millis) -> TransferStep:
            if row.from_shop_id != here or row.status != "asked" or row.way == "reserve":
                raise TransferMovedOn(status=row.status)
            movements = _moved(row, -_checked(row, quantity), now)
            return TransferSend(
                transfer_id=row.id,
                shop_id=here,
                occurred_ms=now,
                staff_id=staff_on(self._duty, unit),
                movements=movements,
                parcel=parcel.strip(),
            )

        return self._step(transfer_id, step)

    def receive(self, transfer_id: str, quantity: int | None = None) -> TransferCard:
        """Keep that pieces arrived here, or that she has them; ``quantity`` None is all that were sent.

        One that came before the mall told that it was sent is received all the same. Raises ``TransferMovedOn``,
        ``BadQuantity``.
        """

        def step(unit: UnitOfWork, row: Transfer, here: str, now: Millis) -> TransferStep:
            if row.shop_id != here or row.status not in ("asked", "sent") or row.way == "reserve":
                raise TransferMovedOn(status=row.status)
            return TransferReceive(
                transfer_id=row.id,
                shop_id=here,
                occurred_ms=now,
                staff_id=staff_on(self._duty, unit),
                movements=_moved(row, _checked(row, quantity if quantity is not None else row.sent or None), now),
            )

        return self._step(transfer_id, step)

    def decline(self, transfer_id: str, why: Why) -> TransferCard:
        """Tell the shop that asked that it cannot be. Raises ``TransferMovedOn``."""

        def step(unit: UnitOfWork, row: Transfer, here: str, now: Millis) -> TransferStep:
            if row.from_shop_id != here or row.status != "asked":
                raise TransferMovedOn(status=row.status)
            return TransferDecline(
                transfer_id=row.id, shop_id=here, occurred_ms=now, staff_id=staff_on(self._duty, unit), why=why
            )

        return self._step(transfer_id, step)

    def call_off(self, transfer_id: str) -> TransferCard:
        """Want it no more; what is on its way already comes all the same. Raises ``TransferMovedOn``."""

        def step(unit: UnitOfWork, row: Transfer, here: str, now: Millis) -> TransferStep:
            if row.shop_id != here or row.status not in ("asked", "reserved"):
                raise TransferMovedOn(status=row.status)
            return TransferCallOff(
                transfer_id=row.id, shop_id=here, occurred_ms=now, staff_id=staff_on(self._duty, unit)
            )

        return self._step(transfer_id, step)

    def _step(
        self, transfer_id: str, step: Callable[[UnitOfWork, Transfer, str, Millis], TransferStep]
    ) -> TransferCard:
        def job(unit: UnitOfWork) -> TransferCard:
            row, here = unit.transfers.get(transfer_id), _here(unit)
            if row is None:
                raise TransferMovedOn(status="called_off")
            made = step(unit, row, here, self._clock.now())
            seq = unit.append(made, subject=_called(unit, row.variant_id)).seq
            unit.transfers.project(after(row, made), seq)
            if isinstance(made, TransferSend | TransferReceive):
                unit.transfers.move_stock(made.movements, seq)
            return _cards(unit, here, [after(row, made)])[0]

        return self._till.write(job)


def is_pending(row: Transfer) -> bool:
    """Tell whether either shop still waits for something."""
    return row.status in ("asked", "sent", "reserved")


def _here(view: View) -> str:
    return view.paired.shop_id if view.paired is not None else ""


def _called(view: View, variant_id: str) -> str:
    """Return how a shop calls a piece: its style's code and its size."""
    article = view.catalogue.articles([VariantId(variant_id)]).get(VariantId(variant_id))
    return f"{article.style.code} {article.variant.size}" if article is not None else variant_id


def _checked(row: Transfer, quantity: int | None) -> int:
    pieces = row.quantity if quantity is None else quantity
    if not 1 <= pieces <= MOST_PIECES:
        raise BadQuantity(pieces)
    return pieces


def _moved(row: Transfer, pieces: int, now: Millis) -> list[Movement]:
    return [Movement(movement_id=new_id(now), variant_id=row.variant_id, quantity=pieces, cause="transfer")]


def _paid_for(view: View, here: str, variant_id: VariantId, quantity: int, now: Millis) -> str:
    """Return the newest receipt of today with so many pieces of a variant that nobody sent for yet."""
    sent_for = [one for one in view.transfers.of_shop(here) if one.way == "ship" and one.status != "declined"]
    for brief in view.sales.recent(_RECENT_SALES):
        sale = view.sales.by_number(brief.receipt_no)
        if sale is None or sale.sold < now - SHIPPED_WITHIN:
            break
        sold = sum(line.quantity for line in sale.lines if line.variant_id == variant_id)
        gone = sum(
            one.quantity
            for one in sent_for
            if (one.receipt_no, one.variant_id) == (brief.receipt_no, variant_id) and one.status != "called_off"
        )
        if sold - gone >= quantity:
            return brief.receipt_no
    raise NotPaidHere


def next_step(row: Transfer, here: str) -> Literal["", "send", "receive"]:
    """Return what a shop does next for a transfer, "" when it waits, or all is done."""
    if row.way == "reserve":
        return ""
    if row.status == "asked" and row.from_shop_id == here:
        return "send"
    return "receive" if row.status == "sent" and row.shop_id == here else ""


def _cards(view: View, here: str, kept: list[Transfer]) -> tuple[TransferCard, ...]:
    ids = [VariantId(row.variant_id) for row in kept]
    articles, levels = view.catalogue.articles(ids), view.catalogue.levels(ids)
    shops = view.rows.many(rows.Shop, {shop_id for row in kept for shop_id in (row.shop_id, row.from_shop_id)})
    members = view.rows.many(rows.Member, {row.member_id for row in kept if row.member_id is not None})
    cards = []
    for row in kept:
        article = articles.get(VariantId(row.variant_id))
        other = shops.get(row.from_shop_id if row.shop_id == here else row.shop_id)
        if article is None or other is None:
            continue
        member = members.get(row.member_id or "")
        cards.append(
            TransferCard(
                transfer_id=row.id,
                is_ours=row.shop_id == here,
                other_shop=Bilingual(other.name_zh, other.name_en),
                other_phone=other.phone,
                variant_id=VariantId(row.variant_id),
                name=Bilingual(article.style.name_zh, article.style.name_en),
                art=article.style.art,
                colour=colour_of(article.variant),
                size=article.variant.size,
                shelf=article.variant.shelf,
                quantity=row.quantity,
                way=row.way,
                status=row.status,
                next_step=next_step(row, here),
                why=row.why,
                member_id=MemberId(row.member_id) if row.member_id is not None else None,
                member_name=member_name(member) if member is not None else None,
                note=row.note if is_pending(row) else "",
                asked=Millis(row.asked_ms),
                sent=row.sent,
                parcel=row.parcel,
                received=row.received,
                receipt_no=row.receipt_no,
                order_number=row.order_number,
                on_hand=levels[VariantId(row.variant_id)].on_hand,
            )
        )
    return tuple(cards)
