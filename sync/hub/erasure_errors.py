"""What the mall refuses of erasures. The sentences stand in ``erasure_sentences.py``."""

from __future__ import annotations

from sync.hub.errors import HubRefused


class ErasureInTheWay(HubRefused):
    """Something of hers is still open; ``why_zh`` and ``why_en`` say what, and what to do about it."""

    code = "erasure_in_the_way"


class ErasureChanged(HubRefused):
    """What was confirmed is not what would be done now."""

    code = "erasure_changed"
