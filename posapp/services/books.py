"""The counter's books: the rows of the till's file as selling, searching, members, bookings and pickups ask for them.

Rows of the mall are handed over as the structs that travel (``sync.protocol.rows``). Levels and points are *shown*
values: what the mall said plus what happened here that the mall has not counted yet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from posapp.domain.clock import Millis
from posapp.domain.identity import BookingId, MemberId, OrderId, SaleId, StyleId, VariantId
from posapp.domain.promotion import Promotion
from posapp.domain.query.facts import GoodsFacts
from posapp.domain.query.readings import Readings
from posapp.services.cart_book import Carts as Carts
from posapp.services.cart_book import KeptCart as KeptCart
from posapp.services.stock_news import StockMark, StockNews
from sync.protocol import rows


@dataclass(frozen=True, slots=True)
class Article:
    """A variant with the style it belongs to."""

    variant: rows.Variant
    style: rows.Style


@dataclass(frozen=True, slots=True)
class Level:
    """Stock of a variant in this shop; ``promised`` pieces belong to pickups, ``picked`` of them lie on their shelf.

    ``quota`` pieces are the mall's to promise, or promised and not picked.
    """

    on_hand: int = 0
    promised: int = 0
    picked: int = 0
    quota: int = 0

    @property
    def free(self) -> int:
        """Return the pieces that are promised to nobody."""
        return max(self.on_hand - self.promised, 0)

    @property
    def unpicked(self) -> int:
        """Return the pieces that web orders wait for and nobody has taken off the rail."""
        return max(self.promised - self.picked, 0)


@dataclass(frozen=True, slots=True)
class Stocked:
    """A variant and what hangs of it here."""

    variant: rows.Variant
    level: Level


@dataclass(frozen=True, slots=True)
class Promises:
    """Pieces of this shop, all variants together: the mall's to promise or promised, and of these yet to be picked."""

    quota: int
    to_pick: int


@dataclass(frozen=True, slots=True)
class ShopLevel:
    """Stock of a variant in one shop of the chain."""

    shop: rows.Shop
    level: Level


class Catalogue(Protocol):
    """What is sold, and how much of it hangs here and in the other shops."""

    def categories(self) -> Sequence[rows.Category]:
        """Return all categories in their order."""
        ...

    def articles(self, variant_ids: Collection[VariantId]) -> Mapping[VariantId, Article]:
        """Return the variants that exist, with their styles."""
        ...

    def by_barcode(self, forms: Sequence[str]) -> Article | None:
        """Return what is sold under a barcode in any of its forms."""
        ...

    def drawings(self, category_id: str) -> frozenset[tuple[str, str]]:
        """Return every shape in every tint (``#rrggbb``) of which there are goods in a category."""
        ...

    def stocked(self, style_ids: Collection[StyleId]) -> Mapping[StyleId, Sequence[Stocked]]:
        """Return the variants of styles with what hangs of them here, by colour, then size."""
        ...

    def hanging_up_to(self, list_fen: int) -> Mapping[StyleId, Collection[str]]:
        """Return the sizes that the mall last said hang here, by style, of what costs so much on the shelf or less."""
        ...

    def levels(self, variant_ids: Collection[VariantId]) -> Mapping[VariantId, Level]:
        """Return what hangs here; a variant without stock has the empty level."""
        ...

    def elsewhere(self, variant_ids: Collection[VariantId]) -> Mapping[VariantId, int]:
        """Return the free pieces in all other shops together."""
        ...

    def promises(self) -> Promises:
        """Return what the mall may promise of this shop's pieces, and what of it waits to be picked."""
        ...

    def stock_news(self, since: StockMark | None) -> StockNews:
        """Return what the mall said of this shop's stock after a mark; None is before everything."""
        ...

    def keep_count(self, count_id: str, variant_id: VariantId, observed: int, difference: int, op_seq: int) -> None:
        """Keep what was counted, and by how much that differs from what was shown."""
        ...

    def in_shops(self, variant_id: VariantId) -> Sequence[ShopLevel]:
        """Return what the other shops hold of a variant."""
        ...


@dataclass(frozen=True, slots=True)
class StyleHits:
    """Styles that a search found, the best first, and the words that no style answers to: a colour, a size."""

    style_ids: tuple[StyleId, ...]
    other_words: tuple[str, ...] = ()


class StyleSearch(Protocol):
    """Finds styles in the till's own file."""

    def find(self, text: str, most: int) -> StyleHits:
        """Find styles whose name, pinyin, initials, code, barcode or tags hold the words of ``text``.

        When none of the words is known, all are ``other_words`` and the newest styles are candidates for them.
        """
        ...

    def newest(self, category_id: str | None, most: int) -> Sequence[StyleId]:
        """Return the newest styles, of one category or of all."""
        ...

    def catalogue_no(self) -> int:
        """Return how often the catalogue has changed: what was read of it before is old when the number is another."""
        ...

    def goods(self) -> GoodsFacts:
        """Return all that the search knows of the goods; its pieces are read while somebody goes through them."""
        ...

    def readings(self) -> Readings:
        """Return how hanzi are read as a rule."""
        ...


class Promotions(Protocol):
    """What may lower a price."""

    def all(self) -> Sequence[Promotion]:
        """Return every promotion this till knows, running or not."""
        ...


