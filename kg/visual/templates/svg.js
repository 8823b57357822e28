// The picture as SVG: the shapes, lines and names as drawn, built as a tree so that all is escaped.

const round = (value) => Math.round(value * 100) / 100;
// Signs that XML does not allow, and halves of signs.
const printable = (text) => text.replace(/[\u0000-\u001f\u007f-\u009f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, " ");

function svgText(text, x, y, props) {
  return shape("text", { x: round(x), y: round(y), ...props }, printable(text));
}

// The outline of a node as vis-network draws it, around (0, 0).
function svgOutline(form, radius) {
  const polygon = (points) => `M${points.map(([x, y]) => `${round(x)} ${round(y)}`).join("L")}Z`;
  const triangle = (sign) => {
    const r = radius * 1.15;
    const [lift, inner] = [0.275 * r, (Math.sqrt(3) / 3) * r];
    const tall = Math.sqrt(3) * r;
    return polygon([[0, sign * (lift - (tall - inner))], [r, sign * (lift + inner)], [-r, sign * (lift + inner)]]);
  };
  const around = (count, size, lift, turn) => polygon(Array.from({ length: count }, (_, n) => {
    const angle = (n * 2 * Math.PI) / count;
    return turn ? [size(n) * Math.sin(angle), lift - size(n) * Math.cos(angle)] : [size(n) * Math.cos(angle), size(n) * Math.sin(angle)];
  }));
  const forms = {
    square: () => polygon([[-radius, -radius], [radius, -radius], [radius, radius], [-radius, radius]]),
    diamond: () => polygon([[0, radius], [radius, 0], [0, -radius], [-radius, 0]]),
    triangle: () => triangle(1),
    triangleDown: () => triangle(-1),
    star: () => around(10, (n) => radius * 0.82 * (n % 2 === 0 ? 1.3 : 0.5), 0.082 * radius, true),
    hexagon: () => around(6, () => radius, 0, false),
    dot: () => `M${-radius} 0a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`,
  };
  return forms[form]();
}

function svgName({ rows, box, style, pixel }) {
  const props = { "font-size": round(style.size), "font-weight": style.weight, "text-anchor": "middle", fill: style.ink,
    stroke: style.halo, "stroke-width": round(3.4 * pixel), "paint-order": "stroke", "stroke-linejoin": "round" };
  return shape("g", {}, ...rows.map((row, number) => svgText(row, (box.left + box.right) / 2, box.top + number * style.step + style.size, props)));
}

function pictureSvg() {
  const plan = sheetPlan();
  const svg = shape("svg", { width: SHEET.width, height: plan.height, viewBox: `0 0 ${SHEET.width} ${plan.height}`, role: "img", lang: DATA.langs[state.lang], "font-family": plan.family },
    shape("title", {}, printable(local(DATA.title))), shape("desc", {}, printable(local(DATA.question))),
    shape("rect", { width: SHEET.width, height: plan.height, fill: token("--paper") }),
    staged(svgDrawing),
    ...plan.texts.map(({ text, x, y, size, weight, color, end }) => svgText(text, x, y, { "font-size": size, "font-weight": weight, fill: color, "text-anchor": end ? "end" : "start" })),
    ...plan.marks.map(({ x, y, color, form }) => shape("path", { d: OUTLINES.get(form), transform: `translate(${round(x)} ${y})`, fill: color })));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`;
}

function saveSvg() {
  saveFile(new Blob([pictureSvg()], { type: "image/svg+xml" }), "network.svg");
}
