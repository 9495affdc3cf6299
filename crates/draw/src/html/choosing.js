// The control with which a reader chooses the columns: tick some, then say what is to be done with them.

/** The processes whose columns are ticked. */
const ticked = new Set();

/** Draws these columns. */
function setColumns(columns) {
  useColumns(columns);
  measure(placesNow());
  showAll();
  reveal(view.at);
}

function showColumns() {
  const shown = counted(view.columns.length, "column");
  byId("columns-told").textContent = isAsInRun() ? "each in its column" : `${view.order.length} of ${processes.length} in ${shown}`;
  byId("ticks").replaceChildren(
    ...view.columns.map(column => tick(columnName(column), column.members, "")),
    ...processes.map((name, process) => (isPlaced(process) ? "" : tick(name, [process], " (not drawn)"))),
  );
  showLeftOut();
}

/** What the diagram leaves out, under it. */
function showLeftOut() {
  const told = columnsInWords();
  if (told.length) told.push(el("button", { type: "button", class: "link", onclick: keys.H }, "All as in the run"));
  byId("left-out").replaceChildren(...told);
}

function tick(name, members, more) {
  const box = el("input", { type: "checkbox" });
  box.checked = members.every(process => ticked.has(process));
  box.addEventListener("change", () => members.forEach(process => (box.checked ? ticked.add(process) : ticked.delete(process))));
  return el("label", {}, box, ` ${name}${more}`);
}

/** Takes the columns that come of the ticked processes, in the order of the run, unless none is ticked or no column would be left. */
function withTicked(columnsOf) {
  const columns = ticked.size ? columnsOf([...ticked].sort((one, other) => one - other)) : [];
  if (columns.length) setColumns(columns);
  byId("columns-say").textContent = columns.length ? "" : ticked.size ? "One column has to stay." : "Tick a column first.";
}

function groupTicked() {
  const name = byId("group-name");
  withTicked(members => columnsGrouped(members, name.value.trim()));
  name.value = "";
}

/** Hides the process of the event where the reader is. */
function hideHere() {
  const here = events[view.at];
  if (!here || !isPlaced(here.process)) return;
  const rest = columnsWithout(new Set([here.process]));
  if (rest.length) setColumns(rest);
}

byId("columns").hidden = processes.length < 2;
byId("columns-hide").addEventListener("click", () => withTicked(() => columnsWithout(ticked)));
byId("columns-show").addEventListener("click", () => withTicked(all => columnsWith(all.filter(process => !isPlaced(process)))));
byId("columns-only").addEventListener("click", () => withTicked(() => columnsWithout(new Set(view.order.filter(process => !ticked.has(process))))));
byId("columns-left").addEventListener("click", () => withTicked(() => columnsMoved(ticked, -1)));
byId("columns-right").addEventListener("click", () => withTicked(() => columnsMoved(ticked, 1)));
byId("columns-group").addEventListener("click", groupTicked);
byId("columns-apart").addEventListener("click", () => withTicked(columnsApart));
byId("columns-all").addEventListener("click", () => keys.H());
byId("group-name").addEventListener("keydown", event => {
  if (event.key === "Enter") groupTicked();
});
