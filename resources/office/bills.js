// The channels' bills: how far each is read, where it differs from the books, and what a person does about it.

import { ask, at, button, complain, drawWords, entry, language, list, offerLanguages, part } from "../page.js";

const words = {
  zh: {
    other: "English", none: "没有。", noMerchants: "商城还没有商户；收银台自己的商户，账单在收银台的同步页核对。",
    wechat: "微信支付", alipay: "支付宝", offline: "商城没有回应，显示的是刚才的内容。", needWho: "请先写上您的姓名。",
    read: "现在去取", giveBack: "原路退回", settle: "核对后了结", sureBack: "这笔钱没有对应的销售单，原路退给顾客？",
    figures: (s) => `${s.rows} 笔 · 收 ${yuan(s.paid)} · 退 ${yuan(s.returned)} · 手续费 ${yuan(s.fee)}`,
    others: (n) => ` · 另有 ${n} 笔不是收银台的`, agree: "全部一致", noTrade: "当天没有交易",
    agreed: (ok, all) => `一致 ${ok} / ${all}`, number: "商户单号", refund: "退款单号", channelNo: "交易单号", asked: "问过",
    readings: { awaited: "还没有取", ready: "已核对", no_trade: "没有交易", not_yet: "对方还没有生成", broken: "文件不完整或对不上，没有采用", unknown: "连不上对方" },
    moved: (f) => `资金账单 ${f.rows} 笔变动，期初 ${yuan(f.opening)}，期末 ${yuan(f.closing)}`, nothingMoved: "资金账单：账户没有变动",
    asBilled: "钱都按账单动了", otherwise: (f) => `${f.differ} 笔和账单对不上`, midnight: (n) => `零点前后 ${n} 笔，可能记在相邻一天`, beside: (n) => `零点前后 ${n} 笔，在相邻一天找到了`,
    fees: (f) => `手续费扣了 ${yuan(f.fee_moved)}，账单是 ${yuan(f.fee_in_bill)}`, noTradeMoved: (f) => `提现等其他变动 ${f.others} 笔，共 ${yuan(f.others_sum)}`,
    fundsAwaited: (why) => `资金账单还没取到（${why}）`, fundsOf: (n) => `资金账单有 ${n} 笔和交易账单对不上`, more: (n) => `还有 ${n} 笔`,
    notMoved: (u) => `账单有 ${yuan(u.amount)}，账户里没动：${u.number}`, movedAlone: (u) => `账户动了 ${yuan(u.amount)}，账单里没有：${u.number}`,
    verdicts: {
      amount_diff: (d) => `金额不同：账单 ${yuan(d.in_bill_fen)}，商城 ${yuan(d.claimed_fen)}`,
      bill_only_pay: (d) => (d.said ? `没见过的业务“${d.said}”，${yuan(d.in_bill_fen)}` : `收了 ${yuan(d.in_bill_fen)}，没有对应的销售单`),
      local_only_pay: (d) => `有已付的单 ${yuan(d.claimed_fen)}，账单里没有`,
      bill_only_refund: (d) => `账单退了 ${yuan(d.in_bill_fen)}，不是收银台退的`,
      local_only_refund: (d) => `已退 ${yuan(d.claimed_fen)}，账单里没有`,
      reversed_in_bill: (d) => `收了 ${yuan(d.in_bill_fen)} 又撤了，单还算已付`,
      cross_day: () => "零点前后的一笔，在相邻一天的账单里",
      duplicate: (d) => `账单里重复的一行，${yuan(d.in_bill_fen)}`,
    },
    acts: { wait: "等明天的账单", ask: "正在自动查询，或等收银台上传", give_back: "先查是否记成了现金；不是就退回", look: "请核对后了结" },
    states: { paid: "已收款", done: "已退", absent: "没有这笔", refunded: "已退款", reversed: "已撤销", processing: "处理中", unknown: "没有答复" },
    toTell: { done: "已退回", processing: "退款处理中", unknown: "对方没有答复，请过一会儿再按一次；不会重复退", refused: "对方没有退，请在商户后台处理", abnormal: "原路退不回去，请在商户后台处理", absent: "对方没有这笔，请核对", suspect: "对方的答复对不上，请核对" },
  },
  en: {
    other: "中文", none: "None.", noMerchants: "The mall has no merchant. Bills of a till's own merchant are on its sync desk.",
    wechat: "WeChat Pay", alipay: "Alipay", offline: "The mall does not answer; this is what it said last.", needWho: "Please give your name first.",
    read: "Fetch it now", giveBack: "Give it back", settle: "Close after a check", sureBack: "No sale accounts for this money. Give it back the way it came?",
    figures: (s) => `${s.rows} rows · ${yuan(s.paid)} in · ${yuan(s.returned)} out · ${yuan(s.fee)} of fees`,
    others: (n) => ` · ${n} more are no till's`, agree: "all of it agrees", noTrade: "nothing was traded",
    agreed: (ok, all) => `${ok} of ${all} agree`, number: "our number", refund: "refund number", channelNo: "the channel's", asked: "asked",
    readings: { awaited: "not fetched yet", ready: "compared", no_trade: "no trade", not_yet: "not made yet", broken: "torn or wrong, and not used", unknown: "no answer" },
    moved: (f) => `${f.rows} movements of the account, ${yuan(f.opening)} before and ${yuan(f.closing)} after`, nothingMoved: "nothing moved in the account",
    asBilled: "the money moved as the bill says", otherwise: (f) => `${f.differ} did not move as the bill says`, midnight: (n) => `${n} around midnight may stand in the day beside`, beside: (n) => `${n} around midnight were found in the day beside`,
    fees: (f) => `${yuan(f.fee_moved)} of fees taken, the bill says ${yuan(f.fee_in_bill)}`, noTradeMoved: (f) => `${f.others} not of trade, such as withdrawals: ${yuan(f.others_sum)}`,
    fundsAwaited: (why) => `the account's movements are still to come (${why})`, fundsOf: (n) => `${n} did not move in the account as the bill says`, more: (n) => `and ${n} more`,
    notMoved: (u) => `${yuan(u.amount)} is in the bill and did not move: ${u.number}`, movedAlone: (u) => `${yuan(u.amount)} moved and is not in the bill: ${u.number}`,
    verdicts: {
      amount_diff: (d) => `Another amount: the bill says ${yuan(d.in_bill_fen)}, the mall ${yuan(d.claimed_fen)}`,
      bill_only_pay: (d) => (d.said ? `An unknown kind of trade “${d.said}” of ${yuan(d.in_bill_fen)}` : `${yuan(d.in_bill_fen)} came in, and no sale accounts for it`),
      local_only_pay: (d) => `A sale paid with ${yuan(d.claimed_fen)} is not in the bill`,
      bill_only_refund: (d) => `${yuan(d.in_bill_fen)} went back, and not by a till`,
      local_only_refund: (d) => `${yuan(d.claimed_fen)} was given back and is not in the bill`,
      reversed_in_bill: (d) => `${yuan(d.in_bill_fen)} was paid and taken back, and a sale counts on it`,
      cross_day: () => "Around midnight: the bill of the day beside has it",
      duplicate: (d) => `A row of ${yuan(d.in_bill_fen)} stands there twice`,
    },
    acts: { wait: "waits for tomorrow's bill", ask: "the channel is asked, or the till has still to tell", give_back: "booked as cash? if not, give it back", look: "look into it, then close it" },
    states: { paid: "it was paid", done: "it was given back", absent: "no such thing", refunded: "something went back", reversed: "it was reversed", processing: "under way", unknown: "no answer" },
    toTell: { done: "It went back.", processing: "The refund is under way.", unknown: "No answer. Press again later: it goes back once only.", refused: "The channel refused. Settle it in the merchant pages.", abnormal: "It cannot go back its way. Settle it in the merchant pages.", absent: "The channel knows no such payment. Please check.", suspect: "The answer does not fit. Please check." },
  },
};

