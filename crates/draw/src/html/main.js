// The page's state, in one place, and in the fragment of its address; and everything a reader can do to it.

const view = { at: -1, snapshot: cuts[0] ?? null, cut: [], recorded: [], moved: false, slide: 0, axis: run.axis, narrow: false, noMarkers: false, quiet: run.quiet ?? false, topology: true };
useColumns(columnsOfRun());

function useCut(cut) {
  view.cut = cut;
  view.moved = !sameCut(cut, view.recorded);
}
function useSnapshot(snapshot) {
  view.snapshot = snapshot ?? null;
  view.recorded = recordedCut(view.snapshot);
  useCut([...view.recorded]);
}

/** What is to be shown in the next frame: where the reader is, if that is somewhere else, and the drawing, if it is another. */
const next = { isAsked: false, stepped: false, isOther: false };
/** Shows once before the next frame what has changed, however often it is asked to. */
function showSoon() {
  if (next.isAsked) return;
  next.isAsked = true;
  requestAnimationFrame(() => {
    const { stepped, isOther } = next;
    Object.assign(next, { isAsked: false, stepped: false, isOther: false });
    if (stepped) showPosition();
    draw(isOther);
    if (stepped) revealChanged();
  });
}
/** The drawing is another than before: something was chosen, or it has other room. */
function redraw() {
  next.isOther = true;
  showSoon();
}

/** What shows where the reader is in the run. It scrolls first, as long as the page is laid out: after a change that would be done twice. */
function showPosition() {
  giveRoom();
  reveal(view.at);
  revealRow();
  showStep();
  showTopology();
  remember();
}

/** Whether the run is all that there is in the document, so that its address is of the run. */
const isAlone = root === document;
let writing = 0;
function remember() {
  if (!isAlone) return;
  clearTimeout(writing);
  writing = setTimeout(() => {
    const parts = [`event=${view.at < 0 ? "start" : events[view.at].seq}`];
    if (view.snapshot) parts.push(`snapshot=${view.snapshot.snapshot}`);
    if (view.moved) parts.push(`cut=${view.cut.join(".")}`);
    if (view.slide) parts.push(`slide=${view.slide}`);
    parts.push(`axis=${view.axis}`);
    if (view.narrow) parts.push("narrow=1");
    if (view.noMarkers) parts.push("markers=0");
    parts.push(...columnsInFragment());
    if (!view.topology) parts.push("topology=0");
    const fragment = `#${parts.join("&")}`;
    if (fragment !== location.hash) history.replaceState(null, "", fragment);
  }, 120);
}

/** Takes the position from a fragment; what makes no sense there is passed over. */
function recall(fragment) {
  const told = new URLSearchParams(fragment.slice(1));
  const snapshot = cuts.find(cut => String(cut.snapshot) === told.get("snapshot"));
  if (snapshot) useSnapshot(snapshot);
  const cut = (told.get("cut") ?? "").split(".").map(Number);
  const fits = cut.length === processes.length && cut.every((count, process) => Number.isInteger(count) && count >= 0 && count <= steps[process].length);
  useCut(fits && told.has("cut") ? cut : [...view.recorded]);
  const slide = Number(told.get("slide") ?? 0);
  view.slide = slide >= 0 && slide <= 100 ? Math.round(slide) : 0;
  if (run.timed && AXES.includes(told.get("axis"))) view.axis = told.get("axis");
  useColumns(columnsTold(told));
  [view.narrow, view.noMarkers] = [told.get("narrow") === "1", told.get("markers") === "0"];
  view.topology = told.get("topology") !== "0";
  const at = told.get("event");
  if (at === "start") view.at = -1;
  else if (at !== null && placeOf(Number(at)) >= 0) view.at = placeOf(Number(at));
}

function showAll() {
  byId("axis").value = view.axis;
  [byId("narrow").checked, byId("no-markers").checked] = [view.narrow, view.noMarkers];
  byId("unfolded").open = view.topology;
  if (view.snapshot) byId("snapshot").value = String(view.snapshot.snapshot);
  showDownward();
  showColumns();
  giveRoom();
  showStep();
  revealChanged();
  showCut();
  showTheorem();
  showList();
  showTopology();
  redraw();
  remember();
}

/** Goes to an event. */
function go(place) {
  view.at = Math.max(-1, Math.min(events.length - 1, place));
  next.stepped = true;
  showSoon();
}

/** Goes to an event, and takes the snapshot that it is followed for, if there is one. */
function goFor(place, number) {
  const snapshot = cuts.find(cut => cut.snapshot === number) ?? view.snapshot;
  if (snapshot !== view.snapshot) {
    useSnapshot(snapshot);
    showAll();
  }
  go(place);
}

function moveCut(process, count) {
  const within = Math.max(0, Math.min(steps[process].length, count));
  if (within === view.cut[process]) return;
  useCut(view.cut.with(process, within));
  cutMoved();
  if (!drag) revealPoint(process);
}
function cutMoved() {
  showCut();
  showLeftOut();
  showTheorem();
  showList();
  redraw();
  remember();
}
function resetCut() {
  useCut([...view.recorded]);
  cutMoved();
}

