// Playing: a step at a time, each for as long as it takes to read it.

/** The last event of the step after this place, or of the one that it is in the middle of. */
function stepAfter(place) {
  let next = Math.min(place + 1, events.length - 1);
  while (next + 1 < events.length && beginOf[next + 1] === beginOf[next]) next++;
  return next;
}

/** The last event of the step before the one at this place. */
const stepBefore = place => (place < 0 ? -1 : beginOf[place] - 1);

let playing = 0;

function showPlaying() {
  byId("play").textContent = playing ? "❚❚ Pause" : "▶ Play";
}

function pause() {
  clearTimeout(playing);
  playing = 0;
  showPlaying();
}

function playOn() {
  go(stepAfter(view.at));
  if (view.at >= events.length - 1) return pause();
  playing = setTimeout(playOn, Number(byId("speed").value));
  showPlaying();
}

/** Plays on from here, from the beginning if this is the end; or pauses. */
function togglePlay() {
  if (playing) return pause();
  if (view.at >= events.length - 1) view.at = -1;
  playOn();
}
