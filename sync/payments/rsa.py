"""RSA signatures as both channels use them: PKCS #1 v1.5 over SHA-256, written in base64."""

from __future__ import annotations

import base64
import binascii
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key

_ARMOUR = re.compile(r"-----[A-Z ]+-----|\s")


class BadKey(ValueError):
    """A key that is no RSA key of its kind; the message never holds the key."""


def private_key(text: str) -> RSAPrivateKey:
    """Read a private key, PKCS #8 or PKCS #1, with or without the lines around it. Raises ``BadKey``."""
    try:
        found = load_der_private_key(base64.b64decode(_ARMOUR.sub("", text), validate=True), password=None)
    except (ValueError, TypeError) as wrong:
        raise BadKey("this is no private key") from wrong
    if not isinstance(found, RSAPrivateKey):
        raise BadKey("this private key is not RSA")
    return found


def public_key(text: str) -> RSAPublicKey:
    """Read a public key, with or without the lines around it. Raises ``BadKey``."""
    try:
        found = load_der_public_key(base64.b64decode(_ARMOUR.sub("", text), validate=True))
    except (ValueError, TypeError) as wrong:
        raise BadKey("this is no public key") from wrong
    if not isinstance(found, RSAPublicKey):
        raise BadKey("this public key is not RSA")
    return found


def sign(key: RSAPrivateKey, message: bytes) -> str:
    """Return the signature of a message."""
    return base64.b64encode(key.sign(message, PKCS1v15(), SHA256())).decode("ascii")


def is_signed(key: RSAPublicKey, message: bytes, signature: str) -> bool:
    """Tell whether a signature is this key's over this message; anything that is no signature is not."""
    try:
        raw = base64.b64decode(signature, validate=True)
        key.verify(raw, message, PKCS1v15(), SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    # Two texts may stand for the same bytes; the channels write the one that has no loose bits at its end.
    return base64.b64encode(raw).decode("ascii") == signature
