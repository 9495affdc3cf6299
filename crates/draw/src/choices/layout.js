// Where the states of the graph are drawn: those at which there is something to choose, or those around the reader.

/** As many are drawn all together. */
const MOST_DRAWN = 150;
/** Of more as many around the reader: the last so many of the way, and the next so many steps. */
const [MOST_AROUND, BEFORE, AFTER] = [24, 3, 2];
const [GAP, ROW, EDGE] = [46, 56, 26];

/** Into how many steps each state is led. */
const led = new Uint32Array(states.length);
for (const { choices } of states) for (const [, , to] of choices) if (to !== null) led[to]++;
/** Whether there is only one way into a state and one out of it. */
const isForced = state => state !== 0 && led[state] === 1 && states[state].choices.length === 1 && !leadsOut(state);

/** The states at which there is something to choose, or where ways begin, meet or end; and what leads from each to the next of them. */
function condensed() {
  const nodes = [...states.keys()].filter(state => !isForced(state));
  const edges = [];
  for (const from of nodes) {
    for (const [, , to] of states[from].choices) {
      if (to === null) continue;
      const through = [from];
      let next = to;
      for (; isForced(next); [, , next] = states[next].choices[0]) through.push(next);
      through.push(next);
      edges.push({ from, to: next, through });
    }
  }
  return { nodes, edges, whole: true };
}

/** The states around the reader: the last of the way, and those a few steps further. */
function around() {
  const rows = new Map();
  const before = trip.at.slice(-BEFORE - 1);
  before.forEach((state, place) => rows.set(state, place + 1 - before.length));
  let last = [here()];
  for (let row = 1; row <= AFTER; row++) {
    const next = [];
    for (const state of last) {
      for (const [, , to] of states[state].choices) {
        if (to === null || rows.has(to) || rows.size >= MOST_AROUND) continue;
        rows.set(to, row);
        next.push(to);
      }
    }
    last = next;
  }
  const nodes = [...rows.keys()];
  const edges = [];
  for (const from of nodes) {
    for (const [, , to] of states[from].choices) {
      if (to !== null && rows.has(to)) edges.push({ from, to, through: [from, to] });
    }
  }
  return { nodes, edges, rows, whole: false };
}

/** The graph of all, if that is small enough to be drawn. */
const all = condensed();
const drawsAll = all.nodes.length <= MOST_DRAWN;

/** The rows of a graph: by how far its states are from the start, or from the reader. Where an edge passes a row it has a place there, too. */
function inRows(graph) {
  const depth = state => graph.rows?.get(state) ?? states[state].depth;
  const depths = [...new Set(graph.nodes.map(depth))].sort((one, other) => one - other);
  const rowOf = new Map(graph.nodes.map(state => [state, depths.indexOf(depth(state))]));
  const rows = depths.map(() => []);
  for (const state of graph.nodes) rows[rowOf.get(state)].push(state);
  const edges = graph.edges.map((edge, number) => {
    const [from, to] = [rowOf.get(edge.from), rowOf.get(edge.to)];
    const passes = [];
    for (let row = from + 1; row < to; row++) {
      passes.push(`${number} in ${row}`);
      rows[row].push(passes[passes.length - 1]);
    }
    return { ...edge, bends: to <= from, stops: [edge.from, ...passes, edge.to] };
  });
  return { rows, edges };
}

/** Gives each node a place: in its row, near those that lead to it. */
function placed(graph) {
  const { rows, edges } = inRows(graph);
  const near = new Map(rows.flat().map(stop => [stop, { up: [], down: [] }]));
  for (const { bends, stops } of edges) {
    for (let place = 1; !bends && place < stops.length; place++) {
      near.get(stops[place]).up.push(stops[place - 1]);
      near.get(stops[place - 1]).down.push(stops[place]);
    }
  }
  const across = new Map();
  const spread = row => row.forEach((stop, place) => across.set(stop, place - (row.length - 1) / 2));
  rows.forEach(spread);
  const sort = (row, side) => {
    const middle = stop => {
      const others = near.get(stop)[side];
      return others.length ? others.reduce((sum, other) => sum + across.get(other), 0) / others.length : across.get(stop);
    };
    const middles = new Map(row.map(stop => [stop, middle(stop)]));
    row.sort((one, other) => middles.get(one) - middles.get(other));
    spread(row);
  };
  for (let sweep = 0; sweep < 4; sweep++) {
    rows.forEach(row => sort(row, "up"));
    rows.toReversed().forEach(row => sort(row, "down"));
  }
  const widest = Math.max(...rows.map(row => row.length));
  const wide = Math.max(160, widest * GAP + 2 * EDGE);
  const at = new Map();
  rows.forEach((row, place) => row.forEach(stop => at.set(stop, [wide / 2 + across.get(stop) * GAP, EDGE + place * ROW])));
  return { ...graph, edges, at, wide, high: 2 * EDGE + (rows.length - 1) * ROW + (graph.nodes.some(leadsOut) ? 14 : 0) };
}

const allPlaced = drawsAll ? placed(all) : null;
const graphNow = () => allPlaced ?? placed(around());
