"""Erase a member: everything personal leaves the hub's tables and its feed; what the law keeps stays without her.

``preview`` says in words what goes, what stays and why, and what stands in the way; its ``mark`` stands for exactly
that, and ``erase`` wants it back, so that nobody confirms what she has not seen. A till that was told shows the chain's
word to a mall from an older backup (``again``), which then erases without asking.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

import msgspec
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, or_, select, update

from posapp.domain.clock import Clock, Millis, local
from posapp.domain.text import Bilingual
from sync.hub import keys
from sync.hub.affairs import new_code_no, the_member
from sync.hub.auth import Device
from sync.hub.db import tables
from sync.hub.db.drawer_tables import line_note
from sync.hub.db.erasure_tables import erasure
from sync.hub.db.experiment_tables import experiment_exposure
from sync.hub.db.history_tables import event_log, review
from sync.hub.db.invoice_tables import invoice_request
from sync.hub.db.message_tables import consent_said, follow_up, message
from sync.hub.db.order_tables import deal_order
from sync.hub.db.return_tables import return_ticket
from sync.hub.db.value_tables import value_account, value_right, value_transfer
from sync.hub.erased import A_PERSON, hash_of, is_erased, stand_in
from sync.hub.erasure_errors import ErasureChanged, ErasureInTheWay
from sync.hub.erasure_sentences import ERASED, IN_THE_WAY, KEPT, VALUE
from sync.hub.exceptions import note_exception
from sync.hub.publishing import (
    each_published,
    lock_streams,
    publish,
    published,
    published_about,
    published_all,
    withdraw,
)
from sync.hub.value import owners, rights
from sync.hub.value.ledger import Transfer as Entry
from sync.hub.value.ledger import issued, owner_account, post
from sync.protocol import collecting
from sync.protocol.canonical import digest
from sync.protocol.erasures import ErasedMember, ErasedRow, erased_message
from sync.protocol.rows import (
    Booking,
    CartAside,
    Coupon,
    FittingRoom,
    FollowUp,
    History,
    Member,
    Order,
    Shop,
    StockPlan,
    Transfer,
)
from sync.protocol.signing import is_signed, sign

Source = Literal["office", "command", "phone", "till"]

_HERS = ("stored_value", "points")
_OPEN_BOOKINGS = ("booked", "checked_in")
_OPEN_TRANSFERS = ("asked", "reserved", "sent")
_LARGEST_CARD_FEN = 100_000
"""A card without a name holds at most 1,000 yuan (单用途商业预付卡管理办法)."""


class Preview(NamedTuple):
    """What an erasure would do, in words. ``mark`` stands for all of it; ``stored_fen`` has to go somewhere first."""

    member: Member
    erased: list[Bilingual]
    kept: list[Bilingual]
    value: list[Bilingual]
    in_the_way: list[Bilingual]
    stored_fen: int
    mark: str


class Erased(NamedTuple):
    """What an erasure came to: the gift cards made of her stored value, and how much went, by name."""

    cards: list[str]
    counted: Mapping[str, int]


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """A confirmed request: the mark of what was looked at, and whether her stored value becomes gift cards."""

    member_id: str
    mark: str
    to_cards: bool = False


def preview(conn: Connection, member_id: str, *, to_cards: bool = False) -> Preview:
    """Return what erasing a member would do. Raises ``UnknownMember``."""
    member = the_member(conn, member_id)
    counted = _counted(conn, member_id)
    points, stored = _holds(conn, member, "points"), _holds(conn, member, "stored_value")
    in_the_way = list(_in_the_way(conn, member_id))
    yuan = f"{stored / 100:.2f}"
    value = [_filled(VALUE["points"], n=points)] if points else []
    if stored and to_cards:
        value.append(_filled(VALUE["stored"], yuan=yuan))
    elif stored:
        in_the_way.append(_filled(IN_THE_WAY["stored"], yuan=yuan))
    erased = [_filled(text, n=counted[name]) for name, text in ERASED.items() if name == "person" or counted[name]]
    kept = [_filled(text, n=counted[name]) for name, text in KEPT.items() if name not in counted or counted[name]]
    said = [member, sorted(counted.items()), points, stored, to_cards, in_the_way]
    mark = f"{int(digest(msgspec.json.encode(said))[:12], 16) % 10**6:06d}"
    return Preview(member, erased, kept, [*value, VALUE["cards"]], in_the_way, stored, mark)


def erase(conn: Connection, clock: Clock, wish: Wish, source: Source, *, who: str = "", reason: str = "") -> Erased:
    """Erase a member for good; of one who is erased already nothing is left to do.

    Raises ``UnknownMember``, ``ErasureChanged`` or ``ErasureInTheWay``; then nothing was changed.
    """
    _lock(conn)
    if is_erased(conn, wish.member_id):
        return Erased([], {})
    seen = preview(conn, wish.member_id, to_cards=wish.to_cards)
    if seen.in_the_way:
        first = seen.in_the_way[0]
        raise ErasureInTheWay(why_zh=first.zh, why_en=first.en)
    if seen.mark != wish.mark:
        raise ErasureChanged()
    now = clock.now()
    cards = _to_cards(conn, clock, seen.member) if wish.to_cards else []
    _let_points_lapse(conn, seen.member, now)
    counted = _take_out(conn, seen.member)
    _write_down(conn, wish.member_id, seen.member.card, source, who=who, reason=reason, counted=counted, now=now)
    return Erased(cards, counted)


def again(conn: Connection, clock: Clock, device: Device, told: Iterable[ErasedMember]) -> int:
    """Erase again whom a till says the chain had erased, and who came back with a backup; return how many they were.

    Only the chain's own word counts. Nothing stands in the way: what was open had ended before she was erased, and the
    tills tell of that again.
    """
    root, now, count = keys.root_key(conn), clock.now(), 0
    proved = [one for one in told if is_signed(root, erased_message(one.member_id), one.proof)]
    if not proved:
        return 0
    _lock(conn)
    for one in proved:
        member = published(conn, Member, one.member_id)
        if member is None:  # a backup from before she joined: she must not come back by an import either
            _write_down(conn, one.member_id, "", "till", now=now)
            continue
        left = _holds(conn, member, "stored_value")
        if left:
            note_exception(conn, "erased_value_left", shop_id=device.shop_id, at_ms=now, amount_fen=left, fen=left)
        _let_points_lapse(conn, member, now)
        _write_down(conn, member.id, member.card, "till", counted=_take_out(conn, member), now=now)
        count += 1
    return count


def erasures(conn: Connection, most: int) -> list[dict[str, Any]]:
    """Return who erased whom last, without a word of who they were."""
    found = conn.execute(select(erasure).order_by(erasure.c.erased_ms.desc()).limit(most)).mappings()
    return [dict(row) for row in found]


def _lock(conn: Connection) -> None:
    shops = (f"shop:{shop.id}" for shop in published_all(conn, Shop))
    lock_streams(conn, *shops, "stock", "members")


def _counted(conn: Connection, member_id: str) -> Counter[str]:
    sale, ticket, exposure = tables.sale, return_ticket, tables.exposure
    hers = select(sale.c.sale_id).where(sale.c.member_id == member_id)
    history = published(conn, History, member_id)
    return Counter(
        history=len(history.happenings) if history is not None else 0,
        coupons=len(published_about(conn, Coupon, member_id)),
        messages=_count(conn, message, message.c.member_id == member_id)
        + _count(conn, consent_said, consent_said.c.member_id == member_id),
        reviews=_count(conn, review, review.c.member_id == member_id),
        events=_count(conn, event_log, event_log.c.member_id == member_id)
        + _count(conn, exposure, exposure.c.member_id == member_id),
        bookings=len(published_about(conn, Booking, member_id)),
        follow_ups=_count(conn, follow_up, follow_up.c.member_id == member_id),
        titles=_count(conn, invoice_request, invoice_request.c.sale_id.in_(hers), invoice_request.c.tax_no == ""),
        notes=_count(conn, line_note, line_note.c.sale_id.in_(hers)),
        sales=_count(conn, sale, sale.c.member_id == member_id) + _count(conn, ticket, ticket.c.member_id == member_id),
        orders=len(published_about(conn, Order, member_id)),
        ledger=_count(conn, value_transfer, value_transfer.c.owner_id == member_id)
        + _count(conn, tables.points_entry, tables.points_entry.c.member_id == member_id),
    )


def _count(conn: Connection, table: Table, *which: ColumnElement[bool]) -> int:
    return conn.execute(select(func.count()).select_from(table).where(*which)).scalar_one()


def _holds(conn: Connection, member: Member, instrument: str) -> int:
    told = member.stored_fen if instrument == "stored_value" else member.points
    account = owner_account(instrument, member.id).account_id
    opened = conn.scalar(select(value_account.c.balance).where(value_account.c.account_id == account))
    return told if opened is None or instrument == "points" else opened


def _in_the_way(conn: Connection, member_id: str) -> Iterable[Bilingual]:
    shops = {shop.id: shop for shop in published_all(conn, Shop)}

    def said(what: str, shop_id: str, **values: object) -> Bilingual:
        shop = shops.get(shop_id)
        zh, en = (shop.name_zh, shop.name_en) if shop is not None else (shop_id, shop_id)
        return _filled(IN_THE_WAY[what], shop_zh=zh, shop_en=en, **values)

    for order in published_about(conn, Order, member_id):
        if collecting.is_open(order) or collecting.is_on_the_shelf(order):
            yield said("order", order.shop_id, number=order.number)
    for booking in published_about(conn, Booking, member_id):
        if booking.status in _OPEN_BOOKINGS:
            yield said("booking", booking.shop_id, when=_when(booking.starts_ms))
    for transfer in published_all(conn, Transfer):
        if transfer.member_id == member_id and transfer.status in _OPEN_TRANSFERS:
            yield said("transfer", transfer.shop_id)
    right = value_right.c
    open_ = (right.owner_id == member_id) & right.instrument.in_(_HERS) & (right.status == "open")
    for row in conn.execute(select(right.shop_id, right.until_ms).where(open_).order_by(right.until_ms)):
        yield said("right", row.shop_id, when=_when(row.until_ms))


def _when(at_ms: int) -> str:
    return f"{local(Millis(at_ms)):%m-%d %H:%M}"


def _filled(text: Bilingual, **values: object) -> Bilingual:
    return Bilingual(text.zh.format(**values), text.en.format(**values))


def _to_cards(conn: Connection, clock: Clock, member: Member) -> list[str]:
    """Make gift cards of her stored value, and return their numbers."""
    now, cards = clock.now(), []
    owners.know(conn, "stored_value", member.id, now)
    account, left = owner_account("stored_value", member.id), owners.available(conn, "stored_value", member.id)
    name = f"to-cards:{stand_in(conn, member.id, 'value')}"
    post(conn, Entry(name, account, issued("stored_value"), left, "to_cards", now))
    shop_id = published_all(conn, Shop, most=1)[0].id
    while left > 0:
        fen = min(left, _LARGEST_CARD_FEN)
        cards.append(owners.issue_card(conn, clock, shop_id, fen).card)
        left -= fen
    return cards


def _let_points_lapse(conn: Connection, member: Member, now: Millis) -> None:
    owners.know(conn, "points", member.id, now)
    account, left = owner_account("points", member.id), owners.available(conn, "points", member.id)
    name = f"lapsed:{stand_in(conn, member.id, 'value')}/{now}"
    post(conn, Entry(name, account, issued("points"), left, "lapsed", now))


def _take_out(conn: Connection, member: Member) -> Counter[str]:
    """Take her out of every table and of the feed; return how much there was. Hold the locks of all streams."""
    counted = _counted(conn, member.id)
    _forget(conn, member.id)
    _without_her_name(conn, member.id)
    _in_the_ledger(conn, member.id)
    _in_rows(conn, member.id)
    _withdraw(conn, member)
    return counted


def _forget(conn: Connection, member_id: str) -> None:
    """Delete what was kept for her sake alone."""
    shown = select(tables.exposure.c.exposure_id).where(tables.exposure.c.member_id == member_id)
    conn.execute(delete(experiment_exposure).where(experiment_exposure.c.exposure_id.in_(shown)))
    sold = select(tables.sale.c.sale_id).where(tables.sale.c.member_id == member_id)
    conn.execute(delete(line_note).where(line_note.c.sale_id.in_(sold)))
    private = invoice_request.c.sale_id.in_(sold) & (invoice_request.c.tax_no == "")
    conn.execute(update(invoice_request).where(private).values(title=A_PERSON))
    for table in (tables.phone_session, tables.exposure, event_log, review, message, consent_said, follow_up):
        conn.execute(delete(table).where(table.c.member_id == member_id))


def _without_her_name(conn: Connection, member_id: str) -> None:
    """Leave what the law keeps, and do not say whose it was."""
    for table in (tables.sale, return_ticket):
        conn.execute(update(table).where(table.c.member_id == member_id).values(member_id=None))
    deals = deal_order.c.member_id == member_id
    conn.execute(update(deal_order).where(deals).values(member_id=stand_in(conn, member_id, "deals")))
    told = tables.trade_exception
    nobody = stand_in(conn, member_id, "value")
    named = or_(told.c.zh.contains(member_id, autoescape=True), told.c.en.contains(member_id, autoescape=True))
    texts = {name: func.replace(told.c[name], member_id, nobody) for name in ("zh", "en")}
    conn.execute(update(told).where(named).values(texts))


def _in_the_ledger(conn: Connection, member_id: str) -> None:
    """Give her accounts another name; every entry stays, and so does what they add up to."""
    nobody = stand_in(conn, member_id, "value")
    account, entry, right, points = value_account, value_transfer, value_right, tables.points_entry
    hers = (right.c.owner_id == member_id) & right.c.instrument.in_(_HERS)
    leases = conn.execute(select(right).where(hers, right.c.kind == "lease")).mappings().all()
    for instrument in _HERS:
        old, new = (owner_account(instrument, name).account_id for name in (member_id, nobody))
        opening, opened_as = (f"opening:{name}" for name in (old, new))
        conn.execute(update(account).where(account.c.account_id == old).values(account_id=new))
        for column in (entry.c.source, entry.c.target):
            conn.execute(update(entry).where(column == old).values({column: new}))
        conn.execute(update(entry).where(entry.c.transfer_id == opening).values(transfer_id=opened_as))
        for table in (account, entry, right):
            named = (table.c.owner_id == member_id) & (table.c.instrument == instrument)
            conn.execute(update(table).where(named).values(owner_id=nobody))
    conn.execute(update(points).where(points.c.member_id == member_id).values(member_id=nobody))
    for lease in leases:
        rights.tell(conn, {**lease, "owner_id": nobody})


def _in_rows(conn: Connection, member_id: str) -> None:
    """Take her out of the rows that stay."""
    for order in published_about(conn, Order, member_id):
        nobodys = replace(order, member_id=stand_in(conn, member_id, order.id), offer=None)
        if not collecting.is_open(order):
            nobodys = replace(nobodys, code_no=new_code_no(), code="")
            mine = tables.mall_order.c.order_id == order.id
            conn.execute(update(tables.mall_order).where(mine).values(code_no=nobodys.code_no, code=""))
        publish(conn, nobodys)
    for booking in published_about(conn, Booking, member_id):
        nobodys_ = replace(
            booking, member_id=stand_in(conn, member_id, booking.id), note="", code_no=new_code_no(), code=""
        )
        mine = tables.booking.c.booking_id == booking.id
        conn.execute(update(tables.booking).where(mine).values(code_no=nobodys_.code_no, code=""))
        publish(conn, nobodys_)
    for room in published_about(conn, FittingRoom, member_id):
        if room.visit is not None:
            publish(conn, replace(room, visit=replace(room.visit, member_id=None)))
    for transfer in published_all(conn, Transfer):
        if transfer.member_id == member_id:
            publish(conn, replace(transfer, member_id=None, note=""))
    for aside in published_all(conn, CartAside):
        if aside.cart is not None and aside.cart.member_id == member_id:
            cart = replace(aside.cart, member_id=None, trust=None, coupon_id=None, more_coupons=[], booking_id=None)
            publish(conn, replace(aside, cart=cart))
    for plan in list(each_published(conn, StockPlan)):
        if any(member_id in one.member_ids for one in plan.interested):
            left = [
                replace(one, member_ids=[each for each in one.member_ids if each != member_id])
                for one in plan.interested
            ]
            publish(conn, replace(plan, interested=[one for one in left if one.member_ids]))


def _withdraw(conn: Connection, member: Member) -> None:
    """Withdraw the rows that were hers; hers own says the chain's word that she was erased."""
    for row in published_about(conn, FollowUp, member.id):
        withdraw(conn, FollowUp, row.id, shop_id=row.shop_id)
    for coupon in published_about(conn, Coupon, member.id):
        withdraw(conn, Coupon, coupon.id)
    if published(conn, History, member.id) is not None:
        withdraw(conn, History, member.id)
    proof = sign(keys.root_private(conn), erased_message(member.id))
    withdraw(conn, Member, member.id, image=msgspec.json.encode(ErasedRow(erased=proof)).decode())


def _write_down(
    conn: Connection,
    member_id: str,
    card: str,
    source: Source,
    *,
    now: Millis,
    who: str = "",
    reason: str = "",
    counted: Mapping[str, int] | None = None,
) -> None:
    """Keep that she was erased; of one who was before, that she was once more."""
    name = hash_of(conn, member_id)
    known = update(erasure).where(erasure.c.member_hash == name).values(again_ms=now)
    if conn.execute(known).rowcount:
        return
    conn.execute(
        insert(erasure).values(
            member_hash=name,
            card_hash=hash_of(conn, card) if card else "",
            source=source,
            who=who.strip(),
            reason=reason.strip(),
            counted=msgspec.json.encode(counted or {}).decode(),
            erased_ms=now,
        )
    )
