"""How bodies are packed: zstd, and for short ones zstd with a dictionary that both sides have.

A dictionary is a file ``resources/sync/<id>.dict`` made by ``python3 -m tests.dictionary``; it is never changed, a new
one has a new id. A zstd frame names the dictionary it needs (RFC 8878, Dictionary_ID), so no header is spent on it.
Whoever lacks it answers 415, and the body is sent again without.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import zstandard

DICTIONARIES = Path(__file__).parents[2] / "resources" / "sync"
NEWEST_DICTIONARY = 1001
"""What this program packs with; it reads every one that it ships."""

LEVEL = 3
LEVEL_OF_SMALL = 19
"""For a body that is packed with a dictionary: so small that the slowest way takes a few milliseconds."""

WORTH_A_DICTIONARY = 16 * 1024
"""Longer bodies than this repeat themselves enough."""


class Unpackable(Exception):
    """This is no zstd frame."""


class UnknownDictionary(Exception):
    """The frame needs a dictionary that this program does not have."""


class TooLong(Exception):
    """It unpacks to more than the caller takes."""


@cache
def dictionary(number: int) -> zstandard.ZstdCompressionDict | None:
    """Return a dictionary by its id, None when this program has none of that id."""
    path = DICTIONARIES / f"{number}.dict"
    return zstandard.ZstdCompressionDict(path.read_bytes()) if path.exists() else None


def pack(data: bytes, number: int = 0) -> bytes:
    """Pack a body, with a dictionary when ``number`` is not 0."""
    chosen = dictionary(number) if number else None
    level = LEVEL if chosen is None else LEVEL_OF_SMALL
    return zstandard.ZstdCompressor(level=level, dict_data=chosen).compress(data)


def dictionary_of(data: bytes) -> int:
    """Return the id of the dictionary with which a body was packed, 0 for none. Raises ``Unpackable``."""
    try:
        return int(zstandard.get_frame_parameters(data).dict_id)
    except zstandard.ZstdError as broken:
        raise Unpackable(str(broken)) from broken


def unpack(data: bytes, most: int) -> bytes:
    """Unpack a body of at most ``most`` bytes, never holding more. Raises any of the three errors above."""
    number = dictionary_of(data)
    chosen = dictionary(number) if number else None
    if number and chosen is None:
        raise UnknownDictionary(str(number))
    unpacker = zstandard.ZstdDecompressor(dict_data=chosen, max_window_size=1 << 23)
    try:
        with unpacker.stream_reader(io.BytesIO(data)) as reader:
            plain = reader.read(most + 1)
    except zstandard.ZstdError as broken:
        raise Unpackable(str(broken)) from broken
    if len(plain) > most:
        raise TooLong()
    return plain
