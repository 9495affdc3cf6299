// The network where the reader is in the run: each process with its stage, each channel with what is in it. It shows what the tables of
// processes and channels say in words; `layout.js` says where everything is, and `tokens.js` draws and moves the messages.

const network = root.getElementById("network");
/** What is drawn: the layout, the elements of channels and processes, and for which event; nothing, while it is folded away. */
let net = null;
const stillness = matchMedia("(prefers-reduced-motion: reduce)");

/** For each process the place of the event with which it crashed. */
const crashes = new Map(events.map((event, place) => [event, place]).filter(([event]) => event.kind === "crashed").map(([event, place]) => [event.process, place]));

/** Lays the network out in so much room. */
function layNetwork(room) {
  cancelAnimationFrame(moving);
  tokens = new Map();
  if (room === 0 || !isDrawable) return (net = null);
  const layout = layOut(room);
  network.setAttribute("viewBox", `0 0 ${layout.width} ${layout.high}`);
  network.setAttribute("width", layout.width);
  network.setAttribute("height", layout.high);
  const arrows = links.map(link => ({ link, ...arrowElement(pathOf(layout.curves.get(link.key))) }));
  const layers = { tokens: make("g", {}), nodes: make("g", {}), words: make("g", {}) };
  network.replaceChildren(make("g", {}, ...arrows.map(({ group }) => group)), layers.tokens, layers.nodes, layers.words);
  net = { ...layout, arrows, layers, at: view.at };
  showTopology();
}

function arrowElement(d) {
  const title = make("title", {});
  const path = make("path", { class: "message", d });
  const group = make("g", {}, title, path, make("path", { class: "inside", d }));
  return { group, title, path };
}

/** Shows where the reader is. Only in a step, forward or back, something moves, and only for a reader who wants motion. */
function showTopology() {
  if (!net) return;
  const contents = new Map([...inFlight(view.at)].map(([key, inside]) => [key, inside.filter(isShown)]));
  const { all, rests } = tokensOf(contents);
  const labels = new Labels(net.width, false);
  for (const [x, y] of net.spots) labels.keepFree(x, y, 2 * net.radius + 2, 2 * net.radius + 2);
  for (const { at } of [...all, ...rests]) labels.keepFree(...at, 16, 16);
  showArrows(contents);
  const nodes = processes.map((name, process) => nodeElement(name, process, labels));
  const states = labels.texts.splice(0);
  const isStep = [net.at - 1, net.at + 1, stepAfter(net.at), stepBefore(net.at)].includes(view.at) && view.at !== net.at;
  net.layers.tokens.replaceChildren(...drawTokens(labels, all, isStep && !stillness.matches));
  fill(net.layers.nodes, nodes);
  fill(net.layers.words, [...states, ...rests.map(restElement), ...astray(labels)]);
  const says = [cuts.length > 1 ? `The stages are those of snapshot ${view.snapshot.snapshot}.` : "", view.noMarkers ? "Without the algorithm’s messages." : ""];
  byId("network-says").textContent = says.filter(Boolean).join(" ");
  net.at = view.at;
}

const isShown = message => !view.noMarkers || message.marker === null;

function showArrows(contents) {
  for (const { link, group, title, path } of net.arrows) {
    const inside = contents.get(link.key) ?? [];
    const isRecorded = isBeingRecorded(view.snapshot, channelIds.get(link.key), link.to);
    set(group, { class: isRecorded ? "channel recording" : "channel" });
    set(path, { "marker-end": isRecorded ? "url(#tip-recorded)" : "url(#tip)" });
    title.textContent = `${channelName(link.key)}: ${inside.map(nameOf).join(", ") || "empty"}${isRecorded ? `; what comes out of it is being recorded by ${processes[link.to]}` : ""}`;
  }
}

function nodeElement(name, process, labels) {
  const [[x, y], { radius }] = [net.spots[process], net];
  const stage = view.snapshot ? stageOf(view.snapshot, process) : null;
  const crashed = (crashes.get(process) ?? Infinity) <= view.at ? "crashed" : "";
  const state = stateAt(process, view.at);
  const told = [crashed, stage === null ? "" : ofWhich() + stageText(view.snapshot, process), state ? `state ${state.text}` : ""].filter(Boolean).join(", ");
  const element = make("g", { class: stage === null ? "node" : `node at-stage-${stage}` }, make("title", {}, `${name}: ${told}`), make("circle", { cx: x, cy: y, r: radius }));
  if (view.at >= 0 && events[view.at].process === process) element.append(make("circle", { class: "current", cx: x, cy: y, r: radius + 5 }));
  if (crashed) element.append(make("path", { class: "condemned", d: `M${x - radius} ${y - radius}l${2 * radius} ${2 * radius}m0 ${-2 * radius}l${-2 * radius} ${2 * radius}` }));
  const isNamed = radius > SMALL && widthOf(name, true, 13) <= 2 * radius - 6;
  if (isNamed) element.append(text(name, { class: "node-name", x, y: y + (stage === null ? 5 : 1) }));
  if (stage !== null) element.append(text(SIGNS[stage], { class: `stage stage-${stage}`, x, y: isNamed ? y + 15 : y + 4 }));
  const short = [crashed, state && radius > SMALL ? (state.label ?? state.text) : ""].filter(Boolean).join(", ");
  const words = [isNamed ? "" : clipped(name, 80, true), short].filter(Boolean).join(": ");
  if (words) putBeside(labels, clipped(words, 110, true), process);
  return element;
}

