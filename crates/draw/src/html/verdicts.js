// What the oracles said: first all together, then each.

const MARKS = new Map([[true, ["good", "holds"]], [false, ["bad", "violated"]], [null, ["unsure", "unknown"]]]);

/** What came of the run, the event that decides it, and the command that shows it again. */
function showBanner() {
  const { mark, word, text, event, snapshot, there, again } = run.banner;
  byId("banner").className = `is-${mark}`;
  const says = byId("verdict");
  says.replaceChildren(el("strong", { class: mark }, word), `: ${text}${text.endsWith(".") ? "" : "."}`);
  if (event !== undefined) says.append(" See ", linkTo(event, snapshot), `, ${there}.`);
  if (!again) return;
  byId("again").hidden = false;
  [byId("again-for").textContent, byId("command").textContent] = again;
}

/** Puts the command where it can be pasted from. */
async function copyCommand() {
  const command = byId("command");
  getSelection().selectAllChildren(command);
  const written = navigator.clipboard?.writeText(command.textContent).then(() => true, () => false);
  byId("copied").textContent = (await written) || document.execCommand("copy") ? "Copied." : "Selected: copy it with the keyboard.";
}

function showChecks() {
  const several = cuts.length > 1;
  const items = run.checks.map(check => {
    const [mark, word] = MARKS.get(check.ok);
    const item = el("li", {}, el("span", { class: mark }, `${word}: `), el("strong", {}, several ? `${check.name} (snapshot ${check.snapshot})` : check.name), ` – ${check.text} `);
    check.events.forEach(seq => item.append(linkTo(seq, check.snapshot), " "));
    if (check.story.length) item.append(el("ul", {}, ...check.story.map(line => el("li", {}, line))));
    return item;
  });
  if (!items.length) items.push(el("li", {}, el("span", { class: "unsure" }, "The file has no verdict.")));
  byId("checks").replaceChildren(...items);
}
