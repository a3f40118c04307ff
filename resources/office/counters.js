// Who allowed what at the counters, and what was written of pieces that were sold: asked once a minute.

import { ask, at, entry, language, list } from "./page.js";

const words = {
  zh: {
    none: "没有。", refused: "无权授权，未放行", allowed: (giver, asker) => `${giver} 授权 ${asker}`, pieces: (n) => `${n} 件`, off: (percent) => `（${percent}%）`,
    copies: (n) => `第 ${n} 次`,
    acts: { sell: "收银", void_line: "删除商品", clear_cart: "清空购物车", discount_line: "单品优惠", discount_ticket: "整单优惠", change_price: "改价",
      round_down: "抹零", refund: "退款", refund_without_receipt: "无小票退款", open_drawer: "不收银开钱箱", cash_in: "放入备用金", cash_drop: "缴款入保险柜",
      cash_out: "从钱箱支出", read_shift: "看班次报表", close_shift: "交班", wide_difference: "交班差异", doubtful_date: "时钟不准时开班", reprint: "补打小票",
      record_payment: "手工确认收款", close_payment: "了结手机付款", export_journal: "导出流水", settle: "处理待办记录", pair: "重新配对" },
    reasons: { customer: "顾客要求", mistake: "录入有误", machine: "设备故障", change_money: "换零钱", checked: "已核对" },
  },
  en: {
    none: "None.", refused: "not hers to give, refused", allowed: (giver, asker) => `${giver} for ${asker}`, pieces: (n) => `${n} pcs`, off: (percent) => ` (${percent}%)`,
    copies: (n) => `copy ${n}`,
    acts: { sell: "sell", void_line: "take goods off the cart", clear_cart: "empty the cart", discount_line: "discount on a line", discount_ticket: "discount on the sale",
      change_price: "another price", round_down: "round down", refund: "give back", refund_without_receipt: "give back without a receipt",
      open_drawer: "open the drawer without a sale", cash_in: "put cash into the drawer", cash_drop: "drop cash into the safe", cash_out: "pay out of the drawer",
      read_shift: "read the shift report", close_shift: "close the shift", wide_difference: "close with a difference", doubtful_date: "open by a doubtful clock",
      reprint: "print a receipt again", record_payment: "take a payment as made", close_payment: "close a phone payment", export_journal: "export the journal",
      settle: "settle a parked record", pair: "pair the till again" },
    reasons: { customer: "customer asked", mistake: "typed wrongly", machine: "machine trouble", change_money: "change money", checked: "checked" },
  },
};

let told = null;

function when(instant) {
  return new Date(instant).toLocaleString(language() === "zh" ? "zh-CN" : "en-GB", { dateStyle: "short", timeStyle: "short" });
}

function extent(word, say) {
  if (!word.fen) return "";
  if (word.permission === "reprint") return ` · ${say.copies(word.fen)}`;
  return ` · ¥${(word.fen / 100).toFixed(2)}${word.percent_bp ? say.off(word.percent_bp / 100) : ""}`;
}

function wordEntry(word) {
  const say = words[language()];
  const act = say.acts[word.permission] ?? word.permission;
  const isRefused = word.outcome === "refused";
  const note = [word.shop[language()], say.allowed(word.given_by[language()], word.asked_by[language()]),
    say.reasons[word.reason] ?? word.reason, ...(isRefused ? [say.refused] : []), when(word.at_ms)];
  return entry(`${act}${extent(word, say)}`, note.join(" · "), isRefused);
}

function noteEntry(note) {
  const about = [note.shop[language()], note.receipt_no, `${note.goods[language()]} ${words[language()].pieces(note.quantity)}`,
    note.clerk[language()], when(note.at_ms)];
  return entry(note.note, about.join(" · "), false);
}

function draw() {
  if (told === null) return;
  const { none } = words[language()];
  at("words").replaceChildren(list(told.words.map(wordEntry), none));
  at("notes").replaceChildren(list(told.notes.map(noteEntry), none));
}

async function look() {
  try {
    told = await ask("counters");
  } catch {
    // The page says already that the mall does not answer.
  }
  draw();
}

new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["lang"] });
await look();
setInterval(look, 60_000);
