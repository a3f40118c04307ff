"""What is said of a member in both languages: her tags, the evidence of each, and the sentence of her rhythm."""

from __future__ import annotations

from posapp.domain.advice.rhythm import Rhythm, Risk
from posapp.domain.advice.segments import Scores, Standing
from posapp.domain.text import Bilingual

NEW = Bilingual("新会员", "New member")
NO_PURCHASE = Bilingual("还没有消费", "No purchase yet")
REGULAR = Bilingual("常客", "Regular")
WEEKENDS = Bilingual("多在周末来", "Comes at weekends")
MINDS_PRICE = Bilingual("在意价格", "Minds the price")
HIGH_VALUE = Bilingual("高潜力", "High value ahead")
AT_RISK: dict[Risk, Bilingual] = {
    "medium": Bilingual("该来了", "Due back"),
    "high": Bilingual("渐行渐远", "Drifting away"),
}


def yuan(fen: int) -> str:
    """Return an amount in whole yuan, as one says it.

    >>> yuan(123_456)
    '¥1,235'
    """
    return f"¥{(fen + 50) // 100:,}"


def times(count: int) -> str:
    """Return how often, in English.

    >>> times(1), times(3)
    ('1 visit', '3 visits')
    """
    return "1 visit" if count == 1 else f"{count} visits"


def days(count: int) -> str:
    """Return a number of days, in English.

    >>> days(1), days(25)
    ('1 day', '25 days')
    """
    return "1 day" if count == 1 else f"{count} days"


def rhythm(found: Rhythm) -> Bilingual:
    """Return how often she comes, and for how long she has been away.

    >>> rhythm(Rhythm(25, 61, "high")).en
    'Usually every 25 days; 61 days now'
    """
    usual, away = found.usual_days, found.away_days
    zh = "几乎天天来" if usual <= 1 else f"通常 {usual} 天来一次"
    en = "Here almost every day" if usual <= 1 else f"Usually every {usual} days"
    if away == 0:
        return Bilingual(f"{zh}，今天来过", f"{en}; here today")
    return Bilingual(f"{zh}，已 {away} 天", f"{en}; {days(away)} now")


def likely(found: Rhythm, version: str) -> Bilingual:
    """Return what her risk rests on: her rhythm, and the chance that the model gives her."""
    said = rhythm(found)
    if found.chance is None:
        return said
    share = round(found.chance * 100)
    return Bilingual(
        f"{said.zh}；{found.horizon_days} 天内再来的可能约 {share}%（模型 {version}）",
        f"{said.en}; about {share}% likely to come again within {found.horizon_days} days (model {version})",
    )


def taste(name: Bilingual) -> Bilingual:
    """Return the tag of whoever keeps buying one kind of style."""
    return Bilingual(f"常买{name.zh}", f"Buys {name.en} styles")


def share(count: int, whole: int, window: int) -> Bilingual:
    """Return how many of the pieces she kept within the window are of a kind."""
    return Bilingual(f"近 {window} 天 {whole} 件中 {count} 件", f"{count} of {whole} pieces in {window} days")


def at_weekends(count: int, whole: int, window: int) -> Bilingual:
    """Return how many of her visits within the window were at weekends."""
    return Bilingual(
        f"近 {window} 天 {whole} 次到店有 {count} 次在周末", f"{count} of {times(whole)} in {window} days at a weekend"
    )


def left_for_price(count: int, window: int) -> Bilingual:
    """Return how many pieces she tried and left for their price within the window."""
    pieces = "1 piece" if count == 1 else f"{count} pieces"
    return Bilingual(f"近 {window} 天 {count} 件试后因价格没买", f"Left {pieces} for the price in {window} days")


def ledger(standing: Standing) -> Bilingual:
    """Return what the ledger says of a regular."""
    spent = yuan(standing.spent_fen)
    return Bilingual(f"到店消费 {standing.visits} 次，共 {spent}", f"{times(standing.visits)}, {spent} in all")


def scored(standing: Standing, scores: Scores) -> Bilingual:
    """Return why she is in her segment."""
    spent = yuan(standing.spent_fen)
    r, f, m = scores.recency, scores.frequency, scores.money
    return Bilingual(
        f"{standing.away_days} 天前来过（{r}/5），共 {standing.visits} 次（{f}/5）、{spent}（{m}/5）",
        f"Here {days(standing.away_days)} ago ({r}/5), {times(standing.visits)} ({f}/5), {spent} ({m}/5)",
    )


def expected(visits: float, fen: int, version: str) -> Bilingual:
    """Return what she is expected to bring within a year."""
    often, worth = f"{visits:.1f}", yuan(fen)
    return Bilingual(
        f"预计未来一年来 {often} 次，约 {worth}（模型 {version}）",
        f"Expected within a year: {often} visits, about {worth} (model {version})",
    )
