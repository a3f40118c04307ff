"""What the papers of preparing say: bag labels and the walking list."""

from __future__ import annotations

from posapp.domain.text import Bilingual

TRY_ON = Bilingual("试穿 {name}", "Try-on {name}")
PICKUP = Bilingual("自提 {name}", "Pickup {name}")
TIME = Bilingual("时间", "Time")
ROOM = Bilingual("试衣间", "Room")
ANY_ROOM = Bilingual("到店安排", "on arrival")
UNTIL = Bilingual("保留到", "Kept until")
ORDER = Bilingual("订单", "Order")
HINT = Bilingual("码尾号", "Code ends in")
PIECES = Bilingual("件数", "Pieces")
PIECE = Bilingual("{name}（{colour}）", "{name}, {colour}")
WALK = Bilingual("取货单", "Walking list")
PRINTED = Bilingual("打印", "Printed")
SHELF = Bilingual("货架 {shelf}", "Shelf {shelf}")
NO_SHELF = Bilingual("没有货位", "No shelf")
FOR = Bilingual("□ {name} {time}", "□ {name} {time}")
NOTHING = Bilingual("没有要取的。", "Nothing is to be fetched.")
LABEL_NAMES = {
    "booking": Bilingual("袋签 试穿 {name} {number}", "Bag label, try-on {name} {number}"),
    "order": Bilingual("袋签 自提 {name} {number}", "Bag label, pickup {name} {number}"),
}
