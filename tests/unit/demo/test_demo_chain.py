"""The demo chain is one that a shop could open with, and the same every time."""

import itertools
from collections import Counter

import msgspec
import pytest
from argon2 import PasswordHasher

from posapp.domain import scan
from posapp.domain.art import SHAPES
from posapp.domain.clock import HOUR, Millis, local
from sync.hub.demo import generate, words
from sync.protocol.phones import phone_index
from tests.fakes.demo_chain import NOW, PHONE_KEY, learnt_chain


@pytest.fixture(scope="module")
def chain():
    return learnt_chain().chain


def test_it_is_as_large_as_a_chain(chain):
    goods = chain.goods
    assert len(chain.shops) == 3
    assert len(goods.styles) >= 400
    assert len(goods.variants) >= 5000
    assert len(goods.categories) >= 12
    assert len({(style.name_zh, style.category) for style in goods.styles}) == len(goods.styles)


def test_every_barcode_is_a_right_ean_and_belongs_to_one_variant(chain):
    codes = [variant.barcode for variant in chain.goods.variants]
    assert len(set(codes)) == len(codes)
    for code in codes:
        assert code.startswith("690")
        assert len(code) == 13
        assert sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(code)) % 10 == 0


def test_prices_look_like_prices_and_members_never_pay_more(chain):
    for variant in chain.goods.variants:
        assert variant.list_fen % 100 in (0, 90)
        assert variant.member_fen % 100 in (0, 90)
        assert 0 <= variant.member_fen < variant.list_fen


def test_every_style_is_found_by_pinyin_and_has_a_picture(chain):
    for style in chain.goods.styles:
        assert style.art in SHAPES
        assert style.initials[0] == style.pinyin[0]
        assert style.pinyin.isascii()


def test_the_till_knows_every_code_for_what_it_is(chain):
    for member in chain.members:
        assert "card" in scan.classify(member.card).readings
        assert member.number < 1 << 48
    for coupon in chain.coupons:
        assert "coupon" in scan.classify(coupon.code).readings
    for code in [booking.code for booking in chain.bookings] + [order.code for order in chain.orders]:
        assert "typed_code" in scan.classify(code).readings
    assert len({member.number for member in chain.members}) == len(chain.members)


def test_names_and_numbers_are_masked_but_the_index_finds_her(chain):
    for member, person in zip(chain.members, chain.people, strict=True):
        assert "*" in member.name_zh
        assert person.given not in member.name_zh or len(person.given) == 0
        assert member.phone_masked == f"{person.phone[3:6]}****{member.phone_last4}"
        assert member.phone_index == phone_index(PHONE_KEY, person.phone)


def test_staff_sign_in_with_the_documented_pins(chain):
    pins = {who.number: who.pin for who in words.places().staff}
    assert pins["1001"] == "246810"
    for staff in itertools.chain.from_iterable(chain.staff.values()):
        assert PasswordHasher().verify(staff.pin_hash, pins[staff.number])


def test_nothing_happened_in_the_future_and_the_newest_comes_first(chain):
    for history in chain.histories:
        moments = [happening.at_ms for happening in history.happenings]
        assert moments == sorted(moments, reverse=True)
        assert len(moments) <= 80
        assert all(moment < NOW for moment in moments)


def test_what_orders_promise_lies_in_the_shop(chain):
    promised = Counter((order.shop_id, line.variant_id) for order in chain.orders for line in order.lines)
    levels = {(level.shop_id, level.variant_id): level for level in chain.stock}
    assert {place: level.promised for place, level in levels.items() if level.promised} == dict(promised)
    assert all(levels[place].on_hand >= pieces for place, pieces in promised.items())


def test_some_sizes_are_gone_and_some_are_the_last_piece(chain):
    levels = Counter(min(level.on_hand, 2) for level in chain.stock)
    assert levels[0] > 0.1 * len(chain.stock)
    assert levels[1] > 0.1 * len(chain.stock)


@pytest.mark.parametrize("hour", [3, 11, 23])
def test_bookings_are_for_today_in_opening_hours_whenever_the_demo_starts(hour):
    now = Millis(NOW - local(NOW).hour * HOUR + hour * HOUR)
    chain = generate(now, PHONE_KEY, members=20, one_style_in=4)
    assert chain.bookings
    for booking in chain.bookings:
        assert local(booking.starts_ms).date() == local(now).date()
        shop = next(shop for shop in chain.shops if shop.id == booking.shop_id)
        assert int(shop.opens[:2]) <= local(booking.starts_ms).hour < int(shop.closes[:2])
        assert 1 <= len(booking.garments) <= 4


def test_the_heroine_has_a_booking_an_order_and_coupons(chain):
    heroine = chain.members[0]
    assert heroine.name_zh == "林*清"
    assert heroine.phone_last4 == "6218"
    assert any(booking.member_id == heroine.id and booking.shop_id == "jingan" for booking in chain.bookings)
    assert any(order.member_id == heroine.id and order.status == "ready" for order in chain.orders)
    assert sum(coupon.member_id == heroine.id for coupon in chain.coupons) >= 2


def test_the_same_seed_makes_the_same_chain_and_another_seed_another():
    def image(seed):
        return msgspec.json.encode(list(generate(NOW, PHONE_KEY, seed=seed, members=40, one_style_in=4).rows()))

    assert image(3) == image(3)
    assert image(3) != image(4)


def test_a_smaller_chain_has_something_of_every_category(chain):
    small = generate(NOW, PHONE_KEY, members=20, one_style_in=8)
    assert len(small.goods.styles) < len(chain.goods.styles) // 7
    assert {style.category for style in small.goods.styles} == {category.id for category in chain.goods.categories}
