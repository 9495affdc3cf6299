// Where the processes and channels of the network are drawn: in the order of the processes around an ellipse, from the top and with the
// clock, two beside each other, and a process that is an end of every channel in the middle; a grid or a line in its rows, where there is
// room. `topology.js` draws them.

/** More processes, or more channels, than this are not told apart in a picture. */
const MOST_PROCESSES = 30;
const MOST_CHANNELS = 150;
/** In a circle so small there is no name, and its state is not beside it. */
const SMALL = 11;
/** How much room is kept above and below a process for its state. */
const ABOVE = 26;
/** A screen is narrow up to so many pixels: there the states are above and below, and what there are many of takes more height. */
const NARROW_SCREEN = 420;
/** A row of a grid is drawn as one where its arrows are so long. */
const LEAST_ARROW = 36;
/** How far before a process an arrow ends: its tip is drawn there. */
const BEFORE_TIP = 3;

/** The channels of the run, and any other that a message was in. */
const links = [...new Map([...channels, ...messages].map(({ from, to }) => [`${from},${to}`, { key: `${from},${to}`, from, to }])).values()];
const linkKeys = new Set(links.map(({ key }) => key));
const keyOf = ({ from, to }) => `${from},${to}`;

const isDrawable = processes.length <= MOST_PROCESSES && links.length <= MOST_CHANNELS;

/** The process that is an end of every channel and has one with every other; -1, if there is none. */
function middleOfStar() {
  if (processes.length < 4) return -1;
  return processes.findIndex((_, process) => {
    const others = links.map(({ from, to }) => (from === process ? to : to === process ? from : -1));
    return !others.includes(-1) && new Set(others).size === processes.length - 1;
  });
}

/** How many processes are in a row, if the channels are those of a grid, or of a line; 0, if they are not. */
function rowOfGrid() {
  const count = processes.length;
  const pairs = new Set(links.map(({ from, to }) => `${Math.min(from, to)},${Math.max(from, to)}`));
  const isGrid = row => {
    const right = processes.flatMap((_, process) => ((process + 1) % row === 0 ? [] : [`${process},${process + 1}`]));
    const below = processes.flatMap((_, process) => (process + row < count ? [`${process},${process + row}`] : []));
    return right.length + below.length === pairs.size && [...right, ...below].every(pair => pairs.has(pair));
  };
  for (let row = 2; row <= count; row++) if (count > 2 && count % row === 0 && isGrid(row)) return row;
  return 0;
}

/** The network in so many pixels: how high it is, how large its circles, where each is, and the curve of each channel. */
function layOut(width) {
  const count = processes.length;
  const radius = count <= 8 ? 26 : count <= 16 ? 18 : SMALL;
  const row = rowOfGrid();
  const inRows = row > 0 && width / row >= 2 * radius + LEAST_ARROW;
  const isLow = count <= 2 || (inRows && row === count);
  const high = isLow ? 150 : count <= 5 ? 260 : count <= 16 && width >= NARROW_SCREEN ? 320 : 380;
  const middle = middleOfStar();
  const spots = inRows ? spotsInRows(width, high, row) : spotsOn(width, high, radius, middle);
  const curves = new Map(links.map(link => [link.key, curveOf(link, spots, radius, [width / 2, high / 2])]));
  return { width, high, radius, middle, isGrid: inRows && !isLow, spots, curves };
}

function spotsInRows(width, high, row) {
  const rows = processes.length / row;
  const [across, down] = [Math.min(150, width / row), Math.min(120, high / rows)];
  const [left, top] = [(width - across * (row - 1)) / 2, (high - down * (rows - 1)) / 2];
  return processes.map((_, process) => [left + across * (process % row), top + down * Math.floor(process / row)]);
}

function spotsOn(width, high, radius, middle) {
  const around = processes.length - (middle >= 0 ? 1 : 0);
  const ry = high / 2 - radius - ABOVE;
  const aside = width < NARROW_SCREEN ? 28 : 56;
  const rx = Math.max(radius * 2, Math.min(width / 2 - radius - aside, around === 2 ? 170 : ry * 2.2));
  const begin = around === 2 ? Math.PI : -Math.PI / 2;
  let turn = 0;
  return processes.map((_, process) => {
    if (process === middle || around === 1) return [width / 2, high / 2];
    const angle = begin + (2 * Math.PI * turn++) / around;
    return [width / 2 + rx * Math.cos(angle), high / 2 + ry * Math.sin(angle)];
  });
}

/** A channel as a curve with one control point, from circle to circle: bent, if there is one the other way too. */
function curveOf({ from, to }, spots, radius, centre) {
  if (from === to) return loopAt(spots[from], radius, centre);
  const [[x1, y1], [x2, y2]] = [spots[from], spots[to]];
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const isBent = linkKeys.has(`${to},${from}`);
  const aside = isBent ? radius * 0.45 : 0;
  const bend = isBent ? aside + Math.min(40, length * 0.18) : 0;
  const edge = Math.sqrt(radius * radius - aside * aside);
  const at = (x, y, along, side) => [x + ux * along - uy * side, y + uy * along + ux * side];
  return [at(x1, y1, edge, aside), at((x1 + x2) / 2, (y1 + y2) / 2, 0, bend), at(x2, y2, -edge - BEFORE_TIP, aside)];
}

/** A channel from a process to itself: outwards and back. */
function loopAt([x, y], radius, [cx, cy]) {
  const outward = x === cx && y === cy ? -Math.PI / 2 : Math.atan2(y - cy, x - cx);
  const at = (turn, far) => [x + far * Math.cos(outward + turn), y + far * Math.sin(outward + turn)];
  return [at(-0.6, radius), at(0, radius + 40), at(0.6, radius + BEFORE_TIP)];
}

/** A point of a curve: 0 is where it begins, 1 where it ends. */
function pointOn([[x1, y1], [cx, cy], [x2, y2]], share) {
  const [before, bent, after] = [(1 - share) ** 2, 2 * share * (1 - share), share ** 2];
  return [before * x1 + bent * cx + after * x2, before * y1 + bent * cy + after * y2];
}

/** The same, so many pixels to the left of it. */
function pointBeside(curve, share, far) {
  const [[x, y], [[x1, y1], , [x2, y2]]] = [pointOn(curve, share), curve];
  const length = lengthOf(curve) || 1;
  return [x + ((y2 - y1) / length) * far, y - ((x2 - x1) / length) * far];
}

const lengthOf = ([[x1, y1], , [x2, y2]]) => Math.hypot(x2 - x1, y2 - y1);
const pathOf = ([[x1, y1], [cx, cy], [x2, y2]]) => `M${x1} ${y1}Q${cx} ${cy} ${x2} ${y2}`;
