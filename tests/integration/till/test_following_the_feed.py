"""Rows from the mall: laid once, never backwards, and our own operations counted exactly once."""

from __future__ import annotations

from dataclasses import replace

import msgspec
from sqlalchemy import select

from posapp.adapters.db.mall_tables import style, trust_key, variant
from posapp.adapters.db.sync_store import SqlSyncStore
from posapp.adapters.db.sync_tables import feed_unknown
from posapp.domain.identity import BookingId
from posapp.services.changes import Changes
from sync.protocol import rows
from sync.protocol.kinds import BookingCheckIn
from sync.protocol.signing import new_key_pair
from sync.protocol.wire import EndOfLog, FeedRow
from tests.fakes.till_on_disk import CHAIN, CLERK, MEMBER, NOON, SHOP, STYLE, VARIANTS, TillOnDisk, feed_row, stock
from tests.fakes.till_on_disk import trust_key as a_trust_key
from tests.fakes.till_on_disk import variant as a_variant


def ids_of(till, table) -> set[str]:
    with till.file.reading() as connection:
        return set(connection.scalars(select(table.c.id)))


def unknown(till) -> dict[str, str]:
    with till.file.reading() as connection:
        return {row.id: row.reason for row in connection.execute(select(feed_unknown))}


def last_seq(till) -> int:
    return till.store.outbox(1000, 1 << 30)[-1].seq


# --- stock


def test_a_sale_is_counted_once_before_while_and_after_the_mall_applies_it(till):
    till.rings_up(1, 1)
    till.paying.pay_cash()
    sold = last_seq(till)
    assert till.on_hand("v1") == 8
    till.pushed(sold)
    assert till.on_hand("v1") == 8
    till.pulls(stock("v1", 8), stream="stock", applied=sold, ver=2, more=True)
    assert till.on_hand("v1") == 8
    till.pulls(stream="members", applied=sold)
    assert till.on_hand("v1") == 8


def test_a_level_that_says_nothing_of_our_last_sale_still_has_it_taken_off(till):
    till.rings_up(1)
    till.paying.pay_cash()
    first = last_seq(till)
    till.rings_up(1)
    till.paying.pay_cash()
    till.pulls(stock("v1", 9), stream="stock", applied=first, ver=2)
    assert till.on_hand("v1") == 8


def test_another_page_coming_first_does_not_make_our_sale_vanish(till):
    till.rings_up(1)
    till.paying.pay_cash()
    sold = last_seq(till)
    # The mall has applied the sale, but the page at hand is of the catalogue: the stock row comes later.
    till.pulls(a_variant(1, 12_000), stream="catalogue", applied=sold, ver=2, more=True)
    assert till.on_hand("v1") == 9
    till.pulls(stock("v2", 7), stream="stock", applied=sold, ver=2, more=True)
    assert (till.on_hand("v1"), till.on_hand("v2")) == (9, 7)
    till.pulls(stock("v1", 9), stream="stock", applied=sold, ver=3, more=True)
    assert till.on_hand("v1") == 9


def test_what_other_shops_hold_is_not_ours(till):
    till.pulls(stock("v1", 50, shop_id="shop-2"), stream="stock", ver=2)
    assert till.on_hand("v1") == 10


# --- rows


def test_a_row_never_goes_back_to_an_older_version(till):
    till.pulls(a_variant(1, 12_000), ver=7)
    till.pulls(a_variant(1, 9_900), ver=6)
    with till.file.view() as view:
        assert view.rows.get(rows.Variant, "v1").list_fen == 12_000


def test_goods_that_were_read_before_are_read_anew_once_the_mall_changes_them(till):
    def prices(*variant_ids):
        with till.file.view() as view:
            found = view.catalogue.articles(variant_ids)
        return {variant_id: article.variant.list_fen for variant_id, article in found.items()}

    till.pulls(a_variant(1, 12_000), ver=7)
    before = prices("v2")["v2"]
    assert prices("v1") == {"v1": 12_000}
    assert list(prices("v2", "v9", "v1").items()) == [("v2", before), ("v1", 12_000)]

    till.pulls(a_variant(1, 9_900), ver=8)
    assert prices("v1", "v2") == {"v1": 9_900, "v2": before}

    till.pulls(FeedRow(t="variant", id="v1", ver=9, deleted=True))
    assert prices("v1", "v2") == {"v2": before}


