// The back office: asks for an overview every three seconds and draws it anew where something changed.

import { ask, at, button, complain, drawWords, entry, language, list, offerLanguages, part } from "./page.js";

const words = {
  zh: {
    newCode: "生成配对码", relay: "中继机", relayCode: "中继机配对码", closeOld: "结束这一代", closed: "已结束，到第 {n} 条",
    missing: "查不到 {n} 张小票", whyClose: "为什么结束？例如：硬盘损坏。", lastPaper: "手里最后一张小票号（没有就留空）：",
    holds: "代存 {n} 条", pairAgain: "重新配对", until: "有效至", till: "收银台", none: "没有。", retry: "重试", settle: "已处理",
    revoke: "停用", sure: "停用这台收银机？它以后上传的内容会保留，但不入账。", seen: "最后联系",
    kept: "收到", booked: "入账", active: "正常", quarantined: "分叉，已隔离", revoked: "已停用",
    noTills: "还没有配对的收银机。", offline: "商城没有回应，显示的是刚才的内容。", now: "刚刚",
    minutes: "分钟前", hours: "小时前", days: "天前", op: "商城号", other: "English", generation: "第{n}代",
    search: "找正确的…", searchHow: "输入名称、尾号、编号查找，选中正确的一个。", go: "确定", leave: "先不处理", sureHow: "内容不会被修改；谁、何时、为何都会记下来。",
    fixes: { retry: "再试一次", map: "指定正确的…", suspense: "先记收款，其余挂账", correct: "不再入账，结案" },
    release: "审核通过，入账", discard: "不入账，记损失", clear: "核对无误，冲销", evidence: "依据", sales: "笔销售", records: "条记录",
    released: (r) => `已入账 ${r.applied} · 待处理 ${r.parked} · 仍隔离 ${r.left}`,
    why: { fork: "磁盘被复制或还原", revoked: "已停用", quarantined: "分叉，已隔离", lost: "收银机已丢失", unframed: "不成格式" },
    unframed: (n) => `其中 ${n} 条不成格式，不能入账：下载原文交给技术支持，看过后写明理由作废。`, download: "下载原文",
    overdue: (n) => `有 ${n} 条记录等人处理超过 15 分钟。`, backup: (t) => `最近备份 ${t}`, noBackup: "还没有备份",
    since: "起", backedUp: "备份到", lossOf: "涉及金额", needWho: "请先写上您的姓名。",
    done: { applied: "已入账", parked_again: "仍待处理", corrected: "已更正", done: "完成", not_allowed: "无权限", "": "等待中" },
    did: { retry: "重试", map: "指定", suspense: "挂账", correct: "更正", release: "入账隔离记录", discard: "隔离记录不入账", revoke: "停用收银机", round_cash: "改现金抹零" },
    fields: { receipt_no: "小票", business_date: "营业日", shift_id: "班次", order_id: "订单", booking_id: "预约", garment_id: "衣服", member_id: "会员",
      variant_id: "商品", coupon_id: "券", staff_id: "员工", total_fen: "合计", counted_fen: "实点", expected_fen: "应有", lines: "行数", tender: "收款" },
    kinds: { "sale.commit": "销售", "shift.open": "开班", "shift.close": "交班", "booking.check_in": "预约签到", "try_on.outcome": "试穿结果",
      "pickup.hand_over": "自提交货", "pickup.pick": "自提备货", "stock.count": "盘点", "advice.dismissed": "推荐被划掉", "advice.looked": "看过的商品" },
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
    search: "Find the right one…", searchHow: "Type a name, last digits or a number, and choose the right one.", go: "Go ahead", leave: "Leave it",
    sureHow: "Its content is never edited; who, when and why are kept.",
    fixes: { retry: "Try again", map: "Say what it means…", suspense: "Book the money, rest in suspense", correct: "Book nothing and close it" },
    release: "Reviewed: book them", discard: "Do not book, write the loss", clear: "Checked: clear it", evidence: "Evidence", sales: "sales", records: "records",
    released: (r) => `${r.applied} booked · ${r.parked} parked · ${r.left} still apart`,
    why: { fork: "copied or restored disk", revoked: "out of service", quarantined: "forked, set apart", lost: "till is lost", unframed: "no operation" },
    unframed: (n) => `${n} of them are no operations and cannot be booked: download them for support, then discard them with the reason.`,
    download: "Download as they came",
    overdue: (n) => `${n} waiting for a person for more than 15 minutes.`, backup: (t) => `last backup ${t}`, noBackup: "no backup yet",
    since: "since", backedUp: "backed up", lossOf: "at stake", needWho: "Please give your name first.",
    done: { applied: "booked", parked_again: "still parked", corrected: "corrected", done: "done", not_allowed: "not allowed", "": "waiting" },
    did: { retry: "retried", map: "mapped", suspense: "to suspense", correct: "corrected", release: "booked what was apart", discard: "discarded what was apart", revoke: "took out of service", round_cash: "changed the rounding of cash" },
    fields: { receipt_no: "receipt", business_date: "day", shift_id: "shift", order_id: "order", booking_id: "booking", garment_id: "garment", member_id: "member",
      variant_id: "goods", coupon_id: "coupon", staff_id: "staff", total_fen: "total", counted_fen: "counted", expected_fen: "expected", lines: "lines", tender: "paid" },
    kinds: { "sale.commit": "Sale", "shift.open": "Shift opened", "shift.close": "Shift closed", "booking.check_in": "Check-in", "try_on.outcome": "Try-on",
      "pickup.hand_over": "Pickup", "pickup.pick": "Picked", "stock.count": "Count", "advice.dismissed": "Suggestion dismissed", "advice.looked": "Looked at" },
    counts: (o, q) => `${o.taken} received · ${o.applied ?? 0} booked · ${o.parked ?? 0} parked · ${q} set apart`,
  },
};

