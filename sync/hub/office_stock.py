"""What the back office shows of stock: whether it adds up, and how many promises can break at most."""

from __future__ import annotations

from sqlalchemy import Connection

from sync.hub import conservation, quotas
from sync.hub.publishing import published_all
from sync.hub.settings import QuotaRules
from sync.protocol.rows import Shop

_MOST_LISTED = 200


def stock_view(conn: Connection, now: int, rules: QuotaRules) -> dict[str, object]:
    """Return the faults of conservation and the live bound of each shop."""
    names = {shop.id: shop for shop in published_all(conn, Shop)}
    return {
        "faults": [
            {"shop_id": fault.shop_id, "variant_id": fault.variant_id, "zh": fault.what.zh, "en": fault.what.en}
            for fault in conservation.faults(conn)[:_MOST_LISTED]
        ],
        "bounds": [
            {
                "shop_id": bound.shop_id,
                "zh": names[bound.shop_id].name_zh,
                "en": names[bound.shop_id].name_en,
                "silence_ms": bound.silence_ms,
                "unpicked": bound.unpicked,
                "most": bound.most,
                "likely": bound.likely,
            }
            for bound in quotas.bounds(conn, now, rules)
        ],
    }
