// The messages of the diagram: each a line from its sending to its receipt, which is seen to pass the events of other processes.

/** How far from its process a message waits, on the side that it comes from. */
const WAITING = 9;
/** How far a message goes on beside its one end, where the process of the other has no column. */
const SHORT = 30;
/** How far down the page a message goes whose other end is not shown. */
const OPEN = 60;

/** How near to an event of a process that it passes a line is not drawn. */
const APART = 10;

/** What a line has to pass: the events in sight that are near to it and are of processes in between. */
function eventsToPass(first, last, now) {
  const byProcess = new Map(view.order.map(process => [process, []]));
  for (let place = first; place < last; place++) byProcess.get(events[place].process)?.push(now.y(place));
  return ({ x1, y1, x2, y2 }) => {
    const [left, right] = [Math.min(x1, x2) + 1, Math.max(x1, x2) - 1];
    const reach = (APART * Math.hypot(x2 - x1, y2 - y1)) / Math.abs(x2 - x1);
    return view.order.flatMap(process => {
      const x = columnAt(process);
      if (x < left || x > right) return [];
      const y = y1 + ((y2 - y1) * (x - x1)) / (x2 - x1);
      return byProcess.get(process).filter(at => Math.abs(at - y) < reach).map(at => [x, at]);
    });
  };
}

/** A straight line that leaves out what is too near to these points, so that it is seen to pass them. */
function lineAround(x1, y1, x2, y2, points) {
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
  const at = along => `${x1 + dx * along} ${y1 + dy * along}`;
  const gaps = points.flatMap(([x, y]) => {
    const along = (x - x1) * dx + (y - y1) * dy;
    const aside = Math.abs((x - x1) * dy - (y - y1) * dx);
    const half = Math.sqrt(Math.max(0, APART * APART - aside * aside));
    return half > 0 ? [[along - half, along + half]] : [];
  });
  let d = `M${at(0)}`;
  let from = 0;
  for (const [begin, end] of gaps.sort(([one], [other]) => one - other)) {
    if (begin > from) d += `L${at(begin)}`;
    if (end > from) d += `M${at((from = end))}`;
  }
  return `${d}L${at(length)}`;
}

/** A line that leaves room for the tip of the arrow at its end. */
function shortened(x1, y1, x2, y2, by) {
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const kept = Math.max(0, length - by) / length;
  return [x1 + (x2 - x1) * kept, y1 + (y2 - y1) * kept];
}

/** Where a message begins and ends, whether its end is its receipt, and whether one of its processes has no column; nothing, if it is not drawn. */
function endsOf(message, now) {
  const [from, to] = [columnAt(message.from), columnAt(message.to)];
  const known = message.sent !== null;
  const got = message.received !== null;
  if (from === null || to === null) {
    const aside = message.from < message.to ? SHORT : -SHORT;
    if (from !== null && known) return { x1: from, y1: now.y(message.sent), x2: from + aside, y2: now.y(message.sent) + 10, got: false, short: true };
    if (to !== null && got) return { x1: to - aside, y1: now.y(message.received) - 10, x2: to, y2: now.y(message.received), got, short: true };
    return null;
  }
  const y1 = known ? now.y(message.sent) : got ? Math.max(UNDER_NAMES, now.y(message.received) - OPEN) : UNDER_NAMES;
  const y2 = got ? now.y(message.received) : known ? Math.min(now.end, y1 + OPEN) : now.end;
  const open = (2 * from + 3 * to) / 5;
  return { x1: known ? from : open, y1, x2: got ? to : open, y2, got, short: false };
}

