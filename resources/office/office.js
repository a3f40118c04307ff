// The back office: asks for an overview every three seconds and draws it anew where something changed.

const words = {
  zh: {
    newCode: "生成配对码", relay: "中继机", relayCode: "中继机配对码", closeOld: "结束这一代", closed: "已结束，到第 {n} 条",
    missing: "查不到 {n} 张小票", whyClose: "为什么结束？例如：硬盘损坏。", lastPaper: "手里最后一张小票号（没有就留空）：",
    holds: "代存 {n} 条", pairAgain: "重新配对", until: "有效至", till: "收银台", none: "没有。", retry: "重试", settle: "已处理",
    revoke: "停用", sure: "停用这台收银机？它以后上传的内容会保留，但不入账。", seen: "最后联系",
    kept: "收到", booked: "入账", active: "正常", quarantined: "分叉，已隔离", revoked: "已停用",
    noTills: "还没有配对的收银机。", offline: "商城没有回应，显示的是刚才的内容。", now: "刚刚",
    minutes: "分钟前", hours: "小时前", days: "天前", op: "商城号", other: "English", generation: "第{n}代",
    counts: (o, q) => `收到 ${o.taken} · 入账 ${o.applied ?? 0} · 待处理 ${o.parked ?? 0} · 隔离 ${q}`,
  },
  en: {
    newCode: "New pairing code", relay: "Relay", relayCode: "Code for a relay", closeOld: "Close this generation",
    closed: "closed, up to operation {n}", missing: "{n} receipts missing", whyClose: "Why? For example: the disk is broken.",
    lastPaper: "The last receipt of it that somebody holds (or leave it empty):", holds: "holds {n} operations", pairAgain: "Pair again", until: "until", till: "Till", none: "None.", retry: "Retry", settle: "Settled",
    revoke: "Revoke", sure: "Take this till out of service? What it still sends is kept, not booked.",
    seen: "last contact", kept: "received", booked: "booked", active: "active",
    quarantined: "forked, set apart", revoked: "revoked",
    noTills: "No till is paired yet.", offline: "The mall does not answer; this is what it said last.", now: "just now",
    minutes: "min ago", hours: "h ago", days: "d ago", op: "mall no.", other: "中文", generation: "generation {n}",
    counts: (o, q) => `${o.taken} received · ${o.applied ?? 0} booked · ${o.parked ?? 0} parked · ${q} set apart`,
  },
};

let language = localStorage.getItem("office-language") ?? (navigator.language.startsWith("zh") ? "zh" : "en");
let shown = null;
const codes = new Map(); // shop id, or shop id and till number → the newest pairing code asked for there
const say = () => words[language];
const at = (id) => document.getElementById(id);

