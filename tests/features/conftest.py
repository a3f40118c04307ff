"""One small demo chain with its hub for all sentences about the whole program; a till of its own for each."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace

import pytest

from posapp.ui import art_pictures, collecting
from tests.fakes.opened_till import OpenedTill
from tests.fakes.small_demo import SmallDemo


@pytest.fixture(scope="session", autouse=True)
def goods_are_drawn_once() -> Iterator[None]:
    """Let the tills of a session share the pictures of the goods: each draws some hundreds in idle moments."""
    with pytest.MonkeyPatch.context() as pictures:
        pictures.setattr(art_pictures, "render_svg", lru_cache(maxsize=None)(art_pictures.render_svg))
        yield


@pytest.fixture(scope="package", autouse=True)
def closed_tills_are_buried_together() -> Iterator[None]:
    """Let a closed till leave what it set aside where it lies; what all tills left is collected after the last.

    A till that closes looks through everything in the process: a quarter of a second here, where all tests lie, too.
    """
    with pytest.MonkeyPatch.context() as tills:
        tills.setattr(collecting, "gc", SimpleNamespace(**{**vars(gc), "unfreeze": lambda: None}))
        yield
    gc.unfreeze()


@pytest.fixture(scope="session")
def small_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallDemo]:
    """The chain; made once."""
    with pytest.MonkeyPatch.context() as machine:
        machine.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        demo = SmallDemo(tmp_path_factory.mktemp("small-demo"))
    yield demo
    demo.close()


@pytest.fixture
def till_folder(small_demo: SmallDemo, tmp_path: Path) -> Path:
    """A paired and loaded till's folder."""
    return small_demo.new_till(tmp_path / "till")


@pytest.fixture
def open_till(qapp: object) -> Iterator[Callable[..., OpenedTill]]:
    """Open tills that are closed at the end, whatever happened."""
    opened: list[OpenedTill] = []

    def open_(folder: Path, **options: object) -> OpenedTill:
        opened.append(OpenedTill(folder, **options))  # type: ignore[arg-type]  # passed on as they are
        return opened[-1]

    yield open_
    for till in opened:
        till.close()


@pytest.fixture
def till(open_till: Callable[..., OpenedTill], till_folder: Path) -> OpenedTill:
    """A till in its window, somebody signed in and a shift open, no worker beside it."""
    return open_till(till_folder)
