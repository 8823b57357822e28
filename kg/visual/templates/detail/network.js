// The drawing: vis-network with the places, sizes, and bends that Python worked out.

const PLAIN_BORDER = NODES.length > 150 ? 0.5 : 1.5; // of the screen: many small nodes need their colour
const nodeSet = new vis.DataSet();
const edgeSet = new vis.DataSet();
const strength = DATA.network.edges.map((edge) => edge.color.opacity);
let network = null; // there from the first drawing on

// On a screen higher than wide the picture lies down: across becomes down.
const LYING = canvasBox.clientHeight > canvasBox.clientWidth * 1.1;

const nodeId = (at) => `n${at}`;
const edgeId = (at) => `e${at}`;
const atOf = (id) => Number(id.slice(1));

function nodeStyle(at, light, colors) {
  const node = NODES[at];
  const full = fillOf(at);
  const own = !light || light.nodes.has(at) ? full : mixed(full, colors.paper, QUIET);
  const fill = node.hollow ? colors.paper : own;
  const border = node.hollow ? own : colors.paper;
  const strong = { background: fill, border: node.hollow ? border : colors.ink };
  const bereft = shown.loss && shown.loss.bereft.includes(at);
  return {
    id: nodeId(at),
    hidden: !shown.nodes[at],
    size: radiusOf(at),
    borderWidth: isChosen(at) ? 3 : bereft ? 2.2 : node.hollow ? 1.8 : PLAIN_BORDER,
    color: { background: fill, border: isChosen(at) ? strong.border : bereft ? colors.warn : border, highlight: strong, hover: strong },
  };
}

function edgeStyle(at, light, colors) {
  const lit = light && light.lines.has(at);
  const opacity = light ? (lit ? Math.max(0.55, strength[at]) : QUIET * strength[at]) : 0.85 * strength[at];
  const color = lit && !light.plain ? colors.accent : colors.edge;
  return {
    id: edgeId(at),
    hidden: !shown.edges[at],
    width: lit && !light.plain ? Math.max(2.2, DATA.network.edges[at].width) : DATA.network.edges[at].width,
    color: { color, highlight: colors.accent, hover: colors.accent, opacity, inherit: false },
  };
}

// Of many looks, those that differ from what was drawn last: updating costs far more than asking.
const looks = new Map();
function changed(styles) {
  return styles.filter((style) => {
    const look = JSON.stringify(style);
    const differs = looks.get(style.id) !== look;
    looks.set(style.id, look);
    return differs;
  });
}

// Brings the look of all nodes and lines in line with filters, choice, and colours.
function styleAll() {
  const light = bright();
  const colors = colorsNow();
  hulls.drawn = null;
  const nodes = changed(NODES.map((_, at) => nodeStyle(at, light, colors)));
  const edges = changed(EDGES.map((_, at) => edgeStyle(at, light, colors)));
  if (!network) {
    build(nodes, edges);
    return;
  }
  nodeSet.update(nodes);
  edgeSet.update(edges);
  network.redraw();
}

// Builds the network with its first look, so that nothing is drawn or set twice; vis-network
// draws with the next frame.
function build(nodes, edges) {
  const place = ({ x, y, ...rest }) => (LYING ? { ...rest, x: y, y: x } : { ...rest, x, y });
  nodeSet.add(nodes.map((style, at) => ({ ...place(DATA.network.nodes[at]), ...style })));
  edgeSet.add(edges.map((style, at) => ({ ...DATA.network.edges[at], ...style })));
  network = new vis.Network(canvasBox, { nodes: nodeSet, edges: edgeSet }, DATA.network.options);
  listen();
}

// Shows all nodes that are shown, or only those of `wanted`.
function fitAll(animate = true, most = 1.5, wanted = null) {
  const visible = (wanted || NODES.map((_, at) => at)).filter((at) => shown.nodes[at]).map(nodeId);
  if (visible.length === 0) return;
  network.fit({ nodes: visible, maxZoomLevel: most, animation: false });
  const room = Math.min(canvasBox.clientWidth, canvasBox.clientHeight);
  const sheet = covered();
  const head = narrow() && !chips.hidden && !canvasBox.style.width ? chips.offsetHeight : 0;
  const left = Math.max(0.2, 1 - (sheet + head) / Math.max(1, canvasBox.clientHeight));
  const scale = network.getScale() * Math.max(0.7, 1 - (MARGIN * names.zoom) / room) * left;
  network.moveTo({ scale, position: network.getViewPosition(), offset: { x: 0, y: (head - sheet) / 2 }, animation: animate && !calm() ? { duration: 250 } : false });
}

// Moves the middle of the drawing to the chosen node or line, near enough to read.
function centre() {
  const { type, at } = state.chosen || {};
  if (type !== "node" && type !== "edge") return;
  const ends = type === "node" ? [at] : [EDGES[at].from, EDGES[at].to];
  const places = ends.map((end) => network.getPosition(nodeId(end)));
  const position = {
    x: places.reduce((sum, place) => sum + place.x, 0) / places.length,
    y: places.reduce((sum, place) => sum + place.y, 0) / places.length,
  };
  const animation = calm() ? false : { duration: 350, easingFunction: "easeInOutQuad" };
  // a sheet that covers the lower part of the drawing moves its middle up
  network.moveTo({ position, offset: { x: 0, y: -covered() / 2 }, scale: Math.max(network.getScale(), 0.95), animation });
}

function listen() {
  network.on("click", (event) => {
    const at = labelAt(event.pointer.canvas);
    const cluster = hullAt(event.pointer.canvas);
    if (event.nodes.length > 0) choose("node", atOf(event.nodes[0]));
    else if (cluster !== null) choose("cluster", cluster);
    else if (at !== null) choose("node", at);
    else if (event.edges.length > 0) choose("edge", atOf(event.edges[0]));
    else choose(null);
  });
  network.on("hoverNode", (event) => { state.hovered = atOf(event.node); canvasBox.title = nodeName(state.hovered); canvasBox.style.cursor = "pointer"; network.redraw(); });
  network.on("blurNode", () => { state.hovered = null; canvasBox.title = ""; canvasBox.style.cursor = ""; network.redraw(); });
  network.on("hoverEdge", () => { canvasBox.style.cursor = "pointer"; });
  network.on("blurEdge", () => { canvasBox.style.cursor = ""; });
  network.on("dragging", () => { hulls.drawn = null; });
  network.on("beforeDrawing", (context) => drawHulls(context));
  network.on("afterDrawing", (context) => drawNames(context));
}

const redraw = () => network.body.emitter.emit("_requestRedraw"); // asked many times, drawn once
const drawnFrame = () => canvasBox.querySelector(".vis-network");
const DRAWN_AS = "canvas";
// Without room nothing is drawn, and nothing is waited for.
const whenDrawn = (then) => {
  if (drawnFrame().clientWidth > 0) network.once("afterDrawing", () => window.requestAnimationFrame(then));
  else then();
};
