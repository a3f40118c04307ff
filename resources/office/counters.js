// Who allowed what at the counters, and what was written of pieces that were sold: asked once a minute.

import { ask, at, entry, language, list } from "./page.js";

const words = {
  zh: {
    none: "没有。", refused: "无权授权，未放行", allowed: (giver, asker) => `${giver} 授权 ${asker}`, pieces: (n) => `${n} 件`, off: (percent) => `（${percent}%）`,
    copies: (n) => `第 ${n} 次`,
  },
  en: {
    none: "None.", refused: "not hers to give, refused", allowed: (giver, asker) => `${giver} for ${asker}`, pieces: (n) => `${n} pcs`, off: (percent) => ` (${percent}%)`,
    copies: (n) => `copy ${n}`,
  },
};

let told = null;

function when(instant) {
  return new Date(instant).toLocaleString(language() === "zh" ? "zh-CN" : "en-GB", { dateStyle: "short", timeStyle: "short" });
}

function extent(word, say) {
  if (!word.fen) return "";
  if (word.permission === "reprint") return ` · ${say.copies(word.fen)}`;
  return ` · ¥${(word.fen / 100).toFixed(2)}${word.percent_bp ? say.off(word.percent_bp / 100) : ""}`;
}

function wordEntry(word) {
  const say = words[language()];
  const isRefused = word.outcome === "refused";
  const note = [word.shop[language()], say.allowed(word.given_by[language()], word.asked_by[language()]),
    word.reason[language()], ...(isRefused ? [say.refused] : []), when(word.at_ms)];
  return entry(`${word.act[language()]}${extent(word, say)}`, note.join(" · "), isRefused);
}

function noteEntry(note) {
  const about = [note.shop[language()], note.receipt_no, `${note.goods[language()]} ${words[language()].pieces(note.quantity)}`,
    note.clerk[language()], when(note.at_ms)];
  return entry(note.note, about.join(" · "), false);
}

function draw() {
  if (told === null) return;
  const { none } = words[language()];
  at("words").replaceChildren(list(told.words.map(wordEntry), none));
  at("notes").replaceChildren(list(told.notes.map(noteEntry), none));
}

async function look() {
  try {
    told = await ask("counters");
  } catch {
    // The page says already that the mall does not answer.
  }
  draw();
}

new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["lang"] });
await look();
setInterval(look, 60_000);
