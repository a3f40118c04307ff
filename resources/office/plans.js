// Stock plans: how each shop stands, what it lacks most, and what hangs there too long.

import { ask, at, complain, drawWords, entry, language, list, offerLanguages, part } from "../page.js";

const words = {
  zh: {
    other: "English", offline: "商城没有回应，请稍后再打开。", made: (day) => `${day} 做的计划`, never: "还没有计划，今晚会做",
    how: (weeks, service, trust, season, error) => `到货 ${weeks} 周，服务水平 ${service}%。权重：指数平滑 ${trust[0]}，TSB ${trust[1]}，近八周均值 ${trust[2]}；季节 × ${season}；回测平均误差 ${error}。`,
    grades: { out: "断货", below_lead: "不够卖到补货", below_safety: "低于安全库存", slow: "滞销", overstock: "积压" },
    short: "要补的", long: "挂得太久、太多的", none: "没有",
    lacks: (free, lead, wanted) => `现有 ${free} 件，到货前预计卖 ${lead} 件，还差 ${wanted} 件`, spare: (pieces) => `；别的店可匀 ${pieces} 件`,
    stays: (free, weeks) => (weeks === null ? `${free} 件，没人买` : `${free} 件，够卖 ${weeks} 周`),
  },
  en: {
    other: "中文", offline: "The mall does not answer; open this page again later.", made: (day) => `Plan of ${day}`, never: "No plan yet; it will be made tonight",
    how: (weeks, service, trust, season, error) => `${weeks} weeks to arrive, ${service}% service level. Weights: exponential smoothing ${trust[0]}, TSB ${trust[1]}, mean of eight weeks ${trust[2]}; season × ${season}; mean error of the back-test ${error}.`,
    grades: { out: "Out", below_lead: "Gone before more comes", below_safety: "Below safety", slow: "Slow mover", overstock: "Overstock" },
    short: "Running short", long: "Too long, too many", none: "None",
    lacks: (free, lead, wanted) => `${free} there, ${lead} expected to sell before more comes, ${wanted} missing`, spare: (pieces) => `; other shops can spare ${pieces}`,
    stays: (free, weeks) => (weeks === null ? `${free} pieces, nobody buys it` : `${free} pieces, will last ${weeks} weeks`),
  },
};

let shown = null;
const say = () => words[language()];
const day = (ms) => new Date(ms).toLocaleString(language() === "zh" ? "zh-CN" : "en-GB", { dateStyle: "medium", timeStyle: "short" });
const share = (milli) => (milli / 1000).toFixed(2);

function lacking(piece) {
  const name = `${piece[language()]} · ${piece[`colour_${language()}`]} ${piece[`size_${language()}`]} · ${piece.code}`;
  const note = say().lacks(piece.free, (piece.lead_milli / 1000).toFixed(1), piece.wanted) + (piece.spare ? say().spare(piece.spare) : "");
  return entry(`${say().grades[piece.grade]} · ${name}`, note, piece.grade === "out");
}

function staying(style) {
  return entry(`${say().grades[style.grade]} · ${style[language()]} · ${style.code}`, say().stays(style.free, style.weeks), false);
}

function shopOf(shop) {
  const made = part("section");
  made.append(part("h2", shop[language()]));
  const counts = Object.entries(say().grades).map(([grade, name]) => `${name} ${shop.counts[grade] ?? 0}`);
  made.append(part("p", counts.join(" · "), "quiet"));
  made.append(part("h3", say().short), list(shop.short.map(lacking), say().none));
  made.append(part("h3", say().long), list(shop.long.map(staying), say().none));
  return made;
}

function draw() {
  drawWords(say().other);
  if (!shown) return;
  const isPlanned = shown.made_ms !== null;
  at("made").textContent = isPlanned ? say().made(day(shown.made_ms)) : say().never;
  const error = shown.error_milli === null ? "–" : share(shown.error_milli);
  at("how").textContent = isPlanned
    ? say().how(shown.lead_weeks, shown.service_percent, shown.weights_milli.map(share), share(shown.season_milli), error)
    : "";
  at("shops").replaceChildren(...(isPlanned ? shown.shops.map(shopOf) : []));
}

offerLanguages(draw);
draw();
try {
  shown = await ask("plans");
} catch {
  complain(say().offline);
}
draw();
