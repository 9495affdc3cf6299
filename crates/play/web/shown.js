// The run: the engine's own page of it, its verdict, and, where there is none, what is wrong, beside what it is wrong with.

const VERDICTS = { ok: ["good", "Holds"], failed: ["bad", "Fails"], unknown: ["unsure", "No verdict"] };
/** A verdict as the oracles gave it. */
function verdict(name) {
  const [mark, word] = VERDICTS[name];
  return el("strong", { class: mark }, word);
}

/** The element for what is wrong, by what the engine's words name. */
function placeOf(words) {
  const named = name => [`'${name}'`, `'--${name}'`, `${name}=`].some(form => words.includes(form));
  if (words.includes("scenario.toml")) return "scenario-error";
  if (/\bfile\b/.test(words) && !named("program")) return "files-error";
  if (words.includes("parameter")) return "param-error";
  if (words.startsWith(`${experiment.options.algorithm} `)) return "algorithm-error";
  const option = there.options.find(({ name }) => named(name) && byId(`${name}-error`) && name in experiment.options);
  return option ? `${option.name}-error` : "error";
}

function showError({ error, tip }, where = placeOf(error)) {
  const missing = error.match(/^there is no file '(.+)'$/)?.[1];
  if (missing) byId("file-name").value = missing;
  const help = missing ? "add it here" : tip;
  say(where, help ? `${error}\n${help}` : error);
  const element = byId(where);
  for (let box = element.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  const inputs = describedBy(where);
  const named = inputs.filter(({ id }) => error.includes(`'${id.replace(/^[a-z]+-/, "")}'`));
  (named.length ? named : inputs).forEach(input => input.setAttribute("aria-invalid", "true"));
}
const describedBy = where => [...document.querySelectorAll(`[aria-describedby~="${where}"]`)];

/** Takes back what is said to be wrong: with the run, or with a search. */
function clearErrors(of) {
  document.querySelectorAll(of).forEach(({ id }) => {
    say(id, "");
    describedBy(id).forEach(input => input.removeAttribute("aria-invalid"));
  });
}
const OF_RUN = ".error:not(.of-search)";
const OF_SEARCH = ".error.of-search";

/** The engine's page, in a frame; the one before stays until it is there. */
function showPage(page) {
  const address = URL.createObjectURL(new Blob([page], { type: "text/html" }));
  const before = [...byId("frames").children];
  const frame = el("iframe", { title: "The run", src: address, sandbox: "allow-scripts" });
  frame.addEventListener("load", () => {
    before.forEach(old => old.remove());
    URL.revokeObjectURL(address);
  });
  byId("frames").append(frame);
}

/** A run in two forms: as data, and as a page. */
function showRun(data, page) {
  const { config, outcome } = JSON.parse(data.output);
  const which = config.schedule === undefined ? `Seed ${config.seed}` : "The schedule";
  byId("outcome").replaceChildren(verdict(data.verdict), `: ${which}, ${outcome.events} events.`);
  byId("digest").textContent = `Digest of its events: ${outcome.digest}`;
  byId("frames").classList.remove("stale");
  showPage(page.output);
  showSeed(config);
  showMenus(config);
  takeNetwork(config);
  showCommand("run", "This run", data.command);
}

/** There is no run: the picture is of what was before. */
function showNone(answer) {
  const isOld = byId("frames").children.length > 0;
  byId("outcome").textContent = `There is no such run.${isOld ? " Below is the last one that there was." : ""}`;
  byId("digest").textContent = "";
  byId("frames").classList.add("stale");
  showMenus(null);
  byId("scheduled").hidden = !("schedule" in experiment.options);
  forgetCommand("run");
  showError(answer);
}

function showSeed(config) {
  const scheduled = config.schedule !== undefined;
  byId("scheduled").hidden = !scheduled;
  for (const id of ["seed", "seeds"]) if (document.activeElement !== byId(id) || id === "seeds") byId(id).value = scheduled ? "" : config.seed;
  if (scheduled) byId("seeds").value = 0;
}

/** The commands of sim that do the same, by what they are for. */
const commands = new Map();
function showCommand(of, purpose, command) {
  if (command) commands.set(of, [purpose, command]);
  byId("commands").replaceChildren(...[...commands.values()].map(commandShown));
  byId("native").hidden = commands.size === 0;
}
function forgetCommand(of) {
  commands.delete(of);
  showCommand(of);
}
function commandShown([purpose, command]) {
  const button = el("button", { type: "button", "aria-label": `Copy: ${purpose}` }, "Copy");
  const says = el("span", { class: "for", role: "status" }, purpose);
  button.addEventListener("click", () => copy(command, says));
  return el("li", {}, says, el("code", { tabindex: 0 }, command), button);
}
