"""Of which pieces the sets of a bundle are made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count

Piece = tuple[int, int]
"""What a piece costs, and the place of its line."""

Parts = tuple[int, ...]
"""The parts that a piece may be, by their numbers."""


def sets(wanted: Sequence[int], fits: Mapping[int, Parts], pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Yield what each further set adds to the pieces that are in sets, as long as there is one.

    ``wanted`` pieces of each part, ``fits`` the parts that a line's pieces may be, ``pieces`` the dearest first. Pieces
    change their parts to let another one in (augmenting paths). So the pieces of the first n sets are always the
    dearest of which n sets can be made, and no set is worth more than the one before.
    """
    left = [(piece, fits[piece[1]]) for piece in pieces]
    placed: list[list[Parts]] = [[] for _ in wanted]
    size = sum(wanted)
    # A part of no pieces is somebody's slip: of such a bundle there are no sets, rather than sets without end.
    for number in count(1) if wanted and min(wanted) > 0 else ():
        room = [number * each for each in wanted]
        added: list[Piece] = []
        passed: list[tuple[Piece, Parts]] = []
        # A kind of pieces that finds no room now finds none in this round: pieces only come in.
        refused: set[Parts] = set()
        looked_at = 0
        for piece, parts in left:
            looked_at += 1
            if parts not in refused and _put(parts, room, placed):
                added.append(piece)
                if len(added) == size:
                    break
            else:
                refused.add(parts)
                passed.append((piece, parts))
        if len(added) < size:
            return
        left[:looked_at] = passed
        yield added


def _put(parts: Parts, room: Sequence[int], placed: Sequence[list[Parts]]) -> bool:
    """Put a piece into a part that has room, or that gains room when another piece moves on."""
    for part in parts:
        if len(placed[part]) < room[part]:
            placed[part].append(parts)
            return True
    return _push(parts, room, placed, set())


def _push(parts: Parts, room: Sequence[int], placed: Sequence[list[Parts]], seen: set[int]) -> bool:
    """Find a chain of pieces that each move on to another part, the last of them to one that has room."""
    for part in parts:
        if part in seen:
            continue
        seen.add(part)
        inside = placed[part]
        if len(inside) < room[part]:
            inside.append(parts)
            return True
        for at, other in enumerate(inside):
            if len(other) > 1 and _push(other, room, placed, seen):
                inside[at] = parts
                return True
    return False
