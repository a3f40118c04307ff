"""A member who asks is erased: nothing at the mall says who she was, what the law keeps stays, and nothing is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import func, insert, select

from posapp.domain.clock import DAY, HOUR, Millis
from posapp.domain.text import Bilingual
from sync.hub import bookings, consents, erased, erasing, keys, members, messages, orders, reviews, upkeep
from sync.hub.db import tables
from sync.hub.db.drawer_tables import line_note
from sync.hub.db.erasure_tables import erasure
from sync.hub.db.history_tables import event_log, review
from sync.hub.db.invoice_tables import invoice_request
from sync.hub.db.message_tables import consent_said, message
from sync.hub.errors import UnknownMember
from sync.hub.history.chain import of_chain
from sync.hub.publishing import publish, published, published_all
from sync.hub.value import owners
from sync.hub.value.ledger import check, owner_account
from sync.hub.value.terms import usual_terms
from sync.protocol.asides import AsideCart, AsideLine, CartPutAside
from sync.protocol.decoding import from_json
from sync.protocol.erasures import ErasedMember, ErasedRequest, ErasedRow, erased_message
from sync.protocol.kinds import AdviceDismissed, AdviceShown, InvoiceRequest, ShownSuggestion, TryOn
from sync.protocol.rows import Booking, CartAside, GiftCard, History, Interested, Member, Order, StockPlan
from sync.protocol.signing import is_signed, sign
from sync.protocol.sold import Drawn
from tests.fakes.hub_backup import HubBackup
from tests.fakes.running_hub import PaperTill, RunningHub, SetClock
from tests.fakes.small_chain import COAT_M, LIN, LIPSTICK, NOW, OTHER_SHOP, SHOP, ZHOU

OFFICE = {"x-posapp-office": "1"}
WHO = {"who": "区域经理 陈", "reason": "本人来店申请，已核对手机"}
COAT = ("coat", COAT_M, 1, 89_900)
NAMES = ("苏缇雅", "Su Tiya", "138****9517", "8000000000777000", "feedfacefeedface", "06-21", "很显白，苏缇雅推荐")
"""What nobody may find afterwards, wherever he looks."""


def told_of_her() -> Member:
    name_zh, name_en, phone, card, index, birthday, _ = NAMES
    return Member(
        id=LIN, number=777_000, card=card, name_zh=name_zh, name_en=name_en, phone_masked=phone, phone_last4="9517",
        phone_index=index, level="gold", points=100, stored_fen=0, birthday=birthday, joined="2025-01-01",
        personal=True,
        blocked=False, tags=[], marketing=True,
    )  # fmt: skip


@pytest.fixture
def her(hub: RunningHub) -> Member:
    with hub.database.writing() as conn:
        publish(conn, told_of_her())
    return told_of_her()


def seen(hub: RunningHub, *, to_cards: bool = False, member_id: str = LIN) -> erasing.Preview:
    with hub.database.reading() as conn:
        return erasing.preview(conn, member_id, to_cards=to_cards)


def erase(hub: RunningHub, *, to_cards: bool = False) -> erasing.Erased:
    wish = erasing.Wish(member_id=LIN, mark=seen(hub, to_cards=to_cards).mark, to_cards=to_cards)
    with hub.database.writing() as conn:
        return erasing.erase(conn, hub.clock, wish, "office", **WHO)


def everything(hub: RunningHub, *, but: tuple[str, ...] = ()) -> str:
    """Return all that the mall's tables hold, as one text."""
    with hub.database.reading() as conn:
        found = [
            f"{table.name}: {tuple(row)!r}"
            for table in tables.metadata.sorted_tables
            if table.name not in but
            for row in conn.execute(select(table))
        ]
    return "\n".join(found)


