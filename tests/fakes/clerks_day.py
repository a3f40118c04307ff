"""What clerk and customer do in the story of a whole visit, with a real till in its window and a real phone page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt
from sqlalchemy import select

from posapp.adapters.secrets import open_secrets
from posapp.bootstrap import open_data
from posapp.config.paths import TillPaths
from posapp.config.settings import Settings
from posapp.domain.clock import DAY, Millis, SystemClock, at, local
from posapp.domain.identity import VariantId
from posapp.services.booking import BookingCard
from posapp.services.follow_ups import FollowUpCard
from posapp.services.on_duty import SignedIn
from posapp.services.searching import GridCell, StyleSheet
from posapp.services.signing_in import SigningIn
from posapp.services.transfers import Transfers
from posapp.services.walk_cards import PieceKey
from posapp.tour.hand import NotSeen
from posapp.tour.phone import Booked
from posapp.tour.phone_page import PhonePage
from sync.hub import delivery, follow_ups
from sync.hub.db import tables
from sync.hub.publishing import publish, published_all
from sync.protocol import rows
from tests.fakes.opened_till import OpenedTill
from tests.fakes.small_demo import OTHER_SHOP, SHOP, SmallDemo, sync_once

AGAIN_ONLINE_S = 150
"""A worker that found nobody asks again after longer and longer pauses."""


class Goods(NamedTuple):
    """A style in one colour of which S and M hang here, a few of each."""

    style_id: str
    colour_code: str
    sizes: Mapping[str, rows.Variant]


def wearable(mall: SmallDemo) -> list[Goods]:
    """Return styles of which enough hangs in the shop for a sentence each."""
    stock = tables.stock
    enough = (stock.c.shop_id == SHOP) & (stock.c.on_hand - stock.c.promised > 2)
    found: dict[tuple[str, str], dict[str, rows.Variant]] = {}
    database = mall.database()
    with database.reading() as conn:
        hanging = set(conn.scalars(select(stock.c.variant_id).where(enough)))
        for one in published_all(conn, rows.Variant):
            if one.id in hanging:
                found.setdefault((one.style_id, one.colour_code), {})[one.size] = one
    database.close()
    fitting = {
        style_id: Goods(style_id, code, sizes)
        for (style_id, code), sizes in found.items()
        if {"S", "M"} <= sizes.keys()
    }
    assert len(fitting) > 12
    return list(fitting.values())


# --- the mall unplugged ----------------------------------------------------------------------------------------------


@contextmanager
def unplugged(mall: SmallDemo, counter: OpenedTill) -> Iterator[None]:
    """Let the mall be dead until the block ends, and then wait until all that was done has reached it."""
    mall.hub.kill()
    try:
        counter.see("that the mall is away", lambda: counter.shell.sync.lamp == "offline")
        yield
    finally:
        mall.hub.start()
    in_step(counter)


def in_step(counter: OpenedTill) -> None:
    """Wait until nothing of what was done here is unknown to the mall."""

    def is_so() -> bool:
        sync = counter.shell.sync
        return sync is not None and sync.lamp == "online" and sync.waiting == 0

    try:
        counter.see("a till in step with the mall", is_so, AGAIN_ONLINE_S)
    except NotSeen as error:
        said = [entry for entry in counter.shop.syncing.outbox() if entry.state not in ("applied", "backed_up")]
        raise AssertionError(f"not in step: {counter.shop.syncing.status()}, {said}") from error


# --- what she does on her phone --------------------------------------------------------------------------------------


def o_clock(hour: int) -> Millis:
    """Return a full hour of today in the shop."""
    return at(local(SystemClock().now()).date(), hour)


def books(phone: PhonePage, hour: int, *wanted: tuple[Goods, str], note: str = "", company: int = 0) -> Booked:
    """Book goods on the page, each in the sizes that are named, as in "SM"."""
    phone.open("shop")
    phone.reload()  # a booking half filled in lives only as long as the page
    for one, sizes in wanted:
        phone.open(f"style/{one.style_id}")
        phone.tap(f"[data-colour='{one.colour_code}']")
        phone.tap(f"[data-size='{sizes[0]}']")
        phone.tap("#book")
        for size in sizes:
            chip = f"#garments [data-style='{one.style_id}'] [data-size='{size}']"
            if shown(phone, chip, "aria-pressed") != "true":
                phone.tap(chip)
    phone.tap(f"[data-shop='{SHOP}']")
    if note:
        phone.see("#note").send_keys(note)
    if company:
        phone.tap(f"[data-companions='{company}']")
    takes_slot(phone, hour)
    digits = shown(phone, "#ticket-code[data-digits]", "data-digits")
    code = "".join(filter(str.isdigit, words_of(phone, "#typed-code")))
    return Booked(phone.driver.current_url.rpartition("/")[2], code, digits)


def words_of(phone: PhonePage, selector: str) -> str:
    """Return what a part of the page says, read in one look: the page may draw itself anew at any moment."""
    return str(phone.driver.execute_script("return document.querySelector(arguments[0])?.textContent ?? ''", selector))


def shown(phone: PhonePage, selector: str, name: str) -> str:
    """Return an attribute of a part of the page once it is there, read in one look."""
    phone.see(selector)
    script = "return document.querySelector(arguments[0])?.getAttribute(arguments[1]) ?? ''"
    return str(phone.driver.execute_script(script, selector, name))


def takes_slot(phone: PhonePage, hour: int) -> None:
    """Choose an hour of today on the page, and confirm."""
    starts = o_clock(hour)
    phone.tap(f"[data-day='{local(starts).date().isoformat()}']")
    phone.tap(f"#slots [data-slot='{starts}']:not(:disabled)")
    phone.tap("#confirm-booking:not(:disabled)")


# --- what the clerk sees ---------------------------------------------------------------------------------------------


def on_the_board(counter: OpenedTill, booking_id: str) -> BookingCard:
    """Open the board and wait until a booking is on it."""
    board = counter.till.counter.presenters.bookings
    counter.key(Qt.Key.Key_F4)

    def look() -> BookingCard | None:
        return next((card for card in board.state.cards or () if card.booking_id == booking_id), None)

    return counter.see("the booking on the board", look)


def chosen_booking(counter: OpenedTill) -> BookingCard:
    """Return the booking whose garments are open."""
    card = counter.till.counter.presenters.bookings.state.chosen
    assert card is not None
    return card


class Visit(NamedTuple):
    """Her booking of a blouse in S and trousers in M at eleven."""

    booked: Booked
    blouse: Goods
    trousers: Goods


def arrives(counter: OpenedTill, visit: Visit) -> None:
    """Have her checked in, if nobody has done that."""
    board = counter.till.counter.presenters.bookings
    on_the_board(counter, visit.booked.booking_id)
    board.chosen(visit.booked.booking_id)
    if chosen_booking(counter).status == "booked":
        board.checked_in()
    counter.see("that she is here", lambda: chosen_booking(counter).checked_in)


def is_called_off(counter: OpenedTill, booking_id: str) -> bool:
    """Tell whether a booking is called off as this till knows it; the board lists it no more."""
    return counter.shop.bookings.get(booking_id).status == "cancelled"


def stands(counter: OpenedTill) -> dict[PieceKey, str]:
    """Return where each piece on the walking list stands."""
    return {piece.key: piece.stand for piece in counter.till.counter.presenters.walk.state.pieces}


def whole(counter: OpenedTill, booking_id: str) -> bool:
    """Tell whether nobody has to go for a piece of a booking any more."""
    errands = counter.till.counter.presenters.walk.state.errands or ()
    return any(one.subject == booking_id and one.is_whole for one in errands)


class OtherShop:
    """A till of another shop with somebody at work; it speaks to the mall when it is told to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._data = open_data(
            TillPaths(folder), Settings.load(TillPaths(folder).settings), SystemClock(), open_secrets(folder)
        )
        self._someone = SigningIn(self._data, SystemClock()).staff()[0]
        self.transfers = Transfers(self._data, SystemClock(), self)

    def who(self) -> SignedIn:
        return self._someone

    def level(self, variant_id: str) -> int:
        with self._data.view() as view:
            return view.catalogue.levels({VariantId(variant_id)})[VariantId(variant_id)].on_hand

    def hears(self) -> None:
        sync_once(self._folder)

    def hears_of(self, transfer_id: str) -> bool:
        self.hears()
        return transfer_id in [one.transfer_id for one in self.transfers.listed()]

    def close(self) -> None:
        self._data.close()


