"""What a fact changes in the rows that tills see: pure functions from a row to the next one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from posapp.domain.fit import Verdict
from sync.protocol.glances import AdviceLooked, looked_at
from sync.protocol.kinds import BookingCheckIn, ReturnCommit, SaleCommit, TryOn
from sync.protocol.rows import Booking, Happening, History, Member, Order, Variant
from sync.protocol.tried import name_of

MOST_HAPPENINGS = 80


def empty_history(member_id: str) -> History:
    """Return the history of somebody who has just joined."""
    return History(id=member_id, visits=0, spent_fen=0, last_visit_ms=None, happenings=[])


def remembered(history: History, happenings: Iterable[Happening]) -> History:
    """Return a history with more in it, the newest first; when full, the oldest of what says least goes first."""
    merged = sorted([*happenings, *history.happenings], key=lambda happening: -happening.at_ms)
    if len(merged) > MOST_HAPPENINGS:
        by_weight = sorted(range(len(merged)), key=lambda i: (-_weight(merged[i]), i))
        merged = [merged[i] for i in sorted(by_weight[:MOST_HAPPENINGS])]
    return msgspec.structs.replace(history, happenings=merged)


def _weight(happening: Happening) -> int:
    """Return how much a happening says of her: a glance least, a garment she only tried on less than one she bought."""
    if happening.kind == "viewed" or happening.verdict == "untried":
        return 0
    return 1 if happening.kind == "tried" else 2


def bought(history: History, sale: SaleCommit, sizes: dict[str, str]) -> History:
    """Return her history after a sale. ``sizes`` gives the size of each variant that is known."""
    happenings = [
        Happening(
            kind="bought",
            style_id=line.style_id,
            variant_id=line.variant_id,
            size=sizes.get(line.variant_id, ""),
            at_ms=sale.occurred_ms,
            ref=sale.sale_id,
            paid_fen=line.paid_fen,
        )
        for line in sale.lines
    ]
    return msgspec.structs.replace(
        remembered(history, happenings),
        visits=history.visits + 1,
        spent_fen=history.spent_fen + sale.total_fen,
        last_visit_ms=max(history.last_visit_ms or 0, sale.occurred_ms),
    )


def gave_back(history: History, back: ReturnCommit, sizes: dict[str, str], refs: Mapping[str, str]) -> History:
    """Return her history after a return: what she kept is what she spent on. ``sizes`` as in ``bought``.

    ``refs`` are the sales of variants of which she kept nothing: a purchase and a return with one ``ref`` are none.
    """
    happenings = [
        Happening(
            kind="returned",
            style_id=line.style_id,
            variant_id=line.variant_id,
            size=sizes.get(line.variant_id, ""),
            at_ms=back.occurred_ms,
            ref=refs.get(line.variant_id, back.return_id),
            paid_fen=line.paid_fen,
        )
        for line in back.lines
    ]
    return msgspec.structs.replace(
        remembered(history, happenings), spent_fen=max(history.spent_fen - back.total_fen, 0)
    )


def collected(history: History, order: Order, variants: dict[str, Variant], at_ms: int) -> History:
    """Return her history after she collected an order, paid online, in a shop."""
    happenings = [
        Happening(
            kind="bought",
            style_id=variants[line.variant_id].style_id,
            variant_id=line.variant_id,
            size=variants[line.variant_id].size,
            at_ms=at_ms,
            ref=order.id,
            paid_fen=line.paid_fen,
        )
        for line in order.lines
        if line.variant_id in variants
    ]
    return msgspec.structs.replace(
        remembered(history, happenings),
        visits=history.visits + 1,
        spent_fen=history.spent_fen + order.total_fen,
        last_visit_ms=max(history.last_visit_ms or 0, at_ms),
    )


def tried(history: History, outcome: TryOn, size: str) -> History:
    """Return her history after a try-on; the newest outcome of a garment stands, whichever comes here first."""
    ref = name_of(outcome)
    if any(known.ref == ref and known.at_ms > outcome.occurred_ms for known in history.happenings):
        return history
    happening = Happening(
        kind="tried",
        style_id=outcome.style_id,
        variant_id=outcome.variant_id,
        size=size,
        at_ms=outcome.occurred_ms,
        ref=ref,
        verdict=outcome.verdict,
        where=list(outcome.where),
        wished_size=outcome.wished_size,
        shop_id=outcome.shop_id,
    )
    others = [kept for kept in history.happenings if kept.ref != ref]
    return remembered(msgspec.structs.replace(history, happenings=others), [happening])


def dismissed(history: History, style_id: str, at_ms: int) -> History:
    """Return her history after a clerk said "not this" for her."""
    others = [kept for kept in history.happenings if (kept.kind, kept.style_id) != ("dismissed", style_id)]
    happening = Happening(kind="dismissed", style_id=style_id, variant_id="", size="", at_ms=at_ms, ref="")
    return remembered(msgspec.structs.replace(history, happenings=others), [happening])


def saw(history: History, told: AdviceLooked) -> History:
    """Return her history after a visit to a counter, with what she looked at there."""
    return remembered(history, looked_at(told))


def reviewed(history: History, ref: str, variant_id: str, verdict: Verdict | None) -> History:
    """Return her history after she wrote how a purchase fits, or took that back (None)."""
    happenings = [
        msgspec.structs.replace(one, verdict=verdict)
        if (one.kind, one.ref, one.variant_id) == ("bought", ref, variant_id)
        else one
        for one in history.happenings
    ]
    return msgspec.structs.replace(history, happenings=happenings)


def without_glances(history: History) -> History:
    """Return her history without what she only looked at."""
    kept = [one for one in history.happenings if one.kind != "viewed"]
    return msgspec.structs.replace(history, happenings=kept)


def with_points(member: Member, points: int) -> Member:
    """Return a member with points added."""
    return msgspec.structs.replace(member, points=member.points + points)


def arrived(booking: Booking, check_in: BookingCheckIn) -> Booking:
    """Return a booking after a check-in; the first one stands, and an ended booking stays ended."""
    if booking.checked_in_ms is not None:
        return booking
    status = booking.status if booking.status == "done" else "checked_in"
    arrived_ms, by = check_in.occurred_ms, check_in.staff_id
    return msgspec.structs.replace(booking, status=status, checked_in_ms=arrived_ms, checked_in_by=by)


def best_size(history: History, variants: Sequence[Variant]) -> Variant:
    """Return the variant to prepare for "my size" of a style: what she kept last among its sizes, else the middle one.

    ``variants`` are those of one style and not empty.
    """
    by_size = {variant.size: variant for variant in variants}
    for happening in history.happenings:
        is_kept = happening.kind == "bought" or happening.verdict == "kept"
        if is_kept and happening.size in by_size:
            return by_size[happening.size]
    in_order = sorted(variants, key=lambda variant: variant.size_order)
    return in_order[len(in_order) // 2]
