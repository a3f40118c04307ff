"""Follow-ups for screens: what the list shows at one moment, and a service that keeps words as it is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from posapp.domain.clock import DAY, HOUR
from posapp.domain.identity import MemberId, StaffId
from posapp.domain.text import Bilingual
from posapp.services.carts import Colour
from posapp.services.follow_ups import FollowUpCard
from tests.fakes.shop_moment import NOW

CAMEL = Colour(Bilingual("驼色", "camel"), "#b08d57")


def card(number: int, status: str = "proposed", **more: Any) -> FollowUpCard:
    """Build a follow-up about a coat that she tried on and left."""
    made = FollowUpCard(
        follow_up_id=f"f-{number}",
        member_id=MemberId(f"m-{number}"),
        name=Bilingual("林*清", "Lin *"),
        phone_masked="138****6218",
        clerk_id=StaffId("st-1"),
        clerk=Bilingual("王芳", "Wang Fang"),
        is_mine=False,
        reason="promotion",
        status=status,  # type: ignore[arg-type]
        title=Bilingual("您试过的正在优惠", "What you tried is on offer"),
        text=Bilingual(
            "您 11月12日 15:20 在静安店试过的羊毛大衣（驼色 M），当时 ¥899.00，现在 ¥699.00，到 11月30日 22:00。",
            "The wool coat (camel, M) you tried at Jing'an on 12 Nov 15:20 was ¥899.00; it is ¥699.00 now, until "
            "30 Nov 22:00.",
        ),
        why=Bilingual(
            "11月12日 15:20 试过没买，当时 ¥899.00，现在 ¥699.00",
            "Tried 12 Nov 15:20, not bought: ¥899.00 then, ¥699.00 now",
        ),
        art="coat",
        colour=CAMEL,
        found=NOW,
        goes=NOW,
        until=type(NOW)(NOW + 4 * DAY),
        decided_by=None,
        ended_why="",
        sent=None,
        opened=None,
        came_back=None,
        bought=None,
    )
    return replace(made, **more)


def a_list() -> tuple[FollowUpCard, ...]:
    """Return a list with one of each kind."""
    ago = type(NOW)
    wang, zhao = Bilingual("王芳", "Wang Fang"), Bilingual("赵敏", "Zhao Min")
    return (
        card(1, is_mine=True),
        card(
            2,
            reason="size",
            name=Bilingual("陈*远", "Chen *"),
            phone_masked="139****1127",
            title=Bilingual("您的尺码到货了", "Your size is in"),
            text=Bilingual("您 11月15日 18:02 想要的衬衫（白色 L），静安店现在有货了。", "The shirt (white, L) is in."),
            why=Bilingual("11月15日 18:02 要过 L，当时没有，现在到货了", "Asked for L on 15 Nov; out then, here now"),
            clerk=zhao,
            art="shirt",
            colour=Colour(Bilingual("白色", "white"), "#f2f0ec"),
        ),
        card(3, "calling", name=Bilingual("周*", "Zhou *"), decided_by=zhao),
        card(4, "released", name=Bilingual("许*", "Xu *"), decided_by=wang, goes=ago(NOW + 14 * HOUR)),
        card(
            5,
            "sent",
            name=Bilingual("何*雨", "He *"),
            decided_by=wang,
            sent=ago(NOW - 3 * DAY),
            opened=ago(NOW - 3 * DAY + HOUR),
            came_back=ago(NOW - DAY),
            bought=ago(NOW - DAY + HOUR),
        ),
        card(6, "sent", name=Bilingual("孙*", "Sun *"), decided_by=zhao, sent=ago(NOW - DAY)),
        card(
            7,
            "ended",
            reason="coupon",
            name=Bilingual("马*", "Ma *"),
            art="",
            colour=None,
            ended_why="no_longer_true",
            why=Bilingual("她的券“满 500 减 60”还有 3 天到期，还没用", "Her coupon “60 off 500” ends in 3 days"),
        ),
    )


class FakeFollowUps:
    """Keeps follow-ups as it is told; ``words`` is what was said to which."""

    def __init__(self, *cards: FollowUpCard) -> None:
        self.cards = cards or a_list()
        self.words: list[tuple[str, str]] = []
        self.refuses: Exception | None = None

    def today(self) -> tuple[FollowUpCard, ...]:
        return self.cards

    def release(self, follow_up_id: str) -> tuple[FollowUpCard, ...]:
        return self._say(follow_up_id, "released")

    def hold_back(self, follow_up_id: str) -> tuple[FollowUpCard, ...]:
        return self._say(follow_up_id, "held_back")

    def call(self, follow_up_id: str) -> tuple[FollowUpCard, ...]:
        return self._say(follow_up_id, "calling")

    def called(self, follow_up_id: str) -> tuple[FollowUpCard, ...]:
        return self._say(follow_up_id, "called")

    def _say(self, follow_up_id: str, status: Any) -> tuple[FollowUpCard, ...]:
        if self.refuses is not None:
            raise self.refuses
        self.words.append((follow_up_id, status))
        self.cards = tuple(
            replace(one, status=status) if one.follow_up_id == follow_up_id else one for one in self.cards
        )
        return self.cards
