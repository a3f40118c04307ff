/** Loading, empty and error, the same in every view. */
import { el, icon } from "../dom.js";
import { say } from "../words.js";

/** A quiet shape of what is coming. */
export function loading(kind = "rows") {
  const bones =
    kind === "tiles"
      ? el("div.tiles", {}, ...Array.from({ length: 6 }, () => el("div.bone", { style: "height: 240px" })))
      : el("div.stack", {}, ...[132, 76, 76, 76].map((height) => el("div.bone", { style: `height: ${height}px` })));
  bones.setAttribute("role", "status");
  bones.setAttribute("aria-label", say("loading"));
  return bones;
}

/** Nothing here yet, and where to go. */
export function empty(shape, sentence, label, href) {
  return el("div.empty", {}, icon(shape), el("p", {}, sentence), label ? el("a.button", { href }, label) : null);
}

/** It did not work; `again` tries once more. */
export function failed(sentence, again) {
  return el(
    "div.empty",
    { role: "alert" },
    icon("cloud"),
    el("p", {}, sentence),
    el("button.button.quiet", { type: "button", onclick: again }, say("retry")),
  );
}
