// The graph of choices as a picture. What it shows is in words beside it: it can be clicked, and need not be.

const byId = id => document.getElementById(id);
function drawn(name, attributes, text) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

const RADIUS = 13;

/** How a state looks, by how far its snapshots are, or what its end is worth. */
function kindOf(state) {
  const { end, begun } = states[state];
  if (end) return end.ok === true ? "good" : end.ok === false ? "bad" : "unsure";
  return begun ? "begun" : "";
}

function shape(state, [x, y], onWay) {
  const kind = kindOf(state);
  const look = { class: `node ${kind}${onWay ? " on-way" : ""}`, "data-state": state };
  const r = RADIUS;
  if (kind === "bad") return drawn("path", { ...look, d: `M${x} ${y - r - 3}L${x + r + 3} ${y}L${x} ${y + r + 3}L${x - r - 3} ${y}z` });
  if (kind === "good" || kind === "unsure") return drawn("rect", { ...look, x: x - r + 1, y: y - r + 1, width: 2 * r - 2, height: 2 * r - 2 });
  return drawn("circle", { ...look, cx: x, cy: y, r });
}

/** A line through all places that an edge has, and a place on it. One that leads back, or stays in its row, bends to the side. */
function line({ bends, stops }, at) {
  const places = stops.map(stop => at.get(stop));
  const [[x1, y1], [x2, y2]] = [places[0], places[places.length - 1]];
  if (bends) {
    const aside = [Math.max(x1, x2) + GAP / 2, (y1 + y2) / 2 - (y1 === y2 ? 30 : 0)];
    return { d: `M${x1} ${y1}Q${aside} ${beside(aside, [x2, y2])}`, middle: aside };
  }
  const inner = places.slice(1, -1);
  const last = inner[inner.length - 1] ?? [x1, y1];
  const points = [beside(inner[0] ?? [x2, y2], [x1, y1]), ...inner.map(place => place.join(" ")), beside(last, [x2, y2])];
  return { d: `M${points.join("L")}`, middle: inner[0] ?? [(x1 + x2) / 2, (y1 + y2) / 2] };
}
/** The place at the edge of a node that is towards another place. */
function beside([x1, y1], [x2, y2]) {
  const share = (RADIUS + 4) / (Math.hypot(x2 - x1, y2 - y1) || 1);
  return [x2 + (x1 - x2) * share, y2 + (y1 - y2) * share].map(Math.round).join(" ");
}

/** Draws the graph with the way that was gone, and brings the reader's place into sight. */
function drawGraph() {
  const graph = graphNow();
  const taken = new Set(trip.took.map((_, step) => `${trip.at[step]} ${trip.at[step + 1]}`));
  const [visited, seen] = [new Set(trip.at), new Set()];
  const [edges, nodes] = [[], []];
  let place = graph.at.get(here());
  for (const edge of graph.edges) {
    const { from, to, through } = edge;
    const inside = through.indexOf(here(), 1);
    const key = `${from} ${through[1]} ${to}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const [one, other] = [graph.at.get(from), graph.at.get(to)];
    const { d, middle } = line(edge, graph.at);
    const isTaken = taken.has(`${from} ${through[1]}`);
    edges.push(drawn("path", { class: `edge${isTaken ? " taken" : ""}`, d }));
    const forced = through.length - 2;
    if (forced > 0) nodes.push(drawn("text", { class: "forced", x: middle[0] + 6, y: middle[1] + 4 }, `+${forced}`));
    if (!place && inside > 0 && inside <= forced) {
      const share = 0.35 + (0.3 * inside) / (forced + 1);
      place = edge.stops.length > 2 ? middle : one.map((from, axis) => from + (other[axis] - from) * share);
    }
  }
  for (const state of graph.nodes) {
    const at = graph.at.get(state);
    const stub = leadsOut(state) ? [drawn("path", { class: "edge leads-out", d: `M${at[0]} ${at[1] + RADIUS}v14` })] : [];
    edges.push(...stub);
    nodes.push(shape(state, at, visited.has(state)), drawn("text", { x: at[0], y: at[1] + 4 }, state));
  }
  const ring = place ? [drawn("circle", { class: "current", cx: place[0], cy: place[1], r: graph.at.has(here()) ? RADIUS + 5 : 7 })] : [];
  byId("drawn").replaceChildren(...edges, ...nodes, ...ring);
  const [svg, box] = [byId("svg"), byId("graph")];
  for (const [key, value] of Object.entries({ width: graph.wide, height: graph.high, viewBox: `0 0 ${graph.wide} ${graph.high}` })) svg.setAttribute(key, value);
  if (place) {
    box.scrollTop = place[1] - box.clientHeight / 2;
    box.scrollLeft = place[0] - box.clientWidth / 2;
  }
  const forced = states.length - graph.nodes.length;
  byId("graph-told").textContent = graph.whole
    ? `${counted(graph.nodes.length, "state")}, from the start downwards${forced ? `; “+2” stands for two more at which there is nothing to choose, ${forced} in all` : ""}.`
    : `Of ${states.length} states those around here: the last ${BEFORE} of the way, and what may happen in the next ${AFTER} steps, up to ${MOST_AROUND} together.`;
}

byId("drawn").addEventListener("click", event => {
  const state = event.target.dataset?.state;
  if (state === undefined) return;
  goTo(Number(state));
  moved();
});
