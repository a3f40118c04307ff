"""The words of 智能凑单."""

from __future__ import annotations

from posapp.domain.text import Bilingual

PIECE = Bilingual("{name} · {colour}", "{name} · {colour}")
SIZED = Bilingual("{name} · {colour} {size}", "{name} · {colour} {size}")
BETWEEN = Bilingual(" ＋ ", " + ")

LESS = Bilingual("再加 {adds} 减 {saves}，净省 {rest}", "Add {adds}, save {saves}: {rest} less to pay")
EVEN = Bilingual("再加 {adds} 减 {saves}，一分不多付", "Add {adds}, save {saves}: no more to pay")
MORE = Bilingual("再加 {adds} 减 {saves}，多付 {rest}", "Add {adds}, save {saves}: {rest} more to pay")
"""The last says what she pays more: no saving is told that costs more than it gives."""
