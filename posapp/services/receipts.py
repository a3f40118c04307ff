"""What the receipt of a sale says, in the shop's language, before anyone prints it."""

from __future__ import annotations

from collections.abc import Mapping

from posapp.domain import sizes
from posapp.domain.clock import local
from posapp.domain.identity import VariantId
from posapp.domain.text import Bilingual, Language, in_language
from posapp.services.books import Article
from posapp.services.carts import OWN_TITLES, own_title
from posapp.services.invoicing import invoice_qr
from posapp.services.ports import Receipt, ReceiptLine
from posapp.services.till_data import View
from sync.protocol import rows
from sync.protocol.kinds import SaleCommit

TENDERS: Mapping[str, Bilingual] = {
    "cash": Bilingual("现金", "Cash"),
    "stored_value": Bilingual("储值", "Stored value"),
    "gift_card": Bilingual("礼品卡", "Gift card"),
    "points": Bilingual("积分抵现", "Points"),
    "wechat_pay": Bilingual("微信支付", "WeChat Pay"),
    "alipay": Bilingual("支付宝", "Alipay"),
    "card": Bilingual("刷卡", "Card"),
}
POINTS_EARNED = Bilingual("本次积分", "Points earned")
NOBODY = Bilingual("", "")
GOODS_GONE = Bilingual("已撤下的商品", "Goods withdrawn since")


def receipt_of(
    view: View,
    sale: SaleCommit,
    articles: Mapping[VariantId, Article],
    code: str,
    staff: Bilingual,
    language: Language,
) -> Receipt:
    """Write the receipt of a sale that was just made of ``articles``. ``code`` is the 20 digits under its bars.

    Notes stand behind what they belong to: a length to be taken up, a name to be embroidered.
    """
    chain = next(iter(view.rows.all(rows.Chain)), None)
    shop = view.rows.get(rows.Shop, sale.shop_id)
    member = view.rows.get(rows.Member, sale.member_id) if sale.member_id is not None else None
    change = sum(tender.change_fen for tender in sale.tenders)
    return Receipt(
        shop=in_language(language, shop.name_zh, shop.name_en) if shop is not None else "",
        address=in_language(language, shop.address_zh, shop.address_en) if shop is not None else "",
        phone=shop.phone if shop is not None else "",
        receipt_no=sale.receipt_no,
        printed_at=local(sale.occurred_ms).replace(tzinfo=None).isoformat(" ", "seconds"),
        staff=staff.in_(language),
        member=f"{in_language(language, member.name_zh, member.name_en)} {member.phone_masked}"
        if member is not None
        else "",
        lines=_lines(articles, sale, language),
        adjustments=_adjustments(view, sale, language),
        gross=sale.gross_fen,
        discount=sale.discount_fen,
        total=sale.total_fen,
        tenders=tuple((TENDERS[tender.kind].in_(language), tender.received_fen) for tender in sale.tenders),
        change=change,
        tax=sale.tax_fen,
        extra=((POINTS_EARNED.in_(language), str(sale.points_earned)),) if member is not None else (),
        code=code,
        foot=in_language(language, chain.receipt_foot_zh, chain.receipt_foot_en) if chain is not None else "",
        language=language,
        qrs=() if (qr := invoice_qr(view, sale.sale_id, language)) is None else (qr,),
    )


def _lines(articles: Mapping[VariantId, Article], sale: SaleCommit, language: Language) -> tuple[ReceiptLine, ...]:
    lines = []
    for line in sale.lines:
        article = articles[VariantId(line.variant_id)]
        style, variant = article.style, article.variant
        colour = in_language(language, variant.colour_zh, variant.colour_en)
        note = f"  ({line.note})" if line.note else ""
        lines.append(
            ReceiptLine(
                name=in_language(language, style.name_zh, style.name_en),
                detail=f"{style.code}  {colour} / {sizes.said(variant.size, language)}{note}",
                quantity=line.quantity,
                gross=line.list_fen * line.quantity,
                paid=line.paid_fen,
            )
        )
    return tuple(lines)


def _adjustments(view: View, sale: SaleCommit, language: Language) -> tuple[tuple[str, int], ...]:
    """Return what came off, by rule, in the order in which the rules first appear."""
    by_rule: dict[tuple[str, str], int] = {}
    for line in sale.lines:
        for each in line.adjustments:
            rule = each.kind, each.rule_id
            by_rule[rule] = by_rule.get(rule, 0) + each.fen
    off: dict[str, int] = {}
    for (kind, rule_id), fen in by_rule.items():
        title = _title(view, kind, rule_id).in_(language)
        off[title] = off.get(title, 0) + fen
    return tuple(off.items())


def _title(view: View, kind: str, rule_id: str) -> Bilingual:
    if kind in OWN_TITLES:
        return own_title(kind, rule_id)
    if kind == "coupon":
        coupon = view.rows.get(rows.Coupon, rule_id)
        return Bilingual(coupon.title_zh, coupon.title_en) if coupon is not None else NOBODY
    return next((rule.title for rule in view.promotions.all() if rule.promotion_id == rule_id), NOBODY)
