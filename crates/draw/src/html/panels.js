// The tables and sentences beside the diagram. Everything goes in as text, never as markup.

const byId = id => root.getElementById(id);

/** A button that leads to an event, and to the snapshot that it is about, if that is told; or only its number, if the event is not shown. */
function linkTo(seq, snapshot) {
  const place = placeOf(seq);
  if (place < 0) return el("span", {}, `event ${seq} (not shown)`);
  const event = events[place];
  const label = `event ${seq}`;
  return el("button", { class: "link", type: "button", title: `${processes[event.process]} ${event.text}`, onclick: () => goFor(place, snapshot) }, label);
}

/** A table of so many rows never scrolls. */
const FEW = 6;

function describeEvent(place) {
  if (place < 0) return "Before the first event shown.";
  const event = events[place];
  return `Event ${event.seq}${atTime(event)}: ${processes[event.process]} ${event.text}.`;
}

function showStep() {
  const contents = inFlight(view.at);
  byId("now").textContent = describeEvent(view.at);
  const told = toldAt(view.at);
  byId("told").textContent = told ? `The whole step: ${told.text}` : "";
  byId("rule").textContent = told?.rule ?? "";
  const clock = view.at >= 0 ? events[view.at].clock : "";
  byId("clock").textContent = clock ? `Clock ${clock}.` : "";
  showPictureTold(contents);
  byId("back").disabled = byId("first").disabled = view.at < 0;
  byId("forward").disabled = byId("last").disabled = view.at >= events.length - 1;
  showStates();
  showChannels(contents);
}

/** Scrolls the tables until the rows that have changed are in sight. */
function revealChanged() {
  for (const row of byId("stepper").querySelectorAll(".changed")) bringIntoSight(row);
}

/** Before the first event there is little to say, and the picture has the room. */
function giveRoom() {
  const isBefore = view.at < 0;
  if (byId("says").classList.contains("before") === isBefore) return;
  byId("says").classList.toggle("before", isBefore);
  look();
}

/** Scrolls a table until a row is in sight; the page stays where it is. */
function bringIntoSight(row) {
  if (row.parentElement.rows.length <= FEW) return;
  row.closest(".scrolls").scrollTop = row.offsetTop - 3 * row.offsetHeight;
}

function showStates() {
  const shown = view.snapshot;
  const head = ["process", "state"].concat(shown ? [`snapshot ${shown.snapshot}`] : []);
  fill(byId("states").tHead, [el("tr", {}, ...head.map(title => el("th", { scope: "col" }, title)))]);
  const rows = processes.map((name, process) => {
    const state = stateAt(process, view.at);
    const before = stateAt(process, view.at - 1);
    const acts = view.at >= 0 && events[view.at].process === process;
    const cell = el("td", {}, stateText(state));
    if (acts && stateText(state) !== stateText(before)) cell.append(el("ins", {}, `was ${stateText(before)}`));
    const who = lastEventOf(process) < 0 ? name : el("button", { class: "link", type: "button", onclick: () => go(lastEventOf(process)) }, name);
    const row = el("tr", acts ? { class: "changed" } : {}, el("th", { scope: "row" }, who), cell);
    if (shown) row.append(recordedCell(process, shown));
    return row;
  });
  fill(byId("states").tBodies[0], rows);
}

/** The place of the last event of a process where the reader is; -1, if there is none yet. */
const lastEventOf = process => placesOf[process][lastUpTo(placesOf[process], view.at)] ?? -1;

function recordedCell(process, shown) {
  const stage = stageOf(shown, process);
  const cell = el("td", {}, el("span", { class: `stage-${stage}` }, `${SIGNS[stage]} ${stageText(shown, process)}`));
  if (stage === 0) return cell;
  cell.append(`: ${stateText(shown.states[process])}`);
  const region = shown.regions?.[process] ?? null;
  if (region !== null) cell.append(`, in the region of ${processes[region]}`);
  if (seqNow() === shown.points[process]) cell.append(el("ins", {}, "now"));
  return cell;
}

function showChannels(contents) {
  const sent = sentBy.get(view.at);
  const received = receivedBy.get(view.at);
  const isTouched = key => [sent, received].some(message => message && `${message.from},${message.to}` === key);
  const shown = contents.size <= 12 ? [...contents] : [...contents].filter(([key, inside]) => inside.length || isTouched(key));
  const rows = shown.map(([key, inside]) => {
    const cell = el("td");
    const touched = isTouched(key);
    if (received && `${received.from},${received.to}` === key) {
      cell.append(el("del", { "aria-label": `${nameOf(received)} was taken out` }, nameOf(received)), " ");
    }
    if (!inside.length) cell.append(received && touched ? "" : "–");
    inside.forEach(message => {
      cell.append(message === sent ? el("ins", { "aria-label": `${nameOf(message)} was put in` }, `+ ${nameOf(message)}`) : nameOf(message), " ");
    });
    return el("tr", touched ? { class: "changed" } : {}, el("th", { scope: "row" }, channelName(key)), cell);
  });
  fill(byId("channels").tBodies[0], rows);
  const leftOut = contents.size - rows.length;
  byId("channels").caption.textContent = leftOut ? `Channels; ${leftOut} empty ones are left out` : "Channels";
}

