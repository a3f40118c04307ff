"""What is said of rows that were refused or mended, in both languages, by reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from posapp.domain.text import Bilingual

REFUSALS: Mapping[str, Bilingual] = {
    "no_style": Bilingual("没有商品编号", "no article is named"),
    "unreadable_time": Bilingual(
        "时间读不出来，请检查 [time] 的 format", "the time cannot be read: see format in [time]"
    ),
    "future_date": Bilingual("日期在将来", "the date lies in the future"),
    "ancient_date": Bilingual("日期在 1970 年以前", "the date lies before 1970"),
    "unknown_kind": Bilingual("事件种类没有人认识", "nobody knows this kind of event"),
    "unknown_verdict": Bilingual("试穿结果没有人认识", "nobody knows this outcome of a fitting"),
    "unreadable_quantity": Bilingual(
        '件数不是数字；若用逗号作小数点，请写 decimal = ","',
        'the quantity is no number; if the comma is its decimal point, say decimal = ","',
    ),
    "negative_quantity": Bilingual(
        '件数为负；若表示退货，请写 negative_quantity = "returned"',
        'the quantity is negative; if that is a return, say negative_quantity = "returned"',
    ),
    "no_quantity": Bilingual("件数为零", "the quantity is zero"),
    "unreadable_price": Bilingual(
        '金额不是数字；若用逗号作小数点，请写 decimal = ","',
        'the price is no number; if the comma is its decimal point, say decimal = ","',
    ),
    "negative_price": Bilingual("金额为负", "the price is negative"),
    "duplicate": Bilingual("与前面某行完全相同", "the same as a row before it"),
    "duplicate_of_file": Bilingual("与前面另一个文件的某行完全相同", "the same as a row of a file before it"),
}
"""Why a row is in no table."""

NOTES: Mapping[str, Bilingual] = {
    "unknown_size": Bilingual(
        "尺码不在 [sizes] 里，此行按没有尺码处理", "the size is not in [sizes]; taken without one"
    ),
    "unknown_size_system": Bilingual(
        "尺码不是数字，[sizes] 里也没有它的尺码系统，此行按没有尺码处理",
        "the size is no number and [sizes] does not have its size system; taken without one",
    ),
}
"""Why a row lost its size and is taken all the same."""

UNKNOWN_HERE: Mapping[str, Bilingual] = {
    "unknown_style_here": Bilingual("本连锁没有这款商品", "this chain has no such article"),
    "unknown_member_here": Bilingual("本连锁没有这位会员", "this chain has no such member"),
    "erased_here": Bilingual(
        "这位会员已应本人要求删除，过去的记录不再导入",
        "she was erased at her own request; her past is not brought back",
    ),
    "not_agreed_here": Bilingual(
        "这位会员不同意个性化推荐，浏览记录不导入", "she does not agree to personal suggestions; her looks stay out"
    ),
    "unknown_variant_here": Bilingual(
        "没有这个颜色尺码，只记到款", "there is no such colour and size; taken for the style"
    ),
    "unknown_size_here": Bilingual("这款没有这个尺码，按没有尺码处理", "the style has no such size; taken without one"),
    "unknown_shop_here": Bilingual("没有这家门店，按没有门店处理", "there is no such shop; taken without one"),
}
"""What a chain does not know of a log that is brought into its hub; only the first four keep a row out."""


def sentence_of(reason: str, *, file: str, rows: int, first: Sequence[int]) -> Bilingual:
    """Return one line: how many rows, of which file if one is named, why, and some of their numbers."""
    why = {**REFUSALS, **NOTES, **UNKNOWN_HERE}[reason]
    numbers = ", ".join(map(str, first))
    zh, en = (f"{file}：", f"{file}: ") if file else ("", "")
    where_zh = f"（第 {numbers} 行{'等' if rows > len(first) else ''}）" if first else ""
    lines = "row" if rows == 1 else "rows"
    where_en = f" ({lines} {numbers}{', …' if rows > len(first) else ''})" if first else ""
    return Bilingual(f"{zh}{rows} 行{why.zh}{where_zh}", f"{en}{rows} {lines}: {why.en}{where_en}")
