// Names on the drawing: of one size at any zoom, the important ones first, none over another.

const [TRIED, ROOM] = [150, 3300]; // names tried at least, and pixels for one more: few find as little
const isCut = (at) => local(NODES[at].brief).endsWith("…");

// Runs after each drawing. `pixel` is one pixel of the screen in units of the drawing.
function drawNames(context) {
  const scale = network.getScale();
  const pixel = names.zoom / scale;
  names.family = names.family || getComputedStyle(document.body).fontFamily;
  names.boxes = [];
  names.written = [];
  names.view = { ...network.DOMtoCanvas({ x: 0, y: 0 }), far: network.DOMtoCanvas({ x: canvasBox.clientWidth, y: canvasBox.clientHeight }) };
  const light = bright();
  const taken = new Taken(CELL * pixel);
  const seen = inView();
  const ids = seen.map(nodeId);
  const places = network.getPositions(ids);
  seen.forEach((at) => {
    const place = places[nodeId(at)];
    const radius = radiusOf(at);
    taken.add({ left: place.x - radius, right: place.x + radius, top: place.y - radius, bottom: place.y + radius, owner: at });
  });
  const colors = { ink: token("--ink"), halo: token("--paper"), soft: token("--soft"), accent: token("--accent") };
  context.save();
  drawHullNumbers(context, pixel, taken, colors);
  seen.filter((at) => !light || light.nodes.has(at) || at === state.hovered)
    .map((at) => ({ at, rank: importance(at, light) }))
    .sort((a, b) => b.rank - a.rank || a.at - b.at)
    .slice(0, Math.max(TRIED, Math.ceil((canvasBox.clientWidth * canvasBox.clientHeight) / ROOM)))
    .forEach(({ at, rank }) => nameNode(context, { at, rank, place: places[nodeId(at)], pixel, taken, colors }));
  if (light && !light.plain) light.lines.forEach((line) => nameLine(context, { line, pixel, taken, colors }));
  context.restore();
}

// The nodes whose middle lies in the part of the drawing that the screen shows.
function inView() {
  const { far, ...corner } = names.view;
  return NODES.map((_, at) => at).filter((at) => {
    if (!shown.nodes[at]) return false;
    const { x, y } = network.body.nodes[nodeId(at)];
    return x >= corner.x && x <= far.x && y >= corner.y && y <= far.y;
  });
}

function nameNode(context, { at, rank, place, pixel, taken, colors }) {
  const rows = local(NODES[at].brief).split("\n").filter(Boolean);
  if (rows.length === 0) return;
  const grown = Math.min(1.35, Math.max(0.86, Math.sqrt(1 / (pixel / names.zoom))));
  const size = (11 + 3.5 * weightOf(at)) * grown * pixel;
  const weight = rank >= 3 || weightOf(at) > 0.6 ? 600 : 400;
  const font = `${weight} ${size}px ${names.family}`;
  const step = size * 1.22;
  context.font = font;
  const boxes = (lines) => spots(place, radiusOf(at), Math.max(...lines.map((row) => context.measureText(row).width)) + 2 * pixel, step * lines.length, 3 * pixel);
  const open = (box) => inside(box) && !taken.hits(box, at);
  let [options, form, free] = [[], rows, undefined];
  for (form of formsOf(rows)) {
    options = boxes(form);
    free = options.find(open) || options.slice(0, 2).flatMap((box) => beside(box, weight === 600)).find(open);
    if (free) break;
  }
  // the largest is named even where it covers a small one
  free = free || (rank >= 3 || weightOf(at) > 0.9 ? options.find(inside) || options[0] : null);
  if (!free) return;
  taken.add({ ...free, owner: -1 - at });
  names.boxes.push({ ...free, at });
  write(context, form, free, pixel, { font, size, weight, step, ink: NODES[at].hollow ? colors.soft : colors.ink, halo: colors.halo });
}

function nameLine(context, { line, pixel, taken, colors }) {
  const drawn = network.body.edges[edgeId(line)];
  if (!shown.edges[line] || !drawn || !drawn.connected) return;
  const text = local(DATA.relations[EDGES[line].relation].label);
  const size = 10.5 * pixel;
  const font = `500 ${size}px ${names.family}`;
  context.font = font;
  const width = context.measureText(text).width;
  for (const share of [0.5, 0.4, 0.6, 0.3, 0.7]) {
    const { x, y } = drawn.edgeType.getPoint(share, drawn.edgeType.getViaNode());
    const box = { left: x - width / 2, right: x + width / 2, top: y - size * 0.6, bottom: y + size * 0.6 };
    if (taken.hits(box, null)) continue;
    taken.add(box);
    write(context, [text], box, pixel, { font, size, weight: 500, step: size * 1.2, ink: colors.accent, halo: colors.halo });
    return;
  }
}
