"""What this till may draw of an account without asking, and whether a drawing still holds when the sale is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from posapp.domain.clock import Millis, local
from posapp.domain.money import Fen
from posapp.domain.text import Bilingual
from posapp.domain.value import FloorLimit, Instrument, left_of_lease, room_under_floor, units_worth
from posapp.services.carts import member_name
from posapp.services.errors import ValueRefused
from posapp.services.till_data import UnitOfWork, View
from posapp.services.value_book import Drawing
from sync.protocol import rows
from sync.protocol.kinds import LeaseReturn
from sync.protocol.sold import Drawn, Tender


@dataclass(frozen=True, slots=True)
class ValueOffer:
    """What somebody at the counter may pay with.

    ``balance`` and ``offline`` in fen: what the mall last said less what was spent here since, and how much of it this
    till may take without asking.
    """

    instrument: Instrument
    owner_id: str
    owner: Bilingual
    units: int
    balance: Fen
    offline: Fen


def fen_per_unit(view: View, instrument: Instrument) -> int:
    """Return what a unit pays; points pay nothing where the chain did not say how much."""
    terms = view.rows.get(rows.ValueTerms, instrument)
    return terms.fen_per_unit if terms is not None else int(instrument != "points")


def offer_of(view: View, instrument: Instrument, owner_id: str, now: Millis) -> ValueOffer:
    """Return what an account has to offer now."""
    rate = fen_per_unit(view, instrument)
    units = max(_balance(view, instrument, owner_id, now) - view.value.unknown_to_mall(instrument, owner_id), 0)
    leases = view.value.leases_of(instrument, owner_id)
    rooms = [room(view, instrument, owner_id, "lease", held.row.id, now) for held in leases]
    rooms.append(room(view, instrument, owner_id, "floor_limit", "", now))
    return ValueOffer(
        instrument,
        owner_id,
        _owner_name(view, instrument, owner_id),
        units,
        Fen(units * rate),
        Fen(min(max(rooms), units) * rate),
    )


def room(view: View, instrument: Instrument, owner_id: str, right: str, right_id: str, now: Millis) -> int:
    """Return the units that may be taken of an account by one of this till's own rights."""
    if right == "lease":
        for held in view.value.leases_of(instrument, owner_id):
            if held.row.id == right_id:
                until = Millis(held.row.until_ms)
                return left_of_lease(held.row.units, held.spent, until, view.value.mall_time(now))
        return 0
    terms = view.rows.get(rows.ValueTerms, instrument)
    if terms is None or terms.offline != "floor_limit" or terms.fen_per_unit <= 0:
        return 0
    share = terms.shop_day_fen // max(terms.tills_per_shop, 1)
    limit = FloorLimit(units_worth(terms.floor_fen, terms.fen_per_unit), units_worth(share, terms.fen_per_unit))
    return room_under_floor(
        limit,
        _balance(view, instrument, owner_id, now),
        view.value.unknown_to_mall(instrument, owner_id),
        view.value.spent_under_floor(instrument, day_of(now)),
    )


def check(view: View, drawings: Sequence[Drawing], now: Millis) -> None:
    """See in the sale's own transaction that its drawings still hold, all together. Raises ``ValueRefused``.

    Several by one right must fit into it as one would; none takes nothing, and none pays more than its units are worth.
    """
    taken: Counter[tuple[str, ...]] = Counter()
    for drawing in drawings:
        by_right = (drawing.right, drawing.right_id, drawing.instrument, drawing.owner_id)
        taken[by_right] += drawing.units
        worth = drawing.units * fen_per_unit(view, drawing.instrument)
        is_some = drawing.units > 0 and 0 < drawing.amount <= worth
        if not is_some or not _still_holds(view, drawing, taken[by_right], now):
            raise ValueRefused(reason="over", instrument=drawing.instrument)


def _still_holds(view: View, drawing: Drawing, units: int, now: Millis) -> bool:
    if drawing.right != "authorisation":
        return units <= room(view, drawing.instrument, drawing.owner_id, drawing.right, drawing.right_id, now)
    hold, mall_now = view.value.hold(drawing.right_id), view.value.mall_time(now)
    if mall_now is None:  # a clock that was set back tells nothing, and the mall's last word is the least it can be
        mall_now = view.value.last_word()
    if hold is None or hold.state != "authorised" or (mall_now is not None and mall_now >= hold.until):
        return False
    return (hold.instrument, hold.owner_id) == (drawing.instrument, drawing.owner_id) and units <= hold.units


def return_leases(unit: UnitOfWork, shop_id: str, now: Millis) -> None:
    """Give back every lease of this till, in the transaction that closes its shift."""
    for held in unit.value.leases():
        body = LeaseReturn(
            lease_id=held.row.id, shop_id=shop_id, occurred_ms=now, units_left=max(held.row.units - held.spent, 0)
        )
        operation = unit.append(body)
        unit.value.give_back(held.row.id, operation.seq)


def tender_of(drawing: Drawing, tender_id: str) -> Tender:
    """Return the tender that a drawing becomes in a sale."""
    return Tender(
        tender_id=tender_id,
        kind=drawing.instrument,
        amount_fen=drawing.amount,
        received_fen=drawing.amount,
        change_fen=0,
        drawn=Drawn(owner_id=drawing.owner_id, units=drawing.units, right=drawing.right, right_id=drawing.right_id),
    )


def day_of(now: Millis) -> str:
    """Return the day on which something is taken, for the daily cap."""
    return local(now).date().isoformat()


def _balance(view: View, instrument: Instrument, owner_id: str, now: Millis) -> int:
    """Return the units that the mall last said an account holds; a blocked or ended one holds nothing."""
    if instrument == "gift_card":
        card = view.rows.get(rows.GiftCard, owner_id)
        return 0 if card is None or card.status == "blocked" or card.until_ms < now else card.balance_fen
    member = view.rows.get(rows.Member, owner_id)
    if member is None or member.blocked:
        return 0
    return member.stored_fen if instrument == "stored_value" else member.points


def _owner_name(view: View, instrument: Instrument, owner_id: str) -> Bilingual:
    if instrument == "gift_card":
        card = view.rows.get(rows.GiftCard, owner_id)
        digits = f"…{card.card[-4:]}" if card is not None else ""
        return Bilingual(digits, digits)
    member = view.rows.get(rows.Member, owner_id)
    return member_name(member) if member is not None else Bilingual("", "")