def test_a_deleted_row_is_gone_and_its_style_is_not_found(till):
    till.pulls(FeedRow(t="style", id=STYLE.id, ver=2, deleted=True))
    assert ids_of(till, style) == set()
    with till.file.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM style_words").scalar() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM style_grams").scalar() == 0


def test_a_row_that_nobody_can_read_is_kept_aside_and_the_others_go_on(till):
    bad = [
        FeedRow(t="hologram", id="h1", ver=1, row=msgspec.Raw(b'{"id":"h1"}')),
        FeedRow(t="variant", id="v8", ver=1, row=msgspec.Raw(b'{"id":"v8","list_fen":"much"}')),
        FeedRow(t="variant", id="v9", ver=1, row=msgspec.Raw(msgspec.json.encode(a_variant(1)))),
        feed_row(a_variant(10, 1 << 70)),
    ]
    till.pulls(*bad, feed_row(a_variant(6)), ver=1)
    assert set(unknown(till)) == {"h1", "v8", "v9", "v10"}
    assert unknown(till)["h1"] == "unknown_kind"
    assert "v6" in ids_of(till, variant)
    assert not {"v8", "v9", "v10"} & ids_of(till, variant)
    assert till.store.cursor() == "after-catalogue"


def test_a_row_that_is_sent_again_readable_is_no_longer_kept_aside(till):
    till.pulls(FeedRow(t="variant", id="v6", ver=1, row=msgspec.Raw(b"{}")))
    till.pulls(feed_row(a_variant(6), ver=2))
    assert unknown(till) == {}
    assert "v6" in ids_of(till, variant)


def test_a_signing_key_that_the_pinned_root_did_not_sign_is_never_used(till):
    till.pulls(a_trust_key(3), a_trust_key(4, root=new_key_pair()))
    assert ids_of(till, trust_key) == {"3"}
    assert unknown(till) == {"4": "not_signed_by_root"}


# --- our own changes on the mall's rows

BOOKING = rows.Booking(
    id="b1", shop_id=SHOP.id, member_id=MEMBER.id, code_no=7, code="12345678", starts_ms=NOON, ends_ms=NOON + 1,
    room=1, status="booked", note="", garments=[], booked_ms=0,
)  # fmt: skip


def check_in(till) -> int:
    """Do what checking in does: an operation, and the booking shown as it will be."""
    with till.file.unit() as unit:
        seq = unit.append(
            BookingCheckIn(
                booking_id="b1", shop_id=SHOP.id, member_id=MEMBER.id, occurred_ms=NOON, staff_id="staff-1", how="list"
            )
        ).seq
        unit.bookings.project(msgspec.structs.replace(BOOKING, status="checked_in"), seq)
        unit.commit()
    return seq


def status(till) -> str:
    with till.file.view() as view:
        kept = view.bookings.get(BookingId("b1"))
        assert kept is not None
        return kept.row.status


def test_a_booking_that_was_checked_in_here_does_not_flicker_back(till):
    till.pulls(BOOKING, stream="shop")
    seq = check_in(till)
    moved = msgspec.structs.replace(BOOKING, room=2)
    till.pulls(moved, stream="shop", applied=seq - 1, ver=2)
    assert status(till) == "checked_in"
    till.pulls(msgspec.structs.replace(moved, status="checked_in"), stream="shop", applied=seq, ver=3)
    assert status(till) == "checked_in"


def test_what_the_mall_said_meanwhile_is_shown_once_it_has_applied_our_operation(till):
    till.pulls(BOOKING, stream="shop")
    seq = check_in(till)
    cancelled = msgspec.structs.replace(BOOKING, status="cancelled")
    till.pulls(cancelled, stream="shop", applied=seq - 1, ver=2)
    assert status(till) == "checked_in"
    till.pulls(stream="members", applied=seq)
    assert status(till) == "cancelled"


