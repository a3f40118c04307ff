"""A till's real file with a small shop in it: staff that may sign in, a few variants, one member with a coupon."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec
from argon2 import PasswordHasher

from posapp.adapters.db.open_file import open_till
from posapp.adapters.db.sync_store import SqlSyncStore
from posapp.adapters.secrets import FileSecrets
from posapp.config.paths import MIGRATIONS
from posapp.domain.clock import SECOND, Millis
from posapp.domain.identity import VariantId
from posapp.domain.money import Fen
from posapp.services.on_duty import SignedIn
from posapp.services.pairing import Pairing
from posapp.services.paying import Paying
from posapp.services.selling import Selling
from posapp.services.shifts import Shifts
from posapp.services.signing_in import SigningIn
from posapp.services.syncing import Syncing
from sync.protocol import rows
from sync.protocol.signing import KeyPair, certificate_message, new_key_pair, sign, trust_key_message
from sync.protocol.wire import EnrolAnswer, FeedPage, FeedRow, OpResult, PushAnswer
from tests.fakes.laid_tables import lay_till

NOON = Millis(1_795_320_000_000)  # 2026-11-22 12:00 in the shop
PIN = "246810"
ROOT: KeyPair = new_key_pair()
PIN_HASH = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PIN)

CHAIN = rows.Chain(
    id="chain",
    name_zh="拾光",
    name_en="Lumen",
    fen_per_point=100,
    receipt_foot_zh="谢谢光临",
    receipt_foot_en="Thank you",
)
SHOP = rows.Shop(
    id="shop-1", code="021", name_zh="静安店", name_en="Jing'an", address_zh="南京西路 1 号", address_en="1 Nanjing Rd",
    phone="021-5555", lat_e6=31_230_000, lon_e6=121_470_000, opens="10:00", closes="22:00", fitting_rooms=3,
)  # fmt: skip
STYLE = rows.Style(
    id="style-1", code="KN-01", name_zh="羊绒开衫", name_en="Cashmere cardigan", pinyin="yang rong kai shan",
    initials="yrks", category="knit", brand="Lumen", season="autumn", tags=["commute"], art="cardigan",
    material_zh="羊绒", material_en="cashmere", size_system="alpha", launched="2026-09-01", consumable=False,
)  # fmt: skip
MEMBER = rows.Member(
    id="member-1", number=42, card="8000000000000042", name_zh="林*婉", name_en="Lin *", phone_masked="138****1234",
    phone_last4="1234", phone_index="ab" * 16, level="gold", points=500, stored_fen=0, birthday="", joined="2024-01-01",
    personal=True, blocked=False, tags=[],
)  # fmt: skip
COUPON = rows.Coupon(
    id="coupon-1", member_id="member-1", code="970000000001", title_zh="满100减20", title_en="20 off 100",
    threshold_fen=10_000, off_fen=2_000, category="", from_ms=NOON - 86_400_000, until_ms=NOON + 86_400_000,
    status="open",
)  # fmt: skip
CLERK = rows.Staff(id="staff-1", number="1001", name_zh="王芳", name_en="Wang Fang", role="cashier", pin_hash=PIN_HASH)


def variant(number: int, list_fen: int = 9_900) -> rows.Variant:
    """Return the variant ``v<number>`` of the one style."""
    return rows.Variant(
        id=f"v{number}", style_id=STYLE.id, barcode=f"69012345{number:05d}", colour_code="BK", colour_zh="黑",
        colour_en="Black", colour_hex="#111111", size="M", size_order=3, list_fen=list_fen, member_fen=0, tax_bp=1300,
        shelf="A-01",
    )  # fmt: skip


VARIANTS = tuple(variant(number) for number in range(1, 6))


def stock(variant_id: str, on_hand: int, shop_id: str = SHOP.id) -> rows.Stock:
    """Return the mall's level of a variant."""
    return rows.Stock(id=f"{shop_id}/{variant_id}", shop_id=shop_id, variant_id=variant_id, on_hand=on_hand, promised=0)


def trust_key(key_id: int = 3, root: KeyPair = ROOT) -> rows.TrustKey:
    """Return a trust list row that ``root`` signed."""
    row = rows.TrustKey(
        id=str(key_id), public_key=new_key_pair().public, not_before_ms=0, not_after_ms=1 << 50, root_signature=""
    )
    return msgspec.structs.replace(row, root_signature=sign(root.private, trust_key_message(row)))


def feed_row(row: rows.Row, ver: int = 1) -> FeedRow:
    """Return a row as it travels."""
    return FeedRow(t=rows.kind_of_row(row), id=row.id, ver=ver, row=msgspec.Raw(msgspec.json.encode(row)))


class FakeClock:
    """Goes on only when it is told to."""

    def __init__(self, now: Millis = NOON) -> None:
        self.instant = now

    def now(self) -> Millis:
        return self.instant

    def goes_on(self, millis: int) -> None:
        self.instant = Millis(self.instant + millis)


