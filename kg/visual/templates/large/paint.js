// Painting: the picture on a canvas behind the screen, a portion at a time, so that the hand is
// never held up; the screen shows the last whole one, moved and scaled, until the next is ready.

const CLOSE = 2500; // so many lines in sight are drawn with width, dashes and heads, more as hairs
const PORTION = 600; // marks drawn between two looks at the clock
const AROUND_VIEW = 0.3; // of the screen, painted around it for moving
const MOST_NAMES = 200;
const [ROW, COLUMNS, ROWS] = [16, 26, 3]; // of text: a name of one row, the widest row of more, and most rows

// What is drawn, as of the last change: sizes, fills, and the nodes from small to large.
const scene = { radius: new Float32Array(NODES.length), fill: [], order: [], box: null, colors: null, light: null, version: 0 };

function lensOf(box, scale, ratio) {
  const [width, height] = [Math.max(1, (box.right - box.left) * scale), Math.max(1, (box.bottom - box.top) * scale)];
  return { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2, scale, width, height, ratio };
}

// Yields after each portion; gives the names written at the end.
function* painting(pen, lens) {
  const seen = windowOf(lens);
  yield* paintDiscs(pen, lens);
  yield* paintBundles(pen, lens);
  yield* paintLines(pen, lens, seen);
  yield* paintNodes(pen, lens, seen);
  groups.bubbles.forEach((bubble) => drawBubble(pen, bubble, lens));
  yield;
  return paintNames(pen, lens, seen);
}

// The discs of open clusters, where clusters are told apart.
function openDiscs() {
  if (!state.hulls && !state.grouped) return [];
  return DISCS.map((disc, cluster) => ({ ...disc, cluster, color: clusterColor(cluster || null) }))
    .filter(({ size, cluster }) => !groups.closed[cluster] && size > 1 && cluster > 0);
}

function* paintDiscs(pen, lens) {
  openDiscs().forEach(({ x, y, r, color }) => {
    pen.beginPath();
    pen.arc(screenX(x, lens), screenY(y, lens), r * lens.scale, 0, 2 * Math.PI);
    pen.globalAlpha = 0.07;
    pen.fillStyle = color;
    pen.fill();
    pen.globalAlpha = 0.4;
    pen.strokeStyle = color;
    pen.lineWidth = names.zoom;
    pen.stroke();
  });
  pen.globalAlpha = 1;
  yield;
}

function* paintBundles(pen, lens) {
  pen.strokeStyle = scene.colors.edge;
  for (let n = 0; n < groups.bundles.length; n += 1) {
    const { a, b, count } = groups.bundles[n];
    const [one, two] = [spotOf(a), spotOf(b)];
    pen.globalAlpha = bundleStrength(count);
    pen.lineWidth = bundleWidth(count);
    pen.beginPath();
    pen.moveTo(screenX(one.x, lens), screenY(one.y, lens));
    pen.lineTo(screenX(two.x, lens), screenY(two.y, lens));
    pen.stroke();
    if (n % PORTION === PORTION - 1) yield;
  }
  pen.globalAlpha = 1;
}

// The lines between open nodes of which any part may be in sight.
function linesInSight({ left, right, top, bottom }) {
  const { from, to } = COLUMN;
  return groups.lines.filter((line) => {
    const [a, b] = [from[line], to[line]];
    return (X[a] >= left || X[b] >= left) && (X[a] <= right || X[b] <= right) && (Y[a] >= top || Y[b] >= top) && (Y[a] <= bottom || Y[b] <= bottom);
  });
}

function* paintLines(pen, lens, seen) {
  const lines = linesInSight(seen);
  if (lines.length <= CLOSE && lens.scale > 0.2) {
    for (let n = 0; n < lines.length; n += 1) {
      drawLine(pen, lines[n], lens);
      if (n % 150 === 149) yield;
    }
    return;
  }
  yield* paintHairs(pen, lens, lines);
}

