"""What a member relies on when she looks at things at the counter: remembered if she agrees, and no sale waits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from posapp.domain.clock import MINUTE
from posapp.domain.identity import MemberId, StyleId, VariantId
from posapp.domain.money import Fen
from posapp.services.carts import Cart
from posapp.services.looking import MOST_GLANCES, Looking
from posapp.services.paying import Paying
from posapp.services.practice import Practice
from posapp.services.shifts import Shifts
from sync.protocol.kinds import AdviceLooked, read_body
from tests.fakes.small_shop import COAT, DRESS, LIN, SHIRT, ZHOU, SmallShop, member

COAT_M, DRESS_S, SHIRT_S = (VariantId(one) for one in (f"{COAT}-BLK-M", f"{DRESS}-CRM-S", f"{SHIRT}-CRM-S"))


@pytest.fixture
def looking(shop: SmallShop) -> Iterator[Looking]:
    Shifts(shop.file, shop.clock, shop.duty).open(Fen(0))
    return Looking(shop.file, shop.clock, shop.duty)


def told(shop: SmallShop, looking: Looking, cart: Cart) -> list[AdviceLooked]:
    if looking.follow(cart):
        looking.tell()
    found = [read_body(one.kind, one.v, one.body) for one in shop.operations("advice.looked")]
    return [body for body in found if isinstance(body, AdviceLooked)]


def scan(shop: SmallShop, looking: Looking, *variants: VariantId) -> Cart:
    cart = shop.selling.current()
    for variant in variants:
        cart = shop.selling.add(variant, "scan")
        assert not looking.follow(cart), "nothing is to be written while she stands there"
    return cart


def here(shop: SmallShop, looking: Looking, member_id: str = LIN) -> None:
    looking.follow(shop.selling.attach_member(MemberId(member_id), "A"))


def test_what_was_scanned_and_not_bought_is_told_once_when_she_has_gone(shop: SmallShop, looking: Looking) -> None:
    here(shop, looking)
    cart = scan(shop, looking, COAT_M, DRESS_S)
    coat = next(line for line in cart.lines if line.variant_id == COAT_M)
    looking.follow(shop.selling.remove(coat.line_id))
    looking.opened(StyleId(SHIRT))
    opened = shop.clock.now()
    shop.clock.pass_(MINUTE)
    looking.opened(StyleId(SHIRT))
    assert shop.operations("advice.looked") == []
    sale = Paying(shop.file, shop.clock, shop.duty, lambda: "zh").pay_cash()
    (visit,) = told(shop, looking, sale.cart)
    assert [(glance.kind, glance.style_id, glance.variant_id) for glance in visit.glances] == [
        ("scanned", COAT, COAT_M),
        ("opened", SHIRT, ""),
    ]
    assert (visit.member_id, visit.staff_id) == (LIN, "staff-wang")
    assert visit.glances[-1].at_ms == opened, "the first time counts"
    assert told(shop, looking, shop.selling.current()) == [visit], "it is told once"


def test_a_sale_of_all_that_was_scanned_tells_nothing_more(shop: SmallShop, looking: Looking) -> None:
    here(shop, looking)
    scan(shop, looking, COAT_M)
    sale = Paying(shop.file, shop.clock, shop.duty, lambda: "zh").pay_cash()
    assert told(shop, looking, sale.cart) == []


def test_the_next_members_visit_is_her_own(shop: SmallShop, looking: Looking) -> None:
    here(shop, looking)
    scan(shop, looking, COAT_M)
    looking.follow(shop.selling.clear())
    here(shop, looking, ZHOU)
    scan_of_hers = shop.selling.add(DRESS_S, "scan")
    looking.follow(scan_of_hers)
    looking.tell()
    visits = told(shop, looking, shop.selling.clear())
    assert [(one.member_id, [glance.style_id for glance in one.glances]) for one in visits] == [
        (LIN, [COAT]),
        (ZHOU, [DRESS]),
    ]


def test_without_a_member_nothing_is_remembered(shop: SmallShop, looking: Looking) -> None:
    scan(shop, looking, COAT_M)
    looking.opened(StyleId(SHIRT))
    assert told(shop, looking, shop.selling.clear()) == []


def test_nothing_is_told_of_a_member_who_said_no(shop: SmallShop, looking: Looking) -> None:
    here(shop, looking)
    scan(shop, looking, COAT_M)
    shop.deliver(member(LIN, 501, "林*清", "Lin *", "+8613800131357", personal=False))
    assert told(shop, looking, shop.selling.detach_member()) == []


def test_a_practice_and_a_till_that_nobody_signed_in_at_tell_nothing(shop: SmallShop, looking: Looking) -> None:
    looking.follow(Practice(shop.file, shop.clock, shop.duty).begin())
    looking.follow(shop.selling.attach_member(MemberId(LIN), "A"))
    scan(shop, looking, COAT_M)
    assert told(shop, looking, Practice(shop.file, shop.clock, shop.duty).end()) == []
    here(shop, looking)
    scan(shop, looking, COAT_M)
    gone = shop.selling.detach_member()
    shop.duty.signed_in = None
    assert told(shop, looking, gone) == []


def test_what_she_saw_speaks_at_this_till_before_the_mall_has_heard(shop: SmallShop, looking: Looking) -> None:
    here(shop, looking)
    scan(shop, looking, COAT_M)
    told(shop, looking, shop.selling.detach_member())
    with shop.file.view() as view:
        own = view.members.own_happenings(MemberId(LIN))
    assert [(one.kind, one.how, one.style_id) for one in own] == [("viewed", "scanned", COAT)]


def test_a_visit_of_a_hundred_looks_is_told_short(shop: SmallShop, looking: Looking) -> None:
    here(shop, looking)
    for number in range(2 * MOST_GLANCES):
        looking.opened(StyleId(f"style-{number}"))
    (visit,) = told(shop, looking, shop.selling.detach_member())
    assert len(visit.glances) == MOST_GLANCES
