// A cut: for each process, how many of its shown steps are prerecording. What it means, from the messages alone.

/** The cut that a snapshot made; a process that never recorded has all its steps before it. */
function recordedCut(snapshot) {
  if (!recordedCuts.has(snapshot)) {
    const count = (own, process) => {
      const point = snapshot ? snapshot.points[process] : null;
      return point === null ? own.length : own.filter(step => step.step < point).length;
    };
    recordedCuts.set(snapshot, steps.map(count));
  }
  return recordedCuts.get(snapshot);
}
const recordedCuts = new Map();

const sameCut = (one, other) => one.every((count, process) => count === other[process]);

/** "forward", "backward" or "" for a message and a cut; markers are no part of the computation. */
function crossing(message, cut) {
  if (message.marker !== null || message.unsent) return "";
  const sent = message.sentStep < cut[message.from];
  const received = message.receivedStep < cut[message.to];
  if (sent === received) return "";
  return sent ? "forward" : "backward";
}

/** Of a message to which the algorithm adds something: "white" if it was sent before its sender recorded for the snapshot shown, else "red". */
function colourOf(message) {
  if (message.marker !== null || !message.added || message.sent === null || !view.snapshot) return "";
  return message.sentStep < recordedCut(view.snapshot)[message.from] ? "white" : "red";
}

/** The state of a process at the cut. */
function stateAtCut(process, cut) {
  const count = cut[process];
  return count === 0 ? run.base[process] : stateAt(process, steps[process][count - 1].last);
}

/** Everything the page says of a cut. */
function judge(cut) {
  const backward = messages.filter(message => crossing(message, cut) === "backward");
  const contents = byChannel(messages.filter(message => crossing(message, cut) === "forward"));
  const states = processes.map((_, process) => stateAtCut(process, cut));
  return { backward, contents, states, total: total(states, contents) };
}

/** What is conserved, each good by itself, counted at the cut. */
function total(states, contents) {
  const inside = [...contents.values()].flat();
  if (run.goods.length === 0) return `${counted(inside.length, "message")} in channels`;
  if (states.includes(null)) return "not known: a state is not";
  if (inside.some(message => message.carries === null)) return "not known: what a message carries is not";
  const holders = [...states.map(state => state.holds), ...inside.map(message => message.carries)];
  const amount = good => {
    const sum = holders.reduce((sum, holds) => sum + (Object.hasOwn(holds, good.name) ? holds[good.name] : 0), 0);
    return `${sum} ${sum === 1 ? good.one : good.many}`;
  };
  return run.goods.map(amount).join(", ");
}

/** The places of the steps on either side of a process's cut point. */
function around(process, count) {
  const own = steps[process];
  return [count > 0 ? own[count - 1].last : -1, count < own.length ? own[count].first : -1];
}

/**
 * Theorem 1: the same events with all prerecording ones first, each side in its old order. Gives how far down each event
 * of the computation then is, and the cut; what belongs to the algorithm alone, or is not drawn, goes to the line.
 */
function prerecordingFirst(cut) {
  const isBefore = place => stepOf[place] < cut[events[place].process];
  const underlying = events.map((_, place) => place).filter(place => events[place].underlying && isPlaced(events[place].process));
  const before = underlying.filter(isBefore);
  const after = underlying.filter(place => !isBefore(place));
  const line = (before.length + 0.5) * ROW;
  const y = new Float64Array(events.length).fill(line);
  before.forEach((place, row) => (y[place] = row * ROW));
  after.forEach((place, row) => (y[place] = line + (row + 1.5) * ROW));
  return { y, line, height: line + (after.length + 1) * ROW };
}
