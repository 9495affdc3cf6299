// The reader's state in words and tables. Everything goes in as text, never as markup.

/** A text in which the name of a channel stands in one line. */
const told = text => text.split(/(\S+->\S+)/).map((part, place) => (place % 2 ? el("span", { class: "channel" }, part) : part));

/** Of as many choices it is said what they change and decide, and as many recordable states are named. */
const FEW = 20;

/** What two states differ in, as sentences without their ends: of the second. */
function changes(before, after) {
  const [one, other] = [states[before], states[after]];
  const told = [];
  const compare = (old, now, names, says) => now.forEach((text, row) => {
    if (text !== old[row]) told.push(says(names[row], texts[text]));
  });
  compare(one.processes, other.processes, data.processes, (name, text) => `${name} is ${text}`);
  compare(one.channels, other.channels, data.channels, (name, text) => (text ? `${name} has ${text}` : `${name} is empty`));
  other.recorded.forEach((recorded, place) => {
    const of = other.recorded.length > 1 ? ` for snapshot ${place + 1}` : "";
    for (const field of ["processes", "channels"]) {
      compare(one.recorded[place][field], recorded[field], data[field], (name, text) => `recorded of ${name}${of}: ${text}`);
    }
  });
  return told.join("; ");
}

/** A table of what there is now, and of what each snapshot has of it. */
function table(id, noun, now, names, field) {
  const [state, before] = [states[here()], states[trip.at[trip.at.length - 2] ?? here()]];
  const shown = state.recorded.map((recorded, place) => [place, recorded[field]]).filter(([, of]) => of.length);
  const several = state.recorded.length > 1;
  const head = [noun, now, ...shown.map(([place]) => (several ? `recorded for snapshot ${place + 1}` : "recorded so far"))];
  byId(id).tHead.replaceChildren(el("tr", {}, ...head.map(title => el("th", { scope: "col" }, title))));
  const cell = (text, old) => el("td", text === old ? {} : { class: "changed" }, texts[text] || "empty");
  const rows = names.map((name, row) => {
    const recorded = shown.map(([place, of]) => cell(of[row], before.recorded[place][field][row]));
    return el("tr", {}, el("th", { scope: "row" }, name), cell(state[field][row], before[field][row]), ...recorded);
  });
  byId(id).tBodies[0].replaceChildren(...rows);
}

/** What the last choice was, and what it changed. */
function showState() {
  table("processes", "process", "state", data.processes, "processes");
  table("channels", "channel", "contents", data.channels, "channels");
  byId("incidents").replaceChildren(...(states[here()].incidents ?? []).map(text => el("li", {}, `${texts[text]}.`)));
  const steps = trip.took.length;
  byId("here").textContent = steps ? `State ${here()}, after ${counted(steps, "step")}` : "The initial state";
  if (!steps) return void (byId("says").textContent = "Nothing has happened.");
  const from = trip.at[steps - 1];
  const changed = changes(from, here());
  byId("says").replaceChildren(...told(`${texts[states[from].choices[trip.took[steps - 1]][0]]}.${changed ? ` Now ${changed}.` : ""}`));
}

/** What an end is worth, in the oracles' words. */
function worth({ ok, failed }) {
  if (ok === true) return ["good", "All oracles hold."];
  if (ok === false) return ["bad", `Violated: ${texts[failed]}.`];
  return ["unsure", "No verdict: not everything is recorded."];
}

function showChoices() {
  const { end } = states[here()];
  const may = choicesOf(here());
  [byId("end").hidden, byId("next").hidden] = [!end, Boolean(end)];
  if (end) {
    const [mark, words] = worth(end);
    byId("worth").replaceChildren("This schedule ends here. ", el("span", { class: mark }, words));
    byId("recorded").textContent = texts[end.state];
  }
  const before = may.length > 1 && may.length <= FEW ? ahead(here()).places.size : 0;
  const items = may.map((choice, place) => {
    const key = place < 9 ? el("kbd", { "aria-hidden": "true" }, String(place + 1)) : "";
    const aside = choice.to === null ? "leads out of this page" : decides(choice.to, before);
    const then = choice.to === null || may.length > FEW ? "" : changes(here(), choice.to);
    const words = el("span", {}, choice.words, ...(then ? [el("span", { class: "then" }, ...told(then))] : []));
    return el("li", {}, el("button", { type: "button", onclick: () => choose(place) }, key, words, el("span", { class: "aside" }, aside)));
  });
  byId("choices").replaceChildren(...items);
  byId("on").disabled = may.length !== 1;
  byId("back").disabled = byId("start").disabled = !trip.took.length;
  byId("out").textContent = "";
}

/** What a choice leaves of what could be recorded. */
function decides(to, before) {
  if (!before) return "";
  const { places, open } = ahead(to);
  return !open && places.size < before ? `leaves ${places.size} of ${before} recordable` : "";
}

function showStill() {
  const { places, open, others } = ahead(here());
  const known = open ? "Some ways lead out of this page, so more may be recorded than is known here" : others ? "Something else may be recorded that is not listed above" : "";
  byId("still-says").textContent = `${places.size} of the ${counted(recordable.length, "listed state")}${known ? `. ${known}` : ""}.`;
  const marked = recordable.map((it, place) => [it, place, places.has(place)]);
  const listed = (recordable.length <= FEW ? marked : marked.filter(([, , still]) => still)).slice(0, FEW);
  const rows = listed.map(([{ state, ends }, , still]) => {
    const mark = ends.some(({ ok }) => ok === false) ? "bad" : ends.every(({ ok }) => ok === true) ? "good" : "unsure";
    if (still) return el("li", {}, el("span", { class: mark }, el("code", {}, state)));
    return el("li", { class: "gone" }, el("code", {}, state), open ? ", not by what is known here" : ", no longer");
  });
  const more = recordable.length > FEW ? places.size - listed.length : 0;
  byId("still").replaceChildren(...rows, ...(more > 0 ? [el("li", {}, `and ${more} more`)] : []));
}

function showWay() {
  const link = (words, steps) => {
    const current = steps === trip.took.length ? { "aria-current": "step" } : {};
    return el("li", {}, el("button", { type: "button", ...current, onclick: () => { cutBack(steps); moved(); } }, words));
  };
  const steps = trip.took.map((place, step) => link(texts[states[trip.at[step]].choices[place][0]], step + 1));
  byId("way").replaceChildren(link("The start", 0), ...steps);
  byId("way").start = 0;
  byId("way").parentElement.scrollTop = byId("way").parentElement.scrollHeight;
  byId("again").hidden = !trip.took.length;
  byId("command").textContent = trip.took.length ? commandOf(actions()) : "";
  byId("copied").textContent = "";
}

function showAll() {
  showState();
  showChoices();
  showStill();
  showWay();
  drawGraph();
}