const cutPointText = process => {
  const count = view.cut[process];
  const [above] = around(process, count);
  const isPoint = view.snapshot && view.snapshot.points[process] !== null && count === view.recorded[process];
  const recorded = isPoint ? " (as recorded)" : "";
  return above < 0 ? `before its first event shown${recorded}` : `after event ${events[above].seq}${recorded}`;
};

// The points of the cut as sliders of the page, one a process: for the keyboard, and for fingers.
const sliders = processes.map((name, process) => {
  const id = `point-${process}`;
  const slider = el("input", { type: "range", id, min: 0, max: steps[process].length, step: 1, oninput: () => moveCut(process, Number(slider.value)) });
  const output = el("output", { for: id });
  byId("points").append(el("label", { for: id }, name), slider, output);
  return { slider, output };
});

function showCut() {
  const { backward, contents, states, total } = judge(view.cut);
  sliders.forEach(({ slider, output }, process) => {
    slider.value = String(view.cut[process]);
    slider.setAttribute("aria-valuetext", cutPointText(process));
    output.textContent = stateText(states[process]);
  });
  const [mark, sentence, links] = cutInWords(backward);
  const says = byId("cut-says");
  says.className = mark;
  says.replaceChildren(sentence);
  if (links) says.append(" ", linkTo(events[backward[0].sent].seq), " ", linkTo(events[backward[0].received].seq));
  showWhoWaits();
  showCutState(contents, states, total);
  byId("reset").disabled = !view.moved;
}

/** What an oracle says of the snapshot shown. */
const verdictOf = name => run.checks.find(check => check.name === name && check.snapshot === view.snapshot?.snapshot) ?? { ok: null, text: "the file has no verdict" };

/**
 * What there is to say of the cut, and whether as good, bad, unsure or only as drawn. Of a snapshot's own cut its oracle says
 * it; of a cut that was moved, the messages that are shown.
 */
function cutInWords(backward) {
  const others = backward.length > 1 ? ` So does ${backward.length === 2 ? "one other" : `${backward.length - 1} others`}.` : "";
  const crossed = backward.length ? `${sentenceOf(backward[0])}${others}` : "";
  if (view.moved) {
    if (backward.length) return ["bad", `The moved cut is not consistent: ${crossed}`, true];
    return ["drawn", "The moved cut is consistent as drawn: no message that is shown crosses it backwards. No oracle judged it."];
  }
  const shown = view.snapshot;
  if (!shown) return ["unsure", "No process recorded anything, so there is no cut: every point stands behind the last event shown."];
  const absent = processes.filter((_, process) => shown.points[process] === null);
  if (absent.length) {
    const [have, stand] = absent.length === 1 ? ["has", "its point stands"] : ["have", "their points stand"];
    return ["unsure", `This is no whole cut: ${absent.join(", ")} ${have} not recorded, so ${stand} behind the last event shown.`];
  }
  const { ok, text } = verdictOf("consistent");
  const whose = run.lines ? `Recovery line ${shown.snapshot}` : `The cut of snapshot ${shown.snapshot}`;
  if (backward.length && ok !== true) return ["bad", `${whose} is not consistent: ${crossed}`, true];
  if (ok === false) return ["bad", `${whose} is not consistent: ${text}.`];
  if (ok === true && !backward.length) return ["good", `${whose} is consistent: no message crosses it backwards.`];
  if (ok === true) return ["unsure", `The oracle found the cut of snapshot ${shown.snapshot} consistent, but as drawn ${crossed}`, true];
  return ["unsure", `${whose} has no verdict: ${text}. No message that is shown crosses it backwards.`];
}

function sentenceOf(message) {
  const whenIs = event => (run.timed ? `at t=${event.t}` : `in event ${event.seq}`);
  const [sent, received] = [events[message.sent], events[message.received]];
  return `${nameOf(message)} crosses it backwards: ${processes[message.to]} received it ${whenIs(received)}, before the cut, and ${processes[message.from]} sent it ${whenIs(sent)}, after the cut.`;
}

/** Who waits for whom in the recorded state, and who did when the snapshot was complete. */
function showWhoWaits() {
  const graphs = (!view.moved && view.snapshot?.whoWaits) || [];
  const items = graphs.map(({ when, text, wrong }) => {
    const told = wrong ? el("span", { class: "bad" }, `${text} that never was`) : text;
    return el("li", {}, `Who waits for whom, ${when}: `, told);
  });
  byId("who-waits").replaceChildren(...items);
}

