"""Know the customer: by her signed code, her static code, her last four digits; and what to show of her."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from posapp.domain.clock import Clock, Millis, at, local
from posapp.domain.identity import BookingId, CouponId, MemberId, OrderId, StyleId, VariantId
from posapp.domain.money import Fen
from posapp.domain.opener import BIRTHDAY_IS_NEAR, BookedTryOn, Facts, LastPurchase, days_to_birthday, opener
from posapp.domain.scan import clean
from posapp.domain.text import Bilingual
from posapp.services.advising import Advising, SuggestionCard
from posapp.services.books import KeptBooking
from posapp.services.carts import Colour, colour_of, member_name
from posapp.services.outcomes import Said
from posapp.services.portraying import PlanLine, RhythmLine, TagChip, portray
from posapp.services.scanning import welcome
from posapp.services.till_data import TillData, View
from sync.protocol import rows
from sync.protocol.collecting import in_full, waits
from sync.protocol.phones import e164, phone_index
from sync.protocol.prices import coupon_terms
from sync.protocol.sold import Trust

__all__ = [
    "BookingBrief",
    "CouponCard",
    "Garmentry",
    "MemberHit",
    "MemberPanel",
    "Members",
    "PickupBrief",
    "SuggestionCard",
    "TagChip",
]

MOST_HITS = 20
MOST_RECENT = 8


@dataclass(frozen=True, slots=True)
class MemberHit:
    """A candidate found by last four digits or name: masked, to be confirmed by asking her."""

    member_id: MemberId
    name: Bilingual
    phone_masked: str
    level: str
    last_visit: Millis | None


@dataclass(frozen=True, slots=True)
class Garmentry:
    """One garment in a list of hers: bought, or tried on, with what she said of it."""

    style_id: StyleId
    variant_id: VariantId
    name: Bilingual
    art: str
    colour: Colour
    size: str
    at: Millis
    paid: Fen
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class CouponCard:
    """A coupon she may use today."""

    coupon_id: CouponId
    title: Bilingual
    off: Fen
    threshold: Fen
    until: Millis


@dataclass(frozen=True, slots=True)
class BookingBrief:
    """A booking of hers in this shop."""

    booking_id: BookingId
    starts: Millis
    room: int
    status: str
    garments: int


@dataclass(frozen=True, slots=True)
class PickupBrief:
    """An order of hers waiting in this shop."""

    order_id: OrderId
    number: str
    pieces: int
    status: str


@dataclass(frozen=True, slots=True)
class MemberPanel:
    """The centrepiece: all that helps a clerk to start a conversation in three seconds.

    ``opener`` is that first sentence ("常买通勤，上次 10 月 3 日买了米色风衣"). ``pending_points`` are earned here and
    not yet confirmed by the mall.
    """

    member_id: MemberId
    name: Bilingual
    level: str
    trust: Trust
    phone_masked: str
    points: int
    pending_points: int
    stored: Fen
    visits: int
    last_visit: Millis | None
    joined: str
    is_birthday_near: bool
    opener: Bilingual
    tags: tuple[TagChip, ...]
    sizes: tuple[tuple[Bilingual, str], ...]  # ("上装", "M"), ("鞋", "37")
    coupons: tuple[CouponCard, ...]
    bookings: tuple[BookingBrief, ...]
    pickups: tuple[PickupBrief, ...]
    recent: tuple[Garmentry, ...]
    tried: tuple[Garmentry, ...]
    suggestions: tuple[SuggestionCard, ...]
    pack_age_days: int | None
    is_personal: bool
    hears_of_orders: bool = True  # she may be written to about what she booked and ordered
    hears_offers: bool = False
    rhythm: RhythmLine | None = None
    plan: PlanLine | None = None
    is_own_pack: bool = False  # the suggestions go by this shop's own sales, for the mall has been away


class Members:
    """Finds members and says what a clerk should know of one, all from the till's own file."""

    def __init__(self, till: TillData, clock: Clock, advising: Advising) -> None:
        self._till = till
        self._clock = clock
        self._advising = advising

    def find(self, text: str) -> tuple[MemberHit, ...]:
        """Find members by the last four digits or all of a phone number, or by name; those seen last come first.

        A number that was typed whole is never written anywhere: it becomes a keyed index and is forgotten.
        """
        with self._till.view() as view:
            found = _candidates(view, text)
            histories = view.rows.many(rows.History, [member.id for member in found])
        hits = [_hit(member, histories.get(member.id)) for member in found if not member.blocked]
        return tuple(sorted(hits, key=lambda hit: -(hit.last_visit or 0))[:MOST_HITS])

    def get_ready(self) -> None:
        """Read what every panel needs, before there is one to show; slow where much hangs."""
        self._advising.get_ready()

    def panel(self, member_id: MemberId, trust: Trust) -> MemberPanel:
        """Return all that a clerk should see of a member. Raises ``CodeRefused`` when she is unknown or blocked."""
        now = self._clock.now()
        with self._till.view() as view:
            return self._panel(view, member_id, trust, now)

    def count_shown(self, panel: MemberPanel) -> None:
        """Count the suggestions of a panel that a clerk has before the eyes as shown, once a visit."""
        if panel.is_personal:
            self._advising.count_shown(panel.member_id, panel.suggestions)

    def dismiss(self, member_id: MemberId, style_id: StyleId) -> MemberPanel:
        """Keep that she does not want a style, and return the panel without it. Raises ``NotSignedIn``."""
        self._advising.dismiss(member_id, style_id)
        with self._till.view() as view:
            kept = view.carts.open()
            on_cart = kept.body.trust if kept is not None and kept.body.member_id == member_id else None
        return self.panel(member_id, on_cart or "B")

    def _panel(self, view: View, member_id: MemberId, trust: Trust, now: Millis) -> MemberPanel:
        member = welcome(view.rows.get(rows.Member, member_id), is_erased=lambda: view.members.was_erased(member_id))
        history = view.rows.get(rows.History, member_id)
        happenings = self._advising.happenings(view, member_id)
        today = local(now).date()
        bookings = [one for one in view.bookings.of_member(member_id, at(today, 0)) if _is_ahead(one.row)]
        orders = view.orders.of_member(member_id)
        recent = _recent(view, happenings)
        portrayed = portray(view, member, history, happenings, self._advising.member_models(), now)
        birthday_in = days_to_birthday(member.birthday, today)
        facts = Facts(
            try_on=_try_on_of_today(bookings, now),
            orders=len(orders),
            birthday_in=birthday_in,
            habit=portrayed.habit,
            last_purchase=_last_purchase(recent) if member.personal else None,
        )
        is_birthday_near = birthday_in is not None and birthday_in <= BIRTHDAY_IS_NEAR
        return MemberPanel(
            member_id=member_id,
            name=member_name(member),
            level=member.level,
            trust=trust,
            phone_masked=member.phone_masked,
            points=member.points,
            pending_points=view.members.pending_points(member_id),
            stored=Fen(member.stored_fen),
            visits=history.visits if history is not None else 0,
            last_visit=_last_visit(history),
            joined=member.joined,
            is_birthday_near=is_birthday_near,
            opener=opener(facts, now),
            tags=portrayed.tags,
            rhythm=portrayed.rhythm,
            plan=portrayed.plan,
            sizes=self._advising.usual_sizes(happenings, now) if member.personal else (),
            coupons=_coupons(view, member_id, now),
            bookings=tuple(_booking_brief(one.row) for one in bookings),
            pickups=tuple(_pickup_brief(order) for order in orders),
            recent=recent,
            tried=_tried(view, happenings) if member.personal else (),
            suggestions=self._advising.cards(view, happenings, personal=member.personal, now=now, member_id=member_id),
            pack_age_days=self._advising.pack_age_days(now),
            is_personal=member.personal,
            hears_of_orders=member.messages,
            hears_offers=member.marketing,
            is_own_pack=self._advising.is_own_pack(),
        )


