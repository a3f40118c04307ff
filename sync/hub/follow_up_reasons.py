"""Why the mall would write to a member after her visit: reasons that can be shown, worked out of facts that stand.

She tried a piece, left it, and it costs less now; the size that she asked for was out then and hangs here now; a coupon
of hers is about to end; a style that is worn with what she bought hangs here in her size. Whatever a reason says (when,
what, how much) is in the books. Who switched personal suggestions off is only told of her coupons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection, func, select

from posapp.domain import sizes
from posapp.domain.advice import pack as packs
from posapp.domain.advice.sizing import size_for
from posapp.domain.clock import DAY, HOUR, Millis
from posapp.domain.fit import MISFITS
from posapp.domain.identity import LineId
from posapp.domain.text import Bilingual
from sync.hub import ledgers, members
from sync.hub.db import tables
from sync.hub.escrow import Level
from sync.hub.message_kinds import Value, said_fen, said_when
from sync.hub.prices import Wanted, priced
from sync.hub.publishing import published, published_about, published_all, published_many
from sync.protocol.follow_ups import FollowUpReason
from sync.protocol.rows import AdvicePack, Booking, Coupon, Happening, History, Member, Promotion, Shop, Style, Variant

LOOK_BACK_MS = 60 * DAY
"""Nobody remembers what she tried before that."""

OUTFIT_BACK_MS = 14 * DAY
AFTER_VISIT_MS = 2 * HOUR
"""She may still be in the shop."""

WORTH_MS = 5 * DAY
COUPON_AHEAD_MS = 7 * DAY

_SHOULD_FIT = frozenset({None, "kept", "price", "untried"})
"""Verdicts after which a lower price may bring her back; nobody is written to about what did not fit or please her."""

_NOTHING = Level()


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason to write: ``about`` is the same whenever the same thing is found again; the rest is for the words."""

    reason: FollowUpReason
    about: str
    shop_id: str
    staff_id: str
    style_id: str
    variant_id: str
    link_id: str
    values: Mapping[str, Value]
    why: Bilingual
    until_ms: int


