"""What the panel of defective goods says."""

from __future__ import annotations

from collections.abc import Mapping

from posapp.domain.defects import End
from posapp.domain.text import Bilingual

TITLE = Bilingual("次品处", "Defective goods")
HOW = Bilingual(
    "这些是退回的次品，不能卖，也不会许给谁。处理完一件，所有收银机和商城的账一起改。",
    "They came back and lie apart: nobody can sell or promise them. Settle a piece, and every till and the mall's "
    "books follow.",
)
NONE = Bilingual("次品处没有东西", "Nothing lies there")
NONE_HOW = Bilingual("退货时记为残次品的会出现在这里。", "What is taken back as defective appears here.")
PIECE = Bilingual("{colour} {size} × {count}", "{colour} {size} × {count}")
UNKNOWN = Bilingual("商城已下架 × {count}", "No longer sold × {count}")
PRICE = Bilingual("标价 {price}", "Shelf price {price}")
ENDS: Mapping[End, Bilingual] = {
    "mended": Bilingual("回卖场", "For sale again"),
    "sent_back": Bilingual("寄回", "Send back"),
    "written_off": Bilingual("报损", "Write off"),
}
WHY: Mapping[End, Bilingual] = {
    "mended": Bilingual("{count} 件回卖场，为什么可以卖了？", "{count} for sale again. Why?"),
    "sent_back": Bilingual("{count} 件寄回，为什么？", "{count} sent back. Why?"),
    "written_off": Bilingual("{count} 件报损，为什么？", "{count} written off. Why?"),
}
DONE: Mapping[End, Bilingual] = {
    "mended": Bilingual("{name}：{count} 件可以卖了", "{name}: {count} for sale again"),
    "sent_back": Bilingual("{name}：{count} 件记为寄回", "{name}: {count} sent back"),
    "written_off": Bilingual("{name}：{count} 件已报损", "{name}: {count} written off"),
}
DONE_HOW: Mapping[End, Bilingual] = {
    "mended": Bilingual("请挂回货架；库存已加上。", "Hang it on its shelf; the stock counts it."),
    "sent_back": Bilingual("请打包寄给供应商。", "Pack it for the supplier."),
    "written_off": Bilingual("请按店里的规定处理实物。", "Dispose of it as the shop is told to."),
}
