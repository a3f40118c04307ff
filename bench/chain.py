"""Tills with a whole chain in them: the demo chain as it is, or many copies of it side by side.

A file is built once a day in the folder for temporary files, through the till's real feed store (in pages of 5,000 rows
instead of 100, or a million rows would take minutes); each bench works on a copy of it.
"""

from __future__ import annotations

import functools
import random
import shutil
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import msgspec
from msgspec.structs import replace
from pypinyin import Style as Spelling
from pypinyin import lazy_pinyin

from posapp.adapters.db.open_file import HEAD, open_till
from posapp.adapters.db.sync_store import SqlSyncStore
from posapp.adapters.secrets import FileSecrets
from posapp.config.paths import MIGRATIONS
from posapp.domain.advice.pack import FORM, write
from posapp.domain.clock import Millis, SystemClock, local
from posapp.services.pairing import Pairing
from sync.hub.demo.chain import DemoChain, generate
from sync.hub.demo.goods import ean13
from sync.hub.demo.tastes import card_number
from sync.hub.training.learning import learn
from sync.hub.training.past import ChainPast, make_past
from sync.protocol import rows
from sync.protocol.canonical import digest
from sync.protocol.codes import CodeType, mint
from sync.protocol.decoding import from_json
from sync.protocol.phones import phone_index
from sync.protocol.signing import (
    KeyPair,
    certificate_message,
    chain_id_of,
    new_key_pair,
    pack_message,
    sign,
    trust_key_message,
)
from sync.protocol.wire import EnrolAnswer, FeedPage, FeedRow

SHOP, TILL_NO, DEVICE = "jingan", "01", "d:bench"
MANAGER, MANAGER_PIN = "1001", "246810"
"""Of the demo chain's first shop."""

COLLECTIONS = (
    "晨雾", "远山", "初雪", "长巷", "微澜", "竹影", "夏至", "琥珀", "青瓷", "云栖", "落英", "听雨", "松间", "月白",
    "半夏", "流光", "南风", "霜降", "星野", "渡口",
)  # fmt: skip
"""Each further copy of a style belongs to one of these, so that no two styles have the same name."""

LAYING = 2
"""Counts up when a till is laid in another way than before."""

PAGE = 5_000
MOST_TO_LEARN_FROM = 20_000
PHONE_KEY = "00" * 32
NOBODY = "http://127.0.0.1:9"
"""Where no mall answers: a till in a bench is offline."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a chain is: copies of the demo's catalogue (6,200 variants each) and of its 5,000 members."""

    catalogues: int
    memberships: int


SMALL = Size(1, 1)
SHOP_OF_MANY = Size(10, 4)
"""About 5,000 styles and 20,000 members."""

LARGE = Size(17, 40)


