// What a reader can do, and the address, which has the way so far.

/** The way as the fragment of an address. */
const fragment = () => `#${new URLSearchParams({ schedule: actions().join(" ") })}`;
function recall() {
  followText(new URLSearchParams(location.hash.slice(1)).get("schedule") ?? "");
}

/** Shows where the reader has come to, and keeps the keyboard where it was. */
function moved() {
  const had = document.activeElement !== document.body;
  if (location.hash !== fragment() && (location.hash || trip.took.length)) history.pushState(null, "", fragment());
  showAll();
  const now = document.activeElement;
  if (had && (now === document.body || now.disabled)) (byId("choices").querySelector("button") ?? byId("here")).focus({ preventScroll: true });
}

function choose(place) {
  const choice = choicesOf(here())[place];
  if (!choice) return;
  if (take(place)) return moved();
  const why = choice.to === null ? "This leads to a state that is not in this page" : `A way has ${LONGEST} steps at most here`;
  byId("out").replaceChildren(`${why}. The command that goes there: `, el("code", {}, commandOf([...actions(), choice.action])));
}
const back = () => {
  cutBack(trip.took.length - 1);
  moved();
};
const toStart = () => {
  cutBack(0);
  moved();
};
const onward = () => {
  takeForced();
  moved();
};

const keys = { Backspace: back, Home: toStart, n: onward };
document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(".run, input, select, textarea")) return;
  const act = /^[1-9]$/.test(event.key) ? () => choose(Number(event.key) - 1) : Object.hasOwn(keys, event.key) ? keys[event.key] : null;
  if (!act) return;
  event.preventDefault();
  act();
});
byId("back").addEventListener("click", back);
byId("start").addEventListener("click", toStart);
byId("on").addEventListener("click", onward);
byId("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(byId("command").textContent);
    byId("copied").textContent = "copied";
  } catch {
    getSelection().selectAllChildren(byId("command"));
    byId("copied").textContent = "selected: copy it with your keyboard";
  }
});
// Back and forward in the browser, and an address that was typed.
addEventListener("popstate", () => {
  recall();
  showAll();
});

const partsOf = name => name.split("-").map(number => Number(number) - 1);
function leadThere(name) {
  const [place, kind] = partsOf(name);
  const { way, steps } = recordable[place].ends[kind];
  follow(way);
  moved();
  if (way.length < steps) byId("out").textContent = `The way to it has ${steps} steps, and leads out of this page here.`;
  byId("choose").scrollIntoView();
  byId("here").focus({ preventScroll: true });
}

/** Draws a run where it is asked for, once. */
function showRun(button) {
  const host = byId(`drawn-${button.dataset.of}`);
  host.hidden = !host.hidden;
  button.setAttribute("aria-expanded", String(!host.hidden));
  button.firstChild.data = host.hidden ? "Show its run" : "Hide its run";
  if (host.hidden || host.shadowRoot) return;
  const root = host.attachShadow({ mode: "open" });
  root.append(byId("picture").content.cloneNode(true));
  const parts = root.getElementById("run");
  parts.removeAttribute("role");
  parts.classList.add("shows-step", "shows-verdict", "shows-cut");
  page(root, JSON.parse(byId(`run-${button.dataset.of}`).textContent)).go(Infinity);
}
for (const button of document.querySelectorAll(".lead")) button.addEventListener("click", () => leadThere(button.dataset.of));
for (const button of document.querySelectorAll(".show")) button.addEventListener("click", () => showRun(button));

recall();
showAll();