# --- starting anew


def test_what_the_mall_said_before_it_came_back_from_a_backup_is_not_shown_as_if_it_still_knew_it(till):
    till.pulls(BOOKING, stream="shop")
    seq = check_in(till)
    till.pulls(msgspec.structs.replace(BOOKING, status="cancelled"), stream="shop", applied=seq - 1, ver=2)
    till.pulls(CHAIN, SHOP, STYLE, *VARIANTS[:3], ver=1, more=True, epoch="epoch-2")
    till.pulls(CLERK, stream="shop", applied=0, ver=1, epoch="epoch-2")
    till.pulls(stream="members", applied=seq, epoch="epoch-2")
    with till.file.view() as view:
        assert view.bookings.get(BookingId("b1")) is None


def test_a_feed_that_starts_anew_overwrites_and_sweeps_what_is_no_longer_there(till):
    till.pulls(a_variant(1, 12_000), ver=9)
    till.store.restart_feed(NOON)
    assert till.store.cursor() == ""
    till.pulls(CHAIN, SHOP, STYLE, *VARIANTS[:3], ver=1, more=True, epoch="epoch-2")
    assert ids_of(till, variant) == {"v1", "v2", "v3", "v4", "v5"}
    till.pulls(CLERK, stream="shop", ver=1, epoch="epoch-2")
    assert ids_of(till, variant) == {"v1", "v2", "v3"}
    with till.file.view() as view:
        assert view.rows.get(rows.Variant, "v1").list_fen == 9_900
        assert view.rows.get(rows.Member, MEMBER.id) is None
        assert len(view.staff.all()) == 1


def test_a_new_epoch_does_not_count_our_sales_as_known_because_the_old_one_knew_them(till):
    till.rings_up(1)
    till.paying.pay_cash()
    sold = last_seq(till)
    till.pulls(stock("v1", 9), stream="stock", applied=sold, ver=2, more=True)
    till.pulls(stream="members", applied=sold)
    till.store.restart_feed(NOON)
    # The mall was restored from before that sale: its level is the old one, and it has applied nothing of ours.
    till.pulls(stock("v1", 10), stream="stock", applied=0, ver=1, more=True, epoch="epoch-2")
    assert till.on_hand("v1") == 9


def test_a_newer_program_asks_again_for_rows_that_the_older_one_could_not_read(till):
    till.pulls(FeedRow(t="hologram", id="h1", ver=1, row=msgspec.Raw(b"{}")))
    assert SqlSyncStore(till.file).cursor() == "after-catalogue"
    assert SqlSyncStore(till.file, program="9.9.9").cursor() == ""
    till.pulls(CHAIN)
    assert SqlSyncStore(till.file, program="9.9.9").cursor() == "after-catalogue"


# --- news


def test_the_window_hears_what_the_worker_changed_and_only_that(till):
    worker = TillOnDisk(till.folder, clock=till.clock)
    version = till.file.data_version()
    till.file.news()
    till.rings_up(1)
    assert till.file.data_version() == version

    worker.pulls(stock("v1", 4), stream="stock", ver=2)
    assert till.file.data_version() != version
    assert till.file.news() == Changes(stock=True, sync=True)
    assert till.file.news() == Changes()

    worker.store.beat(NOON)
    assert till.file.news() == Changes()
    worker.close()


# --- where the log ends


def test_a_till_tells_where_its_log_ends_and_the_time_it_has_heard(till):
    me = till.store.identity()
    assert till.store.end_of_log(me) is None, "it has heard nothing yet"
    till.store.record_attempt("pull", till.store.attempt("pull"), till.clock.now(), NOON + 5)
    till.rings_up(1)
    till.paying.pay_cash()
    assert till.store.end_of_log(me) == EndOfLog(last_seq(till), NOON + 5)


def test_who_the_till_was_before_it_was_paired_anew_says_nothing_of_the_new_log(till):
    till.store.record_attempt("pull", till.store.attempt("pull"), till.clock.now(), NOON)
    assert till.store.end_of_log(replace(till.store.identity(), generation=0)) is None
