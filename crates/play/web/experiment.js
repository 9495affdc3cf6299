// The experiment: a scenario, the files that it names, and options laid over both. All of it is in the address, and nothing else is.

const nothing = () => ({ scenario: "", files: {}, options: {} });
let experiment = nothing();

/** What says which run is made, of those that there are. */
const CHOOSES = ["seed", "schedule"];

/** What the engine is asked: `what` is done with the experiment, without the options that are named. */
function request(what, without = []) {
  const options = Object.fromEntries(Object.entries(experiment.options).filter(([name]) => !without.includes(name)));
  return { ...(experiment.scenario.trim() && { scenario: experiment.scenario }), files: experiment.files, options, ...what };
}

/** Sets an option, or forgets it: a text, or several. */
function setOption(name, value) {
  if (value === undefined || value === "" || value.length === 0) delete experiment.options[name];
  else experiment.options[name] = value;
}

/** Takes the seed, or the schedule: there is one of them. */
function choose(name, value) {
  CHOOSES.forEach(other => delete experiment.options[other]);
  setOption(name, value);
}

/** The experiment as it is in an address. */
function written({ scenario, files, options }) {
  const said = new URLSearchParams();
  if (scenario.trim()) said.set("scenario", scenario);
  Object.entries(files).forEach(([name, text]) => said.set(`file:${name}`, text));
  Object.entries(options).forEach(([name, value]) => [value].flat().forEach(one => said.append(name, one)));
  return said.toString();
}

/** The experiment of an address. What the engine does not know it refuses in words. */
function read(fragment) {
  const found = nothing();
  for (const [name, value] of new URLSearchParams(fragment.replace(/^#/, ""))) {
    if (name === "scenario") found.scenario = value;
    else if (name.startsWith("file:")) found.files[name.slice(5)] = value;
    else found.options[name] = Object.hasOwn(found.options, name) ? [found.options[name], value].flat() : value;
  }
  return found;
}

/** Writes the experiment into the address. */
function remember() {
  const said = written(experiment);
  if (said !== location.hash.slice(1)) history.replaceState(null, "", said ? `#${said}` : location.pathname);
}
