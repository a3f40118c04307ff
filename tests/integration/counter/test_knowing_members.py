"""What a clerk relies on when a member stands at the counter."""

from __future__ import annotations

import msgspec
import pytest

from posapp.domain.clock import DAY, HOUR, MINUTE
from posapp.domain.identity import CouponId, MemberId, StyleId, VariantId
from posapp.domain.money import Fen
from posapp.services.errors import CodeRefused
from posapp.services.paying import Paying
from posapp.services.rails import Rails
from posapp.services.shifts import Shifts
from sync.protocol import rows
from sync.protocol.kinds import AdviceDismissed, AdviceShown, read_body
from tests.fakes.small_shop import (
    BLOCKED,
    COAT,
    DRESS,
    LIN,
    LIN_PHONE,
    LIPSTICK,
    NOON,
    SHIRT,
    SHOP,
    ZHOU,
    SmallShop,
    booking,
    catalogue,
    member,
    order,
    stock,
)


@pytest.mark.parametrize(
    "typed", ["1357", "１３５７", "13800131357", "+86 138 0013 1357", "林", "林晓清", "林*清", "Lin"]
)
def test_she_is_found_by_number_and_by_name(shop: SmallShop, typed: str) -> None:
    (hit,) = shop.members.find(typed)
    assert (hit.member_id, hit.name.zh, hit.phone_masked) == (LIN, "林*清", "138****1357")


@pytest.mark.parametrize("typed", ["", " ", "0000", "13800131358", "林大明", "%", "1", "12345", "'--"])
def test_nobody_is_found_by_what_is_nobodys(shop: SmallShop, typed: str) -> None:
    assert shop.members.find(typed) == ()


def test_those_who_came_last_are_named_first(shop: SmallShop) -> None:
    shop.deliver(
        member("m-lu", 777, "陆*", "Lu *", "+8613533331357"),
        rows.History(id="m-lu", visits=1, spent_fen=0, last_visit_ms=NOON - DAY, happenings=[]),
    )
    assert [hit.member_id for hit in shop.members.find("1357")] == ["m-lu", LIN]


def test_the_panel_tells_what_waits_and_what_she_likes(shop: SmallShop) -> None:
    panel = shop.members.panel(MemberId(LIN), "A")
    assert panel.opener.zh == "今天 13:00 约了试穿 2 件，上次 10 月 3 日买了奶油白羊毛长大衣"
    assert (
        panel.opener.en
        == "Booked to try on 2 pieces at 13:00 today; last bought the Long wool coat in cream white on 3 Oct"
    )
    assert (panel.points, panel.visits, panel.level, panel.pack_age_days) == (1_200, 7, "gold", 2)
    assert [one.booking_id for one in panel.bookings] == ["bk-1"]
    assert [(one.number, one.pieces) for one in panel.pickups] == [("E20261122001", 2)]
    assert [one.coupon_id for one in panel.coupons] == ["cp-50"]
    assert [(one.style_id, one.size, one.paid) for one in panel.recent] == [(COAT, "M", 119_900)]
    assert panel.is_birthday_near


def test_the_opener_says_what_is_next_once_the_first_is_over(shop: SmallShop) -> None:
    shop.deliver(booking(status="done"))
    assert shop.members.panel(MemberId(LIN), "A").opener.zh.startswith("有 1 单待取，")
    shop.deliver(order(status="handed_over"))
    assert shop.members.panel(MemberId(LIN), "A").opener.zh.startswith("3 天后是她的生日，")
    shop.clock.pass_(5 * DAY)
    assert shop.members.panel(MemberId(LIN), "A").opener.zh == "常买通勤，上次 10 月 3 日买了奶油白羊毛长大衣"


def test_of_a_new_member_nothing_is_made_up(shop: SmallShop) -> None:
    plain = msgspec.structs.replace(member("m-new", 900, "许*", "Xu *", "+8613700000000"), tags=[], birthday="")
    shop.deliver(plain)
    panel = shop.members.panel(MemberId("m-new"), "B")
    assert panel.opener.zh == "欢迎她，先问问今天想看什么"
    assert (panel.visits, panel.last_visit, panel.recent) == (0, None, ())


def test_a_suggestion_carries_its_reason_her_size_and_its_place(shop: SmallShop) -> None:
    shop.adviser.wanted, shop.adviser.sizes = (DRESS,), {DRESS: "L"}
    (card,) = shop.members.panel(MemberId(LIN), "A").suggestions
    assert (card.style_id, card.variant_id[-1], card.size) == (DRESS, "L", "L")
    assert (card.price, card.member_price, card.on_hand) == (59_900, 53_900, 3)
    assert (card.reason.zh, card.size_reason.zh, card.shelf[:2]) == ("因为您买过", "留下过", "A-")


