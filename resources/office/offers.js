// Group buys and flash sales: what runs and what came of it, making an offer, ending one. Times are of the shops' day.

import { ask, at, button, complain, drawWords, entry, language, list, offerLanguages, part } from "../page.js";

const OF_KIND = { group: ["wanted", "open_hours"], flash: ["pieces", "kept_hours"] };
const USUAL = { wanted: 3, open_hours: 24, pieces: 20, kept_hours: 4, each_member: 1 };

const words = {
  zh: {
    other: "English", make: "上架", made: "已上架，小程序马上能看到", end: "现在结束", none: "还没有活动", all: "全部门店", sold: (n, of) => (of ? `已下单 ${n} 件，共 ${of} 件` : `已下单 ${n} 件`),
    kind: "活动", group: "拼团", flash: "秒杀", styles: "款号（可写几个，用空格隔开）", price: "活动价（元）", wanted: "几人成团", open_hours: "开团后几小时内凑满",
    pieces: "一共几件", kept_hours: "下单后保留几小时", each_member: "每人限购（件）", from_time: "开始", until_time: "结束", shops: "哪些店可取（都不选就是全部）",
    running: "进行中", coming: "未开始", over: "已结束", groups: (g) => `凑人中 ${g.forming} 团 · 成团 ${g.complete} · 没成团 ${g.dissolved}`, people: (n) => `${n} 人团`,
  },
  en: {
    other: "中文", make: "Offer it", made: "Offered; the phones show it at once", end: "End it now", none: "No offers yet", all: "every shop", sold: (n, of) => (of ? `${n} of ${of} pieces ordered` : n === 1 ? "1 piece ordered" : `${n} pieces ordered`),
    kind: "What", group: "Group buy", flash: "Flash sale", styles: "Style codes (several with spaces between)", price: "Price (yuan)", wanted: "People in a group", open_hours: "Hours for them to join",
    pieces: "Pieces in all", kept_hours: "Hours each is kept", each_member: "Pieces for each member", from_time: "From", until_time: "Until", shops: "Collected in (none chosen: every shop)",
    running: "runs", coming: "to come", over: "over", groups: (g) => `${g.forming} forming · ${g.complete} complete · ${g.dissolved} not complete`, people: (n) => `group of ${n}`,
  },
};

let shown = null;
let kind = "group";
const say = () => words[language()];
const yuan = (fen) => `¥${(fen / 100).toFixed(2).replace(/\.00$/, "")}`;
const time = (text) => text.slice(5).replace("T", " ");

function field(id, value, type = "text") {
  const made = part("label", say()[id]);
  const input = part("input");
  Object.assign(input, { id, type, value });
  if (type === "number") input.min = "0";
  made.append(input);
  return made;
}

function chooser() {
  const made = part("label", say().kind);
  const choice = part("select");
  choice.id = "kind";
  for (const each of ["group", "flash"]) {
    const option = part("option", say()[each]);
    Object.assign(option, { value: each, selected: each === kind });
    choice.append(option);
  }
  choice.addEventListener("change", () => { kind = choice.value; drawForm(); });
  made.append(choice);
  return made;
}

function shops() {
  const made = part("fieldset");
  made.append(part("legend", say().shops));
  made.append(...shown.shops.map((shop) => {
    const label = part("label", "", "choice");
    const box = part("input");
    Object.assign(box, { type: "checkbox", name: "shop", value: shop.id });
    label.append(box, part("span", shop[language()]));
    return label;
  }));
  return made;
}

function drawForm() {
  const form = at("offer");
  const kept = Object.fromEntries([...form.querySelectorAll("input[id]")].map((input) => [input.id, input.value]));
  const told = part("p", "", "quiet");
  told.setAttribute("role", "status");
  told.id = "told";
  form.replaceChildren(
    chooser(),
    field("styles", kept.styles ?? ""),
    field("price", kept.price ?? "", "number"),
    ...[...OF_KIND[kind], "each_member"].map((name) => field(name, kept[name] ?? USUAL[name], "number")),
    field("from_time", kept.from_time ?? shown.now, "datetime-local"),
    field("until_time", kept.until_time ?? shown.later, "datetime-local"),
    shops(),
    button(say().make, make, "main"),
    told,
  );
  at("price").step = "0.01";
}

async function make() {
  const number = (id) => Number.parseInt(at(id).value, 10) || 0;
  const wanted = {
    kind,
    styles: at("styles").value.split(/[\s,，、]+/).filter(Boolean),
    price_fen: Math.round(Number.parseFloat(at("price").value) * 100) || 0,
    ...Object.fromEntries([...OF_KIND[kind], "each_member"].map((name) => [name, number(name)])),
    from_time: at("from_time").value,
    until_time: at("until_time").value,
    shop_ids: [...document.querySelectorAll("input[name=shop]:checked")].map((box) => box.value),
  };
  await act(async () => {
    shown = await ask("offer", wanted);
    at("styles").value = "";
    at("price").value = "";
    drawForm();
    drawOffers();
    at("told").textContent = say().made;
  });
}

async function act(work) {
  try {
    await work();
    complain("");
  } catch (error) {
    at("told").textContent = "";
    complain(error.message);
  }
}

function row(offer) {
  const styles = offer.styles.map((style) => `${style[language()]} ${style.code}`).join(language() === "zh" ? "、" : ", ");
  const names = shown.shops.filter((shop) => offer.shop_ids.includes(shop.id)).map((shop) => shop[language()]);
  const isGroup = offer.kind === "group";
  const note = [
    say()[offer.stands],
    `${time(offer.from_time)} – ${time(offer.until_time)}`,
    isGroup ? say().groups(offer.groups) : "",
    say().sold(offer.sold, offer.pieces),
    names.join(" ") || say().all,
  ];
  const text = `${say()[offer.kind]} ${yuan(offer.price_fen)}${isGroup ? ` · ${say().people(offer.wanted)}` : ""} · ${styles}`;
  const end = button(say().end, () => act(async () => { shown = await ask("offer-end", { offer_id: offer.id }); drawOffers(); }));
  const made = entry(text, note.filter(Boolean).join(" · "), false, ...(offer.stands === "over" ? [] : [end]));
  made.dataset.offer = offer.id;
  return made;
}

function drawOffers() {
  at("offers").replaceChildren(list(shown.offers.map(row), say().none));
}

function draw() {
  drawWords(say().other);
  if (!shown) return;
  drawForm();
  drawOffers();
}

offerLanguages(draw);
draw();
shown = await ask("offers");
draw();
