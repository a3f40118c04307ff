"""What the devices page says."""

from __future__ import annotations

from posapp.domain.text import Bilingual

PRINTER = Bilingual("小票打印机", "Receipt printer")
KINDS: dict[str, Bilingual] = {
    "file": Bilingual("存成文件", "Files"),
    "tcp": Bilingual("网络", "Network"),
    "usb": Bilingual("USB", "USB"),
    "serial": Bilingual("串口", "Serial"),
    "dev": Bilingual("设备文件", "Device file"),
}
PLACES: dict[str, Bilingual] = {
    "file": Bilingual("文件夹；留空则放在数据目录里", "Folder; empty: in the data folder"),
    "tcp": Bilingual("打印机的 IP 地址，例如 192.168.1.50:9100", "The printer's IP address, such as 192.168.1.50:9100"),
    "usb": Bilingual("USB 编号，例如 04b8:0e15", "USB ids, such as 04b8:0e15"),
    "serial": Bilingual("串口和速率，例如 COM3:19200", "Port and speed, such as COM3:19200"),
    "dev": Bilingual("设备，例如 /dev/usb/lp0", "Device, such as /dev/usb/lp0"),
}
PAPER = Bilingual("纸宽", "Paper")
WIDTHS = {48: Bilingual("80 mm", "80 mm"), 32: Bilingual("58 mm", "58 mm")}
USE = Bilingual("使用这台打印机", "Use this printer")
TEST = Bilingual("打印测试页", "Print a test page")
ASK = Bilingual("检查状态", "Check it")
STATES: dict[str, Bilingual] = {
    "ready": Bilingual("可以打印", "Ready"),
    "paper_low": Bilingual("纸快用完", "Paper is low"),
    "paper_out": Bilingual("没有纸", "Out of paper"),
    "cover_open": Bilingual("盖子开着", "Cover is open"),
    "away": Bilingual("没有应答", "No answer"),
    "error": Bilingual("打印机故障", "Printer fault"),
    "unknown": Bilingual("已连接，不报告状态", "Connected; tells nothing"),
}
ASKING = Bilingual("正在询问…", "Asking…")
PRINTING = Bilingual("正在打印…", "Printing…")
PRINTED = Bilingual("已打印", "Printed")
PRINTED_ADVICE = Bilingual("请看纸上的字和码是否清楚。", "See that words and code on the paper are clear.")
IN_USE = Bilingual("已改用这台打印机", "This printer is in use now")
IN_USE_ADVICE = Bilingual("打印一张测试页看看。", "Print a test page to see.")
TEMPLATE = Bilingual(
    "门店自己的小票模板读不了，现用内置模板：{trouble}",
    "The shop's own receipt template cannot be read; the built-in one is used: {trouble}",
)
DRAWER = Bilingual("钱箱", "Cash drawer")
OPEN_DRAWER = Bilingual("打开钱箱", "Open the drawer")
DRAWER_ADVICE = Bilingual("不经销售打开会记入流水。", "Opening it without a sale is written into the journal.")
OPENED = Bilingual("钱箱已打开", "The drawer is open")
DISPLAY = Bilingual("顾客屏", "Customer display")
DISPLAYS: dict[str, Bilingual] = {
    "auto": Bilingual("第二块屏幕", "Second screen"),
    "window": Bilingual("窗口", "A window"),
    "off": Bilingual("不用", "Off"),
}
KEYS = Bilingual("按键", "Keys")
KEYS_ADVICE = Bilingual("三套习惯可选，每个键都能改。", "Three sets to choose from; every key can be changed.")
CHANGE_KEYS = Bilingual("修改按键", "Change keys")
QUEUE = Bilingual("等待打印", "Waiting for paper")
NOTHING_WAITS = Bilingual("没有等待打印的纸", "Nothing waits")
PRINT_NOW = Bilingual("现在打印", "Print now")
LATEST = Bilingual("刚打印的", "Printed last")
NOTHING_PRINTED = Bilingual("还没有打印过", "Nothing was printed yet")
AGAIN = Bilingual("补打", "Again")
COPY = Bilingual("补打", "copy")
TRIES = Bilingual("试了 {count} 次", "tried {count} times")
TEST_PAGE = Bilingual("测试页", "Test page")
TROUBLES: dict[str, Bilingual] = {
    **STATES,
    "unfinished": Bilingual("中途没有打完", "Stopped in the middle"),
    "bad_setting": Bilingual("设置写错了", "Wrong setting"),
}
