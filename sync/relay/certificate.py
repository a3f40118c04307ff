"""The relay's own TLS certificate. Nobody signs it: tills know it by its fingerprint, which the hub tells them."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_FROM = datetime(1970, 1, 2, tzinfo=UTC)
_UNTIL = datetime(9999, 12, 31, tzinfo=UTC)
"""A pin needs no dates, and a till whose clock has lost its battery must still find its relay."""


class Certificate(NamedTuple):
    """Where certificate and key lie, and the SHA-256 of the certificate in DER, hexadecimal."""

    file: Path
    key_file: Path
    fingerprint: str


def own_certificate(folder: Path) -> Certificate:
    """Return the certificate in ``folder``; made when it is not there, and then kept for good."""
    file, key_file = folder / "relay.pem", folder / "relay-key.pem"
    if not (file.exists() and key_file.exists()):
        _make(file, key_file)
    certificate = x509.load_pem_x509_certificate(file.read_bytes())
    return Certificate(file, key_file, certificate.fingerprint(hashes.SHA256()).hex())


def _make(file: Path, key_file: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "posapp relay")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    # The key first: a certificate without its key would be announced and could never be shown.
    handle = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(secret)
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
