"""What the mall may write to a member: each kind with its purpose, its words and what it opens on her phone.

Places such as ``{shop}`` are filled from the values that ``messages.send`` is given: text, a ``Bilingual``, an instant
for a place that ends in ``_ms`` (said as "24 Nov 14:00" in the shop's time) or an amount for one that ends in ``_fen``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from posapp.domain.clock import local
from posapp.domain.messages import Purpose
from posapp.domain.text import Bilingual, Language

Value = str | int | Bilingual
Opens = Literal["booking", "order", "style", "coupon"]


@dataclass(frozen=True, slots=True)
class MessageKind:
    """One kind of message. ``can_wait`` keeps the quiet hours; what answers her in a live affair does not."""

    purpose: Purpose
    opens: Opens
    title: Bilingual
    text: Bilingual
    can_wait: bool = True


KINDS: Mapping[str, MessageKind] = {
    # --- service: what she booked or ordered herself
    "booking_eve": MessageKind(
        "service",
        "booking",
        Bilingual("明天见", "See you tomorrow"),
        Bilingual(
            "{shop}为您留好了试衣间：{starts_ms}，{garments} 件。来不了可以在这里取消或改期。",
            "Your fitting room at {shop}: {starts_ms}, {garments} garments. Cannot come? Cancel or move it here.",
        ),
    ),
    "booking_soon": MessageKind(
        "service",
        "booking",
        Bilingual("今天见", "See you today"),
        Bilingual(
            "{starts_ms}，{shop}。到店出示预约码，衣服已为您备好。",
            "{starts_ms} at {shop}. Show your booking code when you come; your garments are being prepared.",
        ),
    ),
    "booking_changed": MessageKind(
        "service",
        "booking",
        Bilingual("预约有变动", "Your booking has changed"),
        Bilingual(
            "您在{shop}的预约现在是 {starts_ms}。不方便的话，请在这里取消或另选时间。",
            "Your booking at {shop} is on {starts_ms} now. Does that not suit you? Cancel it or choose another here.",
        ),
        can_wait=False,
    ),
    "booking_cancelled": MessageKind(
        "service",
        "booking",
        Bilingual("预约已取消", "Your booking was cancelled"),
        Bilingual(
            "{shop}取消了您 {starts_ms} 的预约。抱歉给您添麻烦了，欢迎另约时间。",
            "{shop} had to cancel your booking of {starts_ms}. We are sorry; please choose another time.",
        ),
        can_wait=False,
    ),
    "substitute_asked": MessageKind(
        "service",
        "booking",
        Bilingual("有一件没找到", "One piece was not found"),
        Bilingual(
            "{shop}没有找到您约试的{piece}。店员建议换成{substitute}，请在这里告诉我们要不要。",
            "{shop} cannot find the {piece} you booked. We suggest {substitute} instead; please say here whether to.",
        ),
        can_wait=False,
    ),
    "piece_missing": MessageKind(
        "service",
        "booking",
        Bilingual("有一件没找到", "One piece was not found"),
        Bilingual(
            "{shop}没有找到您约试的{piece}，其余的照常为您备好。",
            "{shop} cannot find the {piece} you booked. Everything else is being prepared.",
        ),
        can_wait=False,
    ),
    "ready_to_collect": MessageKind(
        "service",
        "order",
        Bilingual("可以取货了", "Ready to collect"),
        Bilingual(
            "订单 {number} 已在{shop}备好，{until_ms} 前凭取货码领取。",
            "Order {number} is ready at {shop}. Collect it with its code by {until_ms}.",
        ),
    ),
    "cannot_find": MessageKind(
        "service",
        "order",
        Bilingual("订单缺货", "A piece of your order is missing"),
        Bilingual(
            "{shop}没有找到订单 {number} 的{piece}。请在这里选择：换一家店发出，或者退款。",
            "{shop} cannot find the {piece} of order {number}. Choose here: from another shop, or your money back.",
        ),
        can_wait=False,
    ),
    "order_refunded": MessageKind(
        "service",
        "order",
        Bilingual("已退款", "Refunded"),
        Bilingual(
            "订单 {number} 退款 {amount_fen}，原路退回。", "{amount_fen} of order {number} goes back the way you paid."
        ),
        can_wait=False,
    ),
    "group_complete": MessageKind(
        "service",
        "order",
        Bilingual("成团了", "Your group is complete"),
        Bilingual(
            "订单 {number} 成团了。{shop}备好后告诉您来取。",
            "Order {number}: enough have joined. We tell you when it is ready at {shop}.",
        ),
    ),
    "group_dissolved": MessageKind(
        "service",
        "order",
        Bilingual("没有成团", "Your group was not complete"),
        Bilingual(
            "到时间人数还不够，订单 {number}（{shop}）已取消，付过的钱原路退回。",
            "Too few joined in time. Order {number} at {shop} is cancelled; what you paid goes back the way you paid.",
        ),
    ),
    # --- marketing: what we would like her to do
    "follow_up_promotion": MessageKind(
        "marketing",
        "style",
        Bilingual("您试过的正在优惠", "What you tried is on offer"),
        Bilingual(
            "您 {tried_ms} 在{shop}试过的{piece}，当时 {then_fen}，现在 {now_fen}，到 {until_ms}。",
            "You tried the {piece} at {shop} on {tried_ms}: {then_fen} then, {now_fen} now, until {until_ms}.",
        ),
    ),
    "follow_up_size": MessageKind(
        "marketing",
        "style",
        Bilingual("您的尺码到货了", "Your size is in"),
        Bilingual(
            "您 {tried_ms} 想要的{piece}，{shop}现在有货了。",
            "The {piece} you asked for on {tried_ms} now hangs at {shop}.",
        ),
    ),
    "follow_up_outfit": MessageKind(
        "marketing",
        "style",
        Bilingual("配您新买的那件", "It goes with what you bought"),
        Bilingual(
            "{partner}和您 {bought_ms} 买的{piece}很搭，{shop}有您的尺码 {size}。",
            "{partner} goes with the {piece} you bought on {bought_ms}; {shop} has your size {size}.",
        ),
    ),
    "follow_up_coupon": MessageKind(
        "marketing",
        "coupon",
        Bilingual("您的券快到期了", "Your coupon is about to end"),
        Bilingual("“{coupon}”{until_ms} 到期，别忘了用。", "“{coupon}” ends on {until_ms}; do not forget it."),
    ),
}


def worded(kind: MessageKind, values: Mapping[str, Value]) -> tuple[Bilingual, Bilingual]:
    """Return the title and the text of a message. Raises ``KeyError`` for a place that no value fills."""
    zh = {name: _said(name, value, "zh") for name, value in values.items()}
    en = {name: _said(name, value, "en") for name, value in values.items()}
    return kind.title, Bilingual(kind.text.zh.format_map(zh), kind.text.en.format_map(en))


def said_when(instant: int) -> Bilingual:
    """Return an instant as people say it in the shop's time."""
    here = local(instant)
    return Bilingual(f"{here.month}月{here.day}日 {here:%H:%M}", f"{here.day} {_MONTHS[here.month - 1]} {here:%H:%M}")


def said_fen(fen: int) -> str:
    """Return an amount that is not negative as people say it.

    >>> said_fen(141_200)
    '¥1,412.00'
    """
    return f"¥{fen // 100:,}.{fen % 100:02d}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _said(name: str, value: Value, language: Language) -> str:
    if isinstance(value, Bilingual):
        return value.in_(language)
    if isinstance(value, int) and name.endswith("_ms"):
        return said_when(value).in_(language)
    if isinstance(value, int) and name.endswith("_fen"):
        return said_fen(value)
    return str(value)
