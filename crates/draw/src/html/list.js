// The event list: only the rows in sight exist.

const list = byId("list");
const rows = byId("rows");
const LINE = 28;
let found = events.map((_, place) => place);

let haystack = null;
/** What is searched in: made when it is first asked for. */
function searched(place) {
  haystack ??= events.map(event => `${event.seq} ${timeOf(event)} ${processes[event.process]} ${event.kind} ${event.text}`.toLowerCase());
  return haystack[place];
}

function filter() {
  const wanted = byId("search").value.trim().toLowerCase();
  const process = byId("by-process").value;
  const kind = byId("by-kind").value;
  found = [];
  events.forEach((event, place) => {
    if (process !== "" && event.process !== Number(process)) return;
    if (kind !== "" && event.kind !== kind) return;
    if (wanted && !searched(place).includes(wanted)) return;
    found.push(place);
  });
  const all = found.length === events.length;
  byId("found").textContent = all ? counted(events.length, "event") : `${found.length} of ${counted(events.length, "event")}`;
  sight.list = list.scrollTop = 0;
  showList();
}

function showList() {
  rows.style.height = `${found.length * LINE}px`;
  const first = Math.max(0, Math.floor(sight.list / LINE) - 4);
  const last = Math.min(found.length, Math.ceil((sight.list + sight.listHigh) / LINE) + 4);
  const focused = root.activeElement?.dataset?.row;
  const shown = [];
  for (let index = first; index < last; index++) shown.push(rowOf(index));
  rows.replaceChildren(...shown);
  markRow();
  if (focused !== undefined) rows.querySelector(`[data-row="${focused}"]`)?.focus({ preventScroll: true });
}

/** Marks the row of the event where the reader is. */
function markRow() {
  rows.querySelector("[aria-current]")?.removeAttribute("aria-current");
  rows.querySelector(`[data-row="${view.at}"]`)?.setAttribute("aria-current", "true");
}

function rowOf(index) {
  const place = found[index];
  const event = events[place];
  const before = event.underlying ? stepOf[place] < view.cut[event.process] : null;
  const side = before === null ? "" : before ? "pre" : "post";
  const button = el(
    "button",
    { type: "button", "data-row": place, title: event.text, onclick: () => go(place) },
    el("span", { class: "seq" }, String(event.seq)),
    el("span", { class: "t" }, timeOf(event)),
    el("span", { class: "who" }, processes[event.process]),
    el("span", { class: "what" }, event.text),
    el("span", { class: "side" }, side),
  );
  const row = el("li", { "aria-posinset": index + 1, "aria-setsize": found.length }, button);
  row.style.top = `${index * LINE}px`;
  return row;
}

/** Marks the current event in the list, and scrolls until it is in sight, if the filter lets it through. */
function revealRow() {
  const index = lastUpTo(found, view.at);
  const y = index * LINE;
  const isInSight = y >= sight.list && y + LINE <= sight.list + sight.listHigh;
  if (index < 0 || found[index] !== view.at || isInSight) return markRow();
  sight.list = Math.max(0, y - sight.listHigh / 2);
  list.scrollTop = sight.list;
  showList();
}

/** The next event found after the current one, or before it. */
function seek(forward) {
  const index = lastUpTo(found, forward ? view.at : view.at - 1);
  const next = found[forward ? index + 1 : index];
  if (next !== undefined) go(next);
}
