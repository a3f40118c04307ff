"""Work on a thread that is not left behind when its task is cancelled.

A task that waits for a thread can be cancelled, the thread cannot: it would go on with a database that is closed, or
with a file that an operator is just putting back from a backup.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from starlette.concurrency import run_in_threadpool

P = ParamSpec("P")
T = TypeVar("T")


async def to_its_end(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run ``work`` on a thread. Cancelled meanwhile, be cancelled only once it has ended; what it says is then lost."""
    under_way = asyncio.ensure_future(run_in_threadpool(work, *args, **kwargs))
    try:
        return await asyncio.shield(under_way)
    except asyncio.CancelledError:
        await asyncio.gather(under_way, return_exceptions=True)
        raise
