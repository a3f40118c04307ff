"""What must hold of goods that came back, over the whole chain: never more than was paid, and nothing twice in silence.

The names begin with R, as the design paper numbers none of these.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from sync.protocol.decoding import from_json
from sync.protocol.kinds import ReturnCommit, SaleCommit
from sync.simulation.evidence import Applied, applied, applied_returns, applied_sales, set_apart

if TYPE_CHECKING:
    from sync.simulation.world import World


def lost(world: World, apart: Mapping[str, int]) -> Iterator[str]:
    """Yield the returns that a cashier saw finished and that are nowhere: ``apart`` are those in quarantine."""
    booked = {
        row.return_id: (row.receipt_no, row.total_fen)
        for row in world.hub.rows("SELECT return_id, receipt_no, total_fen FROM return_ticket")
    }
    for till in world.tills:
        gone = frozenset().union(*(loss.returns for loss in till.losses))
        for return_id, told in till.witness.given_back.items():
            if booked.get(return_id) != told and return_id not in gone and apart.get(return_id) != told[1]:
                yield f"{till.name}: {told[0]} over {told[1]} is booked as {booked.get(return_id)}"


def never_more_than_paid(world: World) -> Iterator[str]:
    """Of a sale whose pieces came back once, no line, tax, tender or unit gave back more than it took, at any tills.

    What stands behind exchanged goods is counted by the sale that was paid; its receipts are one family. And within
    every return and every exchange the money adds up, and no account gets back more units than a sale drew on it.
    """
    sales = {sale.receipt_no: sale for _, sale in applied_sales(world.hub)}
    told = list(applied_returns(world.hub))
    returns = [back for _, back in told]
    for back in returns:
        yield from _adds_up(back)
    # Of two branches of a forked log one is booked, and both wrote receipts of the same numbers.
    told_twice = {receipt_no for receipt_no in _receipts_apart(world) if receipt_no in sales}
    told_once = {receipt_no: sale for receipt_no, sale in sales.items() if receipt_no not in told_twice}
    yield from _too_many_at_one_till(told, told_once)
    family = _families(returns)
    spoilt = {family.get(receipt_no, receipt_no) for receipt_no in _returned_twice(sales, returns)}
    # Where the mall never heard of the exchange itself, its goods came back of a sale that it does not know.
    spoilt |= {each.receipt_no for back in returns if back.of_receipt_no not in sales for each in back.refunds}
    spoilt |= {family.get(receipt_no, receipt_no) for receipt_no in told_twice}
    given: Counter[_Part] = Counter()
    for back in returns:
        for line in back.lines:
            given[_Part(back.of_receipt_no, "line", line.place)] += line.paid_fen
            given[_Part(back.of_receipt_no, "tax", line.place)] += line.tax_fen
        given[_Part(back.of_receipt_no, "points", 0)] += back.points_back
        for refund in back.refunds:
            given[_Part(refund.receipt_no, "tender", refund.tender)] += refund.amount_fen
            given[_Part(refund.receipt_no, "units", refund.tender)] += refund.units
    for part, amount in given.items():
        sale = sales.get(part.receipt_no)
        if sale is None or family.get(part.receipt_no, part.receipt_no) in spoilt:
            continue
        if amount > _taken(sale, part):
            yield f"{part}: {amount} came back of {_taken(sale, part)}"
    yield from _credited_too_much(world, told_once)


def twice_is_told(world: World) -> Iterator[str]:
    """Pieces that came back although they were back already are one exception each time, with what went out for them.

    A return that came before its sale is looked at when the sale comes.
    """
    sold: dict[str, Counter[str]] = {}
    back: dict[str, Counter[str]] = defaultdict(Counter)
    expected: Counter[int] = Counter()
    for one in applied(world.hub):
        if isinstance(one.body, ReturnCommit):
            receipt_no = one.body.of_receipt_no
            pieces = Counter[str]()
            for line in one.body.lines:
                pieces[line.variant_id] += line.quantity
            after = back[receipt_no] + pieces
            if receipt_no in sold:
                before = back[receipt_no] - sold[receipt_no]
                expected[one.hub_no] += bool((after - sold[receipt_no]) != before)
            back[receipt_no] = after
        if one.sale is not None:
            here = Counter[str]()
            for item in one.sale.lines:
                here[item.variant_id] += item.quantity
            sold[one.sale.receipt_no] = here
            expected[one.hub_no] += bool(back[one.sale.receipt_no] - here)
    told = Counter(
        row.hub_no for row in world.hub.rows("SELECT hub_no FROM trade_exception WHERE code = 'returned_twice'")
    )
    for hub_no in sorted({*told, *+expected}):
        if told[hub_no] != expected[hub_no]:
            yield f"no. {hub_no}: told {told[hub_no]} times, not {expected[hub_no]}"


class _Part(NamedTuple):
    """What of a sale may come back: a line, its tax, a tender or its units, each by its place, or the points."""

    receipt_no: str
    what: str
    place: int


def _taken(sale: SaleCommit, part: _Part) -> int:
    match part.what:
        case "line":
            return sale.lines[part.place - 1].paid_fen
        case "tax":
            return sale.lines[part.place - 1].tax_fen
        case "points":
            return sale.points_earned
    tender = sale.tenders[part.place - 1]
    if part.what == "tender":
        return tender.amount_fen
    return 0 if tender.drawn is None else tender.drawn.units


def _adds_up(back: ReturnCommit) -> Iterator[str]:
    out, carried = sum(each.amount_fen for each in back.refunds), sum(each.amount_fen for each in back.carried)
    if not out + carried == back.total_fen == sum(line.paid_fen for line in back.lines):
        yield f"{back.receipt_no}: {out} went out and {carried} was carried, of {back.total_fen}"
    if back.sale is not None and sum(each.amount_fen for each in back.sale.tenders) + carried != back.sale.total_fen:
        yield f"{back.receipt_no}: what left is not paid by what came back and what she paid on top"


def _too_many_at_one_till(told: list[tuple[Applied, ReturnCommit]], sales: Mapping[str, SaleCommit]) -> Iterator[str]:
    """Yield where one till took back more than was sold: it knows at least what it did itself."""
    pieces: Counter[tuple[str, int, str, int]] = Counter()
    for one, back in told:
        for line in back.lines:
            pieces[one.device, one.generation, back.of_receipt_no, line.place] += line.quantity
    for (device, generation, receipt_no, place), came in pieces.items():
        lines = sales[receipt_no].lines[place - 1 : place] if receipt_no in sales else ()
        if any(came > line.quantity for line in lines):
            yield f"{device}/{generation} took {came} pieces back of line {place} of {receipt_no}"


def _families(returns: list[ReturnCommit]) -> dict[str, str]:
    """Return under whose receipt a receipt of exchanged goods stands: the first of all."""
    parents = {back.receipt_no: back.of_receipt_no for back in returns if back.sale is not None}
    family = {}
    for receipt_no in parents:
        first = receipt_no
        while first in parents:
            first = parents[first]
        family[receipt_no] = first
    return family


def _returned_twice(sales: Mapping[str, SaleCommit], returns: list[ReturnCommit]) -> set[str]:
    """Return the receipts of which more came back than was sold."""
    pieces: Counter[tuple[str, int]] = Counter()
    for back in returns:
        for line in back.lines:
            pieces[back.of_receipt_no, line.place] += line.quantity
    return {
        receipt_no
        for (receipt_no, place), came in pieces.items()
        if receipt_no in sales and came > sum(line.quantity for line in sales[receipt_no].lines[place - 1 : place])
    }


def _receipts_apart(world: World) -> Iterator[str]:
    for kind, body in set_apart(world.hub):
        if kind == "sale.commit":
            yield from_json(body, SaleCommit).receipt_no
        elif kind == "return.commit":
            yield from_json(body, ReturnCommit).receipt_no


def _credited_too_much(world: World, sales: Mapping[str, SaleCommit]) -> Iterator[str]:
    """Yield where an account got back more than a sale drew on it, which not even a second return may do."""
    query = (
        "SELECT transfer_id, instrument, owner_id, units FROM value_transfer WHERE cause = 'refund'"
        " ORDER BY transfer_id"
    )
    credited = {row.transfer_id: row for row in world.hub.rows(query)}
    of_tender: Counter[tuple[str, int]] = Counter()
    for _, back in applied_returns(world.hub):
        for refund in back.refunds:
            found = credited.pop(f"refund:{refund.refund_id}", None)
            if found is not None:
                of_tender[refund.receipt_no, refund.tender] += found.units
    yield from (f"{transfer_id} is of no return" for transfer_id in credited)
    for (receipt_no, place), units in of_tender.items():
        sale = sales.get(receipt_no)
        if sale is not None and units > _taken(sale, _Part(receipt_no, "units", place)):
            yield f"{receipt_no}: {units} units were credited for tender {place}"