def lives_a_while(hub: RunningHub, till: PaperTill) -> None:
    """Let her leave something in every table that there is."""
    sale = till.sale(COAT, member_id=LIN, coupons=["coupon-lin"], points=899)
    noted = replace(sale, lines=[replace(line, note="给苏缇雅改短") for line in sale.lines])
    invoice = InvoiceRequest(
        request_id="inv-1", sale_id=sale.sale_id, receipt_no=sale.receipt_no, shop_id=SHOP, occurred_ms=NOW,
        staff_id="st-1", title="苏缇雅", tax_no="",
    )  # fmt: skip
    shown = AdviceShown(
        exposure_id="x-1", shop_id=SHOP, member_id=LIN, occurred_ms=NOW, staff_id="st-1", pack_version="p",
        shown=[ShownSuggestion(style_id="lipstick", rank=1, reason="popular")],
    )  # fmt: skip
    aside = CartPutAside(
        aside_id="aside-1", cart_id="cart-1", shop_id=SHOP, till_no="01", occurred_ms=NOW, staff_id="st-1", bound="",
        cart=AsideCart(
            lines=[AsideLine(line_id="l1", variant_id=COAT_M, quantity=1, source="scan", clerk_id="st-1")],
            member_id=LIN, trust="A",
        ),
    )  # fmt: skip
    results = till.push(*(till.seal(each) for each in (noted, invoice, shown, aside))).results
    assert {result.result for result in results} == {"applied"}
    plan = StockPlan(
        id=f"{SHOP}/coats", shop_id=SHOP, category="coats", made_ms=NOW, lead_weeks=1, review_weeks=1,
        service_percent=95, ses_milli=1000, tsb_milli=0, mean_milli=0, season_milli=1000, variants=[],
        interested=[Interested(style_id="coat", member_ids=[LIN, ZHOU]),
                    Interested(style_id="shirt", member_ids=[LIN])],
    )  # fmt: skip
    with hub.database.writing() as conn:
        publish(conn, plan)
        members.wish(conn, hub.clock, LIN, "lipstick")
        members.open_session(conn, hub.clock, LIN)
        consents.say(conn, hub.clock, LIN, "marketing", given=True)
        reviews.write(conn, hub.clock, LIN, ref=sale.sale_id, variant_id=COAT_M, fit="kept", text=NAMES[-1])
        messages.queue(
            conn, hub.clock.now(), member_id=LIN, kind="piece_missing", subject_id="b-1", link_id="b-1",
            title=Bilingual("苏缇雅", "Su Tiya"), words=Bilingual("苏缇雅，您好", "Dear Su Tiya"),
        )  # fmt: skip
        booked = bookings.book(
            conn, hub.clock, member_id=LIN, shop_id=SHOP, starts_ms=NOW + 2 * HOUR,
            garments=[bookings.WishedGarment("coat", COAT_M)], note="苏缇雅",
        )  # fmt: skip
        bookings.cancel(conn, hub.clock, member_id=LIN, booking_id=booked.id)
        placed = orders.place(conn, hub.clock, member_id=LIN, shop_id=SHOP, lines=[orders.Wanted(LIPSTICK)])
        orders.cancel(conn, hub.clock, member_id=LIN, order_id=placed.id)


# --- what goes, what stays


def test_nothing_at_the_mall_says_who_she_was_and_the_sale_stands(hub: RunningHub, her: Member) -> None:
    till = hub.till()
    lives_a_while(hub, till)
    till.pull()
    before = everything(hub, but=("inbox",))
    assert [name for name in NAMES if name not in before] == [], "the test would prove nothing"
    sold = count(hub, tables.sale), count(hub, tables.tender), count(hub, tables.points_entry)
    done = erase(hub)
    after = everything(hub, but=("inbox",))
    assert [name for name in NAMES if name in after] == []
    assert (count(hub, tables.sale), count(hub, tables.tender), count(hub, tables.points_entry)) == sold
    assert [count(hub, one) for one in (review, message, consent_said, line_note, tables.exposure)] == [0] * 5
    assert (done.counted["sales"], done.counted["reviews"], done.counted["orders"]) == (1, 1, 1)
    with hub.database.reading() as conn:
        assert conn.scalar(select(tables.sale.c.member_id)) is None
        assert conn.scalar(select(invoice_request.c.title)) == "个人"
        named = {line.split(":")[0] for line in after.splitlines() if LIN in line}
        hers = conn.execute(select(tables.feed.c.t, tables.feed.c.deleted).where(tables.feed.c.id == LIN)).all()
        plan = published(conn, StockPlan, f"{SHOP}/coats")
        assert plan is not None
        assert plan.interested == [Interested(style_id="coat", member_ids=[ZHOU])]
        assert list(check(conn)) == []
    assert named == {"feed"}, "her id stands in tombstones alone"
    assert sorted(map(tuple, hers)) == [("history", True), ("member", True)]


