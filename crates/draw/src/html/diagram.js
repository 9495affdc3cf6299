// The diagram: only what is in sight is drawn, so a step costs the same however long the run.

const svg = root.getElementById("svg");
const scroll = root.getElementById("scroll");
const sheet = root.getElementById("sheet");
const drawn = root.getElementById("drawn");
const TOP = 90;
const UNDER_NAMES = 48;
/** How far from its process a message waits, on the side that it comes from. */
const WAITING = 9;
const LEFT = 92;
const RIGHT = 84;
/** Processes are so far apart at least; and so far where all are to be in sight. */
const NARROW = 92;
const NARROWEST = 16;

function make(name, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}
const text = (content, attributes) => make("text", attributes, document.createTextNode(content));

const shape = { width: 0, height: 0, spacing: 0 };
/** What the reader sees of the diagram and of the list, as last told: asking the page in between would lay it out again. */
const sight = { room: 0, high: 0, top: 0, list: 0, listHigh: 0 };
function look() {
  Object.assign(sight, { room: scroll.clientWidth, high: scroll.clientHeight, top: scroll.scrollTop });
  Object.assign(sight, { list: list.scrollTop, listHigh: list.clientHeight });
}
const columnAt = process => LEFT + process * shape.spacing;

/** Where everything is now: between the order in which it happened and the one with prerecording events first. */
function placesNow() {
  const from = view.axis === "time" ? byTime : byOrder;
  const share = view.slide / 100;
  if (share > 0 && (!view.sorted || view.sortedFor !== view.cut.join())) {
    view.sorted = prerecordingFirst(view.cut);
    view.sortedFor = view.cut.join();
  }
  const to = share > 0 ? view.sorted : null;
  const y = place => TOP + (to ? from[place] * (1 - share) + to.y[place] * share : from[place]);
  const straight = to ? TOP + to.line : 0;
  const end = Math.max(...[events.length ? from[events.length - 1] : 0, to ? to.height : 0]) + TOP + 60;
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

function cutPoints(cut, snapshot, now) {
  return processes.map((_, process) => {
    const y = cutHeight(process, cut, snapshot, now.from);
    return [columnAt(process), now.share > 0 ? y * (1 - now.share) + now.straight * now.share : y];
  });
}

/** How far a line goes on beside a process whose neighbour is not in it. */
const STUB = 40;

/** The lines through the points that are drawn: one, unless processes in between have not recorded yet. */
function linesThrough(points, isDrawnAt) {
  const lines = [];
  const stub = Math.min(STUB, shape.spacing / 2);
  points.forEach(([x, y], process) => {
    if (!isDrawnAt(process)) return;
    if (process === 0 || !isDrawnAt(process - 1)) lines.push([[process === 0 ? 40 : x - stub, y]]);
    const line = lines[lines.length - 1];
    line.push([x, y]);
    const isLast = process === points.length - 1;
    if (isLast || !isDrawnAt(process + 1)) line.push([isLast ? shape.width - 20 : x + stub, y]);
  });
  return lines;
}
const joined = points => points.map(([x, y]) => `${x},${y}`).join(" ");

/** A line that leaves room for the tip of the arrow at its end. */
function shortened(x1, y1, x2, y2, by) {
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const kept = Math.max(0, length - by) / length;
  return [x1 + (x2 - x1) * kept, y1 + (y2 - y1) * kept];
}

function measure(now) {
  const { room } = sight;
  const count = Math.max(1, processes.length - 1);
  shape.spacing = Math.min(340, Math.max(view.narrow ? NARROWEST : NARROW, (room - LEFT - RIGHT) / count));
  shape.width = Math.max(room, LEFT + RIGHT + (processes.length - 1) * shape.spacing);
  sheet.style.height = `${now.end}px`;
  shape.height = Math.max(1, sight.high);
  sheet.style.width = `${shape.width}px`;
  svg.setAttribute("width", shape.width);
  svg.setAttribute("height", shape.height);
}

/** Draws what is in sight. */
function draw() {
  const now = placesNow();
  measure(now);
  const { top } = sight;
  const bottom = top + shape.height;
  svg.setAttribute("viewBox", `0 ${top} ${shape.width} ${shape.height}`);
  const parts = [];
  const points = cutPoints(view.cut, view.snapshot, now);
  const lines = linesThrough(points, process => isDrawn(view.snapshot, process));
  for (const line of lines) shade(parts, line, now);
  processes.forEach((_, process) => {
    const x = columnAt(process);
    parts.push(make("path", { class: "life", d: `M${x} ${Math.max(top, 0)}V${Math.min(bottom, now.end)}` }));
    for (const { from, until } of now.share === 0 ? waits.filter(wait => wait.process === process) : []) {
      const end = until === null ? now.end : now.y(until);
      parts.push(make("path", { class: "waits", d: `M${x} ${now.y(from)}V${end}` }));
    }
  });
  const labels = new Labels(shape.width, now.share > 0 && now.share < 1);
  const [first, last] = inSight(now, top - 30, bottom + 30);
  keepFree(labels, now, points, first, last);
  if (now.share < 1) drawTimes(parts, labels, now, top, bottom);
  if (now.share === 0) {
    for (const other of cuts) {
      if (other === view.snapshot) continue;
      const others = linesThrough(cutPoints(recordedCut(other), other, now), process => stageOf(other, process) > 0);
      for (const line of others) parts.push(make("polyline", { class: "cut other", points: joined(line) }));
      nameCut(labels, `${run.lines ? "line" : "cut"} ${other.snapshot}`, "state", others.at(-1));
    }
    if (became) {
      const y = now.y(became.place);
      parts.push(make("path", { class: "became", d: `M40 ${y}H${shape.width - 20}` }));
      nameCut(labels, became.what, "state", [[40, y], [shape.width - 20, y]]);
    }
  }
  for (const line of lines) parts.push(make("polyline", { class: "cut", id: lines.length === 1 ? "cut-line" : "", points: joined(line) }));
  const marks = [];
  for (let place = first; place < last; place++) drawEvent(marks, labels, place, now, top, bottom);
  nameCut(labels, view.moved ? "moved cut" : run.lines ? "line" : "cut", "state strong", lines.at(-1));
  // What is wrong has the first choice of a place for its label.
  const [wrong, right] = [[], []];
  for (const message of messages) (!view.quiet && faultOf(message, crossing(message, view.cut)) ? wrong : right).push(message);
  for (const message of [...wrong, ...right]) drawMessage(parts, labels, message, now, top, bottom);
  drawn.replaceChildren(...parts, ...marks, ...labels.texts);
  drawNames(top);
  placeHandles(points);
}

/** Where an event or a handle is there is no label, nor where a message comes back to its own sender. */
function keepFree(labels, now, points, first, last) {
  for (let place = first; place < last; place++) labels.keepFree(columnAt(events[place].process), now.y(place), 18, 12);
  if (view.slide === 0) points.forEach(([x, y], process) => labels.keepFree(x + handleAside(process), y, 24, 20));
  for (const { from, to, received } of messages) {
    if (from === to && received !== null) labels.keepFree(columnAt(to) + 18, now.y(received), 20, 12);
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
  const slack = view.axis === "time" ? 400 : 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (now.y(middle) < top - slack) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < events.length && now.y(end) < bottom + slack) end++;
  return [low, end];
}

function drawTimes(parts, labels, now, top, bottom) {
  if (!run.timed) return;
  const [first, last] = inSight(now, top, bottom);
  let before = { t: -1, y: -100 };
  for (let place = first; place < last; place++) {
    const t = events[place].t;
    const y = now.y(place);
    if (t === before.t || y - before.y < 12) continue;
    parts.push(text(String(t), { class: "time", x: 36, y: y + 4, opacity: 1 - now.share }));
    labels.keepFree(20, y, 40, 12);
    before = { t, y };
  }
}

function drawMessage(parts, labels, message, now, top, bottom) {
  const opacity = message.marker === null ? 1 : 1 - now.share;
  if (opacity === 0) return;
  const [from, to] = [columnAt(message.from), columnAt(message.to)];
  const known = message.sent !== null;
  const got = message.received !== null;
  const y1 = known ? now.y(message.sent) : got ? Math.max(UNDER_NAMES, now.y(message.received) - 60) : UNDER_NAMES;
  const y2 = got ? now.y(message.received) : known ? Math.min(now.end, y1 + 60) : now.end;
  if (Math.max(y1, y2) < top || Math.min(y1, y2) > bottom) return;
  const x1 = known ? from : (2 * from + 3 * to) / 5;
  const x2 = got ? to : (2 * from + 3 * to) / 5;
  const across = view.quiet ? "" : crossing(message, view.cut);
  const fault = faultOf(message, across);
  if (view.noMarkers && message.marker !== null && !fault) return;
  const [kind, tip] = fault
    ? ["wrong", "tip-wrong"]
    : message.marker !== null
      ? ["marker", "tip-open"]
      : across === "forward"
        ? ["recorded", "tip-recorded"]
        : ["message", "tip"];
  const here = view.at >= 0 && (message.sent === view.at || message.received === view.at);
  const later = now.share === 0 && known && message.sent > view.at;
  const path = message.from === message.to ? `M${x1} ${y1}C${x1 + 40} ${y1} ${x1 + 40} ${y2} ${x2} ${y2}` : `M${x1} ${y1}L${x2} ${y2}`;
  const line = make("path", { class: here ? `${kind} current-line` : kind, d: path });
  if (got) line.setAttribute("marker-end", `url(#${tip})`);
  const hit = make("path", { class: "hit", d: path, stroke: "transparent", "stroke-width": 12, fill: "none" });
  hit.style.stroke = "transparent";
  const where = got ? message.received : message.sent;
  if (where !== null) hit.dataset.place = String(where);
  const group = make("g", { opacity, class: later ? "later" : "" }, make("title", {}, messageTold(message)), line);
  if (kind === "recorded" && message.from !== message.to) {
    const [ex, ey] = shortened(x1, y1, x2, y2, got ? 15 : 0);
    group.append(make("path", { class: "recorded-inside", d: `M${x1} ${y1}L${ex} ${ey}` }));
  }
  if (message.waited > 0 && got) {
    const x = message.from < message.to ? to - WAITING : to + WAITING;
    group.append(make("path", { class: "waiting", d: `M${x} ${dueHeight(message, now)}V${y2}` }));
  }
  const colour = message.from === message.to ? "" : colourOf(message);
  if (colour) {
    const share = Math.min(20 / Math.max(1, Math.hypot(x2 - x1, y2 - y1)), 0.5);
    group.append(make("circle", { class: `bead ${colour}`, cx: x1 + (x2 - x1) * share, cy: y1 + (y2 - y1) * share, r: 4 }));
  }
  group.append(hit);
  parts.push(group);
  const at = share => {
    const bow = message.from === message.to ? 120 * share * (1 - share) : 0;
    const [x, y] = [x1 + (x2 - x1) * share + bow, y1 + (y2 - y1) * share];
    return [[x, y - 9], [x, y + 10]];
  };
  const shares = message.marker === null ? [0.38, 0.3, 0.5, 0.6, 0.22, 0.7, 0.78] : [0.64, 0.7, 0.5, 0.4, 0.78, 0.3, 0.22];
  const places = shares.flatMap(at);
  if (fault) {
    const says = `${fault.sign} ${nameOf(message)} ${fault.text}`;
    const half = widthOf(says, true) / 2 + 4;
    const inside = places.map(([x, y]) => [Math.min(Math.max(x, half), shape.width - half), y]);
    labels.put(says, { class: "label fault" }, inside);
  } else if (processes.length <= 8 || kind === "recorded") {
    const name = message.marker === null ? nameOf(message) : cuts.length > 1 ? `${message.body} ${message.marker}` : message.body;
    const body = name + addedTo(message);
    const strong = kind === "recorded";
    const look = `label${strong ? " strong" : ""}${later ? " later" : ""}`;
    labels.put(clipped(body, (shape.spacing * 2) / 3, strong), { class: look, opacity }, places);
  }
}

/** How far down a message that waited was due: a time is where the events around it are. */
function dueHeight(message, now) {
  const due = events[message.received].t - message.waited;
  const later = events.findIndex(event => event.t > due);
  const after = later < 0 ? message.received : Math.min(later, message.received);
  if (after === 0) return UNDER_NAMES;
  const [earlier, next] = [events[after - 1].t, events[after].t];
  const share = Math.max(0, due - earlier) / Math.max(1, next - earlier);
  return now.y(after - 1) + (now.y(after) - now.y(after - 1)) * share;
}

/** What is wrong with a message: what the snapshot shown has wrongly of it, or, at a moved cut, that it crosses it backwards. */
function faultOf(message, across) {
  if (across === "backward") return { sign: "✗", text: "backwards" };
  return (!view.moved && message.faults.find(fault => fault.snapshot === view.snapshot?.snapshot)) || null;
}

function messageTold(message) {
  const at = place => (run.timed ? `t=${events[place].t} (event ${events[place].seq})` : `event ${events[place].seq}`);
  const before = message.unsent ? "its sending is not in the log" : "sent before the first event shown";
  const sent = message.sent === null ? before : `sent at ${at(message.sent)}`;
  const received = message.received === null ? "not received in what is shown" : `received at ${at(message.received)}`;
  const waited = message.waited > 0 ? ` after waiting for ${message.waited} tick${message.waited === 1 ? "" : "s"}` : "";
  const faults = message.faults.map(fault => `; ${fault.text} (snapshot ${fault.snapshot})`).join("");
  return `${nameOf(message)}${addedTo(message)} from ${processes[message.from]} to ${processes[message.to]}: ${sent}, ${received}${waited}${faults}`;
}

function drawEvent(parts, labels, place, now, top, bottom) {
  const event = events[place];
  const y = now.y(place);
  if (y < top - 20 || y > bottom + 20) return;
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
  const later = now.share === 0 && place > view.at;
  const by = event.condemned ? `; condemned by ${event.condemned.join(", ")}` : "";
  const told = `event ${event.seq}${atTime(event)}: ${processes[event.process]} ${event.text}${by}`;
  const group = make("g", { opacity, class: later ? "later" : "" }, make("title", {}, told), mark);
  if (event.condemned) group.append(make("path", { class: "condemned", d: `M${x - 11} ${y - 11}l22 22m0 -22l-22 22` }));
  if (place === view.at) group.append(make("circle", { class: "current", cx: x, cy: y, r: 11 }));
  if (marked.has(place)) drawMarked(mark, labels, place, x, y);
  if (event.state && (event.kind === "record" || event.underlying)) {
    // A recorded state stands opposite the handle.
    const side = (event.process === 0) === (event.kind === "record") ? 1 : -1;
    const strong = event.kind === "record";
    const label = clipped(event.state.label ?? event.state.text, Math.max(60, shape.spacing / 2 - 20), strong);
    const half = widthOf(label, strong) / 2 + 13;
    const look = `state${strong ? " strong" : ""}${later ? " later" : ""}`;
    labels.put(label, { class: look, opacity }, [[x + side * half, y], [x - side * half, y]]);
  }
  const hit = make("circle", { class: "hit", cx: x, cy: y, r: 12 });
  hit.dataset.place = String(place);
  group.append(hit);
  parts.push(group);
}

function drawNames(top) {
  // Not over the next name, nor out of the picture, nor over the axis.
  const room = x => Math.min(shape.spacing - 10, 2 * (x - 44), 2 * (shape.width - x - 4));
  const plate = make("rect", { class: "plate", x: 0, y: top, width: shape.width, height: UNDER_NAMES - 6 });
  const names = processes.map((name, process) =>
    make("text", { class: "name", x: columnAt(process), y: top + 18 }, clipped(name, room(columnAt(process)), true, 14), make("title", {}, name)),
  );
  const axis = text(run.timed ? "t" : "", { class: "time", x: 36, y: top + 18 });
  root.getElementById("names").replaceChildren(plate, axis, ...names, ...stageLabels(top + 35));
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
  const [x, left] = [columnAt(process), scroll.scrollLeft];
  if (x < left + 40 || x > left + sight.room - 40) scroll.scrollLeft = x - sight.room / 2;
}

/** Scrolls until a height is in the middle. */
function scrollToHeight(y, now) {
  measure(now);
  sight.top = Math.max(0, Math.min(y - sight.high / 2, now.end - sight.high));
  if (scroll.scrollTop !== sight.top) scroll.scrollTop = sight.top;
}
