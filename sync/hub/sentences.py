"""Every sentence of the hub, in both languages, by its stable code; ``{places}`` are filled from the values."""

from __future__ import annotations

from collections.abc import Mapping

from posapp.domain.text import Bilingual
from sync.hub.advice_sentences import OF_ADVICE
from sync.hub.deal_sentences import OF_DEALS
from sync.hub.erasure_sentences import OF_ERASURE
from sync.hub.floor_sentences import ON_THE_FLOOR
from sync.hub.review_sentences import OF_REVIEWS

SENTENCES: Mapping[str, Bilingual] = {
    # --- refused on the phone or in the office
    "unknown_shop": Bilingual("没有这家门店。", "There is no such shop."),
    "unknown_member": Bilingual("没有这位会员。", "There is no such member."),
    "unknown_style": Bilingual("没有这款商品。", "There is no such style."),
    "unknown_variant": Bilingual("没有这个颜色尺码。", "There is no such colour and size."),
    "unknown_booking": Bilingual("没有找到这个预约。", "That booking was not found."),
    "unknown_order": Bilingual("没有找到这个订单。", "That order was not found."),
    "unknown_message": Bilingual("没有找到这条消息。", "That message was not found."),
    "slot_taken": Bilingual(
        "这个时段的试衣间已约满，请换一个时段。", "All fitting rooms are booked at that time. Please choose another."
    ),
    "bad_shop_rules": Bilingual(
        "规则这样写不行（{field_zh}），没有保存；请改好再存。",
        "Rules cannot be so ({field_en}); nothing was kept. Please mend them and keep them again.",
    ),
    "too_late_to_change": Bilingual(
        "马上就到时间了，不能再改；可以取消，或到店告诉店员。",
        "It begins too soon to be changed. You can still cancel it, or tell the staff when you come.",
    ),
    "no_such_slot": Bilingual("这个时段不能预约，请换一个。", "That time cannot be booked. Please choose another."),
    "too_many_garments": Bilingual(
        "一次预约 1 到 {most} 件，请调整。", "A booking holds 1 to {most} garments. Please adjust."
    ),
    "too_many_open": Bilingual(
        "您已有 {most} 个没完成的预约或待付款订单，请先到店完成或取消一个。",
        "{most} bookings, or orders to be paid, of yours are open. Come for one of them, or cancel one, first.",
    ),
    "sold_out": Bilingual(
        "这家门店线上可订 {quota} 件，请减少数量或换一家店。",
        "This shop can promise {quota} of it online. Take fewer, or choose another shop.",
    ),
    "shop_silent": Bilingual(
        "这家门店暂时联系不上，库存无法确认，请换一家店或稍后再试。",
        "This shop is out of touch, so nothing can be promised from it. Choose another shop, or try again later.",
    ),
    "empty_basket": Bilingual("购物车是空的。", "The basket is empty."),
    "basket_too_large": Bilingual(
        "一个码最多装 {lines} 款、每款 {pieces} 件。请先移出几款，分两次结账；也可以直接到柜台逐件扫码。",
        "One code holds {lines} kinds of goods, {pieces} pieces each. Take some out and pay in two parts, "
        "or have the pieces scanned at the till.",
    ),
    "not_on_a_label": Bilingual(
        "“{name_zh}”的条码装不进购物码。请把它移出购物袋，到柜台扫它的吊牌。",
        "The barcode of {name_en} does not fit into the code. Take it out of the bag and have its label scanned at "
        "the till.",
    ),
    "bad_quantity": Bilingual("数量要在 1 到 999 之间。", "A quantity is from 1 to 999."),
    "not_open": Bilingual("它已经不能更改了。", "It can no longer be changed."),
    "nothing_offered": Bilingual(
        "这件衣服现在没有待您确认的替换。刷新一下，看看店员给您备了什么。",
        "Nothing is offered for this piece any more. Refresh to see what is laid out for you.",
    ),
    "not_in_a_room": Bilingual(
        "您现在不在试衣间，请直接告诉店员。", "You are in no fitting room now. Please ask a member of staff."
    ),
    "no_session": Bilingual("请先登录。", "Please sign in first."),
    "till_number": Bilingual("收银台号是 01 到 99。", "A till number is 01 to 99."),
    "not_parked": Bilingual("它不在待处理清单里。", "It is not on the list of parked operations."),
    # --- transport
    "pairing_refused": Bilingual(
        "配对码不对、已用过或已过期，请在后台重新取码。",
        "The pairing code is wrong, used or expired. Ask the back office for a new one.",
    ),
    "other_question": Bilingual(
        "这个授权号已用于别的请求，请换一个新的。", "That id was used for another question. Ask with a new one."
    ),
    "not_enough_value": Bilingual(
        "余额不够：现在可用 {available}。请少用一些，其余用别的方式付。",
        "Not enough is left: {available} can be used now. Use less, and pay the rest another way.",
    ),
    "unknown_value": Bilingual(
        "商城没有这个账户，请用别的方式付款。", "The mall has no such account. Pay another way."
    ),
    "value_blocked": Bilingual(
        "这个账户已停用或已到期，请用别的方式付款。", "That account is blocked or has ended. Pay another way."
    ),
    "coupon_unknown": Bilingual(
        "商城没有这张券，请取下它再收款。", "The mall has no such coupon. Take it off, then take the payment."
    ),
    "coupon_used": Bilingual(
        "这张券已经用过，请取下它再收款。", "That coupon was used. Take it off, then take the payment."
    ),
    "coupon_expired": Bilingual(
        "这张券已过期，请取下它再收款。", "That coupon has ended. Take it off, then take the payment."
    ),
    "coupon_elsewhere": Bilingual(
        "这张券只能在另一家门店用，请取下它再收款。",
        "Only another shop takes that coupon. Take it off, then take the payment.",
    ),
    "coupon_taken": Bilingual(
        "这张券正在另一台收银机上使用。请取下它再收款，或稍后再试。",
        "That coupon is being used at another till. Take it off and take the payment, or try again later.",
    ),
    "other_payment": Bilingual(
        "这个单号已经用于另一笔付款或退款，或属于别的门店。什么都没有做。",
        "That number belongs to another payment or refund, or to another shop. Nothing was done.",
    ),
    "unauthorised": Bilingual("商城不认得这台收银机的签名。", "The mall does not accept this till's signature."),
    "clock_is_off": Bilingual(
        "这台收银机的时钟差了两天以上。销售都留在本机；请校准时钟。",
        "This till's clock is more than two days off. All sales are kept there; set its clock right.",
    ),
    "no_such_generation": Bilingual("没有这台收银机的这一代记录。", "No till has or had that generation."),
    "still_in_use": Bilingual(
        "{till_no} 号收银台还没有被替换。请先用它的台号配对新机，再结束旧的一代。",
        "Till {till_no} was not replaced yet. Pair its number with a new machine first, then close the old generation.",
    ),
    "receipt_number": Bilingual(
        "这不是那台收银机的小票号，或者离已知的最后一张太远。请照小票再输一次，也可以留空。",
        "That is no receipt number of that till, or too far beyond the last one known. Copy it from the paper again, "
        "or leave it empty.",
    ),
    "receipts_missing": Bilingual(
        "{till_no} 号收银台的旧机有 {number} 张小票查不到：{first} 到 {last}。请问收银员和顾客。",
        "{number} receipts of till {till_no}'s old machine cannot be accounted for: {first} to {last}. Ask the "
        "cashiers and the customers.",
    ),
    "closed_came_back": Bilingual(
        "{till_no} 号收银台已结束的旧机又送来了记录，已入账；结束记录已更新。",
        "The closed old machine of till {till_no} delivered more; it is booked, and the closing record is renewed.",
    ),
    "no_relay": Bilingual(
        "只有本店的中继机可以这样做。请在后台取中继机的配对码。",
        "Only a shop's relay may do that. Ask the back office for a relay's pairing code.",
    ),
    "revoked": Bilingual(
        "这台收银机已停用，请联系总部。", "This till was taken out of service. Please ask head office."
    ),
    "office_closed": Bilingual(
        "后台只在本机开放；要从别处打开，请为商城设置后台密码。",
        "The office opens on this machine only; to open it elsewhere, give the mall an office password.",
    ),
    "office_password": Bilingual("请输入后台密码。", "The office asks for its password."),
    "too_large": Bilingual("请求太大。", "The request is too large."),
    "unreadable": Bilingual("请求无法读取。", "The request cannot be read."),
    "too_slow": Bilingual(
        "请求没有及时传完，什么都没有丢，会自动重发。",
        "The request did not arrive in time. Nothing is lost; it is sent again by itself.",
    ),
    "spell_out": Bilingual(
        "简写的上传对不上校验值，会自动按完整格式重发。",
        "The short form of the push does not come out; it is sent again in full by itself.",
    ),
    "no_such_dictionary": Bilingual(
        "商城不认得这种压缩，会自动换一种重发。",
        "The mall does not know that packing; it is sent again in another by itself.",
    ),
    "slow_down": Bilingual("请求太频繁，请 {seconds} 秒后再试。", "Too many requests. Try again in {seconds} s."),
    "not_found": Bilingual("没有这个地址。", "There is nothing at that address."),
    "trouble": Bilingual("商城出了点问题，请稍后再试。", "The mall has a problem. Please try again later."),
    # --- parked operations
    "unknown_version": Bilingual(
        "收银机比商城新：商城升级后会自动处理（{kind} {v}）。",
        "The till is newer than the mall; it will be applied once the mall is upgraded ({kind} {v}).",
    ),
    "bad_body": Bilingual(
        "内容不合规格，已原样保留。", "Its content is not what its kind says; it is kept as it came."
    ),
    "unsound": Bilingual(
        "内容与它的校验值不符，已原样保留，未入账。",
        "Its content does not match its own hash; kept as it came, not booked.",
    ),
    "waits_for": Bilingual("它依赖的另一笔还没有处理。", "It depends on another operation that has not been applied."),
    "same_sale": Bilingual(
        "销售单 {receipt_no} 已经入账，没有再记一次。", "Sale {receipt_no} is booked already; it was not booked twice."
    ),
    "other_shop": Bilingual("它写着别的门店，未入账。", "It names another shop; it was not booked."),
    "booking_not_here": Bilingual("商城没有这个预约。", "The mall has no such booking."),
    "garment_not_here": Bilingual("这个预约里没有这件衣服。", "That garment is not part of the booking."),
    "order_not_here": Bilingual("商城没有这个订单。", "The mall has no such order."),
    "transfer_not_here": Bilingual("商城没有这笔调拨。", "The mall has no such transfer."),
    "handed_over_twice": Bilingual(
        "订单 {number} 被交付了两次，多交 {pieces} 件，库存已按两次扣减，请核对是谁多拿了，并盘点。",
        "Order {number} was handed over twice: {pieces} pieces too many, and stock is taken for both. Find out who has "
        "them, and count.",
    ),
    "handed_over_unpaid": Bilingual(
        "到店付订单 {number} 没有收款就交付了，请向顾客收款。",
        "Order {number}, to be paid on collection, left the shop unpaid. Ask her for the money.",
    ),
    "handed_over_early": Bilingual(
        "拼团订单 {number} 还没有成团就交付了，请核对。",
        "Group order {number} left the shop before its group was complete. Please look.",
    ),
    "cannot_find": Bilingual(
        "订单 {number} 要的 {variant_id} 少 {pieces} 件，找不到；已请顾客选择换店或退款，请盘点。",
        "{pieces} of {variant_id} for order {number} cannot be found. She is asked whether she wants them from another "
        "shop or her money back. Please count.",
    ),
    "z_out_of_order": Bilingual(
        "Z 报表编号 {number} 接不上前一张 {before}，请核对这台收银机的交班记录。",
        "Z report {number} does not follow the one before, {before}. Look at the shifts of this till.",
    ),
    "cash_difference": Bilingual(
        "交班差异超过限额，由店长批准，Z 报表 {number}，原因：{reason}",
        "A shift was closed with a difference over the limit, allowed by another person. Z report {number}: {reason}",
    ),
    "journal_rewritten": Bilingual(
        "电子流水第 {seq} 条与之前上报的不一致，可能被改写或用旧备份恢复，请导出核验。",
        "Entry {seq} of the journal is not the one told before: rewritten, or restored from an old copy. Verify it.",
    ),
    "shift_not_here": Bilingual("商城没有这个班次的开班记录。", "The mall never saw this shift open."),
    "failed": Bilingual(
        "商城处理时出错，已保留，等人处理。", "The mall failed to apply it; it is kept and waits for a person."
    ),
    # --- settling what is parked
    "fix_retry": Bilingual("再试一次", "Try again"),
    "fix_suspense": Bilingual("先记收款，其余挂账", "Book the money, put the rest in suspense"),
    "fix_correct": Bilingual("不再入账，结案", "Book nothing of it and close it"),
    "fix_map_booking": Bilingual("就是 {which}", "It means {which}"),
    "fix_map_order": Bilingual("就是{which}", "It means {which}"),
    "fix_map_shift": Bilingual("算进 {which}", "It belongs to {which}"),
    "fix_map_garment": Bilingual("就是 {which}", "It means {which}"),
    "fix_map_member": Bilingual("就是 {which}", "It means {which}"),
    "fix_map_variant": Bilingual("就是 {which}", "It means {which}"),
    "fix_map_coupon": Bilingual("就是 {which}", "It means {which}"),
    "in_suspense": Bilingual(
        "收款已入账，其余挂账，等人核对。",
        "The money is booked; the rest stands in suspense until somebody has looked.",
    ),
    "corrected": Bilingual("已由人工结案。", "A person has settled it."),
    "parked_again": Bilingual("又试了一次，还是不能入账。", "It was tried again and still cannot be booked."),
    "not_a_way_out": Bilingual(
        "这条记录不能这样处理，请选它旁边列出的办法。",
        "That does not help this operation. Choose one of the ways listed beside it.",
    ),
    "nothing_to_map": Bilingual(
        "商城找不到所选的对象，什么都没有改变，请重新选择。",
        "The mall does not know what was chosen, so nothing was changed. Choose again.",
    ),
    "money_unclear": Bilingual(
        "看不清收了多少钱，不能先记收款；请总部核对后结案。",
        "It is not clear what was paid, so no money can be booked. Head office has to look at it and close it.",
    ),
    "not_allowed": Bilingual(
        "只有本店店长能处理；记录还在，没有改变。", "Only a manager of that shop may settle it; it is as it was."
    ),
    "no_name": Bilingual(
        "请写上姓名和原因，方便以后查。", "Say who you are and why, so that it can be looked up later."
    ),
    "not_bookable": Bilingual(
        "这些内容不成格式，没有可入账的东西。下载原文交给技术支持，看过后写明理由作废。",
        "These entries are no operations, so nothing in them can be booked. Download them as they came for support, "
        "then discard them with the reason.",
    ),
    "nothing_apart": Bilingual("这里没有隔离的记录了。", "Nothing of that log is set apart any more."),
    # --- exceptions: applied, yet somebody should look
    "sold_unknown_variant": Bilingual(
        "{receipt_no} 卖了目录里没有的货（{variant_id}），金额已入账。",
        "{receipt_no} sold goods that are not in the catalogue ({variant_id}); the money is booked.",
    ),
    "sold_unknown_member": Bilingual(
        "{receipt_no} 写着不认识的会员，金额已入账，积分未记。",
        "{receipt_no} names a member nobody knows; the money is booked, no points were.",
    ),
    "same_return": Bilingual(
        "退货单 {receipt_no} 已经入账，没有再记一次。",
        "Return {receipt_no} is booked already; it was not booked twice.",
    ),
    "returned_twice": Bilingual(
        "{of_receipt_no} 的 {pieces} 件商品被退了不止一次（{receipts}）；账户没有重复退款，请核对现金和实物。",
        "{pieces} piece(s) of {of_receipt_no} were taken back more than once ({receipts}). No account was credited "
        "twice; please check the cash and the goods.",
    ),
    "returned_unknown_sale": Bilingual(
        "{receipt_no} 退的是商城还没收到的销售 {of_receipt_no}，已入账；那张销售单到了会再核对。",
        "{receipt_no} took goods back of {of_receipt_no}, a sale the mall has not received. It is booked, and looked "
        "at again when that sale comes.",
    ),
    "refunded_unknown_value": Bilingual(
        "{receipt_no} 要退回商城不认识的账户（{owner}），余额未记，请核对。",
        "{receipt_no} gives back to an account that the mall does not know ({owner}); nothing was credited. "
        "Please check.",
    ),
    "points_gone": Bilingual(
        "{receipt_no} 应收回的积分有 {points} 分已被用掉，按损失记账，不向顾客追讨。",
        "{points} of the points that {receipt_no} takes back were spent already; booked as a loss, the customer is "
        "not asked.",
    ),
    "double_redeem": Bilingual(
        "券 {coupon} 第二次被用（{receipt_no}），按损失记账，不向顾客追讨。",
        "Coupon {coupon} was used a second time ({receipt_no}); booked as a loss, the customer is not asked.",
    ),
    "value_spent_twice": Bilingual(
        "{receipt_no} 用掉的余额已被别处用过（{others}），差额按损失记账，不向顾客追讨。",
        "{receipt_no} spent what {others} had spent before; the difference is booked as a loss, "
        "the customer is not asked.",
    ),
    "spent_unknown_value": Bilingual(
        "{receipt_no} 用了商城不认识的账户（{owner}），金额按损失记账，请核对。",
        "{receipt_no} spent from an account that the mall does not know ({owner}); booked as a loss. Please check.",
    ),
    "unknown_coupon": Bilingual(
        "{receipt_no} 用了不认识的券，金额已入账。", "{receipt_no} used a coupon nobody knows; the money is booked."
    ),
    "same_movement": Bilingual(
        "库存流水 {movement_id} 来过两次，只记了一次。", "Stock movement {movement_id} came twice and was booked once."
    ),
    "shortfall": Bilingual(
        "{variant_id} 已在店内卖出，订单 {number} 缺 1 件，请尽快联系顾客或调货。",
        "{variant_id} was sold on the floor: order {number} lacks 1 piece. Call the customer or move stock.",
    ),
    "transfer_sent_after_end": Bilingual(
        "对方已不要的 {variant_id} 仍然寄出了，请联系对方门店：留下或寄回。",
        "{variant_id} was sent although nobody wanted it any more. Ask the other shop to keep it or to send it back.",
    ),
    "transfer_differs": Bilingual(
        "调拨的 {variant_id} 寄出 {sent} 件，收到 {received} 件，请两店核对。",
        "{sent} pieces of {variant_id} were sent to another shop and {received} arrived. Both shops should check.",
    ),
    "room_promised": Bilingual(
        "{room} 号试衣间留给了 {time} 的预约 {booking}，店员让别人先进了；请给她安排另一间，或请她稍等。",
        "Fitting room {room} was kept for booking {booking} at {time}, and a clerk let somebody else in. Give her "
        "another room, or ask her to wait.",
    ),
    "booking_changed_twice": Bilingual(
        "预约 {booking} 在手机上改成了 {time}，收银台也改成了 {wished}；以收银台的为准，请和顾客确认。",
        "Booking {booking} was moved to {time} elsewhere and to {wished} at the counter. The counter's stands; please "
        "confirm it with her.",
    ),
    "booking_cancelled_meanwhile": Bilingual(
        "预约 {booking} 别处刚改成 {time}，收银台又取消了；现在是取消的，请和顾客确认。",
        "Booking {booking} was changed elsewhere, to {time}, and called off at the counter. It is off; please confirm "
        "it with her.",
    ),
    "booking_not_changed": Bilingual(
        "收银台要改或取消预约 {booking}，没有成：她已到店、预约已结束，或门店那时不营业。它仍是 {time}，请告诉顾客。",
        "A counter wished to change or cancel booking {booking}, in vain: she is here, it had ended, or the shop is "
        "closed then. It stands at {time}; please tell her.",
    ),
    **ON_THE_FLOOR,
    **OF_ADVICE,
    **OF_DEALS,
    **OF_ERASURE,
    **OF_REVIEWS,
    "handed_over_after_end": Bilingual(
        "订单 {number} 在{status_zh}之后被取走，请核对退款。",
        "Order {number} left the shop after it was {status_en}. Check the refund.",
    ),
    "parked_too_long": Bilingual(
        "{till_no} 号机的第 {number} 号记录等人处理超过 15 分钟。",
        "Operation no. {number} of till {till_no} has waited for a person for more than 15 minutes.",
    ),
    "copy_discarded": Bilingual(
        "{till_no} 号机有 {count} 条隔离记录经审核不入账：{reason}",
        "After review {count} operations of till {till_no} that were set apart are not booked: {reason}",
    ),
    "fork": Bilingual(
        "收银机 {till_no} 的记录出现分叉（磁盘被复制或还原）：新来的已保留但不入账，请重新配对这台收银机。",
        "The log of till {till_no} has forked (a copied or restored disk): what comes is kept, not booked. "
        "Pair that till again.",
    ),
    "unframed": Bilingual(
        "收银机 {till_no} 传来的一条记录不成格式，已原样保留，请联系技术支持。",
        "Till {till_no} sent an entry that is no operation at all; it is kept as it came. Please ask support.",
    ),
    "introduced": Bilingual(
        "商城从备份恢复后不认识收银机 {till_no}，它出示了配对证书，已重新登记。若它早已停用，请再停用一次。",
        "After a restore the mall did not know till {till_no}; it showed its certificate and is registered again. "
        "If it had been taken out of service, do that once more.",
    ),
    "number_twice": Bilingual(
        "两台收银机都叫 {till_no}：一台在商城恢复之前配对，这里显示为 {shown}。小票号会重复，请给一台重新配对。",
        "Two tills are called {till_no}: one was paired before the mall was restored and is shown as {shown}. "
        "Their receipts carry the same numbers; pair one of them again.",
    ),
    "from_revoked": Bilingual(
        "停用的收银机 {till_no} 还在上传，已保留，等人审核。",
        "Till {till_no}, taken out of service, still sends; it is kept and waits for review.",
    ),
}


def sentence(code: str, values: Mapping[str, object] | None = None) -> Bilingual:
    """Return the sentence of a code with its places filled; an unknown code says that there is a problem."""
    text = SENTENCES.get(code, SENTENCES["trouble"])
    places = _Places(values or {})
    return Bilingual(text.zh.format_map(places), text.en.format_map(places))


class _Places(dict[str, object]):
    """Values for a sentence; a missing one shows as a dash rather than breaking the sentence."""

    def __missing__(self, key: str) -> str:
        return "–"
