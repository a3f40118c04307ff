/** The booking she is filling in; it outlives the view, so that she can look at one more style and come back. */
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
    this.garments = []; // {style_id, variant_id or null for "my size", colour or null}
  }

  /** Put a garment in, once; false when there is no room for more. */
  add(garment) {
    this.garments = this.garments.filter((other) => other.style_id !== garment.style_id);
    if (this.garments.length >= MOST_GARMENTS) return false;
    this.garments.push(garment);
    return true;
  }

  drop(styleId) {
    this.garments = this.garments.filter((garment) => garment.style_id !== styleId);
  }

  /** Start from her wish list when nothing was chosen yet. */
  fillFromWishes() {
    for (const wish of wishes().filter((one) => one.can_try)) if (!this.add({ style_id: wish.id, variant_id: null, colour: null })) break;
  }
}

/** The draft, a new one when there is none. */
export function draftOf() {
  draft ??= new Draft();
  return draft;
}

/** Drop the draft once it was booked or its member left. */
export function dropDraft() {
  draft = null;
}