def test_tills_drop_her_at_the_next_pull_and_keep_the_rows_that_are_nobodys(hub: RunningHub, her: Member) -> None:
    till = hub.till()
    lives_a_while(hub, till)
    till.pull()
    till.row(Member, LIN)
    erase(hub)
    pages = till.pull()
    assert [key for key in till.rows if LIN in key] == []
    assert ("coupon", "coupon-lin") not in till.rows
    bookings_, orders_ = ([row for row in till.rows.values() if isinstance(row, kind)] for kind in (Booking, Order))
    assert [(row.note, row.code) for row in bookings_ if isinstance(row, Booking)] == [("", "")]
    names = {row.member_id for row in (*bookings_, *orders_) if isinstance(row, Booking | Order)}
    assert len(names) == 2, "a booking and an order do not say that they were one person's"
    assert all(erased.is_nobody(name) for name in names)
    [cart] = [row for row in till.rows.values() if isinstance(row, CartAside)]
    assert cart.cart is not None
    assert (cart.cart.member_id, len(cart.cart.lines)) == (None, 1)
    [tombstone] = [row for page in pages for row in page.rows if (row.t, row.id) == ("member", LIN)]
    proof = from_json(bytes(tombstone.row), ErasedRow).erased
    assert is_signed(till.identity.root_key, erased_message(LIN), proof)


def test_the_preview_says_in_both_languages_what_goes_what_stays_and_why(hub: RunningHub, her: Member) -> None:
    lives_a_while(hub, hub.till())
    told = seen(hub)
    zh, en = (
        " ".join(text for one in (*told.erased, *told.kept) for text in [getattr(one, name)]) for name in ("zh", "en")
    )
    assert (
        "评价 1 条" in zh,
        "税收法律" in zh,
        "Reviews, with what they say (1)" in en,
        "the law on accounts and taxes" in en,
    ) == (True,) * 4
    assert "{" not in zh + en
    assert told.value[0].zh.startswith("积分 999 分作废")
    assert told.in_the_way == []


def test_what_is_open_stands_in_the_way_and_says_what_to_do(hub: RunningHub, her: Member, clock: SetClock) -> None:
    with hub.database.writing() as conn:
        placed = orders.place(conn, clock, member_id=LIN, shop_id=SHOP, lines=[orders.Wanted(LIPSTICK)])
        booked = bookings.book(
            conn,
            clock,
            member_id=LIN,
            shop_id=OTHER_SHOP,
            starts_ms=NOW + 2 * HOUR,
            garments=[bookings.WishedGarment("coat", COAT_M)],
        )
    first, second = seen(hub).in_the_way
    assert (placed.number in first.zh, "静安店" in first.zh, "徐汇店" in second.zh) == (True, True, True)
    refused = post(hub, "erase", member_id=LIN, mark=seen(hub).mark, **WHO)
    assert (refused["code"], placed.number in refused["en"]) == ("erasure_in_the_way", True)
    with hub.database.writing() as conn:
        orders.cancel(conn, clock, member_id=LIN, order_id=placed.id)
        bookings.cancel(conn, clock, member_id=LIN, booking_id=booked.id)
    assert seen(hub).in_the_way == []
    erase(hub)


# --- what she holds


