"""Several coupons on one sale: each is chosen, kept, used up and given back by itself."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from posapp.domain.clock import DAY
from posapp.domain.identity import CouponId, MemberId
from posapp.services import shared_carts
from posapp.services.errors import CouponRefused
from posapp.services.return_plan import Draft, Piece
from posapp.services.value import Value
from sync.protocol.receipt_codes import LONGEST, is_code, read
from sync.protocol.rows import Coupon
from tests.fakes.till_on_disk import COUPON, MEMBER, ROOT, STYLE, TillOnDisk, variant
from tests.integration.till.test_large_coupons_at_the_till import CouponMall
from tests.integration.till.test_paying_with_value import in_touch, last, terms
from tests.integration.till.test_returns_at_another_till import certified, elsewhere
from tests.integration.till.test_taking_goods_back import counter, takes_back, told

__all__ = ["elsewhere"]

HERS = MemberId("member-1")


def coupon(name: str, off: int, group: str, threshold: int = 0) -> Coupon:
    return replace(
        COUPON, id=name, code=f"97{len(name):010d}", title_zh=f"{name} 减", title_en=f"{name} off", off_fen=off,
        threshold_fen=threshold, group=group,
    )  # fmt: skip


GIFT, SEASON, SPRING = coupon("gift", 1_000, "gift"), coupon("season", 3_000, "season"), coupon("spring", 500, "season")


@pytest.fixture
def hers(till: TillOnDisk) -> TillOnDisk:
    """Two pieces of 99 on the cart of a member with a gift, and with two of which only one works on a sale."""
    till.pulls(MEMBER, GIFT, SEASON, SPRING, stream="members", ver=2)
    till.rings_up(1, 2)
    till.selling.attach_member(HERS, "A")
    return till


def use(till: TillOnDisk, *names: str) -> int:
    total = 0
    for name in names:
        total = till.selling.use_coupon(CouponId(name)).total
    return total


def used(till: TillOnDisk) -> list[str]:
    return sorted(one.coupon_id for one in till.selling.current().coupons if one.is_used)


def refused(till: TillOnDisk, name: str) -> dict[str, object]:
    with pytest.raises(CouponRefused) as error:
        till.selling.use_coupon(CouponId(name))
    return error.value.values


def status(till: TillOnDisk, *names: str) -> list[str]:
    with till.file.view() as view:
        known = view.rows.many(Coupon, names)
    return [known[name].status for name in names]


# --- on the cart


def test_coupons_of_different_groups_work_together_and_each_line_says_what_came_of_which(hers):
    assert use(hers, "gift", "season") == 15_800
    assert used(hers) == ["gift", "season"]
    line = hers.selling.current().lines[0]
    assert [(step.title.en, step.fen) for step in line.steps if step.kind == "coupon"] == [
        ("gift off", 500),
        ("season off", 1_500),
    ]
    hers.paying.pay_cash()
    sale = last(hers)
    assert sale.coupon_ids == ["gift", "season"]
    assert {one.rule_id for line in sale.lines for one in line.adjustments} == {"gift", "season"}
    assert status(hers, "gift", "season", "spring") == ["used", "used", "open"]


def test_the_same_coupon_twice_says_so_and_counts_once(hers):
    use(hers, "gift")
    assert refused(hers, "gift")["reason"] == "on_cart"
    assert hers.selling.current().total == 18_800


def test_of_one_group_the_newest_wish_stands_and_the_till_says_what_that_costs(hers):
    use(hers, "gift", "season")
    cart = hers.selling.use_coupon(CouponId("spring"))
    assert used(hers) == ["gift", "spring"]
    assert [(one.title.en, one.put_on.en, one.reason, one.more) for one in cart.coupons_out] == [
        ("season off", "spring off", "same_group", 2_500)
    ]
    assert hers.selling.current().coupons_out == (), "it is told once"
    assert hers.selling.use_coupon(CouponId("season")).coupons_out[0].more == 0


def test_each_is_taken_off_alone_and_all_leave_with_the_member(hers):
    use(hers, "gift", "season")
    assert hers.selling.drop_coupon(CouponId("gift")).total == 16_800
    assert used(hers) == ["season"]
    use(hers, "gift")
    hers.selling.detach_member()
    assert hers.selling.attach_member(HERS, "A").total == 19_800


def test_one_that_finds_too_little_beside_the_others_says_which_stays(hers):
    large = coupon("large", 9_000, "large", threshold=19_500)
    hers.pulls(large, stream="members", ver=3)
    in_touch(hers)
    use(hers, "large")
    assert hers.selling.current().total == 10_800
    small = coupon("early", 400, "early", threshold=0)  # before "large" in the order of their ids
    hers.pulls(small, stream="members", ver=4)
    assert refused(hers, "early") | {"title": ""} == {
        "reason": "beside_others",
        "title": "",
        "stays": hers_title(hers, "large"),
    }
    assert used(hers) == ["large"]


def hers_title(till: TillOnDisk, name: str) -> object:
    return next(one.title for one in till.selling.current().coupons if one.coupon_id == name)


def test_a_cart_put_aside_keeps_all_of_them_here_and_at_another_till(hers):
    """The open cart is a row of the till's file, so a power cut is no more than reading it again."""
    use(hers, "gift", "season")
    kept = hers.selling.current().cart_id
    hers.selling.hold()
    hers.selling.recall(kept)
    assert used(hers) == ["gift", "season"]
    with hers.file.view() as view:
        body = view.carts.open().body
    assert shared_carts.as_kept(shared_carts.as_told(body)).coupon_ids == ("gift", "season")
    told = shared_carts.as_told(body)
    assert (told.coupon_id, told.more_coupons) == ("gift", ["season"]), "an older till takes the first one up"