function setSlide(value) {
  view.slide = value;
  showTheorem();
  redraw();
  remember();
}
let sliding = 0;
/** Slides all the way, seen to move unless the reader wants no motion. */
function slideTo(goal) {
  cancelAnimationFrame(sliding);
  if (stillness.matches) return setSlide(goal);
  const [from, start] = [view.slide, performance.now()];
  const frame = time => {
    const share = Math.min(1, Math.max(0, (time - start) / 900));
    setSlide(Math.round(from + (goal - from) * share));
    if (share < 1) sliding = requestAnimationFrame(frame);
    else revealCut();
  };
  sliding = requestAnimationFrame(frame);
}
const middle = heights => (Math.min(...heights) + Math.max(...heights)) / 2;
/** Scrolls until the cut is in sight. */
function revealCut() {
  const now = placesNow();
  const straight = now.share > 0 ? now.straight : middle(cutPoints(view.cut, view.snapshot, now).map(([, y]) => y));
  if (straight < sight.top + 40 || straight > sight.top + sight.high - 40) scrollToHeight(straight, now);
}

/** Scrolls until a point of the cut is in sight. */
function revealPoint(process) {
  const now = placesNow();
  const y = now.share > 0 ? now.straight : cutHeight(process, view.cut, view.snapshot, now.from);
  if (y < sight.top + UNDER_NAMES || y > sight.top + sight.high - 20) scrollToHeight(y, now);
  revealColumn(process);
}

function setAxis(axis) {
  if (!run.timed) return;
  view.axis = axis;
  byId("axis").value = axis;
  showDownward();
  redraw();
  reveal(view.at);
  remember();
}

/** Draws all processes in the room that there is, or leaves out what the algorithm sends. */
function choose(what) {
  view[what] = !view[what];
  showAll();
  reveal(view.at);
}

function nextSnapshot() {
  if (cuts.length < 2) return;
  useSnapshot(cuts[(cuts.indexOf(view.snapshot) + 1) % cuts.length]);
  showAll();
}

function nextRecording() {
  const isNext = (event, place) => place > view.at && event.kind === "record";
  const next = events.findIndex(isNext);
  go(next >= 0 ? next : events.findIndex(event => event.kind === "record"));
}

svg.addEventListener("click", event => {
  const place = event.target.dataset?.place;
  if (place !== undefined) go(Number(place));
});

function option(value, label) {
  return el("option", { value }, label);
}
if (isAlone) byId("extent").textContent = `${run.extent}.`;
byId("snapshot").append(...(cuts.length ? cuts.map(cut => option(cut.snapshot, `${cut.snapshot}${cut.complete ? "" : " (not complete)"}`)) : [option("", "none")]));
byId("by-process").append(option("", "all"), ...processes.map((name, process) => option(process, name)));
byId("by-kind").append(option("", "all"), ...[...new Set(events.map(event => event.kind))].map(kind => option(kind, kind)));

byId("snapshot").addEventListener("change", event => {
  useSnapshot(cuts.find(cut => String(cut.snapshot) === event.target.value));
  showAll();
});
byId("axis").closest("label").hidden = !run.timed;
if (run.foreign) byId("as-told").textContent = "as drawn";
byId("axis").addEventListener("change", event => setAxis(event.target.value));
byId("slide").addEventListener("input", event => setSlide(Number(event.target.value)));
byId("straight").addEventListener("click", () => slideTo(view.slide > 0 ? 0 : 100));
byId("play").addEventListener("click", togglePlay);
byId("copy").addEventListener("click", copyCommand);
byId("first").addEventListener("click", keys.Home);
byId("last").addEventListener("click", keys.End);
byId("back").addEventListener("click", keys.k);
byId("forward").addEventListener("click", keys.j);
byId("narrow").addEventListener("change", keys.w);
byId("narrow").closest("label").hidden = processes.length < 3;
byId("no-markers").addEventListener("change", keys.m);
byId("no-markers").closest("label").hidden = messages.every(message => message.marker === null);
byId("help").addEventListener("click", keys["?"]);
byId("reset").addEventListener("click", resetCut);
byId("search").addEventListener("input", filter);
byId("by-process").addEventListener("change", filter);
byId("by-kind").addEventListener("change", filter);
scroll.addEventListener("scroll", () => {
  sight.top = scroll.scrollTop;
  showSoon();
}, { passive: true });
list.addEventListener("scroll", () => {
  sight.list = list.scrollTop;
  showList();
}, { passive: true });
new ResizeObserver(() => {
  look();
  redraw();
  showList();
}).observe(scroll);
// The address may have been written to since: what was asked for is in the event.
if (isAlone) addEventListener("hashchange", event => {
  clearTimeout(writing);
  recall(new URL(event.newURL).hash);
  showAll();
  reveal(view.at);
});

useSnapshot(view.snapshot);
recall(isAlone ? location.hash : "");
showBanner();
showChecks();
showLegend();
beginTopology();
look();
measure(placesNow());
look();
filter();
showAll();
reveal(view.at);

// What whoever drew the page can do with it.
return {
  go,
  setCut(cut) {
    useCut(cut);
    cutMoved();
  },
  /** The place of the event where the reader is; -1 before the first. */
  at: () => view.at,
  /** Marks an event with a word. */
  mark(place, word) {
    marked.set(place, word);
    redraw();
  },
  judged: () => judge(view.cut),
  ends: message => ({ name: nameOf(message), from: processes[message.from], to: processes[message.to] }),
  /** Says from now on what the cut is worth. */
  tell() {
    view.quiet = false;
    showTopology();
    redraw();
  },
};
