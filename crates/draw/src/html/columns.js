// The columns of the diagram: which processes have one, in which order, and which share one. This decides where something is drawn and
// nothing else: a cut and what is said of it are always of all processes.

/** For each process the number of its column, from the left; -1 if it is not drawn. */
const columnOf = new Int32Array(processes.length);

/** As the run has them: each process in a column of its own. */
const columnsOfRun = () => processes.map((_, process) => ({ members: [process], name: "" }));

/** Takes other columns. A process that is alone in its column goes by its own name. */
function useColumns(columns) {
  view.columns = columns.map(({ members, name }) => ({ members, name: members.length > 1 ? name : "" }));
  view.order = columns.flatMap(({ members }) => members);
  view.columnsText = columns.map(({ members }) => members.join("-")).join(".");
  columnOf.fill(-1);
  columns.forEach(({ members }, column) => members.forEach(process => (columnOf[process] = column)));
}

const isPlaced = process => columnOf[process] >= 0;
/** Whether a process is drawn, and shares its column. */
const isGrouped = process => isPlaced(process) && view.columns[columnOf[process]].members.length > 1;
const isAsInRun = () => view.columns.length === processes.length && view.order.every((process, place) => process === place);
const columnName = ({ members, name }) => name || members.map(process => processes[process]).join("+");

/** The columns for the fragment of an address: `2.0.1-3`, and a name for each that has one. */
function columnsInFragment() {
  if (isAsInRun()) return [];
  const named = view.columns.map(({ name }, column) => (name ? `name=${column}:${encodeURIComponent(name)}` : ""));
  return [`columns=${view.columnsText}`, ...named.filter(Boolean)];
}

/** The columns that a fragment tells of; those of the run if it tells of none that there can be. */
function columnsTold(told) {
  const written = told.get("columns") ?? "";
  const columns = written.split(".").map(column => ({ members: column.split("-").map(Number), name: "" }));
  const all = columns.flatMap(({ members }) => members);
  const fits = /^\d+([-.]\d+)*$/.test(written) && new Set(all).size === all.length && all.every(process => process < processes.length);
  if (!fits) return columnsOfRun();
  for (const [, column, name] of told.getAll("name").map(named => named.match(/^(\d+):(.*)$/s) ?? [])) {
    if (columns[column]) columns[column].name = name.slice(0, LONGEST_NAME);
  }
  return columns;
}
const LONGEST_NAME = 40;

/** The columns without some processes. */
function columnsWithout(out) {
  const rest = view.columns.map(({ members, name }) => ({ members: members.filter(process => !out.has(process)), name }));
  return rest.filter(({ members }) => members.length > 0);
}

/** The columns and some more processes, each in a column where the order of the run would have it. */
function columnsWith(more) {
  const columns = [...view.columns];
  for (const process of more) {
    const next = columns.findIndex(({ members }) => members[0] > process);
    columns.splice(next < 0 ? columns.length : next, 0, { members: [process], name: "" });
  }
  return columns;
}

/** The columns with some processes in one, where the first of them was. */
function columnsGrouped(members, name) {
  const group = new Set(members);
  const before = view.columns.findIndex(column => column.members.some(process => group.has(process)));
  return columnsWithout(group).toSpliced(Math.max(0, before), 0, { members, name });
}

/** The columns with each of some processes in one of its own. */
function columnsApart(processesApart) {
  const apart = new Set(processesApart);
  return view.columns.flatMap(column => {
    const alone = column.members.filter(process => apart.has(process)).map(process => ({ members: [process], name: "" }));
    const rest = column.members.filter(process => !apart.has(process));
    return [...(rest.length ? [{ members: rest, name: column.name }] : []), ...alone];
  });
}

/** The columns with some of them one place further to the left (-1) or to the right (1). */
function columnsMoved(moved, by) {
  const columns = [...view.columns];
  const isMoved = column => column.members.every(process => moved.has(process));
  const places = columns.map((_, place) => place);
  for (const place of by < 0 ? places : places.reverse()) {
    const next = columns[place + by];
    if (!next || !isMoved(columns[place]) || isMoved(next)) continue;
    [columns[place], columns[place + by]] = [next, columns[place]];
  }
  return columns;
}

/** What of the messages is not drawn because a process has no column: how many have one end, how many none, and which of those are wrong. */
function messagesLeftOut() {
  const left = { half: 0, none: 0, wrong: [] };
  for (const message of messages) {
    const { from, to, sent, received, marker } = message;
    if (isPlaced(from) && isPlaced(to)) continue;
    const fault = !view.quiet && faultOf(message, crossing(message, view.cut));
    if (view.noMarkers && marker !== null && !fault) continue;
    if ((isPlaced(from) && sent !== null) || (isPlaced(to) && received !== null)) left.half++;
    else {
      left.none++;
      if (fault) left.wrong.push(message);
    }
  }
  return left;
}

/** Some names, or the first of many. */
function someNames(names) {
  const [most, more] = [names.slice(0, 12), names.length - 12];
  if (more > 0) return `${most.join(", ")} and ${more} more`;
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names.join("");
}

/** What the diagram leaves out because of its columns, and which share one: as sentences, and links to events. */
function columnsInWords() {
  const hidden = processes.filter((_, process) => !isPlaced(process));
  const told = [];
  if (hidden.length) {
    const [are, them] = hidden.length === 1 ? ["process is", "it"] : ["processes are", "them"];
    told.push(`${hidden.length} ${are} not drawn: ${someNames(hidden)}.`);
    const { half, none, wrong } = messagesLeftOut();
    if (half) told.push(`Of ${counted(half, "message")} to or from ${them} only one end is drawn.`);
    if (none) told.push(`${counted(none, "message")} ${none === 1 ? "is" : "are"} not drawn at all.`);
    if (wrong.length) {
      told.push(el("span", { class: "bad" }, `${wrong.length === 1 ? "One of those is wrong" : `${wrong.length} of those are wrong`}: ${someNames(wrong.map(nameOf))}.`));
    }
    const condemned = events.filter(event => event.condemned && !isPlaced(event.process));
    if (condemned.length) told.push(`Not drawn, and condemned by an oracle: `, ...condemned.slice(0, 4).map(({ seq }) => linkTo(seq)), condemned.length > 4 ? ` and ${condemned.length - 4} more.` : "");
    told.push("What is said of the cut is of all processes.");
  }
  for (const column of view.columns.filter(({ members }) => members.length > 1)) {
    const names = someNames(column.members.map(process => processes[process]));
    told.push(`The column ${columnName(column)} has, from left to right, ${names}; their points of the cut are moved in the list.`);
  }
  return told.flatMap(part => [part, " "]);
}
