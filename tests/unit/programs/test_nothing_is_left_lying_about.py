"""What a till shows stays in its window: nothing on the clipboard, no text to be copied, no door for debuggers."""

from __future__ import annotations

import re

from posapp.config.paths import PROJECT

WORDS = re.compile(r"clipboard\(|QClipboard|TextSelectableBy|debugpy|pydevd|remote-debugging-port|breakpoint\(")


def test_no_module_of_the_till_or_the_mall_opens_such_a_way() -> None:
    modules = [file for folder in ("posapp", "sync") for file in (PROJECT / folder).rglob("*.py")]
    assert len(modules) > 500
    assert [str(file.relative_to(PROJECT)) for file in modules if WORDS.search(file.read_text("utf-8"))] == []
