"""What is said of keys that cannot be given."""

from __future__ import annotations

from posapp.domain.text import Bilingual
from posapp.ui.sentences.sentence import Sentence

_OTHER = Bilingual(
    "没有改。请按另一个键，或按 Esc 不改。", "Nothing was changed. Press another key, or Esc to leave it."
)

SENTENCES: dict[str, Sentence] = {
    "key_refused": ("warning", Bilingual("这个键不能用", "That key cannot be used"), _OTHER),
    "key_refused.taken": (
        "warning",
        Bilingual("{key} 已经是「{by}」的键", '{key} is the key of "{by}"'),
        Bilingual(
            "没有改。请按另一个键，或先给「{by}」换一个键。",
            'Nothing was changed. Press another key, or give "{by}" another one first.',
        ),
    ),
    "key_refused.typed": (
        "warning",
        Bilingual("{key} 要留给输入和扫码枪", "{key} is left to typing and the scanner"),
        Bilingual(
            "没有改。请按 F 键，或同时按 Ctrl 或 Alt。", "Nothing was changed. Press an F key, or hold Ctrl or Alt."
        ),
    ),
    "key_refused.fixed": (
        "warning",
        Bilingual("{key} 的作用到处一样，不能改", "{key} means the same everywhere"),
        _OTHER,
    ),
    "key_refused.system": (
        "warning",
        Bilingual("{key} 是系统的键", "{key} belongs to the system"),
        _OTHER,
    ),
    "key_refused.scanner": (
        "warning",
        Bilingual("有些扫码枪会在码后面发出 {key}", "Some scanners send {key} behind a code"),
        _OTHER,
    ),
    "key_refused.reload": (
        "warning",
        Bilingual("{key} 不能用来清空、删行或收款", "{key} neither empties, removes nor pays"),
        Bilingual(
            "没有改：很多人习惯按 F5 刷新，不能因此丢单。请按另一个键。",
            "Nothing was changed: people press F5 to reload, and no sale may suffer from it. Press another key.",
        ),
    ),
    "key_refused.numbered": (
        "warning",
        Bilingual("推荐有六个，要 Ctrl 或 Alt 加数字", "There are six suggestions: hold Ctrl or Alt with a number"),
        Bilingual(
            "没有改。例如按 Alt+1，Alt+2 到 Alt+6 跟着它。", "Nothing was changed. Alt+1, say, brings 2 to 6 along."
        ),
    ),
    "key_refused.only_way": (
        "warning",
        Bilingual("「{act}」只有按键能打开", '"{act}" is reached by its key alone'),
        Bilingual("没有改。请换一个键。", "Nothing was changed. Give it another key."),
    ),
}
