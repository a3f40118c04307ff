"""Why a program of ours cannot start, in both languages: there is no till yet that knows which one is wanted."""

from __future__ import annotations

from posapp.config.settings import BadSettings
from posapp.services.errors import Unavailable
from posapp.ui.notices import notice_of

CANNOT_START = 4
"""The exit status of a program that found its folder unusable."""


def why_not(trouble: Unavailable | BadSettings) -> str:
    """Return what is wrong and what to do about it, a line for each."""
    if isinstance(trouble, BadSettings):
        lines = [
            "本机设置有误，请改正后再打开。",
            "The settings of this machine are wrong; correct them and open again.",
            str(trouble),
        ]
    else:
        notice = notice_of(trouble)
        lines = [
            sentence.format(**notice.values)
            for sentence in (notice.what.zh, notice.advice.zh, notice.what.en, notice.advice.en)
        ]
    return "\n".join(lines)
