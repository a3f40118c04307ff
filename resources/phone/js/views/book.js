/** Book a try-on, or change one: garments with their sizes, shop, day, time, company, note. */
import { ask, get, post } from "../api.js";
import { el, icon, toast } from "../dom.js";
import { dayOf, timeOf, weekday } from "../format.js";
import { now, refresh, today, wishes } from "../store.js";
import { both, say } from "../words.js";
import { MOST_GARMENTS, draftOf, dropDraft } from "./book_draft.js";
import { fromHere, picture, shopChoice, shopsByDistance, sizeName } from "./pieces.js";
import { failed, loading } from "./states.js";

const DAYS = 7;
const MOST_COMPANIONS = 4;
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
  page.title(say(draft.changing ? "change_booking" : "book_title"));
  page.draw(loading());
  await Promise.all(draft.garments.map((garment) => sheetOf(garment.style_id)));

  const garments = el("section", { id: "garments" });
  const shops = el("div.stack");
  const days = el("div.chips.scroll.days");
  const slots = el("div", { id: "slots" });
  const company = el("div.chips", { id: "companions" });
  const note = el("textarea.input", { maxlength: "120", placeholder: say("note_hint"), id: "note" }, draft.note);
  const confirm = el("button.button", { type: "button", id: "confirm-booking" });
  let asked = 0;

  const ready = () => {
    confirm.disabled = !draft.starts || !draft.garments.length;
    const act = draft.changing ? "confirm_change" : "confirm_booking";
    confirm.textContent = say(draft.garments.length ? (draft.starts ? act : "choose_time") : "choose_garments");
  };

  const drawGarments = () => {
    const wishedMore = wishes().filter((wish) => wish.can_try && !draft.garments.some((garment) => garment.style_id === wish.id));
    garments.replaceChildren(
      el("div.line", { style: "margin-bottom: 8px" }, el("h2", {}, say("garments")), el("span.muted.small.numbers", {}, `${draft.pieces} / ${MOST_GARMENTS}`)),
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
    if (!draft.add({ style_id: styleId })) toast(say("most_garments", { n: MOST_GARMENTS }));
    return drawGarments();
  };

  const garmentRow = (garment) => {
    const style = sheets.get(garment.style_id);
    const isHers = (one) => one.code === garment.colour || (!garment.colour && one.hex === garment.hex);
    const colour = style.colours.find(isHers) ?? style.colours[0];
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
          garment.variants = [];
          drawGarments();
        }),
        el("span.chips", { role: "group", "aria-label": say("size") }, ...sizeChips(garment, style, cells)),
      ),
    );
  };

  const sizeChips = (garment, style, cells) => {
    if (style.sizes.length < 2) return [el("span.muted.small", {}, sizeName(style.sizes[0]))];
    const chip = (words, pressed, size, act) =>
      el("button.chip", { type: "button", "aria-pressed": String(pressed), data: { size }, onclick: () => { act(); drawGarments(); } }, words);
    return [
      chip(say("my_size"), !garment.variants.length, "", () => (garment.variants = [])),
      ...cells.map((cell) =>
        chip(sizeName(cell.size), garment.variants.includes(cell.variant_id), cell.size, () => {
          if (!draft.toggle(garment, cell.variant_id)) toast(say("most_garments", { n: MOST_GARMENTS }));
        }),
      ),
    ];
  };

  const drawCompany = () =>
    company.replaceChildren(
      ...Array.from({ length: MOST_COMPANIONS + 1 }, (_, count) =>
        el(
          "button.chip",
          { type: "button", "aria-pressed": String(count === draft.companions), data: { companions: String(count) }, onclick: () => { draft.companions = count; drawCompany(); } },
          count ? String(count) : say("alone"),
        ),
      ),
    );

  const drawShops = () =>
    shops.replaceChildren(
      ...(draft.changing ? shopsByDistance().filter((shop) => shop.id === draft.shop) : shopsByDistance()).map((shop) =>
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
      const answer = await get(`slots?shop=${encodeURIComponent(draft.shop)}&day=${draft.day}&besides=${encodeURIComponent(draft.changing ?? "")}`);
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
              el("small", {}, slot.free <= 0 ? say("full") : slot.has_room ? say("free_rooms", { n: slot.free }) : say("on_arrival")),
            ),
          ))
        : el("p.muted", {}, say("no_slots")),
    );

  const leaveAsItWas = () => {
    const booking = draft.changing;
    dropDraft();
    page.replace(`#/booking/${encodeURIComponent(booking)}`);
  };

  note.addEventListener("input", () => (draft.note = note.value));
  confirm.addEventListener("click", async () => {
    confirm.disabled = true;
    try {
      const wished = { starts_ms: draft.starts, note: draft.note.trim(), companions: draft.companions, garments: draft.wished() };
      const booking = draft.changing
        ? await ask("PUT", `bookings/${encodeURIComponent(draft.changing)}`, { body: wished })
        : await post("bookings", { shop_id: draft.shop, ...wished });
      const said = draft.changing ? "changed" : "booked";
      dropDraft();
      await refresh();
      toast(say(said));
      page.replace(`#/booking/${encodeURIComponent(booking.id)}`);
    } catch (trouble) {
      toast(trouble.message);
      loadSlots();
    }
  });

  drawGarments();
  drawShops();
  drawDays();
  drawCompany();
  const slotsLoad = loadSlots();
  page.draw(
    garments,
    el("section.section", {}, el("h2", {}, say("which_shop")), shops),
    el("section.section", {}, el("h2", {}, say("which_day")), days),
    el("section.section", {}, el("h2", {}, say("which_time")), slots),
    el("section.section", {}, el("h2", {}, say("companions")), company),
    el("section.section", {}, el("h2", {}, say("note")), note),
    draft.changing ? el("button.button.plain", { type: "button", id: "leave-as-it-was", onclick: leaveAsItWas }, say("leave_as_it_was")) : "",
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