def only_elsewhere(counter: OpenedTill) -> tuple[StyleSheet, GridCell]:
    """Return a size that does not hang here and does in the other shop."""
    for tile in counter.shop.searching.tiles(""):
        sheet = counter.shop.searching.sheet(tile.style_id)
        for cell in sheet.cells:
            near = counter.shop.searching.nearby(cell.variant_id) if cell.here == 0 and cell.elsewhere else ()
            if any(one.shop_id == OTHER_SHOP for one in near):
                return sheet, cell
    raise AssertionError("every size hangs here")


def on_hand(mall: SmallDemo, variant_id: str) -> dict[str, int]:
    """Return what hangs in the two shops by the mall's own books."""
    stock, database = tables.stock, mall.database()
    of_both = (stock.c.variant_id == variant_id) & stock.c.shop_id.in_([SHOP, OTHER_SHOP])
    with database.reading() as conn:
        found = {row.shop_id: row.on_hand for row in conn.execute(select(stock).where(of_both))}
    database.close()
    return found


def agrees(phone: PhonePage) -> None:
    """Have her agree to offers, if she has not."""
    phone.open("consents")
    if shown(phone, '[data-consent="marketing"]', "aria-checked") == "false":
        phone.tap('[data-consent="marketing"]')
    phone.see('[data-consent="marketing"][aria-checked="true"]')


def coupon_ends_soon(mall: SmallDemo, member_id: str) -> None:
    """Let her have a coupon of this shop that ends in three days: something worth writing about."""
    database, now = mall.database(), SystemClock().now()
    with database.writing() as conn:
        publish(
            conn,
            rows.Coupon(
                id=f"ends-{member_id}", member_id=member_id, code=f"9900000{member_id[1:]}", title_zh="满减券",
                title_en="Coupon", threshold_fen=0, off_fen=3_000, category="", from_ms=now - DAY,
                until_ms=now + 3 * DAY, status="open", shop_id=SHOP,
            ),
        )  # fmt: skip
    database.close()


def follow_up(mall: SmallDemo, counter: OpenedTill, member_id: str, status: str) -> FollowUpCard | None:
    """Let the mall do what it does twice a minute; return her follow-up once the screen shows it at that point."""
    database = mall.database()
    follow_ups.keep(database, SystemClock())
    delivery.deliver_due(database, SystemClock())
    database.close()
    counter.settle()
    cards = counter.till.counter.presenters.follow_ups.state.cards or ()
    return next((one for one in cards if one.member_id == member_id and one.status == status), None)
