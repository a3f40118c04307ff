"""Pages that only a browser shows: a group buy and a review on her phone, and pages of the back office.

Without Chromium there is nothing to see, and the steps pass.
"""

from __future__ import annotations

from typing import Any

import httpx
from selenium.webdriver.common.by import By

from posapp.domain.text import Bilingual
from posapp.tour.hand import NotSeen
from posapp.tour.office_page import OfficePage
from posapp.tour.phone import find_chromium
from posapp.tour.phone_page import PhonePage
from posapp.tour.stage import Stage
from posapp.tour.steps import Act

ACT = Act()

MANAGER = Bilingual("王店长", "Wang, manager")
SAYS = Bilingual("比平时穿的小一点，料子很舒服。", "A little smaller than what I wear; lovely fabric.")


@ACT.step("手机上的拼团和秒杀；她开一个团", "Group buys and flash sales on her phone; she opens a group")
def a_group_on_her_phone(stage: Stage) -> None:
    """Look at what runs, choose a size, pay, and see the number that her friends type."""
    phone = stage.phone
    if not isinstance(phone, PhonePage):
        return
    phone.open("deals")
    phone.see("#deals")
    stage.phone_picture("deals")
    piece = _in_a_shop(stage, _open_offer(phone, "#start-group"))
    phone.tap(f"[data-colour='{piece['colour']}']")
    phone.tap(f"[data-size='{piece['size']}']")
    phone.tap("#start-group")
    phone.see("#deal-piece")
    phone.tap("#pay:not(:disabled)")
    phone.see("#group[data-joined='1']")
    stage.phone_picture("group")


@ACT.step("她在手机上写买到手的合不合身", "She writes on her phone how what she bought fits")
def a_review_on_her_phone(stage: Stage) -> None:
    """Say of a piece from a shop that it is too small, in a few words."""
    phone = stage.phone
    if not isinstance(phone, PhonePage):
        return
    _open_worn(phone)
    phone.tap("[data-reviewed='false'] [data-fit='too_small']")
    phone.see("[data-reviewed='false']:has([data-fit]) textarea").send_keys(SAYS.in_(stage.language))
    phone.tap("[data-reviewed='false']:has([data-fit]) button.button")
    phone.see("[data-reviewed='true'] .badge")
    stage.phone_picture("review")


@ACT.step(
    "后台：店员搭的一套、「推荐有没有用」的实验、次品、会删会员的什么",
    "The back office: the stylist's looks, an experiment, defective goods, what erasing a member would do",
)
def the_back_office(stage: Stage) -> None:
    """Look at looks, start an experiment, find the mended piece, and read what erasing a member would do."""
    browser = find_chromium()
    if browser is None or not stage.phone_is_a_page:
        return
    page = OfficePage(stage.hub.url, browser, stage.language)
    try:
        page.open("looks", "#running > *")
        page.scroll_to("#running")
        stage.office_picture("looks", page)
        page.open("experiments", "#who")
        page.type("#who", MANAGER.in_(stage.language))
        page.press("#new button.main")
        page.see("#experiments article")
        stage.office_picture("experiments", page)
        page.open("defects", "#lines tbody tr")
        stage.office_picture("defects", page)
        page.open("erasures", "#find button.main")
        page.type("#text", _last_four(stage))
        page.press("#find button.main")
        page.see("#found button")
        page.press("#found button")
        page.see("#begin")
        stage.office_picture("erasures", page)
    finally:
        page.close()


def _last_four(stage: Stage) -> str:
    """Return the last digits of the phone of a member of the demo; nobody is erased."""
    found = httpx.get(f"{stage.hub.url}/phone/api/members", trust_env=False, timeout=10).json()
    return str(found["members"][-1]["phone_masked"])[-4:]


def _open_offer(phone: PhonePage, key: str) -> str:
    """Go to the first style that is offered with this key, and return it. Raises ``NotSeen`` when none is."""
    offered = phone.driver.find_elements(By.CSS_SELECTOR, "#deals [data-style]")
    for style_id in [str(one.get_attribute("data-style")) for one in offered]:
        phone.open(f"style/{style_id}")
        phone.see("#start-group, #start-flash")
        if phone.driver.find_elements(By.CSS_SELECTOR, key):
            return style_id
    raise NotSeen(f"nothing is offered with {key}")


def _open_worn(phone: PhonePage) -> None:
    """Go to the reviews of a purchase with something to wear. Raises ``NotSeen`` when there is none."""
    phone.open("purchases")
    phone.see("[data-reviews]")
    written_of = phone.driver.find_elements(By.CSS_SELECTOR, "[data-reviews]")
    for purchase in [str(one.get_attribute("data-reviews")) for one in written_of]:
        phone.open(f"reviews/{purchase}")
        phone.see("#reviews")
        if phone.driver.find_elements(By.CSS_SELECTOR, "[data-reviewed='false'] [data-fit]"):
            return
    raise NotSeen("nothing to wear was bought in a shop")


def _in_a_shop(stage: Stage, style_id: str) -> dict[str, Any]:
    """Return a colour and size of a style that some shop can promise."""
    sheet = httpx.get(f"{stage.hub.url}/phone/api/styles/{style_id}", trust_env=False, timeout=10).json()
    for cell in sheet["cells"]:
        if any(there.get("orderable", 0) > 0 for there in cell["stock"].values()):
            return dict(cell)
    raise NotSeen(f"no shop can promise a piece of {style_id}")
