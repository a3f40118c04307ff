"""What the sync desk says: one sentence for the lamp, one for each operation."""

from __future__ import annotations

from posapp.domain.text import Bilingual

TITLE = Bilingual("商城同步", "This till and the mall")
LAMPS = {
    "unpaired": Bilingual("这台收银机还没有连接商城", "This till is not connected to a mall yet"),
    "loading": Bilingual("正在首次读取，可以照常收银", "Loading for the first time; you can sell"),
    "online": Bilingual("与商城完全一致", "Everything is in step"),
    "sending": Bilingual("正在上传", "Sending"),
    "offline": Bilingual("商城暂时连不上，收银照常", "The mall is out of reach; the counter works as usual"),
    "attention": Bilingual("有记录需要人看一下", "Something needs a person to look"),
    "revoked": Bilingual("商城已停用本机，收银照常", "The mall took this till out of service; the counter works"),
    "forked": Bilingual("请重新配对本机，收银照常", "This till has to be paired again; the counter works"),
}
ADVICE = {
    "unpaired": Bilingual("请店长完成首次设置。", "Ask the manager to finish the first start."),
    "loading": Bilingual("价格先到，其余在后台继续。", "Prices come first; the rest follows in the background."),
    "online": Bilingual("无需操作。", "There is nothing to do."),
    "sending": Bilingual("无需操作，稍后自动完成。", "There is nothing to do; it finishes by itself."),
    "offline": Bilingual(
        "销售、会员码、预约签到、自提都能用；恢复后自动上传，一笔不少。",
        "Selling, member codes, check-in and pickups all work. Everything is sent once it answers; nothing is lost.",
    ),
    "attention": Bilingual(
        "销售已完整保存，不影响收银；原因见下方。",
        "The sales are safe and the counter works; the reason is below.",
    ),
    "revoked": Bilingual(
        "商城已停用本机：销售都留在本机并照样上传，由总部审核后入账。要继续使用，请店长向总部要配对码，再按「重新配对」。",
        "The mall took this till out of service. Sales are kept and still sent; head office books them after a review. "
        'To go on, a manager asks head office for a pairing code and presses "Pair again".',
    ),
    "forked": Bilingual(
        "本机的记录曾被复制或还原，商城把新记录先隔离：一笔不少，由总部审核后入账。请店长向总部要配对码，再按「重新配对」。",
        "This till's records were copied or put back, so the mall sets new ones apart: none is lost, head office books "
        'them after a review. A manager asks head office for a pairing code and presses "Pair again".',
    ),
}
CLOCK_IS_SLOW = Bilingual(
    "本机时钟慢了{by}。收银照常，离谱的时间不会写进小票；请在系统设置里校准。",
    "This till's clock is {by} slow. Selling goes on, and receipts do not go by it when it is far off; "
    "set it right in the system's settings.",
)
CLOCK_IS_FAST = Bilingual(
    "本机时钟快了{by}。收银照常，离谱的时间不会写进小票；请在系统设置里校准。",
    "This till's clock is {by} fast. Selling goes on, and receipts do not go by it when it is far off; "
    "set it right in the system's settings.",
)
CLOCK_WAS_SLOW = Bilingual("当时本机时钟慢{by}", "this till's clock was {by} slow")
CLOCK_WAS_FAST = Bilingual("当时本机时钟快{by}", "this till's clock was {by} fast")
PAIR_AGAIN = Bilingual("重新配对", "Pair again")
MALL_IS_A_STRANGER = Bilingual(
    "连到的商城不认得这台收银机：可能是另一家的商城，或本机已被停用。销售都留在本机，一笔不少；请联系后台。",
    "The mall that answers does not know this till: it may be another chain's, or this till was taken out of service. "
    "All sales are kept here; call the back office.",
)
PRICES_ARE_OLD = Bilingual(
    "价格可能已经变了，请留意标价；收银照常，恢复后自动更新。",
    "Prices may have changed, so look at the tags; selling goes on, and they are brought up to date by themselves.",
)
WORKER_IS_GONE = Bilingual(
    "同步程序正在重启，几秒后继续；收银照常。", "Synchronisation is restarting and goes on in a few seconds."
)

LAST_CONTACT = Bilingual("上次联系", "last contact")
PRICES_AS_OF = Bilingual("价格截至", "prices as of")
WAITING = Bilingual("待上传", "to send")
PARKED = Bilingual("待人处理", "for a person")
NEVER = Bilingual("还没有", "never")

