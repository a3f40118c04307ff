/** The catalogue: categories, search, tiles; more tiles on asking. */
import { get } from "../api.js";
import { el, icon } from "../dom.js";
import { onChange, store } from "../store.js";
import { both, say } from "../words.js";
import { dealsBanner } from "./deals.js";
import { tile } from "./pieces.js";
import { empty, failed, loading } from "./states.js";

const TYPING_MS = 220;
let category = "";
let text = "";
let kept = null; // what was shown last, so that coming back from a style is instant

export async function shopView(page) {
  const grid = el("div", { id: "tiles" });
  const chips = el("div.chips.scroll", { role: "group", style: "margin-top: 8px; margin-bottom: 12px" });
  const box = el("input.input", {
    id: "search",
    type: "search",
    enterkeyhint: "search",
    autocomplete: "off",
    value: text,
    placeholder: say("search_hint"),
    "aria-label": say("search_hint"),
  });
  let asked = 0;
  let typing = 0;

  const drawTiles = () => {
    if (!kept) return;
    if (!kept.styles.length) {
      grid.replaceChildren(empty("search", say("nothing_found", { text })));
      return;
    }
    const more = el("button.button.quiet", { type: "button", style: "margin-top: 16px", onclick: () => load(kept.next) }, say("more"));
    grid.replaceChildren(el("div.tiles", {}, ...kept.styles.map(tile)), ...(kept.next === null ? [] : [more]));
  };

  const load = async (at = 0) => {
    const mine = ++asked;
    if (at === 0) grid.replaceChildren(loading("tiles"));
    try {
      const query = new URLSearchParams({ category, q: text, at });
      const answer = await get(`styles?${query}`);
      if (mine !== asked) return;
      kept = { ...answer, key: `${category}|${text}`, styles: at === 0 ? answer.styles : [...kept.styles, ...answer.styles] };
      drawTiles();
    } catch (trouble) {
      if (mine === asked) grid.replaceChildren(failed(trouble.message, () => load(at)));
    }
  };

  const drawChips = () =>
    chips.replaceChildren(
      ...[{ id: "", name: null }, ...store.chain.categories].map((one) =>
        el(
          "button.chip",
          {
            type: "button",
            "aria-pressed": String(one.id === category),
            data: { category: one.id },
            onclick: () => {
              category = one.id;
              drawChips();
              load();
            },
          },
          one.name ? both(one.name) : say("everything"),
        ),
      ),
    );

  box.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      text = box.value.trim();
      load();
    }, TYPING_MS);
  });
  drawChips();
  const deals = el("div");
  dealsBanner().then((banner) => deals.replaceChildren(...(banner ? [banner] : [])), () => {}); // the shop stands without it
  page.draw(el("div.search", {}, icon("search"), box), chips, deals, grid);
  page.onLeave(
    onChange(() => {
      for (const button of grid.querySelectorAll("[data-wish]")) {
        button.setAttribute("aria-pressed", String(store.mine.wishes.some((wish) => wish.id === button.dataset.wish)));
      }
    }),
  );
  if (kept?.key === `${category}|${text}`) drawTiles();
  else await load();
}
