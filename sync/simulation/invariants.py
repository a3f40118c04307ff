"""What must hold, each a named function over the whole world that yields what shows that it does not.

The names and numbers are those of the design paper. ``check`` runs after everything was mended and has drained;
``look_at_view`` and ``look_after_death`` run while the world lives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from posapp.adapters.db.feed_kinds import FEED_KINDS
from sync.hub import conservation
from sync.hub.feed import streams_of
from sync.protocol.decoding import from_json
from sync.protocol.kinds import PickupHandOver, SaleCommit
from sync.protocol.rows import Order
from sync.simulation import chain
from sync.simulation.chronicle import Violation
from sync.simulation.hub import STRANGE_KIND
from sync.simulation.poison import SUBJECT, TRAVELS_AS, UNKNOWN_VARIANT
from sync.simulation.till import SimulatedTill

if TYPE_CHECKING:
    from sync.simulation.world import World

Check = Callable[["World"], Iterator[str]]

MOST_EVIDENCE = 3
MOST_FAILED_A_MINUTE = 20
"""L5: so many requests of one till may fail within a minute of the true time."""

PARKED_FOR_GOOD = frozenset({"order_not_here", "booking_not_here", "garment_not_here", "handed_over_twice"})
"""Why an operation may wait for a person for ever: its order or booking was lost with a restore, or given out twice."""


def no_fact_lost(world: World) -> Iterator[str]:
    """Every sale that a cashier saw finished is in the hub's books, in quarantine, or in a dead disk's loss record."""
    apart = _sales_apart(world)
    booked = {row.sale_id: row for row in world.hub.rows("SELECT sale_id, receipt_no, total_fen FROM sale")}
    for till in world.tills:
        lost = frozenset().union(*(loss.sales for loss in till.losses))
        for sale_id, (receipt_no, total) in till.witness.told.items():
            found = booked.get(sale_id)
            if found is None:
                if sale_id not in lost and apart.get(sale_id) != total:
                    yield f"{till.name}: {receipt_no} is not booked"
            elif (found.receipt_no, found.total_fen) != (receipt_no, total):
                yield f"{till.name}: {receipt_no} over {total} is booked as {found.receipt_no} over {found.total_fen}"
    query = "SELECT op_id, chain_hash FROM inbox UNION ALL SELECT op_id, chain_hash FROM quarantine"
    kept = {row.op_id: row.chain_hash for row in world.hub.rows(query)}
    for till in world.tills:
        for row in till.rows("SELECT generation, seq, op_id, chain_hash FROM op_log"):
            if kept.get(row.op_id) != row.chain_hash:
                yield f"{till.name}: operation {row.generation}/{row.seq} is not in the inbox"


def no_fact_doubled(world: World) -> Iterator[str]:
    """Each operation has one set of effects: one sale, each movement once, no more money than was taken."""
    for code in ("same_sale", "same_movement"):
        counted = world.hub.rows("SELECT count(*) AS n FROM trade_exception WHERE code = :code", code=code)[0].n
        counted += world.hub.rows("SELECT count(*) AS n FROM op_result WHERE code = :code", code=code)[0].n
        if counted:
            yield f"{counted} × {code}"
    sales = {row.hub_no: row for row in world.hub.rows("SELECT hub_no, sale_id, total_fen FROM sale")}
    moved: Counter[tuple[int, str]] = Counter()
    for row in world.hub.rows("SELECT hub_no, variant_id, quantity FROM stock_movement WHERE hub_no IS NOT NULL"):
        moved[row.hub_no, row.variant_id] += row.quantity
    expected: Counter[tuple[int, str]] = Counter()
    applied_sales = 0
    for hub_no, body in _applied(world):
        if isinstance(body, SaleCommit):
            applied_sales += 1
            row = sales.get(hub_no)
            if row is None or (row.sale_id, row.total_fen) != (body.sale_id, body.total_fen):
                yield f"no. {hub_no}: {body.receipt_no} has no sale of its own"
        for movement in body.movements:
            expected[hub_no, movement.variant_id] += movement.quantity
    if len(sales) != applied_sales:
        yield f"{len(sales)} sales of {applied_sales} operations"
    for key in sorted({*moved, *expected}):
        if moved[key] != expected[key]:
            yield f"no. {key[0]}: {key[1]} moved by {moved[key]}, not {expected[key]}"


def atomic_sale(world: World) -> Iterator[str]:
    """A sale is there whole at its till: lines, tender, movements, number and operation."""
    for till in world.tills:
        yield from (f"{till.name}: {evidence}" for evidence in _halves(till))


def stock_conserved(world: World) -> Iterator[str]:
    """The ledgers make the levels, promises are those of orders, ``H = S + P + Q``; every till shows the same."""
    with world.hub.look() as conn:
        for fault in conservation.faults(conn):
            yield f"{fault.shop_id}/{fault.variant_id}: {fault.what.en}"
    shown = {till.name: till.levels(chain.VARIANTS) for till in world.tills}
    for row in world.hub.rows("SELECT shop_id, variant_id, on_hand, promised FROM stock"):
        key = (row.shop_id, row.variant_id)
        for till in world.tills if row.variant_id != UNKNOWN_VARIANT else ():
            here = shown[till.name][row.variant_id]
            if till.shop_id == row.shop_id and here != (row.on_hand, row.promised):
                yield f"{key}: {till.name} shows {here}, not {(row.on_hand, row.promised)}"


def promises_within_quota(world: World) -> Iterator[str]:
    """No more promises are broken than pieces lack, and each broken piece has exactly one exception, still open."""
    told = Counter(
        (row.shop_id, row.variant_id)
        for row in world.hub.rows(
            "SELECT shortfall.shop_id, variant_id FROM shortfall JOIN trade_exception"
            " ON trade_exception.exception_no = shortfall.exception_no AND trade_exception.code = 'shortfall'"
            " WHERE mended_ms IS NULL AND settled_ms IS NULL"
        )
    )
    for row in world.hub.rows("SELECT shop_id, variant_id, on_hand, promised, picked FROM stock"):
        broken = max(0, row.promised - row.picked - max(0, row.on_hand - row.picked))
        if told[row.shop_id, row.variant_id] != broken:
            yield f"{row.shop_id}/{row.variant_id}: {broken} broken, {told[row.shop_id, row.variant_id]} told"


def points_once(world: World) -> Iterator[str]:
    """Every booked sale to a member earned by the rule, once, and her row says the sum."""
    entries = {
        row.entry_id: (row.member_id, row.points)
        for row in world.hub.rows("SELECT entry_id, member_id, points FROM points_entry")
    }
    earned: Counter[str] = Counter()
    expected = {}
    op_ids = {row.hub_no: row.op_id for row in world.hub.rows("SELECT hub_no, op_id FROM inbox")}
    for hub_no, body in _applied(world):
        if isinstance(body, SaleCommit) and body.member_id is not None:
            points = body.total_fen // chain.FEN_PER_POINT
            expected[f"earn:{op_ids[hub_no]}"] = (body.member_id, points)
            earned[body.member_id] += points
    if entries != expected:
        odd = sorted(set(entries.items()) ^ set(expected.items()))
        yield f"{len(entries)} entries for {len(expected)} sales to members, such as {odd[0]}"
    for row in world.hub.rows("SELECT id, row FROM feed WHERE t = 'member'"):
        points = msgspec.json.decode(row.row)["points"]
        if points != chain.OPENING_POINTS + earned[row.id]:
            yield f"{row.id} has {points}, not {chain.OPENING_POINTS + earned[row.id]}"


def coupon_once(world: World) -> Iterator[str]:
    """A coupon is used once; each further use is one loss."""
    uses: Counter[str] = Counter()
    for _, body in _applied(world):
        if isinstance(body, SaleCommit) and body.coupon_id is not None:
            uses[body.coupon_id] += 1
    used = [row.coupon_id for row in world.hub.rows("SELECT coupon_id FROM coupon_use")]
    if sorted(used) != sorted(uses):
        yield f"used are {sorted(set(used) ^ set(uses))}"
    losses = world.hub.rows("SELECT count(*) AS n FROM trade_exception WHERE code = 'double_redeem'")[0].n
    extra = sum(times - 1 for times in uses.values())
    if losses != extra:
        yield f"{losses} losses for {extra} further uses"


def receipt_numbers(world: World) -> Iterator[str]:
    """The numbers of a series are 1..n."""
    for till in world.tills:
        series: dict[str, list[int]] = {}
        for row in till.rows("SELECT receipt_no FROM sale"):
            name, _, number = row.receipt_no.rpartition("-")
            series.setdefault(name, []).append(int(number))
        for name, numbers in series.items():
            if sorted(numbers) != list(range(1, len(numbers) + 1)):
                yield f"{till.name}: {name} has {len(numbers)} numbers up to {max(numbers)}"
    twice = world.hub.rows("SELECT receipt_no FROM sale GROUP BY receipt_no HAVING count(*) > 1")
    yield from (f"{row.receipt_no} is on two sales" for row in twice)


def chain_intact(world: World) -> Iterator[str]:
    """The log of a till is one unbroken chain, and the hub holds the same one."""
    heads = {
        (row.device, row.generation): row
        for row in world.hub.rows("SELECT device, generation, status, received_through, chain_hash FROM device")
    }
    for till in world.tills:
        fault = till.chain_fault()
        if fault is not None:
            yield f"{till.name}: operation {fault} does not fit"
        identity = till.store.identity()
        assert identity is not None
        head = till.rows("SELECT seq, chain_hash FROM op_log ORDER BY seq DESC LIMIT 1")[0]
        known = heads[identity.device, identity.generation]
        if known.status != "active":
            yield f"{till.name} is {known.status}"
        if (known.received_through, known.chain_hash) != (head.seq, head.chain_hash):
            yield f"{till.name}: its log ends at {head.seq}, the hub's copy at {known.received_through}"


def feed_complete(world: World) -> Iterator[str]:
    """A till holds exactly the rows of its scope, in the hub's version, and none waits or is unreadable."""
    published = world.hub.rows("SELECT t AS kind, id, stream, ver, row FROM feed WHERE NOT deleted")
    for till in world.tills:
        scope = streams_of(till.shop_id)
        expected = {
            (row.kind, row.id): (row.ver, row.row)
            for row in published
            if row.stream in scope and row.kind != STRANGE_KIND
        }
        held = {
            (kind.name, row.id): (row.ver, bytes(row.row).decode())
            for kind in FEED_KINDS.values()
            for row in till.rows(f"SELECT id, ver, row FROM {kind.table.name}")  # names of our own tables
        }
        odd = sorted(key for key in {*expected, *held} if expected.get(key) != held.get(key))
        for key in odd[:3]:
            here, there = held.get(key), expected.get(key)
            yield f"{till.name}: {key} is {here and here[0]} here, {there and there[0]} at the hub, {len(odd)} differ"
        aside = till.rows("SELECT kind, id FROM feed_unknown UNION ALL SELECT kind, id FROM feed_waiting")
        strange = {row.id for row in published if row.kind == STRANGE_KIND and row.stream in scope}
        yield from (f"{till.name}: {row.kind} {row.id} lies aside" for row in aside if row.kind != STRANGE_KIND)
        yield from (f"{till.name}: {row_id} was dropped" for row_id in strange - {row.id for row in aside})
        if strange:
            world.chronicle.rare("a till kept a row that it cannot read")


