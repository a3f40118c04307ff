"""Threads that meet at the first message of a kind: all of them can read it, and nobody crashes."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).parents[3]
ONLY_HERE = REPOSITORY / "sync" / "protocol" / "decoding.py"

MANY_FIRST_MEETINGS = """
import sys, threading, types
from sync.protocol.decoding import from_json, from_plain

SOURCE = '''
from __future__ import annotations
from dataclasses import dataclass
import msgspec
@dataclass(frozen=True)
class Till:
    device: str
    generation: int
class Belonging(msgspec.Struct, frozen=True):
    till: Till
    epoch: str
'''
sys.setswitchinterval(1e-6)
for number in range(200):
    module = types.ModuleType(f"kinds_{number}")
    sys.modules[module.__name__] = module
    exec(SOURCE, module.__dict__)
    meeting = threading.Barrier(4)
    def read(which, Belonging=module.Belonging):
        meeting.wait()
        if which % 2:
            assert from_json(b'{"till":{"device":"d","generation":1},"epoch":"e"}', Belonging).till.device == "d"
        else:
            assert from_plain({"till": {"device": "d", "generation": 1}, "epoch": "e"}, Belonging).epoch == "e"
    threads = [threading.Thread(target=read, args=(which,)) for which in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""
"""In a process of its own: what must not happen is a death by signal 11."""


def test_threads_that_meet_at_the_first_message_of_a_kind_all_read_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MANY_FIRST_MEETINGS],
        cwd=REPOSITORY, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def typed_decodings(source: Path) -> Iterator[str]:
    """Yield where a file has msgspec describe a type by itself."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        what = ast.unparse(node.func)
        names_a_type = len(node.args) > 1 or any(keyword.arg == "type" for keyword in node.keywords)
        if what == "msgspec.json.Decoder" or (what in ("msgspec.json.decode", "msgspec.convert") and names_a_type):
            yield f"{source.relative_to(REPOSITORY)}:{node.lineno} {what}"


def test_types_are_decoded_in_one_place_only_where_threads_cannot_collide() -> None:
    # Tests and benchmarks too: they run hubs on threads of their own process.
    folders = [REPOSITORY / name for name in ("posapp", "sync", "tests", "bench")]
    sources = [source for folder in folders for source in folder.rglob("*.py")]
    assert ONLY_HERE in sources
    assert [found for source in sources if source != ONLY_HERE for found in typed_decodings(source)] == []
