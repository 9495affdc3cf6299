// How far down each event is, by what goes down the page. An event whose process is not drawn takes no room: it is between those that are.

const AXES = ["time", "scale", "order"];
/** How many pixels a run to scale may take, if it needs no more for its events; and how close events of one tick come at most. */
const TO_SCALE = 4000;
const CLOSE = 6;

/** The heights of all events for what is chosen now: made when something else is chosen. */
function heightsNow() {
  const wanted = `${view.axis} ${view.columnsText}`;
  if (laidOut.for !== wanted) {
    const from = { time: byTime, scale: toScale, order: byOrder }[view.axis]();
    laidOut = { for: wanted, from, ...bounds(from) };
  }
  return laidOut;
}
let laidOut = { for: "", from: null, lowestUntil: null, highestFrom: null };

/** How many of some rising heights are less than one. */
function countBelow(rising, height) {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle] < height) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** For each event the lowest place down the page until it, and the highest from it on: both rise, though heights need not. */
function bounds(from) {
  const [lowestUntil, highestFrom] = [from.slice(), from.slice()];
  for (let place = 1; place < from.length; place++) lowestUntil[place] = Math.max(from[place], lowestUntil[place - 1]);
  for (let place = from.length - 2; place >= 0; place--) highestFrom[place] = Math.min(from[place], highestFrom[place + 1]);
  return { lowestUntil, highestFrom };
}

/** A height for each event: `of` gives that of one that is drawn. */
function heights(of) {
  let last = -ROW;
  return Float64Array.from(events, (event, place) => {
    if (!isPlaced(event.process)) return last + ROW / 2;
    return (last = of(event, place));
  });
}

/** One row an event. */
function byOrder() {
  let rows = 0;
  return heights(() => rows++ * ROW);
}

/**
 * For each event how many others of its tick must be above it: the one before it in its process, and of a receipt its sending. With it the
 * ticks at which something is drawn, in order, and how many slots each needs below its first.
 */
function slotsOfTicks() {
  const slots = new Int32Array(events.length);
  const last = processes.map(() => ({ t: -1, slot: 0 }));
  const rooms = new Map();
  events.forEach((event, place) => {
    if (!isPlaced(event.process)) return;
    const before = last[event.process];
    let slot = before.t === event.t ? before.slot + 1 : 0;
    const message = receivedBy.get(place);
    if (message && message.sent !== null && message.sent < place && events[message.sent].t === event.t) {
      slot = Math.max(slot, slots[message.sent] + 1);
    }
    slots[place] = slot;
    last[event.process] = { t: event.t, slot };
    rooms.set(event.t, Math.max(rooms.get(event.t) ?? 0, slot));
  });
  const ticks = [...rooms.keys()].sort((a, b) => a - b);
  return { slots, ticks, rooms, span: Math.max(1, ticks.at(-1) - ticks[0]) };
}

/** Time goes down the page, not to scale: the layout of the picture that `-f svg` draws. */
function byTime() {
  const { slots, ticks, rooms, span } = slotsOfTicks();
  const tops = new Map();
  let y = 0;
  ticks.forEach((t, index) => {
    if (index > 0) {
      const before = ticks[index - 1];
      y += rooms.get(before) * ROW + Math.max(12, ((t - before) * ROW * (ticks.length - 1)) / span);
    }
    tops.set(t, y);
  });
  return heights((event, place) => tops.get(event.t) + slots[place] * ROW);
}

/**
 * Time to scale: a tick is as long as the busiest one needs, unless all would be too long. As in the picture of `-f svg --axis scale`, but a
 * page scrolls, so a run of many events may be longer.
 */
function toScale() {
  const { slots, ticks, rooms, span } = slotsOfTicks();
  const needs = ticks.slice(1).map((t, index) => Math.floor(((rooms.get(ticks[index]) + 1) * ROW) / (t - ticks[index])) + 1);
  const long = Math.min(Math.max(1, ...needs) * span, Math.max(TO_SCALE, events.length * ROW));
  const at = t => ((t - ticks[0]) * long) / span;
  const slotHigh = new Map(ticks.map((t, index) => {
    const next = index + 1 < ticks.length ? at(ticks[index + 1]) - at(t) : Infinity;
    return [t, Math.max(CLOSE, Math.min(ROW, next / (rooms.get(t) + 1)))];
  }));
  return heights((event, place) => at(event.t) + slots[place] * slotHigh.get(event.t));
}
