"""The hub as a process."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import uvicorn

from sync.hub.app import create_app
from sync.hub.settings import HubSettings


class _Announcing(uvicorn.Server):
    """A server that says where it listens as soon as it does, for whoever started it."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        for server in self.servers:
            for listening in server.sockets:
                host, port = listening.getsockname()[:2]
                sys.stdout.write(f"listening on http://{host}:{port}\n")
        sys.stdout.flush()


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
    app = create_app(
        HubSettings(data_dir=data_dir, database_url=database_url, demo=demo, office_password=office_password)
    )
    config = uvicorn.Config(
        app, host=host, port=port, log_level="warning", access_log=False, timeout_graceful_shutdown=2
    )
    _Announcing(config).run()
