// The camera: which part of the drawing the screen shows, and how it moves there.

const NEAREST = 4;
const view = { x: 0, y: 0, scale: 1, width: 1, height: 1, ratio: 1, least: 0.001 };
const screenX = (x, lens = view) => (x - lens.x) * lens.scale + lens.width / 2;
const screenY = (y, lens = view) => (y - lens.y) * lens.scale + lens.height / 2;
const worldX = (x, lens = view) => (x - lens.width / 2) / lens.scale + lens.x;
const worldY = (y, lens = view) => (y - lens.height / 2) / lens.scale + lens.y;
const clampScale = (scale) => Math.min(NEAREST * names.zoom, Math.max(view.least, scale));

// On a screen higher than wide the picture lies down: across becomes down.
const [X, Y] = canvasBox.clientHeight > canvasBox.clientWidth * 1.1 ? [COLUMN.y, COLUMN.x] : [COLUMN.x, COLUMN.y];

// The part of the drawing that a lens shows.
function windowOf(lens) {
  return { left: worldX(0, lens), right: worldX(lens.width, lens), top: worldY(0, lens), bottom: worldY(lens.height, lens) };
}

let moving = 0;
// Moves the view to a place and a scale, at once or in `time` milliseconds.
function moveTo({ x, y, scale }, time = 0) {
  window.cancelAnimationFrame(moving);
  const from = { x: view.x, y: view.y, scale: view.scale };
  if (!time || calm()) {
    Object.assign(view, { x, y, scale });
    moved();
    return;
  }
  const start = performance.now();
  const step = (now) => {
    const share = Math.min(1, Math.max(0, (now - start) / time));
    const eased = share < 0.5 ? 2 * share * share : 1 - 2 * (1 - share) ** 2;
    const near = from.scale * (scale / from.scale) ** eased;
    // the middle moves as the zoom does, so that it goes straight to its end
    const way = scale === from.scale ? eased : (1 / from.scale - 1 / near) / (1 / from.scale - 1 / scale);
    Object.assign(view, { scale: near, x: from.x + (x - from.x) * way, y: from.y + (y - from.y) * way });
    moved();
    if (share < 1) moving = window.requestAnimationFrame(step);
  };
  moving = window.requestAnimationFrame(step);
}

// Zooms by a factor about a point of the screen that stays where it is.
function zoomAt(px, py, factor, time = 0) {
  const scale = clampScale(view.scale * factor);
  const [x, y] = [worldX(px), worldY(py)];
  moveTo({ scale, x: x - (px - view.width / 2) / scale, y: y - (py - view.height / 2) / scale }, time);
}

// Shows a box of the drawing with room for names around it, beside what a sheet covers.
function fitBox({ left, right, top, bottom }, most, time) {
  const sheet = covered();
  const head = narrow() && !chips.hidden && !canvasBox.style.width ? chips.offsetHeight : 0;
  const pad = Math.min(MARGIN * names.zoom, view.width * 0.12);
  const [wide, high] = [view.width - 2 * pad, Math.max(60, view.height - 2 * pad - sheet - head)];
  const scale = clampScale(Math.min(most, wide / Math.max(1, right - left), high / Math.max(1, bottom - top)));
  moveTo({ scale, x: (left + right) / 2, y: (top + bottom) / 2 + (sheet - head) / 2 / scale }, time);
}

