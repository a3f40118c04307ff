"""A small shop on a real till file: its goods, members, bookings and orders come through the real feed."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from posapp.adapters.db.open_file import open_till
from posapp.adapters.db.sync_store import SqlSyncStore
from posapp.adapters.secrets import FileSecrets
from posapp.config.paths import MIGRATIONS
from posapp.domain.clock import DAY, HOUR, Millis
from posapp.domain.identity import StaffId, VariantId
from posapp.domain.scan import card_of
from posapp.domain.text import Bilingual
from posapp.services.advising import Advising
from posapp.services.bag_labels import BagLabels
from posapp.services.booking import Bookings
from posapp.services.fitting import FittingRooms
from posapp.services.follow_ups import FollowUps
from posapp.services.members import Members
from posapp.services.on_duty import SignedIn
from posapp.services.outfitting import Outfitting
from posapp.services.pickups import Pickups
from posapp.services.searching import Searching
from posapp.services.selling import Selling
from posapp.services.stock_desk import StockDesk
from posapp.services.till_data import PairedTill, device_key_name
from posapp.services.topping_up import ToppingUp
from posapp.services.transfers import Transfers
from posapp.services.walk_papers import LABEL_BLOCKS
from posapp.services.walking import Walking
from sync.protocol import codes, rows
from sync.protocol.envelope import Operation
from sync.protocol.phones import phone_index
from sync.protocol.signing import KeyPair, new_key_pair, sign, trust_key_message
from sync.protocol.wire import FeedPage, FeedRow
from tests.fakes.adviser import FakeAdviser
from tests.fakes.laid_tables import lay_till

NOON = Millis(1_795_320_000_000)
"""2026-11-22 12:00 in Shanghai."""

SHOP, XUHUI, HANGZHOU = "shop-jingan", "shop-xuhui", "shop-hangzhou"
PHONE_KEY = "5e" * 32
LIN_PHONE = "+8613800131357"


class FakeClock:
    def __init__(self, now: Millis = NOON) -> None:
        self._now = now

    def now(self) -> Millis:
        return self._now

    def pass_(self, ms: int) -> None:
        self._now = Millis(self._now + ms)


class FakeDuty:
    def __init__(self) -> None:
        self.signed_in: SignedIn | None = SignedIn(
            StaffId("staff-wang"), "1001", Bilingual("王蕾", "Wang Lei"), "senior"
        )

    def who(self) -> SignedIn | None:
        return self.signed_in


@dataclass(frozen=True)
class FirstLoad:
    """What lies in a till's folder after its first load, and how often the mall has published each row by then."""

    root: KeyPair
    code_key: KeyPair
    files: dict[str, bytes]
    versions: Counter[tuple[str, str]]


