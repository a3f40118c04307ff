/** What the page knows: the chain, the member with all that is hers, and her bag. Kept between visits. */
import { ask, get, session } from "./api.js";
import { dayOf } from "./format.js";

const LIVE_MS = 2000;
const AWAY_MS = 3000;

export const store = {
  chain: kept("phone.chain"),
  mine: kept("phone.mine"),
  offline: false,
  skew: 0,
};

let tag = null;
let timer = 0;
const listeners = new Set();

function kept(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

/** This instant by the hub's clock, so that a phone with a wrong clock shows the right code. */
export const now = () => Date.now() + store.skew;

/** The shop's calendar day. */
export const today = () => dayOf(now());

/** Be told when what is hers changed; returns how to stop. */
export function onChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Load the chain: its name, shops and categories. */
export async function loadChain() {
  const chain = await get("chain");
  store.skew = chain.server_ms - Date.now();
  store.chain = chain;
  localStorage.setItem("phone.chain", JSON.stringify(chain));
}

/** Fetch what is hers when it changed since the last time; `listener`s hear of it. */
export async function refresh() {
  const mine = await ask("GET", "mine", { tag: store.mine ? tag : null, onTag: (next) => (tag = next) });
  if (mine === null) return;
  store.mine = mine;
  store.skew = mine.server_ms - Date.now();
  localStorage.setItem("phone.mine", JSON.stringify(mine));
  for (const listener of [...listeners]) listener();
}

/** Keep asking every two seconds while the page is seen, more slowly while the hub is away. */
export function live() {
  clearTimeout(timer);
  const again = async () => {
    if (session.token && !document.hidden) {
      try {
        await refresh();
      } catch {
        // Offline and signed-out are told by api.js to whoever listens; the next round tries again.
      }
    }
    timer = setTimeout(again, store.offline ? AWAY_MS : LIVE_MS);
  };
  timer = setTimeout(again, LIVE_MS);
}

/** Forget everything of the member who signs out. */
export function forget() {
  store.mine = null;
  tag = null;
  for (const key of ["phone.mine", "phone.codes", "phone.bag", "phone.basket"]) localStorage.removeItem(key);
}

/** Her wished style ids. */
export const wishes = () => store.mine?.wishes ?? [];
export const isWished = (styleId) => wishes().some((wish) => wish.id === styleId);

/** A shop by its id. */
export const shopOf = (shopId) => store.chain.shops.find((shop) => shop.id === shopId);

export const MOST_OF_EACH = 5;

/** Her bag: lines {variant_id, style_id, name, art, hex, colour, size, price_fen, quantity}. */
export const bag = {
  get lines() {
    return kept("phone.bag") ?? [];
  },
  /** The code that the hub made of these lines, null until it did: {digits, svg}. */
  get code() {
    return kept("phone.basket");
  },
  set code(code) {
    localStorage.setItem("phone.basket", JSON.stringify(code));
  },
  put(lines) {
    localStorage.removeItem("phone.basket"); // another bag has another code
    localStorage.setItem("phone.bag", JSON.stringify(lines));
    for (const listener of [...listeners]) listener();
  },
  add(line) {
    const lines = this.lines;
    const same = lines.find((other) => other.variant_id === line.variant_id);
    if (same?.quantity >= MOST_OF_EACH) return false;
    if (same) same.quantity += 1;
    else lines.push({ ...line, quantity: 1 });
    this.put(lines);
    return true;
  },
  set(variantId, quantity) {
    this.put(this.lines.map((line) => (line.variant_id === variantId ? { ...line, quantity } : line)).filter((line) => line.quantity > 0));
  },
  get pieces() {
    return this.lines.reduce((sum, line) => sum + line.quantity, 0);
  },
  get total() {
    return this.lines.reduce((sum, line) => sum + line.quantity * line.price_fen, 0);
  },
};