def test_nothing_is_suggested_that_does_not_hang_here_in_her_size(shop: SmallShop) -> None:
    shop.adviser.wanted, shop.adviser.sizes = (DRESS, SHIRT), {DRESS: "L", SHIRT: "S"}
    assert len(shop.members.panel(MemberId(LIN), "A").suggestions) == 2
    # The last pieces in her size are promised to orders; the picture of the rails may be a minute old.
    shop.deliver(*(stock(SHOP, f"{DRESS}-{colour}-L", 1, promised=1) for colour in ("BLK", "CRM")))
    assert [card.style_id for card in shop.members.panel(MemberId(LIN), "A").suggestions] == [SHIRT]


def test_the_rails_hear_of_every_change(shop: SmallShop) -> None:
    rails = Rails()
    for pieces, hangs in ((3, True), (4, True), (0, False), (0, False), (1, True)):
        shop.deliver(stock(SHOP, f"{LIPSTICK}-RED-F", pieces))
        with shop.file.view() as view:
            assert bool(rails.look(view)[LIPSTICK]) is hangs


def test_what_was_told_seldom_is_heard_beside_what_is_told_all_day(shop: SmallShop) -> None:
    rails = Rails()
    for pieces in (3, 4, 5, 4, 3):
        shop.deliver(stock(SHOP, f"{LIPSTICK}-RED-F", pieces))
    with shop.file.view() as view:
        before = set(rails.look(view)[DRESS])
    shop.deliver(stock(SHOP, f"{DRESS}-BLK-M", 0), stock(SHOP, f"{DRESS}-CRM-M", 0))
    with shop.file.view() as view:
        assert set(rails.look(view)[DRESS]) == before - {"M"}
    shop.deliver(stock(SHOP, f"{DRESS}-BLK-M", 1))
    with shop.file.view() as view:
        assert set(rails.look(view)[DRESS]) == before | {"M"}
        told = view.catalogue.stock_news(view.catalogue.stock_news(None).mark)
    assert (told.changes, told.is_whole) == ([], False), "and who has heard all reads no row again"


def test_goods_that_come_in_while_somebody_looks_are_heard_too(shop: SmallShop) -> None:
    rails = Rails()
    with shop.file.view() as view:
        assert "XL" not in rails.look(view).get(SHIRT, ())
    like = next(one for one in catalogue() if one.id == f"{SHIRT}-BLK-S")
    new = msgspec.structs.replace(like, id=f"{SHIRT}-BLK-XL", size="XL", barcode="6900000099991")
    shop.deliver(new, stock(SHOP, new.id, 2))
    with shop.file.view() as view:
        assert "XL" in rails.look(view)[SHIRT]


def test_points_are_no_longer_pending_once_the_mall_is_past_the_sale(shop: SmallShop) -> None:
    Shifts(shop.file, shop.clock, shop.duty).open(Fen(0))
    shop.selling.attach_member(MemberId(LIN), "A")
    shop.selling.add(VariantId(f"{SHIRT}-CRM-S"))
    Paying(shop.file, shop.clock, shop.duty, lambda: "zh").pay_cash()
    assert shop.members.panel(MemberId(LIN), "A").pending_points == 299
    shop.deliver(member(ZHOU, 502, "周*", "Zhou *", "+8613911112468"), applied_through=len(shop.operations()))
    assert shop.members.panel(MemberId(LIN), "A").pending_points == 0


def test_a_showing_is_counted_once_a_visit(shop: SmallShop) -> None:
    shop.adviser.wanted = (DRESS, SHIRT)
    for _ in range(3):
        shop.members.count_shown(shop.members.panel(MemberId(LIN), "A"))
        shop.clock.pass_(3 * MINUTE)
    (operation,) = shop.operations("advice.shown")
    body = read_body(operation.kind, operation.v, operation.body)
    assert isinstance(body, AdviceShown)
    assert [(one.style_id, one.rank, one.reason) for one in body.shown] == [(DRESS, 1, "bought"), (SHIRT, 2, "bought")]
    assert (body.member_id, body.staff_id, body.pack_version) == (LIN, "staff-wang", "pack-7")
    shop.clock.pass_(HOUR)
    shop.members.count_shown(shop.members.panel(MemberId(LIN), "A"))
    assert len(shop.operations("advice.shown")) == 2


