// Whether stock adds up, and how many promises can break at most: asked once a minute, drawn in the page's language.

const words = {
  zh: {
    sound: "各店库存都对得上：流水、额度、取货架与订单一致。",
    unsound: (n) => `${n} 处对不上，请核对：`,
    none: "没有待备货的网单",
    bound: (b) => `${b.unpicked} 件网单待备货；门店失联期间卖出的最多使其中 ${b.most} 件落空，按往常多半不超过 ${b.likely} 件`,
  },
  en: {
    sound: "Stock adds up in every shop: movements, quotas, reserve shelves and orders agree.",
    unsound: (n) => `${n} figures do not add up. Please check:`,
    none: "no web order waits to be picked",
    bound: (b) =>
      `pieces of web orders that wait to be picked: ${b.unpicked}; what the shop sold and did not tell yet can break ` +
      `${b.most} of them at most, as a rule no more than ${b.likely}`,
  },
};

let told = null;

function line(text) {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}

function draw() {
  if (told === null) return;
  const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
  const say = words[language];
  const faults = told.faults.map((fault) => line(`${fault.shop_id} · ${fault.variant_id}: ${fault[language]}`));
  const bounds = told.bounds.map((bound) =>
    line(`${bound[language]}: ${bound.unpicked === 0 ? say.none : say.bound(bound)}`));
  const verdict = line(faults.length === 0 ? say.sound : say.unsound(faults.length));
  document.getElementById("stock").replaceChildren(verdict, ...faults, ...bounds);
}

async function look() {
  try {
    const answer = await fetch("/office/api/stock");
    if (answer.ok) told = await answer.json();
  } catch {
    // The page says already that the mall does not answer.
  }
  draw();
}

new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["lang"] });
await look();
setInterval(look, 60_000);