def test_points_lapse_and_stored_value_leaves_as_cards_without_a_name(hub: RunningHub, her: Member) -> None:
    with hub.database.writing() as conn:
        publish(conn, replace(her, stored_fen=250_050))
        owners.know(conn, "stored_value", LIN, Millis(NOW))
    assert "2500.50" in seen(hub).in_the_way[0].zh
    assert seen(hub, to_cards=True).in_the_way == []
    done = erase(hub, to_cards=True)
    with hub.database.reading() as conn:
        cards = {card.card: card.balance_fen for card in published_all(conn, GiftCard)}
        assert list(check(conn)) == []
    assert sorted(cards.values()) == [50_050, 100_000, 100_000]
    assert sorted(cards) == sorted(done.cards)
    assert LIN not in everything(hub, but=("feed",))


def test_a_right_that_a_till_may_still_spend_is_waited_for(hub: RunningHub, her: Member, clock: SetClock) -> None:
    till = hub.till()
    with hub.database.writing() as conn:
        publish(conn, replace(her, stored_fen=20_000))
        publish(conn, usual_terms()[0])
    body = msgspec.json.encode({"member_id": LIN})
    assert till.request("POST", "/sync/v1/value/visit", body).json()["leases"] == 1
    assert any("还可能花她的余额" in one.zh for one in seen(hub, to_cards=True).in_the_way)


# --- tills that have not heard of it


def test_a_sale_made_offline_with_her_is_booked_and_nothing_is_parked(hub: RunningHub, her: Member) -> None:
    till = hub.till()
    till.pull()
    erase(hub)
    sale = till.sale(COAT, member_id=LIN, coupons=["coupon-lin"], points=899)
    tried = TryOn(
        booking_id=None, garment_id="p1", shop_id=SHOP, member_id=LIN, style_id="coat", variant_id=COAT_M,
        occurred_ms=NOW, staff_id="st-1", verdict="kept", room_id=f"{SHOP}:1", visit_id="v1",
    )  # fmt: skip
    said = AdviceDismissed(shop_id=SHOP, member_id=LIN, style_id="coat", occurred_ms=NOW, staff_id="st-1")
    results = till.push(*(till.seal(each) for each in (sale, tried, said))).results
    assert [result.result for result in results] == ["applied"] * 3
    with hub.database.reading() as conn:
        booked = conn.execute(select(tables.sale.c.member_id, tables.sale.c.total_fen)).one()
        assert (booked.member_id, booked.total_fen) == (None, 89_900)
        assert published(conn, History, LIN) is None
        assert conn.scalar(select(func.count()).select_from(tables.trade_exception)) == 0
    till.pull()
    assert [key for key in till.rows if LIN in key] == []


def test_her_name_on_an_invoice_asked_for_offline_does_not_come_in_later(
    hub: RunningHub, her: Member, clock: SetClock
) -> None:
    till = hub.till()
    sale, strangers = till.sale(COAT, member_id=LIN), till.sale(("lipstick", LIPSTICK, 1, 19_900))
    before = [
        InvoiceRequest(
            request_id=f"inv-{title}", sale_id=of.sale_id, receipt_no=of.receipt_no, shop_id=SHOP, occurred_ms=NOW,
            staff_id="st-1", title=title, tax_no=tax_no,
        )
        for of, title, tax_no in ((sale, "苏缇雅", ""), (sale, "某公司", "91310000MA1FL0000X"), (strangers, "张三", ""))
    ]  # fmt: skip
    clock.move(HOUR)
    erase(hub)
    clock.move(HOUR)
    later = replace(before[0], request_id="inv-later", occurred_ms=clock.now())
    results = till.push(*(till.seal(each) for each in (sale, strangers, *before, later))).results
    assert {result.result for result in results} == {"applied"}
    with hub.database.reading() as conn:
        titles = conn.execute(select(invoice_request.c.asked_ms, invoice_request.c.title)).all()
    assert sorted(title for at_ms, title in titles if at_ms == NOW) == sorted(["个人", "某公司", "张三"])
    assert [title for at_ms, title in titles if at_ms != NOW] == ["苏缇雅"], "what she asks for afterwards is her wish"


def test_an_unknown_member_who_was_never_erased_is_told_to_a_person_as_ever(hub: RunningHub, her: Member) -> None:
    erase(hub)
    till = hub.till()
    till.push(till.seal(till.sale(COAT, member_id="m-ghost")))
    with hub.database.reading() as conn:
        assert conn.scalar(select(tables.trade_exception.c.code)) == "sold_unknown_member"


