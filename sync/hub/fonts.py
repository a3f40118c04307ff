"""Serves the bundled font to pages on machines that have none with hanzi (``resources/fonts/hanzi.js`` decides)."""

from __future__ import annotations

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

_FOLDER = Path(__file__).parents[2] / "resources" / "fonts"
_WEEK_S = 7 * 86_400
_FILES = {
    "hanzi.js": ("text/javascript", "no-cache"),
    "NotoSansSC-Regular.otf": ("font/otf", f"public, max-age={_WEEK_S}"),
    "NotoSansSC-Bold.otf": ("font/otf", f"public, max-age={_WEEK_S}"),
}


def routes() -> list[BaseRoute]:
    """Return the routes of the font's files; they are the same for everybody."""
    return [Route("/fonts/{file}", _file)]


def _file(request: Request) -> Response:
    name = request.path_params["file"]
    if name not in _FILES:
        raise HTTPException(404)
    media_type, kept = _FILES[name]
    headers = {"cache-control": kept, "x-content-type-options": "nosniff"}
    return FileResponse(_FOLDER / name, media_type=media_type, headers=headers)
