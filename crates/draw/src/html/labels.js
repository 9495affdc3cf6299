// Labels: measured in this browser, cut where they do not fit, and put where there is nothing else.

const SIZE = 12;
const HIGH = 14;
const pen = document.createElement("canvas").getContext("2d");
const family = getComputedStyle(document.body).fontFamily;
const widths = new Map();

/** How many pixels a text takes. */
function widthOf(content, strong, size = SIZE) {
  const font = `${strong ? "700 " : ""}${size}px ${family}`;
  const key = `${font} ${content}`;
  if (!widths.has(key)) {
    pen.font = font;
    widths.set(key, pen.measureText(content).width);
  }
  return widths.get(key);
}

/** A text, cut where it is wider than so many pixels. */
function clipped(content, room, strong, size = SIZE) {
  if (widthOf(content, strong, size) <= room) return content;
  const letters = [...content];
  const cut = count => `${letters.slice(0, count).join("")}…`;
  let [low, high] = [1, letters.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (widthOf(cut(middle), strong, size) <= room) low = middle;
    else high = middle - 1;
  }
  return cut(low);
}

/** The labels of one drawing. While everything moves they stay at their first places, on each other or not. */
class Labels {
  constructor(width, moving) {
    Object.assign(this, { width, moving, taken: [], texts: [] });
  }

  keepFree(x, y, wide, high) {
    this.taken.push([x - wide / 2, y - high / 2, x + wide / 2, y + high / 2]);
  }

  isFree(x, y, wide) {
    const [left, right, above, below] = [x - wide / 2, x + wide / 2, y - HIGH / 2, y + HIGH / 2];
    if (left < 0 || right > this.width) return false;
    return !this.taken.some(([l, a, r, b]) => left < r && l < right && above < b && a < below);
  }

  /** Puts a text at the first of the places, of its middle, that is free; nowhere if none is. */
  put(content, attributes, places) {
    const wide = widthOf(content, /strong|fault/.test(attributes.class)) + 4;
    const place = this.moving ? places[0] : places.find(([x, y]) => this.isFree(x, y, wide));
    if (!place) return;
    const [x, y] = place;
    this.keepFree(x, y, wide, HIGH);
    this.texts.push(text(content, { ...attributes, x, y: y + 4 }));
  }
}
