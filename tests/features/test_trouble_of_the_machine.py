"""A full disk, a held file, a wrong key, a second window, a wrong clock: said in both languages, nothing lost."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from posapp.adapters.db.engine import connect
from posapp.adapters.db.open_file import DATABASE_KEY, FILE_NAME
from posapp.adapters.secrets import FileSecrets
from posapp.config.settings import Settings
from posapp.domain.clock import DAY, HOUR, SystemClock
from posapp.programs import environment

ENTER = Qt.Key.Key_Return
CANNOT_OPEN = 4
"""The exit status of a till that could not open."""

HOLDS_THE_FILE = """
import sys
from pathlib import Path
from posapp.adapters.db.engine import connect
connection = connect(Path(sys.argv[1]), sys.argv[2])
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


def key_of(folder: Path) -> str:
    key = FileSecrets(folder / "secrets.json").get(DATABASE_KEY)
    assert key is not None
    return key


def start_till(folder: Path) -> subprocess.CompletedProcess[str]:
    """Start the till as a person does, in a process of its own, and wait until it has said why it cannot open."""
    return subprocess.run(
        [sys.executable, "-m", "posapp", "till", "--data-dir", str(folder)],
        env={**environment(), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True, text=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip


def did_not_open(ended: subprocess.CompletedProcess[str], *sentences: str) -> None:
    assert ended.returncode == CANNOT_OPEN, ended.stderr
    for sentence in sentences:
        assert sentence in ended.stderr
    assert "Traceback" not in ended.stderr + ended.stdout


# --- the disk ---------------------------------------------------------------------------------------------------------


@contextmanager
def small_disk(place: Path, megabytes: int):
    """Mount a real disk of a few megabytes; only root may."""
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no right to mount a small disk here; the sale on a full file is tested without one")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(disk: Path, name: str) -> None:
    """Write until nothing more fits."""
    with (disk / name).open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            with suppress(OSError):
                while file.write(bytes(size)):
                    pass
    assert shutil.disk_usage(disk).free == 0


def test_a_file_that_may_not_grow_refuses_the_sale_and_keeps_the_cart(till, small_demo):
    let_it_grow(till, pages=0)
    sold = 0
    for _ in range(20):  # the first sales may fit into pages that are not full yet
        cart = till.ring_up(*(piece.barcode for piece in small_demo.pieces[:3]))
        till.key(ENTER)
        till.see("the payment", lambda: till.is_paying)
        till.key(ENTER)
        till.see("an answer", lambda: till.payment.stage == "done" or not till.no_notice())
        if till.payment.stage != "done":
            break
        sold += 1
        till.key(ENTER)
    told = till.notice()
    assert "磁盘满了，这一单没有写入" in told.zh
    assert "The disk is full; the sale was not written" in told.en
    assert (till.sales(), till.kept_cart().total) == (sold, cart.total)
    let_it_grow(till, pages=1 << 20)
    till.put_notice_away()
    till.key(ENTER)
    till.see("the receipt", lambda: till.payment.stage == "done")
    assert till.sales() == sold + 1


def let_it_grow(till, *, pages: int) -> None:
    """Let the till's file grow by so many pages and no further."""
    with till.shop.data.transaction() as connection:
        if pages == 0:  # leave none that are free already
            free = connection.exec_driver_sql("PRAGMA freelist_count").scalar()
            connection.exec_driver_sql("CREATE TABLE filler (content BLOB)")
            connection.exec_driver_sql("INSERT INTO filler VALUES (zeroblob(?))", (free * 4096,))
        connection.commit()
    with till.shop.data.transaction() as connection:
        now = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {now + pages}")


def test_on_a_full_disk_the_reserve_lets_the_running_sale_through_and_the_next_is_refused_with_a_sentence(
    tmp_path, small_demo, open_till
):
    with small_disk(tmp_path / "disk", 96) as disk:
        folder = small_demo.new_till(disk / "till")
        Settings.load(folder / "till.toml").keep(ballast_mb=1)
        till = open_till(folder)
        assert (folder / "ballast.bin").stat().st_size == 1 << 20
        before = till.ring_up(small_demo.pieces[0].barcode)
        fill(disk, "filler-1")
        assert till.pay_exact().total == before.total
        assert not (folder / "ballast.bin").exists()
        assert till.sales() == 1
        till.key(ENTER)

        till.ring_up(small_demo.pieces[1].barcode)
        fill(disk, "filler-2")
        till.key(ENTER)
        till.see("the payment", lambda: till.is_paying)
        till.key(ENTER)
        told = till.notice()
        assert "磁盘满了" in told.zh
        assert "The disk is full" in told.en
        assert till.kept_cart().pieces == 1
        for file in disk.glob("filler*"):
            file.unlink()
        till.key(ENTER)
        till.see("the receipt", lambda: till.payment.stage == "done")
        assert till.sales() == 2
        till.close()


# --- another process --------------------------------------------------------------------------------------------------


def test_a_file_that_another_program_holds_keeps_the_cart_and_works_again_later(till, till_folder, small_demo):
    till.ring_up(small_demo.pieces[0].barcode)
    other = subprocess.Popen(
        [sys.executable, "-c", HOLDS_THE_FILE, str(till_folder / FILE_NAME), key_of(till_folder)],
        env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        till.scan(small_demo.pieces[1].barcode)
        till.key(ENTER)
        till.see("the payment", lambda: till.is_paying)
        told = till.notice()
        assert "数据正被另一个程序占用" in told.zh
        assert "Another program holds the till's data" in told.en
        assert till.kept_cart().pieces == 1
    finally:
        other.communicate("")
    if not till.is_paying:
        till.key(ENTER)
        till.see("the payment", lambda: till.is_paying)
    till.key(ENTER)
    till.see("the receipt", lambda: till.payment.stage == "done")
    assert till.sales() == 1


def test_a_second_window_on_the_same_folder_steps_back(till, till_folder, small_demo):
    till.ring_up(small_demo.pieces[0].barcode)
    did_not_open(
        start_till(till_folder),
        "收银程序已经在运行",
        "请切换到已打开的窗口",
        "The till is running already",
        "Switch to",
    )
    till.pay_exact()


# --- the file ---------------------------------------------------------------------------------------------------------


def test_a_till_with_another_files_key_leaves_the_file_alone(till_folder, open_till):
    secrets = FileSecrets(till_folder / "secrets.json")
    right, content = key_of(till_folder), (till_folder / FILE_NAME).read_bytes()
    secrets.put(DATABASE_KEY, "ab" * 32)
    did_not_open(start_till(till_folder), "密钥与收银数据不符", "The key does not fit the till's data", "Restore this")
    assert (till_folder / FILE_NAME).read_bytes() == content
    secrets.put(DATABASE_KEY, right)
    assert open_till(till_folder).shell.stage == "open"


def test_a_file_of_a_newer_program_is_left_alone(till_folder):
    connection = connect(till_folder / FILE_NAME, key_of(till_folder))
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    did_not_open(
        start_till(till_folder), "数据来自更新的版本", "The data comes from a newer version", "Update this program"
    )


def test_settings_that_cannot_be_read_are_named(till_folder):
    (till_folder / "till.toml").write_text('language = "fr"\n', encoding="utf-8")
    did_not_open(start_till(till_folder), "本机设置有误", "The settings of this machine are wrong", "zh, en")


# --- the clock --------------------------------------------------------------------------------------------------------


def test_a_clock_a_day_fast_is_named_when_a_code_is_refused_and_selling_goes_on(
    till_folder, open_till, small_demo, monkeypatch
):
    set_clock_wrong(monkeypatch, DAY)
    till = open_till(till_folder)
    till.scan(small_demo.member_code())
    told = till.notice()
    assert "已经过期" in told.zh
    assert "时间" in told.zh
    assert "check this machine's clock" in told.en
    till.put_notice_away()
    till.ring_up(small_demo.pieces[0].barcode)
    till.pay_exact()
    assert till.sales() == 1


def test_a_clock_a_day_slow_changes_nothing_because_the_till_remembers_a_later_time(
    till_folder, open_till, small_demo, monkeypatch
):
    open_till(till_folder).close()  # it was in use a moment ago, when its clock was still right
    set_clock_wrong(monkeypatch, -DAY)
    till = open_till(till_folder)
    till.scan(small_demo.member_code())
    till.see("her panel", lambda: till.panel)
    till.ring_up(small_demo.pieces[0].barcode)
    till.pay_exact()
    assert till.sales() == 1


def test_prices_of_the_day_before_yesterday_are_called_that_and_selling_goes_on(
    till_folder, open_till, small_demo, monkeypatch
):
    set_clock_wrong(monkeypatch, 2 * DAY + HOUR)  # the till was off and the mall away for two days
    till = open_till(till_folder)
    till.see("the lamp", lambda: "价格" in till.lamp().zh)
    assert "价格是 2 天前的" in till.lamp().zh
    assert "收银照常" in till.lamp().zh
    assert "Prices are of 2 days ago" in till.lamp().en
    till.ring_up(small_demo.pieces[0].barcode)
    till.pay_exact()


def test_prices_of_this_morning_need_no_word(till_folder, open_till, monkeypatch):
    set_clock_wrong(monkeypatch, 3 * HOUR)
    till = open_till(till_folder)
    assert "价格" not in till.lamp().zh


def set_clock_wrong(monkeypatch, by: int) -> None:
    """Let every clock of this process be wrong; other processes and her phone are right."""
    right = SystemClock.now
    monkeypatch.setattr(SystemClock, "now", lambda clock: right(clock) + by)
