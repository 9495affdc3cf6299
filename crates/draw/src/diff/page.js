// Two runs beside each other: each diagram is a page of a run in a tree of its own, and both go through the computation together.

(() => {
  "use strict";

  const { names, steps, before, same, first } = JSON.parse(document.getElementById("data").textContent);
  const FIRST = { computation: first[0], all: first[1] };
  // On paper nobody steps: there both are whole, as they are at the end. This comes before the diagrams make their pictures.
  let left = [];
  addEventListener("beforeprint", () => {
    left = sides.map(({ diagram }) => diagram.at());
    sides.forEach(({ diagram }) => diagram.go(Infinity));
  });
  const sides = [...document.querySelectorAll(".run")].map(draw);
  const byId = id => document.getElementById(id);

  function draw(host) {
    const root = host.attachShadow({ mode: "open" });
    root.append(document.getElementById("picture").content.cloneNode(true));
    root.getElementById("run").removeAttribute("role");
    // What is said of both is said once, by this page.
    root.getElementById("says").setAttribute("role", "group");
    root.getElementById("says").removeAttribute("aria-live");
    const run = JSON.parse(document.getElementById(`run-${host.dataset.run}`).textContent);
    return { host, numbers: run.events.map(event => event.seq), diagram: page(root, run) };
  }

  /** How many of these rising numbers are not above one. */
  function upTo(numbers, number) {
    let [low, high] = [0, numbers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[middle] <= number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Where both are: an event of the computation, counted from 0; before the first that is shown, or behind the last. */
  let at = -1;
  const counts = [0, 1].map(side => before[side] + steps[side].length);
  const begin = Math.min(...before);
  const end = Math.max(...counts);

  function goSide(side, place) {
    const index = place - before[side];
    const { diagram, numbers } = sides[side];
    if (index < 0) diagram.go(-1);
    else if (index >= steps[side].length) diagram.go(Infinity);
    else diagram.go(upTo(numbers, steps[side][index]) - 1);
  }

  function place(next) {
    at = Math.max(begin - 1, Math.min(end, next));
    byId("back").disabled = byId("first").disabled = at < begin;
    byId("forward").disabled = byId("last").disabled = at >= end;
    byId("where").textContent = told();
  }

  function told() {
    if (at < begin) return begin ? "Before the first event that is shown." : "Before the first event.";
    if (at >= end) return "The end of both.";
    const event = `Event ${at + 1} of the computation`;
    const over = counts.findIndex(count => at >= count);
    if (over >= 0) return `${event}: ${names[over]} has ended.`;
    if (at < same) return `${event}: the same in both.`;
    return at === same ? `${event}: the first that differs.` : `${event}: after the first difference.`;
  }

  function go(next) {
    place(next);
    [0, 1].forEach(side => goSide(side, at));
  }

  /** Which event of the computation is the last that has happened with the event of this number. */
  const reached = (side, number) => before[side] + upTo(steps[side], number) - 1;

  /** Shows the first difference; a run that has ended by then is shown at its end. */
  function show(which) {
    const numbers = FIRST[which];
    if (!numbers) return;
    const known = numbers.findIndex(number => number !== null);
    place(reached(known, numbers[known]));
    numbers.forEach((number, side) => {
      sides[side].diagram.go(number === null ? Infinity : upTo(sides[side].numbers, number) - 1);
    });
    if (which === "all") byId("where").textContent = "The first difference of all events.";
  }

  /** Goes in the other run to where the reader has gone in this one. */
  function follow(side) {
    const { diagram, numbers } = sides[side];
    const here = diagram.at();
    place(here < 0 ? begin - 1 : reached(side, numbers[here]));
    goSide(1 - side, at);
  }

  function mark(which, word) {
    FIRST[which]?.forEach((number, side) => {
      if (number !== null) sides[side].diagram.mark(upTo(sides[side].numbers, number) - 1, word);
    });
  }
  mark("all", "first difference of all events");
  mark("computation", "first difference");

  const anywhere = { j: () => go(at + 1), k: () => go(at - 1), d: () => show("computation"), e: () => show("all") };
  const inDiagram = {
    ...anywhere,
    J: anywhere.j,
    K: anywhere.k,
    ArrowDown: anywhere.j,
    ArrowRight: anywhere.j,
    ArrowUp: anywhere.k,
    ArrowLeft: anywhere.k,
    Home: () => go(-1),
    End: () => go(end),
  };
  // Before the diagram takes the key for itself alone.
  addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.composedPath()[0];
    const isSlider = target.closest?.("[role=slider], input, select");
    const keys = event.target.closest?.(".run") && !isSlider ? inDiagram : anywhere;
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  }, true);

  byId("first").addEventListener("click", () => go(-1));
  byId("back").addEventListener("click", anywhere.k);
  byId("forward").addEventListener("click", anywhere.j);
  byId("last").addEventListener("click", () => go(end));
  for (const button of document.querySelectorAll("[data-first]")) {
    button.disabled = !FIRST[button.dataset.first];
    button.addEventListener("click", () => {
      show(button.dataset.first);
      byId("runs").scrollIntoView();
    });
  }
  sides.forEach(({ host }, side) => host.addEventListener("click", () => follow(side)));

  // And this after they have gone.
  addEventListener("afterprint", () => sides.forEach(({ diagram }, side) => diagram.go(left[side])));

  go(-1);
  show(FIRST.computation ? "computation" : "all");
})();
