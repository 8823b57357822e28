// The data of a page that holds all of it as it is read.

const DATA = JSON.parse(document.getElementById("data").textContent);
const NODES = DATA.nodes;
const EDGES = DATA.edges;
const SIZES = DATA.network.sizes;
const DATED = EDGES.map((edge) => edge.since !== null || edge.until !== null
  || edge.claims.some((at) => DATA.claims[at].since || DATA.claims[at].until));

const valueOf = (at, measure) => NODES[at].values[measure];
const sourceOf = (claim) => DATA.claims[claim].source;
const claimAt = (claim) => DATA.claims[claim];
const claimRead = async () => {};
