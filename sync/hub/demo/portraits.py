"""Member rows from a person and her past: masked name, level, points."""

from __future__ import annotations

import random

from sync.hub.demo.past import Life
from sync.hub.demo.tastes import Person, spell
from sync.protocol import rows
from sync.protocol.phones import phone_index

_LEVELS: tuple[tuple[int, str], ...] = ((2_000_000, "black"), (800_000, "gold"), (250_000, "silver"), (0, "basic"))


def portray(person: Person, life: Life, phone_key: str, dice: random.Random) -> rows.Member:
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
        tags=[],  # a till works out for itself what her past bears out
        # Half of a chain's members say yes to offers; those with a story do, so that there is something to see.
        marketing=person.personal and (person.persona is not None or person.number % 2 == 0),
    )
