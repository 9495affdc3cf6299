// Where the reader is, in a drawing of the diagram: what is still to come is pale, the event has a ring, and its messages are thick. These
// marks are not drawn with the rest: a step changes them alone, unless it scrolls or a cut grows, and then `diagram.js` draws again.

function showReader(drawing) {
  for (const element of drawing.querySelectorAll("[data-from]")) {
    element.classList.toggle("later", view.slide === 0 && Number(element.dataset.from) > view.at);
  }
  for (const line of drawing.querySelectorAll(".current-line")) line.classList.remove("current-line");
  for (const line of drawing.querySelectorAll(`[data-ends~="${view.at}"]`)) line.classList.add("current-line");
  drawing.querySelector(".current")?.remove();
  const event = drawing.querySelector(`circle[data-place="${view.at}"]`);
  event?.before(make("circle", { class: "current", cx: event.getAttribute("cx"), cy: event.getAttribute("cy"), r: 11 }));
}
