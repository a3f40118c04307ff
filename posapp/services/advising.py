"""What to show a member, with true stock and prices around the adviser's answer, and the count of every showing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from posapp.domain.advice.answers import Suggestion
from posapp.domain.advice.rebuilding import LOCAL
from posapp.domain.advice.tags import Models
from posapp.domain.clock import DAY, MINUTE, Clock, Millis
from posapp.domain.identity import MemberId, StyleId, VariantId, new_id
from posapp.domain.money import Fen
from posapp.domain.sizes import ONE_SIZE
from posapp.domain.text import Bilingual
from posapp.services.books import Stocked
from posapp.services.carts import Colour, colour_of
from posapp.services.doings import doings
from posapp.services.experimenting import ShownFor, listed, shown_for
from posapp.services.on_duty import OnDuty, is_staff, staff_on
from posapp.services.ports import Adviser
from posapp.services.rails import Rails
from posapp.services.refusals import NOTHING_REFUSED, Refusals, on_offer, refusals
from posapp.services.searching import default_choice
from posapp.services.till_data import TillData, UnitOfWork, View
from sync.protocol import rows
from sync.protocol.kinds import AdviceDismissed, AdviceShown, ShownSuggestion
from sync.protocol.stylist_looks import shown_in

SHOWN = 6
"""How many suggestions a panel shows."""

BESIDE_CART = 3
"""How many pieces are laid beside a cart."""

ONE_VISIT = 10 * MINUTE
"""The same member within this time is the same visit: her suggestions are counted as shown once."""

_NO_SIZE_REASON = Bilingual("只有一个尺码", "It comes in one size")
_NOTHING_KNOWN = Bilingual("刚到的款，还不知道尺码准不准", "Just in: nothing is known yet of how it fits")


@dataclass(frozen=True, slots=True)
class SuggestionCard:
    """A suggestion with its reason and her size with its reason. ``variant_id`` is what one key adds."""

    style_id: StyleId
    variant_id: VariantId
    name: Bilingual
    art: str
    colour: Colour
    price: Fen
    member_price: Fen
    on_hand: int
    reason: Bilingual
    reason_kind: str
    size: str
    second_size: str | None
    size_confidence: Literal["high", "medium", "low"]
    size_reason: Bilingual
    shelf: str
    fit_note: Bilingual | None = None
    shown_for: ShownFor | None = None


class Advising:
    """Asks the adviser, looks each answer up on the rails, counts what was shown and what she did not want."""

    def __init__(self, till: TillData, clock: Clock, duty: OnDuty, adviser: Adviser) -> None:
        self._till = till
        self._clock = clock
        self._duty = duty
        self._adviser = adviser
        self._rails = Rails()

    def get_ready(self) -> None:
        """Look at the rails and read the model pack once, so that the first member need not wait for it."""
        self._adviser.version()
        with self._till.view() as view:
            if view.paired is not None:
                self._rails.look(view)

    def happenings(self, view: View, member_id: MemberId) -> tuple[rows.Happening, ...]:
        """Return what a member did, newest first, with what happened here and is not in her history yet."""
        return doings(view, member_id)

    def cards(
        self,
        view: View,
        happenings: Sequence[rows.Happening],
        *,
        personal: bool,
        now: Millis,
        member_id: MemberId | None = None,
    ) -> tuple[SuggestionCard, ...]:
        """Return the suggestions of which a free piece really hangs here, in her size and no colour she refused."""
        refused = refusals(happenings) if personal else NOTHING_REFUSED
        cheaper = on_offer(view, refused.for_price, member_id, now)
        hanging = self._rails.look(view)
        arm = shown_for(view, member_id, now) if personal else None
        asked = listed(
            self._adviser, arm, happenings, hanging, personal=personal, now=now, most=2 * SHOWN, cheaper=cheaper
        )
        return _laid(view, asked, refused, arm)[:SHOWN]

    def beside_cart(
        self,
        view: View,
        cart: Sequence[StyleId],
        happenings: Sequence[rows.Happening],
        *,
        personal: bool,
        now: Millis,
    ) -> tuple[SuggestionCard, ...]:
        """Return what goes with a cart and really hangs here, what this shop's stylists put together first.

        Not ``personal``: nothing of hers is read.
        """
        refused = refusals(happenings) if personal else NOTHING_REFUSED
        hanging = self._rails.look(view)
        here = view.paired.shop_id if view.paired is not None else ""
        looks = shown_in(view.rows.all(rows.Look), here, now)
        asked = self._adviser.complete(
            cart, happenings, hanging, personal=personal, now=now, most=2 * BESIDE_CART, looks=looks
        )
        return _laid(view, asked, refused, None)[:BESIDE_CART]

    def usual_sizes(self, happenings: Sequence[rows.Happening], now: Millis) -> tuple[tuple[Bilingual, str], ...]:
        """Return the sizes she keeps, by kind of garment."""
        return self._adviser.usual_sizes(happenings, now)

    def member_models(self) -> Models:
        """Return what the model pack knows of members."""
        return self._adviser.member_models()

    def pack_age_days(self, now: Millis) -> int | None:
        """Return how old the model pack is, None without one."""
        trained = self._adviser.trained()
        return max(now - trained, 0) // DAY if trained is not None else None

    def is_own_pack(self) -> bool:
        """Tell whether the model pack is one that this shop made itself, from its own sales."""
        return self._adviser.version().startswith(LOCAL)

    def count_shown(self, member_id: MemberId, cards: Sequence[SuggestionCard]) -> None:
        """Count a showing, once a visit. Nothing is counted while nobody is signed in: nobody looked."""
        who = self._duty.who()
        if not cards or who is None:
            return
        with self._till.view() as view:
            if view.paired is None or not is_staff(view, who) or view.carts.is_practising():
                return
            if _was_just_shown(view, member_id, self._clock.now()):
                return

        def job(unit: UnitOfWork) -> None:
            now = self._clock.now()
            if unit.paired is None or unit.carts.is_practising() or _was_just_shown(unit, member_id, now):
                return
            unit.members.mark_shown(member_id, now)
            unit.append(self._showing(unit, unit.paired.shop_id, member_id, cards, now))

        self._till.write(job)

    def tell_beside(self, member_id: MemberId, cards: Sequence[SuggestionCard], seen: Millis) -> None:
        """Keep that these were laid beside her cart, ``seen`` at first; nothing while nobody is signed in."""
        who = self._duty.who()
        if not cards or who is None:
            return

        def job(unit: UnitOfWork) -> None:
            if unit.paired is not None and is_staff(unit, who):
                unit.append(self._showing(unit, unit.paired.shop_id, member_id, cards, seen))

        self._till.write(job)

    def _showing(
        self, unit: UnitOfWork, shop_id: str, member_id: MemberId, cards: Sequence[SuggestionCard], now: Millis
    ) -> AdviceShown:
        arm = cards[0].shown_for
        return AdviceShown(
            exposure_id=new_id(now),
            shop_id=shop_id,
            member_id=member_id,
            occurred_ms=now,
            staff_id=staff_on(self._duty, unit),
            pack_version=self._adviser.version(),
            shown=[
                ShownSuggestion(style_id=card.style_id, rank=rank, reason=card.reason_kind)
                for rank, card in enumerate(cards, start=1)
            ],
            experiment_id=arm.experiment_id if arm is not None else "",
            arm=arm.arm if arm is not None else "",
        )

    def dismiss(self, member_id: MemberId, style_id: StyleId) -> None:
        """Keep that she does not want a style. Raises ``NotSignedIn``."""

        def job(unit: UnitOfWork) -> None:
            now = self._clock.now()
            unit.members.dismiss(member_id, style_id, now)
            if unit.paired is not None:
                unit.append(
                    AdviceDismissed(
                        shop_id=unit.paired.shop_id,
                        member_id=member_id,
                        style_id=style_id,
                        occurred_ms=now,
                        staff_id=staff_on(self._duty, unit),
                    )
                )

        self._till.write(job)


def _laid(
    view: View, asked: Sequence[Suggestion], refused: Refusals, arm: ShownFor | None
) -> tuple[SuggestionCard, ...]:
    """Look each answer up on the rails: a free piece in her size, of no colour that she refused."""
    style_ids = [StyleId(one.style_id) for one in asked]
    styles = view.rows.many(rows.Style, style_ids)
    stocked = view.catalogue.stocked(style_ids)
    cards = []
    for suggestion in asked:
        style = styles.get(suggestion.style_id)
        choice = stocked.get(StyleId(suggestion.style_id), ())
        unwanted = {one.variant.colour_code for one in choice if one.variant.id in refused.for_colour}
        hers = [
            one
            for one in choice
            if (one.variant.size == suggestion.size or not suggestion.size)
            and one.level.free > 0
            and one.variant.colour_code not in unwanted
        ]
        if style is not None and hers:
            cards.append(_card(suggestion, style, default_choice(hers, suggestion.size), arm))
    return tuple(cards)


def _was_just_shown(view: View, member_id: MemberId, now: Millis) -> bool:
    last = view.members.last_shown(member_id)
    return last is not None and 0 <= now - last < ONE_VISIT


def _card(suggestion: Suggestion, style: rows.Style, chosen: Stocked, arm: ShownFor | None) -> SuggestionCard:
    size, variant = suggestion.size_advice, chosen.variant
    is_sure = size is None and (bool(suggestion.size) or variant.size in ONE_SIZE)
    return SuggestionCard(
        style_id=StyleId(style.id),
        variant_id=VariantId(variant.id),
        name=Bilingual(style.name_zh, style.name_en),
        art=style.art,
        colour=colour_of(variant),
        price=Fen(variant.list_fen),
        member_price=Fen(variant.member_fen),
        on_hand=chosen.level.on_hand,
        reason=suggestion.reason,
        reason_kind=suggestion.source,
        size=variant.size,
        second_size=size.second if size is not None else None,
        size_confidence=size.confidence if size is not None else "high" if is_sure else "low",
        size_reason=size.reason if size is not None else _NO_SIZE_REASON if is_sure else _NOTHING_KNOWN,
        shelf=variant.shelf,
        fit_note=size.note if size is not None else None,
        shown_for=arm,
    )