STREAMS = {
    "shop": Bilingual("本店", "shop"),
    "stock": Bilingual("库存", "stock"),
    "members": Bilingual("会员", "members"),
    "advice": Bilingual("推荐", "advice"),
}
FRESHNESS = Bilingual("数据截至：{each}", "As of: {each}")

PACK_TROUBLES = {
    "pack_other_chain": Bilingual(
        "收到的推荐模型是另一家的，没有采用；推荐照旧。请后台核对本机连的商城。",
        "A model pack of another chain arrived and is not used; suggestions go on as before. "
        "Ask the back office which mall this till talks to.",
    ),
    "pack_unsigned": Bilingual(
        "商城发来的推荐模型没有签名，没有采用；推荐照旧。商城程序升级后自动恢复。",
        "The mall's model pack is not signed and is not used; suggestions go on as before. "
        "It mends itself once the mall's program is updated.",
    ),
    "pack_forged": Bilingual(
        "收到的推荐模型签名不对，没有采用；推荐照旧。请告诉后台。",
        "A model pack with a wrong signature arrived and is not used; suggestions go on as before. "
        "Tell the back office.",
    ),
    "pack_damaged": Bilingual(
        "新的推荐模型已损坏，没有采用；推荐照旧，今晚的新模型会自动换上。",
        "The newest model pack is damaged and is not used; suggestions go on as before. Tonight's replaces it.",
    ),
    "pack_newer": Bilingual(
        "新的推荐模型要更新的程序才能用；推荐照旧。请升级本机程序。",
        "The newest model pack wants a newer program; suggestions go on as before. Update this till.",
    ),
    "pack_older": Bilingual(
        "商城发来一份旧的推荐模型，没有采用；本机的更新，推荐照旧。",
        "The mall sent an older model pack, which is not used: this till has a newer one. There is nothing to do.",
    ),
    "pack_ahead": Bilingual(
        "新的推荐模型来自将来，多半是本机时钟慢了，没有采用；推荐照旧。请校准时钟，下一份会自动换上。",
        "The newest model pack is from the future: most likely this till's clock is slow. Suggestions go on as before. "
        "Set the clock right, and the next one is taken.",
    ),
}

WITHOUT_THE_MALL = Bilingual("断网时能用什么", "What works without the mall")
INSTRUMENTS = {
    "stored_value": Bilingual("储值", "Stored value"),
    "gift_card": Bilingual("礼品卡", "Gift cards"),
    "points": Bilingual("积分", "Points"),
}
RIGHT = Bilingual("{name}：{what}", "{name}: {what}")
AND = Bilingual("；", "; ")
REFUSED = Bilingual("断网时不能用，联网才行", "only while the mall answers")
NO_LEASE = Bilingual("断网时只能用预留给本机的，现在没有", "only what is set aside for this till, and nothing is now")
LEASED = Bilingual(
    "为本机预留 {leased}（{accounts} 个账户），{until} 起陆续到期",
    "{leased} of {accounts} accounts set aside for this till, the first until {until}",
)
FLOOR = Bilingual(
    "每个账户最多 {each}，本机今天还可用 {today}", "up to {each} of each account, {today} left on this till today"
)
QUOTA = Bilingual(
    "本店货品：商城可卖 {quota} 件，其中网单待备货 {to_pick} 件；店里有的照常可卖",
    "Goods of this shop: the mall may sell {quota}, {to_pick} of them wait to be picked; whatever is here may be sold",
)

WAITING_FOR_A_PERSON = Bilingual("等人处理", "Waiting for a person")
OVERDUE = Bilingual(
    "有 {count} 条超过 15 分钟没人处理，已通知总部；收银照常。",
    "{count} waiting for over 15 minutes; head office has been told. The counter works.",
)
FROM_TILL = Bilingual("{till} 号机 · 商城号 {hub_no}", "till {till} · mall no. {hub_no}")
TRIED = Bilingual("上次处理：{what}", "Last try: {what}")
ASKED = Bilingual("已交给商城处理，稍后显示结果。", "The mall was asked; the result will show here.")
ASK_A_MANAGER = Bilingual("请店长登录后处理；收银不受影响。", "A manager can settle it here after signing in.")
SURE = Bilingual("处理后不能撤回，确定吗？", "This cannot be taken back. Go ahead?")
LEAVE_IT = Bilingual("先不处理", "Leave it")