def test_what_a_till_drew_on_her_account_before_it_heard_is_booked(hub: RunningHub, her: Member) -> None:
    till = hub.till()
    with hub.database.writing() as conn:
        publish(conn, replace(her, stored_fen=20_000))
        owners.know(conn, "stored_value", LIN, Millis(NOW))
    erase(hub, to_cards=True)
    sale = till.sale(COAT, member_id=LIN)
    drawn = Drawn(owner_id=LIN, units=5_000, right="floor_limit", right_id="")
    paid = [
        replace(sale.tenders[0], amount_fen=84_900, received_fen=84_900),
        replace(
            sale.tenders[0], tender_id="t-2", kind="stored_value", amount_fen=5_000, received_fen=5_000, drawn=drawn
        ),
    ]
    [result] = till.push(till.seal(replace(sale, tenders=paid))).results
    assert result.result == "applied"
    with hub.database.reading() as conn:
        assert conn.scalar(select(tables.trade_exception.c.code)) == "value_spent_twice", "the cards have it"
        assert list(check(conn)) == []
        assert owner_account("stored_value", LIN).account_id not in everything(hub)


# --- training, and a past that is brought again


def test_the_training_store_and_the_next_pack_know_nothing_of_her(hub: RunningHub, her: Member) -> None:
    lives_a_while(hub, hub.till())
    row = {column.name: "" for column in event_log.c} | {"at_ms": NOW, "quantity": 1, "paid_fen": 0}
    looked = {**row, "event_id": "e-1", "source": "past", "member_id": LIN, "style_id": "coat", "kind": "viewed"}
    with hub.database.writing() as conn:
        conn.execute(insert(event_log).values(**looked))
    erase(hub)
    with hub.database.reading() as conn:
        assert conn.scalar(select(func.count()).select_from(event_log)) == 0
        events = of_chain(conn, Millis(NOW + DAY)).events.to_pyarrow().to_pylist()
    assert {one["member_id"] for one in events} == {""}, "what was sold was sold, to nobody"
    assert {one["kind"] for one in events} == {"bought"}


# --- twice, and who did it


def test_asked_twice_she_is_erased_once_and_nobody_learns_who_she_was(hub: RunningHub, her: Member) -> None:
    wish = erasing.Wish(member_id=LIN, mark=seen(hub).mark)
    with hub.database.writing() as conn:
        erasing.erase(conn, hub.clock, wish, "office", **WHO)
    before = everything(hub)
    with hub.database.writing() as conn:
        assert erasing.erase(conn, hub.clock, wish, "office", **WHO) == erasing.Erased([], {})
    assert everything(hub) == before
    [one] = httpx.get(f"{hub.url}/office/api/erasures").json()
    assert (one["who"], one["source"], one["erased_ms"]) == (WHO["who"], "office", NOW)
    assert [name for name in (LIN, *NAMES) if name in msgspec.json.encode(one).decode()] == []
    with hub.database.reading() as conn, pytest.raises(UnknownMember):
        erasing.preview(conn, LIN)


def test_the_office_wants_a_name_and_the_mark_of_what_was_read(hub: RunningHub, her: Member) -> None:
    found = httpx.get(f"{hub.url}/office/api/erasures/members", params={"text": "9517"}).json()
    assert [one["id"] for one in found] == [LIN]
    assert httpx.get(f"{hub.url}/office/api/erasures/members", params={"text": her.card}).json() == found
    read = httpx.get(f"{hub.url}/office/api/erasures/preview", params={"member_id": LIN}).json()
    assert post(hub, "erase", member_id=LIN, mark=read["mark"], who=" ")["code"] == "no_name"
    assert httpx.post(f"{hub.url}/office/api/erasures/erase", json={"member_id": LIN}).json()["code"] == "office_closed"
    with hub.database.writing() as conn:
        members.wish(conn, hub.clock, LIN, "coat")
    assert post(hub, "erase", member_id=LIN, mark=read["mark"], **WHO)["code"] == "erasure_changed"
    again = httpx.get(f"{hub.url}/office/api/erasures/preview", params={"member_id": LIN}).json()
    assert post(hub, "erase", member_id=LIN, mark=again["mark"], **WHO)["cards"] == []
    assert httpx.get(f"{hub.url}/office/api/erasures/members", params={"text": "9517"}).json() == []


