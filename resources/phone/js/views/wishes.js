/** Her wish list, and the way from it to a try-on. */
import { el } from "../dom.js";
import { onChange, wishes } from "../store.js";
import { say } from "../words.js";
import { tile } from "./pieces.js";
import { empty } from "./states.js";

export async function wishesView(page) {
  const draw = () => {
    const wished = wishes();
    if (!wished.length) {
      page.draw(empty("heart", say("no_wishes"), say("go_shop"), "#/shop"));
      return;
    }
    page.draw(
      el("div.tiles", { id: "wishes" }, ...wished.map(tile)),
      el("div", { style: "height: 64px" }),
      wished.some((wish) => wish.can_try) && el(
        "div.bar",
        { style: "bottom: calc(var(--tabs) + var(--safe)); padding-bottom: 12px; border: 0; background: none; pointer-events: none" },
        el("a.button", { href: "#/book", id: "book-wishes", style: "pointer-events: auto; box-shadow: var(--shadow)" }, say("try_wishes")),
      ),
    );
  };
  page.title(say("tab_wishes"));
  draw();
  let before = JSON.stringify(wishes());
  page.onLeave(
    onChange(() => {
      const after = JSON.stringify(wishes());
      if (after !== before) draw();
      before = after;
    }),
  );
}