OPERATIONS = Bilingual("最近的记录", "Latest operations")
NOTHING = Bilingual("还没有记录", "Nothing yet")
NOTHING_HOW = Bilingual("第一笔销售会出现在这里。", "The first sale will appear here.")
KINDS = {
    "sale.commit": Bilingual("销售 {subject}", "Sale {subject}"),
    "return.commit": Bilingual("退换货 {subject}", "Return {subject}"),
    "defective.settle": Bilingual("处理次品 {subject}", "Defective goods settled {subject}"),
    "shift.open": Bilingual("开班 {subject}", "Shift opened {subject}"),
    "shift.close": Bilingual("交班 {subject}", "Shift closed {subject}"),
    "override.said": Bilingual("同事授权", "A colleague's word"),
    "cart.put_aside": Bilingual("挂单 {subject} 件", "Put aside, pieces: {subject}"),
    "cart.take_up": Bilingual("取单，挂在 {subject} 号机", "Taken back, put aside at till {subject}"),
    "cash.move": Bilingual("现金进出 {subject}", "Cash moved {subject}"),
    "invoice.request": Bilingual("开票申请 {subject}", "Invoice wanted {subject}"),
    "journal.anchor": Bilingual("流水存证 {subject}", "Journal anchored {subject}"),
    "transfer.ask": Bilingual("向别的门店要 {subject}", "Asked another shop for {subject}"),
    "transfer.decline": Bilingual("给不了别的门店 {subject}", "Could not give {subject} to another shop"),
    "transfer.send": Bilingual("交给别的门店 {subject}", "Sent {subject} to another shop"),
    "transfer.receive": Bilingual("收到别的门店的 {subject}", "{subject} came from another shop"),
    "transfer.call_off": Bilingual("不再向别的门店要 {subject}", "Called off {subject} of another shop"),
    "room.enter": Bilingual("请进 {subject} 号试衣间", "Let into room {subject}"),
    "room.carry": Bilingual("{subject} 号试衣间的衣服", "Pieces of room {subject}"),
    "room.leave": Bilingual("离开 {subject} 号试衣间", "Out of room {subject}"),
    "follow_up.decide": Bilingual("回访“{subject}”", "Follow-up “{subject}”"),
    "room.ready": Bilingual("{subject} 号试衣间整理好了", "Room {subject} is tidy"),
    "booking.change": Bilingual("改预约 {subject}", "Booking changed {subject}"),
    "booking.cancel": Bilingual("取消预约 {subject}", "Booking called off {subject}"),
    "booking.prepare": Bilingual("预约备货 {subject}", "Pieces laid out {subject}"),
    "booking.substitute": Bilingual("预约换一件 {subject}", "Another piece {subject}"),
    "booking.release": Bilingual("预约的衣服卖了 {subject}", "Laid-out piece sold {subject}"),
    "booking.check_in": Bilingual("预约签到 {subject}", "Booking checked in {subject}"),
    "try_on.outcome": Bilingual("试穿结果 {subject}", "Try-on outcome {subject}"),
    "pickup.hand_over": Bilingual("自提交货 {subject}", "Pickup handed over {subject}"),
    "pickup.pick": Bilingual("自提备货 {subject}", "Pickup picked {subject}"),
    "pickup.cannot_find": Bilingual("自提缺货 {subject}", "Pickup piece not found {subject}"),
    "pickup.put_back": Bilingual("放回卖场 {subject}", "Put back on the floor {subject}"),
    "stock.count": Bilingual("盘点 {subject}", "Counted {subject}"),
    "lease.return": Bilingual("归还额度 {subject}", "Right given back {subject}"),
    "advice.shown": Bilingual("推荐已展示 {subject}", "Suggestions shown {subject}"),
    "parked.settle": Bilingual("处理待办 {subject}", "Settled for {subject}"),
    "code.taken": Bilingual("会员码用过了 {subject}", "Member code taken {subject}"),
    "advice.looked": Bilingual("看过的商品 {subject}", "Looked at {subject}"),
    "advice.dismissed": Bilingual("推荐被划掉 {subject}", "Suggestion dismissed {subject}"),
}
OTHER_KIND = Bilingual("{kind} {subject}", "{kind} {subject}")
STATES = {
    "here": Bilingual("在本机，待上传", "In this till"),
    "relayed": Bilingual("在本机和店内中继机，待上传", "In this till and at the shop's relay"),
    "received": Bilingual("商城已收到，编号 {hub_no}", "At the mall as no. {hub_no}"),
    "applied": Bilingual("商城已入账，编号 {hub_no}", "Booked at the mall as no. {hub_no}"),
    "backed_up": Bilingual(
        "商城已入账，编号 {hub_no}，备份里也有", "Booked as no. {hub_no}, also in the mall's backup"
    ),
    "parked": Bilingual("等人处理：{reason}", "Waits for a person: {reason}"),
}