def test_not_this_is_heard_at_once_and_told_to_the_mall(shop: SmallShop) -> None:
    shop.adviser.wanted = (DRESS, SHIRT)
    panel = shop.members.dismiss(MemberId(LIN), StyleId(DRESS))
    assert [card.style_id for card in panel.suggestions] == [SHIRT]
    (operation,) = shop.operations("advice.dismissed")
    body = read_body(operation.kind, operation.v, operation.body)
    assert isinstance(body, AdviceDismissed)
    assert body.style_id == DRESS


def test_the_panel_says_what_she_may_be_written_to_about(shop: SmallShop) -> None:
    panel = shop.members.panel(MemberId(LIN), "A")
    assert (panel.hears_of_orders, panel.hears_offers) == (True, False)
    chosen = member(LIN, 501, "林*清", "Lin *", "+8613800131357")
    shop.deliver(msgspec.structs.replace(chosen, messages=False, marketing=True))
    panel = shop.members.panel(MemberId(LIN), "A")
    assert (panel.hears_of_orders, panel.hears_offers) == (False, True)


def test_who_switched_it_off_sees_best_sellers_and_is_not_followed(shop: SmallShop) -> None:
    shop.deliver(member(LIN, 501, "林*清", "Lin *", "+8613800131357", personal=False))
    shop.adviser.wanted = (LIPSTICK,)
    panel = shop.members.panel(MemberId(LIN), "A")
    shop.members.count_shown(panel)
    assert (panel.is_personal, panel.tags, panel.sizes) == (False, (), ())
    assert [card.reason_kind for card in panel.suggestions] == ["popular"]
    assert shop.adviser.asked_personal == [False]
    assert "常买" not in panel.opener.zh
    assert "上次" not in panel.opener.zh
    assert shop.operations("advice.shown") == []


def test_what_she_buys_now_counts_at_once_and_only_once(shop: SmallShop) -> None:
    Shifts(shop.file, shop.clock, shop.duty).open(Fen(50_000))
    shop.selling.attach_member(MemberId(LIN), "A")
    shop.selling.add(VariantId(f"{DRESS}-BLK-M"))
    shop.selling.use_coupon(CouponId("cp-50"))
    shop.clock.pass_(MINUTE)
    sale = Paying(shop.file, shop.clock, shop.duty, lambda: "zh").pay_cash()
    panel = shop.members.panel(MemberId(LIN), "A")
    assert (sale.points_earned, panel.points, panel.pending_points) == (489, 1_200, 489)
    assert [(one.style_id, one.paid) for one in panel.recent] == [(DRESS, 48_900), (COAT, 119_900)]
    assert (panel.coupons, shop.on_hand(f"{DRESS}-BLK-M")) == ((), 2)

    applied = len(shop.operations())
    known = rows.Happening(
        kind="bought", style_id=DRESS, variant_id=f"{DRESS}-BLK-M", size="M", at_ms=NOON + MINUTE,
        ref=sale.sale_id, paid_fen=48_900,
    )  # fmt: skip
    with shop.file.view() as view:
        before = view.rows.get(rows.History, LIN)
    assert before is not None
    shop.deliver(
        msgspec.structs.replace(before, happenings=[known, *before.happenings]),
        msgspec.structs.replace(member(LIN, 501, "林*清", "Lin *", LIN_PHONE), points=1_689),
        stock(SHOP, f"{DRESS}-BLK-M", 2),
        applied_through=applied,
    )
    panel = shop.members.panel(MemberId(LIN), "A")
    assert (panel.points, panel.pending_points) == (1_689, 0)
    assert [one.style_id for one in panel.recent] == [DRESS, COAT]
    assert shop.on_hand(f"{DRESS}-BLK-M") == 2


def test_blocked_and_unknown_members_have_no_panel(shop: SmallShop) -> None:
    for member_id in (BLOCKED, "nobody"):
        with pytest.raises(CodeRefused):
            shop.members.panel(MemberId(member_id), "B")
    assert [hit.member_id for hit in shop.members.find("1357")] == [LIN]


def test_nobody_signed_in_sees_the_panel_and_nothing_is_counted(shop: SmallShop) -> None:
    shop.adviser.wanted = (DRESS,)
    shop.duty.signed_in = None
    panel = shop.members.panel(MemberId(ZHOU), "B")
    shop.members.count_shown(panel)
    assert panel.suggestions
    assert shop.operations() == []


def test_her_cart_keeps_its_trust_when_a_suggestion_is_dismissed(shop: SmallShop) -> None:
    shop.selling.attach_member(MemberId(LIN), "A")
    shop.selling.add(VariantId(f"{SHIRT}-CRM-S"))
    assert shop.members.dismiss(MemberId(LIN), StyleId(COAT)).trust == "A"