def no_silent_drop(world: World) -> Iterator[str]:
    """Every operation that was received has a result; what is parked is parked for a known reason."""
    for row in world.hub.rows(
        "SELECT inbox.hub_no, inbox.kind, inbox.v, op_result.result, op_result.code FROM inbox "
        "LEFT JOIN op_result ON op_result.hub_no = inbox.hub_no"
    ):
        if row.result is None:
            yield f"no. {row.hub_no} ({row.kind}) has no result"
        elif row.result == "parked" and row.code not in PARKED_FOR_GOOD and not _is_poison(row.kind, row.v, row.code):
            yield f"no. {row.hub_no} ({row.kind}) is parked: {row.code}"
    for row in world.hub.rows("SELECT device, count(*) AS n FROM quarantine GROUP BY device"):
        if row.device not in world.apart:
            yield f"{row.n} operations of {row.device} in quarantine"


def day_proofs_equal(world: World) -> Iterator[str]:
    """Till and hub agree on every closed shift, but for one in which something is parked for good."""
    for till in world.tills:
        parked = [row.seq for row in till.rows("SELECT seq FROM op_state WHERE result = 'parked'")]
        parked += [seq for _, seq in till.poisoned]
        for row in till.rows(
            "SELECT shift.opened_seq, shift.closed_seq, day_proof.state, day_proof.differing FROM shift "
            "JOIN day_proof ON day_proof.shift_id = shift.shift_id"
        ):
            differs = row.state != "equal"
            if differs and not any(row.opened_seq <= seq <= row.closed_seq for seq in parked):
                where = bytes(row.differing).decode()
                yield f"{till.name}: {row.opened_seq}..{row.closed_seq} is {row.state} in {where}"


