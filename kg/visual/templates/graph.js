// Questions on a part of the network: who is near, which way leads where, how it hangs together.
// Lines count in both directions, as they do in the measures.

// For each node a map from neighbour to the lines between them and their weight.
function nearby(nodes, edges) {
  const near = NODES.map(() => new Map());
  const add = (from, to, line) => {
    const tie = near[from].get(to) || { lines: [], weight: 0 };
    tie.lines.push(line);
    tie.weight += EDGES[line].weight;
    near[from].set(to, tie);
  };
  EDGES.forEach(({ from, to }, line) => {
    if (!edges[line] || from === to || !nodes[from] || !nodes[to]) return;
    add(from, to, line);
    add(to, from, line);
  });
  return near;
}

// The nodes at most `steps` away from `start`, itself among them.
function within(near, start, steps) {
  const found = new Set([start]);
  let front = [start];
  for (let step = 0; step < steps; step += 1) {
    front = front.flatMap((at) => [...near[at].keys()]).filter((at) => !found.has(at));
    front.forEach((at) => found.add(at));
  }
  return found;
}

// Counts nodes, parts, the nodes of the largest part, and the pairs with a way between them.
function figuresOf(nodes, edges) {
  const near = nearby(nodes, edges);
  const seen = new Set();
  const sizes = [];
  nodes.forEach((on, at) => {
    if (!on || seen.has(at)) return;
    const part = within(near, at, NODES.length);
    part.forEach((one) => seen.add(one));
    sizes.push(part.size);
  });
  return {
    nodes: seen.size,
    parts: sizes.length,
    largest: Math.max(0, ...sizes),
    pairs: sizes.reduce((sum, size) => sum + (size * (size - 1)) / 2, 0),
  };
}

// The way of fewest steps, of such ways the one with the most weight, then the one by the first
// nodes; {nodes, steps: lines of each step, weight}, or null if there is none.
function bestWay(near, start, end) {
  const best = new Map([[start, { weight: 0, before: null }]]);
  let front = [start];
  while (front.length > 0 && !best.has(end)) {
    const next = new Map();
    front.forEach((at) => near[at].forEach((tie, to) => {
      if (best.has(to)) return;
      const weight = best.get(at).weight + tie.weight;
      const known = next.get(to);
      if (!known || weight > known.weight + 1e-9) next.set(to, { weight, before: at });
    }));
    next.forEach((way, at) => best.set(at, way));
    front = [...next.keys()].sort((a, b) => a - b);
  }
  if (!best.has(end)) return null;
  const nodes = [end];
  while (nodes[0] !== start) nodes.unshift(best.get(nodes[0]).before);
  const steps = nodes.slice(1).map((to, number) => near[nodes[number]].get(to).lines);
  return { nodes, steps, weight: best.get(end).weight };
}
