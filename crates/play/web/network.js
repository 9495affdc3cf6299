// Processes and channels, drawn by clicks. What is drawn is written into the scenario's text, as `processes` and `channels`.

const MOST_DRAWN = 24;
/** `known` is whether there was a run of this experiment, or a drawing, to go on from. */
const network = { processes: [], channels: [], from: null, known: false };

/** Of another experiment nothing is known yet. */
function forgetNetwork() {
  Object.assign(network, { processes: [], channels: [], from: null, known: false });
  showNetwork();
}

/** What the run has. */
function takeNetwork({ processes, channels }) {
  network.known = true;
  network.processes = [...processes];
  network.channels = channels.map(({ from, to }) => [from, to]);
  if (!processes.includes(network.from)) network.from = null;
  showNetwork();
}

const placed = (place, count) => {
  const angle = Math.PI * (2 * place / count - (count === 2 ? 1 : 0.5));
  return [160 + 118 * Math.cos(angle), 110 + 82 * Math.sin(angle)];
};

function showNetwork() {
  const { processes, channels, from, known } = network;
  const svg = byId("network");
  const fits = processes.length <= MOST_DRAWN;
  svg.toggleAttribute("hidden", !fits || !known);
  byId("add").disabled = !fits || !known;
  byId("remove").disabled = from === null;
  byId("remove").textContent = from === null ? "Remove it" : `Remove ${from}`;
  const focus = document.activeElement?.dataset?.process;
  svg.replaceChildren(arrowHead(), ...(fits ? [...channels.map(channelDrawn), ...processes.map(processDrawn)] : []));
  if (focus !== undefined) svg.querySelector(`[data-process="${CSS.escape(focus)}"]`)?.focus();
  byId("network-told").textContent = networkInWords(fits);
}

function networkInWords(fits) {
  const { processes, channels, from, known } = network;
  if (!known) return "Nothing is drawn before there is a run.";
  if (!fits) return `${processes.length} processes and ${channels.length} channels: too many to be drawn here.`;
  const all = channels.map(([one, other]) => `${one}→${other}`);
  const told = `Channels: ${all.slice(0, 12).join(", ") || "none"}${all.length > 12 ? ` and ${all.length - 12} more` : ""}.`;
  if (from !== null) return `From ${from} to …? The same again takes a channel away. ${told}`;
  return `Choose a process, then another, to join them. ${told}`;
}

const arrowHead = () =>
  drawn("defs", {}, drawn("marker", { id: "head", viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 8, markerHeight: 8, markerUnits: "userSpaceOnUse", orient: "auto" }, drawn("path", { d: "M0 0L10 5L0 10z", fill: "currentColor" })));

/** An arrow beside the line between two processes, so that there is room for the one back. */
function channelDrawn([from, to]) {
  const { processes } = network;
  const [[x, y], [u, v]] = [from, to].map(name => placed(processes.indexOf(name), processes.length));
  const length = Math.hypot(u - x, v - y) || 1;
  const [dx, dy] = [(u - x) / length, (v - y) / length];
  const at = (px, py, along) => `${(px + dx * along - dy * 5).toFixed(1)} ${(py + dy * along + dx * 5).toFixed(1)}`;
  return drawn("path", { class: "channel", d: `M${at(x, y, 18)}L${at(u, v, -20)}`, "marker-end": "url(#head)" });
}

function processDrawn(name, place) {
  const [x, y] = placed(place, network.processes.length);
  const short = name.length > 5 ? `${name.slice(0, 4)}…` : name;
  const chosen = network.from === name;
  const shape = drawn("g", { class: "process", role: "button", tabindex: 0, "aria-pressed": chosen, "aria-label": `Process ${name}`, "data-process": name, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` }, drawn("circle", { r: 18 }), drawn("text", {}, short));
  shape.addEventListener("click", () => choseProcess(name));
  shape.addEventListener("keydown", event => {
    if (event.key === "Enter" || event.key === " ") choseProcess(name);
    else if (event.key === "Delete") removeProcess(name);
    else if (event.key === "Escape") choseProcess(network.from);
    else return;
    event.preventDefault();
  });
  return shape;
}

/** The first of two processes, the same one again, or the second. */
function choseProcess(name) {
  const { from } = network;
  network.from = from === null ? name : null;
  if (from === null || from === name) return showNetwork();
  const ends = byId("both").checked ? [[from, name], [name, from]] : [[from, name]];
  const is = ([one, other]) => ([from, to]) => from === one && to === other;
  const there = network.channels.some(is([from, name]));
  network.channels = network.channels.filter(channel => !ends.some(end => is(end)(channel)));
  if (!there) network.channels.push(...ends);
  wasDrawn();
}

function addProcess() {
  const letters = network.processes.every(name => /^[A-Z]$/.test(name));
  const names = letters ? [..."PQRSTUVWXYZABCDEFGHIJKLMNO"] : Array.from({ length: MOST_DRAWN + 2 }, (_, place) => `p${place}`);
  network.processes.push(names.find(name => !network.processes.includes(name)));
  wasDrawn();
}

function removeProcess(name) {
  network.processes = network.processes.filter(process => process !== name);
  network.channels = network.channels.filter(ends => !ends.includes(name));
  network.from = null;
  wasDrawn();
}

/** What is drawn goes into the text, instead of what was there. */
function wasDrawn() {
  showNetwork();
  const list = all => `[${all.map(one => JSON.stringify(one)).join(", ")}]`;
  const channels = `[${network.channels.map(list).join(", ")}]`;
  experiment.scenario = `processes = ${list(network.processes)}\nchannels = ${channels}\n${withoutNetwork(experiment.scenario)}`;
  delete experiment.options.topology;
  changed();
}

/** A scenario without its processes and channels, which may go over several lines. */
function withoutNetwork(text) {
  let [open, top] = [0, true];
  const stays = line => {
    const bare = line.replace(/"(\\.|[^"\\])*"|'[^']*'/g, "").replace(/#.*/, "");
    if (open === 0) {
      if (/^\s*\[/.test(bare)) top = false;
      if (!top || !/^\s*(processes|channels|topology)\s*=/.test(bare)) return true;
    }
    open += (bare.match(/\[/g) ?? []).length - (bare.match(/\]/g) ?? []).length;
    return false;
  };
  return text.split("\n").filter(stays).join("\n");
}

byId("add").addEventListener("click", addProcess);
byId("remove").addEventListener("click", () => removeProcess(network.from));
