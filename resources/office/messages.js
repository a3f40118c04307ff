// Messages to members: follow-ups and what came of them, messages by kind, words about consent.

import { ask, at, complain, drawWords, entry, language, list, offerLanguages } from "../page.js";

const EVERY_MS = 10_000;

const words = {
  zh: {
    other: "English", none: "没有。", offline: "商城没有回应，显示的是刚才的内容。", promotion: "试过的降价了", size: "尺码到货", coupon: "券快到期", outfit: "搭配",
    found: "找到", sent: "发送", opened: "打开", came_back: "又来了", bought: "买了", called: "打电话", held_back: "不发", ended: "没有发就结束", waiting: "等店员定",
    queued: "等待发送", dropped: "没有发", no_consent: "她没同意", withdrawn: "她刚关了", capped: "太多了", too_late: "过了时间", recalled: "收回", no_longer_true: "不成立了",
    no_member: "没有这位会员", held_back_reason: "店员不发", service: "预约和订单", marketing: "优惠", personal: "个性化推荐", yes: "同意", no: "不同意",
  },
  en: {
    other: "中文", none: "None.", offline: "The mall does not answer; this is what it said last.", promotion: "Costs less now", size: "Size is in", coupon: "Coupon ends", outfit: "Goes with it",
    found: "found", sent: "sent", opened: "opened", came_back: "came back", bought: "bought", called: "called", held_back: "held back", ended: "ended unsent", waiting: "to decide",
    queued: "waiting", dropped: "not sent", no_consent: "no consent", withdrawn: "said no", capped: "too many", too_late: "too late", recalled: "recalled", no_longer_true: "no longer true",
    no_member: "no such member", held_back_reason: "held back", service: "Bookings and orders", marketing: "Offers", personal: "Personal suggestions", yes: "yes", no: "no",
  },
};

let shown = null;
const say = () => words[language()];
const figures = (row, names) => names.filter((name) => row[name]).map((name) => `${say()[name]} ${row[name]}`).join(" · ");

function followUp(row) {
  const shop = shown.shops.find((one) => one.id === row.shop_id)?.[language()] ?? row.shop_id;
  const told = { ...row, waiting: row.proposed + row.calling + row.released };
  return entry(`${shop} · ${say()[row.reason]}`, figures(told, ["found", "waiting", "sent", "called", "held_back", "ended", "opened", "came_back", "bought"]), false);
}

function message(row) {
  const whyNot = Object.entries(row.dropped).map(([reason, count]) => `${say()[reason === "held_back" ? "held_back_reason" : reason] ?? reason} ${count}`);
  const note = [figures(row, ["queued", "sent", "opened"]), whyNot.length ? `${say().dropped}: ${whyNot.join(", ")}` : ""].filter(Boolean).join(" · ");
  return entry(row[language()], note, false);
}

const consent = (row) => entry(`${say()[row.purpose]} · ${row.given ? say().yes : say().no}`, String(row.count), false);

function draw() {
  drawWords(say().other);
  if (!shown) return;
  at("follow-ups").replaceChildren(list(shown.follow_ups.map(followUp), say().none));
  at("messages").replaceChildren(list(shown.messages.map(message), say().none));
  at("consents").replaceChildren(list(shown.consents.map(consent), say().none));
}

async function refresh() {
  try {
    shown = await ask("messages");
    complain("");
  } catch {
    complain(say().offline);
  }
  draw();
}

offerLanguages(draw);
draw();
await refresh();
setInterval(refresh, EVERY_MS);
