"""The basket that a customer filled on her phone (扫码购), taken at the till as if every piece had been scanned.

The code carries barcodes and pieces and no price (``domain.basket_code``), so it works while phone and till are cut off
from the mall. What this shop does not sell is named and left out: the piece is in her hand and can be looked at.
"""

from __future__ import annotations

from collections import Counter

from posapp.domain.basket_code import NoBasket, read
from posapp.domain.cart import MOST_PIECES
from posapp.domain.clock import Millis
from posapp.services.books import Article
from posapp.services.errors import BasketRefused
from posapp.services.scanning import REMEMBERED
from posapp.services.till_data import UnitOfWork


def read_basket(unit: UnitOfWork, digits: str, now: Millis) -> tuple[tuple[tuple[Article, int], ...], tuple[str, ...]]:
    """Return the goods of a basket with their pieces, and the barcodes that nothing is sold under.

    The same basket shown twice within ten minutes is refused: a code is easily read twice. Raises ``BasketRefused``;
    one of which nothing is known is not remembered either.
    """
    try:
        basket = read(digits)
    except NoBasket as bad:
        raise BasketRefused(reason="malformed") from bad
    if unit.codes.is_seen(digits, Millis(now - REMEMBERED)):
        raise BasketRefused(reason="replayed")
    pieces, articles, unknown = Counter[str](), dict[str, Article](), list[str]()
    for barcode, count in basket.lines:
        article = unit.catalogue.by_barcode(_as_on_labels(barcode))
        if article is None:
            unknown.append(barcode)
        else:
            articles[article.variant.id] = article
            pieces[article.variant.id] += count
    if not articles:
        raise BasketRefused(reason="nothing_known")
    unit.codes.mark_seen(digits, now, Millis(now - REMEMBERED))
    return tuple((article, min(pieces[id_], MOST_PIECES)) for id_, article in articles.items()), tuple(unknown)


def _as_on_labels(barcode: str) -> tuple[str, ...]:
    """Return the forms that labels of a shop have: EAN-8, UPC-A and EAN-13 with their leading zeros."""
    return tuple(dict.fromkeys((barcode, *(barcode.zfill(length) for length in (8, 12, 13)))))
