"""How Alipay signs (RSA2): our requests over their sorted fields, its answers over their own raw text.

Its answers carry neither a time nor a word of ours: what keeps an old one from being believed is that each is looked at
for its method and number, that TLS guards the way, and that no old state of an order can end what a newer one has not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from sync.payments.belief import NotBelieved
from sync.payments.rsa import is_signed, sign
from sync.payments.strict_json import Unreadable, members, read


def signed_fields(key: RSAPrivateKey, fields: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a request with their signature; empty fields are left out, as the channel leaves them."""
    filled = {name: value for name, value in fields.items() if value}
    return {**filled, "sign": sign(key, to_be_signed(filled))}


def to_be_signed(fields: Mapping[str, str]) -> bytes:
    """Return what a request's signature is over.

    >>> to_be_signed({"b": "2", "a": "1", "sign": "x"})
    b'a=1&b=2'
    """
    return "&".join(f"{name}={fields[name]}" for name in sorted(fields) if name != "sign").encode()


def believed(body: bytes, names: Iterable[str], keys: Iterable[RSAPublicKey]) -> tuple[str, str]:
    """Return which of the ``names`` an answer holds, and the raw text under it. Raises ``NotBelieved``."""
    try:
        text = body.decode("utf-8")
        parts = members(text)
        signature = read(parts.get("sign", '""'), str)
    except (Unreadable, UnicodeDecodeError) as wrong:
        raise NotBelieved("unreadable", str(wrong)[:200]) from wrong
    name = next((name for name in names if name in parts), None)
    if name is None:
        raise NotBelieved("unreadable", "no answer to this question")
    if not signature:
        raise NotBelieved("unsigned")
    if not any(is_signed(key, parts[name].encode(), signature) for key in keys):
        raise NotBelieved("bad_signature")
    return name, parts[name]
