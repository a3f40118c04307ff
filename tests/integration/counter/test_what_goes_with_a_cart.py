"""What a clerk may lay beside what is on the cart: it hangs here, and nothing of hers is read unless she agrees."""

from __future__ import annotations

from dataclasses import replace

from posapp.domain.clock import DAY, HOUR
from posapp.domain.identity import MemberId, VariantId
from posapp.services.outcomes import Said
from posapp.services.outfitting import Outfit
from sync.protocol import rows
from sync.protocol.kinds import AdviceShown, read_body
from sync.protocol.rooms import empty_room
from tests.fakes.small_shop import COAT, DRESS, HANGZHOU, LIN, LIPSTICK, NOON, SHIRT, SHOP, ZHOU, SmallShop, member

ROOM = f"{SHOP}:1"


def put(shop: SmallShop, style_id: str, member_id: str | None = None) -> None:
    shop.selling.add(VariantId(f"{style_id}-BLK-M"), "scan")
    if member_id is not None:
        shop.selling.attach_member(MemberId(member_id), "A")


def beside(shop: SmallShop) -> Outfit:
    found = shop.outfitting.beside_cart()
    assert found is not None
    return found


def look(look_id: str, *styles: str, shops: tuple[str, ...] = (), until: int | None = None) -> rows.Look:
    return rows.Look(
        id=look_id, name_zh=f"搭配 {look_id}", name_en=f"Look {look_id}", styles=list(styles), shops=list(shops),
        from_ms=NOON - DAY, until_ms=until,
    )  # fmt: skip


def told(shop: SmallShop) -> list[AdviceShown]:
    bodies = [read_body(one.kind, one.v, one.body) for one in shop.operations("advice.shown")]
    return [body for body in bodies if isinstance(body, AdviceShown)]


def test_an_empty_cart_has_nothing_beside_it(shop: SmallShop) -> None:
    shop.adviser.wanted = (SHIRT,)
    assert shop.outfitting.beside_cart() is None


def test_what_hangs_here_is_laid_beside_the_cart_with_its_size_and_price(shop: SmallShop) -> None:
    shop.adviser.wanted = (COAT, SHIRT, DRESS, "gone")
    put(shop, COAT, LIN)
    found = beside(shop)
    assert found.member_id == LIN
    assert [card.style_id for card in found.cards] == [SHIRT, DRESS]
    assert all(card.on_hand > 0 and card.price > 0 for card in found.cards)
    assert shop.adviser.asked_personal[-1]


def test_without_a_member_or_her_consent_nothing_of_anybodys_is_read_or_told(shop: SmallShop) -> None:
    shop.adviser.wanted = (SHIRT,)
    shop.deliver(member(ZHOU, 502, "周*", "Zhou *", "+8613911112468", personal=False))
    put(shop, COAT)
    for member_id in (None, ZHOU):
        if member_id is not None:
            shop.selling.attach_member(MemberId(member_id), "A")
        found = beside(shop)
        assert (found.member_id, [card.style_id for card in found.cards]) == (None, [SHIRT])
        shop.outfitting.shown(found)
    shop.outfitting.tell_shown(found.beside)
    assert shop.adviser.asked_personal == [False, False]
    assert told(shop) == []


def test_the_looks_of_this_shop_that_run_now_are_asked_for_the_newest_first(shop: SmallShop) -> None:
    shop.deliver(
        look("old", COAT, SHIRT),
        rows.Look(id="new", name_zh="新", name_en="New", styles=[COAT, DRESS], shops=[SHOP], from_ms=NOON - HOUR),
        look("elsewhere", COAT, DRESS, shops=(HANGZHOU,)),
        look("over", COAT, DRESS, until=NOON - HOUR),
        rows.Look(id="soon", name_zh="以后", name_en="Soon", styles=[COAT, DRESS], shops=[], from_ms=NOON + HOUR),
    )
    put(shop, COAT)
    beside(shop)
    assert [one.name.zh for one in shop.adviser.asked_looks[-1]] == ["新", "搭配 old"]


def test_what_was_shown_beside_a_cart_is_told_once_when_the_cart_is_done_with(shop: SmallShop) -> None:
    shop.adviser.wanted = (SHIRT, DRESS)
    put(shop, COAT, LIN)
    shop.outfitting.shown(beside(shop))
    shop.clock.pass_(HOUR)
    put(shop, DRESS)
    shop.outfitting.shown(beside(shop))
    assert told(shop) == [], "nothing is written while she still buys"
    shop.outfitting.tell_shown(beside(shop).beside)
    shop.outfitting.tell_shown(beside(shop).beside)
    [showing] = told(shop)
    assert (showing.member_id, showing.occurred_ms, showing.experiment_id) == (LIN, NOON, "")
    assert [one.style_id for one in showing.shown] == [SHIRT, DRESS]


def test_a_practice_and_a_till_at_which_nobody_works_tell_nothing(shop: SmallShop) -> None:
    shop.adviser.wanted = (SHIRT,)
    put(shop, COAT, LIN)
    shop.outfitting.shown(replace(beside(shop), is_counted=False))
    shop.outfitting.tell_shown(beside(shop).beside)
    shop.outfitting.shown(beside(shop))
    shop.duty.signed_in = None
    shop.outfitting.tell_shown(beside(shop).beside)
    assert told(shop) == []


def test_what_she_tries_on_is_completed_by_what_is_not_asked_for_already(shop: SmallShop) -> None:
    shop.deliver(empty_room(SHOP, 1))
    shop.adviser.wanted = (SHIRT, LIPSTICK)
    assert shop.outfitting.in_room(ROOM) is None
    shop.rooms.let_in(ROOM, MemberId(LIN))
    [card] = [one for one in shop.rooms.bring(ROOM, barcode(shop, f"{DRESS}-BLK-M")) if one.room_id == ROOM]
    assert in_room(shop) == [SHIRT, LIPSTICK]
    assert shop.adviser.asked_personal[-1]
    found = shop.outfitting.in_room(ROOM)
    assert found is not None
    assert found.member_id == LIN
    shop.rooms.ask(ROOM, found.cards[0].variant_id)
    assert in_room(shop) == [LIPSTICK]
    shop.rooms.judge(ROOM, card.pieces[0].piece_id, Said("not_style"))
    assert in_room(shop) == [], "nothing is laid beside what she does not like"


def in_room(shop: SmallShop) -> list[str]:
    found = shop.outfitting.in_room(ROOM)
    assert found is not None
    return [card.style_id for card in found.cards]


def barcode(shop: SmallShop, variant_id: str) -> str:
    with shop.file.view() as view:
        return view.catalogue.articles({VariantId(variant_id)})[VariantId(variant_id)].variant.barcode