class MemberBook(Protocol):
    """The members as a till may know them."""

    def by_number(self, number: int) -> rows.Member | None:
        """Return the member whose signed code carries this number."""
        ...

    def by_card(self, card: str) -> rows.Member | None:
        """Return the member of a static card."""
        ...

    def was_erased(self, told: str) -> bool:
        """Tell whether an id, a code's number or a card was that of a member whose data the mall has erased."""
        ...

    def by_last_four(self, digits: str, most: int) -> Sequence[rows.Member]:
        """Return members whose phone number ends with four digits, those seen last first."""
        ...

    def by_phone_index(self, index: str) -> Sequence[rows.Member]:
        """Return members under a blind index."""
        ...

    def by_name(self, text: str, most: int) -> Sequence[rows.Member]:
        """Return members whose name begins with ``text``, in hanzi or in Latin letters."""
        ...

    def pending_points(self, member_id: MemberId) -> int:
        """Return the points earned at this till that the mall has not counted yet."""
        ...

    def coupons(self, member_id: MemberId) -> Sequence[rows.Coupon]:
        """Return a member's coupons as this till knows them, those that end first first."""
        ...

    def coupon_by_code(self, code: str) -> rows.Coupon | None:
        """Return the coupon with these 12 digits."""
        ...

    def own_happenings(self, member_id: MemberId) -> Sequence[rows.Happening]:
        """Return what she did here that her history may not hold yet: bought, tried, "not this"; newest first."""
        ...

    def dismiss(self, member_id: MemberId, style_id: StyleId, now: Millis) -> None:
        """Keep that she said "not this"."""
        ...

    def last_shown(self, member_id: MemberId) -> Millis | None:
        """Return when a showing of suggestions was last counted for her."""
        ...

    def mark_shown(self, member_id: MemberId, now: Millis) -> None:
        """Keep that a showing was counted."""
        ...


@dataclass(frozen=True, slots=True)
class KeptBooking:
    """A booking and the instant at which this till first saw it."""

    row: rows.Booking
    first_seen: Millis


class BookingBook(Protocol):
    """The try-on bookings of this shop."""

    def between(self, first: Millis, last: Millis) -> Sequence[KeptBooking]:
        """Return the bookings that start in ``first <= start < last``, in the order of their start."""
        ...

    def get(self, booking_id: BookingId) -> KeptBooking | None:
        """Return a booking."""
        ...

    def by_code_no(self, number: int) -> KeptBooking | None:
        """Return the booking whose signed code carries this number."""
        ...

    def by_code(self, code: str) -> Sequence[KeptBooking]:
        """Return the bookings with these eight digits."""
        ...

    def of_member(self, member_id: MemberId, since: Millis) -> Sequence[KeptBooking]:
        """Return a member's bookings that start at ``since`` or later."""
        ...

    def holding(self, variant_id: VariantId) -> Sequence[rows.Booking]:
        """Return the bookings that are not over and have a garment of a variant, in the order of their start."""
        ...

    def project(self, row: rows.Booking, op_seq: int) -> None:
        """Show a booking as our operation ``op_seq`` leaves it, until the mall has applied that operation."""
        ...


class RoomBook(Protocol):
    """The fitting rooms of this shop."""

    def all(self) -> Sequence[rows.FittingRoom]:
        """Return every room of this shop, by number."""
        ...

    def get(self, room_id: str) -> rows.FittingRoom | None:
        """Return a room."""
        ...

    def project(self, row: rows.FittingRoom, op_seq: int) -> None:
        """Show a room as our operation ``op_seq`` leaves it, until the mall has applied that operation."""
        ...


class FollowUpBook(Protocol):
    """What the mall would write to members who were in this shop."""

    def all(self) -> Sequence[rows.FollowUp]:
        """Return every follow-up of this shop, the oldest first."""
        ...

    def get(self, follow_up_id: str) -> rows.FollowUp | None:
        """Return a follow-up."""
        ...

    def project(self, row: rows.FollowUp, op_seq: int) -> None:
        """Show a follow-up as our operation ``op_seq`` leaves it, until the mall has applied that operation."""
        ...


class OrderBook(Protocol):
    """The mall's orders that are collected in this shop."""

    def waiting(self) -> Sequence[rows.Order]:
        """Return the orders that are not handed over, cancelled or expired, the oldest first."""
        ...

    def holding(self, variant_id: VariantId) -> Sequence[rows.Order]:
        """Return the orders that wait here and have a line of a variant, the oldest first."""
        ...

    def to_put_back(self) -> Sequence[rows.Order]:
        """Return the orders that ended while their goods lay on the reserve shelf, the oldest first."""
        ...

    def by_code_no(self, number: int) -> rows.Order | None:
        """Return the order whose signed code carries this number."""
        ...

    def by_code(self, code: str) -> Sequence[rows.Order]:
        """Return the orders with these eight digits."""
        ...

    def of_member(self, member_id: MemberId) -> Sequence[rows.Order]:
        """Return a member's orders that wait here."""
        ...

    def project(self, row: rows.Order, op_seq: int) -> None:
        """Show an order as our operation ``op_seq`` leaves it, until the mall has applied that operation."""
        ...

    def move_stock(
        self,
        order_id: OrderId,
        op_seq: int,
        movements: Iterable[tuple[str, VariantId, int]],
        sale_id: SaleId | None = None,
    ) -> None:
        """Write the movements (id, variant, pieces) of a hand-over, and of which sale's pieces they are."""
        ...


class Codes(Protocol):
    """Keys that sign codes, and which codes were seen."""

    def keys(self, now: Millis) -> Mapping[int, str]:
        """Return the public keys that hold now, by key id."""
        ...

    def is_seen(self, mark: str, since: Millis) -> bool:
        """Tell whether a code was accepted here, or heard to be accepted by a neighbour, at ``since`` or later."""
        ...

    def mark_seen(self, mark: str, now: Millis, forget_before: Millis) -> None:
        """Keep that a code was accepted, and forget older ones."""
        ...

    def wrong_tries(self, since: Millis) -> int:
        """Return how many wrong codes were typed here at ``since`` or later."""
        ...

    def mark_wrong(self, order_id: str, now: Millis) -> None:
        """Keep that a wrong code was typed for an order."""
        ...
