// What is the same as before stays as it is in the page: what is written anew the browser styles, lays out and paints anew, whatever it says.

/** Writes those of some attributes that are not so already. */
function set(element, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (element.getAttribute(key) !== String(value)) element.setAttribute(key, value);
  }
}

/** Gives an element these children. One that looks the same as the one in its place is not put there, so it may do nothing else than that. */
function fill(parent, children) {
  const before = [...parent.children];
  children.forEach((child, place) => {
    if (!before[place]) parent.append(child);
    else if (!before[place].isEqualNode(child)) before[place].replaceWith(child);
  });
  before.slice(children.length).forEach(child => child.remove());
}
