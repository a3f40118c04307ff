"""What must hold of phones' money: the channel's own ledger beside the sales and returns of the chain.

The names begin with P, as the design paper numbers none of these.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sync.protocol.decoding import from_json
from sync.protocol.kinds import ReturnCommit, SaleCommit
from sync.simulation.evidence import applied_returns, applied_sales, set_apart
from sync.simulation.till import SimulatedTill

if TYPE_CHECKING:
    from sync.simulation.world import World

_DUE = ("intent", "processing")


def undecided(till: SimulatedTill) -> list[str]:
    """Return the payments and refunds of a till that its program still has to ask about."""
    attempts, refunds = till.attempts.limbo()
    return [one.number for one in attempts] + [one.number for one in refunds if one.stage in _DUE]


def decided(world: World) -> Iterator[str]:
    """Once the channel answers, every payment and every refund comes to its end by itself."""
    for till in world.tills:
        yield from (f"{till.name}: {number} is not decided" for number in undecided(till))


def charged_once(world: World) -> Iterator[str]:
    """The channel holds a customer's money for a sale that is there, and for no other reason; and gave back of it what
    returns say, and no more than it was.

    What only a lost disk knew of is left to the channel's bill.
    """
    now = world.clock.now()
    sold = _sold_by_phone(world)
    unheard = set[str]().union(*(till.unheard for till in world.tills))
    given_back = _given_back_to_phones(world)
    query = "SELECT paid_number FROM payment_refund WHERE stage = 'refused'"
    refused = {row.paid_number for till in world.tills for row in till.rows(query)}
    for number, times in sold.items():
        if times > 1 and number not in unheard:
            yield f"{number} pays {times} sales"
    for number, charge in world.town.channel.ledger.items():
        if number in unheard:
            continue
        if number not in sold:
            if charge.held(now):
                yield f"{number}: {charge.held(now)} fen are charged without a sale"
        elif charge.is_undone or not charge.has_paid(now):
            yield f"{number}: sold without a charge"
        else:
            went_back = charge.amount - charge.held(now)
            if went_back > given_back[number] or (went_back < given_back[number] and number not in refused):
                yield f"{number}: {went_back} fen went back, returns say {given_back[number]}"


def count_rare(world: World) -> None:
    """Count how phones' payments ended that did not go as they should."""
    rare = world.chronicle.rare
    for till in world.tills:
        for _ in till.rows("SELECT 1 FROM payment_attempt WHERE state = 'void'"):
            rare("a payment by phone came to nothing")
        for _ in till.rows("SELECT 1 FROM payment_refund WHERE stage = 'done' AND about = paid_number"):
            rare("a payment that nobody wanted went back")
        for row in till.rows("SELECT sale_id FROM payment_attempt WHERE sale_id IS NOT NULL"):
            if row.sale_id not in till.witness.told:
                rare("a phone paid for a sale that the program finished later")


def _given_back_to_phones(world: World) -> Counter[str]:
    """Return what returns say went back of each payment, in the hub's books and in what lies apart."""
    found: Counter[str] = Counter()
    apart = (from_json(body, ReturnCommit) for kind, body in set_apart(world.hub) if kind == "return.commit")
    for back in (*(back for _, back in applied_returns(world.hub)), *apart):
        for refund in back.refunds:
            found[refund.reference] += refund.amount_fen
    return found


def _sold_by_phone(world: World) -> Counter[str]:
    """Return how many sales each payment has paid, by its number: in the hub's books, and in what lies apart."""
    found: Counter[str] = Counter()
    for _, sale in applied_sales(world.hub):
        found.update(tender.charged.number for tender in sale.tenders if tender.charged is not None)
    for kind, body in set_apart(world.hub):
        if kind == "sale.commit":
            tenders = from_json(body, SaleCommit).tenders
            found.update(tender.charged.number for tender in tenders if tender.charged is not None)
    return found
