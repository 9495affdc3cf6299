// The page's state, in one place, and in the fragment of its address; and everything a reader can do to it.

const view = { at: events.length - 1, snapshot: cuts[0] ?? null, cut: [], recorded: [], moved: false, slide: 0, axis: run.axis };

function useCut(cut) {
  view.cut = cut;
  view.moved = !sameCut(cut, view.recorded);
}
function useSnapshot(snapshot) {
  view.snapshot = snapshot ?? null;
  view.recorded = recordedCut(view.snapshot);
  useCut([...view.recorded]);
}

let waiting = false;
let stepped = false;
/** Draws once before the next frame, however often it is asked to. */
function redraw() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    if (stepped) showPosition();
    stepped = false;
    draw();
  });
}

/** What shows where the reader is in the run. */
function showPosition() {
  reveal(view.at);
  revealRow();
  showStep();
  showList();
  remember();
}

let writing = 0;
function remember() {
  clearTimeout(writing);
  writing = setTimeout(() => {
    const parts = [`event=${view.at < 0 ? "start" : events[view.at].seq}`];
    if (view.snapshot) parts.push(`snapshot=${view.snapshot.snapshot}`);
    if (view.moved) parts.push(`cut=${view.cut.join(".")}`);
    if (view.slide) parts.push(`slide=${view.slide}`);
    parts.push(`axis=${view.axis}`);
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
  if (run.timed && ["time", "order"].includes(told.get("axis"))) view.axis = told.get("axis");
  const at = told.get("event");
  if (at === "start") view.at = -1;
  else if (at !== null && placeOf(Number(at)) >= 0) view.at = placeOf(Number(at));
}

function showAll() {
  byId("axis").value = view.axis;
  if (view.snapshot) byId("snapshot").value = String(view.snapshot.snapshot);
  showStep();
  showCut();
  showTheorem();
  showList();
  redraw();
  remember();
}

/** Goes to an event. */
function go(place) {
  view.at = Math.max(-1, Math.min(events.length - 1, place));
  stepped = true;
  redraw();
}

function moveCut(process, count) {
  const within = Math.max(0, Math.min(steps[process].length, count));
  if (within === view.cut[process]) return;
  useCut(view.cut.with(process, within));
  cutMoved();
}
function cutMoved() {
  showCut();
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
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return setSlide(goal);
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

function setAxis(axis) {
  if (!run.timed) return;
  view.axis = axis;
  byId("axis").value = axis;
  redraw();
  reveal(view.at);
  remember();
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

const help = byId("keys");
const keys = {
  j: () => go(view.at + 1),
  ArrowDown: () => go(view.at + 1),
  ArrowRight: () => go(view.at + 1),
  k: () => go(view.at - 1),
  ArrowUp: () => go(view.at - 1),
  ArrowLeft: () => go(view.at - 1),
  Home: () => go(-1),
  End: () => go(events.length - 1),
  r: nextRecording,
  n: () => seek(true),
  p: () => seek(false),
  c: () => sliders[0]?.slider.focus(),
  0: resetCut,
  t: () => slideTo(view.slide > 0 ? 0 : 100),
  a: () => setAxis(view.axis === "time" ? "order" : "time"),
  s: nextSnapshot,
  "/": () => byId("search").focus(),
  "?": () => help.showModal(),
};

const isTyping = target => target instanceof HTMLInputElement && target.type === "search";
const hasOwnArrows = target => target instanceof HTMLSelectElement || (target instanceof HTMLInputElement && target.type === "range");

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  const target = event.target;
  if (target.closest?.("g[role=slider]")) return handleKey(event, Number(target.closest("g").dataset.process));
  if (isTyping(target)) {
    if (event.key === "Escape") target.blur();
    if (event.key === "Enter") seek(true);
    return;
  }
  const arrows = event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End";
  if (hasOwnArrows(target) && (arrows || target instanceof HTMLSelectElement)) return;
  const action = Object.hasOwn(keys, event.key) ? keys[event.key] : null;
  if (!action) return;
  event.preventDefault();
  action();
});

/** A cut point that has the keyboard. */
function handleKey(event, process) {
  const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
  if (by !== undefined) {
    event.preventDefault();
    moveCut(process, view.cut[process] + by);
  } else if (event.key !== "Tab" && Object.hasOwn(keys, event.key)) {
    event.preventDefault();
    keys[event.key]();
  }
}

let dragged = -1;
svg.addEventListener("pointerdown", event => {
  const handle = event.target.closest("g[role=slider]");
  if (!handle) return;
  dragged = Number(handle.dataset.process);
  svg.setPointerCapture(event.pointerId);
  event.preventDefault();
  handle.focus({ preventScroll: true });
});
svg.addEventListener("pointermove", event => {
  if (dragged < 0) return;
  const height = event.clientY - svg.getBoundingClientRect().top + sight.top;
  moveCut(dragged, nearestPoint(dragged, height));
});
for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, () => (dragged = -1));
svg.addEventListener("click", event => {
  const place = event.target.dataset?.place;
  if (place !== undefined) go(Number(place));
});

function option(value, label) {
  return el("option", { value }, label);
}
byId("extent").textContent = `${run.extent}.`;
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
byId("play").addEventListener("click", () => slideTo(view.slide > 0 ? 0 : 100));
byId("first").addEventListener("click", keys.Home);
byId("last").addEventListener("click", keys.End);
byId("back").addEventListener("click", keys.k);
byId("forward").addEventListener("click", keys.j);
byId("help").addEventListener("click", keys["?"]);
byId("reset").addEventListener("click", resetCut);
byId("search").addEventListener("input", filter);
byId("by-process").addEventListener("change", filter);
byId("by-kind").addEventListener("change", filter);
scroll.addEventListener("scroll", () => {
  sight.top = scroll.scrollTop;
  redraw();
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
addEventListener("hashchange", event => {
  clearTimeout(writing);
  recall(new URL(event.newURL).hash);
  showAll();
  reveal(view.at);
});

useSnapshot(view.snapshot);
const led = location.hash.includes("event=");
recall(location.hash);
showChecks();
showLegend();
look();
measure(placesNow());
look();
filter();
showAll();
if (led) reveal(view.at);
else revealCut();
