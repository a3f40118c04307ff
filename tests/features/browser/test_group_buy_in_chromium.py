"""Two friends buy together: one opens a group on her phone, the other joins, and the order is fetched at the till.

The mall and the till's sync worker are processes of their own, both phones are the real page in Chromium, the till is
the real window; as in the clerk's whole job.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from PySide6.QtCore import Qt

from posapp.domain.clock import SystemClock
from posapp.tour.phone import find_chromium
from posapp.tour.phone_page import PhonePage
from sync.hub import delivery
from sync.hub.publishing import published
from sync.protocol.rows import Style
from tests.fakes.clerks_day import Goods, in_step, shown, unplugged, words_of
from tests.fakes.opened_till import OpenedTill
from tests.fakes.small_demo import SHOP, SmallDemo
from tests.features.browser.test_clerks_whole_job import counter as counter
from tests.features.browser.test_clerks_whole_job import counter_folder as counter_folder
from tests.features.browser.test_clerks_whole_job import goods as goods
from tests.features.browser.test_clerks_whole_job import mall as mall
from tests.features.browser.test_clerks_whole_job import morning as morning
from tests.features.browser.test_clerks_whole_job import phone as phone

pytestmark = [pytest.mark.browser, pytest.mark.long]

FRIEND = "m00002"


@pytest.fixture
def friend(mall: SmallDemo) -> Iterator[PhonePage]:
    """A friend's phone, in English."""
    browser = find_chromium()
    assert browser is not None
    page = PhonePage(mall.hub.url, browser=browser, language="en")
    page.sign_in(FRIEND)
    yield page
    complaints = page.driver.get_log("browser")
    page.close()
    assert not [entry for entry in complaints if entry["source"] != "network"]


def offer(mall: SmallDemo, goods: Goods) -> None:
    """Let the office offer a style to groups of two."""
    database = mall.database()
    with database.reading() as conn:
        style = published(conn, Style, goods.style_id)
    database.close()
    assert style is not None
    with httpx.Client(
        base_url=f"{mall.hub.url}/office/api/", headers={"x-posapp-office": "1"}, trust_env=False
    ) as office:
        times: dict[str, Any] = office.get("offers").json()
        made = office.post(
            "offer",
            json={
                "kind": "group",
                "styles": [style.code],
                "price_fen": 1_900,
                "wanted": 2,
                "open_hours": 24,
                "each_member": 1,
                "from_time": times["now"],
                "until_time": times["later"],
                "shop_ids": [SHOP],
            },
        )
        made.raise_for_status()


def letters_leave(mall: SmallDemo) -> None:
    """Let the mall send what is due, as it does twice a minute."""
    database = mall.database()
    delivery.deliver_due(database, SystemClock())
    database.close()


def chooses(page: PhonePage, goods: Goods, size: str) -> None:
    """Choose colour and size on the style's page, and pay for it there."""
    page.tap(f"[data-colour='{goods.colour_code}']")
    page.tap(f"[data-size='{size}']")
    page.tap("#start-group")
    page.see("#deal-piece")
    page.tap("#pay:not(:disabled)")


def test_a_member_opens_a_group_a_friend_joins_and_the_order_is_fetched_at_the_till(
    mall: SmallDemo, counter: OpenedTill, phone: PhonePage, goods: Iterator[Goods], friend: PhonePage
) -> None:
    blouse = next(goods)
    offer(mall, blouse)
    phone.open(f"style/{blouse.style_id}")
    chooses(phone, blouse, "M")
    phone.see("#group[data-joined='1'][data-status='forming']")
    number = words_of(phone, "#group-number").replace(" ", "")
    phone.tap("#to-order")
    phone.see("#ticket")
    order_id = phone.driver.current_url.rpartition("/")[2]

    desk = counter.till.counter.presenters.pickups
    counter.key(Qt.Key.Key_F5)
    counter.see("her order", lambda: order_id in [card.order_id for card in desk.state.waiting or ()])
    desk.chosen(order_id)
    counter.see("that it waits for the group", lambda: desk.state.stage == "card" and desk.state.card.group is not None)
    desk.picked()
    counter.see("that it is picked", lambda: desk.state.card.status == "ready")

    friend.open("deals")
    friend.see("#group-code").send_keys(number)
    friend.tap("#join")
    chooses(friend, blouse, "S")
    friend.see("#group[data-joined='2'][data-status='complete']")

    phone.open(f"order/{order_id}")
    digits = shown(phone, "#ticket-code[data-digits]", "data-digits")
    in_step(counter)
    counter.see("that it may leave", lambda: counter.shop.pickups.get(order_id).group.is_complete)
    with unplugged(mall, counter):
        counter.scan(digits)
        counter.see("that the code is good", lambda: desk.state.stage == "confirm")
        desk.confirmed()
        counter.see("the hand-over", lambda: desk.state.stage == "done")
    counter.see("that her phone says so", lambda: phone.order_status(order_id) == "handed_over")

    letters_leave(mall)
    phone.open("messages")
    counter.see("what the mall wrote to her", lambda: "成团了" in words_of(phone, "#messages"))