def outbox_drains(world: World) -> Iterator[str]:
    """Nothing waits any more, and the feed is read to its end."""
    for till in world.tills:
        if till.store.waiting():
            yield f"{till.name}: {till.store.waiting()} operations wait"
        where = till.rows("SELECT is_complete FROM feed_cursor")
        if not where or not where[0].is_complete:
            yield f"{till.name}: the feed is not read to its end"


FLOOR_SHARE = 1
"""What the mall leaves to the floor at least."""


def no_retry_storm(world: World) -> Iterator[str]:
    """Whatever fails, a till asks in vain at most so often within a minute."""
    for till in world.tills:
        minute, failed = max(till.line.failed.items(), key=lambda item: item[1], default=(0, 0))
        if failed > MOST_FAILED_A_MINUTE:
            yield f"{till.name}: {failed} requests failed in minute {minute}"


CHECKS: dict[str, Check] = {
    "I1 no fact lost": no_fact_lost,
    "I2 no fact doubled": no_fact_doubled,
    "I4 atomic sale": atomic_sale,
    "I5 stock conserved": stock_conserved,
    "I7 promises within quota": promises_within_quota,
    "I9 points once": points_once,
    "I10 coupon once": coupon_once,
    "I11 receipt numbers": receipt_numbers,
    "I12 chain intact": chain_intact,
    "I13 feed complete": feed_complete,
    "I15 no silent drop": no_silent_drop,
    "I16 day proofs equal": day_proofs_equal,
    "L1 outbox drains": outbox_drains,
    "L5 no retry storm": no_retry_storm,
}
"""Checked at the end. I3, I6 and I14 are looked at while the world lives: at the hub's starts, at sales, at views."""


