// The states, and the way that the reader has gone through them. Nothing here knows the page.

const data = JSON.parse(document.getElementById("data").textContent);
const { states, texts, recordable } = data;
const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
/** A way is no longer than this. */
const LONGEST = 5000;

/** What may happen in a state. */
const choicesOf = state => states[state].choices.map(([words, action, to]) => ({ words: texts[words], action: texts[action], to }));
const leadsOut = state => states[state].choices.some(([, , to]) => to === null);

/** The states that the reader has gone through, and which choice was taken in each but the last. */
const trip = { at: [0], took: [] };
const here = () => trip.at[trip.at.length - 1];

/** Takes the choice at this place; whether that is possible. */
function take(place) {
  const choice = states[here()].choices[place];
  if (!choice || choice[2] === null || trip.took.length >= LONGEST) return false;
  trip.took.push(place);
  trip.at.push(choice[2]);
  return true;
}

/** Goes back to where the way had so many steps. */
function cutBack(steps) {
  trip.took.length = Math.max(0, Math.min(steps, trip.took.length));
  trip.at.length = trip.took.length + 1;
}

/** Goes this way from the start, as far as it can be gone. */
function follow(places) {
  cutBack(0);
  for (const place of places) if (!take(place)) return;
}

/** Takes what is the only thing that may happen, until there is something to choose. */
function takeForced() {
  while (states[here()].choices.length === 1 && take(0));
}

/** The choices of the way, as a schedule writes them. */
const actions = () => trip.took.map((place, step) => texts[states[trip.at[step]].choices[place][1]]);

/** Goes the way of a schedule whose words have one space between them, as far as it can be gone. */
function followText(text) {
  cutBack(0);
  for (let left = text; left;) {
    const place = states[here()].choices.findIndex(([, action]) => left === texts[action] || left.startsWith(`${texts[action]} `));
    if (place < 0) return;
    const length = texts[states[here()].choices[place][1]].length;
    if (!take(place)) return;
    left = left.slice(length + 1);
  }
}

/** The longest body of a repetition that is looked for. */
const LONGEST_PERIOD = 64;
/** How a list begins best: the period and the number of times for which most of it is folded away. */
function repetition(list) {
  let best = [1, 1];
  for (let period = 1; period <= Math.min(LONGEST_PERIOD, list.length >> 1); period++) {
    let alike = 0;
    while (period + alike < list.length && list[alike] === list[period + alike]) alike++;
    const times = 1 + Math.floor(alike / period);
    const saved = period * (times - 1);
    if (times > 2 && saved > best[0] * (best[1] - 1)) best = [period, times];
  }
  return best;
}
/** The actions as one text, in which repetitions are folded. */
function folded(list) {
  const parts = [];
  for (let left = list; left.length;) {
    const [period, times] = repetition(left);
    const body = left.slice(0, period).join(" ");
    parts.push(times === 1 ? body : `(${body})*${times}`);
    left = left.slice(period * times);
  }
  return parts.join(" ");
}

/** A text as a shell takes it for one word. */
const quoted = text => `'${text.replaceAll("'", "'\\''")}'`;
/** The command that follows these actions. */
const commandOf = list => data.around[0] + quoted(folded(list)) + data.around[1];

/** What may still come of a schedule that has come to this state: places of recordable states, and whether that is all that is known. */
function ahead(state) {
  const seen = new Uint8Array(states.length);
  const [places, left] = [new Set(), [state]];
  let [open, others] = [false, false];
  seen[state] = 1;
  while (left.length) {
    const { choices, end } = states[left.pop()];
    if (end && end.place === null) others = true;
    else if (end) places.add(end.place);
    for (const [, , to] of choices) {
      if (to === null) open = true;
      else if (!seen[to]) {
        seen[to] = 1;
        left.push(to);
      }
    }
  }
  return { places, open, others };
}

/** The choices of a shortest way from a state to another; nothing, if there is none. */
function shortest(from, goal) {
  const origin = new Map([[from, null]]);
  for (const state of origin.keys()) {
    if (state === goal) break;
    states[state].choices.forEach(([, , to], place) => {
      if (to !== null && !origin.has(to)) origin.set(to, [state, place]);
    });
  }
  if (!origin.has(goal)) return null;
  const places = [];
  for (let step = origin.get(goal); step; step = origin.get(step[0])) places.unshift(step[1]);
  return places;
}

/** Goes to a state: back, if it is on the way; on, if it can be come to from here; else from the start. */
function goTo(state) {
  const on = trip.at.lastIndexOf(state);
  if (on >= 0) return cutBack(on);
  const further = shortest(here(), state);
  if (!further) cutBack(0);
  for (const place of further ?? shortest(0, state)) take(place);
}
