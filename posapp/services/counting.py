"""Count pieces: what somebody saw in the shop, whatever the record says."""

from __future__ import annotations

from dataclasses import dataclass

from posapp.domain.clock import Clock
from posapp.domain.errors import BadQuantity
from posapp.domain.identity import VariantId, new_id
from posapp.services.books import Level
from posapp.services.errors import NotPaired
from posapp.services.on_duty import OnDuty, staff_on
from posapp.services.till_data import TillData, UnitOfWork
from sync.protocol.kinds import StockCount

MOST_COUNTED = 9_999


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted, and the level before and after it."""

    variant_id: VariantId
    before: Level
    after: Level


class Counting:
    """Counts of single variants. They work without the network; sales before and after a count stay what they are."""

    def __init__(self, till: TillData, clock: Clock, duty: OnDuty) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty

    def count(self, variant_id: VariantId, observed: int) -> Counted:
        """Keep how many pieces of a variant are in the shop, the reserve shelf included; the level says so at once.

        Raises ``BadQuantity`` outside 0..9999, ``NotSignedIn`` or ``NotPaired``.
        """
        if not 0 <= observed <= MOST_COUNTED:
            raise BadQuantity(observed)

        def job(unit: UnitOfWork) -> Counted:
            if unit.paired is None:
                raise NotPaired
            now = self._clock.now()
            before = unit.catalogue.levels([variant_id])[variant_id]
            article = unit.catalogue.articles([variant_id]).get(variant_id)
            operation = unit.append(
                StockCount(
                    shop_id=unit.paired.shop_id,
                    variant_id=variant_id,
                    observed=observed,
                    occurred_ms=now,
                    staff_id=staff_on(self._duty, unit),
                ),
                subject=article.style.code if article is not None else variant_id,
            )
            unit.catalogue.keep_count(new_id(now), variant_id, observed, observed - before.on_hand, operation.seq)
            return Counted(variant_id, before, unit.catalogue.levels([variant_id])[variant_id])

        return self._till.write(job)