def check(world: World) -> Iterator[Violation]:
    """Check everything; at most three pieces of evidence for each. A check that breaks has found something, too."""
    for name, function in CHECKS.items():
        try:
            for evidence in islice(function(world), MOST_EVIDENCE):
                yield Violation(name, evidence)
        except Exception as error:  # noqa: BLE001 - a world may be broken in ways no check has thought of
            yield Violation(name, f"the check broke: {error!r}")


def look_at_view(world: World, till: SimulatedTill) -> None:
    """I14: a till never shows a level that leaves out what it sold itself, nor one that counts it twice.

    Stock only goes down here. So the level lies between the opening less all that anybody in the shop moved, and the
    opening less what this till moved; whatever of it the hub has applied, parked or not yet heard of.
    """
    if not world.is_view_monotone or not till.is_loaded() or till.is_contested:
        return  # the numbers of a forked log say nothing of what the hub has applied of this branch
    neighbours = [one for one in (*world.tills, *world.twins) if one.shop_id == till.shop_id]
    moves = {one.name: _moves(one) for one in neighbours}
    levels = till.levels(sorted(chain.SCARCE))
    for variant_id, (shown, _) in levels.items():
        own = moves[till.name].get(variant_id, _NO_MOVES).all
        everyone = sum(
            moves[one.name].get(variant_id, _NO_MOVES).all + one.moved_before[variant_id] for one in neighbours
        )
        given_up = sum(moves[one.name].get(variant_id, _NO_MOVES).parked for one in neighbours)
        opening = chain.opening_stock(till.shop_id, variant_id)
        if not opening + everyone <= shown <= opening + own - given_up:
            world.chronicle.wrong(
                "I14 monotone views",
                f"{till.name} shows {shown} of {variant_id}; opened with {opening}, moved {own} itself, "
                f"{everyone} in all",
            )


def look_after_death(world: World, till: SimulatedTill) -> None:
    """I4 at once after a death: no half sale."""
    for evidence in _halves(till):
        world.chronicle.wrong("I4 atomic sale", f"{till.name}: {evidence}")


def look_at_promise(world: World, order: Order) -> None:
    """I7 at once after an order: what is promised is within the quota, and the quota leaves the floor its share."""
    for line in order.lines:
        level = world.hub.rows(
            "SELECT on_hand, promised - picked AS unpicked, picked, quota FROM stock"
            " WHERE shop_id = :shop AND variant_id = :variant",
            shop=order.shop_id,
            variant=line.variant_id,
        )[0]
        if level.unpicked > min(level.quota, max(0, level.on_hand - level.picked - FLOOR_SHARE)):
            world.chronicle.wrong("I7 promises within quota", f"{order.shop_id}/{line.variant_id}: {tuple(level)}")


