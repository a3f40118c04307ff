"""The paper of a return or an exchange: what came back, what left, and how the money went, in the shop's language."""

from __future__ import annotations

from posapp.domain.clock import local
from posapp.domain.identity import VariantId
from posapp.domain.receipt_text import amount
from posapp.domain.text import Bilingual, Language
from posapp.services.books import Article
from posapp.services.paper import Bars, Divider, Fact, Note, QrCode, Slip, SlipRow, Title
from posapp.services.receipt_notes import RETURN_CODE
from posapp.services.receipts import GOODS_GONE, TENDERS
from posapp.services.return_plan import Plan
from posapp.services.returning_book import SoldSale
from posapp.services.till_data import View
from sync.protocol import rows
from sync.protocol.kinds import ReturnCommit

RETURN, EXCHANGE = Bilingual("退货单", "Return"), Bilingual("换货单", "Exchange")
NUMBER, OF, TIME = Bilingual("单号", "No."), Bilingual("原单号", "Of receipt"), Bilingual("时间", "Time")
STAFF = Bilingual("经办", "Served by")
BACK, LEFT = Bilingual("退回", "Came back"), Bilingual("换走", "Taken instead")
DEFECTIVE = Bilingual("残次品，另放", "Defective, set aside")
GIVEN_OUT, CARRIED = Bilingual("退 {}", "Back: {}"), Bilingual("抵换货 {}", "For the exchange: {}")
DUE, CHANGE = Bilingual("补差价", "To pay"), Bilingual("找零", "Change")
EVEN = Bilingual("等价换货，不补不退。", "Even exchange: nothing to pay.")
POINTS = Bilingual("收回积分", "Points taken back")
COUPON = Bilingual("优惠券已退回会员账户。", "The coupon is back with the member.")
COUPONS = Bilingual("{} 张优惠券已退回会员账户。", "{} coupons are back with the member.")
LATER = Bilingual(
    "退款按原支付方式退回，到账时间以支付机构为准。", "It goes back to how it was paid, when the payer's bank is done."
)
INVOICED = Bilingual(
    "本单申请过发票。退回的 {} 由总部开红字发票，原发票不得再报销。",
    "An invoice of it was asked for: head office makes out a red one for {}. The first is good for the rest only.",
)
INVOICED_PERHAPS = Bilingual(
    "如已为原单开过发票，退回的 {} 由总部开红字发票。",
    "If it was invoiced, head office makes out a red invoice for {}.",
)
INVOICE_ANEW = Bilingual("换走的商品请另行申请开票。", "Ask anew for an invoice of what was taken instead.")
PHONES = ("wechat_pay", "alipay")


def slip_of(
    view: View,
    back: ReturnCommit,
    sale: SoldSale,
    plan: Plan,
    staff: Bilingual,
    code: str,
    qr: str,
    language: Language,
) -> Slip:
    """Write the paper. ``code`` is the 20 digits under its bars, ``qr`` the signed code of what left, or empty."""
    shop = view.rows.get(rows.Shop, back.shop_id)
    articles = {
        **view.catalogue.articles({VariantId(line.variant_id) for line in back.lines}),
        **plan.articles,
    }
    found: list[SlipRow] = [
        Title((EXCHANGE if back.sale is not None else RETURN).in_(language)),
        Fact("" if shop is None else Bilingual(shop.name_zh, shop.name_en).in_(language)),
        Fact(NUMBER.in_(language), back.receipt_no),
        Fact(OF.in_(language), sale.receipt_no),
        Fact(TIME.in_(language), f"{local(back.occurred_ms):%Y-%m-%d %H:%M:%S}"),
        Fact(STAFF.in_(language), staff.in_(language)),
        Divider(),
        Fact(BACK.in_(language), is_strong=True),
    ]
    for line in back.lines:
        found.append(Fact(_goods(articles, line.variant_id, line.quantity, language), amount(-line.paid_fen)))
        if line.condition == "defective":
            found.append(Note(f"  {DEFECTIVE.in_(language)}"))
    if back.sale is not None:
        found.append(Fact(LEFT.in_(language), is_strong=True))
        found += [
            Fact(_goods(articles, line.variant_id, line.quantity, language), amount(line.paid_fen))
            for line in back.sale.lines
        ]
    found.append(Divider())
    found += _money(back, plan, language)
    if back.points_back and back.sale is None:
        found.append(Fact(POINTS.in_(language), str(back.points_back)))
    if back.coupon_ids:
        given_back = len(back.coupon_ids)
        found.append(Note((COUPON if given_back == 1 else COUPONS).in_(language).format(given_back)))
    if any(refund.kind in PHONES for refund in back.refunds):
        found.append(Note(LATER.in_(language)))
    if not plan.is_even:
        found += _invoice(back, sale, language)
    found.append(Bars(code))
    if qr:
        found.append(QrCode(qr, RETURN_CODE.in_(language)))
    return Slip(name=f"return-{back.receipt_no}", language=language, rows=tuple(found))


def _invoice(back: ReturnCommit, sale: SoldSale, language: Language) -> list[SlipRow]:
    """Return what the paper says of the sale's invoice: a return must not pass over one that is made out."""
    if sale.invoiced == "none" or not back.total_fen:
        return []
    words = INVOICED if sale.invoiced == "asked" else INVOICED_PERHAPS
    found: list[SlipRow] = [Note(words.in_(language).format(amount(back.total_fen)))]
    if back.sale is not None and sale.invoiced == "asked":
        found.append(Note(INVOICE_ANEW.in_(language)))
    return found


def _money(back: ReturnCommit, plan: Plan, language: Language) -> list[SlipRow]:
    found: list[SlipRow] = []
    for words, refunds in ((CARRIED, back.carried), (GIVEN_OUT, back.refunds)):
        for refund in refunds:
            name = TENDERS[refund.kind].in_(language) if refund.kind in TENDERS else refund.kind
            found.append(Fact(words.in_(language).format(name), amount(refund.amount_fen), words is GIVEN_OUT))
    if plan.due:
        found.append(Fact(DUE.in_(language), amount(plan.due), is_strong=True))
        for tender in () if back.sale is None else back.sale.tenders:
            name = TENDERS[tender.kind].in_(language) if tender.kind in TENDERS else tender.kind
            found.append(Fact(name, amount(tender.received_fen)))
            if tender.change_fen:
                found.append(Fact(CHANGE.in_(language), amount(tender.change_fen)))
    elif not plan.given_out:
        found.append(Note(EVEN.in_(language)))
    return found


def _goods(articles: dict[VariantId, Article], variant_id: str, quantity: int, language: Language) -> str:
    article = articles.get(VariantId(variant_id))
    if article is None:
        return f"{GOODS_GONE.in_(language)} ×{quantity}"
    style, variant = article.style, article.variant
    name = Bilingual(style.name_zh, style.name_en).in_(language)
    colour = Bilingual(variant.colour_zh, variant.colour_en).in_(language)
    return f"{name} {colour}/{variant.size} ×{quantity}"