function showCutState(contents, states, total) {
  const rows = processes.map((name, process) => {
    const recorded = view.moved || !view.snapshot ? null : view.snapshot.states[process];
    return stateRow(name, stateText(states[process]), recorded && stateText(recorded));
  });
  const recordedIn = id => view.snapshot?.channels.find(channel => channel.id === id)?.messages.join(", ") ?? null;
  for (const [key, inside] of contents) {
    const id = channelName(key);
    const recorded = view.moved || !view.snapshot?.complete ? null : recordedIn(id);
    if (!inside.length && !recorded && contents.size > 12) continue;
    const told = inside.map(nameOf).join(", ") || "empty";
    rows.push(stateRow(id, told, recorded === null ? null : recorded || "empty"));
  }
  rows.push(el("tr", { id: "total" }, el("th", { scope: "row" }, "together"), el("td", {}, total)));
  byId("cut-state").tBodies[0].replaceChildren(...rows);
}

/** A line of the state at the cut, and what the snapshot recorded if that is something else. */
function stateRow(name, value, recorded) {
  const cell = el("td", {}, value);
  const differs = recorded !== null && recorded !== undefined && recorded !== value && value !== "?";
  if (differs) cell.append(" ", el("span", { class: "bad" }, `recorded: ${recorded}`));
  return el("tr", differs ? { class: "changed" } : {}, el("th", { scope: "row" }, name), cell);
}

function showTheorem() {
  const says = byId("theorem-says");
  byId("slide").value = String(view.slide);
  byId("slide").setAttribute("aria-valuetext", view.slide === 0 ? (run.foreign ? "as drawn" : "as it happened") : view.slide === 100 ? "all prerecording events first" : `${view.slide} percent`);
  byId("straight").textContent = view.slide > 0 ? "Slide back" : "Slide";
  if (view.slide < 100) return says.replaceChildren();
  const [mark, sentence] = theoremInWords();
  says.className = mark;
  says.replaceChildren(sentence);
}

/** What stands on the line, and what is known of it: of a snapshot's own cut, what was recorded and what its oracle says. */
function theoremInWords() {
  const { backward, contents, states, total } = judge(view.cut);
  if (run.lines && !view.moved) return ["unsure", "This is a recovery line: no channel is recorded, so there is no recorded state S* that could stand on the line."];
  if (!view.snapshot && !view.moved) return ["unsure", "No process recorded anything: there is no cut, and no recorded state S* that could stand on the line."];
  if (backward.length) return ["bad", `This order is impossible: ${nameOf(backward[0])} would be received before it is sent. The cut is not consistent.`];
  const inside = [...contents].filter(([, held]) => held.length).map(([key, held]) => `${channelName(key)}=[${held.map(nameOf).join(" ")}]`);
  const state = [...processes.map((name, process) => `${name}=${stateText(states[process])}`), ...inside].join("  ");
  const same = "Each process does the same as before, in the same order";
  if (view.moved) return ["drawn", `The state on the line: ${state} (${total}). ${same}; ${passed()} This cut is as drawn; no oracle judged it.`];
  const shown = view.snapshot;
  if (!shown.complete) return ["unsure", `Snapshot ${shown.snapshot} is not complete: there is no recorded state S* that could stand on the line.`];
  if (run.foreign) return ["unsure", `Recorded was ${shown.recorded}; on the line stands ${state} (${total}). A log has no handlers with which to reach it.`];
  const { ok, text } = verdictOf("reachable");
  if (ok === true) return ["good", `The state on the line is S*: ${shown.recorded} (${total}). ${same}; ${occurred()}`];
  const recorded = `Recorded was ${shown.recorded}; on the line stands ${state} (${total}).`;
  if (ok === false) return ["bad", `The oracle does not find S* reachable: ${text}. ${recorded} As recorded, ${occurred()}`];
  return ["unsure", `Whether S* stands on the line is not known: ${text}. ${recorded}`];
}

/** What the file says of whether the run was in the recorded state. */
function occurred() {
  const told = view.snapshot.occurred;
  if (!told) return "whether the run itself was in this state, the file does not say.";
  if (!told.ever) return "the run itself was never in this state while the snapshot was taken.";
  return `the run itself was in this state${told.from === undefined || told.from === null ? "" : ` from t=${told.from}`}${told.until === undefined || told.until === null ? "" : ` until t=${told.until}`}.`;
}

/** How the steps on either side of a cut that was moved stand in the run as it happened. */
function passed() {
  if (run.foreign) return "whether the run itself passed through this state, a log does not tell.";
  let last = -1;
  let next = events.length;
  view.cut.forEach((count, process) => {
    const [above, below] = around(process, count);
    last = Math.max(last, above);
    if (below >= 0) next = Math.min(next, below);
  });
  return last < next
    ? "the run itself passed through this state."
    : "as the run happened, an event after the cut came before one that is before it.";
}
