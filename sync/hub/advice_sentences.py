"""What a person is told of model packs, the training, experiments, and follow-ups that had left."""

from __future__ import annotations

from collections.abc import Mapping

from posapp.domain.text import Bilingual

OF_ADVICE: Mapping[str, Bilingual] = {
    "no_such_engine": Bilingual(
        "训练用不了 {engine}：名字不对，或没有装 pyspark 和 Java；各店的推荐照旧。",
        "The training cannot use {engine}: the name is wrong, or pyspark and Java are missing. "
        "The shops' suggestions go on as before.",
    ),
    "unknown_pack": Bilingual(
        "推荐模型 {version} 已经没有了，各店仍用现在这一版；请从列表里选。",
        "Model pack {version} is not kept any more; the shops go on with the present one. Choose one of the list.",
    ),
    "bad_experiment": Bilingual(
        "实验没有开始（{field} 填得不对）：参加的会员要 {fewest} 到 {most} 位，并写上谁开的。改好再开。",
        "The experiment was not started ({field} cannot be so): it needs {fewest} to {most} members and who starts it. "
        "Please mend it and start again.",
    ),
    "experiment_runs": Bilingual(
        "已经有一个实验在进行，没有开新的；先结束它，或等它有结果。",
        "An experiment is running already, so none was started. End it first, or wait for its result.",
    ),
    "unknown_experiment": Bilingual("没有这个实验，什么也没改。", "There is no such experiment; nothing was changed."),
    "bad_look": Bilingual(
        "搭配没有保存：{wrong_zh}。改好再存；各店照旧。",
        "The look was not kept: {wrong_en}. Please mend it and keep it again; the shops go on as before.",
    ),
    "unknown_look": Bilingual(
        "这套搭配已经不在了，什么也没改。请重新打开本页。",
        "That look is not there any more; nothing was changed. Please open the page again.",
    ),
    "follow_up_had_left": Bilingual(
        "店员要留住的回访“{title_zh}”在她说之前已经发出。如果内容不妥，请给顾客打个电话。",
        "A clerk held back the follow-up “{title_en}” after it had left. If it was out of place, call the customer.",
    ),
}
