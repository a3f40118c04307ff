"""What is said of fitting rooms."""

from __future__ import annotations

from posapp.domain.text import Bilingual
from posapp.ui.sentences.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    "room_taken": (
        "warning",
        Bilingual("{room} 号试衣间有人", "Somebody is in room {room}"),
        Bilingual("请换一间，或等她出来；她的衣服都在。", "Take another room, or wait; her pieces stay as they are."),
    ),
    "room_kept": (
        "warning",
        Bilingual("{room} 号试衣间留给了 {time} 的 {name}", "Room {room} is kept for {name} at {time}"),
        Bilingual(
            "请换一间空的。一定要用这间，再按一次；店长会收到一条提醒。",
            "Take another free room. If it must be this one, press again; a manager is told of it.",
        ),
    ),
    "room_unsure": (
        "warning",
        Bilingual(
            "和商城断开期间，{room} 号试衣间可能已经约给别人",
            "While the mall is away, room {room} may have been promised to somebody",
        ),
        Bilingual(
            "本店自留的试衣间可以放心用；一定要用这间，再按一次。",
            "The rooms that the shop keeps for walk-ins are safe. If it must be this one, press again.",
        ),
    ),
    "nobody_in_room": (
        "warning",
        Bilingual("{room} 号试衣间现在没人", "Nobody is in room {room} now"),
        Bilingual(
            "可能另一台收银机已经请她出来了；请她进来后再登记衣服。",
            "Another till may have let her out. Let her in again before you bring pieces.",
        ),
    ),
    "no_such_room": (
        "warning",
        Bilingual("本店没有这间试衣间了", "This shop no longer has that room"),
        Bilingual("房间列表刚刚更新过，请另选一间。", "The list of rooms has just changed. Choose another."),
    ),
}
