/** The page's frame: header, tabs, banner, and which view stands for which address. */
import "/fonts/hanzi.js";
import { listen, session } from "./api.js";
import { el, icon } from "./dom.js";
import { bag, live, loadChain, onChange, refresh, store } from "./store.js";
import { both, currentLanguage, dress, say, setLanguage } from "./words.js";
import { bagView } from "./views/bag.js";
import { bookView } from "./views/book.js";
import { orderView } from "./views/order.js";
import { bookingView } from "./views/ticket.js";
import { bookingsView, ordersView, purchasesView } from "./views/lists.js";
import { codeView } from "./views/code.js";
import { dealView } from "./views/deal.js";
import { dealsView } from "./views/deals.js";
import { diaryView } from "./views/diary.js";
import { groupView } from "./views/group.js";
import { erasureView } from "./views/erasure.js";
import { consentsView, messagesView, unread } from "./views/inbox.js";
import { mineView } from "./views/mine.js";
import { reviewsView } from "./views/reviews.js";
import { roomView } from "./views/room.js";
import { shopView } from "./views/shop.js";
import { signInView } from "./views/sign_in.js";
import { styleView } from "./views/style.js";
import { walletView } from "./views/wallet.js";
import { failed, loading } from "./views/states.js";
import { wishesView } from "./views/wishes.js";

const VIEWS = {
  shop: shopView,
  wishes: wishesView,
  code: codeView,
  wallet: walletView,
  bag: bagView,
  mine: mineView,
  style: styleView,
  book: bookView,
  booking: bookingView,
  order: orderView,
  room: roomView,
  bookings: bookingsView,
  diary: diaryView,
  deals: dealsView,
  deal: dealView,
  group: groupView,
  orders: ordersView,
  purchases: purchasesView,
  reviews: reviewsView,
  messages: messagesView,
  consents: consentsView,
  erasure: erasureView,
};

const TABS = [
  ["shop", "shop"],
  ["wishes", "heart"],
  ["code", "code"],
  ["bag", "bag"],
  ["mine", "me"],
];

const head = document.getElementById("head");
const main = document.getElementById("view");
const tabs = document.getElementById("tabs");
const banner = document.getElementById("banner");

let leave = () => {};
let shown = 0;
let address = "";
let replacing = false;
const trail = []; // {address, scroll} of the views behind this one, so that going back finds the same place

/* --- light and dark --- */

const dark = matchMedia("(prefers-color-scheme: dark)");

function applyTheme() {
  const theme = localStorage.getItem("phone.theme") ?? (dark.matches ? "dark" : "light");
  document.documentElement.dataset.theme = theme;
  document.querySelector("meta[name=theme-color]").content = theme === "dark" ? "#171413" : "#f7f4f1";
  return theme;
}

function toggleTheme() {
  localStorage.setItem("phone.theme", applyTheme() === "dark" ? "light" : "dark");
  applyTheme();
  drawHead();
}

/* --- frame --- */

let title = "";
let canGoBack = false;

function drawHead() {
  const isDark = document.documentElement.dataset.theme === "dark";
  const nodes = [];
  if (canGoBack) nodes.push(el("button.round", { type: "button", "aria-label": say("back"), id: "back", onclick: goBack }, icon("back")));
  nodes.push(
    el("h1", {}, title),
    el("button.round", { type: "button", "aria-label": say("theme"), id: "theme", onclick: toggleTheme }, icon(isDark ? "sun" : "moon")),
    el(
      "button.round.letters",
      {
        type: "button",
        "aria-label": say("language"),
        id: "language",
        onclick: () => {
          setLanguage(currentLanguage() === "zh" ? "en" : "zh");
          show();
        },
      },
      currentLanguage() === "zh" ? "EN" : "中",
    ),
  );
  head.replaceChildren(...nodes);
}

function drawTabs(current) {
  tabs.hidden = !session.token || !TABS.some(([name]) => name === current);
  tabs.setAttribute("aria-label", both(store.chain?.name));
  tabs.replaceChildren(
    ...TABS.map(([name, shape]) =>
      el(
        name === "code" ? "a.centre" : "a",
        { href: `#/${name}`, "aria-current": name === current ? "page" : null, data: { tab: name } },
        name === "code" ? el("span.disc", {}, icon(shape)) : icon(shape),
        el("span", {}, say(`tab_${name}`)),
        name === "bag" && bag.pieces ? el("span.count", {}, String(bag.pieces)) : null,
        name === "mine" && unread() ? el("span.count", {}, String(unread())) : null,
      ),
    ),
  );
}

function goBack() {
  if (trail.length) history.back();
  else location.hash = "#/shop";
}

/** Step to an address; returns how far down it was when this is a step back, else where it stands or the top. */
function walk(next) {
  if (next === address) return scrollY;
  const behind = trail.at(-1);
  if (behind?.address === next) {
    trail.pop();
    address = next;
    return behind.scroll;
  }
  if (address && !replacing) trail.push({ address, scroll: scrollY });
  replacing = false;
  address = next;
  return 0;
}

/** Draw the view of the address; an earlier one that is still loading when the address changed is dropped. */
async function show() {
  const mine = ++shown;
  leave();
  leave = () => {};
  const scroll = walk(location.hash);
  const [, name = "", ...rest] = address.split("/");
  const view = session.token ? (VIEWS[name] ?? shopView) : signInView;
  const current = VIEWS[name] ? name : "shop";
  canGoBack = Boolean(session.token) && !TABS.some(([tab]) => tab === current);
  const page = {
    title: (text) => {
      title = text;
      drawHead();
    },
    draw: (...nodes) => {
      if (mine !== shown) return;
      main.replaceChildren(...nodes.flat(2).filter(Boolean));
      main.dataset.address = address; // whose view is on the screen now
    },
    isShown: () => mine === shown,
    onLeave: (stop) => {
      const before = leave;
      leave = () => {
        before();
        stop();
      };
    },
    redraw: show,
    replace: (next) => {
      replacing = true;
      location.replace(next);
    },
  };
  title = both(store.chain?.name) || say("app");
  drawHead();
  drawTabs(session.token ? current : "");
  main.classList.remove("entering");
  try {
    if (!store.chain) {
      page.draw(loading());
      await loadChain();
    }
    if (session.token && !store.mine) {
      page.draw(loading());
      await refresh();
    }
    if (mine !== shown) return;
    await view(page, ...rest.map(decodeURIComponent));
    void main.offsetWidth; // restarts the entering motion
    main.classList.add("entering");
    scrollTo(0, scroll);
  } catch (trouble) {
    if (mine !== shown || (trouble.status === 401 && !session.token)) return;
    page.draw(failed(trouble.message, show));
  }
}

listen(
  (reachable) => {
    store.offline = !reachable;
    banner.hidden = reachable;
    banner.textContent = say("offline");
  },
  () => show(),
);
onChange(() => drawTabs(address.split("/")[1] || "shop"));
dark.addEventListener("change", () => {
  applyTheme();
  drawHead();
});
addEventListener("hashchange", show);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) live();
});

applyTheme();
dress();
live();
show();
if (store.chain) loadChain().catch(() => {}); // what was kept is shown at once and replaced when the hub answers
