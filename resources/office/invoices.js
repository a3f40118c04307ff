// Invoices: what was asked for, and what has to be made out in red because its goods came back.

import { ask, at, button, complain, drawWords, entry, language, list, offerLanguages, part } from "../page.js";

const words = {
  zh: {
    other: "English", offline: "商城没有回应，显示的是刚才的内容。", noRed: "没有要红冲的。", noAsked: "还没有人申请发票。", needWho: "请先填写您的姓名。",
    whole: "整张红冲", part: "部分红冲", number: "红字发票号码", needNumber: "请填写红字发票号码。", reddened: "已开红字发票", never: "原发票没开过",
    red: (one, how) => `${one.title}${one.tax_no ? ` · ${one.tax_no}` : ""} · ${how} ${yuan(one.total_fen)}（税额 ${yuan(one.tax_fen)}）`,
    of: (one, shop) => `${one.day} · ${shop} · 退货单 ${one.receipt_no} · 原单 ${one.of_receipt_no}`,
    line: (one) => `${one.goods.zh} ×${one.quantity} · ${yuan(one.paid_fen)} · 税率 ${one.tax_bp / 100}% · 税额 ${yuan(one.tax_fen)}`,
    till: "收银台", phone: "顾客手机", untold: "销售还没传到", asked: (one) => `${one.title}${one.tax_no ? ` · ${one.tax_no}` : ""}`,
    sum: (one) => `${yuan(one.total_fen)}（税额 ${yuan(one.tax_fen)}）`, back: (fen) => `已退 ${yuan(fen)}`,
  },
  en: {
    other: "中文", offline: "The mall does not answer; this is what it said last.", noRed: "Nothing to make out in red.", noAsked: "Nobody has asked for an invoice.", needWho: "Please write your name first.",
    whole: "whole", part: "a part", number: "Number of the red invoice", needNumber: "Please write the number of the red invoice.", reddened: "Made out in red", never: "Was never invoiced",
    red: (one, how) => `${one.title}${one.tax_no ? ` · ${one.tax_no}` : ""} · ${how}: ${yuan(one.total_fen)} (tax ${yuan(one.tax_fen)})`,
    of: (one, shop) => `${one.day} · ${shop} · return ${one.receipt_no} · of receipt ${one.of_receipt_no}`,
    line: (one) => `${one.goods.en} ×${one.quantity} · ${yuan(one.paid_fen)} · ${one.tax_bp / 100}% · tax ${yuan(one.tax_fen)}`,
    till: "at the counter", phone: "from her phone", untold: "the sale has not come yet", asked: (one) => `${one.title}${one.tax_no ? ` · ${one.tax_no}` : ""}`,
    sum: (one) => `${yuan(one.total_fen)} (tax ${yuan(one.tax_fen)})`, back: (fen) => `${yuan(fen)} came back`,
  },
};

let shown = null;
const say = () => words[language()];
const yuan = (fen) => `¥${(fen / 100).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
const shopName = (id) => shown.shops.find((each) => each.id === id)?.[language()] ?? id;

async function settle(one, number) {
  if (!at("who").value.trim()) { complain(say().needWho); return; }
  try {
    await ask("invoices/redden", { return_id: one.return_id, who: at("who").value.trim(), number });
    complain("");
  } catch (trouble) {
    complain(trouble.message);
    return;
  }
  await refresh();
}

function redRow(one) {
  const field = part("input");
  field.placeholder = say().number;
  field.setAttribute("aria-label", say().number);
  field.maxLength = 64;
  const done = button(say().reddened, () => {
    if (field.value.trim()) settle(one, field.value.trim());
    else { complain(say().needNumber); field.focus(); }
  }, "main");
  const row = entry(say().red(one, one.is_whole ? say().whole : say().part), say().of(one, shopName(one.shop_id)), false, field, done, button(say().never, () => settle(one, "")));
  row.firstChild.append(...one.lines.map((each) => part("small", say().line(each))));
  return row;
}

function askedRow(one) {
  const by = say()[one.asked_by] ?? one.asked_by;
  const told = one.total_fen === null ? say().untold : say().sum(one);
  const back = one.returned_fen ? ` · ${say().back(one.returned_fen)}` : "";
  return entry(say().asked(one), `${one.day ?? ""} · ${shopName(one.shop_id)} · ${one.receipt_no} · ${told}${back} · ${by}`, false);
}

function draw() {
  drawWords(say().other);
  if (!shown) return;
  at("red").replaceChildren(list(shown.to_redden.map(redRow), say().noRed));
  at("red-count").hidden = shown.to_redden.length === 0;
  at("red-count").textContent = String(shown.to_redden.length);
  at("asked").replaceChildren(list(shown.asked.map(askedRow), say().noAsked));
}

async function refresh() {
  try {
    shown = await ask("invoices");
    complain("");
  } catch {
    complain(say().offline);
  }
  draw();
}

offerLanguages(draw);
at("who").value = localStorage.getItem("office-who") ?? "";
at("who").addEventListener("change", () => localStorage.setItem("office-who", at("who").value));
draw();
await refresh();
