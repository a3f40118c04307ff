// Defective goods: what became of them month by month, and the lines of one month, also as a file for a spreadsheet.

import { ask, at, button, complain, drawWords, language, offerLanguages, part } from "../page.js";

const words = {
  zh: {
    other: "English", offline: "商城没有回应，显示的是刚才的内容。", all: "全部门店", none: "还没有处理过次品。", month: "月份", file: "下载表格（CSV）",
    mended: "回卖场", sent_back: "寄回", written_off: "报损", day: "日期", shop: "门店", goods: "商品", pieces: "件数", became: "去向", worth: "标价", by: "经手",
    linesOf: (m) => `${m} 明细`, sum: (n, worth) => `${n} 件 · ${worth}`, count: (n) => `${n} 件`, unpriced: (n) => `其中 ${n} 件没有价`, allowed: (who) => `${who}授权`,
    leftOut: (n) => `另有 ${n} 行，请下载表格看全部。`,
  },
  en: {
    other: "中文", offline: "The mall does not answer; this is what it said last.", all: "All shops", none: "Nothing was settled yet.", month: "Month", file: "Download as CSV",
    mended: "For sale again", sent_back: "Sent back", written_off: "Written off", day: "Day", shop: "Shop", goods: "Goods", pieces: "Pieces", became: "Outcome", worth: "Shelf price", by: "By",
    linesOf: (m) => `Lines of ${m}`, sum: (n, worth) => `${n} · ${worth}`, count: (n) => `${n}`, unpriced: (n) => `${n} of them without a price`, allowed: (who) => `allowed by ${who}`,
    leftOut: (n) => `${n} more lines: the file has all of them.`,
  },
};
const ENDS = ["mended", "sent_back", "written_off"];

let shown = null;
let shopId = "";
let month = "";
const say = () => words[language()];
const yuan = (fen) => `¥${(fen / 100).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
const asked = () => new URLSearchParams({ shop_id: shopId, month });

function cell(text, note = "", className = "") {
  const made = part("td", text, className);
  if (note) made.append(part("small", note));
  return made;
}

function table(heads, rows, className = "") {
  const made = part("table", "", className), head = part("tr"), top = part("thead"), body = part("tbody");
  head.append(...heads.map(([text, className]) => part("th", text, className)));
  top.append(head);
  body.append(...rows);
  made.append(top, body);
  const around = part("div", "", "list");
  around.append(made);
  return around;
}

function sum(one) {
  if (!one.pieces) return cell("–", "", "number quiet");
  const text = one.worth_fen ? say().sum(one.pieces, yuan(one.worth_fen)) : say().count(one.pieces);
  return cell(text, one.unpriced ? say().unpriced(one.unpriced) : "", "number");
}

function monthRow(one) {
  const row = part("tr"), first = part("td");
  const key = button(one.month, () => { month = one.month; refresh(); }, one.month === shown.month ? "main" : "");
  key.setAttribute("aria-pressed", String(one.month === shown.month));
  first.append(key);
  row.append(first, ...ENDS.map((end) => sum(one[end])));
  return row;
}

function line(one) {
  const shop = shown.shops.find((each) => each.id === one.shop_id)?.[language()] ?? one.shop_id;
  const allowed = one.allowed_by[language()];
  const row = part("tr");
  row.append(
    cell(one.day, "", "day"), cell(shop), cell(one.goods[language()], one.code, "goods"), cell(String(one.pieces), "", "number"),
    cell(say()[one.end], one.reason[language()], "became"), cell(one.worth_fen === null ? "–" : yuan(one.worth_fen), "", "number"),
    cell(one.by[language()], allowed ? say().allowed(allowed) : ""),
  );
  return row;
}

function drawShops() {
  const choices = [{ id: "", zh: words.zh.all, en: words.en.all }, ...shown.shops];
  at("shop").replaceChildren(...choices.map((shop) => {
    const choice = part("option", shop[language()]);
    choice.value = shop.id;
    return choice;
  }));
  at("shop").value = shopId;
}

function draw() {
  drawWords(say().other);
  if (!shown) return;
  drawShops();
  const isEmpty = shown.months.length === 0;
  const none = () => part("p", say().none, "quiet");
  at("months").replaceChildren(isEmpty ? none() : table([[say().month, ""], ...ENDS.map((end) => [say()[end], "number"])], shown.months.map(monthRow), "close"));
  at("of-month").textContent = isEmpty ? "" : say().linesOf(shown.month);
  at("file").hidden = isEmpty;
  at("file").textContent = say().file;
  at("file").href = `/office/api/defects.csv?${new URLSearchParams({ shop_id: shopId, month: shown.month, language: language() })}`;
  const heads = [[say().day, ""], [say().shop, ""], [say().goods, ""], [say().pieces, "number"], [say().became, ""], [say().worth, "number"], [say().by, ""]];
  at("lines").replaceChildren(...(isEmpty ? [] : [table(heads, shown.lines.map(line))]));
  at("left-out").hidden = !shown.left_out;
  at("left-out").textContent = shown.left_out ? say().leftOut(shown.left_out) : "";
}

async function refresh() {
  try {
    shown = await ask(`defects?${asked()}`);
    complain("");
  } catch {
    complain(say().offline);
  }
  draw();
}

offerLanguages(draw);
at("shop").addEventListener("change", () => { shopId = at("shop").value; refresh(); });
draw();
await refresh();
