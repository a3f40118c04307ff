"""The names by which a chain knows its goods, members and shops, and what a log's names mean here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from sync.hub.erased import who_was_erased
from sync.hub.history.events import LOOKS
from sync.hub.publishing import each_published, published_all
from sync.protocol.rows import Member, Shop, Style, Variant


@dataclass(frozen=True, slots=True)
class ChainNames:
    """``styles`` by id, code, and the id or barcode of a variant; ``variants`` by id and barcode, and by size where a
    style has one of that size; ``members`` by id and card; ``shops`` by id and code.

    ``is_erased`` tells of an id or a card whether it was that of a member who was erased.
    """

    styles: Mapping[str, str]
    variants: Mapping[str, Variant]
    of_size: Mapping[tuple[str, str], str]
    sizes: Mapping[str, frozenset[str]]
    members: Mapping[str, Member]
    shops: Mapping[str, str]
    is_erased: Callable[[str], bool]

    @classmethod
    def of(cls, conn: Connection) -> ChainNames:
        """Read them from what the hub has published."""
        goods = list(each_published(conn, Variant))
        styles = {name: variant.style_id for variant in goods for name in (variant.id, variant.barcode) if name}
        for style in published_all(conn, Style):
            styles |= {style.code: style.id, style.id: style.id}
        by_size: dict[tuple[str, str], list[str]] = {}
        for variant in goods:
            by_size.setdefault((variant.style_id, variant.size), []).append(variant.id)
        sizes: dict[str, set[str]] = {}
        for style_id, size in by_size:
            sizes.setdefault(style_id, set()).add(size)
        return cls(
            styles=styles,
            variants={name: variant for variant in goods for name in (variant.barcode, variant.id) if name},
            of_size={key: ids[0] for key, ids in by_size.items() if len(ids) == 1},
            sizes={style_id: frozenset(found) for style_id, found in sizes.items()},
            members={name: one for one in each_published(conn, Member) for name in (one.card, one.id) if name},
            shops={name: shop.id for shop in published_all(conn, Shop) for name in (shop.code, shop.id)},
            is_erased=who_was_erased(conn),
        )

    def place(self, event: dict[str, Any], noted: Counter[str]) -> tuple[str, str] | None:
        """Put this chain's ids into an event; return why it has no place here and the name that nobody knows.

        A variant, size or shop that nobody knows is left out and counted in ``noted``.
        """
        style_id = self.styles.get(event["style_id"])
        if style_id is None:
            return "unknown_style_here", event["style_id"]
        member = self.members.get(event["member_id"])
        if event["member_id"] and member is None and self.is_erased(event["member_id"]):
            return "erased_here", ""
        if event["member_id"] and member is None:
            return "unknown_member_here", event["member_id"]
        if member is not None and not member.personal and event["kind"] in LOOKS:
            return "not_agreed_here", event["member_id"]
        variant = self.variants.get(event["variant_id"]) or self.variants.get(event["style_id"])
        if variant is not None and variant.style_id != style_id:
            variant = None
        if event["variant_id"] and variant is None:
            noted["unknown_variant_here"] += 1
        size = variant.size if variant is not None else event["size"]
        if size and size not in self.sizes.get(style_id, frozenset()):
            noted["unknown_size_here"] += 1
            size = ""
        shop_id = self.shops.get(event["shop_id"], "")
        if event["shop_id"] and not shop_id:
            noted["unknown_shop_here"] += 1
        event |= {
            "style_id": style_id,
            "member_id": member.id if member is not None else "",
            "variant_id": variant.id if variant is not None else self.of_size.get((style_id, size), ""),
            "size": size,
            "shop_id": shop_id,
        }
        return None
