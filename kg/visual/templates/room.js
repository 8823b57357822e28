// Where names may stand: of one size at any zoom, the important ones first, none over another.

const names = { zoom: 1, boxes: [], written: [], family: "", view: null };
const CELL = 160;

// Boxes taken so far, kept by cell so that asking stays cheap; cells are equal on the screen, so
// that a box covers few of them at any zoom.
class Taken {
  constructor(side) { Object.assign(this, { cells: new Map(), side }); }

  * keys({ left, top, right, bottom }) {
    for (let x = Math.floor(left / this.side); x <= Math.floor(right / this.side); x += 1) {
      for (let y = Math.floor(top / this.side); y <= Math.floor(bottom / this.side); y += 1) yield `${x},${y}`;
    }
  }

  add(box) {
    for (const key of this.keys(box)) {
      if (!this.cells.has(key)) this.cells.set(key, []);
      this.cells.get(key).push(box);
    }
  }

  hits(box, self) {
    for (const key of this.keys(box)) {
      for (const b of this.cells.get(key) || []) {
        if (b.owner !== self && box.left < b.right && box.right > b.left && box.top < b.bottom && box.bottom > b.top) return true;
      }
    }
    return false;
  }
}

function importance(at, light) {
  if (at === state.hovered) return 4;
  if (isChosen(at)) return 3;
  return (light && light.nodes.has(at) ? 2 : 0) + weightOf(at) + Math.min(degree(at), 50) / 1000;
}

// Where a name may stand: below its node, above, right, left, then the four corners.
function spots(place, radius, width, height, gap) {
  const box = (left, top) => ({ left, top, right: left + width, bottom: top + height });
  return [
    box(place.x - width / 2, place.y + radius + gap),
    box(place.x - width / 2, place.y - radius - gap - height),
    box(place.x + radius + gap, place.y - height / 2),
    box(place.x - radius - gap - width, place.y - height / 2),
    box(place.x + radius * 0.6, place.y + radius * 0.8),
    box(place.x - radius * 0.6 - width, place.y + radius * 0.8),
    box(place.x + radius * 0.6, place.y - radius * 0.8 - height),
    box(place.x - radius * 0.6 - width, place.y - radius * 0.8 - height),
  ];
}

function write(context, rows, box, pixel, style) {
  names.written.push({ rows, box, pixel, style });
  context.font = style.font;
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineJoin = "round";
  context.lineWidth = 3.4 * pixel;
  context.strokeStyle = style.halo;
  context.fillStyle = style.ink;
  rows.forEach((row, number) => {
    const x = (box.left + box.right) / 2;
    const y = box.top + number * style.step + style.step * 0.12;
    context.strokeText(row, x, y);
    context.fillText(row, x, y);
  });
}

function inside({ left, right, top, bottom }) {
  const { x, y, far } = names.view;
  return left >= x && right <= far.x && top >= y && bottom <= far.y;
}

// The node whose written name lies at a point of the drawing, or null.
function labelAt({ x, y }) {
  const hit = names.boxes.find((box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom);
  return hit ? hit.at : null;
}