class Truth(msgspec.Struct, frozen=True):
    """What a bench needs to know of a chain: the key that signs codes, who is a member, what is sold."""

    signing_key: str
    numbers: list[int]
    members: list[str]
    styles: list[rows.Style]
    variants: list[rows.Variant]

    def member_code(self, place: int) -> str:
        """Return a fresh signed code of a member."""
        return mint(self.signing_key, 1, CodeType.MEMBER, self.numbers[place], SystemClock().now() // 1000)

    @property
    def size(self) -> str:
        """Say how large it is."""
        return f"{len(self.variants):,} variants, {len(self.members):,} members"


def grown_past(size: Size, now: Millis) -> ChainPast:
    """Return the past of a chain of that size, of as many members as a training in a bench takes."""
    grown = _Grown(generate(now, PHONE_KEY), size, now)
    for rows_ in (grown.catalogue(), grown.everyone()):
        deque(rows_, maxlen=0)
    return grown.past()


@contextmanager
def till_folder(size: Size) -> Iterator[tuple[Path, Truth]]:
    """Give a copy of a till's folder with a chain of that size in it, for the length of a ``with`` block."""
    kept = _kept(size)
    truth = from_json((kept / "truth.json").read_bytes(), Truth)
    with tempfile.TemporaryDirectory(prefix="posapp-bench-") as scratch:
        folder = Path(scratch) / "till"
        shutil.copytree(kept, folder)
        yield folder, truth


def _kept(size: Size) -> Path:
    today = local(SystemClock().now()).date().isoformat()
    name = f"{today}-{HEAD}-{FORM}-{LAYING}-{size.catalogues}-{size.memberships}"  # of this program's tables and pack
    folder = Path(tempfile.gettempdir()) / "posapp-bench" / name
    if not folder.exists():
        part = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        start = time.perf_counter()
        truth, count = _build(part, size)
        part.rename(folder)
        seconds = time.perf_counter() - start
        print(f"built a till of {truth.size}: {count:,} rows in {seconds:.0f} s", file=sys.stderr)
    return folder


def _build(folder: Path, size: Size) -> tuple[Truth, int]:
    clock = SystemClock()
    root, keys = new_key_pair(), new_key_pair()
    trusted = rows.TrustKey(
        id="1", public_key=keys.public, not_before_ms=0, not_after_ms=clock.now() * 2, root_signature=""
    )
    trusted = replace(trusted, root_signature=sign(root.private, trust_key_message(trusted)))
    chain = generate(clock.now(), PHONE_KEY)
    grown = _Grown(chain, size, clock.now())
    secrets = FileSecrets(folder / "secrets.json")
    data = open_till(folder, secrets=secrets, clock=clock, migrations=MIGRATIONS / "till", ballast_bytes=0)
    try:
        Pairing(data, _Enrolment(root, clock.now()), secrets, clock, "bench").pair(NOBODY, "")
        store = SqlSyncStore(data)
        count = 0
        streams: dict[str, Iterable[rows.Row]] = {
            "catalogue": (trusted, chain.chain, *chain.shops, *grown.catalogue(), *chain.promotions),
            "shop": (*chain.staff[SHOP], *_of_shop(chain.bookings), *_of_shop(chain.orders)),
            "stock": grown.stock(),
            "members": grown.everyone(),
            "advice": (grown.advice(root),),
        }
        for stream, found in streams.items():
            remaining = iter(found)
            while page := list(islice(remaining, PAGE)):
                count += len(page)
                store.apply_page(feed_page(stream, page, clock.now(), more=stream != "advice"), clock.now())
    finally:
        data.close()
    truth = Truth(keys.private, grown.numbers, grown.members, grown.styles, grown.variants)
    (folder / "truth.json").write_bytes(msgspec.json.encode(truth))
    (folder / "till.toml").write_text(f'hub_url = "{NOBODY}"\nballast_mb = 0\nsounds = false\n', encoding="utf-8")
    return truth, count


class _Enrolment:
    """Keeps ``ports.Mall``: takes every code."""

    def __init__(self, root: KeyPair, now: int) -> None:
        self._root, self._now = root, now

    def enrol(self, hub_url: str, code: str, public_key: str, program: str) -> EnrolAnswer:
        """Answer as the mall does, with the certificate that a till needs to sign receipts."""
        certified = certificate_message(DEVICE, 1, SHOP, TILL_NO, public_key)
        return EnrolAnswer(
            device=DEVICE, generation=1, shop_id=SHOP, till_no=TILL_NO, chain_zh="拾光集", chain_en="Lumen",
            root_key=self._root.public, phone_key=PHONE_KEY, epoch="bench", server_ms=self._now,
            certificate=sign(self._root.private, certified),
        )  # fmt: skip


class _Grown:
    """The demo chain, grown. A copy of a member likes the styles of one copy of the catalogue."""

    def __init__(self, chain: DemoChain, size: Size, now: int) -> None:
        self._chain = chain
        self._size = size
        self._now = now
        self.styles: list[rows.Style] = []
        self.variants: list[rows.Variant] = []
        self.members: list[str] = []
        self.numbers: list[int] = []
        self._histories: list[rows.History] = []

    def catalogue(self) -> Iterator[rows.Row]:
        """Yield categories, styles and variants."""
        goods = self._chain.goods
        yield from goods.categories
        for copy in range(self._size.catalogues):
            self.styles.extend(_style(style, copy) for style in goods.styles)
            self.variants.extend(
                _variant(variant, copy, copy * len(goods.variants) + place)
                for place, variant in enumerate(goods.variants, 1)
            )
        yield from self.styles
        yield from self.variants

    def stock(self) -> Iterator[rows.Row]:
        """Yield levels in every shop."""
        for copy in range(self._size.catalogues):
            for level in self._chain.stock:
                variant_id = _named(level.variant_id, copy)
                yield replace(level, id=f"{level.shop_id}/{variant_id}", variant_id=variant_id)

    def everyone(self) -> Iterator[rows.Row]:
        """Yield members, their coupons and what they did."""
        dice = random.Random(7)
        for copy in range(self._size.memberships):
            for place, member in enumerate(self._chain.members):
                yield self._member(member, copy, dice)
                yield self._history(self._chain.histories[place], copy, place % self._size.catalogues)
            for coupon in self._chain.coupons:
                code = coupon.code if copy == 0 else f"97{dice.randrange(10**10):010d}"
                member_id = _named(coupon.member_id, copy)
                yield replace(coupon, id=_named(coupon.id, copy), member_id=member_id, code=code)

    def advice(self, root: KeyPair) -> rows.AdvicePack:
        """Train a pack on the first of them."""
        pack = learn(self.past())
        content = write(pack)
        row = rows.AdvicePack(
            id="pack",
            version=pack.version,
            trained_ms=self._now,
            checksum=digest(content.encode()),
            content=content,
            form=FORM,
            chain_id=chain_id_of(root.public),
            published_ms=self._now,
        )
        return replace(row, root_signature=sign(root.private, pack_message(row)))

    def past(self) -> ChainPast:
        """Return what there is to learn from, once everyone was there."""
        return make_past(self.styles, self._chain.goods.categories, self.variants, self._histories, self._now)

    def _member(self, member: rows.Member, copy: int, dice: random.Random) -> rows.Member:
        if copy:
            number = f"1{dice.choice('3579')}{dice.randrange(10**9):09d}"
            member = replace(
                member,
                id=_named(member.id, copy),
                number=dice.getrandbits(47),
                card=card_number(dice),
                phone_masked=f"{number[:3]}****{number[-4:]}",
                phone_last4=number[-4:],
                phone_index=phone_index(PHONE_KEY, f"+86{number}"),
            )
        self.members.append(member.id)
        self.numbers.append(member.number)
        return member

    def _history(self, history: rows.History, copy: int, catalogue: int) -> rows.History:
        if copy or catalogue:
            happenings = [
                replace(
                    one,
                    style_id=_named(one.style_id, catalogue),
                    variant_id=_named(one.variant_id, catalogue) if one.variant_id else "",
                )
                for one in history.happenings
            ]
            history = replace(history, id=_named(history.id, copy), happenings=happenings)
        if len(self._histories) < MOST_TO_LEARN_FROM:
            self._histories.append(history)
        return history


def _named(id_: str, copy: int) -> str:
    return id_ if copy == 0 else f"{id_}~{copy}"


def _style(style: rows.Style, copy: int) -> rows.Style:
    if copy == 0:
        return style
    collection = COLLECTIONS[copy - 1]
    return replace(
        style,
        id=_named(style.id, copy),
        code=f"{style.code[:-3]}{copy:02d}{style.code[-3:]}",
        name_zh=collection + style.name_zh,
        pinyin=f"{_pinyin(collection)} {style.pinyin}",
        initials="".join(lazy_pinyin(collection, style=Spelling.FIRST_LETTER)) + style.initials,
    )


@functools.cache
def _pinyin(text: str) -> str:
    return " ".join(lazy_pinyin(text))


def _variant(variant: rows.Variant, copy: int, serial: int) -> rows.Variant:
    if copy == 0:
        return variant
    barcode = ean13(serial) if serial < 100_000 else ean13(serial - 100_000).replace("6901000", "6902000", 1)
    return replace(variant, id=_named(variant.id, copy), style_id=_named(variant.style_id, copy), barcode=barcode)


def _of_shop(found: Iterable[rows.Booking | rows.Order]) -> list[rows.Row]:
    return [one for one in found if one.shop_id == SHOP]


def feed_page(stream: str, page: Sequence[rows.Row], now: int, *, more: bool) -> FeedPage:
    """Return a page of the feed as the mall would send it."""
    return FeedPage(
        epoch="bench", stream=stream, rows=[_feed_row(row) for row in page], next=f"after-{stream}", more=more,
        ahead=0, applied_through=0, server_ms=now,
    )  # fmt: skip


def _feed_row(row: rows.Row) -> FeedRow:
    return FeedRow(t=rows.kind_of_row(row), id=row.id, ver=1, row=msgspec.Raw(msgspec.json.encode(row)))
