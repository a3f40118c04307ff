"""What a review says of a garment: how it fits, how it is made, whether she likes it; in Chinese and in English.

Phrases, not words: "size up" says that a garment is small, and "not too tight" that it is none. A phrase that is denied
counts for nothing. Reviews that say nothing of a thing, or as much for as against, leave it open. It knows clothes and
shoes and nothing else; ``docs/figures.md`` says how often it is right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from posapp.domain.fit import Verdict

Fit = Literal["small", "fits", "big"]
Sign = Literal[-1, 0, 1]

_SLIGHTLY = r"(?:(?:a|just|so|very|really|quite|slightly|way|super|bit|little|tad|touch|too|definitely|somewhat)\s+)*"

_FIT: Mapping[Fit, re.Pattern[str]] = {
    "small": re.compile(
        rf"\b(?:runs?|ran|running|fits?|is|was|are|were|felt|feels?|seems?|looks?)\s+{_SLIGHTLY}(?:small(?:er)?|tight|snug)\b"
        r"|\btoo\s+(?:small|tight|snug|narrow)\b|\b(?:a\s+)?(?:bit|little|tad)\s+(?:small|tight|snug)\b|\b(?:on\s+)?the\s+small\s+side"
        r"|\b(?:siz(?:e|ed|ing)|go|going|went|order(?:ed)?|buy|bought|move[d]?)\s+(?:it\s+|one\s+)?up\b|\bsmaller\s+than\b|\bup\s+a\s+size\b"
        r"|\b(?:next|a|one)\s+(?:size\s+)?(?:larger|bigger|size\s+up)\b|\b(?:could|would|can|did)(?:n.?t|\s*not)\s+(?:even\s+)?(?:zip|button|close|get\s+(?:it|them)\s+(?:on|over))"
        r"|\btight\s+(?:in|across|around|through|at|on|over)\b|\boutrageously\s+small\b"
        r"|偏小|太小|(?<![大缩])小了|有[点些]小|码[数子]?(?:有点|很|太|也)?小|[买拍拿选订]?大[一两]个?[码号]|[买拍拿选订]大了?[一两]?[码号]|穿不[进上下]|[拉扣系]不上|偏紧|太紧|有[点些]紧|紧了|紧绷|绷得|勒得|勒[脚肉]|挤脚|顶脚|夹脚|卡裆|偏窄|太窄|有[点些]窄"
    ),
    "big": re.compile(
        rf"\b(?:runs?|ran|running|fits?|is|was|are|were|felt|feels?|seems?|looks?)\s+{_SLIGHTLY}(?:large(?:r)?|big(?:ger)?|huge|enormous|loose|baggy|generous)\b"
        r"|\b(?:too|way\s+too)\s+(?:big|large|loose|baggy|roomy|wide)\b|\b(?:a\s+)?(?:bit|little|tad)\s+(?:big|large|loose|baggy|roomy)\b|\b(?:on\s+)?the\s+(?:large|big)\s+side"
        r"|\b(?:siz(?:e|ed|ing)|go|going|went|order(?:ed)?|buy|bought|move[d]?)\s+(?:it\s+|one\s+|a\s+size\s+)?down\b|\bdown\s+a\s+size\b|\b(?:larger|bigger|more\s+generous)\s+than\b|\bswimming\s+in\b"
        r"|\b(?:a|one)\s+(?:size\s+)?smaller\s+(?:size|would)\b|\blike\s+a\s+(?:tent|sack)\b"
        r"|偏大|(?<!味道)(?<!气味)(?<!色差)(?<!差距)(?<!味)太大|(?<![缩变])大了(?![一两])|有[点些]大(?!方)|码[数子]?(?:有点|很|太|也)?大|[买拍拿选订]小[一两]?个?[码号]|小一[码号]|偏肥|太肥|有[点些]肥|肥了|肥大|太松|有[点些]松|松垮|松了|空荡|撑不起来|掉跟|偏宽|太宽"
    ),
    "fits": re.compile(
        r"\btrue\s+to\s+size\b|\btts\b|\bfits?\s+(?:me\s+|just\s+|so\s+|very\s+|true|really\s+|the\s+body\s+)*(?:great|perfect(?:ly)?|well|beautifully|nicely|right|like\s+a\s+(?:glove|dream)|amazing(?:ly)?|wonderfully)\b"
        r"|\b(?:perfect|great|good|nice|amazing|lovely|love\s+the|loved\s+the)\s+fit\b|\bfit\s+(?:is|was)\s+(?:fine|great|perfect|good|amazing|spot)|\b(?:sizing|size)\s+(?:is|was)\s+(?:accurate|perfect|right|spot)"
        r"|\b(?:usual|normal|regular)\s+size\s+(?:fit|works?|was\s+perfect|is\s+perfect)"
        r"|正合适|刚刚?好|正正?好|合身|合适|合脚|(?:尺码|码数|尺寸|大小)(?:很|挺|都|也|蛮)?(?:标?准|正)|标准码|正码|不大不小"
    ),
}  # fmt: skip

_MADE: Mapping[Sign, re.Pattern[str]] = {
    1: re.compile(
        r"\b(?:well|beautifully|nicely|excellently)[\s-]+(?:made|constructed|sewn)\b|\b(?:good|great|high|excellent|nice|amazing)\s+quality\b|\bquality\s+(?:is|was)\s+(?:good|great|amazing|excellent)|\bsoft(?:est)?\b"
        r"|质量(?:很|挺|非常|真|也)?(?:好|不错|过硬)|做工(?:很|挺|非常|也)?(?:好|不错|精细|精致)|质感|面料(?:很|挺|非常|也)?(?:好|舒服|不错|柔软)|料子(?:很|挺|也)?(?:好|舒服|软)"
    ),
    -1: re.compile(
        r"\b(?:cheap(?:ly)?|flimsy|itchy|scratchy|pilling|pilled|piling|frayed|unravel\w*|ripped|shrunk|shrank)\b|\b(?:poor|bad|terrible|low)(?:ly)?\s+(?:quality|made|finished|sewn)\b|\bfell\s+apart\b|\bsplit\b|\black\s+of\s+quality|\bquality\s+(?:is|was)(?:n.t|\s+not|\s+poor|\s+terrible|\s+bad)|\btoo\s+(?:thin|sheer)\b|\bsee[\s-]through\b"
        r"|质量(?:很|太|真|有点)?(?:差|一般|不行|不好)|做工(?:很|太|真|有点)?(?:差|粗|一般|不好)|开线|脱线|线头|起球|掉色|褪色|缩水|太薄|扎人|刺鼻|异味|味道(?:很|太)?[大重]|破了?洞|廉价|次品|瑕疵"
    ),
}  # fmt: skip

_LIKED: Mapping[Sign, re.Pattern[str]] = {
    1: re.compile(
        r"\b(?:love|loved|loves|adore|gorgeous|beautiful(?:ly)?|perfect(?:ly|ion)?|compliments?|favou?rite|great|amazing|stunning|recommend|flattering|comfortable|comfy|cute(?:st)?|pretty|fabulous|lovely|happy|wonderful|must[\s-]have|versatile|classic)\b"
        r"|喜欢|满意|好看|漂亮|推荐|回购|物超所值|值得|舒服|显瘦|惊喜|很赞|超赞|完美|不错|很好|太好"
    ),
    -1: re.compile(
        r"\b(?:disappoint\w*|return(?:ed|ing)?|sent\s+(?:it\s+)?(?:right\s+)?back|going\s+back|went\s+back|unflattering|awful|ugly|waste|weird|odd|awkward|unfortunately|sadly|terrible|hate[d]?|frumpy|wanted\s+to\s+love|didn.t\s+work|not\s+for\s+me|too\s+bad)\b"
        r"|失望|退了|退货|后悔|不值|难看|差评|不喜欢|不满意|不推荐|垃圾|上当|糟|差劲|太差|很差|不好"
    ),
}  # fmt: skip

_DENIED = re.compile(
    r"(?:\b(?:not|no|isn.?t|wasn.?t|aren.?t|doesn.?t|didn.?t|don.?t|never|without|nor|hardly|disagree\w*|than)\b(?:\s+\w+){0,3}\s*"
    r"|不是?(?:很|太|会|算|怎么)?|没有?|并不|一点[都也]不|没觉得)$"
)
_AS_IF = re.compile(r"不[太够]?$|没[有那]?么?$")
_VERDICTS: Mapping[Fit, Verdict] = {"small": "too_small", "big": "too_big", "fits": "kept"}
_CLAUSES = re.compile(r"[.,;!?。，；！？、\n]|\bbut\b|但")
_BEFORE = 34
"""So many letters before a phrase may deny it."""


@dataclass(frozen=True, slots=True)
class Moods:
    """What a review says: of fit (None: nothing), of the make and of her liking, each -1, 0 or 1."""

    fit: Fit | None
    made: Sign
    liked: Sign


def moods_of(review: str) -> Moods:
    """Read a review.

    >>> moods_of("Runs small, I had to size up. Not cheap at all.")
    Moods(fit='small', made=0, liked=0)
    >>> moods_of("尺码偏大，建议拍小一码，不过料子很舒服").fit
    'big'
    """
    text = review.lower()
    voices: dict[Fit, int] = {fit: _said(pattern, text) for fit, pattern in _FIT.items()}
    misfit: Fit = "small" if voices["small"] > voices["big"] else "big"
    fit: Fit | None = None
    if voices["small"] != voices["big"] and voices[misfit] >= voices["fits"]:
        fit = misfit
    elif voices["fits"] > max(voices["small"], voices["big"]):
        fit = "fits"
    return Moods(fit, _sign(_MADE, text), _sign(_LIKED, text))


def verdict_of(review: str) -> Verdict | None:
    """Return what a review says of the fit, in the words of ``posapp.domain.fit``; None: nothing, or both ways.

    >>> verdict_of("The sleeves are too short and it is tight"), verdict_of("很合身"), verdict_of("Nice colour")
    ('too_small', 'kept', None)
    """
    fit = moods_of(review).fit
    return None if fit is None else _VERDICTS[fit]


def _sign(patterns: Mapping[Sign, re.Pattern[str]], text: str) -> Sign:
    balance = _said(patterns[1], text) - _said(patterns[-1], text)
    return 1 if balance > 0 else -1 if balance < 0 else 0


def _said(pattern: re.Pattern[str], text: str) -> int:
    """Return how often something is said and not denied in the same clause."""
    count = 0
    for found in pattern.finditer(text):
        clause = _CLAUSES.split(text[max(found.start() - _BEFORE, 0) : found.start()])[-1]
        count += not (_DENIED.search(clause) or _AS_IF.search(clause))
    return count
