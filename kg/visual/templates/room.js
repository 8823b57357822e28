// Where names may stand: of one size at any zoom, the important ones first, none over another.

const names = { zoom: 1, boxes: [], written: [], family: "", view: null };
const CELL = 160;
const NONE = [];

// Boxes taken so far, kept by cell so that asking stays cheap; cells are equal on the screen, so
// that a box covers few of them at any zoom.
class Taken {
  constructor(side) { Object.assign(this, { cells: new Map(), side }); }

  // Two cells may have the same number, which only means that boxes far away are looked at too.
  add(box) {
    const right = Math.floor(box.right / this.side);
    const low = Math.floor(box.bottom / this.side);
    for (let x = Math.floor(box.left / this.side); x <= right; x += 1) {
      for (let y = Math.floor(box.top / this.side); y <= low; y += 1) {
        const cell = x * 65536 + y;
        if (this.cells.has(cell)) this.cells.get(cell).push(box);
        else this.cells.set(cell, [box]);
      }
    }
  }

  // Asked some thousand times for a picture: plain loops, which are quick before they are compiled.
  hits({ left, top, right, bottom }, self) {
    const last = Math.floor(right / this.side);
    const low = Math.floor(bottom / this.side);
    for (let x = Math.floor(left / this.side); x <= last; x += 1) {
      for (let y = Math.floor(top / this.side); y <= low; y += 1) {
        const cell = this.cells.get(x * 65536 + y) || NONE;
        for (let n = 0; n < cell.length; n += 1) {
          const b = cell[n];
          if (b.owner !== self && left < b.right && right > b.left && top < b.bottom && bottom > b.top) return true;
        }
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

// A name as it may stand: whole, or where that finds no room its first two rows.
function formsOf(rows) {
  return rows.length < 3 ? [rows] : [rows, [rows[0], `${rows[1]}…`]];
}

// A name below or above a node, moved sideways: until it is in sight, and where it matters by
// parts of its width too.
function beside(box, matters) {
  const { x, far } = names.view;
  const width = box.right - box.left;
  const steps = [Math.max(0, x - box.left) - Math.max(0, box.right - far.x), ...(matters ? [0.2, -0.2, 0.35, -0.35].map((share) => share * width) : [])];
  return steps.filter((step) => step !== 0).map((step) => ({ ...box, left: box.left + step, right: box.right + step }));
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