// Many lines as hairs: those between clusters first and fainter, the certain ones stronger.
function* paintHairs(pen, lens, lines) {
  const { from, to, cluster, certainty } = COLUMN;
  const bundles = DATA.strength.flatMap((strength, at) => [[false, strength, at], [true, strength, at]]).sort((a, b) => a[0] - b[0]);
  const base = Math.min(0.7, Math.max(0.09, 0.6 * Math.sqrt(4000 / lines.length)));
  pen.strokeStyle = scene.colors.edge;
  pen.lineWidth = 0.8 * names.zoom;
  for (const [inner, strength, at] of bundles) {
    pen.globalAlpha = base * strength * (inner ? 1 : 0.5);
    let count = 0;
    pen.beginPath();
    for (const line of lines) {
      const [a, b] = [from[line], to[line]];
      if (certainty[line] !== at || (cluster[a] === cluster[b]) !== inner) continue;
      pen.moveTo(screenX(X[a], lens), screenY(Y[a], lens));
      pen.lineTo(screenX(X[b], lens), screenY(Y[b], lens));
      count += 1;
      if (count % PORTION !== 0) continue;
      pen.stroke();
      pen.beginPath();
      yield;
    }
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

function isInSight(at, { left, right, top, bottom }, slack) {
  return X[at] >= left - slack && X[at] <= right + slack && Y[at] >= top - slack && Y[at] <= bottom + slack;
}

// Small nodes as squares of one colour after the other, then the others with shape and ring.
function* paintNodes(pen, lens, seen) {
  const slack = 30 / lens.scale;
  const tiny = new Map();
  const whole = [];
  for (const at of scene.order) {
    if (!isInSight(at, seen, slack)) continue;
    if (pixelRadius(at, lens) >= TINY * names.zoom) whole.push(at);
    else if (tiny.has(scene.fill[at])) tiny.get(scene.fill[at]).push(at);
    else tiny.set(scene.fill[at], [at]);
  }
  for (const [fill, list] of tiny) {
    pen.fillStyle = fill;
    for (let n = 0; n < list.length; n += 1) {
      const r = pixelRadius(list[n], lens);
      pen.fillRect(screenX(X[list[n]], lens) - r, screenY(Y[list[n]], lens) - r, 2 * r, 2 * r);
      if (n % (4 * PORTION) === 4 * PORTION - 1) yield;
    }
  }
  for (let n = 0; n < whole.length; n += 1) {
    drawNode(pen, whole[n], lens);
    if (n % 300 === 299) yield;
  }
}

const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/gu;
const WIDE = /[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const widthOf = (text) => [...text].reduce((sum, sign) => sum + (WIDE.test(sign) ? 2 : 1), 0);

// The words in rows of `limit` columns; a longer word has a row of its own.
function wrapped(parts, limit) {
  const rows = [""];
  parts.forEach((part) => {
    const last = rows.length - 1;
    if (rows[last].trim() && widthOf(rows[last] + part.trimEnd()) > limit) rows.push(part.trimStart());
    else rows[last] += rows[last] ? part : part.trimStart();
  });
  return rows.map((row) => row.trim());
}

function cutTo(text, limit) {
  if (widthOf(text) <= limit) return text;
  let kept = "";
  for (const sign of text) {
    if (widthOf(kept + sign) > limit - 1) break;
    kept += sign;
  }
  const words = kept.slice(0, Math.max(0, kept.lastIndexOf(" ")));
  const halved = /^[!-~]/.test(text.slice(kept.length));
  return `${(halved && 2 * words.length > kept.length ? words : kept).replace(/[\s,.;:(+，、；：（]+$/u, "")}…`;
}

// A name on at most three even rows, without signs that hide or turn text, cut where it is too long.
function rowsOf(label) {
  const text = label.slice(0, 240).replace(HIDDEN, " ").replace(/\s+/gu, " ").trim();
  const parts = text.match(/[（《「『“‘]*(?:[^\s\u2e80-\u9fff\uff00-\uffef]+|.)[）》」』”’、，。；：！？]*|\s+/gu) || [];
  const finer = parts.flatMap((part) => part.split(/(?<=[A-Za-z]-)(?=[A-Za-z])/));
  for (const [pieces, most] of [[parts, ROWS - 1], [parts, ROWS], [finer, ROWS]]) {
    for (let limit = widthOf(text) <= ROW ? ROW : Math.ceil(widthOf(text) / most); limit <= COLUMNS; limit += 1) {
      const rows = wrapped(pieces, limit);
      if (rows.length <= most && rows.every((row) => widthOf(row) <= COLUMNS)) return rows.filter(Boolean);
    }
  }
  const rows = wrapped(finer, COLUMNS);
  const wide = rows.findIndex((row) => widthOf(row) > COLUMNS);
  const whole = Math.min(wide < 0 ? ROWS : wide, ROWS - 1);
  return [...rows.slice(0, whole), cutTo(rows.slice(whole).join(" "), COLUMNS)].filter(Boolean);
}

const isCut = (at) => nodeName(at).length > COLUMNS && rowsOf(nodeName(at)).pop().endsWith("…");

// The names that find room, the most important first; {rows, box, pixel, style, at or cluster}.
function paintNames(pen, lens, seen, wanted = null) {
  const taken = new Taken(CELL);
  Object.assign(names, { family: names.family || getComputedStyle(document.body).fontFamily, written: [], boxes: [] });
  const inside = (box) => box.left >= 0 && box.right <= lens.width && box.top >= 0 && box.bottom <= lens.height;
  if (!wanted) nameBubbles(pen, lens, taken, inside);
  const list = wanted || namedFirst(lens, seen);
  list.forEach((at) => {
    const r = pixelRadius(at, lens);
    if (r > 5) taken.add({ left: screenX(X[at], lens) - r, right: screenX(X[at], lens) + r, top: screenY(Y[at], lens) - r, bottom: screenY(Y[at], lens) + r, owner: at });
  });
  list.forEach((at) => nameOne(pen, at, lens, taken, inside));
  if (!wanted) nameBundles(pen, lens, taken, inside);
  return { boxes: names.boxes, written: names.written };
}

// The nodes whose names are tried: the largest in sight, as many as the room may hold.
function namedFirst(lens, seen) {
  const room = Math.min(MOST_NAMES, Math.ceil((lens.width * lens.height) / (13000 * names.zoom ** 2)));
  const found = [];
  for (let n = scene.order.length - 1; n >= 0 && found.length < 2 * room; n -= 1) {
    if (isInSight(scene.order[n], seen, 0)) found.push(scene.order[n]);
  }
  return found;
}

function nameOne(pen, at, lens, taken, inside) {
  if (names.written.length > MOST_NAMES) return;
  const strong = isChosen(at) || at === state.hovered;
  const style = styleOf(strong || weightOf(at) > 0.6 ? 600 : 400, (11 + 3 * Math.min(1, weightOf(at))) * names.zoom, COLUMN.hollow[at] ? scene.colors.soft : scene.colors.ink);
  const place = { x: screenX(X[at], lens), y: screenY(Y[at], lens), radius: pixelRadius(at, lens) };
  let box = null;
  for (const rows of formsOf(rowsOf(nodeName(at)))) box = box || nameAtSpot(pen, rows, place, { style, taken, inside, owner: at, strong });
  if (box) names.boxes.push({ ...box, at });
}

// Closed clusters bear how many they hold, and beside them the name of their most tied member.
function nameBubbles(pen, lens, taken, inside) {
  const order = [...groups.bubbles].sort((a, b) => b.count - a.count || a.cluster - b.cluster);
  order.forEach((bubble) => {
    const [x, y, r] = [screenX(bubble.x, lens), screenY(bubble.y, lens), bubbleRadius(bubble, lens)];
    taken.add({ left: x - r, right: x + r, top: y - r, bottom: y + r, owner: -1 - bubble.cluster });
    const size = Math.min(17, Math.max(10, r * 0.32)) * names.zoom;
    const text = figureFull(bubble.count);
    const style = styleOf(600, size, scene.colors.ink);
    pen.font = style.font;
    const width = pen.measureText(text).width;
    if (width < 1.6 * r) write(pen, [text], { left: x - width / 2, right: x + width / 2, top: y - style.step / 2, bottom: y + style.step / 2 }, names.zoom, style);
  });
  order.slice(0, MOST_NAMES / 4).forEach((bubble) => {
    const rows = bubble.cluster === 0 ? [words("unclustered")] : rowsOf(nodeName(bubble.first));
    const place = { x: screenX(bubble.x, lens), y: screenY(bubble.y, lens), radius: bubbleRadius(bubble, lens) };
    nameAtSpot(pen, rows, place, { style: styleOf(500, 11.5 * names.zoom, scene.colors.ink), taken, inside, owner: -1 - bubble.cluster });
  });
}

const styleOf = (weight, size, color) => ({ font: `${weight} ${size}px ${names.family}`, size, weight, step: size * 1.22, ink: color, halo: scene.colors.paper });

// Writes rows beside a mark where there is room, else nowhere unless `strong`; returns the box.
function nameAtSpot(pen, rows, { x, y, radius }, { style, taken, inside, owner, strong = false }) {
  if (rows.length === 0) return null;
  pen.font = style.font;
  const width = Math.max(...rows.map((row) => pen.measureText(row).width)) + 2;
  const options = spots({ x, y }, radius, width, style.step * rows.length, 3 * names.zoom);
  const box = options.find((one) => inside(one) && !taken.hits(one, owner)) || (strong ? options[0] : null);
  if (!box) return null;
  taken.add(box);
  write(pen, rows, box, names.zoom, style);
  return box;
}

// How many lines a bundle stands for, where there is room, the thickest first.
function nameBundles(pen, lens, taken, inside) {
  const style = styleOf(500, 10 * names.zoom, scene.colors.soft);
  groups.bundles.slice(-24).reverse().forEach(({ a, b, count }) => {
    const [one, two] = [spotOf(a), spotOf(b)];
    pen.font = style.font;
    const text = figureFull(count);
    const width = pen.measureText(text).width + 4;
    const [x, y] = [screenX((one.x + two.x) / 2, lens), screenY((one.y + two.y) / 2, lens)];
    const box = { left: x - width / 2, right: x + width / 2, top: y - style.size * 0.62, bottom: y + style.size * 0.62 };
    if (count < 2 || !inside(box) || taken.hits(box, null)) return;
    taken.add(box);
    write(pen, [text], box, names.zoom, style);
  });
}

