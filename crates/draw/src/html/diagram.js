// The diagram: only what is in sight is drawn, so a step costs the same however long the run.

const svg = root.getElementById("svg");
const scroll = root.getElementById("scroll");
const sheet = root.getElementById("sheet");
const drawn = root.getElementById("drawn");
const TOP = 90;
const UNDER_NAMES = 48;
const LEFT = 92;
const RIGHT = 84;
/** Processes are so far apart at least, and so far on a narrow screen; and so far where all are to be in sight. */
const NARROW = 92;
const NARROW_ON_PHONE = 56;
const NARROWEST = 16;
/** From one process to the next in a column that they share, at most. */
const LANE = 14;

function make(name, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}
const text = (content, attributes) => make("text", attributes, document.createTextNode(content));

/** `x` has, for each process that is drawn, where. */
const shape = { width: 0, height: 0, spacing: 0, x: [] };
/** What the reader sees of the diagram and of the list, as last told: asking the page in between would lay it out again. */
const sight = { room: 0, high: 0, top: 0, list: 0, listHigh: 0, stripWide: 0, stripHigh: 0 };
function look() {
  Object.assign(sight, { room: scroll.clientWidth, high: scroll.clientHeight, top: scroll.scrollTop });
  Object.assign(sight, { list: list.scrollTop, listHigh: list.clientHeight });
  Object.assign(sight, { stripWide: overview.clientWidth, stripHigh: overview.clientHeight });
}
/** Where a process is drawn, from the left; nothing, if it is not. */
const columnAt = process => (isPlaced(process) ? shape.x[process] : null);

/** Where everything is now: between the order in which it happened and the one with prerecording events first. */
function placesNow() {
  const { from, lowestUntil } = heightsNow();
  const share = view.slide / 100;
  const sorted = share > 0 ? `${view.cut.join()} ${view.columnsText}` : "";
  if (share > 0 && view.sortedFor !== sorted) {
    view.sorted = prerecordingFirst(view.cut);
    view.sortedFor = sorted;
  }
  const to = share > 0 ? view.sorted : null;
  const y = place => TOP + (to ? from[place] * (1 - share) + to.y[place] * share : from[place]);
  const straight = to ? TOP + to.line : 0;
  const end = Math.max(lowestUntil.at(-1) ?? 0, to ? to.height : 0) + TOP + 60;
  return { y, from, share, straight, end };
}

/** How far down the cut meets a process, before any sliding. */
function cutHeight(process, cut, snapshot, from) {
  const [above, below] = around(process, cut[process]);
  const point = snapshot ? snapshot.points[process] : null;
  if (point !== null && cut[process] === recordedCut(snapshot)[process]) {
    const place = placeOf(point);
    if (place >= 0) return TOP + from[place];
  }
  const last = events.length ? from[events.length - 1] : 0;
  if (above < 0 && below < 0) return TOP + last / 2;
  if (above < 0) return TOP + from[below] - ROW / 2;
  if (below < 0) return TOP + from[above] + ROW / 2;
  return TOP + (from[above] + from[below]) / 2;
}

/** The points of a cut at the processes that are drawn, from the left: where, how far down, and of which process. */
function cutPoints(cut, snapshot, now) {
  return view.order.map(process => {
    const y = cutHeight(process, cut, snapshot, now.from);
    return [columnAt(process), now.share > 0 ? y * (1 - now.share) + now.straight * now.share : y, process];
  });
}

/** How far a line goes on beside a process whose neighbour is not in it. */
const STUB = 40;

/** The lines through the points that are drawn: one, unless processes in between have not recorded yet. */
function linesThrough(points, isDrawnAt) {
  const lines = [];
  points.forEach(([x, y, process], place) => {
    if (!isDrawnAt(process)) return;
    const [before, after] = [points[place - 1], points[place + 1]];
    const stub = other => Math.min(STUB, Math.abs(other[0] - x) / 2);
    if (!before) lines.push([[40, y]]);
    else if (!isDrawnAt(before[2])) lines.push([[x - stub(before), y]]);
    const line = lines.at(-1);
    line.push([x, y]);
    if (!after) line.push([shape.width - 20, y]);
    else if (!isDrawnAt(after[2])) line.push([x + stub(after), y]);
  });
  return lines;
}
const joined = points => points.map(([x, y]) => `${x},${y}`).join(" ");

