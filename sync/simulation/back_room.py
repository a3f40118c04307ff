"""What people do behind the counter: what one shop asks of the other, and what becomes of goods that came back broken.

They have dice of their own. The one who fetches goods has what she carries in her hand: nothing of that is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

from posapp.domain.defects import WHYS, End
from posapp.domain.errors import Refused
from posapp.domain.identity import MemberId, VariantId
from posapp.services.transfers import TransferCard, Why
from sync.protocol.transfers import Way
from sync.simulation import chain
from sync.simulation.chronicle import Chronicle
from sync.simulation.till import SimulatedTill

T = TypeVar("T")

_WAYS: tuple[Way, ...] = ("bring", "bring", "bring", "ship", "reserve")
_WHYS: tuple[Why, ...] = ("gone", "promised", "damaged", "not_now")
_ENDS: tuple[End, ...] = ("mended", "sent_back", "written_off")


class BackRoom:
    """The people of one till who see to other shops and to what lies aside."""

    def __init__(self, till: SimulatedTill, shops: Sequence[str], rng: Random, chronicle: Chronicle) -> None:
        self._till = till
        self._others = [shop for shop in shops if shop != till.shop_id]
        self._rng = rng
        self._chronicle = chronicle

    def act(self) -> None:
        """Do one thing; what the program refuses is let be."""
        if not self._till.is_loaded():
            return
        acts: tuple[Callable[[], None], ...] = (self._settle,)
        if self._others:
            acts += (self._ask, self._ask, self._send, self._send, self._receive, self._receive, self._end)
        act = self._rng.choice(acts)
        try:
            act()
        except Refused as refused:
            self._say(f"leaves it: {refused.code}")

    def _ask(self) -> None:
        rng, way = self._rng, self._rng.choice(_WAYS)
        card = self._till.transfers.ask(
            VariantId(rng.choice(chain.VARIANTS)),
            rng.choice(self._others),
            way,
            quantity=rng.choice((1, 1, 2)),
            member_id=MemberId(rng.choice(chain.MEMBERS)) if way == "reserve" else None,
        )
        self._say(f"asks for {card.quantity} of {card.variant_id}, to {way}")

    def _send(self) -> None:
        """Send what is asked for, now and then a piece less."""
        if card := self._drawn(self._to_do("send")):
            less = 1 if card.quantity > 1 and self._rng.random() < 0.3 else 0
            sent = self._till.transfers.send(card.transfer_id, quantity=card.quantity - less)
            self._say(f"sends {sent.sent} of {card.variant_id}")

    def _receive(self) -> None:
        """Unpack what came, now and then another number than was sent."""
        if card := self._drawn(self._to_do("receive")):
            pieces = card.sent + 1 if self._rng.random() < 0.1 else None
            came = self._till.transfers.receive(card.transfer_id, pieces)
            self._say(f"receives {came.received} of {card.variant_id}")

    def _end(self) -> None:
        """Want no more what was asked for, or decline what another shop asks for."""
        cards = [card for card in self._till.transfers.listed() if card.status in ("asked", "reserved")]
        if (card := self._drawn(cards)) is None:
            return
        if card.is_ours:
            self._till.transfers.call_off(card.transfer_id)
            self._say(f"calls {card.variant_id} off")
        else:
            self._till.transfers.decline(card.transfer_id, self._rng.choice(_WHYS))
            self._say(f"declines {card.variant_id}")

    def _to_do(self, step: str) -> list[TransferCard]:
        return [card for card in self._till.transfers.listed() if card.next_step == step]

    def _settle(self) -> None:
        """Decide over a piece that came back broken; the manager is there."""
        if card := self._drawn(self._till.defects.lying()):
            end = self._rng.choice(_ENDS)
            with self._till.duty.manager():
                self._till.defects.settle(card.variant_id, 1, end, self._rng.choice(sorted(WHYS[end])))
            self._say(f"settles one of {card.variant_id}: {end}")

    def _drawn(self, among: Sequence[T]) -> T | None:
        return self._rng.choice(among) if among else None

    def _say(self, what: str) -> None:
        self._chronicle.say(self._till.name, what)
