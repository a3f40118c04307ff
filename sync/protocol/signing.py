"""Signatures: a till signs its requests, the root key signs the keys that sign codes.

All keys are Ed25519 (RFC 8032), written as 64 hexadecimal digits.
"""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.protocol.rows import AdvicePack, GenerationClosed, Lease, TrustKey

DEVICE_HEADER = "x-pos-device"
TIME_HEADER = "x-pos-time"
SIGNATURE_HEADER = "x-pos-signature"
ANSWER_HEADER = "x-pos-answer"
"""On answers about money: the root key's signature of ``answer_message``."""

BASE64_LENGTH = 86

LARGEST_SKEW_MS = 48 * 3600 * 1000
"""A request signed further from the hub's clock than this is refused as a replay. Wide, because a till whose clock is
a day wrong must still deliver its facts."""


class KeyPair(NamedTuple):
    """A private key and its public key, each as 64 hexadecimal digits."""

    private: str
    public: str


def new_key_pair() -> KeyPair:
    """Make an Ed25519 key pair."""
    private = Ed25519PrivateKey.generate()
    return KeyPair(private.private_bytes_raw().hex(), private.public_key().public_bytes_raw().hex())


@lru_cache(maxsize=16)
def public_half(private_key: str) -> str:
    """Return the public key of a private one."""
    return _private(private_key).public_key().public_bytes_raw().hex()


def sign(private_key: str, message: bytes) -> str:
    """Return the signature of a message as 128 hexadecimal digits."""
    return _private(private_key).sign(message).hex()


def is_signed(public_key: str, message: bytes, signature: str) -> bool:
    """Tell whether a signature is right; a malformed key or signature is simply not right.

    It is written as 128 hexadecimal digits, or as 86 characters of base64url without padding (``in_base64``).
    """
    try:
        if len(signature) == BASE64_LENGTH:
            raw = base64.b64decode(f"{signature}==", altchars=b"-_", validate=True)
        else:
            raw = bytes.fromhex(signature)
        _public(public_key).verify(raw, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=16)
def _private(key: str) -> Ed25519PrivateKey:
    """Return a private key; working out its public half, as each use anew would, takes longer than signing."""
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key))


@lru_cache(maxsize=1_024)
def _public(key: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))


def in_base64(signature: str) -> str:
    """Return a signature of hexadecimal digits in its short spelling."""
    return base64.urlsafe_b64encode(bytes.fromhex(signature)).decode().rstrip("=")


def request_message(method: str, target: str, time_ms: int, body: bytes) -> bytes:
    """Return what a till signs: method, path with query, time and SHA-256 of the body as sent, a line each."""
    lines = ("POSAPP-REQUEST-1", method.upper(), target, str(time_ms), hashlib.sha256(body).hexdigest())
    return "\n".join(lines).encode()


def signed_headers(
    private_key: str, device: str, method: str, target: str, time_ms: int, body: bytes
) -> dict[str, str]:
    """Return the three headers of a signed request."""
    return {
        DEVICE_HEADER: device,
        TIME_HEADER: str(time_ms),
        SIGNATURE_HEADER: sign(private_key, request_message(method, target, time_ms, body)),
    }


def answer_message(request_signature: str, body: bytes) -> bytes:
    """Return what the root key signs for an answer about money: the request's signature as it was sent, and the SHA-256
    of the answer's body as sent. So nobody on the way can say "paid", nor play an old answer again.
    """
    return "\n".join(("POSAPP-ANSWER-1", request_signature, hashlib.sha256(body).hexdigest())).encode()


def lease_message(row: Lease) -> bytes:
    """Return what the root key signs for a lease; ``status`` is not in it, as it tells of the end."""
    facts = (row.id, row.shop_id, row.instrument, row.owner_id, row.device)
    numbers = (row.generation, row.fence, row.units, row.from_ms, row.until_ms)
    return "\n".join(("POSAPP-LEASE-1", *facts, *map(str, numbers))).encode()


def chain_id_of(root_key: str) -> str:
    """Return the name of a chain, 16 hexadecimal digits: what tells its model packs from another chain's."""
    return hashlib.sha256(bytes.fromhex(root_key)).hexdigest()[:16]


def pack_message(row: AdvicePack) -> bytes:
    """Return what the root key signs for a model pack; the checksum stands for its content."""
    numbers = (row.form, row.trained_ms, row.published_ms)
    return "\n".join(("POSAPP-PACK-1", row.chain_id, row.version, *map(str, numbers), row.checksum)).encode()


def certificate_message(device: str, generation: int, shop_id: str, till_no: str, public_key: str) -> bytes:
    """Return what the root key signs at pairing, for a till that must say one day who it is."""
    return "\n".join(("POSAPP-DEVICE-1", device, str(generation), shop_id, till_no, public_key)).encode()


def trust_key_message(row: TrustKey) -> bytes:
    """Return what the root key signs for a row of the trust list."""
    lines = ("POSAPP-TRUST-1", row.id, row.public_key, str(row.not_before_ms), str(row.not_after_ms))
    return "\n".join(lines).encode()


def closed_message(row: GenerationClosed) -> bytes:
    """Return what the root key signs for the closing record of a generation."""
    lines = (
        "POSAPP-CLOSED-1",
        row.shop_id,
        row.till_no,
        row.device,
        str(row.generation),
        str(row.last_seq),
        row.last_receipt_no,
        ",".join(row.missing_receipts),
        str(row.closed_ms),
        row.reason,
    )
    return "\n".join(lines).encode()
