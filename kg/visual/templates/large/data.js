// The data of a large page: columns of numbers and texts unpacked once, wordings when asked for.

const DATA = JSON.parse(document.getElementById("data").textContent);
const SIZES = [4, 30];
const KEPT = 24; // parts of the evidence held at once
const KINDS_OF_NUMBERS = { uint8: Uint8Array, uint16: Uint16Array, uint32: Uint32Array, int16: Int16Array, float32: Float32Array };
const UNSTATED = -32768;

function bytesOf(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const signs = atob(text);
  const bytes = new Uint8Array(signs.length);
  for (let at = 0; at < signs.length; at += 1) bytes[at] = signs.charCodeAt(at);
  return bytes;
}

// What a block of the page holds, as a response to read; nothing leaves the page for it.
function unpacked(name) {
  const packed = new Blob([bytesOf(document.getElementById(`block-${name}`).textContent)]);
  return new Response(packed.stream().pipeThrough(new DecompressionStream("gzip")));
}

if (!("DecompressionStream" in window)) {
  document.getElementById("status").textContent = DATA.strings[DATA.langs[DATA.lang]].tooOld;
  return;
}

const [BUFFER, TEXTS] = await Promise.all([unpacked("numbers").arrayBuffer(), unpacked("texts").json()]);
const COLUMN = {};
DATA.columns.reduce((start, [name, type, length]) => {
  COLUMN[name] = new KINDS_OF_NUMBERS[type](BUFFER, start, length);
  return start + Math.ceil(COLUMN[name].byteLength / 8) * 8;
}, 0);

const listOf = (starts, all, at) => Array.from(all.subarray(starts[at], starts[at + 1]));
const yearOf = (value) => (value === UNSTATED ? null : value);

// A node and a line as the other scripts read them; they hold nothing but their number.
class NodeView {
  constructor(at) { this.at = at; }
  get key() { return TEXTS[0][this.at]; }
  get label() { return [TEXTS[1][this.at], TEXTS[2][this.at]]; }
  get names() { return TEXTS[3][this.at] || []; }
  get note() { return TEXTS[4][this.at] || ["", ""]; }
  get kind() { return COLUMN.kind[this.at]; }
  get size() { return COLUMN.size[this.at]; }
  get hollow() { return COLUMN.hollow[this.at] === 1; }
  get cluster() { return COLUMN.cluster[this.at] || null; }
  get claims() { return listOf(COLUMN.nodeStarts, COLUMN.nodeClaims, this.at); }
}

class EdgeView {
  constructor(at) { this.at = at; }
  get from() { return COLUMN.from[this.at]; }
  get to() { return COLUMN.to[this.at]; }
  get relation() { return COLUMN.relation[this.at]; }
  get modality() { return COLUMN.modality[this.at]; }
  get certainty() { return COLUMN.certainty[this.at]; }
  get weight() { return COLUMN.weight[this.at]; }
  get since() { return yearOf(COLUMN.since[this.at]); }
  get until() { return yearOf(COLUMN.until[this.at]); }
  get claims() { return listOf(COLUMN.edgeStarts, COLUMN.edgeClaims, this.at); }
}

const NODES = Array.from({ length: DATA.counts.nodes }, (_, at) => new NodeView(at));
const EDGES = Array.from({ length: DATA.counts.edges }, (_, at) => new EdgeView(at));
const DATED = COLUMN.dated;

function valueOf(at, measure) {
  const value = COLUMN.values[measure * NODES.length + at];
  return Number.isNaN(value) ? null : value;
}

const sourceOf = (claim) => COLUMN.source[claim];
const parts = new Map();
const partOf = (claim) => Math.floor(claim / DATA.chunk);

// What is known of a claim, or null while its part of the evidence is packed.
function claimAt(claim) {
  const part = parts.get(partOf(claim));
  if (!part || !part.read) return null;
  const [key, en, zh, start, end, digest, modality, certainty, enSpeaker, zhSpeaker, since, until] = part.read.map((column) => (Array.isArray(column) ? column[claim % DATA.chunk] : column));
  return { key, text: [en, zh], source: sourceOf(claim), start, end, digest, modality, certainty, speaker: [enSpeaker, zhSpeaker], since, until };
}

// Reads the part of the evidence that holds a claim; the part unused for longest goes for it.
function claimRead(claim) {
  const at = partOf(claim);
  const part = parts.get(at) || {};
  parts.delete(at);
  parts.set(at, part);
  if (parts.size > KEPT) parts.delete(parts.keys().next().value);
  part.done = part.done || unpacked(`claims-${at}`).json().then((read) => { part.read = read; });
  return part.done;
}

