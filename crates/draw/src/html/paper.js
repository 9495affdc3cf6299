// On paper nothing scrolls and nobody steps: there the diagram is whole, cut into pictures that a page has room for, each with the heads of
// the columns. A reader who has not begun to step has it as it is at the end.

/** How wide paper is, in the pixels of a browser; and how high a picture is to its width, so that three of them are on a page. */
const PAPER = 720;
const HIGH_TO_WIDE = 0.43;
/** A diagram that is no higher than so, to its width, is one picture. */
const WHOLE = 1.5;
/** How much a picture has again of the one before it, so that no event is cut through in both. */
const AGAIN = 14;

function pictures() {
  sight.room = PAPER;
  const now = placesNow();
  measure(now);
  const points = cutPoints(view.cut, view.snapshot, now);
  const part = Math.floor(shape.width * HIGH_TO_WIDE) - UNDER_NAMES - 2 * AGAIN;
  const high = now.end <= shape.width * WHOLE ? now.end : part;
  const made = [];
  for (let top = UNDER_NAMES; top < now.end; top += high) {
    const [from, until] = [top - AGAIN - UNDER_NAMES, Math.min(now.end, top + high + AGAIN)];
    const picture = make("svg", { class: "on-paper", viewBox: `0 ${from} ${shape.width} ${until - from}` });
    picture.append(...drawingOf(now, points, from, until), ...namesAt(from));
    showReader(picture);
    made.push(picture);
  }
  return made;
}

let leftAt = null;
addEventListener("beforeprint", () => {
  leftAt = view.at;
  if (view.at < 0) view.at = events.length - 1;
  giveRoom();
  showStep();
  showTopology();
  byId("paper").replaceChildren(...pictures());
});
addEventListener("afterprint", () => {
  byId("paper").replaceChildren();
  view.at = leftAt ?? view.at;
  giveRoom();
  showStep();
  revealChanged();
  showTopology();
  look();
  redraw();
});