function part(name, text = "", className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

function button(text, act, className = "") {
  const made = part("button", text, className);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

function age(then, now) {
  const minutes = Math.max(0, Math.floor((now - then) / 60_000));
  if (minutes < 1) return say().now;
  if (minutes < 60) return `${minutes} ${say().minutes}`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} ${say().hours}`;
  return `${Math.floor(minutes / 1440)} ${say().days}`;
}

async function ask(path, body) {
  const options = body === undefined ? {} : {
    method: "POST", headers: { "content-type": "application/json", "x-posapp-office": "1" }, body: JSON.stringify(body),
  };
  const answer = await fetch(`/office/api/${path}`, options);
  const said = await answer.json();
  if (!answer.ok) throw new Error(said[language] ?? said.code);
  return said;
}

async function act(path, body) {
  try {
    const said = await ask(path, body);
    await refresh();
    return said;
  } catch (error) {
    complain(error.message);
    return null;
  }
}

function complain(text) {
  at("trouble").textContent = text;
  at("trouble").hidden = !text;
}

function list(rows, empty) {
  if (rows.length === 0) return part("p", empty, "quiet");
  const made = part("div", "", "list");
  made.append(...rows);
  return made;
}

function entry(text, note, isBad, ...buttons) {
  const row = part("div");
  const words_ = part("p", text, isBad ? "bad" : "");
  words_.append(part("small", note));
  row.append(words_, ...buttons);
  return row;
}

function shopCard(shop) {
  const card = part("div", "", "card");
  card.append(part("b", `${shop.code} ${shop[language]}`));
  card.append(button(say().newCode, () => askForCode(shop.id, { shop_id: shop.id }), "main"), ...codeOf(shop.id));
  card.append(button(say().relayCode, () => askForCode(shop.id, { shop_id: shop.id, role: "relay" })));
  return card;
}

async function askForCode(place, wanted) {
  const made = await act("codes", wanted);
  if (made) { codes.set(place, made); draw(); }
}

function codeOf(place) {
  const made = codes.get(place);
  if (!made || made.until_ms <= shown.now_ms) return [];
  const until = new Date(made.until_ms).toLocaleTimeString(language === "zh" ? "zh-CN" : "en-GB", { timeStyle: "short" });
  return [
    part("p", `${made.code.slice(0, 4)} ${made.code.slice(4)}`, "code"),
    part("small", `${named(made.till_no)} · ${say().until} ${until}`, "quiet"),
  ];
}

function named(tillNo) {
  return tillNo === "00" ? say().relay : `${say().till} ${tillNo}`;
}

function closeOld(device) {
  const reason = prompt(say().whyClose);
  if (!reason) return;
  const last = prompt(say().lastPaper) ?? "";
  act("close-generation", { device: device.device, generation: device.generation, reason, last_receipt_no: last });
}

function whatIsKnown(device) {
  const closed = shown.closed.find((each) => each.device === device.device && each.generation === device.generation);
  const held = shown.relays.flatMap((each) => each.held).find((each) => each.device === device.device
    && each.generation === device.generation);
  const parts = held && held.through > device.received_through ? [`${say().relay}: ${say().holds.replace("{n}", held.through)}`] : [];
  if (closed) parts.push(say().closed.replace("{n}", closed.last_seq));
  if (closed?.missing_receipts.length) parts.push(say().missing.replace("{n}", closed.missing_receipts.length));
  return parts.map((each) => ` · ${each}`).join("");
}

function deviceEntry(device) {
  const shop = shown.shops.find((each) => each.id === device.shop_id);
  const generation = device.generation > 1 ? ` · ${say().generation.replace("{n}", device.generation)}` : "";
  const note = `${say()[device.status]}${generation} · ${say().seen} ${age(device.last_contact_ms, shown.now_ms)}`
    + (device.till_no === "00" ? "" : ` · ${say().kept} ${device.received_through} · ${say().booked} ${device.applied_through}`)
    + whatIsKnown(device);
  const revoke = device.status === "revoked" ? [] : [button(say().revoke, () => {
    if (confirm(say().sure)) act("revoke", { device: device.device });
  })];
  const place = `${device.shop_id} ${device.till_no}`;
  const isNewest = !shown.devices.some((other) => `${other.shop_id} ${other.till_no}` === place
    && other.generation > device.generation);
  const isRelay = device.till_no === "00";
  const wanted = isRelay ? { shop_id: device.shop_id, role: "relay" } : { shop_id: device.shop_id, till_no: device.till_no };
  const again = isNewest ? [button(say().pairAgain, () => askForCode(place, wanted))] : [];
  if (!isNewest && !isRelay) again.push(button(say().closeOld, () => closeOld(device)));
  const row = entry(`${shop ? shop[language] : device.shop_id} · ${named(device.till_no)}`, note,
    device.status !== "active", ...again, ...revoke);
  if (isNewest) row.firstChild.append(...codeOf(place));
  return row;
}

function draw() {
  const { chain, shops, devices, parked, exceptions, operations, quarantined, now_ms: now } = shown;
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.querySelectorAll("[data-zh]").forEach((each) => { each.textContent = each.dataset[language]; });
  at("language").textContent = say().other;
  at("chain").textContent = chain[language] || "posapp";
  at("counts").textContent = say().counts(operations, quarantined);
  at("shops").replaceChildren(...shops.map(shopCard));
  at("devices").replaceChildren(list(devices.map(deviceEntry), say().noTills));
  at("parked").replaceChildren(list(parked.map((op) => entry(
    op[language], `${op.kind} · ${say().op} ${op.hub_no} · ${age(op.received_ms, now)}`, true,
    button(say().retry, () => act("retry", { number: op.hub_no })),
  )), say().none));
  at("exceptions").replaceChildren(list(exceptions.map((each) => entry(
    each[language],
    `${each.amount_fen ? `¥${(each.amount_fen / 100).toFixed(2)} · ` : ""}${age(each.at_ms, now)}`, false,
    button(say().settle, () => act("settle", { number: each.exception_no })),
  )), say().none));
}

async function refresh() {
  try {
    const news = await ask("overview");
    const before = shown && JSON.stringify({ ...shown, now_ms: Math.floor(shown.now_ms / 60_000) });
    shown = news;
    complain("");
    if (JSON.stringify({ ...news, now_ms: Math.floor(news.now_ms / 60_000) }) !== before) draw();
  } catch (error) {
    complain(shown ? say().offline : error.message);
  }
}

at("language").addEventListener("click", () => {
  language = language === "zh" ? "en" : "zh";
  localStorage.setItem("office-language", language);
  draw();
});

await refresh();
setInterval(refresh, 3_000);
