"""The rows that travel down: whole images with a version, one struct per kind of thing.

A reader upserts a row when its version is greater than the one it holds, and ignores fields it does not know.
Text that people read comes in both languages (``*_zh``, ``*_en``). Amounts are fen, instants ms since the epoch UTC.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from sync.protocol.asides import CartAside as CartAside
from sync.protocol.bookings import Booking as Booking
from sync.protocol.bookings import Garment as Garment
from sync.protocol.defective import Defective as Defective
from sync.protocol.experiments import Experiment as Experiment
from sync.protocol.follow_ups import FollowUp as FollowUp
from sync.protocol.member_rows import Happening as Happening
from sync.protocol.member_rows import History as History
from sync.protocol.member_rows import Member as Member
from sync.protocol.member_rows import Tag as Tag
from sync.protocol.orders import Order as Order
from sync.protocol.orders import OrderLine as OrderLine
from sync.protocol.rooms import FittingRoom as FittingRoom
from sync.protocol.row import STREAMS as STREAMS
from sync.protocol.row import Row as Row
from sync.protocol.segments import SegmentPlan as SegmentPlan
from sync.protocol.shops import OpenHours as OpenHours
from sync.protocol.shops import Shop as Shop
from sync.protocol.shops import TryOnRules as TryOnRules
from sync.protocol.stock_plans import Interested as Interested
from sync.protocol.stock_plans import Spare as Spare
from sync.protocol.stock_plans import StockPlan as StockPlan
from sync.protocol.stock_plans import VariantPlan as VariantPlan
from sync.protocol.stylist_looks import Look as Look
from sync.protocol.transfers import ShopHeard as ShopHeard
from sync.protocol.transfers import Transfer as Transfer
from sync.protocol.value_rows import Coupon as Coupon
from sync.protocol.value_rows import GiftCard as GiftCard
from sync.protocol.value_rows import Lease as Lease
from sync.protocol.value_rows import ValueTerms as ValueTerms

# --- catalogue -----------------------------------------------------------------------------------------------------


class TrustKey(Row, frozen=True, kw_only=True):
    """A key that signs codes on phones. ``id`` is its key id 0–15 as text; signed by the root key pinned at pairing."""

    public_key: str  # 64 hexadecimal digits, Ed25519
    not_before_ms: int
    not_after_ms: int
    root_signature: str  # over signing.trust_key_message(row)


class Chain(Row, frozen=True, kw_only=True):
    """The chain's own facts: one row, id ``chain``."""

    name_zh: str
    name_en: str
    fen_per_point: int  # one point is earned for each so many fen paid
    receipt_foot_zh: str
    receipt_foot_en: str
    cash_round_fen: int = 1  # a sale that cash pays all of is rounded down to so many fen; 1 rounds nothing


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a role may do, up to an amount and a share of the price; None is without a limit."""

    permission: str  # a name that a till does not know grants nothing
    most_fen: int | None = None
    most_bp: int | None = None


class Role(Row, frozen=True, kw_only=True):
    """All that a role may do at a counter; ``id`` is what ``Staff.role`` names.

    Without a row, a till goes by what is usual for the names that it knows (``posapp.domain.permission.USUAL``).
    """

    name_zh: str
    name_en: str
    grants: list[Grant]


class Category(Row, frozen=True, kw_only=True):
    """A category of goods, such as dresses; ``part`` says where it is worn."""

    name_zh: str
    name_en: str
    part: Literal["top", "bottom", "dress", "outer", "shoes", "bag", "accessory", "beauty"]
    order: int


class Style(Row, frozen=True, kw_only=True):
    """A style (款). ``art`` names the drawn shape; ``fit_hint`` is how it is cut: -1 small, 0 true, +1 large."""

    code: str
    name_zh: str
    name_en: str
    pinyin: str  # full, without tones, spaces between syllables: "zhen zhi kai shan"
    initials: str  # "zzks"
    category: str
    brand: str
    season: Literal["spring", "summer", "autumn", "winter", "all"]
    tags: list[str]  # style tags such as commute, casual, sweet; see Chain labels in resources/demo
    art: str
    material_zh: str
    material_en: str
    size_system: str  # "alpha" XS…XL, "cn_shoe" 35…42, "one"
    launched: str  # YYYY-MM-DD
    consumable: bool
    fit_hint: Literal[-1, 0, 1] = 0


class Variant(Row, frozen=True, kw_only=True):
    """A variant (SKU): colour × size of a style, with its prices. ``member_fen`` 0 means no member price."""

    style_id: str
    barcode: str
    colour_code: str
    colour_zh: str
    colour_en: str
    colour_hex: str  # "#1f2a44"
    size: str
    size_order: int
    list_fen: int
    member_fen: int
    tax_bp: int
    shelf: str  # place in the shop, "A-03"


class BundlePart(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a bundle: so many pieces of these goods; what is empty means any."""

    pieces: int
    category: str = ""
    tag: str = ""
    styles: tuple[str, ...] = ()