class Finder:
    """Looks for reasons with one connection; what every member shares is read once."""

    def __init__(self, conn: Connection, now: Millis) -> None:
        self._conn = conn
        self._now = now

    def find(self, member: Member) -> Iterator[Finding]:
        """Yield the reasons to write to a member, the strongest first."""
        past = members.history(self._conn, member.id)
        if member.personal:
            left = list(self._left_behind(past))
            yield from self._cheaper(member, left)
            yield from self._in_again(left)
        yield from self._ending(member, past)
        if member.personal:
            yield from self._goes_with(past)

    def _left_behind(self, past: History) -> Iterator[Happening]:
        """Yield what she tried on and has not bought or refused since, newest first."""
        over = {(one.style_id, one.kind): one.at_ms for one in reversed(past.happenings)}
        for one in past.happenings:
            later = max(over.get((one.style_id, "bought"), 0), over.get((one.style_id, "dismissed"), 0))
            is_fresh = self._now - LOOK_BACK_MS < one.at_ms < self._now - AFTER_VISIT_MS
            if one.kind == "tried" and is_fresh and later < one.at_ms:
                yield one

    def _cheaper(self, member: Member, left: list[Happening]) -> Iterator[Finding]:
        for one in left:
            variant, shop = published(self._conn, Variant, one.variant_id), self._shop_of(one)
            if one.verdict not in _SHOULD_FIT or variant is None or shop is None or not self.hangs(shop.id, variant.id):
                continue
            wanted = [Wanted(LineId("1"), variant.id, 1)]
            then = priced(self._conn, wanted, Millis(one.at_ms), member_id=member.id)
            today = priced(self._conn, wanted, self._now, member_id=member.id)
            rules = [each.rule_id for each in today.lines[0].adjustments]
            ends = [row.until_ms for row in self._promotions if row.id in rules]
            if today.total >= then.total or not ends:
                continue
            piece = self._piece(variant)
            when, was, is_now = said_when(one.at_ms), said_fen(then.total), said_fen(today.total)
            why = Bilingual(
                f"{when.zh} 试过没买，当时 {was}，现在 {is_now}",
                f"Tried {when.en}, not bought: {was} then, {is_now} now",
            )
            yield Finding(
                reason="promotion",
                about=f"promotion/{variant.id}/{','.join(sorted(rules))}",
                shop_id=shop.id,
                staff_id=self._judge_of(one),
                style_id=one.style_id,
                variant_id=variant.id,
                link_id=one.style_id,
                values={
                    "piece": piece,
                    "shop": _name(shop),
                    "tried_ms": one.at_ms,
                    "then_fen": then.total,
                    "now_fen": today.total,
                    "until_ms": min(ends),
                },
                why=why,
                until_ms=min(self._now + WORTH_MS, min(ends)),
            )

    def _in_again(self, left: list[Happening]) -> Iterator[Finding]:
        for one in left:
            if one.verdict not in MISFITS or not one.wished_size:
                continue
            shop, worn = self._shop_of(one), published(self._conn, Variant, one.variant_id)
            wished = self._variant(worn, one.wished_size)
            if (
                shop is None
                or wished is None
                or not self.hangs(shop.id, wished.id)
                or self._hung(shop, wished, one.at_ms)
            ):
                continue
            piece = self._piece(wished)
            when = said_when(one.at_ms)
            yield Finding(
                reason="size",
                about=f"size/{wished.id}/{one.ref}",
                shop_id=shop.id,
                staff_id=self._judge_of(one),
                style_id=one.style_id,
                variant_id=wished.id,
                link_id=one.style_id,
                values={"piece": piece, "shop": _name(shop), "tried_ms": one.at_ms},
                why=Bilingual(
                    f"{when.zh} 要过 {one.wished_size}，当时没有，现在到货了",
                    f"Asked for {one.wished_size} on {when.en}; out then, here now",
                ),
                until_ms=self._now + WORTH_MS,
            )

    def _ending(self, member: Member, past: History) -> Iterator[Finding]:
        for coupon in members.coupons(self._conn, member.id):
            left_ms = coupon.until_ms - self._now
            if coupon.status != "open" or not DAY < left_ms <= COUPON_AHEAD_MS:
                continue
            shop = published(self._conn, Shop, coupon.shop_id) if coupon.shop_id else self._last_shop(member, past)
            if shop is None:
                continue
            days = left_ms // DAY
            yield Finding(
                reason="coupon",
                about=f"coupon/{coupon.id}",
                shop_id=shop.id,
                staff_id="",
                style_id="",
                variant_id="",
                link_id=coupon.id,
                values={"coupon": Bilingual(coupon.title_zh, coupon.title_en), "until_ms": coupon.until_ms},
                why=Bilingual(
                    f"她的券“{coupon.title_zh}”还有 {days} 天到期，还没用",
                    f"Her coupon “{coupon.title_en}” ends in {days} days, not used yet",
                ),
                until_ms=coupon.until_ms - DAY,
            )

    def _goes_with(self, past: History) -> Iterator[Finding]:
        fresh = self._now - OUTFIT_BACK_MS
        bought = [one for one in past.happenings if one.kind == "bought" and fresh < one.at_ms < self._now - DAY]
        known = {one.style_id for one in past.happenings if one.kind in ("bought", "tried", "dismissed")}
        for one in bought:
            sold = self._sold(one)
            if sold is None or self._pack is None or one.style_id not in self._pack.place:
                continue  # the pack is megabytes: read only for a sale that the books know
            place = self._pack.place[one.style_id]
            shop, staff_id = sold
            for partner, _ in self._pack.styles[place].goes_with:
                style = self._pack.styles[partner]
                advice = size_for(self._pack, style.id, past.happenings, self._now)
                if style.id in known or advice is None or advice.confidence == "low":
                    continue
                variant = self._hanging(shop, style.id, advice.size)
                if variant is None:
                    continue
                piece = self._style_name(one.style_id)
                when = said_when(one.at_ms)
                yield Finding(
                    reason="outfit",
                    about=f"outfit/{style.id}/{one.ref}",
                    shop_id=shop.id,
                    staff_id=staff_id,
                    style_id=style.id,
                    variant_id=variant.id,
                    link_id=style.id,
                    values={
                        "partner": style.name,
                        "piece": piece,
                        "bought_ms": one.at_ms,
                        "shop": _name(shop),
                        "size": _size(advice.size),
                    },
                    why=Bilingual(
                        f"{when.zh} 买了{piece.zh}；{style.name.zh}常一起穿，有她的尺码",
                        f"Bought {piece.en} on {when.en}; {style.name.en} is worn with it, her size is here",
                    ),
                    until_ms=self._now + WORTH_MS,
                )
                break

    # --- where and by whom

    def _shop_of(self, tried: Happening) -> Shop | None:
        booking = self._booking(tried)
        shop_id = tried.shop_id or (booking.shop_id if booking is not None else "")
        return published(self._conn, Shop, shop_id) if shop_id else None

    def _judge_of(self, tried: Happening) -> str:
        """Return who wrote down what became of a booked garment; of a walk-in's piece nobody knows any more."""
        booking = self._booking(tried)
        garment_id = tried.ref.partition("/")[2]
        return next((one.judged_by for one in booking.garments if one.id == garment_id), "") if booking else ""

    def _booking(self, tried: Happening) -> Booking | None:
        return published(self._conn, Booking, tried.ref.partition("/")[0])

    def _sold(self, bought: Happening) -> tuple[Shop, str] | None:
        """Return where something was sold, and the clerk of its line."""
        sale, line = tables.sale, tables.sale_line
        found = self._conn.execute(
            select(sale.c.shop_id, line.c.clerk_id, sale.c.staff_id)
            .join(line, line.c.sale_id == sale.c.sale_id)
            .where(sale.c.sale_id == bought.ref, line.c.style_id == bought.style_id)
        ).first()
        shop = published(self._conn, Shop, found.shop_id) if found is not None else None
        return (shop, found.clerk_id or found.staff_id) if shop is not None and found is not None else None

    def _last_shop(self, member: Member, past: History) -> Shop | None:
        """Return where she was last: by a sale, else by what she tried on."""
        latest = members.purchases(self._conn, member.id, 1)
        if latest:
            return published(self._conn, Shop, latest[0].shop_id)
        tried = next((one for one in past.happenings if one.kind == "tried"), None)
        if tried is not None and (shop := self._shop_of(tried)) is not None:
            return shop
        hers = published_about(self._conn, Booking, member.id)
        return published(self._conn, Shop, hers[-1].shop_id) if hers else None

    # --- what hangs where

    def hangs(self, shop_id: str, variant_id: str) -> bool:
        """Tell whether a piece hangs in a shop that nobody waits for."""
        level = ledgers.levels(self._conn, [(shop_id, variant_id)]).get((shop_id, variant_id), _NOTHING)
        return level.loose - level.unpicked - level.labelled > 0

    def _hung(self, shop: Shop, variant: Variant, at_ms: int) -> bool:
        """Tell whether the books had a piece of a variant at an instant: its level less what was moved since."""
        level = ledgers.levels(self._conn, [(shop.id, variant.id)]).get((shop.id, variant.id), _NOTHING)
        moved = tables.stock_movement
        since = self._conn.scalar(
            select(func.coalesce(func.sum(moved.c.quantity), 0)).where(
                moved.c.shop_id == shop.id,
                moved.c.variant_id == variant.id,
                moved.c.at_ms > at_ms,
                moved.c.cause != "opening",  # it was there before the books began
            )
        )
        return level.on_hand - int(since or 0) > 0

    def _hanging(self, shop: Shop, style_id: str, size: str) -> Variant | None:
        of_size = [one for one in published_about(self._conn, Variant, style_id) if one.size == size]
        return next((one for one in of_size if self.hangs(shop.id, one.id)), None)

    def _variant(self, worn: Variant | None, size: str) -> Variant | None:
        if worn is None:
            return None
        others = published_about(self._conn, Variant, worn.style_id)
        return next((one for one in others if one.colour_code == worn.colour_code and one.size == size), None)

    # --- words

    def _piece(self, variant: Variant) -> Bilingual:
        style = published_many(self._conn, Style, [variant.style_id]).get(variant.style_id)
        zh, en = (style.name_zh, style.name_en) if style is not None else (variant.style_id, variant.style_id)
        size = _size(variant.size)
        return Bilingual(f"{zh}（{variant.colour_zh} {size.zh}）", f"{en} ({variant.colour_en}, {size.en})")

    def _style_name(self, style_id: str) -> Bilingual:
        style = published(self._conn, Style, style_id)
        return Bilingual(style_id, style_id) if style is None else Bilingual(style.name_zh, style.name_en)

    @cached_property
    def _promotions(self) -> list[Promotion]:
        return published_all(self._conn, Promotion)

    @cached_property
    def _pack(self) -> packs.Pack | None:
        newest = published(self._conn, AdvicePack, "pack")
        try:
            return None if newest is None else packs.read(newest.content)
        except packs.PackUnreadable:
            return None


def is_bought(past: History, style_id: str, since_ms: int) -> bool:
    """Tell whether she has bought a style since an instant."""
    return any(one.kind == "bought" and one.style_id == style_id and one.at_ms > since_ms for one in past.happenings)


def still_open(conn: Connection, member_id: str, coupon_id: str, now: int) -> bool:
    """Tell whether a coupon of hers can still be used."""
    coupon = published(conn, Coupon, coupon_id)
    return coupon is not None and coupon.member_id == member_id and coupon.status == "open" and coupon.until_ms > now


def _name(shop: Shop) -> Bilingual:
    return Bilingual(shop.name_zh, shop.name_en)


def _size(size: str) -> Bilingual:
    return Bilingual(sizes.said(size, "zh"), sizes.said(size, "en"))
