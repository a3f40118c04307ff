"""What must hold, each a named function over the whole world that yields what shows that it does not.

The names and numbers are those of the design paper. ``check`` runs after everything was mended and has drained;
``look_at_view`` and ``look_after_death`` run while the world lives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from posapp.adapters.db.feed_kinds import FEED_KINDS
from sync.hub import conservation
from sync.hub.feed import streams_of
from sync.protocol.kinds import StockCount
from sync.simulation import accounts, chain, charges, decided, given_back, on_the_way, views
from sync.simulation.chronicle import Violation
from sync.simulation.evidence import SETTLED, Applied, applied, set_apart
from sync.simulation.halves import halves
from sync.simulation.hub import STRANGE_KIND
from sync.simulation.poison import TRAVELS_AS, UNKNOWN_VARIANT

if TYPE_CHECKING:
    from sync.simulation.world import World

Check = Callable[["World"], Iterator[str]]

MOST_EVIDENCE = 3
MOST_FAILED_A_MINUTE = 20
"""L5: so many requests of one till may fail within a minute of the true time."""

PARKED_FOR_GOOD = frozenset({"order_not_here", "booking_not_here", "garment_not_here", "transfer_not_here"})
"""Why an operation may wait for a person for ever: its order or booking was lost with a restore, or what a shop had
asked of the other with its disk."""


_IDS = {"sale.commit": "sale_id", "return.commit": "return_id"}


def no_fact_lost(world: World) -> Iterator[str]:
    """Every sale that a cashier saw finished is in the hub's books, in quarantine, or in a dead disk's loss record."""
    apart = _told_apart(world)
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
    yield from given_back.lost(world, apart)
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
    query = "SELECT hub_no, sale_id, total_fen FROM sale WHERE hub_no NOT IN"
    query += " (SELECT hub_no FROM op_result WHERE code = 'in_suspense')"
    sales = {row.hub_no: row for row in world.hub.rows(query)}
    moved: Counter[tuple[int, str]] = Counter()
    query = "SELECT hub_no, variant_id, quantity FROM stock_movement WHERE hub_no IS NOT NULL AND cause <> 'count'"
    for row in world.hub.rows(query):
        moved[row.hub_no, row.variant_id] += row.quantity
    expected: Counter[tuple[int, str]] = Counter()
    applied_sales = 0
    for one in applied(world.hub):
        hub_no, sale = one.hub_no, one.sale
        if sale is not None:
            applied_sales += 1
            row = sales.get(hub_no)
            if row is None or (row.sale_id, row.total_fen) != (sale.sale_id, sale.total_fen):
                yield f"no. {hub_no}: {sale.receipt_no} has no sale of its own"
        for movement in one.movements:
            expected[hub_no, movement.variant_id] += movement.quantity
    if len(sales) != applied_sales:
        yield f"{len(sales)} sales of {applied_sales} operations"
    for key in sorted({*moved, *expected}):
        if moved[key] != expected[key]:
            yield f"no. {key[0]}: {key[1]} moved by {moved[key]}, not {expected[key]}"


def atomic_sale(world: World) -> Iterator[str]:
    """A sale is there whole at its till: lines, tender, movements, number and operation."""
    for till in world.tills:
        yield from (f"{till.name}: {evidence}" for evidence in halves(till.rows))


def stock_conserved(world: World) -> Iterator[str]:
    """The ledgers make the levels, promises are those of orders, ``H = S + P + Q``; every till shows the same."""
    with world.hub.look() as conn:
        for fault in conservation.faults(conn):
            yield f"{fault.shop_id}/{fault.variant_id}: {fault.what.en}"
    shown = {till.name: till.levels(chain.VARIANTS) for till in world.tills}
    unbooked = {till.name: views.moved_by_those_apart(world, till) for till in world.tills}
    for row in world.hub.rows("SELECT shop_id, variant_id, on_hand, promised FROM stock"):
        key = (row.shop_id, row.variant_id)
        for till in world.tills if row.variant_id != UNKNOWN_VARIANT else ():
            here = shown[till.name][row.variant_id]
            moved, handed = (of[row.variant_id] for of in unbooked[till.name])
            there = (row.on_hand + moved, max(0, row.promised + handed))
            if till.shop_id == row.shop_id and here != there:
                yield f"{key}: {till.name} shows {here}, not {there}"


def counts_stand(world: World) -> Iterator[str]:
    """A level that was counted is what somebody saw last and what was moved after that, whenever either was told."""
    moves: dict[str, list[tuple[Applied, int]]] = {}
    seen: dict[tuple[str, str], list[tuple[Applied, int]]] = {}
    for one in applied(world.hub):
        if isinstance(one.body, StockCount):
            seen.setdefault((one.body.shop_id, one.body.variant_id), []).append((one, one.body.observed))
        else:
            for moved in one.movements:
                place = f"{one.body.shop_id}/{moved.variant_id}"
                moves.setdefault(place, []).append((one, moved.quantity))
    for (shop_id, variant_id), counts in seen.items():
        newest = [one for one in counts if all(one is other or one[0].is_after(other[0]) for other in counts)]
        if not newest:
            continue  # the clocks of two tills and the log of one contradict each other: any may stand
        [(count, observed)] = newest
        later = sum(n for one, n in moves.get(f"{shop_id}/{variant_id}", ()) if one.is_after(count))
        query = "SELECT on_hand FROM stock WHERE shop_id = :shop AND variant_id = :variant"
        level = world.hub.rows(query, shop=shop_id, variant=variant_id)[0].on_hand
        if level != observed + later:
            yield f"{shop_id}/{variant_id}: {observed} were counted, {later} moved since, and {level} are there"


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


def receipt_numbers(world: World) -> Iterator[str]:
    """The numbers of a series are 1..n."""
    for till in world.tills:
        series: dict[str, list[int]] = {}
        for row in till.rows("SELECT receipt_no FROM sale UNION SELECT receipt_no FROM return_ticket"):
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
        if world.hub.restores:  # a mall that came back older learns leases of the tills, which keep every one they had
            odd = [key for key in odd if key in expected or key[0] != "lease"]
        unbooked = views.rows_of_those_apart(world, till)
        odd = [key for key in odd if key not in unbooked]
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
    query = "SELECT device, count(*) AS n FROM quarantine WHERE why <> 'lost' GROUP BY device"
    for row in world.hub.rows(query):
        if row.device not in world.apart:
            yield f"{row.n} operations of {row.device} in quarantine"


def day_proofs_equal(world: World) -> Iterator[str]:
    """Till and hub agree on every closed shift, but for one in which something is parked for good."""
    for till in world.tills:
        query = f"SELECT seq FROM op_state WHERE result = 'parked' OR code IN {SETTLED}"
        parked = [row.seq for row in till.rows(query)]
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
    "I5 counts stand": counts_stand,
    "I7 promises within quota": promises_within_quota,
    "I8 value bounded": accounts.value_bounded,
    "I9 points once": accounts.points_once,
    "I10 coupon once": accounts.coupon_once,
    "I11 receipt numbers": receipt_numbers,
    "P1 charged once, for goods": charges.charged_once,
    "P2 payments are decided": charges.decided,
    "R1 never more than was paid": given_back.never_more_than_paid,
    "R2 what comes back twice is told": given_back.twice_is_told,
    "T1 goods between shops": on_the_way.goods_between_shops,
    "T2 what lies aside": on_the_way.what_lies_aside,
    "D1 a word is kept": decided.words_are_kept,
    "D3 who has the piece in her hand": decided.the_piece_is_hers,
    "D4 written to by a clerk's word": decided.by_a_clerk_s_word,
    "D5 what is settled waits no more": decided.settled_waits_no_more,
    "I12 chain intact": chain_intact,
    "I13 feed complete": feed_complete,
    "I15 no silent drop": no_silent_drop,
    "I16 day proofs equal": day_proofs_equal,
    "L1 outbox drains": outbox_drains,
    "L5 no retry storm": no_retry_storm,
    "L6 rights of the lost are free": accounts.rights_of_the_lost_are_free,
}
"""Checked at the end. I3, I6, I14, C1 and D2 are looked at while the world lives: at the hub's starts, at sales, at
views, when a till has heard the mall, when a phone shows a code."""


def check(world: World, names: Iterable[str] = tuple(CHECKS)) -> Iterator[Violation]:
    """Check everything, or what is named; at most three pieces of evidence for each.

    A check that breaks has found something, too.
    """
    for name in names:
        try:
            for evidence in islice(CHECKS[name](world), MOST_EVIDENCE):
                yield Violation(name, evidence)
        except Exception as error:  # noqa: BLE001 - a world may be broken in ways no check has thought of
            yield Violation(name, f"the check broke: {error!r}")


def _told_apart(world: World) -> dict[str, int]:
    """Return the totals of the sales and returns that lie in quarantine, by their ids."""
    found = {}
    for kind, written in set_apart(world.hub):
        if kind in _IDS:
            body = msgspec.json.decode(written)
            found[body[_IDS[kind]]] = body["total_fen"]
    return found


def _is_poison(kind: str, v: int, code: str) -> bool:
    return code == "unknown_version" and (kind, v) in TRAVELS_AS.values()
