// What is changed is run, at once: the experiment goes to the engine, and into the address.

let engine = null;
let [busy, again] = [false, false];
const examples = JSON.parse(byId("examples").textContent);

/** The experiment was changed. What was found by a search stays if only another of its runs is looked at. */
function changed(sameRuns = false) {
  if (!sameRuns) forgetSearches();
  remember();
  showText();
  showExample();
  show();
}

/** Runs it, and once more if it was changed meanwhile. */
async function show() {
  again = true;
  if (busy) return;
  busy = true;
  while (again) {
    again = false;
    await showOnce();
  }
  busy = false;
}

async function showOnce() {
  const data = await engine.ask(request({ run: { format: "json" } }));
  const page = data?.ok ? await engine.ask(request({ run: { format: "html" } })) : data;
  // It was stopped together with a search, or changed meanwhile.
  if (data === null || page === null) again = true;
  if (again) return;
  clearErrors(OF_RUN);
  if (page.ok) showRun(data, page);
  else showNone(page);
}

/** Begins with another experiment; the browser's way back leads to this one. */
function beginWith(taken) {
  history.pushState(null, "", location.href);
  take(taken);
}

/** Has all of the page say what the experiment says. */
function take(taken) {
  experiment = taken;
  showMenus(null);
  forgetNetwork();
  byId("written").open = experiment.scenario.trim() !== "";
  changed();
}

const sameAs = ({ scenario, files, options }) => written({ scenario, files, options: options ?? {} }) === written(experiment);
function showExample() {
  const place = examples.findIndex(sameAs);
  byId("example").value = place;
  byId("example-about").textContent = examples[place]?.about ?? "";
}

function setSeed(value) {
  choose("seed", String(value));
  changed(true);
}
byId("seed").addEventListener("input", event => {
  const { value } = event.target;
  if (value === "" || event.target.checkValidity()) setSeed(value);
  else say("seed-error", "a whole number from 0 to 9007199254740991 is needed");
});
byId("seeds").addEventListener("input", event => setSeed(event.target.value));
byId("next").addEventListener("click", () => {
  byId("seed").blur();
  setSeed(seedShown() + 1);
});
byId("unschedule").addEventListener("click", () => setSeed(0));
byId("example").addEventListener("change", event => {
  const { scenario, files, options } = examples[event.target.value] ?? experiment;
  beginWith({ scenario, files: { ...files }, options: { ...options } });
});
byId("anew").addEventListener("click", () => beginWith(nothing()));
byId("link").addEventListener("click", () => copy(location.href, byId("linked")));
byId("draw").open = matchMedia("(min-width: 901px)").matches;
byId("example").append(el("option", { value: -1 }, "one of your own"), ...examples.map(({ name }, place) => el("option", { value: place }, name)));

async function begin() {
  engine = new Asking(await unpacked(byId("module").textContent), byId("worker").textContent);
  const list = await engine.ask({ list: {} });
  if (!list.ok) throw new Error(list.error);
  makeMenus(JSON.parse(list.output));
  document.querySelector("main").inert = false;
  // The address may have been written to since: what was asked for is in the event.
  addEventListener("hashchange", event => {
    const asked = read(new URL(event.newURL).hash);
    if (written(asked) !== written(experiment)) take(asked);
  });
  take(read(location.hash));
}
begin().catch(error => {
  byId("outcome").textContent = "The engine cannot be started in this browser.";
  say("error", String(error));
});