def last_sale(till: SimulatedTill) -> str:
    """Return the id of the newest sale in a till's file, empty without one."""
    found = till.rows("SELECT sale_id FROM sale ORDER BY rowid DESC LIMIT 1")
    return found[0].sale_id if found else ""


def is_quiet(till: SimulatedTill) -> bool:
    """Tell whether a till has nothing more to say or to ask."""
    due = till.rows("SELECT count(*) AS n FROM day_proof WHERE state = 'waiting'")[0].n
    where = till.rows("SELECT is_complete FROM feed_cursor")
    return till.store.waiting() == 0 and due == 0 and bool(where and where[0].is_complete)


def _sales_apart(world: World) -> dict[str, int]:
    """Return the totals of the sales that lie in quarantine."""
    found = {}
    for row in world.hub.rows("SELECT envelope FROM quarantine"):
        operation = msgspec.json.decode(row.envelope)
        if operation["kind"] == "sale.commit":
            body = msgspec.json.decode(operation["body"])
            found[body["sale_id"]] = body["total_fen"]
    return found


def _is_poison(kind: str, v: int, code: str) -> bool:
    return code == "unknown_version" and (kind, v) in TRAVELS_AS.values()


def _applied(world: World) -> Iterator[tuple[int, SaleCommit | PickupHandOver]]:
    """Yield what the hub has applied of sales and hand-overs, read from what it took in."""
    kinds: dict[str, type[SaleCommit] | type[PickupHandOver]] = {
        "sale.commit": SaleCommit,
        "pickup.hand_over": PickupHandOver,
    }
    for row in world.hub.rows(
        "SELECT inbox.hub_no, inbox.kind, inbox.envelope FROM inbox "
        "JOIN op_result ON op_result.hub_no = inbox.hub_no WHERE op_result.result = 'applied' ORDER BY inbox.hub_no"
    ):
        if row.kind in kinds:
            yield row.hub_no, from_json(msgspec.json.decode(row.envelope)["body"], kinds[row.kind])


class _Moves(NamedTuple):
    """Pieces of a variant that a till's own operations moved: all, and those that the hub may not count.

    That are those of parked operations and of every hand-over: one whose order was lost with a restore is parked, and
    the till forgets that it was told so when the hub is restored once more.
    """

    all: int
    parked: int


_NO_MOVES = _Moves(0, 0)


def _moves(till: SimulatedTill) -> dict[str, _Moves]:
    return {
        row.variant_id: _Moves(row.n, row.parked or 0)
        for row in till.rows(
            "SELECT variant_id, sum(quantity) AS n, sum(CASE WHEN cause = 'pickup' OR op_seq IN "
            "(SELECT seq FROM op_state WHERE result = 'parked') THEN quantity END) AS parked "
            "FROM stock_movement GROUP BY variant_id"
        )
    }


def _halves(till: SimulatedTill) -> Iterator[str]:
    for row in till.rows(
        "SELECT sale.receipt_no, sale.total_fen,"
        " (SELECT count(*) FROM op_log WHERE op_log.seq = sale.op_seq AND op_log.kind = 'sale.commit') AS operations,"
        " (SELECT sum(paid_fen) FROM sale_line WHERE sale_line.sale_id = sale.sale_id) AS paid,"
        " (SELECT sum(quantity) FROM sale_line WHERE sale_line.sale_id = sale.sale_id) AS pieces,"
        " (SELECT sum(amount_fen) FROM sale_tender WHERE sale_tender.sale_id = sale.sale_id) AS taken,"
        " (SELECT sum(quantity) FROM stock_movement WHERE stock_movement.sale_id = sale.sale_id) AS moved "
        "FROM sale"
    ):
        if row.operations != 1 or row.paid != row.total_fen or row.taken != row.total_fen or row.moved != -row.pieces:
            yield f"{row.receipt_no} is half: {tuple(row)}"
    query = f"SELECT count(*) AS n FROM op_log WHERE kind = 'sale.commit' AND subject <> '{SUBJECT}'"
    sold = till.rows(query)[0].n
    sales = till.rows("SELECT count(*) AS n FROM sale")[0].n
    numbers = till.rows("SELECT coalesce(sum(next - 1), 0) AS n FROM number_series")[0].n
    if not sold == sales == numbers:
        yield f"{sales} sales, {sold} operations, {numbers} numbers"
