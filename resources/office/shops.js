// The rules of the chain, and for each shop the hours of each weekday, closed days, fitting rooms, rules for try-ons.

import { ask, at, button, complain, drawWords, language, offerLanguages, part } from "../page.js";

const NUMBERS = ["fitting_rooms", "walk_in_rooms", "slot_minutes", "visit_minutes", "lead_minutes", "early_minutes", "grace_minutes"];
const OF_CHAIN = ["kept_days", "ahead_days", "quiet_from", "quiet_until", "offer_days", "service_a_day"];

const words = {
  zh: {
    other: "English", keep: "保存", kept: "已保存，几秒后到各台收银机", closed: "休息", days: ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
    fitting_rooms: "试衣间数", walk_in_rooms: "留给没预约的顾客（间）", slot_minutes: "每个时段（分钟）", early_minutes: "最早提前到（分钟）",
    grace_minutes: "过多少分钟算未到店", visit_minutes: "一次试穿（分钟）", lead_minutes: "时段前多少分钟起不再许诺试衣间", closed_days: "不营业的日子（如 2027-02-05，用空格隔开）", hours: "营业时间（如 10:00-22:00，空着就是休息）",
    chain: "全连锁", kept_days: "自提订单保留几天", ahead_days: "最多提前几天预约", quiet_from: "晚上几点后不给会员发消息", quiet_until: "早上几点前不给会员发消息",
    offer_days: "几天最多一条优惠消息", service_a_day: "一天最多几条预约和订单消息", at_once: "已保存，马上生效", promised: "会员同意收消息时看到的是“一周最多一条，晚 9 点到早 9 点不打扰”，所以这里只能设得更少、更安静。已下的订单和预约不变。",
  },
  en: {
    other: "中文", keep: "Keep", kept: "Kept; every till has it in seconds", closed: "closed", days: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    fitting_rooms: "Fitting rooms", walk_in_rooms: "Left for walk-ins", slot_minutes: "A slot (minutes)", early_minutes: "May come early by (minutes)",
    grace_minutes: "Missed after (minutes)", visit_minutes: "A visit (minutes)", lead_minutes: "No room promised any more before a slot (minutes)", closed_days: "Closed on (as 2027-02-05, with spaces between)", hours: "Hours (as 10:00-22:00; empty is closed)",
    chain: "The whole chain", kept_days: "Orders are kept for (days)", ahead_days: "Try-ons are booked ahead by (days)", quiet_from: "No messages from (hour)", quiet_until: "No messages until (hour)",
    offer_days: "One offer to a member in (days)", service_a_day: "Messages a day about bookings and orders", at_once: "Kept; it holds from now on", promised: "When members agreed to be written to they read “one a week at most, never between 9 pm and 9 am”, so it can be less, not more. Orders and bookings that are made stay as they are.",
  },
};

let shown = null;
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

// A card with a key that keeps what its fields say; `keep` reads a field by its name.
function formCard(title, id, fields, kept, keep) {
  const card = part("form", "", "card");
  const read = (name) => card.querySelector(`#${CSS.escape(`${id}-${name}`)}`).value.trim();
  const told = part("p", "", "quiet");
  told.setAttribute("role", "status");
  const act = async () => {
    try {
      await keep(read, (name) => Number.parseInt(read(name), 10) || 0);
      complain("");
      told.textContent = kept;
    } catch (error) {
      told.textContent = "";
      complain(error.message);
    }
  };
  card.id = id;
  card.addEventListener("submit", (event) => { event.preventDefault(); act(); });
  card.append(part("b", title), ...fields, button(say().keep, act, "main"), told);
  return card;
}

const numbers = (names, of) => names.map((name) => field(`${of.id}-${name}`, say()[name], of[name]));

function chainCard(chain) {
  const fields = [...numbers(OF_CHAIN, { ...chain, id: "chain" }), part("p", say().promised, "quiet")];
  return formCard(say().chain, "chain", fields, say().at_once, async (_, number) => {
    const wanted = Object.fromEntries(OF_CHAIN.map((name) => [name, number(name)]));
    Object.assign(chain, await ask("chain-rules", wanted));
  });
}

function shopCard(shop) {
  const fields = [
    ...numbers(NUMBERS, shop),
    part("p", say().hours, "quiet"),
    ...say().days.map((day, place) => {
      const { opens, closes } = shop.week[place];
      return field(`${shop.id}-day-${place}`, day, opens ? `${opens}-${closes}` : "");
    }),
    field(`${shop.id}-closed_days`, say().closed_days, shop.closed_days.join(" ")),
  ];
  return formCard(`${shop.code} ${shop[language()]}`, shop.id, fields, say().kept, async (read, number) => {
    const wanted = {
      shop_id: shop.id,
      ...Object.fromEntries(NUMBERS.map((name) => [name, number(name)])),
      week: say().days.map((_, place) => hoursOf(read(`day-${place}`))),
      closed_days: read("closed_days").split(/[\s,，、]+/).filter(Boolean),
    };
    Object.assign(shop, await ask("shop-rules", wanted));
  });
}

function draw() {
  drawWords(say().other);
  if (!shown) return;
  at("shops").replaceChildren(chainCard(shown.chain), ...shown.shops.map(shopCard));
}

offerLanguages(draw);
draw();
shown = await ask("shops");
draw();
