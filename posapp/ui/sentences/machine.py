"""What is said of the machine: paper, disk, file, program."""

from __future__ import annotations

from posapp.domain.text import Bilingual
from posapp.ui.sentences.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    "unavailable": (
        "warning",
        Bilingual("暂时做不到", "Not possible right now"),
        Bilingual("可以继续收银。", "You can go on selling."),
    ),
    "printer_trouble": (
        "warning",
        Bilingual("小票没有打印出来", "The receipt was not printed"),
        Bilingual("销售已保存，打印机修好后会自己补上。", "The sale is safe; it prints when the printer is back."),
    ),
    "printer_trouble.away": (
        "warning",
        Bilingual("打印机没有应答：{place}", "The printer does not answer: {place}"),
        Bilingual(
            "销售已保存，小票在排队。请看电源和连线，恢复后会自己补上。",
            "The sale is safe and its receipt waits. Look at power and cable; it prints when the printer is back.",
        ),
    ),
    "printer_trouble.paper_out": (
        "warning",
        Bilingual("打印机没有纸了", "The printer is out of paper"),
        Bilingual(
            "销售已保存，小票在排队。换上纸卷后会自己打印。",
            "The sale is safe and its receipt waits. Put in a new roll; it prints by itself.",
        ),
    ),
    "printer_trouble.cover_open": (
        "warning",
        Bilingual("打印机盖子开着", "The printer's cover is open"),
        Bilingual(
            "销售已保存，小票在排队。合上盖子后会自己打印。",
            "The sale is safe and its receipt waits. Close the cover; it prints by itself.",
        ),
    ),
    "printer_trouble.error": (
        "warning",
        Bilingual("打印机报告故障", "The printer reports a fault"),
        Bilingual(
            "销售已保存，小票在排队。请关机再开机；仍不行请换打印机。",
            "The sale is safe and its receipt waits. Switch the printer off and on, else use another one.",
        ),
    ),
    "printer_trouble.unfinished": (
        "warning",
        Bilingual("打印机中途没有打完", "The printer stopped in the middle"),
        Bilingual(
            "销售已保存。恢复后会整张重打，撕掉不完整的那张。",
            "The sale is safe. The whole receipt is printed again; tear off the unfinished one.",
        ),
    ),
    "printer_trouble.bad_setting": (
        "warning",
        Bilingual("设置里的打印机写错了：{place}", "The settings name no printer: {place}"),
        Bilingual(
            "销售已保存，小票在排队。请在「设备」页选择打印机。",
            "The sale is safe and its receipt waits. Choose the printer on the Devices page.",
        ),
    ),
    "bad_printer_setting": (
        "warning",
        Bilingual("这不是一个打印机地址：{setting}", "That is no printer's address: {setting}"),
        Bilingual(
            "原来的打印机照用。例如 tcp:192.168.1.50:9100、usb:04b8:0e15、serial:COM3。",
            "The printer in use stays. Examples: tcp:192.168.1.50:9100, usb:04b8:0e15, serial:COM3.",
        ),
    ),
    "disk_full": (
        "danger",
        Bilingual("磁盘满了，这一单没有写入", "The disk is full; the sale was not written"),
        Bilingual(
            "购物车还在。请清理磁盘后再收款。", "The cart is kept. Free some space, then take the payment again."
        ),
    ),
    "disk_trouble": (
        "danger",
        Bilingual("磁盘读写出错，这一步没有写入", "The disk does not work; nothing was written"),
        Bilingual(
            "先前的销售都在。请重启本机再试；仍不行请联系支持。",
            "What was sold before is safe. Restart this machine and try again; if that does not help, call support.",
        ),
    ),
    "database_busy": (
        "warning",
        Bilingual("数据正被另一个程序占用", "Another program holds the till's data"),
        Bilingual("稍等片刻再试，什么都没有丢。", "Wait a moment and try again; nothing is lost."),
    ),
    "database_unreadable": (
        "danger",
        Bilingual("打不开收银数据", "The till's data cannot be opened"),
        Bilingual("文件没有被改动，请联系支持。", "The file was not touched; call support."),
    ),
    "database_unreadable.wrong_key": (
        "danger",
        Bilingual("密钥与收银数据不符", "The key does not fit the till's data"),
        Bilingual("文件没有被改动。请恢复本机的密钥。", "The file was not touched. Restore this machine's key."),
    ),
    "database_unreadable.newer": (
        "danger",
        Bilingual("数据来自更新的版本", "The data comes from a newer version"),
        Bilingual("请更新本程序，文件没有被改动。", "Update this program; the file was not touched."),
    ),
    "database_unreadable.damaged": (
        "danger",
        Bilingual("收银数据已损坏", "The till's data is damaged"),
        Bilingual("请从备份恢复；原文件已保留。", "Restore the backup; the file was left as it is."),
    ),
    "database_unreadable.other_shop": (
        "danger",
        Bilingual("这份数据属于另一家门店", "This data belongs to another shop"),
        Bilingual("请核对配对的门店，什么都没有改变。", "Check which shop was paired; nothing was changed."),
    ),
    "already_running": (
        "accent",
        Bilingual("收银程序已经在运行", "The till is running already"),
        Bilingual("请切换到已打开的窗口。", "Switch to the window that is open."),
    ),
    "bug": (
        "danger",
        Bilingual("程序出了点问题", "Something went wrong in the program"),
        Bilingual(
            "数据是安全的，可以继续；记录已保存在日志里。", "Your data is safe, carry on; the log has the details."
        ),
    ),
}