function drawMessage(parts, labels, message, now, top, bottom, passed) {
  const opacity = message.marker === null ? 1 : 1 - now.share;
  if (opacity === 0) return;
  const ends = endsOf(message, now);
  if (!ends) return;
  const { x1, y1, x2, y2, got, short } = ends;
  if (Math.max(y1, y2) < top || Math.min(y1, y2) > bottom) return;
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
  const begins = message.sent === null ? {} : { "data-from": message.sent };
  const bowed = message.from === message.to && !short;
  const passes = bowed || short ? [] : passed(ends);
  const whole = bowed ? `M${x1} ${y1}C${x1 + 40} ${y1} ${x1 + 40} ${y2} ${x2} ${y2}` : `M${x1} ${y1}L${x2} ${y2}`;
  const line = make("path", { class: kind, "data-ends": `${message.sent ?? ""} ${message.received ?? ""}`, d: bowed ? whole : lineAround(x1, y1, x2, y2, passes) });
  if (got) line.setAttribute("marker-end", `url(#${tip})`);
  const hit = make("path", { class: "hit", d: whole, stroke: "transparent", "stroke-width": 12, fill: "none" });
  hit.style.stroke = "transparent";
  const where = message.received ?? message.sent;
  if (where !== null) hit.dataset.place = String(where);
  const group = make("g", { opacity, ...begins }, make("title", {}, messageTold(message)), line);
  if (kind === "recorded" && !bowed) {
    const [ex, ey] = shortened(x1, y1, x2, y2, got ? 15 : 0);
    group.append(make("path", { class: "recorded-inside", d: lineAround(x1, y1, ex, ey, passes) }));
  }
  if (short) group.append(make("path", { class: "short-end", d: `M${got ? x1 : x2} ${(got ? y1 : y2) - 5}v10` }));
  if (message.waited > 0 && got) {
    const x = x1 < x2 ? x2 - WAITING : x2 + WAITING;
    group.append(make("path", { class: "waiting", d: `M${x} ${dueHeight(message, now)}V${y2}` }));
  }
  const colour = bowed ? "" : colourOf(message);
  if (colour) {
    const share = Math.min(20 / Math.max(1, Math.hypot(x2 - x1, y2 - y1)), 0.5);
    group.append(make("circle", { class: `bead ${colour}`, cx: x1 + (x2 - x1) * share, cy: y1 + (y2 - y1) * share, r: 4 }));
  }
  group.append(hit);
  parts.push(group);
  labelMessage(labels, message, { ...ends, kind, fault, begins, opacity, bow: bowed ? 120 : 0 });
}

/** A message's name beside it, or what is wrong with it. */
function labelMessage(labels, message, { x1, y1, x2, y2, got, short, kind, fault, begins, opacity, bow }) {
  const at = share => {
    const [x, y] = [x1 + (x2 - x1) * share + bow * share * (1 - share), y1 + (y2 - y1) * share];
    return [[x, y - 9], [x, y + 10]];
  };
  const shares = message.marker === null ? [0.38, 0.3, 0.5, 0.6, 0.22, 0.7, 0.78] : [0.64, 0.7, 0.5, 0.4, 0.78, 0.3, 0.22];
  // Beside the open end of one whose other process has no column, or else on the other side of its event.
  const [open, event, level] = got ? [x1, x2, y1] : [x2, x1, y2];
  const side = Math.sign(open - event);
  const places = half => (short ? [0, 8, -8, 16, -16].flatMap(by => [[open + side * (half + 2), level + by], [event - side * (half + 14), level + by]]) : shares.flatMap(at));
  const other = !short ? "" : got ? ` from ${processes[message.from]}` : ` to ${processes[message.to]}`;
  if (fault) {
    const says = `${fault.sign} ${nameOf(message)}${other} ${fault.text}`;
    const half = widthOf(says, true) / 2 + 4;
    const inside = places(half).map(([x, y]) => [Math.min(Math.max(x, half), shape.width - half), y]);
    labels.put(says, { class: "label fault" }, inside);
    return;
  }
  const isAmongMany = view.columns.length > 8 || columnOf[message.from] === columnOf[message.to] && message.from !== message.to;
  if (isAmongMany && kind !== "recorded") return;
  const name = message.marker === null ? nameOf(message) : cuts.length > 1 ? `${message.body} ${message.marker}` : message.body;
  const strong = kind === "recorded";
  const body = clipped(name + addedTo(message) + other, (shape.spacing * 2) / 3, strong);
  labels.put(body, { class: strong ? "label strong" : "label", opacity, ...begins }, places(widthOf(body, strong) / 2 + 2));
}

/** How far down a message that waited was due: a time is where the events around it are. */
function dueHeight(message, now) {
  const due = events[message.received].t - message.waited;
  let [after, high] = [0, message.received];
  while (after < high) {
    const middle = (after + high) >> 1;
    if (events[middle].t <= due) after = middle + 1;
    else high = middle;
  }
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