/** Puts words beside a process, first on the side that is away from the middle. */
function putBeside(labels, words, process) {
  const [[x, y], { radius, width, high }] = [net.spots[process], net];
  const [half, far] = [widthOf(words, true) / 2 + 4, radius + 14];
  const [right, left, above, below] = [[x + radius + half + 4, y], [x - radius - half - 4, y], [x, y - far], [x, y + far]];
  const [besides, others] = [x < width / 2 ? [left, right] : [right, left], y < high / 2 - 1 ? [above, below] : [below, above]];
  if (net.isGrid) {
    // Between the arrows.
    const [aside, up] = [radius * 0.6 + half, radius + 9];
    return putInside(labels, words, "label strong", [[x + aside, y - up], [x - aside, y - up], [x + aside, y + up], [x - aside, y + up]]);
  }
  const isBeside = processes.length > 2 && Math.abs(y - high / 2) < high / 5 && process !== net.middle;
  putInside(labels, words, "label strong", isBeside ? [besides[0], ...others, besides[1]] : [...others, ...besides]);
}

/** Puts words at the first free place that is in the picture. */
function putInside(labels, words, look, places) {
  const inside = places.filter(([, y]) => y >= HIGH / 2 && y <= net.high - HIGH / 2);
  if (inside.length) labels.put(words, { class: look }, inside);
}

/** What the event where the reader is lost or doubled, where its channel begins: what is lost never was in it, and the second one comes next. */
function astray(labels) {
  const event = view.at >= 0 ? events[view.at] : null;
  const sign = { lost: "m-8 -8l16 16m0 -16l-16 16", doubled: "m-9 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0m8 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0" }[event?.kind];
  const link = sign && links.find(({ key }) => channelIds.get(key) === event.channel);
  if (!link) return [];
  const [x, y] = pointOn(net.curves.get(link.key), 0.2);
  putInside(labels, event.text, "label fault", [[x, y - 19], [x, y + 19]]);
  return [make("path", { class: "condemned", d: `M${x} ${y}${sign}` }, make("title", {}, event.text)), ...labels.texts.splice(0)];
}

/** What the signs mean: only of those that may be seen. */
function showTopologyLegend() {
  const sign = element => make("svg", { width: 24, height: 20, "aria-hidden": "true" }, element);
  const token = (kind, isMarker) => sign(tokenSign(kind, isMarker, 12, 10));
  const circle = attributes => make("circle", { cx: 12, cy: 10, r: 8, ...attributes });
  const calledSo = told => (told === run.recording ? [1] : [0, 1, 2].filter(stage => run.stages[stage] === told));
  const stage = number => sign(make("g", { class: `node at-stage-${number}` }, circle({})));
  const called = new Set(run.recording ? run.stages.toSpliced(1, 0, run.recording) : run.stages);
  const stages = cuts.length ? [...called].map(told => [told, calledSo(told)]) : [];
  const entries = [
    ...stages.map(([told, of]) => [`${of.map(number => SIGNS[number]).join(" ")} ${told}`, ...of.map(stage)]),
    ["process of this event", sign(circle({ class: "current" }))],
    ["message", token("message", false)],
    [kindsOfMarkers(), token("marker", true)],
  ];
  const channel = () => make("g", { class: "channel recording" }, make("path", { class: "message", d: "M1 10H23" }), make("path", { class: "inside", d: "M1 10H23" }));
  if (messages.some(message => message.recorded.length)) entries.push(["message that is recorded", token("recorded", false)]);
  if (run.recording && cuts.length) entries.push(["channel that is being recorded", sign(channel())]);
  const items = entries.filter(([meaning]) => meaning).map(([meaning, ...drawn]) => el("li", {}, ...drawn, meaning));
  byId("network-legend").replaceChildren(...items);
}

/** Lays it out whenever there is other room, as when it is unfolded. */
function beginTopology() {
  network.style.display = isDrawable ? "" : "none";
  network.setAttribute("aria-label", `The network of ${processes.join(", ")}. What is drawn in it is in the tables of processes and channels as text.`);
  byId("network-says").textContent = isDrawable ? "" : `${processes.length} processes and ${links.length} channels are too many to be drawn as a network. The tables of processes and channels have all of it.`;
  if (isDrawable) showTopologyLegend();
  new ResizeObserver(([{ contentRect }]) => layNetwork(Math.floor(contentRect.width))).observe(byId("network-room"));
  network.addEventListener("click", ({ target }) => {
    const place = target.closest(".token")?.dataset.place;
    if (place !== undefined) go(Number(place));
  });
  byId("unfolded").addEventListener("toggle", ({ target }) => {
    view.topology = target.open;
    remember();
  });
}
