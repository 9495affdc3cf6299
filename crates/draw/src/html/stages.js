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

/** Of which snapshot a stage is, where there are several. */
const ofWhich = () => (cuts.length > 1 ? `snapshot ${view.snapshot.snapshot}: ` : "");

/** The channels into each process. */
const into = processes.map(() => []);
for (const { id, to } of run.channels) into[to].push(id);

/** Whether all that comes out of a channel into a process is being recorded there. Of some algorithms that is not so of any. */
const isBeingRecorded = (snapshot, id, process) => Boolean(snapshot?.ended) && id !== undefined && stageOf(snapshot, process) > 0 && (snapshot.ended[id] ?? Infinity) > seqNow();

/** The one word for how far a process is, wherever it stands. */
function stageText(snapshot, process) {
  const stage = stageOf(snapshot, process);
  return stage === 1 && into[process].some(id => isBeingRecorded(snapshot, id, process)) ? run.recording : run.stages[stage];
}

/** The stages under the names of the columns: of one for which there is no room, the words that there is room for. */
function stageLabels(y) {
  if (!view.snapshot) return [];
  return view.columns.map(column => {
    const [x, wide] = extentOf(column);
    const [stage, told, forms] = named(column.members.length > 1 ? stagesOfGroup(column.members) : stageForms(column.members[0]));
    const room = Math.min(shape.spacing + wide - 6, 2 * (x - 2), 2 * (shape.width - x - 2));
    const fits = forms.find(form => widthOf(form, stage > 0) <= room) ?? forms.at(-1);
    return make("text", { class: `stage stage-${stage}`, x, y }, fits, make("title", {}, told));
  });
}

/** A stage with its snapshot, where there are several: the number alone, where there is no room for more. */
function named([stage, told, forms]) {
  if (cuts.length < 2) return [stage, told, forms];
  return [stage, ofWhich() + told, [...forms.map(form => ofWhich() + form), `${view.snapshot.snapshot}: ${forms.at(-1)}`]];
}

function stageForms(process) {
  const stage = stageOf(view.snapshot, process);
  const told = `${SIGNS[stage]} ${stageText(view.snapshot, process)}`;
  return [stage, told, [told, told.slice(0, told.lastIndexOf(" ")), SIGNS[stage]]];
}

/** Of processes that share a column: how many are how far. */
function stagesOfGroup(members) {
  const [counts, words] = [[0, 0, 0], new Map()];
  for (const process of members.toSorted((one, other) => stageOf(view.snapshot, one) - stageOf(view.snapshot, other))) {
    const word = stageText(view.snapshot, process);
    counts[stageOf(view.snapshot, process)]++;
    words.set(word, (words.get(word) ?? 0) + 1);
  }
  const there = [0, 1, 2].filter(stage => counts[stage] > 0);
  const told = [...words].map(([word, count]) => `${count} ${word}`).join(", ");
  return [Math.min(...there), told, [there.map(stage => `${SIGNS[stage]}${counts[stage]}`).join(" "), SIGNS[Math.min(...there)]]];
}

/** The picture in words: where the reader is, how far each process is, and what is under way. */
function showPictureTold(contents) {
  const where = view.at < 0 ? "before the first of them" : `after event ${events[view.at].seq}`;
  const columns = isAsInRun() ? ", one process a column" : `; from left to right: ${view.columns.map(columnName).join(", ")}`;
  const sentences = [`${counted(events.length, "event")} of ${processes.join(", ")}${columns}; the reader is ${where}.`];
  if (view.snapshot) {
    const told = processes.map((name, process) => {
      const state = stageOf(view.snapshot, process) > 0 ? `, with state ${stateText(view.snapshot.states[process])}` : "";
      return `${name} ${stageText(view.snapshot, process)}${state}`;
    });
    sentences.push(`Snapshot ${view.snapshot.snapshot}: ${told.join("; ")}.`);
    const recording = run.channels.filter(({ id, to }) => isBeingRecorded(view.snapshot, id, to));
    if (recording.length) sentences.push(`What comes out of these channels is being recorded: ${recording.map(({ id }) => id).join(", ")}.`);
  }
  const full = [...contents].filter(([, inside]) => inside.length);
  sentences.push(full.length ? `In channels: ${full.map(([key, inside]) => `${channelName(key)} ${inside.map(nameOf).join(", ")}`).join("; ")}.` : "All channels are empty.");
  sentences.push("The list of events has all of it as text.");
  byId("picture-told").textContent = sentences.join(" ");
}
