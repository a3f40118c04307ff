"""Why a log cannot be read, with its sentence in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from posapp.domain.errors import Refused
from posapp.domain.text import Bilingual


class LogUnreadable(Refused):
    """A log, or its description, cannot be used as it is; ``code`` says why and ``values`` say where."""

    code: ClassVar[str] = "log_unreadable"

    def __init__(self, why: str, **values: object) -> None:
        super().__init__(why=why, **values)
        self.why = why

    @property
    def sentence(self) -> Bilingual:
        """Return what happened and what to do about it."""
        text = WHY_UNREADABLE[self.why]
        zh = {name: one.zh if isinstance(one, Bilingual) else one for name, one in self.values.items()}
        en = {name: one.en if isinstance(one, Bilingual) else one for name, one in self.values.items()}
        return Bilingual(text.zh.format_map(zh), text.en.format_map(en))


WHY_UNREADABLE: Mapping[str, Bilingual] = {
    "no_description": Bilingual(
        "没有找到记录说明文件 {path}。请检查 --log 后面的路径。",
        "There is no log description at {path}. Check the path after --log.",
    ),
    "not_toml": Bilingual(
        "{path} 不是 TOML 文件：{trouble}。格式见 docs/measuring.md。",
        "{path} is not TOML: {trouble}. docs/measuring.md describes the form.",
    ),
    "not_a_description": Bilingual(
        "{path} 里有看不懂的内容：{trouble}。格式见 docs/measuring.md。",
        "{path} says what cannot be understood: {trouble}. docs/measuring.md describes the form.",
    ),
    "no_data": Bilingual(
        "没有找到数据文件 {path}。请用 --data 指出数据所在的文件夹。",
        "There is no data file {path}. Say with --data in which folder the data lie.",
    ),
    "wrong_encoding": Bilingual(
        "{path} 第 {line} 行不是 {encoding} 编码。请在说明里写明 encoding（例如 gb18030），或另存为 utf-8。",
        'Line {line} of {path} is not written in {encoding}. Name its encoding (for example "gb18030"), or save it '
        "as utf-8.",
    ),
    "unknown_encoding": Bilingual(
        "说明里的编码“{encoding}”没有人认识，例如可写 utf-8 或 gb18030。",
        'Nobody knows the encoding "{encoding}". It may be utf-8 or gb18030, for example.',
    ),
    "file_unreadable": Bilingual(
        "{path} 不能作为 {format} 读取：{trouble}。请检查文件是否完整、格式是否写对。",
        "{path} cannot be read as {format}: {trouble}. See whether it is whole, and whether the format is right.",
    ),
    "empty_file": Bilingual(
        "{path} 是空的：没有表头，也没有数据。请检查导出是否成功。",
        "{path} is empty: it has neither a header nor a line. See whether it was written out at all.",
    ),
    "bad_time_format": Bilingual(
        "[time] 的 format = “{format}”看不懂。请写成 %Y-%m-%d %H:%M:%S 这样的格式，或 timestamp、epoch_ms、epoch_s。",
        'format = "{format}" under [time] cannot be understood. Write one such as %Y-%m-%d %H:%M:%S, or timestamp, '
        "epoch_ms or epoch_s.",
    ),
    "missing_column": Bilingual(
        "{path} 里没有“{column}”这一列（说明里用作 {field}）。现有的列：{columns}。",
        'There is no column "{column}" in {path}, which the description uses as {field}. It has: {columns}.',
    ),
    "missing_field": Bilingual(
        "说明里没有说 {path} 的哪一列是 {field}。请在 columns 或 constants 里写上。",
        "The description does not say which column of {path} is {field}. Name it in columns or constants.",
    ),
    "unknown_field": Bilingual(
        "说明里写了没有的字段“{field}”（{path}）。可用的：{fields}。",
        'The description of {path} names a field that there is not, "{field}". There are: {fields}.',
    ),
    "unknown_kind": Bilingual(
        "说明里 {path} 的种类“{kind}”没有人认识。可用的：{kinds}。",
        'Nobody knows the kind "{kind}" that the description gives {path}. There are: {kinds}.',
    ),
    "unknown_zone": Bilingual(
        "没有“{zone}”这个时区。请写成 Asia/Shanghai 这样的名字。",
        'There is no time zone "{zone}". Write a name such as Asia/Shanghai.',
    ),
    "bad_setting": Bilingual(
        "说明里 [goals.{goal}] 的 {name} = {value!r} 不对，应当是{wanted_zh}。",
        "{name} = {value!r} under [goals.{goal}] cannot be so; it should be {wanted_en}.",
    ),
    "empty": Bilingual(
        "这份记录里没有能用的事件（拒收 {refused} 行），没有可以学习或衡量的。请检查说明和数据。",
        "There is no event in this log that can be used ({refused} rows were refused), so there is nothing to learn "
        "from or to measure. Check the description and the data.",
    ),
    "cut_outside": Bilingual(
        "“{goal}”从 {cut} 起衡量，但这份记录是 {first} 至 {last}：切分日之前和之后都要有事件。请改 cut 或 last_days。",
        '"{goal}" asks from {cut} on, and this log lasts from {first} to {last}: there must be events before the cut '
        "and after it. Change cut or last_days.",
    ),
    "too_little": Bilingual(
        "这份记录太少，衡量不了“{goal}”：需要 {needed}，只有 {found}。请换更长的记录，或放宽说明里的条件。",
        'This log is too small for "{goal}": it needs {needed} and has {found}. Take a longer log, or ask for less in '
        "its description.",
    ),
    "no_log": Bilingual("请用 --log 指出记录说明文件。", "Say with --log which file describes the log."),
    "no_hub": Bilingual(
        "{path} 里没有商城数据库。请用 --hub 指出 hub.db 所在的文件夹，或用 --database。",
        "There is no hub's database in {path}. Say with --hub where hub.db lies, or use --database.",
    ),
    "no_goal": Bilingual(
        "没有“{goal}”这个衡量目标。可用的：{goals}。", 'There is no goal "{goal}". There are: {goals}.'
    ),
    "needs_log": Bilingual(
        "衡量“{goal}”需要一份记录：请加 --log LOG.toml。", 'The goal "{goal}" needs a log: add --log LOG.toml.'
    ),
}
