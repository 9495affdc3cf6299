// What the signs of the diagram mean: only of those that may be in it.

/** What the messages of the algorithm are called; nothing, if there are none. */
function kindsOfMarkers() {
  const kinds = new Set(messages.filter(message => message.marker !== null).map(message => message.body));
  return [...kinds].join(", ");
}

/** What goes down the page. */
const DOWNWARD = { time: "time goes down, but not to scale", scale: "time goes down, to scale", order: "a row an event, whatever its time" };
function showDownward() {
  byId("downward").textContent = run.timed ? DOWNWARD[view.axis] : "";
}

function showLegend() {
  const entries = [
    ['message', { class: "message", d: "M2 8H34", "marker-end": "url(#tip)" }],
    [kindsOfMarkers(), { class: "marker", d: "M2 8H34", "marker-end": "url(#tip-open)" }],
    [run.lines ? 'message across the line, recorded nowhere' : 'message in a channel at the cut', { class: "recorded", d: "M2 8H34", "marker-end": "url(#tip-recorded)" }],
    ['✗ or ! and in words: wrong with this cut or what was recorded', { class: "wrong", d: "M2 8H34", "marker-end": "url(#tip-wrong)" }],
    [run.lines ? 'recovery line' : 'the cut', { class: "cut", d: "M2 8H34" }],
    ['receipt', { class: "event", d: "M13 8a5 5 0 1 0 10 0a5 5 0 1 0 -10 0" }],
    ['sending', { class: "event hollow", d: "M14 8a4 4 0 1 0 8 0a4 4 0 1 0 -8 0" }],
    ['internal', { class: "event", d: "M18 2l6 6l-6 6l-6 -6z" }],
    ['condemned by an oracle', { class: "condemned", d: "M10 0l16 16m0 -16l-16 16" }],
    ['state recorded', { class: "record", d: "M11 1h14v14h-14z" }],
  ];
  if (run.lines) entries.push(['checkpoint is permanent', { class: "small", d: "M10 8l5 5l11 -11" }]);
  else entries.push(
    ['message recorded', { class: "small", d: "M12 8h12m-6 -6v12" }],
    ['channel closed', { class: "small", d: "M11 6h14m-14 4h14" }],
  );
  const bead = "M14 8a4 4 0 1 0 8 0a4 4 0 1 0 -8 0";
  if (messages.some(colourOf)) entries.push(
    ['sent before its sender recorded', { class: "bead white", d: bead }],
    ['sent after its sender recorded', { class: "bead red", d: bead }],
  );
  const has = kind => events.some(event => event.kind === kind);
  if (has("lost")) entries.push(['message lost by its channel', { class: "small", d: "M12 2l12 12m0 -12l-12 12" }]);
  if (has("doubled")) entries.push(['message enters its channel twice', { class: "small", d: "M10 8a4 4 0 1 0 8 0a4 4 0 1 0 -8 0m8 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0" }]);
  if (has("crashed")) entries.push(['process crashes', { class: "condemned", d: "M10 0l16 16m0 -16l-16 16" }]);
  if (became) entries.push([`from here on ${became.what}`, { class: "became", d: "M2 8H34" }]);
  if (waits.length) entries.push(['kept from acting by the algorithm', { class: "waits", d: "M2 8H34" }]);
  byId("legend").replaceChildren(
    ...entries.filter(([meaning]) => meaning).map(([meaning, sign]) => el("li", {}, make("svg", { width: 40, height: 16, "aria-hidden": "true" }, make("path", sign)), meaning)),
    el("li", { id: "downward" }),
  );
}
