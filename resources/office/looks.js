// Looks: put styles together, name them, say in which shops and until when; mend or end one.

import { ask, at, button, complain, drawWords, entry, language, list, offerLanguages, part } from "../page.js";

const LATER_MS = 250;

const words = {
  zh: {
    other: "English", offline: "商城没有回应，请稍后再打开。", fresh: "新的一套", mend: "修改这一套", zh: "中文名字", en: "英文名字", find: "找商品：名字、拼音或款号", styles: (fewest, most) => `这一套里的商品（${fewest} 到 ${most} 款，按推荐的先后）`,
    pick: "先在上面找商品，点一下加进来", nothing: "没有找到", up: "往前", off: "移除", shops: "哪些门店", every: "全部门店", until: "最后一天（空着就一直推荐）", who: "您的姓名", keep: "保存", cancel: "不改了", change: "修改", end: "结束",
    kept: "已保存，几秒后到各台收银机", over: "已结束，几秒后各台收银机不再推荐", none: "没有", by: (who, where, day) => `${where} · ${day} · ${who}`, to: (day) => `到 ${day}`, open: "一直",
  },
  en: {
    other: "中文", offline: "The mall does not answer; open this page again later.", fresh: "A new look", mend: "Mend this look", zh: "Name in Chinese", en: "Name in English", find: "Find styles: name, pinyin or number", styles: (fewest, most) => `Styles of the look (${fewest} to ${most}, in the order they are suggested)`,
    pick: "Find a style above and press it to add it", nothing: "Nothing found", up: "Earlier", off: "Take out", shops: "Shops", every: "Every shop", until: "Last day (empty: no end)", who: "Your name", keep: "Keep", cancel: "Leave as it is", change: "Mend", end: "End",
    kept: "Kept; every till has it in seconds", over: "Ended; no till suggests it in a few seconds", none: "None", by: (who, where, day) => `${where} · ${day} · ${who}`, to: (day) => `until ${day}`, open: "no end",
  },
};

let shown = null;
let draft = blank();
let found = null;
let asked = 0;
const say = () => words[language()];

function blank() {
  return { id: "", name_zh: "", name_en: "", styles: [], shops: [], until: "" };
}

function field(id, label, value, changed, more = {}) {
  const made = part("label", label);
  const input = part("input");
  Object.assign(input, { id, value, ...more });
  input.addEventListener("input", () => changed(input.value));
  made.append(input);
  return made;
}

function nameOf(style) {
  return `${style[language()]} · ${style.code}`;
}

// The found styles are drawn alone, so that whoever types goes on typing.
function drawFound() {
  const free = (found ?? []).filter((style) => draft.styles.every((one) => one.id !== style.id));
  const add = (style) => { draft.styles.push(style); drawPicked(); drawFound(); };
  const rows = free.map((style) => {
    const made = button(nameOf(style), () => add(style));
    made.disabled = draft.styles.length >= shown.most;
    return made;
  });
  at("found").replaceChildren(...(found !== null && !free.length ? [part("p", say().nothing, "quiet")] : rows));
}

async function find(text) {
  asked += 1;
  const mine = asked;
  await new Promise((later) => { setTimeout(later, LATER_MS); });
  if (mine !== asked) return;
  try {
    const answer = text.trim() ? await ask(`looks/styles?text=${encodeURIComponent(text)}`) : null;
    if (mine !== asked) return;
    found = answer;
    drawFound();
  } catch (error) {
    complain(error.message);
  }
}

function drawPicked() {
  const rows = draft.styles.map((style, place) => {
    const earlier = button(say().up, () => { draft.styles.splice(place - 1, 2, style, draft.styles[place - 1]); drawPicked(); });
    earlier.disabled = place === 0;
    const off = button(say().off, () => { draft.styles.splice(place, 1); drawPicked(); drawFound(); });
    return entry(`${place + 1}. ${style[language()]}`, style.code, false, earlier, off);
  });
  at("picked").replaceChildren(list(rows, say().pick));
}