let shown = null;
const say = () => words[language()];
const yuan = (fen) => `${fen < 0 ? "−" : ""}¥${(Math.abs(fen) / 100).toFixed(2)}`;

function merchant(id) {
  const [channel, number] = id.split(":");
  return `${say()[channel] ?? channel} ${number ?? ""}`;
}

async function act(path, body) {
  if (path !== "read" && !at("who").value.trim()) { complain(say().needWho); return; }
  try {
    const said = await ask(`bills/${path}`, { ...body, ...(path === "read" ? {} : { who: at("who").value.trim() }) });
    await refresh();
    if (path === "give-back") complain(say().toTell[said.result] ?? said.result);
  } catch (error) {
    complain(error.message);
  }
}

function reasonsOf(path, named) {
  const choice = part("select");
  choice.append(...Object.entries(shown.reasons).map(([code, text]) => {
    const option = part("option", text[language()]);
    option.value = code;
    return option;
  }));
  return [choice, button(say().settle, () => act(path, { ...named, reason: choice.value }))];
}

function differenceEntry(one) {
  const notes = [merchant(one.merchant_id), one.day, `${say().number} ${one.number}`];
  if (one.refund_number) notes.push(`${say().refund} ${one.refund_number}`);
  if (one.channel_no) notes.push(`${say().channelNo} ${one.channel_no}`);
  if (one.asked) notes.push(`${say().asked}: ${say().states[one.asked] ?? one.asked}`);
  notes.push(say().acts[one.act]);
  const back = one.act !== "give_back" ? [] : [button(say().giveBack, () => {
    if (confirm(say().sureBack)) act("give-back", { finding_id: one.finding_id });
  }, "main")];
  const close = one.act === "wait" ? [] : reasonsOf("settle", { finding_id: one.finding_id });
  return entry(say().verdicts[one.verdict](one), notes.join(" · "), one.act === "give_back" || one.act === "look", ...back, ...close);
}

