// The whole run in a narrow strip beside the diagram: where its events are, the cut, where the reader is, and what is in sight. It is for the
// eye and the pointer alone; the keyboard has the events themselves. Its events are drawn when they are somewhere else, not with each step.

const overview = byId("overview");
const strip = overview.querySelector("canvas");
const darkly = matchMedia("(prefers-color-scheme: dark)");
/** How much of the strip is free on either side. */
const MARGIN = 4;
let stripDrawn = "";

/** Shows where all is; nothing, if all is in sight. */
function showOverview(now, points) {
  const isWhole = now.end <= sight.high;
  if (overview.hidden !== isWhole) overview.hidden = isWhole;
  const { stripWide: wide, stripHigh: high } = sight;
  if (isWhole || wide === 0) return;
  const [left, right] = [columnAt(view.order[0]), columnAt(view.order.at(-1))];
  const across = x => (left === right ? wide / 2 : MARGIN + ((x - left) * (wide - 2 * MARGIN)) / (right - left));
  const down = y => (y * high) / now.end;
  const wanted = [view.axis, view.columnsText, view.slide, view.slide ? view.cut : "", wide, high, now.end, darkly.matches].join(" ");
  if (stripDrawn !== wanted) drawStrip(now, across, down, wide, high);
  stripDrawn = wanted;
  showPlaces(now, points, across, down, wide);
}

/** A tick for each event at its process; one that an oracle condemns is wide and red. */
function drawStrip(now, across, down, wide, high) {
  const style = getComputedStyle(overview);
  const sharp = devicePixelRatio;
  [strip.width, strip.height] = [wide * sharp, high * sharp];
  const brush = strip.getContext("2d");
  brush.scale(sharp, sharp);
  const tick = Math.max(2, Math.min(10, (wide - 2 * MARGIN) / view.order.length - 1));
  const draws = (colour, wanted, size, thick) => {
    brush.fillStyle = style.getPropertyValue(colour);
    events.forEach((event, place) => {
      if (!isPlaced(event.process) || !wanted(event)) return;
      brush.fillRect(across(columnAt(event.process)) - size / 2, down(now.y(place)) - thick / 2, size, thick);
    });
  };
  brush.globalAlpha = 0.6;
  draws("--ink", event => !event.condemned, tick, 1);
  brush.globalAlpha = 1;
  draws("--wrong", event => event.condemned, tick + 6, 3);
}

/** The cut, where the reader is, and what is in sight. */
function showPlaces(now, points, across, down, wide) {
  const lines = linesThrough(points, process => isDrawn(view.snapshot, process));
  const cut = lines.map(line => {
    const inside = line.slice(1, -1).map(([x, y]) => `${across(x)} ${down(y)}`);
    const [[, first], [, last]] = [line[0], line.at(-1)];
    return `M${across(line[1][0]) - MARGIN} ${down(first)}L${inside.join("L")}L${across(line.at(-2)[0]) + MARGIN} ${down(last)}`;
  });
  set(byId("overview-cut"), { d: cut.join("") });
  set(byId("overview-at"), { d: view.at < 0 ? "" : `M0 ${down(now.y(view.at))}H${wide}` });
  set(byId("overview-sight"), { y: down(sight.top), width: wide, height: Math.max(4, down(sight.high)) });
}

/** Scrolls so that what is at the pointer is in the middle. */
function scrollTo(event) {
  const { top, height } = overview.getBoundingClientRect();
  scroll.scrollTop = ((event.clientY - top) / height) * placesNow().end - sight.high / 2;
}
overview.addEventListener("pointerdown", event => {
  overview.setPointerCapture(event.pointerId);
  scrollTo(event);
});
overview.addEventListener("pointermove", event => {
  if (overview.hasPointerCapture(event.pointerId)) scrollTo(event);
});
darkly.addEventListener("change", redraw);
