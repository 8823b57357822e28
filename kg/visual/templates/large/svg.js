// The drawing at the size of a sheet, on a canvas of its own, and as a tree of SVG.

function sheetLens() {
  const { width, height, zoom } = SHEET;
  const pad = MARGIN;
  const { left, right, top, bottom } = scene.box;
  const scale = Math.min(2, (width - 2 * pad) / Math.max(1, right - left), (height - 2 * pad) / Math.max(1, bottom - top));
  return { x: (left + right) / 2, y: (top + bottom) / 2, scale: scale * zoom, width: width * zoom, height: height * zoom, ratio: 1 };
}

// Draws everything at the size of the sheet, returns what `take` makes of it.
function staged(take) {
  const lens = sheetLens();
  const sheet = make("canvas", { width: lens.width, height: lens.height });
  const pen = sheet.getContext("2d");
  const before = painter.front;
  names.zoom = SHEET.zoom;
  const behind = make("canvas", { width: lens.width, height: lens.height });
  const steps = painting(behind.getContext("2d"), lens);
  let step = steps.next();
  while (!step.done) step = steps.next();
  painter.front = { lens, canvas: behind, names: step.value };
  compose(pen, lens);
  const written = [...(scene.light ? [] : step.value.written), ...(scene.light ? names.written : [])];
  const taken = take(sheet, lens, written);
  names.zoom = 1;
  painter.front = before;
  return taken;
}

const place = (at, lens) => `${round(screenX(X[at], lens))} ${round(screenY(Y[at], lens))}`;

// Many lines of one look as one path.
function svgLines(lens) {
  const looks = new Map();
  const lines = linesInSight(windowOf(lens));
  lines.forEach((line) => {
    const bright = scene.light && scene.light.lines.has(line);
    const strength = DATA.strength[COLUMN.certainty[line]];
    const solid = DATA.modalities[COLUMN.modality[line]].solid;
    const key = `${bright}/${strength}/${solid}`;
    if (!looks.has(key)) looks.set(key, { bright, strength, solid, steps: [] });
    looks.get(key).steps.push(`M${place(COLUMN.from[line], lens)}L${place(COLUMN.to[line], lens)}`);
  });
  const many = Math.min(0.85, Math.max(0.15, Math.sqrt(2500 / Math.max(1, lines.length))));
  return [...looks.values()].sort((a, b) => a.bright - b.bright).map(({ bright, strength, solid, steps }) => shape("path", {
    d: steps.join(""), fill: "none", stroke: bright ? scene.colors.accent : scene.colors.edge,
    "stroke-opacity": round(bright ? 0.9 : strength * many * (scene.light ? QUIET : 1)), "stroke-width": round((bright ? 2 : 1) * names.zoom),
    ...(solid || lines.length > CLOSE ? {} : { "stroke-dasharray": "7 5" }),
  }));
}

function svgMark(at, lens) {
  const kind = DATA.kinds[COLUMN.kind[at]];
  const r = pixelRadius(at, lens);
  const quiet = scene.light && !scene.light.nodes.has(at);
  const hollow = COLUMN.hollow[at] === 1;
  const path = shape("path", {
    d: svgOutline(kind.shape, round(r)), transform: `translate(${place(at, lens)})`, fill: hollow ? scene.colors.paper : scene.fill[at],
    stroke: hollow ? scene.fill[at] : scene.colors.paper, "stroke-width": round(hollow ? 1.4 * names.zoom : Math.min(1, r / 6) * names.zoom),
    ...(hollow ? { "stroke-dasharray": "4 3" } : {}), ...(quiet ? { opacity: QUIET } : {}),
  });
  path.append(shape("title", {}, printable(nodeName(at).slice(0, 300))));
  return path;
}

function svgBubble(bubble, lens) {
  const [x, y, r] = [screenX(bubble.x, lens), screenY(bubble.y, lens), bubbleRadius(bubble, lens)];
  const [band, far] = [bandOf(r), r - bandOf(r) / 2];
  const spot = (turn) => `${round(x + far * Math.cos(turn))} ${round(y + far * Math.sin(turn))}`;
  const arcs = ringOf(bubble).map(({ color, start, end }) => {
    const half = (start + end) / 2; // two arcs each, so that a whole ring is drawn too
    const steps = `M${spot(start)}A${round(far)} ${round(far)} 0 0 1 ${spot(half)}A${round(far)} ${round(far)} 0 0 1 ${spot(end)}`;
    return shape("path", { d: steps, fill: "none", stroke: color, "stroke-width": round(band) });
  });
  const disc = shape("circle", { cx: round(x), cy: round(y), r: round(r), fill: mixed(bubbleColor(bubble), scene.colors.paper, 0.14) });
  disc.append(shape("title", {}, `${clusterName(bubble.cluster)}: ${bubble.count}`));
  return shape("g", {}, disc, ...arcs);
}

// The ground of the clusters that are open.
function svgDiscs(lens) {
  return openDiscs().map(({ x, y, r, color }) => shape("circle", { cx: round(screenX(x, lens)), cy: round(screenY(y, lens)), r: round(r * lens.scale),
    fill: color, "fill-opacity": 0.07, stroke: color, "stroke-opacity": 0.4, "stroke-width": names.zoom }));
}

function svgBundle({ a, b, count }, lens) {
  const [one, two] = [spotOf(a), spotOf(b)];
  return shape("line", { x1: round(screenX(one.x, lens)), y1: round(screenY(one.y, lens)), x2: round(screenX(two.x, lens)), y2: round(screenY(two.y, lens)),
    stroke: scene.colors.edge, "stroke-opacity": round(bundleStrength(count)), "stroke-width": round(bundleWidth(count)) });
}

function svgDrawing(_, lens, written) {
  return shape("g", { transform: `translate(0 ${SHEET.head}) scale(${1 / SHEET.zoom})` },
    ...svgDiscs(lens), ...groups.bundles.map((bundle) => svgBundle(bundle, lens)), ...svgLines(lens),
    ...Array.from(scene.order, (at) => svgMark(at, lens)), ...groups.bubbles.map((bubble) => svgBubble(bubble, lens)), ...written.map(svgName));
}