# --- finding -------------------------------------------------------------------------------------------------------


def _candidates(view: View, text: str) -> Sequence[rows.Member]:
    plain = clean(text)
    if not plain:
        return ()
    if plain.isascii() and plain.isdigit() and len(plain) == 4:
        return view.members.by_last_four(plain, 3 * MOST_HITS)
    number = e164(plain)
    if number is not None and view.paired is not None:
        return view.members.by_phone_index(phone_index(view.paired.phone_key, number))
    if any(sign.isdigit() for sign in plain):
        return ()
    return view.members.by_name(_as_masked(plain), MOST_HITS)


def _as_masked(name: str) -> str:
    """Return a name as the till holds it: 林晓清 is 林*清; one sign or Latin letters are the beginning of a name."""
    if name.isascii() or len(name) == 1 or "*" in name:
        return name
    return f"{name[0]}*{name[2:]}"


def _hit(member: rows.Member, history: rows.History | None) -> MemberHit:
    return MemberHit(MemberId(member.id), member_name(member), member.phone_masked, member.level, _last_visit(history))


def _last_visit(history: rows.History | None) -> Millis | None:
    return Millis(history.last_visit_ms) if history is not None and history.last_visit_ms is not None else None


# --- the panel -----------------------------------------------------------------------------------------------------


