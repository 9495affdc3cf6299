// The messages in flight as tokens on the arrows of their channels, the oldest nearest to the receiver; and how they move in a step.
// Which they are `inFlight` says; where the arrows are, `layout.js`.

/** So many tokens are drawn on a channel at most; of more it is said how many more there are. */
const MOST_TOKENS = 4;
/** How far tokens are apart, if there is room; at least; and from the ends of their arrow. */
const TOKEN_GAP = 34;
const TOKEN_LEAST = 15;
const TOKEN_ENDS = 8;
/** Where on its arrow a message is that is in its sender or its receiver: behind the circle. */
const IN_SENDER = -0.1;
const IN_RECEIVER = 1.1;
/** For how many milliseconds a token moves. */
const MOVES_FOR = 400;

/** The tokens that are drawn, by message: the element, its curve, where on that it is drawn, and where it is shown while it moves. */
let tokens = new Map();
let moving = 0;

/** What a token looks like, and what is said beside it: with the signs that the message has in the diagram. */
function tokenLook(message) {
  const name = message.marker === null ? nameOf(message) : cuts.length > 1 ? `${message.body} ${message.marker}` : message.body;
  const fault = view.quiet ? null : message.faults.find(fault => fault.snapshot === view.snapshot?.snapshot);
  if (fault) return { kind: "wrong", told: `${fault.sign} ${name} ${fault.text}` };
  const isRecorded = !view.quiet && message.recorded.includes(view.snapshot?.snapshot);
  return { kind: message.marker !== null ? "marker" : isRecorded ? "recorded" : "message", told: name + addedTo(message) };
}

/** A message is round, one of the algorithm a diamond. */
function tokenSign(kind, isMarker, x, y) {
  if (isMarker) return make("path", { class: `token-${kind}`, d: `M${x} ${y - 8}l8 8l-8 8l-8 -8z` });
  return make("circle", { class: `token-${kind}`, cx: x, cy: y, r: 6.5 });
}

/** Where on a curve the tokens of so many messages are, the oldest first, and where it is said how many more there are, if there are. */
function tokenPlaces(curve, count) {
  const length = Math.max(1, lengthOf(curve));
  const room = Math.max(0, length - 2 * TOKEN_ENDS);
  const places = Math.floor(room / TOKEN_LEAST) + 1;
  const drawn = count <= Math.min(places, MOST_TOKENS) ? count : Math.max(1, Math.min(places - 1, MOST_TOKENS));
  const isBeside = places === 1;
  const all = drawn < count && !isBeside ? drawn + 1 : drawn;
  const gap = Math.min(TOKEN_GAP, room / Math.max(1, all - 1)) / length;
  const shareOf = index => 0.5 + gap * ((all - 1) / 2 - index);
  const rest = isBeside ? pointBeside(curve, 0.5, TOKEN_LEAST) : pointOn(curve, shareOf(drawn));
  return { shares: Array.from({ length: drawn }, (_, index) => shareOf(index)), rest: drawn < count ? rest : null };
}

/** What is in flight as tokens, and of which channels it is said how many more there are. */
function tokensOf(contents) {
  const [all, rests] = [[], []];
  for (const [key, inside] of contents) {
    if (!inside.length) continue;
    const curve = net.curves.get(key);
    const { shares, rest } = tokenPlaces(curve, inside.length);
    shares.forEach((share, index) => all.push({ message: inside[index], curve, share, shown: share, at: pointOn(curve, share), ...tokenLook(inside[index]) }));
    if (rest) rests.push({ key, count: inside.length - shares.length, at: rest });
  }
  // What is wrong has the first choice of a place for its name.
  all.sort((one, other) => (other.kind === "wrong") - (one.kind === "wrong"));
  return { all, rests };
}

/** Draws tokens, and moves them there from where they were if the reader made a step; gives the elements. */
function drawTokens(labels, all, isStep) {
  cancelAnimationFrame(moving);
  const before = tokens;
  tokens = new Map(all.map(token => [token.message, { ...token, element: tokenElement(labels, token) }]));
  const leaving = isStep ? moveTokens(before) : [];
  return [...leaving, ...tokens.values()].map(({ element }) => element);
}

function tokenElement(labels, { message, curve, at: [x, y], kind, told }) {
  const element = make("g", { class: "token" }, make("title", {}, messageTold(message)), tokenSign(kind, message.marker !== null, x, y));
  Object.assign(element.dataset, { channel: channelName(keyOf(message)), name: nameOf(message) });
  if (message.sent !== null) element.dataset.place = String(message.sent);
  const look = { message: "label", marker: "label", recorded: "label strong", wrong: "label fault" }[kind];
  const name = clipped(told, Math.min(180, net.width / 3), kind === "recorded" || kind === "wrong");
  const half = widthOf(name, kind === "recorded" || kind === "wrong") / 2 + 13;
  // First on the side to which the arrow is bent.
  const above = curve[1][1] <= (curve[0][1] + curve[2][1]) / 2 ? -17 : 17;
  putInside(labels, name, look, [[x, y + above], [x + half, y], [x - half, y], [x, y - above]]);
  element.append(...labels.texts.splice(0));
  return element;
}

/** How many messages of a channel have no token. */
function restElement({ key, count, at: [x, y] }) {
  const element = make("g", { class: "rest" }, make("title", {}, `${channelName(key)}: ${count} more`), text(`+${count}`, { class: "label strong", x, y: y + 4 }));
  element.dataset.channel = channelName(key);
  return element;
}

/** Sets the tokens moving from where they were shown, or out of a process; gives those that go into one. */
function moveTokens(before) {
  const [from, into] = view.at > net.at ? [IN_SENDER, IN_RECEIVER] : [IN_RECEIVER, IN_SENDER];
  const staying = [...tokens.values()].map(token => ({ token, begin: before.get(token.message)?.shown ?? from, end: token.share }));
  const leaving = [...before.values()].filter(({ message }) => !tokens.has(message)).map(token => ({ token, begin: token.shown, end: into }));
  for (const { token } of leaving) token.element.classList.add("leaving");
  const moves = [...staying.filter(({ begin, end }) => begin !== end), ...leaving];
  const start = performance.now();
  const frame = time => {
    const share = Math.min(1, Math.max(0, (time - start) / MOVES_FOR));
    for (const { token, begin, end } of moves) showAt(token, begin + (end - begin) * share);
    if (share < 1) moving = requestAnimationFrame(frame);
    else for (const { token } of leaving) token.element.remove();
  };
  frame(start);
  return leaving.map(({ token }) => token);
}

/** Shows a token somewhere else on its curve than where it is drawn. */
function showAt(token, share) {
  const [[x, y], [drawnX, drawnY]] = [pointOn(token.curve, share), token.at];
  token.shown = share;
  token.element.setAttribute("transform", `translate(${x - drawnX} ${y - drawnY})`);
}
