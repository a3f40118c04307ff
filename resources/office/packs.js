// Model packs: which version is out, what each measured of itself, and the way back to an earlier one.

import { ask, at, button, complain, drawWords, entry, language, list, offerLanguages, part } from "../page.js";

const MOST_SHOWN = 3;

// As the training names them; in English they stand as they are.
const WAYS_ZH = {
  blend: "学出的组合", fixed: "起步的组合", "popularity, all time": "历来热卖", "popularity, 28 days": "28 天热卖", "popularity, 7 days": "7 天热卖",
  "popularity, newest visits": "最近一次来都买的", "own purchases": "她买过的", "own purchases, fading": "她最近买的", "item neighbours": "常一起买的",
  EASE: "买过的带出的", "EASE × trend": "带出的且在上升", "own purchases and popularity": "她买过的加热卖",
  "own purchases, fading, and newest visits": "她最近买的加近来热卖",
};

const words = {
  zh: {
    other: "English", none: "还没有学过：有了会员的购买，今晚就学第一版。", out: "各店在用", use: "换回这一版", go_on: "换到最新一版，以后每晚自动换",
    following: (version) => `各店在用 ${version}，每晚自动换新。`,
    held: (version) => `停在 ${version}：夜里照样学，学到的先放着，不发给门店。`,
    tried: (members, shares) => `用 ${members} 位会员之后买的验证，前十件里说中：${shares}`, ways: WAYS_ZH,
    learnt: (day) => `${day} 学成`, size: (megabytes) => `${megabytes} MB`,
  },
  en: {
    other: "中文", none: "Nothing was learnt yet: once members have bought something, tonight makes the first one.", out: "in the shops", use: "Go back to this one", go_on: "Take the newest one, and each night's from now on",
    following: (version) => `The shops use ${version}; each night brings a new one.`,
    held: (version) => `Held at ${version}: the nights go on learning, and what they learn is kept here and not sent to the shops.`,
    tried: (members, shares) => `tried on what ${members} members bought next, share among the first ten: ${shares}`, ways: { blend: "the learnt blend", fixed: "the blend it began with" },
    learnt: (day) => `learnt ${day}`, size: (megabytes) => `${megabytes} MB`,
  },
};

let shown = { out: "", held: "", kept: [] };
const say = () => words[language()];

// Of what members bought next, the share that was among the first ten, by each way that was tried; the best three.
function measured({ members, ridge: _notAShare, ...shares }) {
  const best = Object.entries(shares).sort((one, other) => other[1] - one[1]).slice(0, MOST_SHOWN);
  if (!members || best.length === 0) return "";
  const said = best.map(([name, share]) => `${say().ways[name] ?? name} ${(100 * share).toFixed(1)} %`);
  return say().tried(members, said.join(" · "));
}

function packEntry(pack) {
  const day = new Date(pack.trained_ms).toLocaleString(language() === "zh" ? "zh-CN" : "en-GB", { dateStyle: "medium", timeStyle: "short" });
  const facts = [say().learnt(day), say().size((pack.size_bytes / 1e6).toFixed(1)), measured(pack.notes)].filter(Boolean);
  const title = pack.is_out ? `${pack.version} · ${say().out}` : pack.version;
  return entry(title, facts.join(" · "), false, ...(pack.is_out ? [] : [button(say().use, () => choose(pack.version))]));
}

function draw() {
  drawWords(say().other);
  at("standing").textContent = !shown.out ? "" : shown.held ? say().held(shown.held) : say().following(shown.out);
  const packs = list(shown.kept.map(packEntry), say().none);
  at("packs").replaceChildren(packs);
  if (!shown.held) return;
  const goOn = part("p");
  goOn.append(button(say().go_on, () => choose(""), "main"));
  at("packs").prepend(goOn);
}

async function choose(version) {
  try {
    shown = await ask("pack", { version });
    complain("");
  } catch (error) {
    complain(error.message);
  }
  draw();
}

offerLanguages(draw);
draw();
shown = await ask("packs");
draw();
