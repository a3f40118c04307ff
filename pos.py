#!/usr/bin/env python3
"""Set everything up on a bare machine, then run one command of posapp.

    python3 pos.py demo             the till, its mall and the customer's phone page, on a demo chain
    python3 pos.py test [--all]     the tests; --all adds the real browser, PostgreSQL and the fault runs
    python3 pos.py lint             format, lint, types and import contracts
    python3 pos.py check            lint, then test
    python3 pos.py ANYTHING …       posapp ANYTHING … (till, hub, sync, tour, doctor; see "posapp --help")

Needs only Python 3.11 to 3.13 and, for the system's libraries, apt. Standard library only; everything that it gets
stays in ``.venv`` and ``.pos`` in this folder, except system packages when it may install them (root or sudo).
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PRIVATE = ROOT / ".pos"
COMPILED = PRIVATE / "compiled"
LOCKS = ROOT / "installer" / "locks"
ORACLES = ROOT / "tests" / "oracles"
IS_LINUX = sys.platform.startswith("linux")

# What Qt's wheels expect from the system: a shared object, and the Debian package that has it (on newer releases the
# names reach the "t64" packages).
OFFSCREEN_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libbrotlidec.so.1": "libbrotli1",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libX11.so.6": "libx11-6",
    "libzbar.so.0": "libzbar0",
}
SCREEN_LIBRARIES = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
BROWSER_PACKAGES = ["chromium", "chromium-driver"]

# Not needed to draw into memory, and by far the largest part of what the libraries above ask for.
NOT_UNPACKED = re.compile(
    r"llvm|mesa|libdrm|libgbm|libz3|libsensors|libelf|libpciaccess|^dbus|-data$|-common$|krb5-locales"
)


def say(text: str) -> None:
    """Tell what is going on, on standard error: standard output belongs to the command."""
    print(f"pos.py: {text}", file=sys.stderr, flush=True)


def stop(text: str) -> None:
    """Say why nothing can be done, and end."""
    say(text)
    raise SystemExit(2)


def main(arguments: list[str]) -> int:
    """Prepare what the command needs, then become it."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        stop(f"needs Python 3.11, 3.12 or 3.13; this is {sys.version.split()[0]}. Nothing was changed.")
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0
    command, rest = arguments[0], arguments[1:]
    is_for_developers = command in ("test", "lint", "check")
    prepare_python(LOCKS / ("test.txt" if is_for_developers else "run.txt"))
    environment = prepare_system(with_screen=has_display())
    if command == "lint":
        return run_all(LINT, environment)
    if command in ("test", "check"):
        return test(rest, environment, lint_first=command == "check")
    # With -P nothing in the folder that somebody stands in is taken for a module of ours.
    return subprocess.call([str(venv_python()), "-P", "-m", "posapp", command, *rest], env=environment)


# --- Python ----------------------------------------------------------------------------------------------------------


