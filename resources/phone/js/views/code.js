/** Her member code: new every 30 seconds, ready ten minutes ahead for when the hub is away; her card below. */
import { get } from "../api.js";
import { drawing, el, toast } from "../dom.js";
import { whole } from "../format.js";
import { now, onChange, store } from "../store.js";
import { both, say } from "../words.js";
import { wayToWallet } from "./wallet.js";

const FRESH_MS = 30_000;
const RING = 2 * Math.PI * 9;

/** Codes kept for this member: {codes: [{digits, svg, from_ms, until_ms}], card: {digits, svg}, member_id}. */
function keptCodes() {
  try {
    const kept = JSON.parse(localStorage.getItem("phone.codes"));
    return kept?.member_id === store.mine.member.id ? kept : null;
  } catch {
    return null;
  }
}

async function fetchCodes() {
  const before = keptCodes();
  const answer = await get(before && reserve(before) >= 8 ? "codes?ahead=0" : "codes?ahead=10");
  const later = answer.codes.length > 1 ? [] : before.codes.filter((code) => code.from_ms > answer.codes[0].from_ms);
  const kept = { codes: [...answer.codes, ...later], card: answer.card, member_id: store.mine.member.id };
  localStorage.setItem("phone.codes", JSON.stringify(kept));
  return kept;
}

const reserve = (kept) => kept.codes.filter((code) => code.from_ms > now()).length;

/** The newest code whose time has come and that a till still takes. */
const codeNow = (kept) => kept.codes.filter((code) => code.from_ms <= now() && now() < code.until_ms).at(-1);

export async function codeView(page) {
  let kept = keptCodes();
  let fetchedAt = 0;
  let fetching = false;

  const qr = el("button.qr", {
    type: "button",
    id: "member-code",
    "aria-label": say("new_code"),
    onclick: () => turn().then(show),
  });
  const left = circle("left");
  left.style.strokeDasharray = RING;
  const ring = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  ring.setAttribute("viewBox", "0 0 24 24");
  ring.setAttribute("aria-hidden", "true");
  ring.append(circle("track"), left);
  const words = el("span.numbers");
  const bars = el("div.barcode", { id: "card" });
  const who = el("div.who");

  const drawWho = () => {
    const { member } = store.mine;
    who.replaceChildren(
      el("div", {}, el("div.name", {}, both(member.name)), el("div.small", {}, say(`level_${member.level}`))),
      el("div.points", {}, whole(member.points), el("div.small", { style: "font-weight: 400" }, say("points"))),
    );
  };

  const drawCard = () => {
    const { card } = kept;
    bars.replaceChildren(
      el("span", {}, say("card_no")),
      drawing(card.svg, say("card_code")),
      el("span.digits", {}, card.digits.replace(/(\d{4})(?=\d)/g, "$1 ")),
    );
  };

  const turn = async () => {
    if (fetching) return;
    fetching = true;
    try {
      kept = await fetchCodes();
      fetchedAt = now();
      if (bars.childElementCount === 0) drawCard();
    } catch (trouble) {
      if (!kept) toast(trouble.message);
      fetchedAt = store.offline ? fetchedAt : now();
    } finally {
      fetching = false;
    }
  };

  const tick = () => {
    if (!page.isShown()) return;
    if (!store.offline && now() - fetchedAt >= FRESH_MS) turn().then(show);
    show();
  };

  const show = () => {
    const isFresh = fetchedAt && !store.offline;
    const code = kept && (isFresh ? kept.codes[0] : codeNow(kept));
    qr.classList.toggle("late", !code);
    if (!code) {
      words.textContent = kept ? say("code_spent") : say("loading");
      return;
    }
    if (qr.dataset.digits !== code.digits) {
      qr.dataset.digits = code.digits;
      qr.replaceChildren(drawing(code.svg, say("member_code")));
    }
    const next = kept.codes.find((other) => other.from_ms > code.from_ms)?.from_ms ?? code.until_ms;
    const span = store.offline ? next - code.from_ms : FRESH_MS;
    const ends = store.offline ? next : fetchedAt + FRESH_MS;
    const remaining = Math.min(Math.max(ends - now(), 0), span);
    left.style.strokeDashoffset = RING * (1 - remaining / span);
    words.textContent = say(store.offline ? "kept_code" : "next_in", { seconds: Math.ceil(remaining / 1000) });
  };

  page.title(say("tab_code"));
  drawWho();
  if (kept) drawCard();
  page.draw(
    el(
      `div.pass.${store.mine.member.level}`,
      {},
      who,
      el("div.sheet", {}, el("p.strong", {}, say("show_code")), qr, el("div.turn", {}, ring, words), bars),
    ),
    el("div.section", {}, wayToWallet()),
  );
  const timer = setInterval(tick, 1000);
  page.onLeave(() => clearInterval(timer));
  page.onLeave(onChange(drawWho));
  await turn();
  show();
}

function circle(name) {
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  for (const [key, value] of Object.entries({ cx: 12, cy: 12, r: 9, class: name })) shape.setAttribute(key, value);
  return shape;
}
