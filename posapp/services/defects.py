"""Take defective goods off the list: mended and for sale again, sent back, or written off.

They came back to the shop and lie apart, where nobody can sell or promise them. Whoever settles a piece has it in her
hand, so nothing here waits for the mall. What leaves for good takes a permission up to what it costs at the shelf.
"""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.clock import Clock
from posapp.domain.defects import End, is_reason, worth_allowed
from posapp.domain.errors import BadQuantity
from posapp.domain.identity import VariantId, new_id
from posapp.domain.money import Fen
from posapp.domain.permission import OverrideId
from posapp.domain.text import Bilingual
from posapp.services.books import Article
from posapp.services.carts import Colour, colour_of
from posapp.services.defect_errors import NotLyingThere
from posapp.services.errors import NotPaired, ReasonWanted
from posapp.services.on_duty import OnDuty, on_duty
from posapp.services.permitting import require
from posapp.services.shift_book import date_in_the_books
from posapp.services.till_data import TillData, UnitOfWork, View
from sync.protocol.defective import DefectiveSettle
from sync.protocol.sold import Movement

_NO_COLOUR = Colour(Bilingual("", ""), "")
_UNPRICED = 1_000_000
"""Goods that the mall withdrew have no price here: taken as so dear that a manager is asked."""


@dataclass(frozen=True, slots=True)
class DefectCard:
    """Defective pieces of one variant. ``price`` of one at the shelf; None for goods that the mall withdrew."""

    variant_id: VariantId
    name: Bilingual
    art: str
    colour: Colour
    size: str
    price: Fen | None
    pieces: int


class Defects:
    """The place for defective goods of this shop, whichever till they came back to."""

    def __init__(self, till: TillData, clock: Clock, duty: OnDuty) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty

    def lying(self) -> tuple[DefectCard, ...]:
        """Return what lies there, by variant."""
        with self._till.view() as view:
            return _cards(view)

    def settle(
        self, variant_id: VariantId, pieces: int, end: End, reason: str, *, override: OverrideId | None = None
    ) -> tuple[DefectCard, ...]:
        """Take pieces of a variant out of the place, for a reason of that end; return what still lies there.

        Raises ``NotLyingThere`` for more than lie there (another till may have been first), ``BadQuantity`` for none,
        ``ReasonWanted``, ``ManagerWanted``, ``NotSignedIn`` or ``NotPaired``; then nothing was written.
        """
        if pieces < 1:
            raise BadQuantity(pieces)
        if not is_reason(end, reason):
            raise ReasonWanted

        def job(unit: UnitOfWork) -> tuple[DefectCard, ...]:
            now, who = self._clock.now(), on_duty(self._duty, unit)
            if unit.paired is None:
                raise NotPaired
            lying = max(unit.returns.set_aside().get(variant_id, 0), 0)
            if pieces > lying:
                raise NotLyingThere(left=lying)
            article = unit.catalogue.articles([variant_id]).get(variant_id)
            price = _UNPRICED if article is None else article.variant.list_fen
            allowed = worth_allowed(end, price, pieces)
            by = require(unit, who, "settle_defective", amount=allowed, subject=variant_id, override=override)
            settle_id = new_id(now)
            body = DefectiveSettle(
                settle_id=settle_id,
                shop_id=unit.paired.shop_id,
                business_date=date_in_the_books(unit.shifts, now),
                occurred_ms=now,
                staff_id=who.staff_id,
                approver_id=by.given_by or "",
                end=end,
                reason=reason,
                worth_fen=0 if article is None else price * pieces,
                set_aside=[_moved(f"{settle_id}-d", variant_id, -pieces)],
                movements=[_moved(f"{settle_id}-m", variant_id, pieces)] if end == "mended" else [],
            )
            operation = unit.append(body, subject=_called(article, variant_id))
            unit.returns.settle(body, operation.seq)
            unit.journal("DEFECTIVE", {"op_id": operation.op_id, "settled": body}, body.business_date)
            return _cards(unit)

        return self._till.write(job)


def _cards(view: View) -> tuple[DefectCard, ...]:
    lying = {VariantId(name): pieces for name, pieces in view.returns.set_aside().items() if pieces > 0}
    articles = view.catalogue.articles(lying)
    return tuple(_card(name, pieces, articles.get(name)) for name, pieces in sorted(lying.items()))


def _card(variant_id: VariantId, pieces: int, article: Article | None) -> DefectCard:
    if article is None:
        return DefectCard(variant_id, Bilingual(variant_id, variant_id), "", _NO_COLOUR, "", None, pieces)
    style, variant = article.style, article.variant
    name = Bilingual(style.name_zh, style.name_en)
    return DefectCard(variant_id, name, style.art, colour_of(variant), variant.size, Fen(variant.list_fen), pieces)


def _moved(movement_id: str, variant_id: VariantId, quantity: int) -> Movement:
    """Return a movement out of the place, or back onto the floor as goods that came back are."""
    return Movement(
        movement_id=movement_id,
        variant_id=variant_id,
        quantity=quantity,
        cause="defective" if quantity < 0 else "return",
    )


def _called(article: Article | None, variant_id: VariantId) -> str:
    return variant_id if article is None else f"{article.style.code} {article.variant.size}"
