"""Whether somebody is meant by what was typed: a name in Chinese, in pinyin, or by its initials."""

from __future__ import annotations

_LONGEST_INITIALS = 4
_NO_INITIAL = frozenset("iuv")
"""No syllable of pinyin begins with these."""


def is_called(typed: str, zh: str, en: str) -> bool:
    """Tell whether a typed name may be hers; ``*`` stands for what a till does not know of a name.

    >>> [is_called(typed, "林*清", "Lin *") for typed in ("林", "林晓清", "林清", "林小雨")]
    [True, True, True, False]
    >>> [is_called(typed, "林*清", "Lin *") for typed in ("lin", "Lin Xiaoqing", "lxq", "liu", "zhou")]
    [True, True, True, False, False]
    """
    plain = "".join(typed.split()).lower()
    if not plain:
        return False
    if plain.isascii():
        return _is_spelt(plain, en.lower().split())
    return _fits(plain, zh) or zh.replace("*", "").startswith(plain)


def _fits(plain: str, masked: str) -> bool:
    return len(plain) <= len(masked) and all(b in ("*", a) for a, b in zip(plain, masked, strict=False))


def _is_spelt(plain: str, words: list[str]) -> bool:
    """Tell whether Latin letters spell a name or its beginning, one of its words, or the initials of its syllables."""
    known = [word for word in words if "*" not in word]
    joined = "".join(known)
    if any(word.startswith(plain) for word in (joined, *known)):
        return True
    if len(known) == len(words):
        return "".join(word[0] for word in known).startswith(plain)
    if not joined:
        return False
    goes_on = plain.startswith(joined)  # what follows a name that is known in part may be anything
    initials = plain[0] == joined[0] and len(plain) <= _LONGEST_INITIALS and not _NO_INITIAL & set(plain)
    return goes_on or initials
