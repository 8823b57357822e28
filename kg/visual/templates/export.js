// The picture as a file: all that is shown, with title, question, legend and origin.

const LISTED = 12; // names too long for the drawing
const SHEET = { width: 1600, height: 1000, zoom: 2, head: 104 };

// What the picture stands for beyond its class colours, in one line.
function viewText() {
  const name = (choice) => (isMeasure(choice) ? measureName(choice) : null);
  return [
    state.year === null ? null : String(state.year),
    name(state.size) ? `${words("sizeBy")} ${name(state.size)}` : null,
    state.color === "kind" ? null : `${words("colorBy")} ${name(state.color) || words("clusters")}`,
    state.focus ? words(state.focus.steps === 1 ? "focusChip1" : "focusChip2", { name: nodeName(state.focus.at) }) : null,
    ...state.gone.map((at) => words("goneChip", { name: nodeName(at) })),
  ].filter(Boolean).join(" · ");
}

// The whole names of the largest nodes whose names are too long for the drawing.
function cutNames() {
  return NODES.map((_, at) => at).filter((at) => shown.nodes[at] && isCut(at))
    .sort((a, b) => weightOf(b) - weightOf(a) || a - b).slice(0, LISTED).map(nodeName);
}

// Where texts and marks stand around the drawing; both kinds of file follow this.
function sheetPlan() {
  const pen = document.createElement("canvas").getContext("2d");
  const family = getComputedStyle(document.body).fontFamily;
  const { width, height, head } = SHEET;
  const [texts, marks] = [[], []];
  const measured = (text, size, weight) => { pen.font = `${weight} ${size}px ${family}`; return pen.measureText(text).width; };
  const put = (text, x, y, { size, weight = 400, color = token("--soft"), end = false, room }) => {
    let cut = text;
    while (measured(cut, size, weight) > room) cut = `${cut.slice(0, Math.floor(cut.length * 0.95) - 1)}…`;
    texts.push({ text: cut, x, y, size, weight, color, end });
    return measured(cut, size, weight);
  };
  put(local(DATA.title), 32, 44, { size: 26, weight: 600, color: token("--ink"), room: 1000 });
  put(local(DATA.question), 32, 74, { size: 16, room: 1000 });
  put(`${words("brand")} · ${DATA.view} · ${DATA.hash.slice(0, 16)}`, width - 32, 44, { size: 12, end: true, room: 500 });
  put(viewText(), width - 32, 74, { size: 12, end: true, room: 500 });
  let [x, y] = [32, head + height + 22];
  legendItems().forEach(({ color, shape: form, text }) => {
    const wide = 44 + Math.min(320, measured(text, 13, 400));
    if (x + wide > width - 16 && x > 32) { x = 32; y += 24; }
    marks.push({ x, y: y - 12, color, form });
    put(text, x + 22, y + 1, { size: 13, room: 322 });
    x += wide;
  });
  cutNames().forEach((text) => {
    y += 22;
    put(text, 32, y + 1, { size: 12, room: width - 64 });
  });
  return { texts, marks, family, height: y + 24 };
}

// Draws the sheet on a canvas of its own at twice the size.
function pictureCanvas() {
  const { width, height, zoom, head } = SHEET;
  const plan = sheetPlan();
  const sheet = make("canvas", { width: width * zoom, height: plan.height * zoom });
  const context = sheet.getContext("2d");
  context.fillStyle = token("--paper");
  context.fillRect(0, 0, sheet.width, sheet.height);
  staged((drawn) => context.drawImage(drawn, 0, head * zoom, width * zoom, height * zoom));
  context.scale(zoom, zoom);
  plan.texts.forEach(({ text, x, y, size, weight, color, end }) => {
    context.font = `${weight} ${size}px ${plan.family}`;
    context.fillStyle = color;
    context.textAlign = end ? "right" : "left";
    context.fillText(text, x, y);
  });
  plan.marks.forEach(({ x, y, color, form }) => {
    context.save();
    context.translate(x, y);
    context.fillStyle = color;
    context.fill(new Path2D(OUTLINES.get(form)));
    context.restore();
  });
  return sheet;
}

function saveFile(blob, file) {
  const link = make("a", { download: file });
  link.href = URL.createObjectURL(blob);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function savePng() {
  pictureCanvas().toBlob((blob) => saveFile(blob, "network.png"), "image/png");
}
