// The lesson: each diagram is a page of a run in a tree of its own, and each question is judged where it is asked.

(() => {
  "use strict";

  /** The diagrams, by the elements that they are in. */
  const diagrams = new Map();

  function draw(host) {
    const root = host.attachShadow({ mode: "open" });
    root.append(document.getElementById("picture").content.cloneNode(true));
    const { run: name, shows, at, cut } = host.dataset;
    const parts = root.getElementById("run");
    parts.removeAttribute("role");
    parts.classList.add(...shows.split(" ").filter(Boolean).map(part => `shows-${part}`));
    const run = JSON.parse(document.getElementById(`run-${name}`).textContent);
    const diagram = page(root, { ...run, quiet: "quiet" in host.dataset });
    if (cut) diagram.setCut(cut.split(".").map(Number));
    if (at === "end") diagram.go(Infinity);
    diagrams.set(host, diagram);
  }
  document.querySelectorAll(".run").forEach(draw);

  /** What is to be said of the cut that the reader placed: by the judge of the page, that of the diagram. */
  function placed(diagram) {
    const { backward, contents, total } = diagram.judged();
    diagram.tell();
    if (backward.length) {
      const { name, from, to } = diagram.ends(backward[0]);
      return [false, `${to} has received ${name} before this cut, but ${from} sends it only after the cut: ${name} crosses it backwards. Move ${from}’s point down, or ${to}’s point up.`];
    }
    const inside = [...contents.values()].flat().length;
    const held = inside === 0 ? "Nothing is in a channel there." : `${inside === 1 ? "One message is" : `${inside} messages are`} in channels there: sent before the cut, and received after it.`;
    return [true, `No message that is shown crosses this cut backwards, so it is consistent. ${held} Together: ${total}.`];
  }

  function chosen(form) {
    const choice = form.querySelector("input:checked");
    if (!choice) return [null, "Choose an answer first."];
    return ["right" in choice.dataset, choice.dataset.why];
  }

  for (const question of document.querySelectorAll(".question")) {
    const form = question.querySelector("form");
    const says = question.querySelector(".says");
    const diagram = diagrams.get(question.querySelector(".run"));
    form.addEventListener("submit", event => {
      event.preventDefault();
      const [right, why] = question.dataset.kind === "place" ? placed(diagram) : chosen(form);
      if (right) diagram?.tell();
      says.className = `says ${right === null ? "unsure" : right ? "good" : "bad"}`;
      says.textContent = right === null ? why : `${right ? "Right" : "Not yet"}. ${why}`;
    });
  }

  const projector = document.getElementById("projector");
  function enlarge() {
    const large = document.body.classList.toggle("large");
    projector.setAttribute("aria-pressed", String(large));
  }
  projector.addEventListener("click", enlarge);
  document.addEventListener("keydown", event => {
    if (event.key === "Escape") event.target.closest?.("dfn")?.classList.add("closed");
    if (event.key !== "p" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest(".run")) return;
    enlarge();
  });
  for (const word of document.querySelectorAll("dfn")) {
    for (const again of ["focus", "mouseenter"]) word.addEventListener(again, () => word.classList.remove("closed"));
  }
})();
