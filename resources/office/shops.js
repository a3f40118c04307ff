// Shops: the hours of each weekday, closed days, fitting rooms and the rules for try-ons.

import { ask, at, button, complain, drawWords, language, offerLanguages, part } from "../page.js";

const NUMBERS = ["fitting_rooms", "walk_in_rooms", "slot_minutes", "early_minutes", "grace_minutes"];

const words = {
  zh: {
    other: "English", keep: "保存", kept: "已保存，几秒后到各台收银机", closed: "休息", days: ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
    fitting_rooms: "试衣间数", walk_in_rooms: "留给没预约的顾客（间）", slot_minutes: "每个时段（分钟）", early_minutes: "最早提前到（分钟）",
    grace_minutes: "过多少分钟算未到店", closed_days: "不营业的日子（如 2027-02-05，用空格隔开）", hours: "营业时间（如 10:00-22:00，空着就是休息）",
  },
  en: {
    other: "中文", keep: "Keep", kept: "Kept; every till has it in seconds", closed: "closed", days: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    fitting_rooms: "Fitting rooms", walk_in_rooms: "Left for walk-ins", slot_minutes: "A slot (minutes)", early_minutes: "May come early by (minutes)",
    grace_minutes: "Missed after (minutes)", closed_days: "Closed on (as 2027-02-05, with spaces between)", hours: "Hours (as 10:00-22:00; empty is closed)",
  },
};

let shown = [];
const say = () => words[language()];

function field(id, label, value) {
  const made = part("label", label);
  const input = part("input");
  input.id = id;
  input.value = value;
  made.append(input);
  return made;
}

function hoursOf(text) {
  const [opens = "", closes = ""] = text.replace(/[–—~至：]/g, (sign) => (sign === "：" ? ":" : "-")).split("-").map((each) => each.trim());
  return { opens, closes };
}

function shopCard(shop) {
  const card = part("form", "", "card");
  const id = (name) => `${shop.id}-${name}`;
  const read = (name) => card.querySelector(`#${CSS.escape(id(name))}`).value.trim();
  card.append(part("b", `${shop.code} ${shop[language()]}`));
  card.append(...NUMBERS.map((name) => field(id(name), say()[name], shop[name])));
  card.append(part("p", say().hours, "quiet"));
  card.append(...say().days.map((day, place) => {
    const { opens, closes } = shop.week[place];
    return field(id(`day-${place}`), day, opens ? `${opens}-${closes}` : "");
  }));
  card.append(field(id("closed_days"), say().closed_days, shop.closed_days.join(" ")));
  const told = part("p", "", "quiet");
  told.setAttribute("role", "status");
  const keep = async () => {
    const wanted = {
      shop_id: shop.id,
      ...Object.fromEntries(NUMBERS.map((name) => [name, Number.parseInt(read(name), 10) || 0])),
      week: say().days.map((_, place) => hoursOf(read(`day-${place}`))),
      closed_days: read("closed_days").split(/[\s,，、]+/).filter(Boolean),
    };
    try {
      Object.assign(shop, await ask("shop-rules", wanted));
      complain("");
      told.textContent = say().kept;
    } catch (error) {
      told.textContent = "";
      complain(error.message);
    }
  };
  card.addEventListener("submit", (event) => { event.preventDefault(); keep(); });
  card.append(button(say().keep, keep, "main"), told);
  return card;
}

function draw() {
  drawWords(say().other);
  at("shops").replaceChildren(...shown.map(shopCard));
}

offerLanguages(draw);
draw();
shown = (await ask("shops")).shops;
draw();