function measure(now) {
  const { room } = sight;
  const count = Math.max(1, view.columns.length - 1);
  const lanes = view.order.length - view.columns.length;
  const least = room < NARROW_SCREEN ? NARROW_ON_PHONE : NARROW;
  shape.spacing = Math.min(340, Math.max(view.narrow ? NARROWEST : least, (room - LEFT - RIGHT - lanes * LANE) / count));
  const lane = Math.min(LANE, shape.spacing);
  let x = LEFT - shape.spacing;
  for (const { members } of view.columns) {
    x += shape.spacing;
    members.forEach((process, place) => (shape.x[process] = x += place > 0 ? lane : 0));
  }
  shape.width = Math.max(room, x + RIGHT);
  sheet.style.height = `${now.end}px`;
  shape.height = Math.max(1, sight.high);
  sheet.style.width = `${shape.width}px`;
  set(svg, { width: shape.width, height: shape.height });
}

/** The numbers of the events with which processes recorded, for any snapshot: in order. */
const recordings = cuts.flatMap(({ points }) => points.filter(point => point !== null)).sort((one, other) => one - other);
/** What of the drawing a step can change: what is in sight, how far the cuts have grown, and where the reader is whose process has no column. */
function drawnFor() {
  const here = events[view.at];
  const elsewhere = here && !isPlaced(here.process) ? view.at : "";
  return [sight.top, shape.width, shape.height, lastUpTo(recordings, seqNow()), elsewhere].join(" ");
}
let isDrawnFor = "";

/** Draws what is in sight: again only if it `isOther`, or a step has changed it. */
function draw(isOther) {
  const now = placesNow();
  measure(now);
  const { top } = sight;
  const points = cutPoints(view.cut, view.snapshot, now);
  const wanted = drawnFor();
  if (isOther || isDrawnFor !== wanted) {
    svg.setAttribute("viewBox", `0 ${top} ${shape.width} ${shape.height}`);
    drawn.replaceChildren(...drawingOf(now, points, top, top + shape.height));
    isDrawnFor = wanted;
  }
  showReader(drawn);
  fill(root.getElementById("names"), namesAt(top));
  placeHandles(points);
  showOverview(now, points);
}

/** What there is to draw between two heights, but for the reader's marks. */
function drawingOf(now, points, top, bottom) {
  const parts = [];
  const lines = linesThrough(points, process => isDrawn(view.snapshot, process));
  for (const line of lines) shade(parts, line, now);
  for (const process of view.order) {
    const x = columnAt(process);
    parts.push(make("path", { class: "life", d: `M${x} ${Math.max(top, 0)}V${Math.min(bottom, now.end)}` }));
  }
  if (now.share === 0) drawWaits(parts, now, top, bottom);
  const labels = new Labels(shape.width, now.share > 0 && now.share < 1);
  const [first, last] = inSight(now, top - 30, bottom + 30);
  const inside = messagesInSight(now, top, bottom);
  keepFree(labels, now, points, first, last, inside);
  if (now.share < 1) drawTimes(parts, labels, now, top, bottom);
  if (now.share === 0) drawOtherLines(parts, labels, now);
  for (const line of lines) parts.push(make("polyline", { class: "cut", points: joined(line) }));
  const marks = [];
  for (let place = first; place < last; place++) drawEvent(marks, labels, place, now, top, bottom);
  nameCut(labels, view.moved ? "moved cut" : run.lines ? "line" : "cut", "state strong", lines.at(-1));
  // What is wrong has the first choice of a place for its label.
  const [wrong, right] = [[], []];
  for (const message of inside) (!view.quiet && faultOf(message, crossing(message, view.cut)) ? wrong : right).push(message);
  const passed = eventsToPass(first, last, now);
  for (const message of [...wrong, ...right]) drawMessage(parts, labels, message, now, top, bottom, passed);
  return [...parts, ...marks, ...labels.texts];
}

/** Where processes were kept from acting. */
function drawWaits(parts, now, top, bottom) {
  for (const { process, from, until } of waits) {
    const [begin, end] = [now.y(from), until === null ? now.end : now.y(until)];
    if (isPlaced(process) && begin <= bottom && end >= top) parts.push(make("path", { class: "waits", d: `M${columnAt(process)} ${begin}V${end}` }));
  }
}

