// The handles of the cut, one a process, and how they are dragged.

// The handles stay the same elements, so that a drag and the keyboard's place outlive a drawing.
const handles = processes.map((name, process) => {
  const handle = make(
    "g",
    { role: "slider", tabindex: 0, "aria-orientation": "vertical", "aria-label": `Cut at ${name}`, "aria-valuemin": 0, "aria-valuemax": steps[process].length },
    make("circle", { class: "handle", r: 9 }),
    make("path", { class: "handle-grip", d: "M-4 -2h8m-8 4h8" }),
  );
  handle.dataset.process = String(process);
  return handle;
});
root.getElementById("handles").append(...handles);

/** How far a handle is beside its column. */
const handleAside = process => (process === view.order[0] ? -24 : 24);

function placeHandles(points) {
  const drawnAt = new Map(points.map(([x, y, process]) => [process, [x, y]]));
  handles.forEach((handle, process) => {
    const isThere = drawnAt.has(process) && !isGrouped(process) && view.slide === 0 && isDrawn(view.snapshot, process);
    handle.style.display = isThere ? "" : "none";
    if (!isThere) return;
    const [x, point] = drawnAt.get(process);
    const y = drag?.process === process ? drag.height : point;
    set(handle, { transform: `translate(${x + handleAside(process)} ${y})`, "aria-valuenow": view.cut[process], "aria-valuetext": cutPointText(process) });
  });
}

/** The cut point of a process that is nearest to a height. */
function nearestPoint(process, height) {
  const { from } = placesNow();
  const heightOf = count => cutHeight(process, view.cut.with(process, count), view.snapshot, from);
  let low = 0;
  let high = steps[process].length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (heightOf(middle) < height) low = middle + 1;
    else high = middle;
  }
  const below = Math.max(0, low - 1);
  return Math.abs(heightOf(below) - height) <= Math.abs(heightOf(low) - height) ? below : low;
}

/** The handle that follows the pointer: of which process, where the pointer is in the window, and how far down the diagram. */
let drag = null;
/** So near to an edge of the diagram it scrolls, and so far at most in a frame. */
const EDGE = 30;
const FASTEST = 14;

/** Puts the dragged handle where the pointer is, and the cut to the nearest point. */
function follow() {
  const box = scroll.getBoundingClientRect();
  const zoom = box.height / scroll.offsetHeight || 1;
  const within = Math.max(UNDER_NAMES, Math.min((drag.pointer - box.top) / zoom, scroll.offsetHeight));
  drag.height = within + sight.top;
  moveCut(drag.process, nearestPoint(drag.process, drag.height));
  redraw();
}

/** Scrolls for as long as the pointer is near an edge. */
function scrollAlong() {
  if (!drag) return;
  const { top, bottom } = scroll.getBoundingClientRect();
  const above = Math.max(0, top + UNDER_NAMES + EDGE - drag.pointer);
  const below = Math.max(0, drag.pointer - (bottom - EDGE));
  const by = Math.max(-FASTEST, Math.min(FASTEST, (below - above) / 2));
  if (by !== 0) {
    scroll.scrollTop += by;
    sight.top = scroll.scrollTop;
    follow();
  }
  requestAnimationFrame(scrollAlong);
}

svg.addEventListener("pointerdown", event => {
  const handle = event.target.closest("g[role=slider]");
  if (!handle) return;
  const process = Number(handle.dataset.process);
  drag = { process, pointer: event.clientY, height: 0 };
  svg.setPointerCapture(event.pointerId);
  event.preventDefault();
  handle.focus({ preventScroll: true });
  follow();
  requestAnimationFrame(scrollAlong);
});
svg.addEventListener("pointermove", event => {
  if (!drag) return;
  drag.pointer = event.clientY;
  follow();
});
for (const end of ["pointerup", "pointercancel"]) {
  svg.addEventListener(end, () => {
    drag = null;
    redraw();
  });
}
