"""What must hold of what members and cards hold with the chain: value, points and coupons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import msgspec

from posapp.domain.clock import Millis, local
from sync.hub.value import ledger
from sync.protocol.kinds import ReturnCommit, SaleCommit
from sync.simulation import chain
from sync.simulation.evidence import applied, applied_returns, applied_sales

if TYPE_CHECKING:
    from sync.simulation.world import World

_LEASED = ("stored_value", "gift_card")


def value_bounded(world: World) -> Iterator[str]:
    """The ledger of value adds up; every unit drawn is paid out of it once; what is leased is never spent twice.

    Only a hub that came back from a backup, and forgot what it had set aside, may find a leased account empty.
    What is taken on trust stays within a till's part of the day.
    """
    with world.hub.look() as conn:
        yield from ledger.check(conn)
        lost = {instrument: ledger.lost(conn, instrument) for instrument in (*_LEASED, "points")}
    drawn: Counter[tuple[str, str]] = Counter()
    on_trust: Counter[tuple[str, int, str]] = Counter()
    for one, sale in applied_sales(world.hub):
        for tender in sale.tenders:
            if tender.drawn is None:
                continue
            drawn[tender.kind, tender.drawn.owner_id] += tender.drawn.units
            if tender.drawn.right == "floor_limit":
                day = local(Millis(sale.occurred_ms)).date().isoformat()
                on_trust[one.device, one.generation, day] += tender.drawn.units
                if tender.kind in _LEASED:
                    yield f"{sale.receipt_no} took {tender.kind} on trust"
    query = "SELECT instrument, owner_id, sum(units) AS n FROM value_transfer WHERE target LIKE 'paid:%'"
    query += " AND instrument <> 'coupon' GROUP BY instrument, owner_id"  # coupons are only there when they are a loss
    paid = Counter({(row.instrument, row.owner_id): row.n for row in world.hub.rows(query)})
    for account in sorted({*drawn, *paid}):
        if drawn[account] != paid[account]:
            yield f"{account}: {drawn[account]} drawn, {paid[account]} paid"
    for (device, generation, day), units in on_trust.items():
        if units > chain.POINTS_A_TILL_AND_DAY:
            yield f"{device}/{generation} took {units} points on trust on {day}"
    if not world.hub.restores:
        query = "SELECT about FROM value_transfer WHERE cause = 'spent_twice' AND instrument = :leased"
        for instrument in _LEASED:
            for row in world.hub.rows(query, leased=instrument):
                yield f"{row.about} found {instrument} spent, of which {lost[instrument]} are lost"
        stood_for = _lost_by(world, "points", "written_off") + _lost_by(world, "points", "spent_before_return")
        if lost["points"] > sum(on_trust.values()) + stood_for:
            yield f"{lost['points']} points are lost, {sum(on_trust.values())} were taken on trust"


def _lost_by(world: World, instrument: str, cause: str) -> int:
    """Return the units that the chain lost for a cause: tills written off, or points spent before goods came back."""
    query = "SELECT coalesce(sum(units), 0) AS n FROM value_transfer WHERE source = :loss AND cause = :cause"
    return int(world.hub.rows(query, loss=f"loss:{instrument}", cause=cause)[0].n)


def rights_of_the_lost_are_free(world: World) -> Iterator[str]:
    """What a till held that will never be heard of is written off, and no other right of it is open."""
    query = "SELECT right_id FROM value_right WHERE device = :device AND generation = :generation AND status = 'open'"
    for till in world.tills:
        for device, generation in till.retired:
            for row in world.hub.rows(query, device=device, generation=generation):
                yield f"{till.name}: {row.right_id} of generation {generation} is still open"


def points_once(world: World) -> Iterator[str]:
    """Every booked sale to a member earned by the rule, once, and her row says the sum less what she spent.

    What comes back takes its points with it, and brings back the points that paid for it.
    What the chain stood for while her points were set aside counts as spent once they come back, and nothing else does.
    """
    entries = {
        row.entry_id: (row.member_id, row.points)
        for row in world.hub.rows("SELECT entry_id, member_id, points FROM points_entry")
    }
    earned: Counter[str] = Counter()
    expected = _points_taken_back(world, entries)
    for one, sale in applied_sales(world.hub):
        if sale.member_id is not None:
            points = (sale.total_fen - _paid_in_points(sale)) // chain.FEN_PER_POINT
            if isinstance(one.body, ReturnCommit):  # goods for goods: what the first ones earned, or less
                is_even = not sale.tenders and sale.total_fen == one.body.total_fen
                if is_even:  # a piece's share of its ticket's points may be rounded up
                    points = max(points, one.body.points_back)
                points = min(points, sale.points_earned)
            expected[f"earn:{one.op_id}"] = (sale.member_id, points)
            earned[sale.member_id] += points
    if entries != expected:
        odd = sorted(set(entries.items()) ^ set(expected.items()))
        yield f"{len(entries)} entries for {len(expected)} sales and returns of members, such as {odd[0]}"
    spent = _spent_of_points(world)
    yield from _made_good_too_much(world)
    for row in world.hub.rows("SELECT id, row FROM feed WHERE t = 'member'"):
        points = msgspec.json.decode(row.row)["points"]
        held = chain.OPENING_POINTS + earned[row.id] - spent[row.id]
        if points != held:
            yield f"{row.id} has {points}, not {held}"


def _paid_in_points(sale: SaleCommit) -> int:
    return sum(tender.amount_fen for tender in sale.tenders if tender.kind == "points")


def _points_taken_back(world: World, entries: Mapping[str, tuple[str, int]]) -> dict[str, tuple[str, int]]:
    """Return the entries of what came back: all its points, and of pieces that came back twice at most these."""
    twice = {row.hub_no for row in world.hub.rows("SELECT hub_no FROM trade_exception WHERE code = 'returned_twice'")}
    expected = {}
    for one, back in applied_returns(world.hub):
        name = f"points-back:{back.return_id}"
        if back.member_id is None or back.points_back == 0:
            continue
        there = entries.get(name)
        if one.hub_no in twice and (there is None or -back.points_back <= there[1] <= 0):
            if there is not None:
                expected[name] = there
        else:
            expected[name] = (back.member_id, -back.points_back)
    return expected


def _spent_of_points(world: World) -> Counter[str]:
    """Return the points that left each member's own account or a right that was hers, less what came back to it.

    They leave to sales, for a loss, and with goods that come back.
    """
    query = (
        "SELECT owner_id, sum(CASE WHEN cause = 'refund' THEN -units ELSE units END) AS n FROM value_transfer"
        " WHERE (target = 'paid:points' AND source <> 'loss:points')"
        " OR (instrument = 'points' AND cause IN ('made_good', 'returned', 'refund')) GROUP BY owner_id"
    )
    return Counter({row.owner_id: row.n for row in world.hub.rows(query)})


def _made_good_too_much(world: World) -> Iterator[str]:
    """Nobody makes good with what was set aside after the mall had booked the loss."""
    query = (
        "SELECT good.transfer_id, good.units, coalesce(sum(lost.units), 0) AS n FROM value_transfer AS good"
        " JOIN value_right AS aside ON aside.right_id = good.right_id"
        " LEFT JOIN (value_transfer AS lost LEFT JOIN op_result ON op_result.hub_no = lost.hub_no)"
        " ON lost.instrument = good.instrument AND lost.owner_id = good.owner_id"
        " AND lost.cause IN ('spent_twice', 'relearnt')"
        " AND coalesce(op_result.at_ms, lost.at_ms) >= aside.from_ms"
        " WHERE good.cause = 'made_good' GROUP BY good.transfer_id, good.units"
    )
    for row in world.hub.rows(query):
        if row.units > row.n:
            yield f"{row.transfer_id} takes {row.units}, while {row.n} were lost"


def coupon_once(world: World) -> Iterator[str]:
    """A coupon is used once, until all that it paid for came back; each further use is one loss.

    Goods may come back to another till before the mall hears of their sale: then that sale never held the coupon.
    """
    holders: dict[str, str] = {}
    back_before: set[tuple[str, str]] = set()
    extra = 0
    for one in applied(world.hub):
        if isinstance(one.body, ReturnCommit):
            for coupon_id in one.body.coupon_ids:
                world.chronicle.rare("a coupon came back")
                if holders.get(coupon_id) == one.body.of_receipt_no:
                    del holders[coupon_id]
                else:
                    back_before.add((coupon_id, one.body.of_receipt_no))
        if one.sale is None:
            continue
        if len(one.sale.coupon_ids) > 1:
            world.chronicle.rare("a sale used several coupons")
        for coupon_id in one.sale.coupon_ids:
            if (coupon_id, one.sale.receipt_no) not in back_before:
                extra += coupon_id in holders
                holders.setdefault(coupon_id, one.sale.receipt_no)
    used = [row.coupon_id for row in world.hub.rows("SELECT coupon_id FROM coupon_use")]
    if sorted(used) != sorted(holders):
        yield f"used are {sorted(set(used) ^ set(holders))}"
    losses = world.hub.rows("SELECT count(*) AS n FROM trade_exception WHERE code = 'double_redeem'")[0].n
    if losses != extra:
        yield f"{losses} losses for {extra} further uses"