function shopChoice() {
  const made = part("fieldset");
  made.append(part("legend", say().shops));
  const choice = (id, label, isChosen, changed) => {
    const line = part("label", "", "choice");
    const box = part("input");
    Object.assign(box, { type: "checkbox", id, checked: isChosen });
    box.addEventListener("change", () => { changed(box.checked); made.replaceWith(shopChoice()); });
    line.append(box, part("span", label));
    return line;
  };
  made.append(choice("every-shop", say().every, draft.shops.length === 0, () => { draft.shops = []; }));
  made.append(...shown.shops.map((shop) => choice(`shop-${shop.id}`, shop[language()], draft.shops.includes(shop.id), (isChosen) => {
    draft.shops = isChosen ? [...draft.shops, shop.id] : draft.shops.filter((id) => id !== shop.id);
  })));
  return made;
}

function drawForm() {
  const form = at("look");
  at("form-title").textContent = draft.id ? say().mend : say().fresh;
  const searching = field("find", say().find, "", find, { type: "search", autocomplete: "off" });
  const boxes = ["found", "picked"].map((id) => Object.assign(part("div", "", id === "found" ? "found" : ""), { id }));
  const who = field("who", say().who, localStorage.getItem("office-who") ?? "", (value) => localStorage.setItem("office-who", value), { maxLength: 60, autocomplete: "name" });
  const keys = part("div", "", "who");
  keys.append(button(say().keep, keep, "main"));
  if (draft.id) keys.append(button(say().cancel, () => { draft = blank(); found = null; complain(""); draw(); }));
  form.replaceChildren(
    ...["zh", "en"].map((of) => field(`name-${of}`, say()[of], draft[`name_${of}`], (value) => { draft[`name_${of}`] = value; }, { maxLength: shown.longest })),
    searching, boxes[0], part("b", say().styles(shown.fewest, shown.most)), boxes[1], shopChoice(),
    field("until", say().until, draft.until, (value) => { draft.until = value; }, { type: "date" }), who, keys,
  );
  drawFound();
  drawPicked();
}

async function act(path, body, told) {
  try {
    await ask(path, body);
    shown = await ask("looks");
    complain("");
    draw();
    at("told").textContent = told;
    return true;
  } catch (error) {
    at("told").textContent = "";
    complain(error.message);
    at("trouble").scrollIntoView({ block: "nearest" });
    return false;
  }
}

async function keep() {
  const wanted = { ...draft, styles: draft.styles.map((one) => one.id), who: at("who").value.trim() };
  if (await act("looks/keep", wanted, say().kept)) {
    draft = blank();
    found = null;
    drawForm();
  }
}

function look(one) {
  const where = one.shops.length ? shown.shops.filter((shop) => one.shops.includes(shop.id)).map((shop) => shop[language()]).join(language() === "zh" ? "、" : ", ") : say().every;
  const styles = one.styles.map((style) => style[language()]).join(" + ");
  const until = one.last_day ? say().to(one.last_day) : say().open;
  const change = () => {
    draft = { id: one.id, name_zh: one.zh, name_en: one.en, styles: [...one.styles], shops: [...one.shops], until: one.last_day };
    found = null;
    draw();
    at("name-zh").focus();
  };
  const keys = [button(say().change, change)];
  if (one.runs) keys.push(button(say().end, () => act("looks/end", { id: one.id }, say().over)));
  const row = entry(one[language()], `${styles} · ${one.runs ? say().by(one.by, where, until) : one.by}`, false, ...keys);
  row.dataset.look = one.id;
  return row;
}

function draw() {
  drawWords(say().other);
  if (!shown) return;
  drawForm();
  at("running").replaceChildren(list(shown.looks.filter((one) => one.runs).map(look), say().none));
  at("ended").replaceChildren(list(shown.looks.filter((one) => !one.runs).map(look), say().none));
}

offerLanguages(draw);
draw();
try {
  shown = await ask("looks");
} catch {
  complain(say().offline);
}
draw();
