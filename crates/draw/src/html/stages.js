// How far each process is with a snapshot where the reader is in the run; the cut is drawn through those that have recorded.

/** Not by colour alone: a sign and a word each. */
const SIGNS = ["○", "◐", "●"];

/** The number of the event where the reader is; before the first that is shown, one less. */
const seqNow = () => (view.at >= 0 ? events[view.at].seq : events.length ? events[0].seq - 1 : -1);

/** 0, if the process has not recorded for this snapshot yet; 1, if it has; 2, if nothing of its part is missing. */
function stageOf(snapshot, process) {
  const point = snapshot?.points[process] ?? null;
  if (point === null || point > seqNow()) return 0;
  const done = snapshot.done[process];
  return done !== null && done <= seqNow() ? 2 : 1;
}

/** Whether the cut is drawn at a process: one that the reader moved, or slides, is drawn whole. */
const isDrawn = (snapshot, process) => view.moved || view.slide > 0 || stageOf(snapshot, process) > 0;

const stageText = (snapshot, process) => run.stages[stageOf(snapshot, process)];

/** The stages under the names of the processes: of one for which there is no room, the words that there is room for. */
function stageLabels(y) {
  if (!view.snapshot) return [];
  return processes.map((_, process) => {
    const stage = stageOf(view.snapshot, process);
    const [x, told] = [columnAt(process), `${SIGNS[stage]} ${run.stages[stage]}`];
    const room = Math.min(shape.spacing - 6, 2 * (x - 2), 2 * (shape.width - x - 2));
    const forms = [told, told.slice(0, told.lastIndexOf(" ")), SIGNS[stage]];
    const fits = forms.find(form => widthOf(form, stage > 0) <= room) ?? SIGNS[stage];
    return make("text", { class: `stage stage-${stage}`, x, y }, fits, make("title", {}, told));
  });
}

/** The picture in words: where the reader is, how far each process is, and what is under way. */
function showPictureTold() {
  const where = view.at < 0 ? "before the first of them" : `after event ${events[view.at].seq}`;
  const sentences = [`${counted(events.length, "event")} of ${processes.join(", ")}, one process a column; the reader is ${where}.`];
  if (view.snapshot) {
    const told = processes.map((name, process) => {
      const state = stageOf(view.snapshot, process) > 0 ? `, with state ${stateText(view.snapshot.states[process])}` : "";
      return `${name} ${stageText(view.snapshot, process)}${state}`;
    });
    sentences.push(`Snapshot ${view.snapshot.snapshot}: ${told.join("; ")}.`);
  }
  const full = [...inFlight(view.at)].filter(([, inside]) => inside.length);
  sentences.push(full.length ? `In channels: ${full.map(([key, inside]) => `${channelName(key)} ${inside.map(nameOf).join(", ")}`).join("; ")}.` : "All channels are empty.");
  sentences.push("The list of events has all of it as text.");
  byId("picture-told").textContent = sentences.join(" ");
}
