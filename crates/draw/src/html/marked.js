// Marks that whoever drew the page has put on events, each with a word.

const marked = new Map();

/** Draws the mark of an event under its sign, and puts the word beside it. */
function drawMarked(sign, labels, place, x, y) {
  const word = marked.get(place);
  sign.before(make("rect", { class: "marked", x: x - 15, y: y - 13, width: 30, height: 26, rx: 4 }));
  const half = widthOf(word, true) / 2 + 20;
  labels.put(word, { class: "label strong" }, [[x + half, y], [x - half, y], [x, y - 22], [x, y + 22]]);
}