# --- a hub from an older backup


def shows(till: PaperTill, *told: ErasedMember) -> Any:
    body = msgspec.json.encode(ErasedRequest(members=list(told)))
    return till.request("POST", "/sync/v1/erased", body).json()


def test_a_hub_from_an_older_backup_erases_again_when_a_till_says_so(
    hub: RunningHub, her: Member, tmp_path: Path
) -> None:
    till, backup = hub.till(), HubBackup(hub, tmp_path / "backup")
    lives_a_while(hub, till)
    backup.take()
    erase(hub)
    proofs = [row for page in till.pull() for row in page.rows if (row.t, row.id, row.deleted) == ("member", LIN, True)]
    word = ErasedMember(member_id=LIN, proof=from_json(bytes(proofs[0].row), ErasedRow).erased)
    backup.bring_back()
    assert her.name_zh in everything(hub)
    assert shows(till, word)["again"] == 1
    after = everything(hub, but=("inbox",))
    assert [name for name in NAMES if name in after] == []
    with hub.database.reading() as conn:
        assert conn.execute(select(erasure.c.source, erasure.c.who)).all() == [("till", "")]
    assert shows(till, word)["again"] == 0
    late = till.push(till.seal(till.sale(COAT, member_id=LIN)))
    assert [result.result for result in late.results] == ["applied"]


def test_what_was_open_in_the_backup_goes_on_without_her(hub: RunningHub, her: Member, clock: SetClock) -> None:
    till = hub.till()
    with hub.database.writing() as conn:
        publish(conn, replace(her, stored_fen=5_000))
        orders.place(conn, clock, member_id=LIN, shop_id=SHOP, lines=[orders.Wanted(LIPSTICK)])
        bookings.book(
            conn, clock, member_id=LIN, shop_id=SHOP, starts_ms=NOW + 2 * HOUR,
            garments=[bookings.WishedGarment("coat", COAT_M)],
        )  # fmt: skip
        proof = sign(keys.root_private(conn), erased_message(LIN))
    assert shows(till, ErasedMember(member_id=LIN, proof=proof))["again"] == 1
    clock.move(40 * DAY)
    upkeep.keep_up(hub.database, clock)
    with hub.database.reading() as conn:
        assert [row.status for row in published_all(conn, Order)] == ["expired"]
        assert [row.status for row in published_all(conn, Booking)] == ["no_show"]
        assert conn.scalar(select(tables.trade_exception.c.amount_fen)) == 5_000
    assert LIN not in everything(hub, but=("feed",))


def test_a_till_cannot_erase_anybody_without_the_chains_word(hub: RunningHub, her: Member) -> None:
    till = hub.till()
    forged = sign(till.keys.private, erased_message(LIN))
    with hub.database.reading() as conn:
        others = sign(keys.root_private(conn), erased_message(ZHOU))
    assert shows(till, *(ErasedMember(member_id=LIN, proof=one) for one in (forged, others, "")))["again"] == 0
    assert her.name_zh in everything(hub)


def test_a_backup_from_before_she_joined_still_knows_that_she_must_not_come_back(hub: RunningHub) -> None:
    with hub.database.reading() as conn:
        proof = sign(keys.root_private(conn), erased_message("m-later"))
    shows(hub.till(), ErasedMember(member_id="m-later", proof=proof))
    with hub.database.reading() as conn:
        assert erased.who_was_erased(conn)("m-later")


def count(hub: RunningHub, table: Any) -> int:
    with hub.database.reading() as conn:
        return int(conn.execute(select(func.count()).select_from(table)).scalar_one())


def post(hub: RunningHub, what: str, **wanted: object) -> Any:
    return httpx.post(f"{hub.url}/office/api/erasures/{what}", json=wanted, headers=OFFICE).json()
