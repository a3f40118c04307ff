"""A small mall on a real port, for tests of the phone page: two shops, five styles, two members, a clock to turn."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import httpx
from sqlalchemy import Connection

from posapp.domain.clock import DAY, Clock, Millis, at
from sync.hub import keys, pack_versions
from sync.hub.app import create_app
from sync.hub.db.database import Database
from sync.hub.listening import configured
from sync.hub.opening import open_books
from sync.hub.settings import HubSettings
from sync.protocol import rows
from tests.fakes.laid_tables import lay_opened_hub
from tests.fakes.phone_pack import small_pack
from tests.fakes.running_hub import PaperTill
from tests.fakes.served_app import ServedApp

TODAY = date(2026, 11, 20)
ROOMS = 2


class TurnableClock:
    """A clock that stands still until a test turns it."""

    def __init__(self, instant: Millis) -> None:
        self.instant = instant

    def now(self) -> Millis:
        """Return the instant it was turned to."""
        return self.instant


class RunningClock:
    """A clock that runs, from whatever instant a test wants."""

    def __init__(self, instant: Millis) -> None:
        self._ahead = instant - time.monotonic_ns() // 1_000_000

    def now(self) -> Millis:
        """Return this instant."""
        return Millis(time.monotonic_ns() // 1_000_000 + self._ahead)


def running_from_noon() -> RunningClock:
    """Return a clock that runs from half past twelve of the day of the tests."""
    return RunningClock(at(TODAY, 12, 30))


def at_noon() -> TurnableClock:
    """Return a clock that stands at half past twelve of the day of the tests."""
    return TurnableClock(at(TODAY, 12, 30))


def small_chain(now: Millis) -> list[rows.Row]:
    """Return the rows of the small chain; stock is 5 of everything but the scarf, of which Jing'an has 2."""
    shops = [_shop("jingan", "01", 31_226_400), _shop("xuhui", "02", 31_199_800)]
    styles = [
        _style("trench", "经典风衣", "Classic Trench", "jingdianfengyi", "jdfy", "outer"),
        _style("knit", "软糯针织衫", "Soft Knit", "ruannuozhenzhishan", "rnzzs", "top"),
        _style("skirt", "百褶裙", "Pleated Skirt", "baizhequn", "bzq", "bottom"),
        _style("scarf", "羊绒围巾", "Cashmere Scarf", "yangrongweijin", "yrwj", "accessory", sizes="one"),
        _style("serum", "保湿精华", "Moist Serum", "baoshijinghua", "bsjh", "beauty", sizes="one"),
    ]
    variants = [variant for n, style in enumerate(styles) for variant in _variants(n, style)]
    return [
        rows.Chain(
            id="chain",
            name_zh="棠序",
            name_en="Tangxu",
            fen_per_point=100,
            receipt_foot_zh="",
            receipt_foot_en="",
        ),
        *shops,
        *(
            rows.Category(id=part, name_zh=zh, name_en=en, part=part, order=n)  # type: ignore[arg-type]  # parts below
            for n, (part, zh, en) in enumerate(
                (
                    ("outer", "外套", "Coats"),
                    ("top", "上装", "Tops"),
                    ("bottom", "下装", "Bottoms"),
                    ("accessory", "配饰", "Accessories"),
                    ("beauty", "美妆", "Beauty"),
                )
            )
        ),
        *styles,
        *variants,
        *(
            rows.Stock(
                id=f"{shop.id}/{variant.id}",
                shop_id=shop.id,
                variant_id=variant.id,
                on_hand=2 if variant.style_id == "scarf" and shop.id == "jingan" else 5,
                promised=0,
            )
            for shop in shops
            for variant in variants
        ),
        _member("m00001", 101, "林*清", "Lin *", "6218", "8000000000000101"),
        _member("m00002", 102, "陈*远", "Chen *", "1127", "8000000000000202"),
        rows.Coupon(
            id="c1",
            member_id="m00001",
            code="970000000001",
            title_zh="满 500 减 60",
            title_en="60 off 500",
            threshold_fen=50_000,
            off_fen=6_000,
            category="",
            from_ms=now - DAY,
            until_ms=now + 30 * DAY,
            status="open",
        ),
        rows.History(
            id="m00001",
            visits=1,
            spent_fen=29_900,
            last_visit_ms=now - 20 * DAY,
            happenings=[
                rows.Happening(
                    kind="bought",
                    style_id="knit",
                    variant_id="knit-ink-S",
                    size="S",
                    at_ms=now - 20 * DAY,
                    ref="old-sale",
                    paid_fen=29_900,
                ),
                rows.Happening(
                    kind="tried",
                    style_id="knit",
                    variant_id="knit-ink-M",
                    size="M",
                    at_ms=now - 20 * DAY,
                    ref="old-booking",
                    verdict="too_big",
                ),
            ],
        ),
    ]