def _recent(view: View, happenings: Sequence[rows.Happening]) -> tuple[Garmentry, ...]:
    """Return what she bought lately and did not bring back."""
    brought_back = {(one.ref, one.variant_id) for one in happenings if one.kind == "returned"}
    bought = [one for one in happenings if one.kind == "bought" and (one.ref, one.variant_id) not in brought_back]
    return _garments(view, bought)


def _tried(view: View, happenings: Sequence[rows.Happening]) -> tuple[Garmentry, ...]:
    """Return what she tried on lately and did not buy."""
    bought = {one.variant_id for one in happenings if one.kind == "bought"}
    left = [one for one in happenings if one.kind == "tried" and one.verdict not in (None, "untried")]
    return _garments(view, [one for one in left if one.variant_id not in bought])


def _garments(view: View, happenings: Sequence[rows.Happening]) -> tuple[Garmentry, ...]:
    newest = happenings[: 2 * MOST_RECENT]
    articles = view.catalogue.articles({VariantId(one.variant_id) for one in newest})
    found = []
    for one in newest:
        article = articles.get(VariantId(one.variant_id))
        if article is not None:
            found.append(
                Garmentry(
                    style_id=StyleId(one.style_id),
                    variant_id=VariantId(one.variant_id),
                    name=Bilingual(article.style.name_zh, article.style.name_en),
                    art=article.style.art,
                    colour=colour_of(article.variant),
                    size=one.size,
                    at=Millis(one.at_ms),
                    paid=Fen(one.paid_fen),
                    said=None if one.verdict is None else Said(one.verdict, tuple(one.where), one.wished_size),
                )
            )
    return tuple(found[:MOST_RECENT])


def _coupons(view: View, member_id: MemberId, now: Millis) -> tuple[CouponCard, ...]:
    terms = [coupon_terms(coupon) for coupon in view.members.coupons(member_id) if coupon.status == "open"]
    return tuple(
        CouponCard(one.coupon_id, one.title, one.off, one.threshold, one.until) for one in terms if one.is_open(now)
    )


def _last_purchase(recent: Sequence[Garmentry]) -> LastPurchase | None:
    return LastPurchase(recent[0].name, recent[0].colour.name, recent[0].at) if recent else None


def _is_ahead(booking: rows.Booking) -> bool:
    return booking.status in ("booked", "checked_in")


def _try_on_of_today(bookings: Sequence[KeptBooking], now: Millis) -> BookedTryOn | None:
    for one in bookings:
        if local(one.row.starts_ms).date() == local(now).date():
            return BookedTryOn(Millis(one.row.starts_ms), len(one.row.garments), one.row.status == "checked_in")
    return None


def _booking_brief(row: rows.Booking) -> BookingBrief:
    return BookingBrief(BookingId(row.id), Millis(row.starts_ms), row.room, row.status, len(row.garments))


def _pickup_brief(row: rows.Order) -> PickupBrief:
    return PickupBrief(OrderId(row.id), row.number, sum(map(waits, in_full(row).lines)), row.status)
