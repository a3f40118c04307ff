"""The protocol's paper names every field of the wire; the guide's words, keys and pictures are the program's."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

import posapp.ui.screens
import posapp.ui.widgets
from docs.guide.refresh import KEPT
from posapp.domain.keys import KeyMap
from posapp.domain.text import Bilingual
from posapp.ui import words as shared_words
from posapp.ui.sentences import SENTENCES
from posapp.ui.shell import words as shell_words
from posapp.ui.shell.shortcuts import SHORTCUTS
from sync.protocol import asides, defective, envelope, erasures, kinds, payments, receipts, relay, rows, wire

ROOT = Path(__file__).parents[3]
PROTOCOL = (ROOT / "docs" / "protocol.md").read_text("utf-8")
GUIDE = {language: (ROOT / "docs" / "guide" / f"{language}.md").read_text("utf-8") for language in ("zh", "en")}
BROWSER_PAGES = "".join(
    (ROOT / "resources" / place).read_text("utf-8")
    for place in (
        "office/office.js",
        "office/index.html",
        "office/packs.js",
        "office/defects.js",
        "office/invoices.js",
        "office/erasures.js",
        "office/erasures.html",
        "phone/js/words.js",
    )
)
LABEL = {"zh": r"「([^」]+)」", "en": r"\*\*([^*]+)\*\*"}
RUN_IN = re.compile(r"(\n\n|\n\s*(?:-|\d+\.) )\*\*[^*]+\*\*")
"""Bold at the head of a paragraph or an item names its matter, not a button; in the midst of a sentence it does."""
LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])


def structs() -> Iterator[type[msgspec.Struct]]:
    for module in (asides, defective, envelope, erasures, kinds, payments, receipts, relay, rows, wire):
        for _, found in inspect.getmembers(module, inspect.isclass):
            if issubclass(found, msgspec.Struct) and found.__module__ == module.__name__:
                yield found


def test_every_field_of_the_wire_stands_in_the_protocol_paper() -> None:
    fields = [(struct.__qualname__, name) for struct in structs() for name in struct.__struct_fields__]
    assert fields
    assert [(owner, name) for owner, name in fields if not re.search(rf"[`\"]{name}[?`\"]", PROTOCOL)] == []


def test_every_kind_of_operation_and_row_stands_in_the_protocol_paper() -> None:
    named = [kind for kind, _ in kinds.KINDS] + list(rows.KINDS_OF_ROW)
    assert [name for name in named if f"`{name}`" not in PROTOCOL and f"`{name} 1`" not in PROTOCOL] == []


def texts(language: str, value: object) -> Iterator[str]:
    """Yield every text in one language that a module of words holds, however deep."""
    if isinstance(value, Bilingual):
        yield value.zh if language == "zh" else value.en
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(language, each)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from texts(language, each)


def program_words(language: str) -> set[str]:
    """Return what stands on buttons, fields and notices of the till."""
    found = [
        *pkgutil.walk_packages(posapp.ui.screens.__path__, "posapp.ui.screens."),
        *pkgutil.walk_packages(posapp.ui.widgets.__path__, "posapp.ui.widgets."),
    ]
    screens = (module.name for module in found if module.name.endswith("words"))
    modules = [shared_words, shell_words, *(importlib.import_module(name) for name in screens)]
    said = {text for module in modules for text in texts(language, list(vars(module).values()))}
    return said | set(texts(language, list(SENTENCES.values())))


@LANGUAGES
def test_every_label_that_the_guide_names_is_to_be_seen_in_the_program(language: str) -> None:
    said = program_words(language)
    sentences = RUN_IN.sub(r"\1", GUIDE[language])
    unbroken = re.sub(r"\n(?!\n)", " " if language == "en" else "", sentences)
    named = set(re.findall(LABEL[language], unbroken)) - {"bold"}
    assert len(named) > 30
    strange = {label for label in named if label not in BROWSER_PAGES and not any(label in text for text in said)}
    assert strange == set()


@LANGUAGES
def test_every_key_of_the_counter_stands_in_the_guide(language: str) -> None:
    text = GUIDE[language].replace("+", " ").replace("`", "")
    to = {"zh": "到", "en": "to"}[language]
    as_written = {"Del": "Delete", "0–9": "0", "Alt 1–6": f"Alt 1 {to} Alt 6", "Alt 7–9": f"Alt 7 {to} Alt 9"}
    shown = [cap for one in SHORTCUTS for cap in one.caps(KeyMap()) if cap != "QR"]
    keys = [as_written.get(cap, cap) for cap in shown]
    assert [key for key in keys if key not in text] == []


@LANGUAGES
def test_every_picture_of_the_guide_is_made_by_the_tour_and_the_other_way_round(language: str) -> None:
    shown = re.findall(rf"pictures/{language}/([\w-]+)\.png", GUIDE[language])
    assert sorted(shown) == sorted(KEPT)


@LANGUAGES
def test_links_inside_the_guide_lead_somewhere(language: str) -> None:
    headings = re.findall(r"^#+ (.+)$", GUIDE[language], re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}
    assert [link for link in re.findall(r"\]\(#([^)]+)\)", GUIDE[language]) if link not in anchors] == []


@LANGUAGES
def test_files_that_the_guide_links_to_are_there(language: str) -> None:
    links = re.findall(r"\]\((?!#|https?:)([^)#]+)", GUIDE[language])
    pictures = {link for link in links if link.startswith("pictures/")}
    assert [link for link in set(links) - pictures if not (ROOT / "docs" / "guide" / link).exists()] == []