def prepare_small_chain(data_dir: Path, clock: Clock) -> None:
    """Open the books of the small chain in an empty data folder."""
    now = clock.now()

    def fill(conn: Connection) -> None:
        keys.ensure(conn, now)
        open_books(conn, small_chain(now), now)
        have_learnt(conn, now)

    lay_opened_hub(data_dir, ("phones' chain", now), fill)


def have_learnt(conn: Connection, now: Millis) -> None:
    """Publish a model pack that knows nothing: a demo without one learns at its start, which takes a second."""
    pack_versions.issue(conn, replace(small_pack(now), version="laid", styles=()), now)


class ServedMall:
    """A hub that serves on a port of this machine; stops and starts again on the same port."""

    def __init__(self, settings: HubSettings) -> None:
        self.settings = settings
        self.port = 0
        self._served: ServedApp | None = None
        self._database: Database | None = None

    @property
    def url(self) -> str:
        """The hub's address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def clock(self) -> Clock:
        """The hub's clock."""
        return self.settings.clock

    def till(self, shop_id: str = "jingan") -> PaperTill:
        """Pair a new till of a shop."""
        answer = httpx.post(
            f"{self.url}/office/api/codes",
            json={"shop_id": shop_id, "till_no": ""},
            headers={"x-posapp-office": "1"},
            trust_env=False,
            verify=False,  # a context for TLS takes its time, and nothing here speaks it
        )
        return PaperTill.enrolled(self, str(answer.raise_for_status().json()["code"]))  # type: ignore[arg-type]  # url and clock do

    @property
    def database(self) -> Database:
        """The hub's own database, to look into."""
        if self._database is None:
            raise LookupError("the hub is not running")
        return self._database

    def start(self) -> None:
        """Serve; returns when it listens."""
        app = create_app(self.settings)
        self._database = app.state.database
        self._served = ServedApp(configured(app, "127.0.0.1", self.port, graceful_s=1))
        self.port = self._served.port

    def stop(self) -> None:
        """Stop serving, when it does."""
        if self._served is not None:
            self._served.stop()
        self._served = None
        self._database = None


@contextmanager
def served(data_dir: Path, clock: Clock, *, demo: bool = True, practice_money: bool = False) -> Iterator[ServedMall]:
    """Serve the small chain until left."""
    prepare_small_chain(data_dir, clock)
    mall = ServedMall(HubSettings(data_dir=data_dir, demo=demo, practice_money=practice_money, clock=clock))
    mall.start()
    try:
        yield mall
    finally:
        mall.stop()


def _shop(shop_id: str, code: str, lat_e6: int) -> rows.Shop:
    return rows.Shop(
        id=shop_id,
        code=code,
        name_zh=f"{shop_id}店",
        name_en=f"{shop_id.title()} Shop",
        address_zh="愚园路 218 号",
        address_en="218 Yuyuan Road",
        phone="021-5555 0108",
        lat_e6=lat_e6,
        lon_e6=121_442_800,
        opens="10:00",
        closes="22:00",
        fitting_rooms=ROOMS + 1,  # one of them is for walk-ins
    )


def _style(
    style_id: str, zh: str, en: str, pinyin: str, initials: str, category: str, *, sizes: str = "alpha"
) -> rows.Style:
    return rows.Style(
        id=style_id,
        code=f"TX{len(style_id):02}{initials.upper()}",
        name_zh=zh,
        name_en=en,
        pinyin=pinyin,
        initials=initials,
        category=category,
        brand="",
        season="all",
        tags=[],
        art={"trench": "trench", "knit": "knit", "skirt": "skirt_pleated", "scarf": "scarf", "serum": "serum"}[
            style_id
        ],
        material_zh="羊毛",
        material_en="Wool",
        size_system=sizes,
        launched="2026-09-01",
        consumable=category == "beauty",
    )


def _variants(place: int, style: rows.Style) -> list[rows.Variant]:
    sizes = ("S", "M", "L") if style.size_system == "alpha" else ("ONE",)
    return [
        rows.Variant(
            id=f"{style.id}-{colour}-{size}",
            style_id=style.id,
            barcode=f"69{place:04}{n:06}0",
            colour_code=colour,
            colour_zh=zh,
            colour_en=en,
            colour_hex=hex_,
            size=size,
            size_order=sizes.index(size),
            list_fen=39_900,
            member_fen=35_900,
            tax_bp=1300,
            shelf="A-01",
        )
        for n, (colour, zh, en, hex_, size) in enumerate(
            (*colour, size)
            for colour in (("ink", "藏青", "Ink", "#1f2a44"), ("oat", "燕麦", "Oat", "#d9c7a8"))
            for size in sizes
        )
    ]


def _member(member_id: str, number: int, zh: str, en: str, last4: str, card: str) -> rows.Member:
    return rows.Member(
        id=member_id,
        number=number,
        card=card,
        name_zh=zh,
        name_en=en,
        phone_masked=f"138****{last4}",
        phone_last4=last4,
        phone_index="0" * 32,
        level="gold",
        points=1_200,
        stored_fen=0,
        birthday="",
        joined="2025-05-01",
        personal=True,
        blocked=False,
        tags=[],
    )
