// Two searches, each in slices, so that there is something to see meanwhile, and each stopped at any time:
// seeds until an oracle says that one fails, and every schedule.

/** Seeds of the first slice, and of the largest. */
const SLICE = [100, 20_000];
/** How far a search of everything goes at first; each goes ten times as far as the one before. */
const FIRST_STATES = 500;

let searching = null;
/** Stops what is under way; `says` is what is said of that where it was seen. */
function stopSearch(says) {
  if (!searching) return;
  searching.stopped = true;
  searching.says = says;
  engine.stop();
}

async function search(buttons, work) {
  stopSearch(" Stopped.");
  clearErrors(OF_SEARCH);
  const mine = { stopped: false, says: "" };
  searching = mine;
  const [start, stop] = buttons.map(byId);
  start.disabled = true;
  stop.disabled = false;
  await work(mine);
  start.disabled = false;
  stop.disabled = true;
  if (searching === mine) searching = null;
}

/** A number that was asked for, within bounds; `null`, and a word, where it is none. */
function bounded(id, error) {
  const input = byId(id);
  if (input.checkValidity() && input.value) return Number(input.value);
  say(error, `a whole number from ${input.min} to ${Number(input.max).toLocaleString("en")} is needed`);
  describedBy(error).forEach(one => one.setAttribute("aria-invalid", "true"));
  return null;
}

/** The seed that is shown: the search goes on after it. */
function seedShown() {
  const { value } = byId("seed");
  return value !== "" && Number.isSafeInteger(Number(value)) ? Number(value) : -1;
}

async function findBad(mine) {
  const most = bounded("most-seeds", "find-error");
  if (most === null) return;
  const from = seedShown() + 1;
  const [end, says, bar] = [Math.min(from + most, Number.MAX_SAFE_INTEGER), byId("found-says"), byId("found-so-far")];
  bar.hidden = false;
  let [at, slice, unknown, found] = [from, SLICE[0], 0, null];
  const shown = () => {
    bar.value = (at - from) / (end - from);
    says.textContent = `Seeds ${from} to ${at - 1}: none fails${unknown ? `, ${unknown} have no verdict` : ""}.`;
  };
  while (at < end && found === null && !mine.stopped) {
    const answer = await engine.ask(request({ check: { from: at, to: Math.min(end, at + slice) } }, CHOOSES));
    if (answer === null || mine.stopped) break;
    if (!answer.ok) {
      says.textContent = "";
      showError(answer, "find-error");
      break;
    }
    const tally = JSON.parse(answer.output);
    [at, unknown, found] = [at + tally.seeds, unknown + tally.unknown, tally.first_failure];
    slice = Math.min(SLICE[1], slice * 2);
    shown();
    if (found === null) showCommand("check", "These seeds", answer.command.replace(/--seeds \d+\.\./, `--seeds ${from}..`));
    else showCommand("check", "The seeds among which it is", answer.command);
  }
  bar.hidden = true;
  if (mine.stopped) return says.append(mine.says);
  if (found !== null) {
    says.replaceChildren(verdict("failed"), `: seed ${found}, the first from ${from} on.`);
    choose("seed", String(found));
    changed(true);
  }
}

async function exploreAll(mine) {
  const most = bounded("most-states", "explore-error");
  if (most === null) return;
  byId("explore-says").textContent = "Searching …";
  for (let states = Math.min(FIRST_STATES, most); ; states = Math.min(states * 10, most)) {
    const answer = await engine.ask(request({ explore: { max_states: states } }, CHOOSES));
    if (answer === null || mine.stopped) return byId("explore-says").append(mine.says);
    if (!answer.ok) {
      byId("explore-says").textContent = "";
      showError(answer, "explore-error");
      return;
    }
    const found = JSON.parse(answer.output);
    const goesOn = found.ending === "max-states" && states < most;
    showExplored(answer, found, goesOn);
    if (!goesOn) return;
  }
}

const counted = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;

/** How many of what is recorded are listed. */
const MOST_LISTED = 200;

function showExplored({ verdict: of, command }, { states, ends, complete, ending, recorded }, goesOn) {
  const how = complete ? "that is all there is" : `not all: the search ended with '${ending}'`;
  byId("explore-says").replaceChildren(verdict(of), `: ${counted(states, "state")}, ${counted(ends, "end")} of schedules, ${counted(recorded.length, "different recording")}; ${how}.${goesOn ? " Searching on …" : ""}`);
  byId("recorded-scroll").hidden = recorded.length === 0;
  const table = byId("all-recorded");
  const left = recorded.length - MOST_LISTED;
  table.caption.textContent = `What can be recorded${left > 0 ? `; ${left} more are left out` : ""}`;
  table.tBodies[0].replaceChildren(...recorded.slice(0, MOST_LISTED).map(recordedShown));
  showCommand("explore", "Every schedule", command);
}

function recordedShown({ state, verdict: of, failed, ends, schedule }) {
  const show = el("button", { type: "button", class: "link", "aria-label": `Show a schedule that records ${state}` }, "show");
  show.addEventListener("click", () => {
    choose("schedule", schedule);
    changed(true);
  });
  const why = failed.length ? `: ${failed.join(", ")}` : "";
  return el("tr", {}, el("td", {}, verdict(of), why), el("td", {}, state), el("td", {}, show, ends > 1 ? ` of ${ends} ends` : ""));
}

/** What was found is of another experiment. */
function forgetSearches() {
  stopSearch("");
  clearErrors(OF_SEARCH);
  ["check", "explore"].forEach(forgetCommand);
  ["found-says", "explore-says"].forEach(id => byId(id).replaceChildren());
  byId("recorded-scroll").hidden = true;
}

const FIND = ["find", "stop-find"];
const EXPLORE = ["explore", "stop-explore"];
byId("find").addEventListener("click", () => search(FIND, findBad));
byId("explore").addEventListener("click", () => search(EXPLORE, exploreAll));
[FIND, EXPLORE].forEach(([, stop]) => byId(stop).addEventListener("click", () => stopSearch(" Stopped.")));
