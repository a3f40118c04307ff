"""Which of eight segments a member is in, by how lately she came, how often, and for how much (RFM).

Each of the three is scored 1 to 5 by the fifths of the chain's members; who is in the upper two fifths stands high.
Three times high or low make eight segments, and for each the chain has a strategy: one sentence for the clerk, which
the office may put in its own words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from posapp.domain.text import Bilingual

Segment = Literal["best", "big_ticket", "slipping", "win_back", "regular", "newcomer", "quiet", "lapsed"]

HIGH = 4
"""From this score on she stands high: in the upper two fifths."""

Cuts = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Standing:
    """What the ledger says of her: days since her last visit, visits, and what she kept, in fen."""

    away_days: int
    visits: int
    spent_fen: int


@dataclass(frozen=True, slots=True)
class Scores:
    """Her three scores, 1 to 5; 5 is lately, often, much."""

    recency: int
    frequency: int
    money: int


@dataclass(frozen=True, slots=True)
class CutPoints:
    """The four values between the fifths of the chain's members, each ascending: days away, visits, fen."""

    away_days: Cuts
    visits: Cuts
    spent_fen: Cuts

    def scores(self, standing: Standing) -> Scores:
        """Return her scores; whoever stands on a cut is in the lower fifth of it."""
        return Scores(
            recency=5 - bisect_left(self.away_days, standing.away_days),
            frequency=1 + bisect_left(self.visits, standing.visits),
            money=1 + bisect_left(self.spent_fen, standing.spent_fen),
        )


_BY_HEIGHT: Mapping[tuple[bool, bool, bool], Segment] = {
    (True, True, True): "best",
    (True, False, True): "big_ticket",
    (False, True, True): "slipping",
    (False, False, True): "win_back",
    (True, True, False): "regular",
    (True, False, False): "newcomer",
    (False, True, False): "quiet",
    (False, False, False): "lapsed",
}
"""By whether she came lately, often, and for much."""

NAMES: Mapping[Segment, Bilingual] = {
    "best": Bilingual("重要价值", "Best customer"),
    "big_ticket": Bilingual("重要发展", "Buys big, seldom"),
    "slipping": Bilingual("重要保持", "Good customer, away"),
    "win_back": Bilingual("重要挽留", "Bought big, long away"),
    "regular": Bilingual("一般价值", "Regular, small baskets"),
    "newcomer": Bilingual("一般发展", "New or occasional"),
    "quiet": Bilingual("一般保持", "Regular, away"),
    "lapsed": Bilingual("一般挽留", "Occasional, long away"),
}

USUAL_PLANS: Mapping[Segment, Bilingual] = {
    "best": Bilingual(
        "先给她看最新款，请店长来打个招呼；不用谈折扣。",
        "Show her the newest first, let the manager say hello; no discounts.",
    ),
    "big_ticket": Bilingual(
        "她舍得买好的：配成一整套给她看，再约下次试穿。",
        "Show her a whole outfit, and offer a try-on next time.",
    ),
    "slipping": Bilingual(
        "好一阵没来：先问近况，提上次买的，再给她看合身的新款。",
        "Ask how she is, mention her last piece, show what is new in her size.",
    ),
    "win_back": Bilingual(
        "以前买得多：别急着推销，问问哪里不合意，有券提醒她用。",
        "Do not push; ask what was not right, and remind her of coupons.",
    ),
    "regular": Bilingual(
        "常来、每次不多：看看能不能凑单，或添一件搭配的小件。",
        "See whether a small piece completes her basket.",
    ),
    "newcomer": Bilingual(
        "还不熟：问她喜欢什么，请她试穿，记下合身的尺码。",
        "Ask what she likes, invite her to try on, note the size that fits.",
    ),
    "quiet": Bilingual(
        "有阵子没来：告诉她这段时间上了什么新款、有什么活动。",
        "Tell her what is new and what is on offer.",
    ),
    "lapsed": Bilingual(
        "很久没来：欢迎回来，从热卖款看起，不必提很久以前买的。",
        "Welcome her back, begin with best sellers, not with old purchases.",
    ),
}
"""What a clerk is told until the office says it in words of its own."""


def segment_of(scores: Scores) -> Segment:
    """Return the segment of a member."""
    return _BY_HEIGHT[scores.recency >= HIGH, scores.frequency >= HIGH, scores.money >= HIGH]


def cut_points(everybody: Sequence[Standing]) -> CutPoints | None:
    """Return the cuts between the fifths of members who bought; None while nobody did."""
    if not everybody:
        return None
    return CutPoints(
        away_days=_cuts([one.away_days for one in everybody]),
        visits=_cuts([one.visits for one in everybody]),
        spent_fen=_cuts([one.spent_fen for one in everybody]),
    )


def _cuts(values: Sequence[int]) -> Cuts:
    in_order = sorted(values)
    first, second, third, fourth = (in_order[max(-(-len(in_order) * k // 5) - 1, 0)] for k in (1, 2, 3, 4))
    return first, second, third, fourth
