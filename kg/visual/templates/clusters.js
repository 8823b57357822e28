// Clusters in words: a list to choose from, and a panel on each.

// A button for each cluster in sight, for those who do not click on drawings.
function clusterList() {
  const seen = CLUSTERS.map((cluster) => ({ cluster, count: membersOf(cluster).filter((at) => shown.nodes[at]).length })).filter(({ count }) => count > 0);
  return make("div", { class: "clusters", role: "group", "aria-label": words("clusters") }, ...seen.map(({ cluster, count }) =>
    make("button", { type: "button", class: "pill", "data-cluster": String(cluster), "aria-label": words("clusterOf", { n: cluster, count }), on: () => choose("cluster", cluster, { focus: true }) },
      swatch({ shape: "dot" }, false, clusterColor(cluster)), String(cluster), make("small", { text: figureFull(count) }))));
}

function clusterPanel(cluster) {
  const members = membersOf(cluster);
  const seen = members.filter((at) => shown.nodes[at]).sort((a, b) => degree(b) - degree(a) || a - b);
  const mine = new Set(seen);
  const touching = EDGES.filter((edge, at) => shown.edges[at] && (mine.has(edge.from) || mine.has(edge.to)));
  const inner = touching.filter((edge) => mine.has(edge.from) && mine.has(edge.to)).length;
  return [
    panelTop(make("p", { class: "chip" }, swatch({ shape: "dot" }, false, clusterColor(cluster)), words("clusters"))),
    make("h2", { tabindex: "-1", text: words("cluster", { n: cluster }) }),
    make("p", { class: "other", text: words("clusterSize", { n: figureFull(seen.length), all: figureFull(members.length), inner: figureFull(inner), outer: figureFull(touching.length - inner) }) }),
    make("p", { class: "note", text: words("clusterNote") }),
    make("h3", {}, words("members"), make("small", { text: figureFull(seen.length) })),
    ...listed(seen, (at) => make("div", { class: "next" }, goto(at))),
  ];
}
