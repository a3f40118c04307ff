"""What a person is told of pieces on the floor: not in the record, fetched twice, not found, sold under a label."""

from __future__ import annotations

from collections.abc import Mapping

from posapp.domain.text import Bilingual

ON_THE_FLOOR: Mapping[str, Bilingual] = {
    "count_hint": Bilingual(
        "{variant_id} 卖出时账上已没有（在库 {on_hand}，其中取货架 {picked}），请盘点。",
        "{variant_id} was there although the record had none left (on hand {on_hand}, {picked} of it on the reserve "
        "shelf). Please count it.",
    ),
    "cart_sold_twice": Bilingual(
        "同一张挂单在两台收银机各收了一次款：{first} 和 {receipt_no}。两张都已入账，请核对并退回多收的一张。",
        "One cart that was put aside was paid at two tills: {first} and {receipt_no}. Both are booked. Check which one "
        "the customer paid for, and give the other one back.",
    ),
    "label_lost": Bilingual(
        "预约 {booking} 要试的 {variant_id} 已被店内顾客买走，请另备一件或提前告知她。",
        "{variant_id}, laid out for booking {booking}, was bought on the floor. Find another, or tell her before "
        "she comes.",
    ),
    "room_taken_twice": Bilingual(
        "{room} 号试衣间被登记进了两次：可能是两位顾客，也可能两台收银机登记了同一位。"
        "请到现场看一下，先登记的衣服记为待找。",
        "Fitting room {room} was entered twice: by two customers, or by one whom two tills let in. Please look; the "
        "pieces of the first entry count as missing.",
    ),
    "piece_lost": Bilingual(
        "{variant_id} 从 {room} 号试衣间没有回来，也没有找到，请盘点。",
        "{variant_id} did not come back from fitting room {room} and was not found. Please count it.",
    ),
    "piece_not_found": Bilingual(
        "给预约 {booking} 备货时找不到 {variant_id}，账上还有，请盘点。",
        "{variant_id} was not found when booking {booking} was prepared, though the record has it. Please count it.",
    ),
    "fetched_twice": Bilingual(
        "预约 {booking} 的 {variant_id} 被两位店员各取了一件，请把多取的挂回去。",
        "Two clerks each fetched {variant_id} for booking {booking}. Hang one back.",
    ),
    "fetched_in_vain": Bilingual(
        "预约 {booking} 已经不要 {variant_id} 了，但店员取了一件，请挂回去。",
        "{variant_id} was fetched for booking {booking}, which no longer wants it. Hang it back.",
    ),
    "substitute_after_answer": Bilingual(
        "预约 {booking} 的顾客已在手机上答复，店员后来的选择没有采用（{variant_id}），以她的答复为准。",
        "She of booking {booking} had answered on her phone; what a clerk chose after that ({variant_id}) does not "
        "count. Her word stands.",
    ),
    "defective_beyond": Bilingual(
        "{variant_id} 从次品处处理的比放着的多 {pieces} 件：可能两台收银机处理了同一件，"
        "也可能那笔退货还在路上。请看一眼，并盘点。",
        "{pieces} more of {variant_id} left the place for defective goods than lay there: two tills may have settled "
        "the same piece, or its return is still on its way. Please look, and count it.",
    ),
    "picked_twice": Bilingual(
        "订单 {number} 被备货两次，请把多备的一份放回卖场。",
        "Order {number} was picked twice. Put the second set back on the floor.",
    ),
}