// Money that did not move as the bill says: what a person looks into, as any other difference.
function fundsEntry(bill) {
  const funds = bill.funds;
  const notes = [merchant(bill.merchant_id), bill.day];
  notes.push(...funds.unmatched.slice(0, 5).map((one) => (one.is_billed ? say().notMoved : say().movedAlone)(one)));
  if (funds.differ > Math.min(5, funds.unmatched.length)) notes.push(say().more(funds.differ - Math.min(5, funds.unmatched.length)));
  notes.push(say().acts.look);
  const close = reasonsOf("settle-funds", { merchant_id: bill.merchant_id, day: bill.day });
  return entry(say().fundsOf(funds.differ), notes.join(" · "), true, ...close);
}

function moved(funds) {
  if (funds.reading !== "ready" && funds.reading !== "no_trade") return [say().fundsAwaited(say().readings[funds.reading])];
  const parts = [funds.reading === "no_trade" ? say().nothingMoved : say().moved(funds)];
  if (funds.differ) parts.push(say().otherwise(funds));
  else if (funds.agreed) parts.push(say().asBilled);
  if (funds.at_midnight) parts.push(say().midnight(funds.at_midnight));
  if (funds.beside) parts.push(say().beside(funds.beside));
  if (funds.fee_moved !== funds.fee_in_bill) parts.push(say().fees(funds));
  if (funds.others) parts.push(say().noTradeMoved(funds));
  return parts;
}

function billEntry(bill) {
  const all = Object.values(bill.verdicts).reduce((sum, count) => sum + count, 0);
  const agree = bill.verdicts.ok ?? 0;
  const isRead = bill.reading === "ready" || bill.reading === "no_trade";
  const parts = [say().readings[bill.reading]];
  if (isRead && bill.sums.rows) parts.push(say().figures(bill.sums) + (bill.sums.others ? say().others(bill.sums.others) : ""));
  if (isRead && all) parts.push(agree === all ? say().agree : say().agreed(agree, all));
  if (isRead) parts.push(...moved(bill.funds));
  const fetch = isRead && !bill.funds.is_late ? [] : [button(say().read, () => act("read", { merchant_id: bill.merchant_id, day: bill.day }))];
  return entry(`${bill.day} · ${merchant(bill.merchant_id)}`, parts.join(" · "), bill.is_late || bill.funds.is_late, ...fetch);
}

function draw() {
  drawWords(say().other);
  if (shown === null) return;
  at("counts").textContent = shown.merchants.length ? shown.merchants.map(merchant).join(" · ") : say().noMerchants;
  if (document.activeElement?.tagName !== "SELECT") { // a choice that somebody is making stays
    at("differences").replaceChildren(list([...shown.differences.map(differenceEntry), ...shown.bills.filter((bill) => bill.funds.differs).map(fundsEntry)], say().none));
  }
  at("bills").replaceChildren(list(shown.bills.map(billEntry), say().none));
}

async function refresh() {
  try {
    shown = await ask("bills");
    complain("");
    draw();
  } catch (error) {
    complain(shown ? say().offline : error.message);
  }
}

offerLanguages(draw);
at("who").value = localStorage.getItem("office-who") ?? "";
at("who").addEventListener("change", () => localStorage.setItem("office-who", at("who").value));

await refresh();
setInterval(refresh, 10_000);
