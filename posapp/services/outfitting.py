"""Outfits at the counter: what goes with the open cart, or with what somebody tries on in a fitting room.

What the stylists put together comes first, then what was learnt. It needs nobody's data: without a member, or with one
who switched personal suggestions off, nothing of hers is in it, neither her size nor what she did.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from threading import Lock

from posapp.domain.clock import Clock, Millis
from posapp.domain.identity import MemberId, StyleId, VariantId
from posapp.services.advising import Advising, SuggestionCard
from posapp.services.room_cards import said_of
from posapp.services.till_data import TillData, View
from sync.protocol import rows
from sync.protocol.rooms import FittingRoom

_UNWANTED = frozenset({"not_style", "not_colour"})
"""Nothing is laid beside what she does not like."""


@dataclass(frozen=True, slots=True)
class Outfit:
    """What goes with a cart, or with what is tried on; ``beside`` is the id of the cart, or of the visit.

    ``member_id`` is whose it is, None where nothing of anybody's is in it; ``is_counted``: its showing is kept.
    """

    beside: str
    member_id: MemberId | None
    cards: tuple[SuggestionCard, ...]
    is_counted: bool = True


@dataclass(slots=True)
class _Seen:
    """What a clerk had before the eyes beside one cart or visit of one member, from when on."""

    since: Millis
    cards: dict[StyleId, SuggestionCard] = field(default_factory=dict)


class Outfitting:
    """Asks what goes with it, and keeps what was shown, once for each cart or visit and never in the way of a sale."""

    def __init__(self, till: TillData, clock: Clock, advising: Advising) -> None:
        self._till = till
        self._clock = clock
        self._advising = advising
        self._lock = Lock()
        self._seen: dict[tuple[str, MemberId], _Seen] = {}

    def beside_cart(self) -> Outfit | None:
        """Return what goes with the open cart; None while nothing is on it."""
        with self._till.view() as view:
            kept = view.carts.open()
            if kept is None or not kept.body.lines:
                return None
            styles = _styles(view, [line.variant_id for line in kept.body.lines])
            member_id, cards = self._beside(view, styles, kept.body.member_id)
            return Outfit(kept.cart_id, member_id, cards, is_counted=not view.carts.is_practising())

    def in_room(self, room_id: str) -> Outfit | None:
        """Return what goes with the pieces that are with her in a room and that she likes or has not judged yet."""
        with self._till.view() as view:
            room = view.rooms.get(room_id)
            if room is None or room.visit is None:
                return None
            visit = room.visit
            asked_for = {VariantId(one.variant_id) for one in visit.asks}
            known_of = MemberId(visit.member_id) if visit.member_id else None
            whose, cards = self._beside(view, _styles(view, _liked(view, room)), known_of)
            return Outfit(visit.id, whose, tuple(one for one in cards if one.variant_id not in asked_for))

    def shown(self, outfit: Outfit) -> None:
        """Remember what a clerk has before the eyes; it is told to the mall by ``tell_shown``."""
        if outfit.member_id is None or not outfit.cards or not outfit.is_counted:
            return
        with self._lock:
            seen = self._seen.setdefault((outfit.beside, outfit.member_id), _Seen(self._clock.now()))
            for card in outfit.cards:
                seen.cards.setdefault(card.style_id, card)

    def tell_shown(self, beside: str) -> None:
        """Keep for the mall what was shown beside a cart or visit that is over: one fact, however often it changed."""
        with self._lock:
            told = [key for key in self._seen if key[0] == beside]
            over = [(member_id, self._seen.pop((beside, member_id))) for _, member_id in told]
        for member_id, seen in over:
            self._advising.tell_beside(member_id, tuple(seen.cards.values()), seen.since)

    def _beside(
        self, view: View, styles: Sequence[StyleId], member_id: MemberId | None
    ) -> tuple[MemberId | None, tuple[SuggestionCard, ...]]:
        """Return what goes with styles, and whose it is: hers only if she is welcome and agrees."""
        member = view.rows.get(rows.Member, member_id) if member_id is not None else None
        whose = member_id if member is not None and member.personal and not member.blocked else None
        happenings = self._advising.happenings(view, whose) if whose is not None else ()
        now = self._clock.now()
        return whose, self._advising.beside_cart(view, styles, happenings, personal=whose is not None, now=now)


def _styles(view: View, variants: Collection[VariantId]) -> Sequence[StyleId]:
    """Return the styles of variants, the newest first."""
    articles = view.catalogue.articles(variants)
    known = [StyleId(articles[one].style.id) for one in reversed(list(variants)) if one in articles]
    return list(dict.fromkeys(known))


def _liked(view: View, room: FittingRoom) -> list[VariantId]:
    pieces = {one.id: VariantId(one.variant_id) for one in (room.visit.pieces if room.visit is not None else ())}
    return [pieces[piece_id] for piece_id, tried in said_of(view, room) if tried.verdict not in _UNWANTED]
