// Stored value, gift cards and points: the worst case, the terms, what is set aside, cards to sell.

import { ask, at, button, complain, drawWords, entry, language, list, offerLanguages, part } from "../page.js";

const words = {
  zh: {
    other: "English", none: "没有。", stored_value: "储值", gift_card: "礼品卡", points: "积分", coupon: "券",
    refused: "断网不可用", leased: "只用预留额度", floor_limit: "限额内可用", aside: "预留", risk: "最坏", lost: "已损失", account: "每户至多", unasked: "不问商城即可用的券至多", change: "改限额", askLimit: "每户至多（元）", askDay: "每店每天至多（元）", askCoupon: "不问商城即可用的券至多（元）", restored: "恢复备份后可能重复授出",
    limit: "每户", day: "每店每天", lease: "每次预留至多", until: "至", written_off: "已核销", open: "有效",
    writeOff: "核销这台收银机", sure: "核销这台收银机的全部额度？只有它确定找不回来时才这样做。", sell: "卖 ¥200 礼品卡", card: "卡号",
    left: "余", offline: "商城没有回应，显示的是刚才的内容。", wrong: "账目不平：", right: "账目相符", lease_kind: "预留",
    authorisation: "授权中",
  },
  en: {
    other: "中文", none: "None.", stored_value: "Stored value", gift_card: "Gift cards", points: "Points", coupon: "Coupons",
    refused: "not offline", leased: "leases only", floor_limit: "within limits", aside: "set aside", risk: "worst case", lost: "lost", account: "an account, at most", unasked: "coupons taken without asking, up to", change: "Change limits", askLimit: "An account, at most (yuan)", askDay: "A shop and day, at most (yuan)", askCoupon: "Coupons taken without asking, up to (yuan)", restored: "granted twice since the restore, at most",
    limit: "an account", day: "a shop and day", lease: "a lease, at most", until: "until", written_off: "written off", open: "open",
    writeOff: "Write this till off", sure: "Write off all rights of this till? Only when it is gone for good.", sell: "Sell a ¥200 card", card: "card",
    left: "left", offline: "The mall does not answer; this is what it said last.", wrong: "The books are off: ", right: "The books add up",
    lease_kind: "lease", authorisation: "authorised",
  },
};

let shown = null;
const say = () => words[language()];
const yuan = (fen) => `¥${(fen / 100).toFixed(2)}`;

async function act(path, body) {
  try {
    await ask(path, body);
    await refresh();
  } catch (error) {
    complain(error.message);
  }
}

const shopName = (id) => shown.shops.find((shop) => shop.id === id)?.[language()] ?? id;

function boundEntry(bound) {
  const note = `${say()[bound.offline]} · ${say().aside} ${yuan(bound.set_aside_fen)} · ${say().lost} ${yuan(bound.lost_fen)}`;
  const limits = bound.day_fen ? ` · ${say().account} ${yuan(bound.account_fen)} · ${say().day} ${yuan(bound.day_fen)}` : "";
  const restored = bound.restored_fen ? ` · ${say().restored} ${yuan(bound.restored_fen)}` : "";
  return entry(`${shopName(bound.shop_id)} · ${say()[bound.instrument]} · ${say().risk} ${yuan(bound.at_risk_fen)}`, note + limits + restored,
    bound.lost_fen > 0 || bound.restored_fen > 0);
}

function termsEntry(terms) {
  const isCoupon = terms.id === "coupon";
  const limits = isCoupon ? `${say().unasked} ${yuan(terms.floor_fen)}`
    : `${say().limit} ${yuan(terms.floor_fen)} · ${say().day} ${yuan(terms.shop_day_fen)}`;
  const lease = `${say().lease} ${yuan(terms.lease_units * terms.fen_per_unit)}`;
  const note = terms.offline === "refused" ? "" : isCoupon ? limits
    : terms.offline === "leased" ? lease : `${limits} · ${lease}`;
  const others = ["refused", "leased", "floor_limit"].filter((mode) => mode !== terms.offline
    && !(isCoupon && mode === "leased"));
  const change = terms.offline === "floor_limit" ? [button(say().change, () => changeLimits(terms))] : [];
  return entry(`${say()[terms.id]} · ${say()[terms.offline]}`, note, false, ...change,
    ...others.map((mode) => button(say()[mode], () => act("value/terms", { ...terms, offline: mode }))));
}

// Asked in dialogs of the browser: the list is drawn anew every few seconds, and would lose what somebody types.
function changeLimits(terms) {
  const isCoupon = terms.id === "coupon";
  const floor = askFen(isCoupon ? say().askCoupon : say().askLimit, terms.floor_fen);
  if (floor === null) return;
  const day = isCoupon ? terms.shop_day_fen : askFen(say().askDay, terms.shop_day_fen);
  if (day !== null) act("value/terms", { ...terms, floor_fen: floor, shop_day_fen: day });
}

function askFen(question, fen) {
  const said = prompt(question, (fen / 100).toFixed(2));
  if (said === null || !/^\d{1,7}(\.\d{1,2})?$/.test(said.trim())) return null;
  return Math.round(Number(said) * 100);
}

function left(right) {
  if (right.instrument === "coupon") return "";
  return ` · ${say().left} ${right.instrument === "points" ? right.left ?? 0 : yuan(right.left ?? 0)}`;
}

function rightEntry(right) {
  const until = new Date(right.until_ms).toLocaleString(language() === "zh" ? "zh-CN" : "en-GB", { timeStyle: "short", dateStyle: "short" });
  const kind = right.kind === "lease" ? say().lease_kind : say().authorisation;
  const off = right.status === "open" ? [button(say().writeOff, () => {
    if (confirm(say().sure)) act("value/write-off", { device: right.device, generation: right.generation });
  })] : [];
  return entry(`${shopName(right.shop_id)} · ${say()[right.instrument]} ${right.owner_id}${left(right)}`,
    `${kind} · ${say()[right.status]} · ${say().until} ${until}`, right.status === "written_off", ...off);
}

function draw() {
  drawWords(say().other);
  at("counts").textContent = shown.wrong.length ? say().wrong + shown.wrong.join("; ") : say().right;
  at("bounds").replaceChildren(list(shown.bounds.filter((b) => b.set_aside_fen || b.at_risk_fen || b.lost_fen).map(boundEntry), say().none));
  at("terms").replaceChildren(list(shown.terms.map(termsEntry), say().none));
  at("rights").replaceChildren(list(shown.rights.map(rightEntry), say().none));
  at("shops").replaceChildren(...shown.shops.map((shop) => {
    const card = part("div", "", "card");
    card.append(part("b", shop[language()]), button(say().sell, () => act("value/cards", { shop_id: shop.id, fen: 20_000 })));
    return card;
  }));
  at("cards").replaceChildren(list(shown.cards.map((card) => entry(
    `${say().card} ${card.card.replace(/(.{4})(?=.)/g, "$1 ")}`, `${yuan(card.balance_fen)} · ${say()[card.status] ?? card.status}`, false,
  )), say().none));
}

async function refresh() {
  try {
    shown = await ask("value");
    complain("");
    draw();
  } catch (error) {
    complain(shown ? say().offline : error.message);
  }
}

offerLanguages(draw);

await refresh();
setInterval(refresh, 10_000);
