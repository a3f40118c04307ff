"""Member rows from a person and her past: masked name, level, points, and the tags that her past bears out."""

from __future__ import annotations

import random
from collections import Counter

from posapp.domain.clock import DAY, Millis, local
from sync.hub.demo import words
from sync.hub.demo.past import Life
from sync.hub.demo.tastes import Person, spell
from sync.protocol import rows
from sync.protocol.phones import phone_index

_LEVELS: tuple[tuple[int, str], ...] = ((2_000_000, "black"), (800_000, "gold"), (250_000, "silver"), (0, "basic"))
_WINDOW_DAYS = 180


def portray(
    person: Person, life: Life, styles: dict[str, rows.Style], phone_key: str, dice: random.Random, now: Millis
) -> rows.Member:
    """Return the row of a member."""
    zh, en = spell(person)
    national = person.phone.removeprefix("+86")
    earned = life.spent // 100
    spent_points = earned // 100 * dice.randint(0, 60)
    level = person.persona.level if person.persona else next(name for least, name in _LEVELS if life.spent >= least)
    return rows.Member(
        id=person.id,
        number=person.number,
        card=person.card,
        name_zh=zh,
        name_en=en,
        phone_masked=f"{national[:3]}****{national[-4:]}",
        phone_last4=national[-4:],
        phone_index=phone_index(phone_key, person.phone),
        level=level,  # type: ignore[arg-type]  # the ladder above holds the four names of Member.level
        points=max(earned - spent_points, 0),
        stored_fen=dice.choice((0, 0, 0, 0, 20_000, 50_000, 88_000)),
        birthday=person.birthday,
        joined=person.joined.isoformat(),
        personal=person.personal,
        blocked=False,
        tags=_tags(life, styles, now) if person.personal else [],
        # Half of a chain's members say yes to offers; those with a story do, so that there is something to see.
        marketing=person.personal and (person.persona is not None or person.number % 2 == 0),
    )


def _tags(life: Life, styles: dict[str, rows.Style], now: Millis) -> list[rows.Tag]:
    found = [_frequency(life, now), *_styles_she_buys(life, styles, now), _rhythm(life, now)]
    return [tag for tag in found if tag is not None]


def _frequency(life: Life, now: Millis) -> rows.Tag | None:
    """Say what the ledger says: how often, how lately."""
    if life.last_visit is None:
        return rows.Tag(
            code="new",
            layer="fact",
            zh="新会员",
            en="New member",
            evidence_zh="还没有消费",
            evidence_en="No purchase yet",
        )
    if life.visits < 10:
        return None
    return rows.Tag(
        code="regular",
        layer="fact",
        zh="常客",
        en="Regular",
        evidence_zh=f"18 个月到店 {life.visits} 次",
        evidence_en=f"{life.visits} visits in 18 months",
    )


def _styles_she_buys(life: Life, styles: dict[str, rows.Style], now: Millis) -> list[rows.Tag]:
    """Name up to two style tags that stand out among what she kept in the last 180 days."""
    brought_back = {(h.ref, h.variant_id) for h in life.happenings if h.kind == "returned"}
    lately = [
        h
        for h in life.happenings
        if h.kind == "bought" and now - h.at_ms < _WINDOW_DAYS * DAY and (h.ref, h.variant_id) not in brought_back
    ]
    counts = Counter(tag for h in lately for tag in styles[h.style_id].tags)
    tags = []
    for code, count in counts.most_common(2):
        if count < 2 or count * 10 < len(lately) * 3:
            continue
        zh, en = words.goods().tags[code]
        tags.append(
            rows.Tag(
                code=code,
                layer="behaviour",
                zh=f"常买{zh}",
                en=f"Buys {en.lower()}",
                evidence_zh=f"近 {_WINDOW_DAYS} 天 {len(lately)} 件中 {count} 件",
                evidence_en=f"{count} of {len(lately)} pieces in {_WINDOW_DAYS} days",
                until_ms=now + 30 * DAY,
            )
        )
    return tags


def _rhythm(life: Life, now: Millis) -> rows.Tag | None:
    """Compare the time since her last visit with her own rhythm."""
    moments = sorted({local(h.at_ms).date() for h in life.happenings if h.kind in ("bought", "tried")})
    if len(moments) < 4:
        return None
    usual = max((moments[-1] - moments[0]).days // (len(moments) - 1), 1)
    away = (local(now).date() - moments[-1]).days
    if away > 2 * usual and away > 30:
        code, zh, en = "drifting", "渐行渐远", "Drifting away"
    elif 3 * usual <= 4 * away <= 8 * usual:
        code, zh, en = "due", "该来了", "Due back"
    else:
        return None
    return rows.Tag(
        code=code,
        layer="prediction",
        zh=zh,
        en=en,
        evidence_zh=f"通常 {usual} 天来一次，已 {away} 天",
        evidence_en=f"Usually every {usual} days, {away} days now",
        until_ms=now + 14 * DAY,
    )
