"""Model packs as a mall makes them, for a till whose chain has the root key ``ROOT``; small ones of a few styles."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from posapp.domain.advice.pack import FORM, Pack, write
from sync.protocol.canonical import digest
from sync.protocol.rows import AdvicePack
from sync.protocol.signing import KeyPair, chain_id_of, pack_message, sign
from tests.fakes.phone_pack import small_pack, style
from tests.fakes.till_on_disk import NOON, ROOT


def pack_of(version: str, trained: int = NOON) -> Pack:
    """Return a pack of three styles: trench, knit, skirt."""
    return replace(small_pack(NOON), version=version, trained=trained)


def signed_pack(version: str, published: int = NOON, *, root: KeyPair = ROOT, **changed: object) -> AdvicePack:
    """Return a row that ``root`` signed; ``changed`` fields are changed before it is signed."""
    content = write(pack_of(version, published))
    row = AdvicePack(
        id="pack", version=version, trained_ms=published, checksum=digest(content.encode()), content=content,
        form=FORM, chain_id=chain_id_of(root.public), published_ms=published,
    )  # fmt: skip
    return sealed(msgspec.structs.replace(row, **changed), root)


def sealed(row: AdvicePack, root: KeyPair = ROOT) -> AdvicePack:
    """Return a row with the signature that fits it."""
    return msgspec.structs.replace(row, root_signature=sign(root.private, pack_message(row)))


def pack_row_of_style(style_id: str, version: str, published: int) -> AdvicePack:
    """Return a signed row whose pack knows one style of the shop's, and those of ``pack_of``."""
    pack = pack_of(version, published)
    content = write(replace(pack, styles=(*pack.styles, style(style_id, "款", "Style", "top"))))
    return signed_pack(version, published, content=content, checksum=digest(content.encode()))
