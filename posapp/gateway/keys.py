"""The simulator's merchant at each channel, with all keys, made at first start and kept in its folder."""

from __future__ import annotations

import base64
import json
import os
import secrets
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

FILE_NAME = "gateway-keys.json"
MCHID = "1900000109"
APPID = "wx2421b1c4370ec43b"
ALIPAY_APP_ID = "2021000122671234"


class KeyRing:
    """Whose keys are whose. ``wechat_keys`` and ``alipay_keys`` are the channels' own by their names, newest last."""

    def __init__(self, folder: Path | None = None) -> None:
        """Take the keys of a folder, or make them there; without one all rings of a process begin alike."""
        self._file = None if folder is None else folder / FILE_NAME
        if self._file is not None and self._file.exists():
            self._kept: dict[str, Any] = json.loads(self._file.read_text("utf-8"))
        elif self._file is not None:
            self._kept = _new_keys()
            self._keep()
        else:
            self._kept = dict(_keys_of_this_process())
        self._merchants: dict[str, rsa.RSAPublicKey] = {}
        self._foreign = ""

    @property
    def merchant_serial(self) -> str:
        """Return the serial number of the merchant's certificate at WeChat Pay."""
        return str(self._kept["merchant_serial"])

    def newest(self, channel: str) -> str:
        """Return the name of the key with which a channel signs now."""
        return str(list(self._kept[f"{channel}_keys"])[-1])

    def has(self, channel: str, name: str) -> bool:
        """Tell whether a channel still signs with a key."""
        return name in self._kept[f"{channel}_keys"]

    def rotate(self, channel: str, *, retire: bool) -> None:
        """Let a channel sign with a new key from now on; ``retire`` drops the ones before it."""
        name = _new_id() if channel == "wechat" else str(int(self.newest(channel)) + 1)
        kept = {} if retire else self._kept[f"{channel}_keys"]
        self._kept[f"{channel}_keys"] = {**kept, name: _new_key()}
        self._keep()

    def sign(self, channel: str, name: str, message: bytes) -> str:
        """Sign as a channel; the name "foreign" is a key that is nobody's."""
        if name == "foreign" and not self._foreign:
            self._foreign = _new_key()
        pem = self._foreign if name == "foreign" else str(self._kept[f"{channel}_keys"][name])
        return base64.b64encode(_read(pem).sign(message, padding.PKCS1v15(), SHA256())).decode()

    def is_merchant_s(self, channel: str, message: bytes, signature: str) -> bool:
        """Tell whether the merchant has signed this."""
        if channel not in self._merchants:
            key = load_pem_public_key(_public(self._kept[f"{channel}_merchant_key"]).encode())
            assert isinstance(key, rsa.RSAPublicKey)
            self._merchants[channel] = key
        try:
            self._merchants[channel].verify(
                base64.b64decode(signature, validate=True), message, padding.PKCS1v15(), SHA256()
            )
        except (InvalidSignature, ValueError):
            return False
        return True

    def settings(self, base_url: str) -> dict[str, dict[str, object]]:
        """Return what a till must be told, by channel: the forms of ``sync/payments/merchants.py``."""
        return {
            "wechat": {
                "mchid": MCHID,
                "appid": APPID,
                "serial_no": self.merchant_serial,
                "private_key": self._kept["wechat_merchant_key"],
                "channel_keys": {name: _public(key) for name, key in reversed(self._kept["wechat_keys"].items())},
                "url": base_url,
            },
            "alipay": {
                "app_id": ALIPAY_APP_ID,
                "private_key": self._kept["alipay_merchant_key"],
                "channel_keys": [_public(key) for key in reversed(self._kept["alipay_keys"].values())],
                "url": f"{base_url}/gateway.do",
            },
        }

    def _keep(self) -> None:
        if self._file is None:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        part = self._file.with_suffix(".part")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(self._kept, file)
        part.replace(self._file)


def _new_id() -> str:
    return f"PUB_KEY_ID_{secrets.token_hex(16).upper()}"


def _new_keys() -> dict[str, Any]:
    return {
        "merchant_serial": secrets.token_hex(20).upper(),
        "wechat_merchant_key": _new_key(),
        "alipay_merchant_key": _new_key(),
        "wechat_keys": {_new_id(): _new_key()},
        "alipay_keys": {"1": _new_key()},
    }


@cache
def _keys_of_this_process() -> dict[str, Any]:
    return _new_keys()


def _new_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _public(private_pem: str) -> str:
    return _read(private_pem).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@cache
def _read(private_pem: str) -> rsa.RSAPrivateKey:
    """Read a key; its numbers are checked each time, which takes longer than to sign with it."""
    key = load_pem_private_key(private_pem.encode(), password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key