# --- with the mall's word


def test_what_the_mall_does_not_keep_is_named_and_the_others_stay(hers):
    mall = CouponMall()
    value = Value(hers.file, hers.clock, mall)
    large = [coupon("large-a", 10_100, "a"), coupon("large-b", 10_200, "b")]
    hers.pulls(*terms("leased"), ver=2, more=True)
    hers.pulls(*large, stream="members", ver=3)
    in_touch(hers)
    hers.selling.add("v3")
    use(hers, "large-a", "large-b", "gift")
    mall.taken.add("large-a")
    with pytest.raises(CouponRefused) as error:
        value.keep_coupons()
    assert (error.value.values["reason"], error.value.values["title"].en) == ("taken", "large-a off")
    assert mall.asked == 2, "the other was asked for all the same"
    hers.selling.drop_coupon(CouponId("large-a"))
    value.keep_coupons()
    assert mall.asked == 2, "and its word stands"
    hers.paying.pay_cash()
    assert sorted(last(hers).coupon_ids) == ["gift", "large-b"]


# --- goods that come back

SHOES = replace(STYLE, id="style-2", code="SH1", category="shoes")
LOAFER = replace(variant(9), style_id="style-2")
OF_SHOES = replace(coupon("shoes", 700, "shoes"), category="shoes")


@pytest.fixture
def sold(hers: TillOnDisk) -> tuple[str, str]:
    """A sale of two pieces and a pair of shoes with a coupon for all and one for shoes: its number and its code."""
    hers.pulls(SHOES, LOAFER, more=True, ver=3)
    hers.pulls(OF_SHOES, stream="members", ver=3)
    certified(hers).rings_up(9)
    use(hers, "season", "shoes")
    receipt = hers.paying.pay_cash().receipt
    (code,) = [qr.data for qr in receipt.qrs if is_code(qr.data)]
    return receipt.receipt_no, code


def test_each_coupon_comes_back_with_the_last_piece_that_it_had_lowered(hers, sold):
    number, _ = sold
    takes_back(hers, number, Piece(1))
    assert told(hers).coupon_ids == []
    takes_back(hers, number, Piece(3))
    assert told(hers).coupon_ids == ["shoes"]
    assert status(hers, "season", "shoes") == ["used", "open"]
    takes_back(hers, number, Piece(2))
    assert told(hers).coupon_ids == ["season"]
    assert status(hers, "season", "shoes") == ["open", "open"]


def test_another_till_without_the_network_gives_each_back_from_the_code_alone(hers, sold, elsewhere):
    elsewhere.pulls(SHOES, LOAFER, more=True, ver=3)
    found = counter(elsewhere).find(sold[1])
    assert [(one.coupon_id, one.places) for one in found.sale.coupons] == [("season", ()), ("shoes", (3,))]
    assert not found.sale.lacks_coupons
    done = counter(elsewhere).finish(Draft(found.sale, (Piece(3),)))
    assert done.plan.coupons == ("shoes",)
    assert "优惠券已退回" in str(done.slip.rows)


def test_a_coupon_that_has_ended_does_not_come_back(hers, sold):
    hers.clock.goes_on(2 * DAY)
    assert takes_back(hers, sold[0], Piece(3)).plan.coupons == ()


def test_a_code_without_room_for_all_of_them_says_so_and_takes_the_goods_back_all_the_same(hers, elsewhere):
    many = [coupon(f"{number:036d}", 100, f"group-{number}") for number in range(9)]
    hers.pulls(*many, stream="members", ver=3)
    use(certified(hers), *(one.id for one in many))
    (code,) = [qr.data for qr in hers.paying.pay_cash().receipt.qrs if is_code(qr.data)]
    assert len(code) <= LONGEST
    sale = counter(elsewhere).find(code).sale
    assert sale.lacks_coupons
    assert 0 < len(sale.coupons) < 9
    assert [one.coupon_id for one in sale.coupons] == [one.id for one in many[: len(sale.coupons)]]
    assert counter(elsewhere).plan(Draft(sale, (Piece(1), Piece(2)))).given_out == 18_900


def test_a_code_with_one_coupon_reads_at_a_till_that_knows_of_one(hers, elsewhere):
    use(certified(hers), "season")
    (code,) = [qr.data for qr in hers.paying.pay_cash().receipt.qrs if is_code(qr.data)]
    note = read(code, ROOT.public)
    assert (note.coupon_id, note.coupon_lines, note.more_coupons) == ("season", 0, [])
    assert counter(elsewhere).find(code).sale.coupons[0].coupon_id == "season"
