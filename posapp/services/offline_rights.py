"""What this till may do without the mall: spend of accounts, and sell what the mall may promise as well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posapp.domain.clock import Clock, Millis
from posapp.domain.money import Fen
from posapp.domain.value import INSTRUMENTS, Instrument, left_of_lease
from posapp.services.drawing import day_of
from posapp.services.till_data import TillData, View
from sync.protocol import rows


@dataclass(frozen=True, slots=True)
class InstrumentRight:
    """How an instrument may be spent while the mall cannot be asked.

    ``leased``: what is left of the leases of ``accounts`` accounts, the first of which ends at ``until``. ``each`` is
    the floor limit of an account, ``today`` what is left of this till's share of the shop's day; both 0 without one.
    """

    instrument: Instrument
    rule: Literal["refused", "leased", "floor_limit"]
    leased: Fen
    accounts: int
    until: Millis | None
    each: Fen
    today: Fen


@dataclass(frozen=True, slots=True)
class RightsOffline:
    """The rights of each instrument of which the mall has told the terms; of this shop's pieces, how many the mall may
    still promise or has promised (``quota``), and how many of those wait to be picked.
    """

    instruments: tuple[InstrumentRight, ...]
    quota: int
    to_pick: int


class OfflineRights:
    """Reads what the mall granted; asks nobody."""

    def __init__(self, till: TillData, clock: Clock) -> None:
        self._till = till
        self._clock = clock

    def read(self) -> RightsOffline:
        """Return what holds now."""
        now = self._clock.now()
        with self._till.view() as view:
            terms = {row.id: row for row in view.rows.all(rows.ValueTerms)}
            rights = tuple(_right(view, name, terms[name], now) for name in INSTRUMENTS if name in terms)
            promises = view.catalogue.promises()
        return RightsOffline(rights, promises.quota, promises.to_pick)


def _right(view: View, instrument: Instrument, terms: rows.ValueTerms, now: Millis) -> InstrumentRight:
    mall_now = view.value.mall_time(now)
    left: list[tuple[int, Millis, str]] = []
    for held in view.value.leases():
        if held.row.instrument == instrument:
            until = Millis(held.row.until_ms)
            units = left_of_lease(held.row.units, held.spent, until, mall_now)
            if units:
                left.append((units, until, held.row.owner_id))
    has_floor = terms.offline == "floor_limit"
    share = terms.shop_day_fen // max(terms.tills_per_shop, 1) if has_floor else 0
    spent = view.value.spent_under_floor(instrument, day_of(now)) * terms.fen_per_unit
    return InstrumentRight(
        instrument=instrument,
        rule=terms.offline,
        leased=Fen(sum(units for units, _, _ in left) * terms.fen_per_unit),
        accounts=len({owner for _, _, owner in left}),
        until=min((until for _, until, _ in left), default=None),
        each=Fen(terms.floor_fen if has_floor else 0),
        today=Fen(max(share - spent, 0)),
    )
