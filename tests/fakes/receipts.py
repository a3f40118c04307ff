"""Receipts as a shop would print them."""

from __future__ import annotations

from dataclasses import replace

from posapp.services.ports import Receipt, ReceiptLine

CHINESE = Receipt(
    shop="云裳 · 万象城店",
    address="深圳市罗湖区宝安南路1881号万象城L2-218",
    phone="0755-8266 1881",
    receipt_no="001-01-A-0000123",
    printed_at="2026-11-22 14:05",
    staff="王芳",
    member="林*  138****5678",
    lines=(
        ReceiptLine("麻花针织开衫", "CD-0412  米白 / M", 1, 39900, 35910),
        ReceiptLine("高腰羊毛混纺阔腿通勤长裤（可拆卸腰带款，秋冬加厚）", "TR-0188  炭灰 / S", 2, 119800, 107820),
        ReceiptLine("丝绒哑光唇膏", "#07 枫叶", 1, 15900, 15900),
    ),
    adjustments=(("满 ¥1000 减 ¥100", 10000), ("会员券 ¥30", 3000)),
    gross=175600,
    discount=28970,
    total=146630,
    tenders=(("现金", 150000),),
    change=3370,
    tax=16869,
    extra=(("本次积分", "1,466"), ("积分余额", "5,210（待确认）")),
    code="00101000012320261122",
    foot="七天无理由退换，请保留小票与吊牌\n谢谢惠顾",
    language="zh",
)

ENGLISH = replace(
    CHINESE,
    shop="Yunshang Mixc World",
    address="L2-218, Mixc World, 1881 Bao'an South Road, Luohu, Shenzhen",
    staff="Wang Fang",
    member="Lin *  138****5678",
    lines=(
        ReceiptLine("Cable-knit cardigan", "CD-0412  Ivory / M", 1, 39900, 35910),
        ReceiptLine(
            "High-waisted wool-blend wide-leg office trousers with belt", "TR-0188  Charcoal / S", 2, 119800, 107820
        ),
        ReceiptLine("Velvet matte lipstick", "#07 Maple", 1, 15900, 15900),
    ),
    adjustments=(("¥100 off when you spend ¥1,000", 10000), ("Member coupon ¥30", 3000)),
    tenders=(("Cash", 150000),),
    extra=(("Points earned", "1,466"), ("Points balance", "5,210 (pending)")),
    foot="Returns within 7 days with receipt and tags.\nThank you, see you soon!",
    language="en",
)
