"""How a clerk serves customers who bring goods back, whichever till of the chain has sold them."""

from __future__ import annotations

from random import Random

from posapp.domain.identity import VariantId
from posapp.services.errors import ManagerWanted, NoSuchReceipt
from posapp.services.found_sales import FoundSale
from posapp.services.paper import QrCode
from posapp.services.payment_errors import RefundTooMuch
from posapp.services.return_plan import Draft, Piece
from posapp.services.return_ticket import FinishedReturn
from sync.protocol.returned import Condition
from sync.simulation import chain
from sync.simulation.bags import Bag, return_code
from sync.simulation.till import SimulatedTill
from sync.simulation.town import Town

_CHEATS = 0.3
_EXCHANGES = 0.35
_TAKES_MORE = 0.15
_CONDITIONS: tuple[Condition, ...] = ("sellable",) * 5 + ("defective",)


class TakingBack:
    """One till's clerk and the customers who bring her something back."""

    def __init__(self, till: SimulatedTill, rng: Random, town: Town) -> None:
        self._till = till
        self._rng = rng
        self._town = town

    def serve(self) -> None:
        """Take something back, or exchange it; who is refused keeps what she holds."""
        till, rng = self._till, self._rng
        bag = self._town.bags.any(rng)
        if bag is None:
            return
        by_number = bag.till == till.name and rng.random() < 0.5
        try:
            found = till.returning.find(bag.receipt_no if by_number else bag.code)
        except NoSuchReceipt:
            self._say("does not know the receipt")  # its disk is lost, or the sale is on the other branch of its log
            return
        draft = self._draft(found, bag)
        if not draft.pieces:
            return
        try:
            done = till.returning.finish(draft)
        except RefundTooMuch:
            self._say("gives no money back that a phone did not pay")  # a copy of the receipt was here before
            return
        except ManagerWanted as wanted:
            self._say(f"takes nothing back without a manager: {wanted.ask.permission}")
            return
        till.witness.given_back[done.return_id] = (done.receipt_no, done.plan.back.total)
        self._say(f"takes back {done.receipt_no} of {found.sale.receipt_no} for {done.plan.back.total} fen")
        bag.brought_back.update({piece.place: piece.quantity for piece in draft.pieces})
        if done.plan.bought:
            self._town.bags.add(Bag(done.receipt_no, _code_on(done), till.name, till.shop_id))
        self._tell(found, bag, done)

    def _draft(self, found: FoundSale, bag: Bag) -> Draft:
        """Choose what comes back. Some bring what was taken back elsewhere, with a copy of the receipt."""
        rng = self._rng
        cheats = rng.random() < _CHEATS
        pieces = []
        for line in found.lines:
            held = line.left if cheats else min(line.left, line.quantity - bag.brought_back[line.place])
            if held > 0 and rng.random() < 0.6:
                swaps = rng.random() < _EXCHANGES
                sizes = [each for each in chain.VARIANTS if each.startswith(f"{line.style_id}-")]
                pieces.append(
                    Piece(
                        line.place,
                        rng.randint(1, held),
                        condition=rng.choice(_CONDITIONS),
                        reason="size" if swaps else "changed_mind",
                        swap_to=VariantId(rng.choice(sizes)) if swaps else None,
                    )
                )
        more = ((VariantId(rng.choice(chain.VARIANTS)), 1),) if rng.random() < _TAKES_MORE else ()
        return Draft(found.sale, tuple(pieces), more)

    def _say(self, what: str) -> None:
        self._town.chronicle.say(self._till.name, what)

    def _tell(self, found: FoundSale, bag: Bag, done: FinishedReturn) -> None:
        rare, plan = self._town.chronicle.rare, done.plan
        if found.sale.proof == "signed":
            rare(f"goods came back {'to another till' if bag.shop_id == self._till.shop_id else 'in another shop'}")
        else:
            rare("goods came back where they were sold")
        if plan.is_even:
            rare("goods were exchanged evenly")
        elif plan.bought:
            rare(f"an exchange {'cost more' if plan.due else 'gave money back'}")
        came = sum(line.quantity for line in plan.returned)
        if not plan.bought and came == sum(line.left for line in found.lines):
            rare("a sale came back whole")
        if any(line.condition == "defective" for line in plan.returned):
            rare("a defective piece was set aside")
        if any(route.kind == "wechat_pay" and amount for route, amount, _ in plan.refunds):
            rare("a phone got money back for goods")
        if any(units for _, _, units in plan.refunds):
            rare("what was drawn went back to its account")


def _code_on(done: FinishedReturn) -> str:
    return return_code(row for row in done.slip.rows if isinstance(row, QrCode))
