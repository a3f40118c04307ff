"""How a hub is told to run."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from posapp.domain.clock import Clock, SystemClock


@dataclass(frozen=True, slots=True)
class HubSettings:
    """Everything a hub process needs to know.

    ``data_dir`` holds ``hub.db`` unless ``database_url`` names a PostgreSQL (``postgresql+psycopg://…``). ``demo``
    fills an empty hub with the demo chain and opens the phone page's demo sign-in. The back office answers this
    machine only, until ``office_password`` is set.
    """

    data_dir: Path
    database_url: str = ""
    demo: bool = False
    office_password: str = ""
    clock: Clock = field(default_factory=SystemClock)
