// Elements, made and found. Texts come into the page as texts only.

const byId = id => document.getElementById(id);

function fill(element, attributes, children) {
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  element.append(...children);
  return element;
}
const el = (name, attributes = {}, ...children) => fill(document.createElement(name), attributes, children);
const drawn = (name, attributes = {}, ...children) => fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);

/** Says something somewhere, or takes it away. */
function say(id, text) {
  byId(id).textContent = text ?? "";
  byId(id).hidden = !text;
}

/** Puts a text where it can be pasted from, and says whether that went well. */
async function copy(text, says) {
  const written = navigator.clipboard?.writeText(text).then(() => true, () => false);
  says.textContent = (await written) || copiedByHand(text) ? "Copied." : "It could not be copied.";
}
function copiedByHand(text) {
  const box = el("textarea", { "aria-hidden": "true" });
  box.value = text;
  document.body.append(box);
  const before = document.activeElement;
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  before?.focus();
  return done;
}