def venv_python(venv: Path | None = None) -> Path:
    """Return the interpreter of an environment, by itself of the project's own."""
    return (venv or VENV) / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def prepare_python(lock: Path, venv: Path | None = None, *, with_sources: bool = False) -> None:
    """Make an environment, by itself ``.venv``, and install what a lock file names, unless that was done before.

    Only built packages are taken; ``with_sources`` builds the others with the tools that are installed there already.
    """
    venv = venv or VENV
    python = str(venv_python(venv))
    stamp = venv / "posapp-lock"
    wanted = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()
    done = stamp.read_text().split() if stamp.exists() else []
    if wanted in done and venv_python(venv).exists():
        return
    if not venv_python(venv).exists():
        make_venv(venv)
    say(f"installing the Python packages of {lock.relative_to(ROOT)} into {venv.name} (once) …")
    pip = [python, "-m", "pip"]
    if subprocess.call([*pip, "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        pip = [python, f"{pip_wheel()}/pip"]
    sources = ["--no-build-isolation"] if with_sources else ["--only-binary", ":all:"]
    options = ["--require-hashes", *sources, "--disable-pip-version-check", "--no-input", "-q"]
    # What pip compiles lies where the programs look for it, not where each of them would compile it once more.
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(COMPILED)}
    if subprocess.call([*pip, "install", *options, "-r", str(lock)], env=environment):
        stop("the Python packages could not be installed: is the network there? Run the same command again.")
    stamp.write_text("\n".join([*done, wanted]))


def make_venv(target: Path) -> None:
    """Make an environment; without pip where this Python cannot bring it."""
    import venv

    shutil.rmtree(target, ignore_errors=True)
    try:
        import ensurepip  # Debian leaves it out when python3-venv is not installed

        ensurepip.version()
        venv.create(target, with_pip=True, symlinks=os.name != "nt")
    except (ImportError, subprocess.CalledProcessError):
        shutil.rmtree(target, ignore_errors=True)
        venv.create(target, with_pip=False, symlinks=os.name != "nt")


def pip_wheel() -> Path:
    """Return a pip that runs from its wheel, out of the distribution's own package of it."""
    if not shutil.which("apt-get"):
        stop("this Python has no pip and no venv; install python3-venv (or pip) and run the same command again.")
    target = PRIVATE / "pip"
    if not target.exists():
        unpack(["python3-pip-whl"], target)
    return next(target.rglob("pip-*.whl"))


# --- the system's libraries ------------------------------------------------------------------------------------------


def has_display() -> bool:
    """Tell whether a window can be shown here."""
    return not IS_LINUX or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def prepare_system(*, with_screen: bool) -> dict[str, str]:
    """Get the shared objects that Qt misses here, and return the environment in which to run."""
    # Compiled modules are kept here, whatever the machine is told otherwise: every program would compile hundreds anew.
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PYTHONPYCACHEPREFIX": str(COMPILED)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if not IS_LINUX:
        return environment
    wanted = {**OFFSCREEN_LIBRARIES, **(SCREEN_LIBRARIES if with_screen else {})}
    private = library_folders(PRIVATE / "system")
    missing = {package for soname, package in wanted.items() if not is_loadable(soname, private)}
    if missing:
        private = get_libraries(sorted(missing))
    if private:
        paths = [str(path) for path in private] + [environment.get("LD_LIBRARY_PATH", "")]
        environment["LD_LIBRARY_PATH"] = os.pathsep.join(path for path in paths if path)
    if not with_screen:
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    return environment


def is_loadable(soname: str, private: list[Path]) -> bool:
    """Tell whether the loader finds a shared object, or whether it was unpacked privately before."""
    if any((folder / soname).exists() for folder in private):
        return True
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def get_libraries(packages: list[str]) -> list[Path]:
    """Install packages where this is allowed, else unpack them privately; return the private library folders."""
    if not shutil.which("apt-get"):
        stop(f"these libraries are missing, and there is no apt here to get them: {', '.join(packages)}")
    say(f"getting system libraries: {', '.join(packages)}")
    if install(packages):
        return []
    say("no right to install; unpacking them privately into .pos instead")
    target = PRIVATE / "system"
    unpack(packages, target, with_dependencies=True)
    return library_folders(target)


def library_folders(unpacked: Path) -> list[Path]:
    """Return the folders of shared objects in what was unpacked."""
    return [*unpacked.glob("usr/lib/*-linux-gnu*"), *unpacked.glob("lib/*-linux-gnu*")]


def install(packages: list[str]) -> bool:
    """Install Debian packages as root or through sudo without a question; False where neither is possible."""
    if os.geteuid() == 0:
        prefix: list[str] = []
    elif shutil.which("sudo") and not subprocess.call(["sudo", "-n", "true"], stderr=subprocess.DEVNULL):
        prefix = ["sudo", "-n"]
    else:
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = [*prefix, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    for attempt in range(3):
        subprocess.call([*prefix, "apt-get", "update", "-qq"], env=quiet, stdout=sys.stderr)
        if not subprocess.call(command, env=quiet, stdout=subprocess.DEVNULL):
            return True
        time.sleep(2 * attempt)
    stop(f"apt could not install: {' '.join(packages)}")
    return False


def unpack(packages: list[str], target: Path, *, with_dependencies: bool = False) -> None:
    """Download packages without root, with an apt state of our own, and unpack them under ``target``."""
    state = PRIVATE / "apt"
    for folder in ("state/lists/partial", "cache/archives/partial", "debs"):
        (state / folder).mkdir(parents=True, exist_ok=True)
    options = [
        "-o", f"Dir::State={state}/state",
        "-o", "Dir::State::status=/var/lib/dpkg/status",
        "-o", f"Dir::Cache={state}/cache",
        "-o", "Debug::NoLocking=1",
        "-o", "APT::Sandbox::User=",
    ]  # fmt: skip
    apt = ["apt-get", *options]
    if subprocess.call([*apt, "update", "-qq"], stdout=sys.stderr):
        stop("the package lists could not be read: is the network there? Run the same command again.")
    names = packages
    if with_dependencies:
        plan = subprocess.run(
            [*apt, "install", "-s", "-qq", "--no-install-recommends", *packages],
            check=True,
            capture_output=True,
            text=True,
        )
        planned = re.findall(r"^Inst (\S+)", plan.stdout, re.MULTILINE)
        names = [name for name in planned if not NOT_UNPACKED.search(name)]
    debs = state / "debs"
    if subprocess.call([*apt, "download", "-qq", *names], cwd=debs, stdout=sys.stderr):
        stop(f"these packages could not be downloaded: {' '.join(names)}")
    target.mkdir(parents=True, exist_ok=True)
    for deb in debs.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", str(deb), str(target)], check=True)
        deb.unlink()


# --- developers ------------------------------------------------------------------------------------------------------

LINT = [
    ["-m", "ruff", "format", "--check", "."],
    ["-m", "ruff", "check", "."],
    ["-m", "mypy"],
    ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
]


def run_all(commands: list[list[str]], environment: dict[str, str]) -> int:
    """Run each command with the project's Python; all of them, so that one run shows all that is wrong."""
    codes = [subprocess.call([str(venv_python()), *command], env=environment, cwd=ROOT) for command in commands]
    return max(codes)


def test(rest: list[str], environment: dict[str, str], *, lint_first: bool) -> int:
    """Run the tests. Without ``--all`` those that need a browser, PostgreSQL or minutes are left out, and said so."""
    if lint_first and run_all(LINT, environment):
        return 1
    chosen = [argument for argument in rest if argument != "--all"]
    if "--all" in rest:
        get_browser()
        get_oracles()
        know_localhost()
        marks = []
    else:
        say("leaving out the tests marked browser, postgres, faults and long; 'test --all' runs them too")
        marks = ["-m", "not browser and not postgres and not faults and not long"]
    environment["QT_QPA_PLATFORM"] = "offscreen"
    # Three processes have no idle core: NumPy's threads would wait for one another at full speed, for twice the time.
    environment["OPENBLAS_NUM_THREADS"] = "1"
    # A file stays in one process, which keeps what its tests share; long files come first and the many short ones of
    # tests/unit last, so that all processes end together. (By itself xdist begins with the files of most tests.)
    # One process more than two cores: while a test waits for a program, a clock or the network, another one works.
    # A file that crashes its process is tried once more in a new one, not eight times.
    spread = ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder", "--max-worker-restart", "2"]
    command = [str(venv_python()), "-m", "pytest", *spread, *marks, *chosen]
    return subprocess.call(command, env=environment, cwd=ROOT)


def get_oracles() -> None:
    """Make environments for what judges us from outside.

    One for a client of Alipay's that others wrote, whose packages do not go with ours; one for Spark and a Java to run
    it, which are too large for everybody's.
    """
    for lock, name in (("requirements.lock", "oracles"), ("spark.lock", "spark")):
        prepare_python(ORACLES / "build.lock", PRIVATE / name)
        prepare_python(ORACLES / lock, PRIVATE / name, with_sources=True)


def get_browser() -> None:
    """Get Chromium and its driver for the tests of the phone page."""
    if IS_LINUX and not (shutil.which("chromium") and shutil.which("chromedriver")):
        say(f"getting {' and '.join(BROWSER_PACKAGES)} for the tests of the phone page")
        if not install(BROWSER_PACKAGES):
            say("no right to install Chromium: the browser tests will fail and say so")


def know_localhost() -> None:
    """See that ``localhost`` is a known name: Spark asks for it, and a bare machine may have no hosts file."""
    try:
        socket.getaddrinfo("localhost", None)
    except OSError:
        hosts = Path("/etc/hosts")
        if os.access(hosts if hosts.exists() else hosts.parent, os.W_OK):
            say(f"this machine does not know the name localhost: writing it into {hosts}")
            with hosts.open("a", encoding="ascii") as names:
                names.write("\n127.0.0.1 localhost\n")
        else:
            say("this machine does not know the name localhost: the test of Spark will fail and say so")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
