// Clusters as soft areas behind their members, each with its number to click on.

const AROUND = 16; // pixels between a node and the edge of its area
const CORNERS = Array.from({ length: 12 }, (_, n) => [Math.cos((n * Math.PI) / 6), Math.sin((n * Math.PI) / 6)]);
const hulls = { drawn: null, boxes: [] };

// The corners of the convex hull of points [x, y], around once.
function convex(points) {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const turn = (a, b, c) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
  const half = (list) => {
    const chain = [];
    list.forEach((point) => {
      while (chain.length > 1 && turn(chain[chain.length - 2], chain[chain.length - 1], point) <= 0) chain.pop();
      chain.push(point);
    });
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

// The areas of the clusters of which two or more nodes are to be seen, the largest first.
function findHulls() {
  return CLUSTERS.map((cluster) => ({ cluster, nodes: membersOf(cluster).filter((at) => shown.nodes[at]) }))
    .filter(({ nodes }) => nodes.length > 1)
    .map(({ cluster, nodes }) => {
      const places = network.getPositions(nodes.map(nodeId));
      const points = nodes.flatMap((at) => {
        const { x, y } = places[nodeId(at)];
        return CORNERS.map(([across, down]) => [x + across * (radiusOf(at) + AROUND), y + down * (radiusOf(at) + AROUND)]);
      });
      return { cluster, count: nodes.length, points: convex(points) };
    }).sort((a, b) => b.count - a.count || a.cluster - b.cluster);
}

function currentHulls() {
  if (!state.hulls) return [];
  hulls.drawn = hulls.drawn || findHulls();
  return hulls.drawn;
}

// A path around the hull whose corners are rounded: curves from middle to middle of its sides.
function outline(points) {
  const middle = (a, b) => `${((a[0] + b[0]) / 2).toFixed(1)} ${((a[1] + b[1]) / 2).toFixed(1)}`;
  const last = points[points.length - 1];
  const curves = points.map((point, n) => `Q${point[0].toFixed(1)} ${point[1].toFixed(1)} ${middle(point, points[(n + 1) % points.length])}`);
  return `M${middle(last, points[0])}${curves.join("")}Z`;
}

function hullStrength(cluster) {
  const chosen = state.chosen && state.chosen.type === "cluster" ? state.chosen.at : null;
  return chosen === null ? 1 : chosen === cluster ? 1.8 : 0.35;
}

function drawHulls(context) {
  context.save();
  currentHulls().forEach(({ cluster, points }) => {
    const path = new Path2D(outline(points));
    context.fillStyle = clusterColor(cluster);
    context.strokeStyle = clusterColor(cluster);
    context.lineWidth = 1.2 * (names.zoom / network.getScale());
    context.globalAlpha = Math.min(0.3, 0.09 * hullStrength(cluster));
    context.fill(path);
    context.globalAlpha = Math.min(0.9, 0.4 * hullStrength(cluster));
    context.stroke(path);
  });
  context.restore();
}

// Where the numbers stand: on the top of each area, beside each other where two would collide.
function hullBoxes(pixel, taken) {
  const height = 20 * pixel;
  return currentHulls().map(({ cluster, points }) => {
    const text = String(cluster);
    const width = (12 + 7 * text.length) * pixel;
    const spots = [...points].sort((a, b) => a[1] - b[1]).map(([x, y]) => ({ left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 }));
    const box = { ...(spots.find((spot) => !taken.hits(spot, null)) || spots[0]), cluster, text };
    taken.add(box);
    return box;
  });
}

function drawHullNumbers(context, pixel, taken, colors) {
  hulls.boxes = hullBoxes(pixel, taken);
  hulls.boxes.forEach(({ left, right, top, bottom, cluster, text }) => {
    context.beginPath();
    context.roundRect(left, top, right - left, bottom - top, (bottom - top) / 2);
    context.fillStyle = colors.halo;
    context.fill();
    context.strokeStyle = clusterColor(cluster);
    context.lineWidth = 1.6 * pixel;
    context.stroke();
    context.font = `600 ${12 * pixel}px ${names.family}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillStyle = colors.ink;
    context.fillText(text, (left + right) / 2, (top + bottom) / 2 + pixel);
  });
}

// The cluster whose number lies at a point of the drawing, or null.
function hullAt({ x, y }) {
  const hit = hulls.boxes.find((box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom);
  return hit ? hit.cluster : null;
}
