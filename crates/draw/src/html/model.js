// The run, indexed. Places are places among the shown events; nothing here knows the page.

const { events, messages, processes, channels, cuts, waits = [], became } = run;
const ROW = 26;

const nameOf = message => message.name;
/** When an event was: `t=7`; nothing, in a run without times. */
const timeOf = event => (run.timed ? `t=${event.t}` : "");
const atTime = event => (run.timed ? `, t=${event.t}` : "");
/** What the algorithm adds to a message, behind its name. */
const addedTo = message => message.added ?? "";
const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
const stateText = state => (state ? state.text : "?");

/** For each process the places of its events. */
const placesOf = processes.map(() => []);
/** For each process the places of its events that tell its state. */
const telling = processes.map(() => []);
/** For each process its steps in which the computation takes part: what a cut divides. */
const steps = processes.map(() => []);
/** For each event the number of the computation's step it is part of, or -1 for one of the algorithm's alone. */
const stepOf = new Int32Array(events.length).fill(-1);

events.forEach((event, place) => {
  const { process, kind } = event;
  placesOf[process].push(place);
  if (event.state && kind !== "record") telling[process].push(place);
  const own = steps[process];
  let last = own[own.length - 1];
  if (event.underlying && (!last || last.step !== event.step)) {
    last = { step: event.step, first: place, last: place };
    own.push(last);
  }
  if (last && last.step === event.step) {
    last.last = place;
    stepOf[place] = own.length - 1;
  }
});

/** For each event the place of the first of its step: what one process does at once. */
const beginOf = new Int32Array(events.length);
events.forEach(({ process, step }, place) => {
  const before = events[place - 1];
  beginOf[place] = before && before.process === process && before.step === step ? beginOf[place - 1] : place;
});

/** The step that the event at `place` is part of in words; nothing, where the event itself says it all. */
function toldAt(place) {
  const told = place >= 0 ? events[beginOf[place]].told : null;
  return told && place < beginOf[place] + told.events ? told : null;
}

const sentBy = new Map();
const receivedBy = new Map();
for (const message of messages) {
  message.sentStep = message.sent === null ? -1 : stepOf[message.sent];
  message.receivedStep = message.received === null ? Infinity : stepOf[message.received];
  if (message.sent !== null) sentBy.set(message.sent, message);
  if (message.received !== null) receivedBy.set(message.received, message);
}

/** The last of some rising places that is not above `place`, as an index; -1 if there is none. */
function lastUpTo(places, place) {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle] <= place) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The state of a process once the event at `place` has happened. */
function stateAt(process, place) {
  const index = lastUpTo(telling[process], place);
  return index < 0 ? run.base[process] : events[telling[process][index]].state;
}

const isIn = (message, place) =>
  !message.unsent && (message.sent === null || message.sent <= place) && (message.received === null || message.received > place);

/** What is in flight once the event at `place` has happened, by channel. */
const inFlight = place => byChannel(underWay(place).filter(message => isIn(message, place)));

/** For each channel, `from,to`, those of some messages that are its. */
function byChannel(some) {
  const contents = new Map(channels.map(channel => [`${channel.from},${channel.to}`, []]));
  for (const message of some) {
    const key = `${message.from},${message.to}`;
    if (!contents.has(key)) contents.set(key, []);
    contents.get(key).push(message);
  }
  return contents;
}

const channelIds = new Map(channels.map(channel => [`${channel.from},${channel.to}`, channel.id]));
function channelName(key) {
  if (channelIds.has(key)) return channelIds.get(key);
  const [from, to] = key.split(",");
  return `${processes[from]}->${processes[to]}`;
}

/** The place of the event with this number, or -1 if it is not shown. */
function placeOf(seq) {
  let low = 0;
  let high = events.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (events[middle].seq === seq) return middle;
    if (events[middle].seq < seq) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
