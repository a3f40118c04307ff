"""The hub as a process."""

from __future__ import annotations

import os
import socket
import sys
import threading
from pathlib import Path

import uvicorn

from sync.hub import keys
from sync.hub.app import create_app
from sync.hub.listening import configured
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
    practice_money: bool = False,
    office_password: str = "",
    watched: bool = False,
    restored: bool = False,
    training_engine: str = "duckdb",
    training_folder: Path | None = None,
) -> None:
    """Serve until stopped (SIGTERM, SIGINT); prints ``listening on http://host:port`` when ready. Port 0 takes any.

    ``watched`` means that whoever started us holds our standard input: when it ends, so do we. ``restored`` means that
    the database came back from a backup: a new epoch begins, in which tills send again what it lost. The two of
    training are those of ``HubSettings``.
    """
    settings = HubSettings(
        data_dir=data_dir,
        database_url=database_url,
        demo=demo,
        practice_money=practice_money,
        office_password=office_password,
        training_engine=training_engine,
        training_folder=training_folder,
    )
    app = create_app(settings)
    if restored:
        with app.state.database.writing() as conn:
            keys.start_new_epoch(conn, settings.clock.now())
    server = _Announcing(configured(app, host, port))
    if watched:
        threading.Thread(target=_end_with_parent, args=(server,), name="watch-parent", daemon=True).start()
    server.run()


def _end_with_parent(server: uvicorn.Server) -> None:
    # Past Python's own buffer: its lock, held by a reading thread, aborts the process when it ends.
    while os.read(sys.stdin.fileno(), 4096):
        pass
    server.should_exit = True