class FakeEnrolment:
    """A mall that accepts every code, each time with the next generation."""

    def __init__(self, shop_id: str = SHOP.id) -> None:
        self.shop_id = shop_id
        self.till_no = "01"
        self.asked: list[tuple[str, str, str]] = []
        self.meanwhile: Callable[[], object] = lambda: None

    def enrol(self, hub_url: str, code: str, public_key: str, program: str) -> EnrolAnswer:
        self.asked.append((hub_url, code, public_key))
        self.meanwhile()
        generation = len(self.asked)
        certified = certificate_message("d:till", generation, self.shop_id, self.till_no, public_key)
        return EnrolAnswer(
            device="d:till", generation=generation, shop_id=self.shop_id, till_no=self.till_no,
            chain_zh="拾光", chain_en="Lumen", root_key=ROOT.public, phone_key="00" * 32, epoch="epoch-1",
            server_ms=NOON, certificate=sign(ROOT.private, certified),
        )  # fmt: skip


class Loaded(NamedTuple):
    """What lies in a till's folder once it is paired and has the small shop, and what it had asked the mall for."""

    files: dict[str, bytes]
    asked: tuple[tuple[str, str, str], ...]
    who: SignedIn | None


@cache
def loaded(*, is_open: bool = False) -> Loaded:
    """Return what a till's first load leaves, or with it the opening of a shift; done at the first call."""
    with tempfile.TemporaryDirectory() as folder:
        till = TillOnDisk(Path(folder)).loads()
        if is_open:
            till.opens()
        till.close()
        files = {path.name: path.read_bytes() for path in Path(folder).iterdir()}
        return Loaded(files, tuple(till.mall.asked), till.signing_in.who())


class TillOnDisk:
    """The parts of one till, joined as the program joins them."""

    def __init__(self, folder: Path, *, clock: FakeClock | None = None, busy_ms: int = 5_000) -> None:
        self.folder = folder
        self.clock = clock or FakeClock()
        self.secrets = FileSecrets(folder / "secrets.json")
        lay_till(folder, self.secrets)
        self.file = open_till(
            folder, secrets=self.secrets, clock=self.clock, migrations=MIGRATIONS / "till", ballast_bytes=0,
            busy_ms=busy_ms,
        )  # fmt: skip
        self.store = SqlSyncStore(self.file)
        self.mall = FakeEnrolment()
        self.pairing = Pairing(self.file, self.mall, self.secrets, self.clock, "0.1.0")
        self.signing_in = SigningIn(self.file, self.clock)
        self.shifts = Shifts(self.file, self.clock, self.signing_in)
        self.selling = Selling(self.file, self.clock, self.signing_in)
        self.paying = Paying(self.file, self.clock, self.signing_in, lambda: "zh")
        self.syncing = Syncing(self.file, self.clock)

    @classmethod
    def loaded(cls, folder: Path, *, is_open: bool = False) -> TillOnDisk:
        """Return a till that is paired and has the small shop; its folder is a copy of one in which that was done.

        With ``is_open`` it is as after ``opens``, too.
        """
        left = loaded(is_open=is_open)
        folder.mkdir()
        for name, content in left.files.items():
            (folder / name).write_bytes(content)
        till = cls(folder)
        till.mall.asked.extend(left.asked)
        till.signing_in._who = left.who  # who works lives in no file, and letting her in is in the journal already
        return till

    # --- the mall's part

    def pulls(
        self, *page: rows.Row | FeedRow, stream: str = "catalogue", applied: int = 0, more: bool = False, ver: int = 1,
        epoch: str = "epoch-1", ahead: int = 0,
    ) -> None:  # fmt: skip
        """Apply a page, as the worker does."""
        self.store.apply_page(
            FeedPage(
                epoch=epoch, stream=stream,
                rows=[row if isinstance(row, FeedRow) else feed_row(row, ver) for row in page],
                next=f"after-{stream}", more=more, ahead=ahead, applied_through=applied, server_ms=self.clock.now(),
            ),
            self.clock.now(),
        )  # fmt: skip

    def pushed(self, through: int, *results: OpResult, epoch: str = "epoch-1") -> None:
        """Record that the mall received our operations up to a seq."""
        self.store.record_push(
            PushAnswer(
                epoch=epoch, received_through=through, backed_up_through=0, results=list(results), want=[],
                server_ms=self.clock.now(),
            ),
            self.clock.now(),
        )  # fmt: skip

    # --- the day

    def is_ready(self, extra: Iterable[rows.Row] = ()) -> TillOnDisk:
        """Pair, load the small shop, sign in, open the shift with ¥200."""
        return self.loads(extra).opens()

    def loads(self, extra: Iterable[rows.Row] = ()) -> TillOnDisk:
        """Pair and load the small shop."""
        self.pairing.pair("http://hub", "12345678")
        self.pulls(CHAIN, SHOP, STYLE, *VARIANTS, more=True)
        self.pulls(CLERK, stream="shop", more=True)
        self.pulls(*(stock(each.id, 10) for each in VARIANTS), stream="stock", more=True)
        self.pulls(MEMBER, COUPON, *extra, stream="members")
        return self

    def opens(self) -> TillOnDisk:
        """Sign in, open the shift with ¥200."""
        self.signing_in.sign_in("1001", PIN)
        self.shifts.open(Fen(20_000))
        return self

    def rings_up(self, *numbers: int) -> None:
        """Put variants into the cart."""
        for number in numbers:
            self.selling.add(VariantId(f"v{number}"))
        self.clock.goes_on(SECOND)

    def on_hand(self, variant_id: str) -> int:
        """Return the level that the screens show."""
        with self.file.view() as view:
            return view.catalogue.levels([VariantId(variant_id)])[VariantId(variant_id)].on_hand

    def close(self) -> None:
        self.file.close()