class Promotion(Row, frozen=True, kw_only=True):
    """A promotion.

    ``price``: each eligible piece costs ``price_fen``. ``off``: ``off_fen`` less each. ``percent``: ``percent_off_bp``
    hundredths of a per cent off each eligible line. ``multi``: the same off all eligible pieces when there are
    ``pieces`` or more. ``nth``: the same off every ``pieces``-th eligible piece, dearest first. ``count``: ``pieces``
    eligible pieces take ``off_fen`` from their sum. ``bundle``: a set of ``parts`` costs ``price_fen``. ``spend``:
    ``threshold_fen`` of eligible goods (``base``: their running amounts or shelf prices) takes ``off_fen`` from their
    sum. The last three work each time when ``repeat``.

    ``category``, ``tag`` and ``styles`` limit what is eligible; empty means everything. Of one ``group`` only one
    works on a ticket. Without ``with_coupon`` no coupon works beside it on the same goods.
    """

    rule_version: int
    kind: Literal["price", "off", "percent", "multi", "nth", "count", "bundle", "spend"]
    title_zh: str
    title_en: str
    threshold_fen: int
    off_fen: int
    repeat: bool
    cap_fen: int  # 0 means no cap
    percent_off_bp: int
    category: str
    tag: str
    member_only: bool
    from_ms: int
    until_ms: int
    price_fen: int = 0
    pieces: int = 0
    parts: tuple[BundlePart, ...] = ()
    styles: tuple[str, ...] = ()
    base: Literal["running", "original"] = "running"
    group: str = ""
    with_coupon: bool = True


# --- shop ----------------------------------------------------------------------------------------------------------


class Staff(Row, frozen=True, kw_only=True):
    """Somebody who may sign in here. ``pin_hash`` is Argon2id of the PIN (PHC string)."""

    number: str
    name_zh: str
    name_en: str
    role: str  # the id of a ``Role``, or one of those that every till knows
    pin_hash: str


class Fix(msgspec.Struct, frozen=True, kw_only=True):
    """A way out for a parked operation that a manager may choose as it stands; its fields go into ``parked.settle``."""

    action: Literal["retry", "map", "suspense", "correct"]
    what: str  # of a mapping: "booking", "order", "shift", "garment", "member"; else empty
    from_id: str
    to_id: str
    zh: str
    en: str


class ParkedOperation(Row, frozen=True, kw_only=True):
    """An operation of this shop that waits for a person; ``id`` is its op id. Withdrawn once it is settled.

    ``subject`` is what people call it (a receipt number), ``amount_fen`` what is at stake. ``tried_ms`` and its
    sentence tell of the last try to settle it that did not succeed.
    """

    shop_id: str
    till_no: str
    hub_no: int
    kind: str
    subject: str
    code: str
    zh: str
    en: str
    amount_fen: int
    since_ms: int
    fixes: list[Fix]
    tried_ms: int | None = None
    tried_zh: str = ""
    tried_en: str = ""


