"""How the hub answers over HTTP: JSON, packed when the caller can unpack it, and calm errors in both languages."""

from __future__ import annotations

import logging

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from posapp.domain.errors import Refused
from sync.hub.sentences import sentence
from sync.protocol.packing import pack

log = logging.getLogger(__name__)

_WORTH_PACKING = 400
_CODES_BY_STATUS = {404: "not_found", 405: "not_found"}


def answer(
    request: Request, message: object, status: int = 200, headers: dict[str, str] | None = None, *, dictionary: int = 0
) -> Response:
    """Return a message as JSON, zstd-packed when it is worth it and the caller takes that.

    ``dictionary`` is the one with which the request came packed: what the caller packs with it can unpack with. No
    answer may be stored (nobody stores one to a POST), so none needs to say what it varies by.
    """
    body = msgspec.json.encode(message)
    about = {**({} if request.method == "POST" else {"cache-control": "no-store"}), **(headers or {})}
    is_short = len(body) <= _WORTH_PACKING
    if dictionary or (not is_short and "zstd" in request.headers.get("accept-encoding", "")):
        body = pack(body, dictionary if is_short else 0)
        about["content-encoding"] = "zstd"
    return Response(body, status, about, media_type="application/json")


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
