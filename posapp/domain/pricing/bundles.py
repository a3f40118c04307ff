"""Of which pieces the sets of a bundle are made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count

Piece = tuple[int, int]
"""What a piece costs, and the place of its line."""


def sets(wanted: Sequence[int], fits: Mapping[int, Sequence[int]], pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Yield what each further set adds to the pieces that are in sets, as long as there is one.

    ``wanted`` pieces of each part, ``fits`` the parts that a line's pieces may be, ``pieces`` the dearest first. Pieces
    change their parts to let another one in (augmenting paths). So the pieces of the first n sets are always the
    dearest of which n sets can be made, and no set is worth more than the one before.
    """
    size = sum(wanted)
    if not size:
        return
    placed: list[list[int]] = [[] for _ in wanted]
    left = list(pieces)
    for number in count(1):
        room = [number * each for each in wanted]
        added: list[Piece] = []
        passed: list[Piece] = []
        refused: set[Sequence[int]] = set()
        for at, piece in enumerate(left):
            if len(added) == size:
                passed += left[at:]
                break
            parts = fits[piece[1]]
            if parts not in refused and _put(piece[1], fits, room, placed, set()):
                added.append(piece)
            else:
                # What no room is found for now finds none in this round: pieces only come in.
                refused.add(parts)
                passed.append(piece)
        if len(added) < size:
            return
        yield added
        left = passed


def _put(
    i: int, fits: Mapping[int, Sequence[int]], room: Sequence[int], placed: Sequence[list[int]], seen: set[int]
) -> bool:
    """Put a piece of a line into a part that has room, or that gains room when another piece moves on."""
    for part in fits[i]:
        if part in seen:
            continue
        seen.add(part)
        inside = placed[part]
        if len(inside) < room[part]:
            inside.append(i)
            return True
        for at, other in enumerate(inside):
            if len(fits[other]) > 1 and _put(other, fits, room, placed, seen):
                inside[at] = i
                return True
    return False