let shown = null;
const codes = new Map(); // shop id, or shop id and till number → the newest pairing code asked for there
const opened = new Set(); // parked operations whose evidence is folded out
const say = () => words[language()];

function age(then, now) {
  const minutes = Math.max(0, Math.floor((now - then) / 60_000));
  if (minutes < 1) return say().now;
  if (minutes < 60) return `${minutes} ${say().minutes}`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} ${say().hours}`;
  return `${Math.floor(minutes / 1440)} ${say().days}`;
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

function shopCard(shop) {
  const card = part("div", "", "card");
  card.append(part("b", `${shop.code} ${shop[language()]}`));
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
  const until = new Date(made.until_ms).toLocaleTimeString(language() === "zh" ? "zh-CN" : "en-GB", { timeStyle: "short" });
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
    + (device.till_no === "00" ? "" : ` · ${say().kept} ${device.received_through} · ${say().booked} ${device.applied_through}`
      + ` · ${say().backedUp} ${device.backed_up_through}`)
    + whatIsKnown(device);
  const revoke = device.status === "revoked" ? [] : [button(say().revoke, () => {
    settle("revoke", { device: device.device }, say().revoke, say().sure);
  })];
  const place = `${device.shop_id} ${device.till_no}`;
  const isNewest = !shown.devices.some((other) => `${other.shop_id} ${other.till_no}` === place
    && other.generation > device.generation);
  const isRelay = device.till_no === "00";
  const wanted = isRelay ? { shop_id: device.shop_id, role: "relay" } : { shop_id: device.shop_id, till_no: device.till_no };
  const again = isNewest ? [button(say().pairAgain, () => askForCode(place, wanted))] : [];
  if (!isNewest && !isRelay) again.push(button(say().closeOld, () => closeOld(device)));
  const row = entry(`${shop ? shop[language()] : device.shop_id} · ${named(device.till_no)}`, note,
    device.status !== "active", ...again, ...revoke);
  if (isNewest) row.firstChild.append(...codeOf(place));
  return row;
}

function money(fen) {
  return `¥${(fen / 100).toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

function place(shopId, tillNo) {
  const shop = shown.shops.find((each) => each.id === shopId);
  return `${shop ? shop[language()] : shopId}${tillNo ? ` · ${say().till} ${tillNo}` : ""}`;
}

// Ask for a reason, and where something is to be chosen for it; answers {reason, to_id} or null.
function decide(what, how, search) {
  const dialog = at("ask");
  if (!at("who").value.trim()) { complain(say().needWho); at("who").focus(); return Promise.resolve(null); }
  complain("");
  at("ask-what").textContent = what;
  at("ask-how").textContent = how;
  at("ask-yes").textContent = say().go;
  at("ask-no").textContent = say().leave;
  at("ask-reason").value = "";
  at("ask-text").value = "";
  at("ask-found").replaceChildren();
  at("ask-search").hidden = !search;
  at("ask-yes").disabled = Boolean(search);
  let chosen = "";
  at("ask-text").oninput = async () => {
    const text = at("ask-text").value;
    const found = await ask(`choices?${new URLSearchParams({ ...search, text })}`);
    chosen = "";
    at("ask-yes").disabled = true;
    if (text !== at("ask-text").value) return;
    at("ask-found").replaceChildren(...found.map((each) => {
      const key = button(each[language()], () => {
        chosen = each.id;
        at("ask-yes").disabled = false;
        at("ask-found").querySelectorAll("button").forEach((other) => other.classList.toggle("chosen", other === key));
      });
      return key;
    }));
  };
  return new Promise((resolve) => {
    const leave = () => { dialog.close(); resolve(null); };
    at("ask-no").onclick = leave;
    dialog.oncancel = leave;
    at("ask-yes").onclick = () => { dialog.close(); resolve({ reason: at("ask-reason").value, to_id: chosen }); };
    dialog.showModal();
  });
}

async function settle(path, body, what, how = say().sureHow, search = null) {
  const decided = await decide(what, how, search);
  if (!decided) return null;
  const { reason, to_id } = decided;
  return act(path, { ...body, who: at("who").value.trim(), reason, ...(search ? { to_id } : {}) });
}

function wide(title, right, note, keys, isBad = false) {
  const row = part("div", "", "wide");
  const said = part("div", "", "said");
  said.append(part("b", title), part("small", right));
  const line = part("div", "", "keys");
  line.append(...keys);
  row.append(said, part("p", note, isBad ? "bad" : ""));
  row.append(line);
  return row;
}

function parkedEntry(op) {
  const kind = say().kinds[op.kind] ?? op.kind;
  const amount = op.amount_fen ? ` · ${money(op.amount_fen)}` : "";
  const number = op.hub_no;
  const offered = op.fixes.map((fix) => button(fix[language()], () => settle("act", {
    number, action: fix.action, what: fix.what, from_id: fix.from_id, ...(fix.what ? { to_id: fix.to_id } : {}),
  }, fix[language()])));
  if (op.actions.includes("map") && op.what !== "garment") {
    offered.unshift(button(say().fixes.map, () => settle("act", {
      number, action: "map", what: op.what, from_id: op.from_id,
    }, say().search, say().searchHow, { what: op.what, shop_id: op.shop_id })));
  }
  const row = wide(`${kind} ${op.subject}${amount}`, age(op.received_ms, shown.now_ms), op[language()], offered, true);
  const evidence = part("details");
  const list_ = part("dl");
  evidence.append(part("summary", `${place(op.shop_id, op.till_no)} · ${say().op} ${number} · ${say().evidence}`), list_);
  op.evidence.forEach(([name, value]) => {
    list_.append(part("dt", say().fields[name] ?? name), part("dd", name.endsWith("_fen") ? money(value) : String(value)));
  });
  evidence.open = opened.has(number);
  evidence.addEventListener("toggle", () => (evidence.open ? opened.add(number) : opened.delete(number)));
  row.insertBefore(evidence, row.lastChild);
  return row;
}

function apartEntry(log) {
  const named = { device: log.device, generation: log.generation };
  const title = `${place(log.shop_id, log.till_no)} · ${say().why[log.why] ?? log.why}`;
  const note = `${log.operations} ${say().records} · ${log.sales} ${say().sales} · ${money(log.amount_fen)}`
    + ` · ${log.first_seq}–${log.last_seq}${log.unframed ? ` · ${say().unframed(log.unframed)}` : ""}`;
  const release = button(say().release, async () => {
    const came = await settle("release", named, say().release);
    if (came) complain(say().released(came));
  }, "main");
  return wide(title, `${say().since} ${age(log.from_ms, shown.now_ms)}`, note, [
    ...(log.unframed < log.operations ? [release] : []),
    button(say().download, () => { location.href = `api/apart?${new URLSearchParams(named)}`; }),
    button(say().discard, () => settle("discard", named, say().discard, `${say().lossOf} ${money(log.amount_fen)}`)),
  ]);
}

function suspenseEntry(each) {
  return entry(money(each.amount_fen), `${place(each.shop_id)} · ${say().op} ${each.hub_no} · ${age(each.at_ms, shown.now_ms)}`,
    false, button(say().clear, () => settle("correct", {
      number: each.hub_no, action: "correct",
      correction: { kind: "correct.money", account: "suspense", amount_fen: -each.amount_fen },
    }, say().clear)));
}

function exceptionEntry(each) {
  const found = each.unknown.map((one) => button(`${say().fixes.map}`, () => settle("make-good", {
    number: each.exception_no, from_id: one.id,
  }, say().search, say().searchHow, { what: one.what, shop_id: each.shop_id })));
  return entry(each[language()], `${each.amount_fen ? `${money(each.amount_fen)} · ` : ""}${age(each.at_ms, shown.now_ms)}`, false,
    ...found, button(say().settle, () => act("settle", { number: each.exception_no })));
}

function settledEntry(each) {
  const done = say().done[each.outcome] ?? each.outcome;
  return entry(`${each.who} · ${say().did[each.action] ?? each.action} · ${done}`,
    `${place(each.shop_id)} · ${each.about} · ${age(each.asked_ms, shown.now_ms)}${each.reason ? ` · ${each.reason}` : ""}`, false);
}

function draw() {
  const { chain, shops, devices, parked, exceptions, operations, quarantined, now_ms: now } = shown;
  const { apart, suspense, settled, overdue, backed_up_ms: backedUp } = shown;
  drawWords(say().other);
  at("chain").textContent = chain[language()] || "posapp";
  at("counts").textContent = `${say().counts(operations, quarantined)} · ${
    backedUp ? say().backup(age(backedUp, now)) : say().noBackup}`;
  at("overdue").textContent = say().overdue(overdue);
  at("overdue").hidden = overdue === 0;
  at("parked-count").textContent = parked.length;
  at("parked-count").hidden = parked.length === 0;
  at("shops").replaceChildren(...shops.map(shopCard));
  at("devices").replaceChildren(list(devices.map(deviceEntry), say().noTills));
  at("parked").replaceChildren(list(parked.map(parkedEntry), say().none));
  at("apart").replaceChildren(list(apart.map(apartEntry), say().none));
  at("suspense").replaceChildren(list(suspense.map(suspenseEntry), say().none));
  at("exceptions").replaceChildren(list(exceptions.map(exceptionEntry), say().none));
  at("settled").replaceChildren(list(settled.map(settledEntry), say().none));
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

at("who").value = localStorage.getItem("office-who") ?? "";
at("who").addEventListener("change", () => localStorage.setItem("office-who", at("who").value.trim()));

offerLanguages(draw);

await refresh();
setInterval(refresh, 3_000);
