// Algorithm, program, links and all other options: what there is to choose from is what the engine says that there is.

let there = null;
/** The options that have a place of their own in the page. */
const IN_SIGHT = ["algorithm", "links", "topology", "program"];
const ELSEWHERE = ["param", ...CHOOSES];

const usual = help => help.match(/\[default: ([^\]]{1,20})\]/)?.[1];
const repeats = help => /may be (repeated|given more than once)/.test(help);
/** A label, as people write it. */
const called = name => name[0].toUpperCase() + name.slice(1).replaceAll("-", " ");

/** The words that an option takes, if there are only these. */
function wordsOf({ name, words }) {
  const named = { algorithm: there.algorithms, program: there.programs }[name];
  return named ? named.map(one => one.name) : words;
}

function control(option) {
  const id = `option-${option.name}`;
  const words = wordsOf(option);
  if (words) return el("select", { id }, el("option", { value: "" }), ...words.map(word => el("option", { value: word }, word)));
  if (repeats(option.help)) return el("textarea", { id, rows: 2, spellcheck: "false", placeholder: "one a line" });
  return el("input", { id, spellcheck: "false", autocomplete: "off", placeholder: usual(option.help) ?? "" });
}

function field(option) {
  const input = control(option);
  const hint = el("p", { class: "hint", id: `${input.id}-hint` }, IN_SIGHT.includes(option.name) ? "" : option.help);
  input.setAttribute("aria-describedby", `${hint.id} ${option.name}-error`);
  input.addEventListener(input.tagName === "SELECT" ? "change" : "input", () => {
    const value = input.value.trim();
    setOption(option.name, repeats(option.help) ? value.split("\n").map(line => line.trim()).filter(line => line) : value);
    if (option.name === "program") delete experiment.options.param;
    changed();
  });
  const error = el("p", { class: "error", id: `${option.name}-error`, hidden: "" });
  return el("div", { class: `field${IN_SIGHT.includes(option.name) ? "" : " wide"}` }, el("label", { for: input.id }, called(option.name)), input, hint, error);
}

/** The menus, once: from the engine's list. */
function makeMenus(list) {
  there = list;
  byId("version").textContent = `Version ${list.version}.`;
  const found = list.options.filter(option => !option.not_here && !ELSEWHERE.includes(option.name));
  const inSight = IN_SIGHT.map(name => found.find(option => option.name === name)).filter(option => option);
  byId("chosen").append(...inSight.map(field));
  byId("others").append(...found.filter(option => !inSight.includes(option)).map(field));
  const refused = list.options.filter(option => option.not_here).map(option => `--${option.name}: ${option.not_here}.`);
  byId("not-here").append(...[...refused, "--until, --detect and --crash: only sim has them."].map(line => el("li", {}, line)));
}

/** What the experiment says of an option, as it stands in a control. */
const saidOf = name => [experiment.options[name] ?? ""].flat().join("\n");

/** Has the controls say what the experiment says, and what is so where it says nothing. */
function showMenus(config) {
  const orders = new Set(config?.channels.map(channel => channel.order));
  const unsaid = { algorithm: config?.algorithm, program: config?.program, links: orders.size === 1 ? [...orders][0] : "by channel" };
  for (const option of there.options) {
    const input = byId(`option-${option.name}`);
    if (!input) continue;
    if (document.activeElement !== input) input.value = saidOf(option.name);
    if (input.tagName !== "SELECT") continue;
    const isSaid = option.name in experiment.options;
    const first = config && !isSaid ? `not chosen: ${unsaid[option.name]}` : "not chosen";
    input.options[0].textContent = first;
  }
  const about = (all, name) => all.find(one => one.name === name)?.about ?? "";
  byId("option-algorithm-hint").textContent = about(there.algorithms, experiment.options.algorithm ?? config?.algorithm);
  byId("option-program-hint").textContent = about(there.programs, experiment.options.program ?? config?.program);
  showParameters(experiment.options.program ?? config?.program);
}

/** One input for each parameter of the program. */
function showParameters(program) {
  const box = byId("parameters");
  const parameters = there.programs.find(one => one.name === program)?.parameters ?? [];
  box.hidden = parameters.length === 0;
  if (experiment.options.param) box.open = true;
  if (box.dataset.of !== program) {
    box.dataset.of = program ?? "";
    box.querySelector(".fields").replaceChildren(...parameters.map(parameterField));
  }
  for (const { name } of parameters) {
    const input = byId(`param-${name}`);
    const said = [experiment.options.param ?? []].flat().find(one => one.startsWith(`${name}=`));
    if (document.activeElement !== input) input.value = said?.slice(name.length + 1) ?? "";
  }
}

function parameterField({ name, about, default: unset }) {
  const [id, hint] = [`param-${name}`, `param-${name}-hint`];
  const input = el("input", { id, spellcheck: "false", autocomplete: "off", placeholder: unset ?? "", "aria-describedby": `${hint} param-error` });
  input.addEventListener("input", () => {
    const others = [experiment.options.param ?? []].flat().filter(one => !one.startsWith(`${name}=`));
    setOption("param", input.value.trim() ? [...others, `${name}=${input.value.trim()}`] : others);
    changed();
  });
  return el("div", { class: "field" }, el("label", { for: id }, name), input, el("p", { class: "hint", id: hint }, about));
}
