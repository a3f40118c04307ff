"""How the hub answers over HTTP: JSON, packed when the caller can unpack it, and calm errors in both languages."""

from __future__ import annotations

import logging

import msgspec
import zstandard
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from posapp.domain.errors import Refused
from sync.hub.sentences import sentence

log = logging.getLogger(__name__)

_WORTH_PACKING = 400
_CODES_BY_STATUS = {404: "not_found", 405: "not_found"}


def answer(request: Request, message: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return a message as JSON, zstd-packed when it is worth it and the caller takes that."""
    body = msgspec.json.encode(message)
    packing = {"vary": "accept-encoding", "cache-control": "no-store", **(headers or {})}
    if len(body) > _WORTH_PACKING and "zstd" in request.headers.get("accept-encoding", ""):
        body = zstandard.ZstdCompressor(level=3).compress(body)
        packing["content-encoding"] = "zstd"
    return Response(body, status, packing, media_type="application/json")


def trouble(code: str, status: int, /, **values: object) -> Response:
    """Return an error: its code, its sentence in both languages, and its values (``reason`` also at the top)."""
    text = sentence(code, values)
    plain = {key: value if isinstance(value, (int, str)) else str(value) for key, value in values.items()}
    body: dict[str, object] = {"code": code, "zh": text.zh, "en": text.en, "values": plain}
    if "reason" in plain:
        body["reason"] = plain["reason"]
    headers = {"cache-control": "no-store"}
    if code == "slow_down":
        headers["retry-after"] = str(plain["seconds"])
    if code == "office_password":
        headers["www-authenticate"] = 'Basic realm="posapp office", charset="UTF-8"'
    return Response(msgspec.json.encode(body), status, headers, media_type="application/json")


async def refused(_request: Request, error: Exception) -> Response:
    """Answer a refusal with its own status, 409 where it names none."""
    assert isinstance(error, Refused)
    return trouble(error.code, getattr(error, "status", 409), **error.values)


async def http_error(_request: Request, error: Exception) -> Response:
    """Answer what the router refuses."""
    assert isinstance(error, HTTPException)
    return trouble(_CODES_BY_STATUS.get(error.status_code, "unreadable"), error.status_code)


async def broken(request: Request, error: Exception) -> Response:
    """Answer a bug: the log has the details, the caller a sentence."""
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return trouble("trouble", 500)
