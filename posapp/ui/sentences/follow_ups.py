"""What is said of follow-ups."""

from __future__ import annotations

from posapp.domain.text import Bilingual
from posapp.ui.sentences.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    "no_such_follow_up": (
        "accent",
        Bilingual("这条回访已经不在列表里", "That follow-up is off the list"),
        Bilingual(
            "商城刚把它收回：她已经买了、关了消息，或过了时间。不用再做什么。",
            "The mall took it back: she bought, said no to messages, or its time is over. Nothing is left to do.",
        ),
    ),
}
