"""The words of getting a piece from another shop."""

from __future__ import annotations

from posapp.domain.text import Bilingual

WAYS = {
    "bring": Bilingual("调来本店", "Bring it here"),
    "reserve": Bilingual("在那边给她留着", "Keep it there for her"),
    "ship": Bilingual("从那边寄给她", "Send it to her from there"),
}
ADDRESS = Bilingual("收件人、电话、地址", "Name, phone, address")
SEND = Bilingual("寄", "Send")
AS_OF = Bilingual("{ago}的数", "As of {ago}")
SILENT = Bilingual(
    "{since} 起那家店断网，可能已卖出，请先打电话", "That shop is offline since {since}: call before you promise"
)
NEVER = Bilingual("还没有和商城连上过，请先打电话", "Never heard from the mall: call before you promise")
ASKED = {
    "bring": Bilingual("已请{shop}调来，进度在“调拨”里", "{shop} is asked to bring it. See “Shops”"),
    "reserve": Bilingual("已请商城在{shop}留货，答复在“调拨”里", "The mall is asked to keep it at {shop}. See “Shops”"),
    "ship": Bilingual("已请{shop}寄出，进度在“调拨”里", "{shop} is asked to send it. See “Shops”"),
}