/** What else goes across: the cuts of the other snapshots, what became so, and where the reader is whose process has no column. */
function drawOtherLines(parts, labels, now) {
  for (const other of cuts) {
    if (other === view.snapshot) continue;
    const others = linesThrough(cutPoints(recordedCut(other), other, now), process => stageOf(other, process) > 0);
    for (const line of others) parts.push(make("polyline", { class: "cut other", points: joined(line) }));
    nameCut(labels, `${run.lines ? "line" : "cut"} ${other.snapshot}`, "state", others.at(-1));
  }
  const across = (y, kind, name) => {
    parts.push(make("path", { class: kind, d: `M40 ${y}H${shape.width - 20}` }));
    nameCut(labels, name, "state", [[40, y], [shape.width - 20, y]]);
  };
  if (became) across(now.y(became.place), "became", became.what);
  const here = events[view.at];
  if (here && !isPlaced(here.process)) across(now.y(view.at), "elsewhere", `event ${here.seq} of ${processes[here.process]}, not drawn`);
}

/** Where an event or a handle is there is no label, nor where a message comes back to its own sender or only one end of it is drawn. */
function keepFree(labels, now, points, first, last, inside) {
  for (let place = first; place < last; place++) {
    const { process } = events[place];
    if (isPlaced(process)) labels.keepFree(columnAt(process), now.y(place), 18, 12);
  }
  if (view.slide === 0) {
    for (const [x, y, process] of points) if (!isGrouped(process)) labels.keepFree(x + handleAside(process), y, 24, 20);
  }
  for (const message of inside) {
    const { from, to, received } = message;
    if (from === to && received !== null && isPlaced(to)) labels.keepFree(columnAt(to) + 18, now.y(received), 20, 12);
    const ends = isPlaced(from) && isPlaced(to) ? null : endsOf(message, now);
    if (ends) labels.keepFree((ends.x1 + ends.x2) / 2, (ends.y1 + ends.y2) / 2, SHORT - 8, 14);
  }
}

/** The name of a cut, at one of its ends. */
function nameCut(labels, name, kind, line) {
  if (!line) return;
  const half = widthOf(name, true) / 2 + 4;
  const [[left, y1], [right, y2]] = [line[0], line[line.length - 1]];
  const beside = (x, y) => [-10, 10, -20, 20].map(by => [x, y + by]);
  labels.put(name, { class: kind }, [...beside(right - half, y2), ...beside(left + half, y1)]);
}

function shade(parts, line, now) {
  const [left, right] = [line[0][0], line.at(-1)[0]];
  parts.push(make("polygon", { class: "before", points: `${left},0 ${joined(line)} ${right},0` }));
  parts.push(make("polygon", { class: "after", points: `${left},${now.end} ${joined(line)} ${right},${now.end}` }));
}

/** The shown events that may be in sight; all of them while they are being moved about. */
function inSight(now, top, bottom) {
  if (now.share > 0) return [0, events.length];
  let low = 0;
  let high = events.length;
  const slack = view.axis === "order" ? 0 : 400;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (now.y(middle) < top - slack) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < events.length && now.y(end) < bottom + slack) end++;
  return [low, end];
}

/** The messages that may be in sight, however long they are; all of them while events are being moved about. */
function messagesInSight(now, top, bottom) {
  if (now.share > 0) return messages;
  const { lowestUntil, highestFrom } = heightsNow();
  return messagesAt(countBelow(lowestUntil, top - OPEN - TOP), countBelow(highestFrom, bottom + OPEN - TOP));
}

function drawTimes(parts, labels, now, top, bottom) {
  if (!run.timed) return;
  const [first, last] = inSight(now, top, bottom);
  let before = { t: -1, y: -100 };
  for (let place = first; place < last; place++) {
    const { t, process } = events[place];
    const y = now.y(place);
    if (!isPlaced(process) || t === before.t || y - before.y < 12) continue;
    parts.push(text(String(t), { class: "time", x: 36, y: y + 4, opacity: 1 - now.share }));
    labels.keepFree(20, y, 40, 12);
    before = { t, y };
  }
}

