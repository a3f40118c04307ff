"""Writes ``tests/cases/baskets-generated.json``: baskets made up by dice, priced by the slow reference alone.

    python3 -m tests.baskets.generate

Every kind of promotion alone, every pair of kinds, and mixes of up to five. A basket is left out when two ways that
are worth the same to her cost the lines something else: then any of them is right, and a corpus has to say one.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import combinations_with_replacement

from tests.baskets import dice
from tests.baskets.corpus import CASES, NOW, Said
from tests.baskets.reference import cheapest, tax_inside

SEED = 20261122
ALONE, IN_PAIRS, MIXED = 12, 6, 165


def main() -> None:
    """Write the file anew; the same seed makes the same file."""
    lines = [json.dumps(one, ensure_ascii=False) for one in made_up(random.Random(SEED))]
    text = f'{{"now": {NOW}, "seed": {SEED}, "baskets": [\n' + ",\n".join(lines) + "\n]}\n"
    (CASES / "baskets-generated.json").write_text(text, encoding="utf-8")


def made_up(chance: random.Random) -> Iterator[Said]:
    """Yield the baskets with what they cost."""
    for kind in dice.KINDS:
        for no in range(ALONE):
            yield _priced(chance, f"{kind} {no}", (kind,))
    for pair in combinations_with_replacement(dice.KINDS, 2):
        for no in range(IN_PAIRS):
            yield _priced(chance, f"{' and '.join(pair)} {no}", pair)
    for no in range(MIXED):
        yield _priced(chance, f"mixed {no}", ())


def _priced(chance: random.Random, name: str, kinds: tuple[str, ...]) -> Said:
    """Return a basket of which there is one best price only, and that a promotion lowers."""
    while True:
        basket = dice.basket(chance, kinds)
        ways = cheapest(basket, NOW)
        without = cheapest({**basket, "promotions": {}}, NOW)
        if ways[0].total < without[0].total and len({(way.paid, way.spent) for way in ways}) == 1:
            paid = ways[0].paid
            rates = [line.get("tax_bp", 1300) for line in basket["lines"]]
            tax = [tax_inside(each, rate) for each, rate in zip(paid, rates, strict=True)]
            return {"name": name, **basket, "paid": list(paid), "tax": tax, "spent": list(ways[0].spent)}


if __name__ == "__main__":
    main()
