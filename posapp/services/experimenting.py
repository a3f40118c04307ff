"""The till's side of an experiment: which list a member is shown, offline too, and for which experiment that counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from posapp.domain.advice.answers import Suggestion
from posapp.domain.clock import Millis
from posapp.domain.identity import MemberId
from posapp.services.ports import Adviser
from posapp.services.till_data import View
from sync.protocol import rows
from sync.protocol.experiments import BEST_SELLERS, LISTS


@dataclass(frozen=True, slots=True)
class ShownFor:
    """The experiment that a showing counts for, the arm, and the list that its members are shown."""

    experiment_id: str
    arm: str
    list: str


def shown_for(view: View, member_id: MemberId | None, now: Millis) -> ShownFor | None:
    """Return what a member who allows personal suggestions is shown for; None where no experiment runs for her.

    Of several the one that began first counts. One with a list that this program does not know is left alone.
    """
    if member_id is None:
        return None
    for one in sorted(view.rows.all(rows.Experiment), key=lambda each: (each.from_ms, each.id)):
        if one.runs(now):
            arm = one.arm(member_id)
            return ShownFor(one.id, arm.id, arm.list) if arm is not None and arm.list in LISTS else None
    return None


def listed(
    adviser: Adviser,
    arm: ShownFor | None,
    happenings: Sequence[rows.Happening],
    hanging: Mapping[str, Collection[str]],
    *,
    personal: bool,
    now: Millis,
    most: int,
    cheaper: Collection[str],
) -> tuple[Suggestion, ...]:
    """Return the list of her arm, or her usual one."""
    if not personal or arm is None or arm.list != BEST_SELLERS:
        return adviser.suggest(happenings, hanging, personal=personal, now=now, most=most, cheaper=cheaper)
    refused = {one.style_id for one in happenings if one.kind == "dismissed"}
    wanted = {style_id: sizes for style_id, sizes in hanging.items() if style_id not in refused}
    found = adviser.suggest((), wanted, personal=False, now=now, most=most)
    in_her_size = (_in_her_size(adviser, one, happenings, now) for one in found)
    return tuple(one for one in in_her_size if one.size in hanging.get(one.style_id, ()))


def _in_her_size(adviser: Adviser, one: Suggestion, happenings: Sequence[rows.Happening], now: Millis) -> Suggestion:
    """An experiment is about the list: her size is hers in either arm."""
    advice = adviser.size(one.style_id, happenings, now)
    return one if advice is None else replace(one, size=advice.size, size_advice=advice)