class Relay(Row, frozen=True, kw_only=True):
    """The shop's relay: where it is and the certificate it shows. ``id`` is the shop's; a lower ``fence`` is older."""

    shop_id: str
    url: str
    fingerprint: str  # SHA-256 of the certificate in DER, 64 hexadecimal digits
    fence: int


class GenerationClosed(Row, frozen=True, kw_only=True):
    """What is known of a till whose disk is gone; ``id`` is ``device:generation``.

    ``last_seq`` is the last operation the mall has without a gap. ``missing_receipts`` are the numbers up to the last
    one known (or seen on paper) of which the mall has no sale.
    """

    shop_id: str
    till_no: str
    device: str
    generation: int
    last_seq: int
    last_receipt_no: str
    missing_receipts: list[str]
    reason: str
    closed_ms: int
    root_signature: str  # over signing.closed_message(row)


# --- stock ---------------------------------------------------------------------------------------------------------


class Stock(Row, frozen=True, kw_only=True):
    """A level in one shop: id ``shop/variant``. ``promised`` pieces belong to pickups not yet handed over.

    ``picked`` of them lie on the reserve shelf. ``quota`` pieces are the mall's to promise or promised; what is neither
    picked nor quota is the shop's own.
    """

    shop_id: str
    variant_id: str
    on_hand: int
    promised: int
    picked: int = 0
    quota: int = 0


# --- advice --------------------------------------------------------------------------------------------------------


class AdvicePack(Row, frozen=True, kw_only=True):
    """The model pack, id ``pack``: JSON of ``posapp.domain.advice.pack`` in ``content``, with its checksum.

    ``published_ms`` rises with every publishing, also of a version that the chain goes back to: whoever brings an older
    row brings an old one. Hubs of before packs were signed leave the last four out.
    """

    version: str
    trained_ms: int
    checksum: str  # canonical.digest of content
    content: str
    form: int = 1  # of content
    chain_id: str = ""  # signing.chain_id_of the root key
    published_ms: int = 0
    root_signature: str = ""  # of signing.pack_message


KINDS_OF_ROW: dict[str, type[Row]] = {
    "trust_key": TrustKey,
    "chain": Chain,
    "shop": Shop,
    "role": Role,
    "category": Category,
    "style": Style,
    "variant": Variant,
    "promotion": Promotion,
    "value_terms": ValueTerms,
    "lease": Lease,
    "gift_card": GiftCard,
    "staff": Staff,
    "booking": Booking,
    "room": FittingRoom,
    "order": Order,
    "follow_up": FollowUp,
    "cart_aside": CartAside,
    "defective": Defective,
    "relay": Relay,
    "generation_closed": GenerationClosed,
    "parked": ParkedOperation,
    "stock": Stock,
    "shop_heard": ShopHeard,
    "transfer": Transfer,
    "member": Member,
    "coupon": Coupon,
    "history": History,
    "advice_pack": AdvicePack,
    "experiment": Experiment,
    "segment_plan": SegmentPlan,
    "look": Look,
    "stock_plan": StockPlan,
}

_KIND_NAMES = {row: name for name, row in KINDS_OF_ROW.items()}

STREAM_OF_KIND: dict[str, str] = {
    **dict.fromkeys(("trust_key", "chain", "shop", "category", "style", "variant", "promotion"), "catalogue"),
    **dict.fromkeys(("follow_up", "stock_plan", "cart_aside", "defective"), "shop"),
    **dict.fromkeys(("value_terms", "role", "segment_plan", "look"), "catalogue"),
    "lease": "shop",
    "gift_card": "members",
    **dict.fromkeys(("staff", "booking", "room", "order", "parked", "relay", "generation_closed"), "shop"),
    **dict.fromkeys(("stock", "shop_heard"), "stock"),
    **dict.fromkeys(("member", "coupon", "history", "transfer"), "members"),
    **dict.fromkeys(("advice_pack", "experiment"), "advice"),
}


def kind_of_row(row: Row) -> str:
    """Return the name under which a row travels."""
    return _KIND_NAMES[type(row)]
