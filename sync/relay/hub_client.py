"""The hub as a relay sees it: pair, report, carry. Anything that goes wrong is ``HubTrouble``."""

from __future__ import annotations

from typing import TypeVar

import httpx
import msgspec
import zstandard

from posapp.domain.clock import Clock
from sync.protocol.decoding import from_json
from sync.protocol.relay import CarryAnswer, CarryRequest, RelayReport, ShopList, shop_list_message
from sync.protocol.signing import is_signed, signed_headers
from sync.protocol.wire import EnrolAnswer, EnrolRequest
from sync.relay.store import RelayIdentity

CONNECT_S = 3.0
READ_S = 20.0

T = TypeVar("T")


class HubTrouble(Exception):
    """The hub did not do what was asked: nobody answered, or it said no. ``code`` is the hub's own, or empty."""

    def __init__(self, detail: str, code: str = "") -> None:
        super().__init__(detail)
        self.code = code


class HubClient:
    """The hub over HTTP, for one thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        timeout = httpx.Timeout(READ_S, connect=CONNECT_S)
        self._http = httpx.Client(headers={"accept-encoding": "identity"}, timeout=timeout, trust_env=False)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def enrol(self, hub_url: str, code: str, public_key: str, program: str) -> EnrolAnswer:
        """Trade a one-time code for an identity. Raises ``HubTrouble``."""
        message = EnrolRequest(code=code, public_key=public_key, program=program)
        body = msgspec.json.encode(message)
        return self._ask(hub_url.rstrip("/") + "/sync/v1/enrol", body, {}, EnrolAnswer)

    def report(self, who: RelayIdentity, message: RelayReport) -> ShopList:
        """Say where we are and what we hold; return the shop's tills. Raises ``HubTrouble``, also for a forged list."""
        listed = self._signed(who, "/sync/v1/relay", message, ShopList)
        if listed.shop_id != who.shop_id or not is_signed(
            who.root_key, shop_list_message(listed), listed.root_signature
        ):
            raise HubTrouble("the list of tills is not signed by the chain")
        return listed

    def carry(self, who: RelayIdentity, message: CarryRequest) -> CarryAnswer:
        """Hand over pushes of tills. Raises ``HubTrouble``."""
        return self._signed(who, "/sync/v1/carry", message, CarryAnswer)

    def _signed(self, who: RelayIdentity, path: str, message: msgspec.Struct, type_: type[T]) -> T:
        body = zstandard.ZstdCompressor(level=3).compress(msgspec.json.encode(message))
        headers = signed_headers(who.private_key, who.device, "POST", path, self._clock.now(), body)
        return self._ask(
            who.hub_url.rstrip("/") + path,
            body,
            {**headers, "content-encoding": "zstd", "content-type": "application/json"},
            type_,
        )

    def _ask(self, url: str, body: bytes, headers: dict[str, str], type_: type[T]) -> T:
        try:
            answer = self._http.post(url, content=body, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as nobody:
            raise HubTrouble(f"{url}: {nobody}") from nobody
        try:
            if answer.status_code == httpx.codes.OK:
                return from_json(answer.content, type_)
            code = from_json(answer.content, _Refusal).code
        except msgspec.MsgspecError as unreadable:
            raise HubTrouble(f"{url}: status {answer.status_code}, unreadable") from unreadable
        raise HubTrouble(f"{url}: status {answer.status_code} {code}", code)


class _Refusal(msgspec.Struct):
    code: str = ""
