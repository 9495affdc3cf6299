// Everything by keyboard.

const help = byId("keys");
const keys = {
  j: () => go(view.at + 1),
  ArrowDown: () => go(view.at + 1),
  ArrowRight: () => go(view.at + 1),
  k: () => go(view.at - 1),
  ArrowUp: () => go(view.at - 1),
  ArrowLeft: () => go(view.at - 1),
  J: () => go(stepAfter(view.at)),
  K: () => go(stepBefore(view.at)),
  " ": togglePlay,
  Home: () => go(-1),
  End: () => go(events.length - 1),
  r: nextRecording,
  n: () => seek(true),
  p: () => seek(false),
  c: () => sliders[0]?.slider.focus(),
  0: resetCut,
  t: () => slideTo(view.slide > 0 ? 0 : 100),
  a: () => setAxis(AXES[(AXES.indexOf(view.axis) + 1) % AXES.length]),
  h: hideHere,
  H: () => setColumns(columnsOfRun()),
  w: () => choose("narrow"),
  m: () => choose("noMarkers"),
  s: nextSnapshot,
  "/": () => byId("search").focus(),
  "?": () => help.showModal(),
};

const isTyping = target => target instanceof HTMLInputElement && ["search", "text"].includes(target.type);
const hasOwnArrows = target => target instanceof HTMLSelectElement || (target instanceof HTMLInputElement && target.type === "range");

root.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  const target = event.target;
  if (target.closest?.("g[role=slider]")) return handleKey(event, Number(target.closest("g").dataset.process));
  if (isTyping(target)) {
    if (event.key === "Escape") target.blur();
    if (event.key === "Enter" && target.type === "search") seek(true);
    return;
  }
  const arrows = event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End";
  if (event.key === " " && target.closest?.("button, select, input, summary, [tabindex='0']:not(#scroll)")) return;
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
