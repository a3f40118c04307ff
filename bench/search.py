"""From a keystroke in the search to the tiles painted in the real window.

python3 -m bench.search [--quick]

Hanzi come from an input method as a commit, everything else as keys. The lines by kind of text begin when the text is
in the field, those of letters and digits at the key: the window looks at every digit, which may be a scanner's.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from bench.chain import LARGE, SMALL, Truth, till_folder
from bench.counter import OpenCounter, open_counter
from bench.table import Figures, arguments, show

ROUNDS, QUICK_ROUNDS = 15, 4
MOST_MS = 50
BETWEEN_KEYS_S = 0.06
"""Nobody types faster, and a scanner never this slowly."""

Query = Callable[[random.Random, Truth], Sequence[str]]
"""What somebody types, stroke by stroke: a key, or what an input method commits."""


def _hanzi(signs: int) -> Query:
    def query(dice: random.Random, truth: Truth) -> Sequence[str]:
        name = dice.choice(truth.styles).name_zh
        at = dice.randrange(max(len(name) - signs, 0) + 1)
        return [name[at : at + signs]]

    return query


def _filters_zh(dice: random.Random, truth: Truth) -> Sequence[str]:
    one = dice.choice(truth.variants)
    style = next(style for style in truth.styles if style.id == one.style_id)
    yuan = str(one.list_fen // 10_000 * 100 + 100)
    words = (one.colour_zh, style.material_zh, style.name_zh[-2:])  # what is of no material is asked for without
    return [*filter(None, words), " ", *one.size, " ", *yuan, "以内"]


def _filters_en(dice: random.Random, truth: Truth) -> Sequence[str]:
    one = dice.choice(truth.variants)
    noun = next(style for style in truth.styles if style.id == one.style_id).name_en.split()[-1]
    return f"{one.colour_en} {noun} under {one.list_fen // 10_000 * 100 + 100} size {one.size}".lower()


QUERIES: Mapping[str, Query] = {
    "1 hanzi": _hanzi(1),
    "2 hanzi": _hanzi(2),
    "3 hanzi": _hanzi(3),
    "initials": lambda dice, truth: dice.choice(truth.styles).initials[:4],
    "full pinyin": lambda dice, truth: dice.choice(truth.styles).pinyin.replace(" ", "")[:10],
    "style code": lambda dice, truth: dice.choice(truth.styles).code.lower(),
    "barcode": lambda dice, truth: dice.choice(truth.variants).barcode,
    "filters, hanzi": _filters_zh,
    "filters, English": _filters_en,
}


def main() -> None:
    """Type every kind of query, key by key."""
    quick = arguments(__doc__).quick
    for size in (SMALL,) if quick else (SMALL, LARGE):
        with till_folder(size) as (folder, truth), open_counter(folder) as counter:
            figures = _type_all(counter, truth, QUICK_ROUNDS if quick else ROUNDS)
        title = f"Search: keystroke to tiles painted, {len(truth.variants):,} variants"
        show(title, figures, "every keystroke counts, also the first; whole window painted, 1366×768")


def _type_all(counter: OpenCounter, truth: Truth, rounds: int) -> list[Figures]:
    dice = random.Random(11)
    in_field: dict[str, Figures] = {kind: Figures(f"{kind}: text to painted") for kind in QUERIES}
    letters = Figures("letters: key to painted")
    digits = Figures("digits: key to painted")
    work = Figures("all: processor time of the window's process, from the key")
    painted: defaultdict[str, list[float]] = defaultdict(list)
    field = counter.till.counter.selling_view.search
    texts: list[float] = []
    field.textEdited.connect(lambda _: texts.append(time.perf_counter()))
    for _ in range(rounds):
        for kind, query in QUERIES.items():
            field.empty()
            field.setFocus()
            counter.answered()
            for strokes in query(dice, truth):
                counter.rest(BETWEEN_KEYS_S)
                texts.clear()
                start, started = time.perf_counter(), time.process_time()
                _stroke(strokes)
                counter.until(lambda: texts)
                counter.answered()
                counter.paint()
                end = time.perf_counter()
                work.times.append((time.process_time() - started) * 1000)
                painted[kind].append((end - texts[0]) * 1000)
                if len(strokes) == 1 and strokes.isascii():
                    (digits if strokes.isdigit() else letters).times.append((end - start) * 1000)
    for kind, times in painted.items():
        in_field[kind].times = times
        in_field[kind].within(MOST_MS)
    every = Figures("all: text to painted", [one for times in painted.values() for one in times])
    from_key = [one.within(MOST_MS) for one in (letters, digits)]
    return [*in_field.values(), every.within(MOST_MS), work, *from_key]


def _stroke(text: str) -> None:
    target = QApplication.focusWidget()
    assert target is not None
    if text.isascii():
        QTest.keyClicks(target, text)
    else:
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(target, event)


if __name__ == "__main__":
    main()
