/** Book a try-on: garments, shop, day, time, note. */
import { get, post } from "../api.js";
import { el, icon, toast } from "../dom.js";
import { dayOf, timeOf, weekday } from "../format.js";
import { now, refresh, today, wishes } from "../store.js";
import { both, say } from "../words.js";
import { MOST_GARMENTS, draftOf, dropDraft } from "./book_draft.js";
import { fromHere, picture, shopChoice, shopsByDistance, sizeName } from "./pieces.js";
import { failed, loading } from "./states.js";

const DAYS = 7;
const DAY_MS = 86_400_000;
const sheets = new Map();

async function sheetOf(styleId) {
  if (!sheets.has(styleId)) sheets.set(styleId, await get(`styles/${encodeURIComponent(styleId)}`));
  return sheets.get(styleId);
}

export async function bookView(page) {
  const draft = draftOf();
  if (!draft.garments.length) draft.fillFromWishes();
  draft.shop ??= shopsByDistance()[0].id;
  draft.day ??= today();
  page.title(say("book_title"));
  page.draw(loading());
  await Promise.all(draft.garments.map((garment) => sheetOf(garment.style_id)));

  const garments = el("section", { id: "garments" });
  const shops = el("div.stack");
  const days = el("div.chips.scroll.days");
  const slots = el("div", { id: "slots" });
  const note = el("textarea.input", { maxlength: "120", placeholder: say("note_hint"), id: "note" }, draft.note);
  const confirm = el("button.button", { type: "button", id: "confirm-booking" });
  let asked = 0;

  const ready = () => {
    confirm.disabled = !draft.starts || !draft.garments.length;
    confirm.textContent = say(draft.garments.length ? (draft.starts ? "confirm_booking" : "choose_time") : "choose_garments");
  };

  const drawGarments = () => {
    const wishedMore = wishes().filter((wish) => wish.can_try && !draft.garments.some((garment) => garment.style_id === wish.id));
    garments.replaceChildren(
      el("div.line", { style: "margin-bottom: 8px" }, el("h2", {}, say("garments")), el("span.muted.small.numbers", {}, `${draft.garments.length} / ${MOST_GARMENTS}`)),
      el(
        "div.card",
        { style: "padding: 0 16px" },
        ...(draft.garments.length ? draft.garments.map(garmentRow) : [el("p.muted", { style: "padding: 16px 0" }, say("no_garments"))]),
      ),
      wishedMore.length
        ? el("div.chips.scroll", { style: "margin-top: 8px" }, ...wishedMore.map((wish) =>
            el("button.chip", { type: "button", onclick: () => addGarment(wish.id), "aria-label": `${say("add_from_wishes")}: ${both(wish.name)}` }, icon("plus"), both(wish.name)),
          ))
        : el("a.link", { href: "#/shop" }, say("go_shop")),
      el("p.muted.small", { style: "margin-top: 8px" }, say("my_size_means")),
    );
    ready();
  };

  const addGarment = async (styleId) => {
    try {
      await sheetOf(styleId);
    } catch (trouble) {
      return toast(trouble.message);
    }
    if (!draft.add({ style_id: styleId, variant_id: null, colour: null })) toast(say("most_garments", { n: MOST_GARMENTS }));
    return drawGarments();
  };

  const garmentRow = (garment) => {
    const style = sheets.get(garment.style_id);
    const colour = style.colours.find((one) => one.code === garment.colour) ?? style.colours[0];
    garment.colour = colour.code;
    const cells = style.cells.filter((cell) => cell.colour === colour.code);
    return el(
      "div.garment",
      { data: { style: style.id } },
      picture(style.art, colour.hex),
      el("span", {}, both(style.name)),
      el("button.drop", { type: "button", "aria-label": `${say("remove")}: ${both(style.name)}`, onclick: () => { draft.drop(style.id); drawGarments(); } }, icon("close")),
      el(
        "span.pick",
        {},
        choose(say("colour"), style.colours.map((one) => [one.code, both(one.name)]), colour.code, (code) => {
          garment.colour = code;
          garment.variant_id = null;
          drawGarments();
        }),
        choose(say("size"), [["", style.sizes.length > 1 ? say("my_size") : sizeName(style.sizes[0])], ...(style.sizes.length > 1 ? cells.map((cell) => [cell.variant_id, sizeName(cell.size)]) : [])], garment.variant_id ?? "", (id) => {
          garment.variant_id = id || null;
        }),
      ),
    );
  };

  const drawShops = () =>
    shops.replaceChildren(
      ...shopsByDistance().map((shop) =>
        shopChoice(shop, { chosen: shop.id === draft.shop, onChoose: () => { draft.shop = shop.id; drawShops(); loadSlots(); } }),
      ),
      fromHere(),
    );

  const drawDays = () =>
    days.replaceChildren(
      ...Array.from({ length: DAYS }, (_, ahead) => now() + ahead * DAY_MS).map((ms, ahead) =>
        el(
          "button.chip",
          { type: "button", "aria-pressed": String(dayOf(ms) === draft.day), data: { day: dayOf(ms) }, onclick: () => { draft.day = dayOf(ms); draft.isDayChosen = true; drawDays(); loadSlots(); } },
          el("span", {}, ahead === 0 ? say("today") : ahead === 1 ? say("tomorrow") : weekday(ms)),
          el("span.small.numbers", {}, dayOf(ms).slice(5).replace("-", "/")),
        ),
      ),
    );

  const loadSlots = async () => {
    const mine = ++asked;
    slots.replaceChildren(loading());
    try {
      const answer = await get(`slots?shop=${encodeURIComponent(draft.shop)}&day=${draft.day}`);
      if (mine !== asked) return;
      if (!answer.slots.some((slot) => slot.starts_ms === draft.starts && slot.free > 0)) draft.starts = null;
      if (!draft.isDayChosen && !answer.slots.some((slot) => slot.free > 0)) {
        draft.isDayChosen = true; // today is over or full: look at tomorrow once, then leave the choice to her
        draft.day = dayOf(now() + DAY_MS);
        drawDays();
        await loadSlots();
        return;
      }
      drawSlots(answer.slots);
    } catch (trouble) {
      if (mine === asked) slots.replaceChildren(failed(trouble.message, loadSlots));
    }
    ready();
  };

  const drawSlots = (all) =>
    slots.replaceChildren(
      all.length
        ? el("div.slots", {}, ...all.map((slot) =>
            el(
              "button.chip",
              { type: "button", "aria-pressed": String(slot.starts_ms === draft.starts), disabled: slot.free <= 0, data: { slot: String(slot.starts_ms) }, onclick: () => { draft.starts = slot.starts_ms; drawSlots(all); ready(); } },
              el("span.numbers", {}, timeOf(slot.starts_ms)),
              el("small", {}, slot.free > 0 ? say("free_rooms", { n: slot.free }) : say("full")),
            ),
          ))
        : el("p.muted", {}, say("no_slots")),
    );

  note.addEventListener("input", () => (draft.note = note.value));
  confirm.addEventListener("click", async () => {
    confirm.disabled = true;
    try {
      const booking = await post("bookings", {
        shop_id: draft.shop,
        starts_ms: draft.starts,
        note: draft.note.trim(),
        garments: draft.garments.map(({ style_id, variant_id, colour }) => ({ style_id, variant_id, colour })),
      });
      dropDraft();
      await refresh();
      toast(say("booked"));
      page.replace(`#/booking/${encodeURIComponent(booking.id)}`);
    } catch (trouble) {
      toast(trouble.message);
      loadSlots();
    }
  });

  drawGarments();
  drawShops();
  drawDays();
  const slotsLoad = loadSlots();
  page.draw(
    garments,
    el("section.section", {}, el("h2", {}, say("which_shop")), shops),
    el("section.section", {}, el("h2", {}, say("which_day")), days),
    el("section.section", {}, el("h2", {}, say("which_time")), slots),
    el("section.section", {}, el("h2", {}, say("note")), note),
    el("div", { style: "height: 72px" }),
    el("div.bar", {}, confirm),
  );
  await slotsLoad;
}

function choose(label, options, chosen, changed) {
  const select = el("select", { "aria-label": label }, ...options.map(([value, words]) => el("option", { value, selected: value === chosen }, words)));
  select.addEventListener("change", () => changed(select.value));
  return select;
}
