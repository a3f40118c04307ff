"""The hub as a process."""

from __future__ import annotations

from pathlib import Path


def serve(
    host: str = "127.0.0.1",
    port: int = 8460,
    *,
    data_dir: Path,
    database_url: str = "",
    demo: bool = False,
    office_password: str = "",
) -> None:
    """Serve until stopped (SIGTERM, SIGINT); prints ``listening on http://host:port`` when ready. Port 0 takes any."""
    raise NotImplementedError
