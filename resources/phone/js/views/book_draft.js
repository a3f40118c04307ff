/** The booking she is filling in; it outlives the view, so that she can look at one more style and come back. */
import { dayOf } from "../format.js";
import { wishes } from "../store.js";

export const MOST_GARMENTS = 8;

let draft = null;

class Draft {
  constructor() {
    this.shop = null;
    this.day = null;
    this.isDayChosen = false;
    this.starts = null;
    this.note = "";
    this.companions = 0;
    this.changing = null; // the id of the booking that is being changed
    this.garments = []; // {style_id, colour or null, variants: ids of the sizes to try, none for "my size"}
  }

  /** How many pieces the shop lays out: a style in two sizes is two. */
  get pieces() {
    return this.garments.reduce((sum, garment) => sum + Math.max(1, garment.variants.length), 0);
  }

  /** Put a style in, once; false when there is no room for more. */
  add({ style_id, colour = null, variant_id = null }) {
    this.garments = this.garments.filter((other) => other.style_id !== style_id);
    if (this.pieces >= MOST_GARMENTS) return false;
    this.garments.push({ style_id, colour, variants: variant_id ? [variant_id] : [] });
    return true;
  }

  /** Try a size too, or not after all; false when there is no room for one more. */
  toggle(garment, variantId) {
    const has = garment.variants.includes(variantId);
    if (!has && garment.variants.length && this.pieces >= MOST_GARMENTS) return false;
    garment.variants = has ? garment.variants.filter((id) => id !== variantId) : [...garment.variants, variantId];
    return true;
  }

  /** What the mall is asked to lay out. */
  wished() {
    return this.garments.flatMap(({ style_id, colour, variants }) =>
      (variants.length ? variants : [null]).map((variant_id) => ({ style_id, variant_id, colour })),
    );
  }

  drop(styleId) {
    this.garments = this.garments.filter((garment) => garment.style_id !== styleId);
  }

  /** Start from her wish list when nothing was chosen yet. */
  fillFromWishes() {
    for (const wish of wishes().filter((one) => one.can_try)) if (!this.add({ style_id: wish.id })) break;
  }
}

/** The draft, a new one when there is none. */
export function draftOf() {
  draft ??= new Draft();
  return draft;
}

/** Begin a draft that changes a booking of hers. */
export function draftFrom(booking) {
  draft = new Draft();
  Object.assign(draft, {
    changing: booking.id,
    shop: booking.shop_id,
    day: dayOf(booking.starts_ms),
    isDayChosen: true,
    starts: booking.starts_ms,
    note: booking.note,
    companions: booking.companions,
  });
  for (const piece of booking.garments) {
    const known = draft.garments.find((one) => one.style_id === piece.style_id && one.hex === piece.hex);
    const sizes = piece.my_size ? [] : [piece.variant_id];
    if (known) known.variants.push(...sizes);
    else draft.garments.push({ style_id: piece.style_id, colour: null, hex: piece.hex, variants: sizes });
  }
  return draft;
}

/** Drop the draft once it was booked or its member left. */
export function dropDraft() {
  draft = null;
}
