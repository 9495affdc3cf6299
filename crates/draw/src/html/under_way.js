// Which messages are under way where, without going over all of them: a binary tree over the places, in which each message is at the few
// nodes that together cover its way. It decides nothing: what is in a channel `model.js` says, and what is drawn `diagram.js`.

/** How many leaves there are: one before the first event, and one for each. The parent of a node has half its number. */
const LEAVES = events.length + 1;
const leafOf = place => LEAVES + 1 + place;
/** For each node the messages that are under way at all of its leaves, and not at all of its parent's. */
const covering = Array.from({ length: 2 * LEAVES }, () => []);
/** For each event the messages that begin or end with it. */
const endsAt = events.map(() => []);

messages.forEach((message, index) => {
  message.index = index;
  const [sent, received] = [message.sent ?? -1, message.received ?? events.length];
  for (const place of new Set([message.sent, message.received])) if (place !== null) endsAt[place].push(message);
  // In a log that no run can have written a message may be received first.
  let [low, high] = [leafOf(Math.min(sent, received)), leafOf(Math.max(sent, received))];
  for (; low < high; low >>= 1, high >>= 1) {
    if (low % 2) covering[low++].push(message);
    if (high % 2) covering[--high].push(message);
  }
});

const inOrder = found => found.sort((one, other) => one.index - other.index);

/** The messages with one end by the event at `place` and the other after it, in their order. */
function underWay(place) {
  const found = [];
  for (let node = leafOf(place); node > 0; node >>= 1) found.push(...covering[node]);
  return inOrder(found);
}

/** The messages that begin, end or are under way at an event from `first` until before `last`, in their order. */
function messagesAt(first, last) {
  const found = new Set(underWay(Math.min(first, events.length - 1)));
  for (let place = first; place < last; place++) for (const message of endsAt[place]) found.add(message);
  return inOrder([...found]);
}