class SmallShop:
    """A paired till with a catalogue, as it is after its first load. ``open_again`` is a restart.

    The first load is done once in a process; each shop begins with a copy of what it left.
    """

    def __init__(self, folder: Path, loaded: FirstLoad | None = None) -> None:
        loaded = loaded or first_load()
        self.folder = folder
        self.clock = FakeClock()
        self.duty = FakeDuty()
        self.adviser = FakeAdviser(learnt=Millis(NOON - 2 * DAY))
        self.root = loaded.root
        self.code_key = loaded.code_key
        self._secrets = FileSecrets(folder / "secrets.json")
        self._versions = loaded.versions.copy()
        for name, content in loaded.files.items():
            (folder / name).write_bytes(content)
        self._open()

    def _open(self) -> None:
        self.file = open_till(
            self.folder, secrets=self._secrets, clock=self.clock, migrations=MIGRATIONS / "till", ballast_bytes=0
        )
        self.store = SqlSyncStore(self.file)
        advising = Advising(self.file, self.clock, self.duty, self.adviser)
        self.selling = Selling(self.file, self.clock, self.duty)
        self.searching = Searching(self.file, self.clock, self.adviser)
        self.members = Members(self.file, self.clock, advising)
        self.topping_up = ToppingUp(self.file, self.clock, self.duty, self.adviser, advising)
        self.outfitting = Outfitting(self.file, self.clock, advising)
        self.bookings = Bookings(self.file, self.clock, self.duty)
        self.rooms = FittingRooms(self.file, self.clock, self.duty)
        self.follow_ups = FollowUps(self.file, self.clock, self.duty)
        self.pickups = Pickups(self.file, self.clock, self.duty)
        self.transfers = Transfers(self.file, self.clock, self.duty)
        self.stock_desk = StockDesk(self.file, self.transfers)
        self.labels = BagLabels(self.file, self.clock, lambda: "zh", lambda: LABEL_BLOCKS)
        self.walking = Walking(self.file, self.clock, self.duty, self.labels)

    def open_again(self) -> None:
        """Close the file and open it anew, as after a restart."""
        self.file.close()
        self._open()

    def close(self) -> None:
        self.file.close()

    def load_first(self) -> FirstLoad:
        """Pair an empty till and let it take everything in; closes it."""
        self._pair()
        self.deliver(*catalogue(), *people(), *self._keys())
        self.close()
        files = {path.name: path.read_bytes() for path in self.folder.iterdir()}
        return FirstLoad(self.root, self.code_key, files, self._versions)

    def _pair(self) -> None:
        paired = PairedTill(
            device="till-1",
            generation=1,
            shop_id=SHOP,
            till_no="01",
            hub_url="http://127.0.0.1:1",
            chain=Bilingual("拾光集", "Lumen"),
            root_key=self.root.public,
            phone_key=PHONE_KEY,
        )
        self._secrets.put(device_key_name(paired), new_key_pair().private)
        with self.file.unit() as unit:
            unit.pair(paired, "epoch-1")
            unit.commit()

    def _keys(self) -> list[rows.Row]:
        unsigned = rows.TrustKey(
            id="3",
            public_key=self.code_key.public,
            not_before_ms=NOON - 30 * DAY,
            not_after_ms=NOON + 30 * DAY,
            root_signature="",
        )
        signature = sign(self.root.private, trust_key_message(unsigned))
        return [msgspec.structs.replace(unsigned, root_signature=signature)]

    # --- the mall's side

    def deliver(self, *new: rows.Row, applied_through: int = 0) -> None:
        """Let the mall publish rows and the worker apply them."""
        by_stream: dict[str, list[rows.Row]] = {}
        for row in new:
            by_stream.setdefault(rows.STREAM_OF_KIND[rows.kind_of_row(row)], []).append(row)
        for stream in rows.STREAMS:
            if stream in by_stream:
                self._page(stream, by_stream[stream], applied_through)

    def _page(self, stream: str, published: Sequence[rows.Row], applied_through: int) -> None:
        feed = []
        for row in published:
            kind = rows.kind_of_row(row)
            self._versions[kind, row.id] += 1  # a row's own, as the mall counts them
            image = msgspec.Raw(msgspec.json.encode(row))
            feed.append(FeedRow(t=kind, id=row.id, ver=self._versions[kind, row.id], row=image))
        page = FeedPage(
            epoch="epoch-1",
            stream=stream,
            rows=feed,
            next=f"cursor-{self._versions.total()}",
            more=False,
            ahead=0,
            applied_through=applied_through,
            server_ms=self.clock.now(),
        )
        self.store.apply_page(page, self.clock.now())

    def code(self, type_: codes.CodeType, number: int, *, age_ms: int = 0) -> str:
        """Return the digits that a phone shows; ``age_ms`` ago they were made."""
        return codes.mint(self.code_key.private, 3, type_, number, (self.clock.now() - age_ms) // 1000)

    def operations(self, kind: str | None = None) -> list[Operation]:
        """Return what this till wants to tell the mall."""
        return [one for one in self.store.outbox(1000, 1 << 24) if kind is None or one.kind == kind]

    def on_hand(self, variant_id: str) -> int:
        with self.file.view() as view:
            return view.catalogue.levels([VariantId(variant_id)])[VariantId(variant_id)].on_hand


@cache
def first_load() -> FirstLoad:
    """Return what a till's first load leaves; done at the first call."""
    with tempfile.TemporaryDirectory() as folder:
        lay_till(Path(folder), FileSecrets(Path(folder) / "secrets.json"))
        return SmallShop(Path(folder), FirstLoad(new_key_pair(), new_key_pair(), {}, Counter())).load_first()


# --- what the chain sells --------------------------------------------------------------------------------------------

DRESS, SHIRT, COAT, SHOE, LIPSTICK = "st-dress", "st-shirt", "st-coat", "st-shoe", "st-lipstick"


def catalogue() -> list[rows.Row]:
    """Return five styles with all their sizes, three shops, and what hangs in them."""
    found: list[rows.Row] = [
        rows.Chain(
            id="chain",
            name_zh="拾光集",
            name_en="Lumen",
            fen_per_point=100,
            receipt_foot_zh="谢谢惠顾",
            receipt_foot_en="Thank you",
        ),
        shop(SHOP, "001", "静安店", "Jing'an", 31_230_400, 121_445_000),
        shop(XUHUI, "002", "徐汇店", "Xuhui", 31_192_000, 121_436_000),
        shop(HANGZHOU, "003", "杭州店", "Hangzhou", 30_274_100, 120_155_100),
        rows.Staff(id="staff-wang", number="1001", name_zh="王蕾", name_en="Wang Lei", role="senior", pin_hash=""),
        rows.Category(id="dresses", name_zh="连衣裙", name_en="Dresses", part="dress", order=1),
        rows.Category(id="shirts", name_zh="衬衫", name_en="Shirts", part="top", order=2),
        rows.Category(id="coats", name_zh="大衣", name_en="Coats", part="outer", order=3),
        rows.Category(id="shoes", name_zh="鞋", name_en="Shoes", part="shoes", order=4),
        rows.Category(id="make-up", name_zh="彩妆", name_en="Make-up", part="beauty", order=5),
        style(
            DRESS, "DR1024", "真丝碎花连衣裙", "Floral silk dress", "zhen si sui hua lian yi qun", "dresses", "dress"
        ),
        style(SHIRT, "SH2048", "通勤棉衬衫", "Commuter cotton shirt", "tong qin mian chen shan", "shirts", "shirt"),
        style(COAT, "CO3072", "羊毛长大衣", "Long wool coat", "yang mao chang da yi", "coats", "coat"),
        style(SHOE, "SE4096", "乐福鞋", "Loafers", "le fu xie", "shoes", "loafers", system="cn_shoe"),
        style(
            LIPSTICK, "LP5120", "丝绒口红", "Velvet lipstick", "si rong kou hong", "make-up", "lipstick", system="one"
        ),
    ]
    prices = {DRESS: (59_900, 53_900), SHIRT: (29_900, 0), COAT: (129_900, 119_900), SHOE: (69_900, 0)}
    colours = (("BLK", "墨黑", "Ink black", "#1a1a1e"), ("CRM", "奶油白", "Cream white", "#f3ead8"))
    barcode = 6_900_000_000_000
    for style_id, (list_fen, member_fen) in prices.items():
        sizes = ("36", "37", "38") if style_id == SHOE else ("S", "M", "L")
        for code, zh, en, hex_ in colours:
            for order, size in enumerate(sizes):
                barcode += 1
                found.append(
                    rows.Variant(
                        id=f"{style_id}-{code}-{size}",
                        style_id=style_id,
                        barcode=str(barcode),
                        colour_code=code,
                        colour_zh=zh,
                        colour_en=en,
                        colour_hex=hex_,
                        size=size,
                        size_order=order,
                        list_fen=list_fen,
                        member_fen=member_fen,
                        tax_bp=1300,
                        shelf=f"A-{barcode % 100:02d}",
                    )
                )
    found.append(
        rows.Variant(
            id=f"{LIPSTICK}-RED-F",
            style_id=LIPSTICK,
            barcode="012345678905",  # a UPC-A, which scanners also read as 0012345678905
            colour_code="RED",
            colour_zh="正红",
            colour_en="True red",
            colour_hex="#a3132a",
            size="F",
            size_order=0,
            list_fen=19_900,
            member_fen=0,
            tax_bp=1300,
            shelf="B-01",
        )
    )
    for variant in [row for row in found if isinstance(row, rows.Variant)]:
        found += [stock(SHOP, variant.id, 3), stock(XUHUI, variant.id, 1), stock(HANGZHOU, variant.id, 5)]
    return found


def shop(id_: str, code: str, zh: str, en: str, lat_e6: int, lon_e6: int) -> rows.Shop:
    return rows.Shop(
        id=id_, code=code, name_zh=zh, name_en=en, address_zh="南京西路 1 号", address_en="1 West Nanjing Road",
        phone="021-5550000", lat_e6=lat_e6, lon_e6=lon_e6, opens="10:00", closes="22:00", fitting_rooms=3,
    )  # fmt: skip


def style(
    id_: str, code: str, zh: str, en: str, pinyin: str, category: str, art: str, system: str = "alpha"
) -> rows.Style:
    return rows.Style(
        id=id_, code=code, name_zh=zh, name_en=en, pinyin=pinyin,
        initials="".join(syllable[0] for syllable in pinyin.split()), category=category, brand="Lumen", season="all",
        tags=["commute"] if "通勤" in zh else ["sweet"], art=art, material_zh="", material_en="", size_system=system,
        launched="2026-09-01", consumable=category == "make-up",
    )  # fmt: skip


def stock(shop_id: str, variant_id: str, on_hand: int, promised: int = 0) -> rows.Stock:
    return rows.Stock(
        id=f"{shop_id}/{variant_id}", shop_id=shop_id, variant_id=variant_id, on_hand=on_hand, promised=promised
    )


# --- who comes to it -------------------------------------------------------------------------------------------------

LIN, ZHOU, BLOCKED = "m-lin", "m-zhou", "m-blocked"
LIN_CARD = card_of("8" + "1234567890123")


def people() -> list[rows.Row]:
    """Return three members; Lin has a past, a coupon, a booking today and an order that waits."""
    return [
        member(LIN, 501, "林*清", "Lin *", LIN_PHONE, card=LIN_CARD),
        member(ZHOU, 502, "周*", "Zhou *", "+8613911112468"),
        member(BLOCKED, 503, "赖*", "Lai *", "+8613922221357", blocked=True),
        rows.History(
            id=LIN,
            visits=7,
            spent_fen=389_900,
            last_visit_ms=NOON - 20 * DAY,
            happenings=[
                rows.Happening(
                    kind="bought", style_id=COAT, variant_id=f"{COAT}-CRM-M", size="M",
                    at_ms=NOON - 50 * DAY, ref="sale-1", paid_fen=119_900,
                ),
                rows.Happening(kind="wished", style_id=DRESS, variant_id="", size="", at_ms=NOON - 3 * DAY, ref=""),
            ],
        ),
        coupon("cp-50", LIN, "970000000050", 30_000, 5_000),
        coupon("cp-old", LIN, "970000000017", 0, 1_000, until=NOON - DAY),
        booking(),
        order(),
    ]  # fmt: skip


def member(
    id_: str, number: int, zh: str, en: str, phone: str, *, card: str = "", blocked: bool = False, personal: bool = True
) -> rows.Member:
    return rows.Member(
        id=id_, number=number, card=card, name_zh=zh, name_en=en, phone_masked=f"{phone[3:6]}****{phone[-4:]}",
        phone_last4=phone[-4:], phone_index=phone_index(PHONE_KEY, phone), level="gold", points=1_200, stored_fen=0,
        birthday="11-25", joined="2024-05-01", personal=personal, blocked=blocked,
        tags=[
            rows.Tag(
                code="commute", layer="behaviour", zh="常买通勤", en="Buys commuter",
                evidence_zh="近 180 天 4 件中 3 件", evidence_en="3 of 4 pieces in 180 days",
            )
        ],
    )  # fmt: skip


def coupon(id_: str, member_id: str, code: str, threshold: int, off: int, until: int = NOON + 9 * DAY) -> rows.Coupon:
    return rows.Coupon(
        id=id_, member_id=member_id, code=code, title_zh=f"满 {threshold // 100} 减 {off // 100}",
        title_en=f"{off // 100} off {threshold // 100}", threshold_fen=threshold, off_fen=off, category="",
        from_ms=NOON - 9 * DAY, until_ms=until, status="open",
    )  # fmt: skip


def booking(id_: str = "bk-1", starts: int = NOON + HOUR, status: str = "booked", booked: int = NOON) -> rows.Booking:
    return rows.Booking(
        id=id_, shop_id=SHOP, member_id=LIN, code_no=9_001, code="10002000", starts_ms=starts,
        ends_ms=starts + HOUR, room=2, status=status, note="", booked_ms=booked,
        garments=[
            rows.Garment(id="g-dress", style_id=DRESS, variant_id=f"{DRESS}-BLK-M", my_size=True),
            rows.Garment(id="g-shirt", style_id=SHIRT, variant_id=f"{SHIRT}-CRM-S", my_size=False),
        ],
    )  # type: ignore[arg-type]  # fmt: skip  # tests name any status


def order(id_: str = "or-1", status: str = "ready") -> rows.Order:
    return rows.Order(
        id=id_, shop_id=SHOP, member_id=LIN, number="E20261122001", code_no=7_001, code="30004000", status=status,
        lines=[rows.OrderLine(id="ol-1", variant_id=f"{SHOE}-BLK-37", quantity=2, paid_fen=139_800)],
        total_fen=139_800, placed_ms=NOON - DAY, collect_until_ms=NOON + 6 * DAY,
    )  # type: ignore[arg-type]  # fmt: skip  # tests name any status


def transfer(id_: str = "tr-1", status: str = "asked") -> rows.Transfer:
    """Return what another shop asks of this one: the black coat."""
    return rows.Transfer(
        id=id_, shop_id=XUHUI, from_shop_id=SHOP, variant_id=f"{COAT}-BLK-M", quantity=1, way="bring", member_id=LIN,
        note="", status=status, asked_ms=NOON, asked_by="staff-zhao",  # type: ignore[arg-type]  # as the test says
    )  # fmt: skip


def follow_up(id_: str = "fu-1", status: str = "proposed", staff_id: str = "staff-zhao") -> rows.FollowUp:
    return rows.FollowUp(
        id=id_, shop_id=SHOP, member_id=LIN, staff_id=staff_id, reason="promotion", status=status, style_id=DRESS,
        variant_id=f"{DRESS}-BLK-M", title_zh="您试过的正在优惠", title_en="What you tried is on offer",
        text_zh="您试过的连衣裙现在 ¥399.00。", text_en="The dress you tried is ¥399.00 now.",
        why_zh="试过没买，当时 ¥499.00，现在 ¥399.00", why_en="Tried, not bought: ¥499.00 then, ¥399.00 now",
        found_ms=NOON - HOUR, goes_ms=NOON, until_ms=NOON + 5 * DAY,
    )  # type: ignore[arg-type]  # fmt: skip  # tests name any status


def spend_promotion(
    threshold: int, off: int, *, id_: str = "pr-spend", repeat: bool = False, cap: int = 0
) -> rows.Promotion:
    return rows.Promotion(
        id=id_, rule_version=4, kind="spend", title_zh=f"满 {threshold // 100} 减 {off // 100}",
        title_en=f"Spend {threshold // 100}, get {off // 100} off", threshold_fen=threshold, off_fen=off, repeat=repeat,
        cap_fen=cap, percent_off_bp=0, category="", tag="", member_only=False, from_ms=NOON - DAY, until_ms=NOON + DAY,
    )  # fmt: skip
