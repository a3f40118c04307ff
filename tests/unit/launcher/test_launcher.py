"""The launcher on machines that lack something: one clear line, nothing half done."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def pos(monkeypatch, tmp_path):
    """The launcher as a module, in a folder of its own, so that nothing here is touched."""
    spec = importlib.util.spec_from_file_location("pos", ROOT / "pos.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "PRIVATE", tmp_path / ".pos")
    return module


@pytest.mark.parametrize("version", [(3, 10, 12), (3, 14, 0), (3, 9, 2)])
def test_another_python_is_refused_in_one_line_and_nothing_is_made(pos, tmp_path, monkeypatch, capsys, version):
    words = f"{version[0]}.{version[1]}.{version[2]} (main)"
    monkeypatch.setattr(pos, "sys", SimpleNamespace(version_info=version, version=words, stderr=sys.stderr))
    with pytest.raises(SystemExit) as ended:
        pos.main(["demo"])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "needs Python 3.11, 3.12 or 3.13" in said
    assert f"{version[0]}.{version[1]}.{version[2]}" in said
    assert "Nothing was changed" in said
    assert list(tmp_path.iterdir()) == []


def test_even_python_3_10_can_read_the_launcher(pos):
    """Whoever has the wrong Python must see that line, not a syntax error: no grammar younger than 3.10 is used."""
    import ast

    ast.parse((ROOT / "pos.py").read_text(encoding="utf-8"), feature_version=(3, 10))


def test_no_command_shows_what_there_is(pos, capsys):
    assert pos.main([]) == 0
    said = capsys.readouterr().out
    assert "pos.py demo" in said
    assert "pos.py test" in said


def test_a_library_that_was_unpacked_privately_is_found(pos, tmp_path):
    folder = tmp_path / ".pos" / "system" / "usr" / "lib" / "x86_64-linux-gnu"
    folder.mkdir(parents=True)
    (folder / "libposapp-is-nowhere-else.so.1").touch()
    private = pos.library_folders(tmp_path / ".pos" / "system")
    assert private == [folder]
    assert pos.is_loadable("libposapp-is-nowhere-else.so.1", private)
    assert not pos.is_loadable("libposapp-is-nowhere-else.so.1", [])
    assert pos.is_loadable("libc.so.6", [])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the loader's path is a matter of Linux")
def test_the_programs_are_started_with_the_private_libraries_in_their_path(pos, tmp_path, monkeypatch):
    folder = tmp_path / ".pos" / "system" / "usr" / "lib" / "x86_64-linux-gnu"
    folder.mkdir(parents=True)
    for soname in pos.OFFSCREEN_LIBRARIES:
        (folder / soname).touch()
    monkeypatch.setattr(pos, "get_libraries", lambda packages: pytest.fail(f"asked for {packages}"))
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/lib")
    environment = pos.prepare_system(with_screen=False)
    assert environment["LD_LIBRARY_PATH"] == f"{folder}:/opt/lib"
    assert environment["QT_QPA_PLATFORM"] == "offscreen"


def test_drivers_are_never_unpacked_privately(pos):
    """Qt draws into memory here; Mesa and the compiler in it would be most of what is downloaded."""
    for package in ("libgl1-mesa-dri", "mesa-vulkan-drivers", "libglapi-mesa", "libllvm15", "libdrm2"):
        assert pos.NOT_UNPACKED.search(package), package
    for package in set(pos.OFFSCREEN_LIBRARIES.values()) | set(pos.SCREEN_LIBRARIES.values()):
        assert not pos.NOT_UNPACKED.search(package), package


def test_without_apt_the_missing_libraries_are_named(pos, monkeypatch, capsys):
    monkeypatch.setattr(pos.shutil, "which", lambda _name: None)
    with pytest.raises(SystemExit):
        pos.get_libraries(["libegl1", "libzbar0"])
    assert "libegl1, libzbar0" in capsys.readouterr().err


def test_a_short_test_run_says_what_it_leaves_out(pos, monkeypatch, capsys):
    asked = []
    monkeypatch.setattr(pos.subprocess, "call", lambda command, **_: asked.append(command) or 0)
    assert pos.test(["tests/unit"], {}, lint_first=False) == 0
    said = capsys.readouterr().err
    for mark in ("browser", "postgres", "faults", "long"):
        assert mark in said
    assert "test --all" in said
    assert asked[0][-1] == "tests/unit"
    assert "not browser and not postgres and not faults and not long" in asked[0]


def test_a_whole_test_run_leaves_nothing_out(pos, monkeypatch, capsys):
    asked = []
    monkeypatch.setattr(pos.subprocess, "call", lambda command, **_: asked.append(command) or 0)
    monkeypatch.setattr(pos, "get_browser", lambda: asked.append(["the browser"]))
    monkeypatch.setattr(pos, "get_oracles", lambda: asked.append(["the oracles"]))
    assert pos.test(["--all"], {}, lint_first=False) == 0
    assert asked[:2] == [["the browser"], ["the oracles"]]
    assert "-m" not in asked[2][3:]
    assert "leaving out" not in capsys.readouterr().err


def test_a_wrong_lint_ends_a_check_before_the_tests(pos, monkeypatch):
    asked = []
    monkeypatch.setattr(pos.subprocess, "call", lambda command, **_: asked.append(command) or 1)
    assert pos.test([], {}, lint_first=True) == 1
    assert not any("pytest" in command for command in asked)


def test_the_launcher_needs_nothing_but_python(tmp_path):
    """It is read by the machine's own Python before anything is installed."""
    code = "import runpy, sys; runpy.run_path(sys.argv[1])"
    ended = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, str(ROOT / "pos.py")], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
