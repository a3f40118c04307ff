"""What the mall writes to a member as she meets it on her phone, and her no to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from posapp.domain.text import Bilingual
from posapp.tour.phone_page import PhonePage
from sync.hub import consents, messages
from sync.hub.message_kinds import Value
from sync.hub.messages import Message
from sync.hub.publishing import published
from sync.protocol.rows import Member
from tests.fakes.phone_mall import ServedMall
from tests.features.browser.test_phone_in_chromium import CUT_OFF, until

pytestmark = pytest.mark.browser

MEMBER = "m00001"
STYLE = "trench"


def write(mall: ServedMall, kind: str, subject_id: str, link_id: str, **values: Value) -> Message:
    """Have the mall write to her; what she agreed to has left at once."""
    now = mall.clock.now()
    told: dict[str, Value] = {"shop": Bilingual("静安店", "Jing'an"), **values}
    with mall.database.writing() as conn:
        letter = messages.send(
            conn, now, member_id=MEMBER, kind=kind, subject_id=subject_id, link_id=link_id, values=told
        )
        messages.left(conn, letter.message_id, "inbox", now)
    return letter


def agrees(mall: ServedMall, purpose: consents.Consent) -> bool:
    with mall.database.reading() as conn:
        member = published(conn, Member, MEMBER)
    assert member is not None
    return {"service": member.messages, "marketing": member.marketing, "personal": member.personal}[purpose]


@pytest.fixture
def offered(mall: ServedMall) -> ServedMall:
    """The mall after it wrote her an offer that she had agreed to."""
    with mall.database.writing() as conn:
        consents.say(conn, mall.clock, MEMBER, "marketing", given=True)
    piece, now = Bilingual("风衣（驼色 M）", "trench coat (camel, M)"), mall.clock.now()
    write(mall, "follow_up_size", "f-1", STYLE, piece=piece, tried_ms=now)
    return mall


def test_a_message_is_new_until_she_opens_it_and_leads_to_what_it_is_about(
    offered: ServedMall, open_page: Callable[..., PhonePage]
) -> None:
    page = open_page()
    page.sign_in(MEMBER)
    page.see('#tabs a[data-tab="mine"] .count')
    page.open("messages")
    assert "您的尺码到货了" in page.see('[data-new="true"]').text
    page.tap("[data-message] .opens")
    page.see(f'main[data-address="#/style/{STYLE}"]')

    def is_opened() -> bool:
        with offered.database.reading() as conn:
            return messages.inbox(conn, MEMBER)[0].opened_ms is not None

    until(is_opened)
    page.open("messages")
    page.see('[data-new="false"]')


def test_one_tap_under_an_offer_ends_all_offers(offered: ServedMall, open_page: Callable[..., PhonePage]) -> None:
    page = open_page(language="en")
    page.sign_in(MEMBER)
    page.open("messages")
    page.tap("[data-optout]")
    until(lambda: not agrees(offered, "marketing"))
    another = write(offered, "follow_up_coupon", "f-2", "c-1", coupon="x", until_ms=offered.clock.now())
    assert (another.state, another.reason) == ("dropped", "no_consent")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_she_chooses_for_each_purpose_by_itself(
    mall: ServedMall, open_page: Callable[..., PhonePage], language: str
) -> None:
    page = open_page(language=language)
    page.sign_in(MEMBER)
    page.open("consents")
    page.see('[data-consent="marketing"][aria-checked="false"]')
    page.tap('[data-consent="marketing"]')
    page.see('[data-consent="marketing"][aria-checked="true"]')
    page.tap('[data-consent="personal"]')
    page.see('[data-consent="personal"][aria-checked="false"]')
    assert (agrees(mall, "service"), agrees(mall, "marketing"), agrees(mall, "personal")) == (True, True, False)
    assert page.driver.execute_script(CUT_OFF) == []