function drawEvent(parts, labels, place, now, top, bottom) {
  const event = events[place];
  const y = now.y(place);
  if (!isPlaced(event.process) || y < top - 20 || y > bottom + 20) return;
  const x = columnAt(event.process);
  const onLine = event.kind === "record" && event.snapshot === view.snapshot?.snapshot && !view.moved;
  const opacity = event.underlying || onLine ? 1 : 1 - now.share;
  if (opacity === 0) return;
  const mark = {
    internal: () => make("path", { class: "event", d: `M${x} ${y - 6}l6 6l-6 6l-6 -6z` }),
    recv: () => make("circle", { class: "event", cx: x, cy: y, r: 5 }),
    send: () => make("circle", { class: "event hollow", cx: x, cy: y, r: 4 }),
    record: () => make("rect", { class: "record", x: x - 7, y: y - 7, width: 14, height: 14 }),
    "record-message": () => make("path", { class: "small", d: `M${x - 6} ${y}h12m-6 -6v12` }),
    permanent: () => make("path", { class: "small", d: `M${x - 8} ${y}l5 5l11 -11` }),
    lost: () => make("path", { class: "small", d: `M${x - 6} ${y - 6}l12 12m0 -12l-12 12` }),
    doubled: () => make("path", { class: "small", d: `M${x - 7} ${y}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0m6 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0` }),
    crashed: () => make("path", { class: "condemned", d: `M${x - 9} ${y - 9}l18 18m0 -18l-18 18` }),
    close: () => make("path", { class: "small", d: `M${x - 7} ${y - 2}h14m-14 4h14` }),
  }[event.kind]();
  const by = event.condemned ? `; condemned by ${event.condemned.join(", ")}` : "";
  const told = `event ${event.seq}${atTime(event)}: ${processes[event.process]} ${event.text}${by}`;
  const group = make("g", { opacity, "data-from": place }, make("title", {}, told), mark);
  if (event.condemned) group.append(make("path", { class: "condemned", d: `M${x - 11} ${y - 11}l22 22m0 -22l-22 22` }));
  if (marked.has(place)) drawMarked(mark, labels, place, x, y);
  if (event.state && (event.kind === "record" || event.underlying)) {
    const strong = event.kind === "record";
    const state = event.state.label ?? event.state.text;
    const label = clipped(isGrouped(event.process) ? `${processes[event.process]}: ${state}` : state, Math.max(60, shape.spacing / 2 - 20), strong);
    const half = widthOf(label, strong) / 2 + 13;
    labels.put(label, { class: strong ? "state strong" : "state", opacity, "data-from": place }, sidesFor(event).map(side => [x + side * half, y]));
  }
  const hit = make("circle", { class: "hit", cx: x, cy: y, r: 12 });
  hit.dataset.place = String(place);
  group.append(hit);
  parts.push(group);
}

/** On which sides of its event a state may stand, the better one first: of what is recorded opposite the handle, in a shared column outside. */
function sidesFor({ process, kind }) {
  const { members } = view.columns[columnOf[process]];
  if (members.length > 1) return [...(process === members[0] ? [-1] : []), ...(process === members.at(-1) ? [1] : [])];
  const side = (process === view.order[0]) === (kind === "record") ? 1 : -1;
  return [side, -side];
}

/** The middle of a column, and how wide it is. */
function extentOf({ members }) {
  const [left, right] = [columnAt(members[0]), columnAt(members.at(-1))];
  return [(left + right) / 2, right - left];
}

/** The heads of the columns, at the upper edge of what is in sight. */
function namesAt(top) {
  const plate = make("rect", { class: "plate", x: 0, y: top, width: shape.width, height: UNDER_NAMES - 6 });
  const names = view.columns.map(column => {
    const [x, wide] = extentOf(column);
    // Not over the next name, nor out of the picture, nor over the axis.
    const room = Math.min(shape.spacing + wide - 10, 2 * (x - 44), 2 * (shape.width - x - 4));
    const name = columnName(column);
    return make("text", { class: "name", x, y: top + 18 }, clipped(name, room, true, 14), make("title", {}, name));
  });
  const axis = text(run.timed ? "t" : "", { class: "time", x: 36, y: top + 18 });
  return [plate, axis, ...names, ...stageLabels(top + 35)];
}

/** Scrolls until the event is in sight. */
function reveal(place) {
  const now = placesNow();
  const y = place < 0 ? 0 : now.y(place);
  if (y < sight.top + UNDER_NAMES + 12 || y > sight.top + sight.high - 30) scrollToHeight(y, now);
  if (place >= 0) revealColumn(events[place].process);
}

/** Scrolls sideways until a process is in sight. */
function revealColumn(process) {
  if (!isPlaced(process)) return;
  const [x, left] = [columnAt(process), scroll.scrollLeft];
  if (x < left + 40 || x > left + sight.room - 40) scroll.scrollLeft = x - sight.room / 2;
}

/** Scrolls until a height is in the middle. */
function scrollToHeight(y, now) {
  measure(now);
  sight.top = Math.max(0, Math.min(y - sight.high / 2, now.end - sight.high));
  if (scroll.scrollTop !== sight.top) scroll.scrollTop = sight.top;
}
