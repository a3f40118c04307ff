"""Say what this machine has and lacks for a counter, in words and what to do about it.

Each finding is *good*, *missing but the shop works*, or *stops the till*. Nothing is changed on the machine.
"""

from __future__ import annotations

import ctypes.util
import importlib.util
import json
import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from posapp.config import display
from posapp.config.paths import RESOURCES, TillPaths
from posapp.config.settings import BadSettings, Settings
from posapp.domain.text import Bilingual, Language

Grade = Literal["good", "limited", "stops"]

LOW_DISK_BYTES = 5 * 1024**3
FULL_DISK_BYTES = 256 * 1024**2
MOST_FAULTS = 20
OLD_PACK_DAYS = 7
MARKS: dict[Grade, str] = {"good": "✓", "limited": "•", "stops": "✗"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: its name, how it stands, and what that means for the shop."""

    name: Bilingual
    grade: Grade
    found: str
    advice: Bilingual = Bilingual("", "")  # noqa: RUF009  # a frozen value of two texts


def examine(folder: Path) -> list[Finding]:
    """Look at everything a till uses, for the till in ``folder``."""
    looks: list[Callable[[TillPaths], Finding]] = [
        _python,
        _window,
        _database,
        _fonts,
        _codes,
        _camera,
        _keyring,
        _settings,
        _printer,
        _template,
        _advice,
        _disk,
        _browser,
    ]
    paths = TillPaths(folder)
    return [look(paths) for look in looks]


def examine_hub(folder: Path) -> Finding:
    """Look whether stock is conserved in the mall's ``hub.db`` in ``folder``; a mall that runs may go on running.

    Nothing is changed: a database of an older program is not brought up to date.
    """
    from sqlalchemy.exc import DatabaseError

    from sync.hub import conservation
    from sync.hub.db.database import open_database

    name = Bilingual("商城库存", "The mall's stock")
    path = folder / "hub.db"
    if not path.is_file():
        return Finding(name, "stops", str(path), Bilingual("那里没有商城的数据。", "There is no mall's data there."))
    database = open_database(folder)
    try:
        with database.reading() as conn:
            faults = conservation.faults(conn)
    except DatabaseError as error:
        advice = Bilingual(
            "读不出来：先用这个版本启动一次商城；仍不行，请从备份恢复。",
            "It cannot be read: start the mall once with this version; if that does not help, restore a backup.",
        )
        return Finding(name, "stops", str(error.orig), advice)
    finally:
        database.close()
    if not faults:
        return Finding(name, "good", "H = S + P + Q")
    lines = [f"{fault.shop_id}/{fault.variant_id}" for fault in faults[:MOST_FAULTS]]
    told = Bilingual(
        "账对不上，数字没有改动。请把这份结果交给技术支持："
        + "；".join(fault.what.zh for fault in faults[:MOST_FAULTS]),
        "It does not add up, and nothing was changed. Show this to support: "
        + "; ".join(fault.what.en for fault in faults[:MOST_FAULTS]),
    )
    return Finding(name, "stops", f"{len(faults)}: {', '.join(lines)}", told)


def report(findings: list[Finding], language: Language) -> str:
    """Return the findings as lines for a terminal."""
    lines = []
    for finding in findings:
        advice = finding.advice.in_(language)
        lines.append(f"{MARKS[finding.grade]} {finding.name.in_(language)}: {finding.found}")
        if advice:
            lines.append(f"    {advice}")
    return "\n".join(lines)


def as_json(findings: list[Finding]) -> str:
    """Return the findings for a machine."""
    return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False)


def _python(_: TillPaths) -> Finding:
    name = Bilingual("Python 与系统", "Python and system")
    found = f"{platform.python_version()}, {platform.system()} {platform.release()}"
    fits = (3, 11) <= sys.version_info[:2] <= (3, 13)
    advice = Bilingual("", "") if fits else Bilingual("需要 Python 3.11 至 3.13。", "Python 3.11 to 3.13 is needed.")
    return Finding(name, "good" if fits else "stops", found, advice)


def _window(_: TillPaths) -> Finding:
    name = Bilingual("窗口", "Window")
    try:
        from PySide6.QtCore import qVersion
        from PySide6.QtWidgets import QApplication  # noqa: F401  # loads the libraries that a window needs
    except ImportError as error:
        advice = Bilingual(
            "缺少系统库：运行 python3 pos.py demo 会自动补齐。",
            "System libraries are missing: python3 pos.py demo gets them.",
        )
        return Finding(name, "stops", str(error), advice)
    if display.is_there():
        return Finding(name, "good", f"Qt {qVersion()}")
    advice = Bilingual(
        "没有显示器：只能离屏运行（演示会生成图片）。",
        "There is no display: it can only run off screen and leave pictures.",
    )
    return Finding(name, "limited", f"Qt {qVersion()}, off screen", advice)


def _database(_: TillPaths) -> Finding:
    name = Bilingual("本地数据库", "Local database")
    try:
        import sqlcipher3
    except ImportError as error:
        return Finding(name, "stops", str(error), Bilingual("重新安装程序。", "Install the program again."))
    return Finding(name, "good", f"SQLite {sqlcipher3.sqlite_version}, SQLCipher")


def _fonts(_: TillPaths) -> Finding:
    name = Bilingual("字体", "Fonts")
    fonts = sorted(path.name for path in (RESOURCES / "fonts").glob("*.otf"))
    if fonts:
        return Finding(name, "good", ", ".join(fonts))
    advice = Bilingual("自带字体缺失，汉字可能显示为方框。", "The bundled fonts are gone; Chinese may show as boxes.")
    return Finding(name, "limited", "-", advice)


def _codes(_: TillPaths) -> Finding:
    name = Bilingual("读码", "Reading codes")
    if importlib.util.find_spec("zxingcpp") is None:
        return Finding(name, "stops", "-", Bilingual("重新安装程序。", "Install the program again."))
    if ctypes.util.find_library("zbar"):
        return Finding(name, "good", "zxing-cpp + zbar")
    advice = Bilingual(
        "没有 zbar：模糊条码少一次机会，其他不受影响。", "No zbar: blurred barcodes get one try less; all else works."
    )
    return Finding(name, "limited", "zxing-cpp", advice)


def _camera(_: TillPaths) -> Finding:
    name = Bilingual("摄像头", "Camera")
    if importlib.util.find_spec("PySide6.QtMultimedia") is not None:
        return Finding(name, "good", "QtMultimedia")
    advice = Bilingual("未装摄像头组件：用扫码枪即可。", "The camera part is not installed: a scanner does the same.")
    return Finding(name, "limited", "-", advice)


def _keyring(_: TillPaths) -> Finding:
    import keyring
    from keyring.backends.fail import Keyring as NoKeyring

    name = Bilingual("密钥存放", "Key store")
    backend = keyring.get_keyring()
    if not isinstance(backend, NoKeyring):
        return Finding(name, "good", type(backend).__module__)
    advice = Bilingual(
        "系统没有密钥库：密钥放在仅本用户可读的文件里。",
        "This system has no key store: the key lies in a file that only this user can read.",
    )
    return Finding(name, "limited", "0600 file", advice)


def _settings(paths: TillPaths) -> Finding:
    name = Bilingual("本机设置", "Settings")
    try:
        settings = Settings.load(paths.settings)
    except BadSettings as error:
        return Finding(name, "stops", str(error), Bilingual("改正或删除该文件。", "Correct or delete that file."))
    return Finding(name, "good", f"{paths.settings} ({settings.language}, {settings.theme})")


def _printer(paths: TillPaths) -> Finding:
    name = Bilingual("小票打印机", "Receipt printer")
    try:
        printer = Settings.load(paths.settings).printer
    except BadSettings:
        printer = ""
    if printer:
        return Finding(name, "good", printer)
    advice = Bilingual("未设置打印机：小票存为文件。", "No printer is set: receipts are kept as files.")
    return Finding(name, "limited", f"file:{paths.receipts}", advice)


def _template(paths: TillPaths) -> Finding:
    from posapp.adapters.devices.receipt_template import FILE_NAME, BadTemplate, template_in

    name = Bilingual("小票模板", "Receipt template")
    try:
        template_in(paths.folder)
    except BadTemplate as trouble:
        advice = Bilingual(
            "现用内置模板打印；照上面的说明改好后重启本机。",
            "Receipts are printed by the built-in one; mend what is told above and start the till again.",
        )
        return Finding(name, "limited", str(trouble), advice)
    own = paths.folder / FILE_NAME
    return Finding(name, "good", str(own) if own.exists() else "resources/receipts/receipt.toml")


def _advice(paths: TillPaths) -> Finding:
    """Look which model pack the till advises with; its file is only read."""
    from sqlalchemy.exc import DBAPIError

    from posapp.adapters.db import engine, packs
    from posapp.adapters.db.open_file import DATABASE_KEY
    from posapp.adapters.secrets import open_secrets
    from posapp.domain.clock import DAY, Millis, SystemClock, local
    from posapp.ui.screens.sync_desk.words import PACK_TROUBLES

    name = Bilingual("推荐模型", "Model pack")
    none_yet = Finding(name, "good", "-", Bilingual("配对并联网后自动到。", "It comes by itself after pairing."))
    key = open_secrets(paths.folder).get(DATABASE_KEY) if paths.database.exists() else None
    if key is None:
        return none_yet
    reader = engine.reader(paths.database, key)
    try:
        with reader.connect() as connection:
            pack, trouble = packs.in_use(connection), packs.trouble(connection)
    except DBAPIError as error:
        advice = Bilingual("先用这个版本打开一次收银台。", "Open the till once with this version.")
        return Finding(name, "limited", str(error.orig), advice)
    finally:
        reader.dispose()
    if pack is None and not trouble:
        return none_yet
    found = "-" if pack is None else f"{pack.version}, {local(Millis(pack.trained_ms)):%Y-%m-%d}"
    if trouble in PACK_TROUBLES:
        return Finding(name, "limited", found, PACK_TROUBLES[trouble])
    if pack is not None and SystemClock().now() - pack.trained_ms > OLD_PACK_DAYS * DAY:
        advice = Bilingual(
            "已有多天没更新，推荐照常；请看商城是否连得上。",
            "It is days old; suggestions go on. See whether the mall can be reached.",
        )
        return Finding(name, "limited", found, advice)
    return Finding(name, "good", found)


def _disk(paths: TillPaths) -> Finding:
    name = Bilingual("磁盘空间", "Disk space")
    folder = next(place for place in (paths.folder, *paths.folder.parents) if place.exists())
    free = shutil.disk_usage(folder).free
    found = f"{free / 1024**3:.1f} GB"
    if free < FULL_DISK_BYTES:
        return Finding(
            name, "stops", found, Bilingual("磁盘将满，请先清理。", "The disk is nearly full: clear it first.")
        )
    if free < LOW_DISK_BYTES:
        return Finding(name, "limited", found, Bilingual("空间不多，请尽快清理。", "Space is short: clear it soon."))
    return Finding(name, "good", found)


def _browser(_: TillPaths) -> Finding:
    name = Bilingual("浏览器（演示用）", "Browser (for the tour)")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium:
        return Finding(name, "good", chromium)
    advice = Bilingual(
        "没有 Chromium：演示改用手机页接口。", "No Chromium: the tour uses the phone page's interface instead."
    )
    return Finding(name, "limited", "-", advice)
