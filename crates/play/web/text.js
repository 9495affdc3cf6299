// The scenario as text, and the files that it names.

function showText() {
  const box = byId("scenario");
  if (document.activeElement !== box) box.value = experiment.scenario;
  const files = Object.entries(experiment.files);
  const scenario = experiment.scenario.trim() ? [["scenario.toml", experiment.scenario]] : [];
  byId("keep").replaceChildren(...[...scenario, ...files].map(kept));
  if (byId("files").contains(document.activeElement)) return;
  byId("files").replaceChildren(...files.map(([name, text], place) => file(name, text, place)));
}

function file(name, text, place) {
  const box = el("textarea", { id: `file-${place}`, rows: 5, spellcheck: "false", "aria-describedby": "files-error" });
  box.value = text;
  box.addEventListener("input", () => {
    experiment.files[name] = box.value;
    changed();
  });
  const remove = el("button", { type: "button", "aria-label": `Remove the file ${name}` }, "Remove");
  remove.addEventListener("click", () => {
    delete experiment.files[name];
    remove.blur();
    changed();
  });
  return el("div", { class: "file" }, el("div", { class: "bar" }, el("label", { for: box.id }, `File ${name}`), remove), box);
}

/** A link that saves a text, for the command that reads it. */
const kept = ([name, text]) => el("a", { href: `data:text/plain;charset=utf-8,${encodeURIComponent(text)}`, download: name }, `Save ${name}`);

byId("scenario").addEventListener("input", event => {
  experiment.scenario = event.target.value;
  changed();
});
byId("add-file").addEventListener("click", () => {
  const name = byId("file-name").value.trim();
  if (!name) return byId("file-name").focus();
  experiment.files[name] ??= "";
  byId("file-name").value = "";
  changed();
  byId("files").querySelector(".file:last-child textarea")?.focus();
});
