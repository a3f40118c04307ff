"""What a clerk is to know of a member beyond the facts: tags with their evidence, her rhythm, what the chain would do.

All of it is worked out at the scan, from her history and the newest model pack. Whoever switched personalisation off
is not portrayed at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from posapp.domain.advice import member_phrasing as phrasing
from posapp.domain.advice.rhythm import Risk
from posapp.domain.advice.segments import NAMES, USUAL_PLANS, Segment
from posapp.domain.advice.tags import WINDOW_DAYS, Ledger, Models, Portrait, portrait
from posapp.domain.clock import DAY, Millis
from posapp.domain.text import Bilingual
from posapp.services.till_data import View
from sync.protocol import rows


@dataclass(frozen=True, slots=True)
class TagChip:
    """A tag with its evidence. ``until`` is when it no longer holds, None for a fact for good."""

    text: Bilingual
    layer: Literal["fact", "behaviour", "prediction"]
    evidence: Bilingual
    until: Millis | None = None


@dataclass(frozen=True, slots=True)
class RhythmLine:
    """How often she comes and how long she has been away, in one sentence, and how likely she is lost."""

    sentence: Bilingual
    risk: Risk


@dataclass(frozen=True, slots=True)
class PlanLine:
    """The segment she is in, and the chain's strategy for it in one sentence."""

    segment: Bilingual
    sentence: Bilingual


@dataclass(frozen=True, slots=True)
class Portrayed:
    """Her tags, the habit that opens a conversation, her rhythm and the plan; empty where nothing may be said."""

    tags: tuple[TagChip, ...] = ()
    habit: Bilingual | None = None
    rhythm: RhythmLine | None = None
    plan: PlanLine | None = None


NOTHING_SAID = Portrayed()


def portray(
    view: View,
    member: rows.Member,
    history: rows.History | None,
    happenings: Sequence[rows.Happening],
    models: Models,
    now: Millis,
) -> Portrayed:
    """Return the portrait of a member; that of whoever does not let the chain know her is empty."""
    if not member.personal:
        return NOTHING_SAID
    ledger = Ledger() if history is None else Ledger(history.visits, history.spent_fen, history.last_visit_ms)
    found = portrait(ledger, happenings, _style_tags(view, happenings, now), models, now)
    tags = _tags(member, found, now)
    return Portrayed(
        tags=tuple(_chip(tag) for tag in tags),
        habit=next((Bilingual(tag.zh, tag.en) for tag in tags if _opens(tag)), None),
        rhythm=None if found.rhythm is None else RhythmLine(phrasing.rhythm(found.rhythm), found.rhythm.risk),
        plan=None if found.segment is None else _plan(view, found.segment),
    )


def _style_tags(view: View, happenings: Sequence[rows.Happening], now: Millis) -> dict[str, Sequence[str]]:
    lately = {one.style_id for one in happenings if one.kind == "bought" and now - one.at_ms < WINDOW_DAYS * DAY}
    return {style_id: style.tags for style_id, style in view.rows.many(rows.Style, sorted(lately)).items()}


def _tags(member: rows.Member, found: Portrait, now: Millis) -> list[rows.Tag]:
    """Return the mall's own tags and ours; where both know one, ours is newer."""
    ours = [
        rows.Tag(
            code=tag.code,
            layer=tag.layer,
            zh=tag.text.zh,
            en=tag.text.en,
            evidence_zh=tag.evidence.zh,
            evidence_en=tag.evidence.en,
            until_ms=tag.until,
        )
        for tag in found.tags
    ]
    known = {tag.code for tag in ours}
    theirs = [tag for tag in member.tags if tag.code not in known]
    return [tag for tag in (*ours, *theirs) if tag.until_ms is None or tag.until_ms > now]


def _opens(tag: rows.Tag) -> bool:
    """Tell whether a clerk may begin with a habit: with what she likes to buy, not with when she comes."""
    return tag.layer == "behaviour" and tag.code not in ("weekends", "price")


def _plan(view: View, segment: Segment) -> PlanLine:
    usual = USUAL_PLANS[segment]
    said = view.rows.get(rows.SegmentPlan, segment)
    sentence = usual if said is None else Bilingual(said.zh or said.en or usual.zh, said.en or said.zh or usual.en)
    return PlanLine(NAMES[segment], sentence)


def _chip(tag: rows.Tag) -> TagChip:
    until = None if tag.until_ms is None else Millis(tag.until_ms)
    return TagChip(Bilingual(tag.zh, tag.en), tag.layer, Bilingual(tag.evidence_zh, tag.evidence_en), until)
