// Whom customers pay at the channels, and to what cash is rounded down: asked once a minute.

import { ask, at, button, complain, entry, language, list, part } from "./page.js";

const words = {
  zh: {
    none: "还没有收款商户：在商城那台电脑上运行 posapp channels merchants.json --hub 文件夹。", channel: { wechat: "微信支付", alipay: "支付宝" },
    everywhere: "其余所有门店", locked: "密钥读不出来：重新设置", rounding: "现金抹零", set: "改",
    to: { 1: "不抹，收到分", 10: "抹到角", 100: "抹到元" }, name: "请先在最上面写您的姓名。",
    told: "全部收现金时向下抹，各收银机几秒内知道；手机、卡和账户付的不抹。",
  },
  en: {
    none: "No merchant yet: on the mall's machine run posapp channels merchants.json --hub FOLDER.", channel: { wechat: "WeChat Pay", alipay: "Alipay" },
    everywhere: "every other shop", locked: "its keys cannot be read: set it up again", rounding: "Round cash down", set: "Change",
    to: { 1: "not at all, to the fen", 10: "to 0.10", 100: "to 1.00" }, name: "First write your name at the top.",
    told: "Where cash pays all of it; the tills know within seconds. Phones, cards and accounts pay the exact sum.",
  },
};

let told = null;
let chosen = null;

const say = () => words[language()];

function merchantEntry(one) {
  const places = [...one.shops.map((shop) => shop[language()]), ...(one.is_for_all ? [say().everywhere] : [])];
  const shops = places.join(language() === "zh" ? "、" : ", ");
  const number = one.merchant_id.slice(one.channel.length + 1);
  const note = [shops, one.url, ...(one.is_readable ? [] : [say().locked])].filter(Boolean).join(" · ");
  return entry(`${say().channel[one.channel] ?? one.channel} ${number}`, note, !one.is_readable);
}

function roundingEntry() {
  const choice = part("select");
  choice.id = "rounding";
  choice.setAttribute("aria-label", say().rounding);
  choice.append(...told.roundings.map((fen) => new Option(say().to[fen], fen)));
  choice.value = chosen ?? told.cash_round_fen;
  choice.addEventListener("change", () => { chosen = Number(choice.value); });
  return entry(say().rounding, say().told, false, choice, button(say().set, roundTo, "main"));
}

async function roundTo() {
  const who = at("who").value.trim();
  if (!who) {
    complain(say().name);
    at("who").focus();
    return;
  }
  try {
    await ask("paying/round-cash", { fen: Number(at("rounding").value), who });
    chosen = null;
    complain("");
    await look();
  } catch (trouble) {
    complain(trouble.message);
  }
}

function draw() {
  if (told === null) return;
  const nobody = told.merchants.length ? [] : [part("p", say().none, "quiet")];
  at("merchants").replaceChildren(list([roundingEntry(), ...told.merchants.map(merchantEntry)]), ...nobody);
}

async function look() {
  try {
    told = await ask("paying");
  } catch {
    // The page says already that the mall does not answer.
  }
  if (document.activeElement?.id !== "rounding") draw();
}

new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["lang"] });
await look();
setInterval(look, 60_000);
